"""The inputs of the action, checked: none of them reaches the command line as an option but by `selection`."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

MODES = {"as-configured": ["--as-configured"], "prefer-dynamic": ["--prefer-dynamic"], "auto": []}
ENDINGS = {"json": "json", "html": "html", "sarif": "sarif", "markdown": "md", "codeclimate": "codeclimate.json"}
"""The formats that are written to files."""
ANNOTATIONS = "github"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ELSEWHERE = {
    "--format": "formats", "-o": "formats", "--output": "formats", "--fail-on": "fail-on", "--baseline": "baseline",
}  # fmt: skip
"""Options that `selection` may not have, and the inputs that are for them."""
_ENDING = ("-h", "--help")
"""Options with which there is no report."""
_SHORT = re.compile(r"-[rv]*([ho])")
"""One of them in one word with others that take no value."""


class UnusableInputError(Exception):
    """An input that cannot be used."""

    def __init__(self, name: str, text: str) -> None:
        """Take the name of the input, and what is wrong and to do."""
        super().__init__(f"input {name}: {text}")


class Task(NamedTuple):
    """What the inputs ask for."""

    program: str
    folder: Path
    """Where the audit runs."""
    build: list[str]
    """The arguments that say which build is audited."""
    fail_on: list[str]
    known: list[str]
    """The arguments that say which findings do not count."""
    base: str
    """A git revision or a JSON report from which changes are told; empty: everything is told."""
    formats: list[str]
    files: dict[str, Path]
    """Where the formats go that are written to files; JSON always is, since it says what to count."""

    @classmethod
    def asked(cls) -> Task:
        """What the environment says. Raises UnusableInputError."""
        name, formats = _name(), _formats()
        level, baseline = _line("fail-on"), _line("baseline")
        task = cls(
            program=_program(),
            folder=_folder(),
            build=[*_mode(), *_selection()],
            fail_on=[f"--fail-on={level}"] if level else [],
            known=[f"--baseline={baseline}"] if baseline else [],
            base=_base(),
            formats=formats,
            files={},
        )
        place = Path(tempfile.mkdtemp(prefix="cargo-dynaudit-", dir=os.environ["RUNNER_TEMP"]))
        files = {one: place / f"{name}.{end}" for one, end in ENDINGS.items() if one in formats or one == "json"}
        return task._replace(files=files)

    @property
    def kept(self) -> list[str]:
        """The reports that always have all findings, as arguments."""
        return self._written("json", "html", "sarif", "codeclimate")

    @property
    def told(self) -> list[str]:
        """Those that tell people what to do, as arguments; the log gets the text if it gets no annotations."""
        return [f"--format={ANNOTATIONS if ANNOTATIONS in self.formats else 'text'}", *self._written("markdown")]

    @property
    def compared(self) -> list[str]:
        """The arguments that say how the base is built: a report of it says that itself."""
        return [] if (self.folder / self.base).is_file() else [one for one in self.build if one != "--units"]

    def _written(self, *formats: str) -> list[str]:
        return [f"--format={one}={self.files[one]}" for one in formats if one in self.files]


def _program() -> str:
    """The program beside this Python: `-m auditor` would look for modules in the audited project."""
    program = shutil.which("cargo-dynaudit", path=Path(sys.executable).parent)
    if program is None:
        raise FileNotFoundError("cargo-dynaudit is not installed; let the step before this one run")
    return program


def _line(name: str) -> str:
    """An input that is one line."""
    value = _input(name).strip()
    if len(value.splitlines()) > 1:
        raise UnusableInputError(name, f"`{value}` has several lines; write it in one")
    return value


def _input(name: str) -> str:
    return os.environ[f"DYNAUDIT_{name.replace('-', '_').upper()}"]


def _name() -> str:
    name = _line("name")
    if not _NAME.fullmatch(name):
        raise UnusableInputError("name", f"`{name}` cannot name a file; use letters, digits, `.`, `_` and `-`")
    return name


def _folder() -> Path:
    folder = Path(_line("working-directory"))
    if not folder.is_dir():
        raise UnusableInputError("working-directory", f"there is no folder `{folder}`; name one of the repository")
    return folder


def _formats() -> list[str]:
    formats = _input("formats").replace(",", " ").split()
    for one in formats:
        if one not in ENDINGS and one != ANNOTATIONS:
            raise UnusableInputError(
                "formats", f"there is no `{one}` here; choose from {', '.join([*ENDINGS, ANNOTATIONS])}"
            )
    return formats


def _mode() -> list[str]:
    mode = _line("mode")
    if mode not in MODES:
        raise UnusableInputError("mode", f"there is no `{mode}`; choose from {', '.join(MODES)}")
    return MODES[mode]


def _base() -> str:
    base = _line("base")
    if base.startswith("-"):
        raise UnusableInputError(
            "base", f"`{base}` is an option; name a git revision or a file, `./{base}` if it is one"
        )
    return base


def _selection() -> list[str]:
    try:
        words = shlex.split(_input("selection"))
    except ValueError as error:
        raise UnusableInputError("selection", f"{str(error).lower()}; close every quote") from error
    for word in words:
        short = _SHORT.match(word)
        option = f"-{short[1]}" if short else word.partition("=")[0]
        if option in _ELSEWHERE:
            raise UnusableInputError("selection", f"`{option}` is not for it; use the input `{_ELSEWHERE[option]}`")
        if option in _ENDING:
            raise UnusableInputError("selection", f"with `{option}` there is no report; leave it out")
    return words
