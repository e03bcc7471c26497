"""The terminal studio in which a folder of domain documents becomes better retrieval."""

__version__ = "0.1.0"
