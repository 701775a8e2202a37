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
    """Run the audit; 0 if there is a report, whatever it says."""
    try:
        files = _files(_name(), _formats())
        command = [_program(), "audit", *_mode(), *_fail_on(), *_selection(), *_outputs(files)]
    except UnusableInputError as error:
        annotate("error", str(error))
        return 2
    print(shlex.join(["cargo-dynaudit", *command[1:]]), flush=True)
    status = subprocess.run(command, cwd=os.environ["DYNAUDIT_DIRECTORY"], check=False).returncode
    if status > _FOUND:
        annotate("error", "there is no report; the log of this step says why")
        return status
    tell(exit_code=status, from_fork=str(_is_from_fork()).lower(), **_counts(files["json"]), **files)
    return 0


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


def _fail_on() -> list[str]:
    level = os.environ["DYNAUDIT_FAIL_ON"]
    return [f"--fail-on={level}"] if level else []


def _selection() -> list[str]:
    try:
        return shlex.split(os.environ["DYNAUDIT_SELECTION"])
    except ValueError as error:
        raise UnusableInputError(f"input selection: {str(error).lower()}; close every quote") from error


def _files(name: str, formats: list[str]) -> dict[str, Path]:
    """Where each format goes; JSON is always made, since it says what to count."""
    folder = Path(tempfile.mkdtemp(prefix="cargo-dynaudit-", dir=os.environ["RUNNER_TEMP"]))
    wanted = [one for one in ENDINGS if one in formats or one == "json"]
    return {one: folder / f"{name}.{ENDINGS[one]}" for one in wanted}


def _outputs(files: dict[str, Path]) -> list[str]:
    """The formats as arguments; on the log go the annotations, or the text report where there are none."""
    on_log = ANNOTATIONS if ANNOTATIONS in _formats() else "text"
    return [f"--format={on_log}", *(f"--format={one}={file}" for one, file in files.items())]


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
