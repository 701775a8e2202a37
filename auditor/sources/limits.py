"""How much of a project's sources is read."""

from __future__ import annotations

MAX_READ = 64 << 20
"""Bytes above which a file is not read at all."""
