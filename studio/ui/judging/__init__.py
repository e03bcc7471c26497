"""Judging test queries: the sitting and its texts, without the screen."""
