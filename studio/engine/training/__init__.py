"""A dataset in, a fine-tuned model out."""
