"""JSON as it is written: indented for people, and nothing in it steers what shows it."""

from __future__ import annotations

import re

import msgspec

from auditor.visible import is_visible

_SUSPECT = re.compile(r"[^\n -~]|(?<=##)\[")
"""What is not plain ASCII; and the end of what a GitHub runner takes for the beginning of a command."""


def json_text(data: object) -> str:
    r"""The data as indented JSON with every character that is not plainly visible as `\uXXXX`."""
    text = msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
    return f"{_SUSPECT.sub(_spelled, text)}\n"


def _spelled(found: re.Match[str]) -> str:
    if found[0] != "[" and is_visible(found[0]):
        return found[0]
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
