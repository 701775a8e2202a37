"""A finding as plain lines, for places that show text and nothing else."""

from __future__ import annotations

from typing import Protocol

from auditor.visible import visible


class _Told(Protocol):
    """What is told of a finding, of this audit or of a report that was read."""

    @property
    def message(self) -> str: ...

    @property
    def details(self) -> tuple[str, ...]: ...

    @property
    def help(self) -> str | None: ...


def plain(finding: _Told) -> str:
    """Message, details and remedies; every line of the project's text is one line here."""
    remedies = [line for line in (finding.help or "").split("\n") if line]
    parts = [visible(finding.message)]
    if finding.details:
        parts.append(_items(finding.details))
    if len(remedies) == 1:
        parts.append(f"Help: {visible(remedies[0])}")
    elif remedies:
        parts.append(f"Help:\n{_items(remedies)}")
    return "\n\n".join(parts)


def _items(lines: tuple[str, ...] | list[str]) -> str:
    return "\n".join(f"- {visible(line)}" for line in lines)
