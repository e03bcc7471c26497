"""Pairs and passages in; scores and hard negatives out."""
