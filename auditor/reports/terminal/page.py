"""A page of wrapped, perhaps coloured text. All text gets on it through one door, which lets no control pass."""

from __future__ import annotations

import io
import re
from itertools import chain, repeat

from rich.console import Console
from rich.text import Text

from auditor.reports.style import Style
from auditor.visible import plain, visible

_CODE = re.compile(r"`[^`]+`")
_NARROWEST = 20
"""Columns below which text does not go beside its lead."""


class Page:
    """Lines from top to bottom."""

    def __init__(self, style: Style) -> None:
        """Begin an empty page."""
        self._style = style
        self._is_blank = True
        self._console = Console(
            file=io.StringIO(),
            width=style.width,
            color_system="standard" if style.color else None,
            force_terminal=style.color,
            no_color=not style.color,
            legacy_windows=False,
            force_jupyter=False,
            highlight=False,
            _environ={},
        )

    def blank(self) -> None:
        """An empty line, unless there is one already."""
        if not self._is_blank:
            self._console.print()
        self._is_blank = True

    def heading(self, text: str, note: str = "") -> None:
        """The title of a section, set off by empty lines."""
        self.blank()
        self.put(note, lead=f"{text}  " if note else text, lead_style="bold", style="dim")
        self.blank()

    def put(self, text: str, *, indent: int = 0, lead: str = "", lead_style: str = "", style: str = "") -> None:
        """Text behind a lead, wrapped; further lines stand below the text. A long lead gets a line to itself."""
        self._is_blank = False
        first = self._text(" " * indent + lead, lead_style)
        body = self._text(text, style)
        margin = first.cell_len
        if text and self._style.width - margin < _NARROWEST:
            self._print(first)
            margin = indent + 4
            first = self._text(" " * margin, "")
        if not text:
            self._print(first)
            return
        lines = body.wrap(self._console, self._style.width - margin)
        for start, line in zip(chain([first], repeat(self._text(" " * margin, ""))), lines, strict=False):
            line.rstrip()
            self._print(start + line)

    def row(self, *parts: tuple[str, str]) -> None:
        """A line of a table: texts with their styles, side by side and not wrapped."""
        self._is_blank = False
        line = Text()
        for text, style in parts:
            line.append_text(self._text(text, style))
        self._print(line)

    def quote(self, line: str, *, indent: int = 0) -> None:
        """A line of another program's output, as it is."""
        self._is_blank = False
        self._print(self._text(" " * indent + line, ""))

    def _print(self, line: Text) -> None:
        self._console.print(line, no_wrap=True, overflow="ignore", crop=False)

    def shown(self) -> str:
        """All that is on the page."""
        file = self._console.file
        assert isinstance(file, io.StringIO)
        return "".join(f"{line.rstrip()}\n" for line in file.getvalue().rstrip("\n").split("\n"))

    def _text(self, text: str, style: str) -> Text:
        """The one door: text of the project and our own alike."""
        safe = visible(text)
        result = Text(safe if self._style.signs else plain(safe))
        if style:
            result.stylize(style)
        result.highlight_regex(_CODE, "cyan")
        return result
