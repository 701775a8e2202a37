"""Which commands are shown side by side: those that people run, and those that somebody names."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from auditor.errors import AuditorError
from auditor.matrix.model import Given
from auditor.model.policy import ListedCommand
from auditor.model.selection import Command, Selection
from auditor.model.workspace import Package, Workspace
from auditor.plan import package_spec

MOST_PACKAGES = 4
"""How many packages with programs get columns of their own, unless all are asked for."""

Parse = Callable[[str], Selection]
"""Reads a command as it is typed, `test -p core`. Raises AuditorError for what Cargo does not know."""


class Listed(msgspec.Struct, frozen=True):
    """A command that is to be shown."""

    title: str
    """As typed: `cargo build -p app`."""
    selection: Selection
    given: Given
    policy: ListedCommand | None = None
    """What of the policy names it."""

    def refused(self, error: AuditorError) -> AuditorError:
        """The error of a command that somebody named, with the place where it is named."""
        if self.policy is None:
            return error.but(message=f"`{self.title}`: {error.message}")
        return _in_policy(self.policy, error)


def named(text: str, parse: Parse, given: Given) -> Listed:
    """A command that somebody named."""
    words = text.split()
    return Listed(" ".join(words if words[:1] == ["cargo"] else ["cargo", *words]), parse(text), given)


def of_policy(commands: Iterable[ListedCommand], parse: Parse) -> Iterator[Listed]:
    """The commands that the project's policy names. Raises AuditorError with key and line for a bad one."""
    for command in commands:
        try:
            listed = named(command.text, parse, Given.POLICY)
        except AuditorError as error:
            raise _in_policy(command, error) from error
        yield replace(listed, policy=command)


def _in_policy(command: ListedCommand, error: AuditorError) -> AuditorError:
    place = command.location
    return error.but(message=f"`{command.key}`: {error.message}", path=place.path, line=place.line)


def usual(
    workspace: Workspace, base: Selection, host: str, cwd: Path, only: Sequence[str], *, lists_all: bool
) -> tuple[list[Listed], tuple[str, ...]]:
    """The commands that people run in such a project, and the packages that get no columns of their own.

    `base` are the options that all of them get, `host` is the triple of the machine, `only` are the packages (as for
    `-p`) to which the commands for one package are restricted; without `lists_all` there are at most a few of those.
    Raises AuditorError for a name in `only` that no member with a program has.
    """
    packages = list(_with_programs(workspace, only))
    shown = packages if lists_all or only else packages[:MOST_PACKAGES]
    specs = {package.id: _spec(workspace, package) for package in shown}
    has_members = len(workspace.members) > 1

    def listed(words: str, **options: Any) -> Listed:
        return Listed(f"cargo {words}", base._replace(**options), Given.USUAL)

    def one_by_one(command: Command) -> Iterator[Listed]:
        for package in shown if has_members else ():
            spec = specs[package.id]
            yield listed(f"{command} -p {shlex.quote(spec)}", command=command, packages=(spec,))

    found = [listed("build"), listed("build --release", release=True)]
    if has_members:
        found.append(listed("build --workspace", workspace=True))
    found += one_by_one(Command.BUILD)
    found.append(listed("build --all-targets", all_targets=True))
    found.append(listed(f"build --target {host}", targets=(host,)))
    found.append(listed("test", command=Command.TEST))
    if has_members:
        found.append(listed("test --workspace", command=Command.TEST, workspace=True))
    for package in shown:
        folder = _folder(package, cwd)
        manifest = Path(folder) / "Cargo.toml"
        words = f"install --path {shlex.quote(folder)}"
        found.append(listed(words, command=Command.INSTALL, manifest_path=manifest))
    return found, tuple(package.name for package in packages[len(shown) :])


def _with_programs(workspace: Workspace, only: Sequence[str]) -> Iterator[Package]:
    """The members that have binaries, those to be built by default first."""
    first = {*workspace.default_members}
    members = sorted(workspace.members, key=lambda member: member not in first)
    packages = [workspace.packages[member] for member in members]
    candidates = [one for one in packages if any(target.is_bin for target in one.targets)]
    for text in only:
        if not any(package_spec.means(text, package) for package in packages):
            raise AuditorError(f"no member of the workspace matches `-p {text}`", hint="name one of its packages")
        if not any(package_spec.means(text, package) for package in candidates):
            raise AuditorError(f"`-p {text}`: that package has no binary", hint="name a package with a program")
    for package in candidates:
        if not only or any(package_spec.means(text, package) for text in only):
            yield package


def _spec(workspace: Workspace, package: Package) -> str:
    """What names a package alone after `-p`."""
    names = Counter(other.name for other in workspace.packages.values())
    return package.name if names[package.name] == 1 else f"{package.name}@{package.version}"


def _folder(package: Package, cwd: Path) -> str:
    """The folder of a package as one types it here."""
    return Path(os.path.relpath(package.root, cwd)).as_posix()
