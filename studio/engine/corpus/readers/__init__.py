"""One small file for each format; `registry` tells which suffix is whose."""
