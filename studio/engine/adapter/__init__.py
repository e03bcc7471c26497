"""A small linear map on frozen vectors, taught by the enriched index in seconds."""
