"""Commands side by side: what becomes of each artifact in each, and what follows from the differences."""
