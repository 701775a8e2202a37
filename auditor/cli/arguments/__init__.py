"""The arguments of each command, one module for each; none imports what takes time."""
