"""Revisions of the repository into folders that can be audited."""
