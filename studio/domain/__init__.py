"""What the studio's words mean, in pure Python. Imports nothing else of the house."""
