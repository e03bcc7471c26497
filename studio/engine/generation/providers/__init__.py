"""One small file for each provider; `choose` builds the one that is wanted."""
