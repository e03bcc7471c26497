"""Rankings in, figures that can be defended out."""
