"""Passages in, queries out."""
