"""What the runner of a workflow tells a step, and how a step answers."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_COMMAND = re.compile(r"(\A|[\r\n])(\s*)::")


def event() -> dict[str, Any]:
    """What happened that the workflow runs."""
    file = os.environ.get("GITHUB_EVENT_PATH")
    found = json.loads(Path(file).read_text(encoding="utf-8")) if file else {}
    return found if isinstance(found, dict) else {}


def annotate(command: str, text: str) -> None:
    """Show a text with the results of the workflow: as `error`, `warning` or `notice`."""
    print(f"::{command} title=cargo-dynaudit::{text.translate(_IN_MESSAGE)}", flush=True)


def inert(text: str) -> str:
    """The text without commands to the runner: it takes `::name::` where a line begins, and `##[name]` anywhere."""
    return _COMMAND.sub(r"\1\2: :", text.replace("##[", "## ["))


def tell(**outputs: object) -> None:
    """Set outputs of the step, `exit_code` as `exit-code`. Values are single lines."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8", newline="\n") as file:
        for name, value in outputs.items():
            file.write(f"{name.replace('_', '-')}={value}\n")
