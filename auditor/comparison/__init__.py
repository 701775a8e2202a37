"""Two reports into what changed between them."""
