"""Completion of the command line by the shell that it is typed in."""
