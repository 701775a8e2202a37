"""A stand-in for the runner of GitHub: it runs the steps of workflows and of composite actions as these are written.

Actions of others are stood in for by functions. Of the language of expressions it knows what the steps here need.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.builders import environment

Inputs = dict[str, str]
_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
_COMPARISON = re.compile(r"(.+?)\s*(==|!=)\s*'([^']*)'")
_STATUS_CHECK = re.compile(r"\b(always|cancelled|failure)\(\)")
_TIME_LIMIT = 300


@dataclass
class Step:
    """A step that was run."""

    name: str
    status: int = 0
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""


@dataclass
class Runner:
    """One job: its folders, what happened, and what its steps left."""

    workspace: Path
    temp: Path
    uses: Mapping[str, Callable[[Inputs], dict[str, str]]]
    """The stand-ins, by the name of the action without its revision."""
    variables: dict[str, str] = field(default_factory=dict)
    github: dict[str, str] = field(default_factory=dict)
    """What expressions find as `github.`."""
    instead: dict[str, dict[str, str]] = field(default_factory=dict)
    """Outputs of steps that are not run, by their ids."""
    steps: list[Step] = field(default_factory=list)
    """All that were run, in order."""
    taken: list[str] = field(default_factory=list)
    """Actions of others with their revisions."""

    @property
    def log(self) -> str:
        """What all steps printed."""
        return "".join(step.log for step in self.steps)

    @property
    def summary(self) -> str:
        """What the steps wrote into the summary of the job."""
        file = self.temp / "summary"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def step(self, name: str) -> Step:
        """A step that was run."""
        (found,) = (step for step in self.steps if step.name == name)
        return found

    def job(self, steps: list[dict[str, Any]]) -> int:
        """Run the steps of a job of a workflow; the exit code of the first that fails, or 0."""
        return self._run(steps, {}, self.workspace)[0]

    def action(self, folder: Path, inputs: Inputs) -> tuple[int, dict[str, str]]:
        """Run a composite action; its exit code and outputs."""
        action = yaml.safe_load((folder / "action.yml").read_text(encoding="utf-8"))
        assert set(inputs) <= set(action["inputs"])
        given = {name: inputs.get(name, one["default"]) for name, one in action["inputs"].items()}
        status, known = self._run(action["runs"]["steps"], given, folder)
        return status, {name: self._text(one["value"], given, known) for name, one in action["outputs"].items()}

    def _run(self, steps: list[dict[str, Any]], inputs: Inputs, folder: Path) -> tuple[int, dict[str, Step]]:
        """Behind a failure only steps run whose condition speaks of it."""
        known: dict[str, Step] = {}
        status = 0
        for step in steps:
            condition = str(step.get("if", ""))
            if status and not _STATUS_CHECK.search(condition):
                continue
            if condition and self._value(_EXPRESSION.sub(r"\1", condition), inputs, known) in ("", "false"):
                continue
            done = known[step.get("id", "")] = self._one(step, inputs, known, folder)
            forgiven = self._text(str(step.get("continue-on-error", "false")).lower(), inputs, known) == "true"
            if done.status and not forgiven:
                status = status or done.status
        return status, known

    def _one(self, step: dict[str, Any], inputs: Inputs, known: dict[str, Step], folder: Path) -> Step:
        given = {name: self._text(str(value), inputs, known) for name, value in step.get("with", {}).items()}
        done = Step(step.get("name", step.get("uses", "")))
        self.steps.append(done)
        if step.get("id") in self.instead:
            done.outputs = self.instead[step["id"]]
        elif "run" in step:
            assert "${{" not in step["run"], "an expression in a script can be any code"
            variables = {name: self._text(value, inputs, known) for name, value in step.get("env", {}).items()}
            self._shell(step["run"], variables, folder, done)
        elif step["uses"].startswith("./"):
            done.status, done.outputs = self.action(self.workspace / step["uses"], given)
        else:
            action, _, revision = step["uses"].partition("@")
            self.taken.append(f"{action}@{revision}")
            try:
                done.outputs = self.uses[action](given)
            except PermissionError as error:
                done.status, done.log = 1, f"{error}\n"
        return done

    def _shell(self, text: str, variables: dict[str, str], folder: Path, done: Step) -> None:
        """As the runner runs `shell: bash`."""
        script, output = self.temp / "script.sh", self.temp / "output"
        script.write_text(text, encoding="utf-8")
        output.write_text("", encoding="utf-8")
        finished = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env=self._environment(folder, output) | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_TIME_LIMIT,
            check=False,
        )
        done.status, done.log = finished.returncode, finished.stdout
        done.outputs = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())

    def _environment(self, folder: Path, output: Path) -> dict[str, str]:
        base = environment(GITHUB_ACTIONS="true", CI="true", RUNNER_TEMP=str(self.temp), GITHUB_ACTION_PATH=str(folder))
        base |= {"GITHUB_WORKSPACE": str(self.workspace), "GITHUB_STEP_SUMMARY": str(self.temp / "summary")}
        return base | {"GITHUB_OUTPUT": str(output)} | self.variables

    def _text(self, text: str, inputs: Inputs, known: dict[str, Step]) -> str:
        """A text with its expressions evaluated."""
        return _EXPRESSION.sub(lambda found: self._value(found[1], inputs, known), text)

    def _value(self, expression: str, inputs: Inputs, known: dict[str, Step]) -> str:
        parts = expression.split(" && ")
        if len(parts) > 1:
            return str(all(self._value(one, inputs, known) not in ("", "false") for one in parts)).lower()
        compared = _COMPARISON.fullmatch(expression)
        if compared:
            left = self._value(compared[1], inputs, known)
            return str((left == compared[3]) == (compared[2] == "==")).lower()
        match expression.split("."):
            case ["inputs", name]:
                return inputs[name]
            case ["steps", step, "outputs", name]:
                return known[step].outputs.get(name, "") if step in known else ""
            case ["steps", step, "outcome"]:
                return ("failure" if known[step].status else "success") if step in known else "skipped"
            case ["github", name]:
                return self.github[name]
            case ["always()"] | ["!cancelled()"]:
                return "true"
        raise AssertionError(f"the stand-in does not know `{expression}`")
