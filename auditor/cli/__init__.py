"""The command line: arguments become requests, results become text and an exit code."""
