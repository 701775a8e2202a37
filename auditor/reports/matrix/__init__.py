"""The matrix in each format."""
