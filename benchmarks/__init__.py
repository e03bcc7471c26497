"""Every figure that the README claims, one script each."""
