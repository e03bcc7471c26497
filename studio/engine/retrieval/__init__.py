"""Models, vectors and indexes: from texts to ranked passages."""
