"""One module a command, each with a `command`. They parse, forward and print; the work is done elsewhere."""
