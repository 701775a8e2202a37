"""Remedies: what could be changed in a project, tried out on a private copy before it is offered."""
