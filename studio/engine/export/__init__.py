"""A curated dataset and a model, written so that others can load them."""
