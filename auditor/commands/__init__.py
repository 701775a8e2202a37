"""The commands that people run, predicted together from one reading of the project."""
