"""Jobs in real processes."""
