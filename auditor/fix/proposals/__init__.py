"""What could be done about findings: one module for each kind of change. Nothing here is tried yet."""
