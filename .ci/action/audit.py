"""The step that audits: inputs of the action become a command line, its reports become outputs for the next steps."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from runner import annotate, inert, tell
from task import ANNOTATIONS, Task, UnusableInputError

_UNUSABLE, _INTERNAL = 2, 3
"""Exit codes, those of the tool."""
_ON_ONE_LINE = str.maketrans({"\n": "\\n", "\r": "\\r"})


def main() -> int:
    """Make the reports; 0 if they are made, whatever they say. All that goes wrong is one line, never a traceback."""
    try:
        return _reported(Task.asked())
    except UnusableInputError as error:
        annotate("error", str(error))
        return _UNUSABLE
    except Exception as error:  # the last resort
        annotate("error", f"there is no report: {type(error).__name__}: {error}; run the job again, or report it")
        return _INTERNAL


class Ending(NamedTuple):
    """How a run of the tool ended."""

    status: int
    cause: str
    """Why there is no report, in the words of the tool."""

    @property
    def is_report(self) -> bool:
        """Whether it did its work, whatever it found."""
        return self.status in (0, 1)


def _reported(task: Task) -> int:
    ending = _compared(task) if task.base else _audited(task, task.told)
    files = {one: file for one, file in task.files.items() if file.is_file()}
    if not ending.is_report or "json" not in files:
        annotate("error", f"there is no report: {ending.cause}")
        return ending.status if ending.status > 1 else _UNUSABLE
    tell(exit_code=ending.status, **_counts(files["json"]), **files)
    return 0


def _audited(task: Task, told: list[str]) -> Ending:
    return _run(task, "audit", *task.build, *task.known, *task.fail_on, *task.kept, *told)


def _compared(task: Task) -> Ending:
    """Audit, then tell people only what changed from the base; all of it, if the base cannot be audited."""
    ending = _audited(task, [])
    if not ending.is_report:
        return ending
    head = [str(task.files["json"]), f"--head-name={_head(task.folder)}"]
    changes = _run(task, "diff", task.base, *head, *task.compared, *task.fail_on, *task.told)
    if changes.is_report:
        return changes
    annotate("warning", f"no comparison with {task.base}: {changes.cause}; all findings count")
    return _audited(task, task.told)


def _head(folder: Path) -> str:
    """What is checked out, called like a revision: the file of its report means nothing to anybody."""
    git = shutil.which("git")
    asked = git and subprocess.run(
        [git, "rev-parse", "--verify", "HEAD"], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    commit = asked.stdout if asked and asked.returncode == 0 else os.environ.get("GITHUB_SHA", "")
    return f"HEAD ({commit.strip()[:9]})"


def _run(task: Task, *arguments: str) -> Ending:
    """Run the tool. Of what it prints only annotations are commands to the runner."""
    print(inert(shlex.join(["cargo-dynaudit", *arguments]).translate(_ON_ONE_LINE)), flush=True)
    done = subprocess.run(
        [task.program, *arguments],
        cwd=task.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    print(inert(done.stderr), end="")
    print(done.stdout if f"--format={ANNOTATIONS}" in arguments else inert(done.stdout), end="", flush=True)
    return Ending(done.returncode, _cause(done))


def _cause(done: subprocess.CompletedProcess[str]) -> str:
    """The first error with its help, or how else the tool ended."""
    for line, following in pairwise([*done.stderr.splitlines(), ""]):
        if line.startswith(("error: ", "internal error: ")):
            _, is_there, help_ = following.partition("  help: ")
            return f"{line.removeprefix('error: ')}; {help_}" if is_there else line.removeprefix("error: ")
    return f"cargo-dynaudit ended with {done.returncode} and wrote none; the log of this step has what it said"


def _counts(report: Path) -> dict[str, int]:
    """How many findings of each level a JSON report has."""
    levels = Counter(finding["level"] for finding in json.loads(report.read_text(encoding="utf-8"))["findings"])
    return {f"{level}s": levels[level] for level in ("error", "warning", "note")}


if __name__ == "__main__":
    sys.exit(main())
