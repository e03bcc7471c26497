"""Widgets that several screens share, or that are too large for theirs."""
