"""The step that audits: inputs of the action become a command line, its reports become outputs for the next steps."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from runner import annotate, event, tell

MODES = {"as-configured": ["--as-configured"], "prefer-dynamic": ["--prefer-dynamic"], "auto": []}
ENDINGS = {"json": "json", "html": "html", "sarif": "sarif", "markdown": "md", "codeclimate": "codeclimate.json"}
"""The formats that are written to files."""
ANNOTATIONS = "github"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FOUND = 1
"""The exit code beyond which there is no report."""


class UnusableInputError(Exception):
    """An input that cannot be used."""


def main() -> int:
    """Make the reports; 0 if they are made, whatever they say."""
    try:
        task = Task.asked()
    except UnusableInputError as error:
        annotate("error", str(error))
        return 2
    status = _compared(task) if task.base else _audited(task, [ANNOTATIONS, "markdown"])
    if status > _FOUND:
        annotate("error", "there is no report; the log of this step says why")
        return status
    files = {one: file for one, file in task.files.items() if file.is_file()}
    tell(exit_code=status, from_fork=str(_is_from_fork()).lower(), **_counts(files["json"]), **files)
    return 0


class Task(NamedTuple):
    """What the inputs ask for."""

    program: str
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
        folder = Path(tempfile.mkdtemp(prefix="cargo-dynaudit-", dir=os.environ["RUNNER_TEMP"]))
        files = {one: folder / f"{name}.{end}" for one, end in ENDINGS.items() if one in formats or one == "json"}
        level, baseline = os.environ["DYNAUDIT_FAIL_ON"], os.environ["DYNAUDIT_BASELINE"]
        return cls(
            program=_program(),
            build=[*_mode(), *_selection()],
            fail_on=[f"--fail-on={level}"] if level else [],
            known=[f"--baseline={baseline}"] if baseline else [],
            base=os.environ["DYNAUDIT_BASE"],
            formats=formats,
            files=files,
        )

    def reports(self, *formats: str) -> list[str]:
        """Those of the given formats that are asked for, as arguments; the log gets the text if it gets no other."""
        on_log = ANNOTATIONS if ANNOTATIONS in formats and ANNOTATIONS in self.formats else "text"
        return [f"--format={on_log}", *(f"--format={one}={self.files[one]}" for one in formats if one in self.files)]


def _audited(task: Task, told: list[str]) -> int:
    """Audit; `told` are the formats that tell people what to do about it."""
    reports = task.reports("json", "html", "sarif", "codeclimate", *told)
    return _run(task, "audit", *task.build, *task.known, *task.fail_on, *reports)


def _compared(task: Task) -> int:
    """Audit, then tell people only what changed from the base; all of it, if the base cannot be audited."""
    status = _audited(task, [])
    if status > _FOUND:
        return status
    reports = task.reports(ANNOTATIONS, "markdown")
    status = _run(task, "diff", task.base, str(task.files["json"]), *task.build, *task.fail_on, *reports)
    if status <= _FOUND:
        return status
    annotate("warning", f"no comparison with {task.base}: the log of this step says why; all findings count")
    return _audited(task, [ANNOTATIONS, "markdown"])


def _run(task: Task, *arguments: str) -> int:
    print(shlex.join(["cargo-dynaudit", *arguments]), flush=True)
    return subprocess.run([task.program, *arguments], cwd=os.environ["DYNAUDIT_DIRECTORY"], check=False).returncode


def _program() -> str:
    """The program beside this Python: `-m auditor` would look for modules in the audited project."""
    program = shutil.which("cargo-dynaudit", path=Path(sys.executable).parent)
    if program is None:
        raise UnusableInputError("cargo-dynaudit is not installed; let the step before this one run")
    return program


def _name() -> str:
    name = os.environ["DYNAUDIT_NAME"]
    if not _NAME.fullmatch(name):
        raise UnusableInputError(f"input name: `{name}` cannot name a file; use letters, digits, `.`, `_` and `-`")
    return name


def _formats() -> list[str]:
    formats = os.environ["DYNAUDIT_FORMATS"].replace(",", " ").split()
    for one in formats:
        if one not in ENDINGS and one != ANNOTATIONS:
            raise UnusableInputError(
                f"input formats: there is no `{one}` here; choose from {', '.join([*ENDINGS, ANNOTATIONS])}"
            )
    return formats


def _mode() -> list[str]:
    mode = os.environ["DYNAUDIT_MODE"]
    if mode not in MODES:
        raise UnusableInputError(f"input mode: there is no `{mode}`; choose from {', '.join(MODES)}")
    return MODES[mode]


def _selection() -> list[str]:
    try:
        return shlex.split(os.environ["DYNAUDIT_SELECTION"])
    except ValueError as error:
        raise UnusableInputError(f"input selection: {str(error).lower()}; close every quote") from error


def _counts(report: Path) -> dict[str, int]:
    """How many findings of each level a JSON report has."""
    levels = Counter(finding["level"] for finding in json.loads(report.read_text(encoding="utf-8"))["findings"])
    return {f"{level}s": levels[level] for level in ("error", "warning", "note")}


def _is_from_fork() -> bool:
    """Whether the workflow runs for a pull request of another repository, and so has no right to write."""
    pull = event().get("pull_request")
    if not isinstance(pull, dict):
        return False
    head = pull["head"]["repo"]
    return head is None or head["full_name"] != os.environ["GITHUB_REPOSITORY"]


if __name__ == "__main__":
    sys.exit(main())
