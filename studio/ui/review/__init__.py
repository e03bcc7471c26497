"""What the review screen knows and shows, without Textual: the session, its pace, and the texts of a card."""
