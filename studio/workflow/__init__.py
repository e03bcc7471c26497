"""What the command line and the TUI both do for a step: write a job's inputs, start it, land its outputs."""
