"""What the audit tells the user: one finding a file."""
