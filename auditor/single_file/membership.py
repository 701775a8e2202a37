"""Whether a file is a target of a package, which Cargo would compile with options of its own."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from auditor import there
from auditor.cargo.metadata import MetadataPackage
from auditor.cargo.process import Running
from auditor.cargo.session import open_session
from auditor.model.workspace import MANIFEST

_COMMAND = ("cargo", "dynaudit", "audit")


class _Members(msgspec.Struct):
    """What `cargo metadata --no-deps` prints."""

    packages: list[MetadataPackage]


class Question(NamedTuple):
    """A question that waits for cargo's answer."""

    running: Running
    manifest: Path

    def note(self, file: Path) -> str | None:
        """What to say of a file that is a target; None if it is none, or cargo cannot say."""
        output = self.running.wait()
        try:
            packages = msgspec.json.decode(output.stdout, type=_Members).packages if output.status == 0 else []
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        for package in packages:
            for target in package.targets:
                if os.path.realpath(target.src_path) == os.path.realpath(file):
                    kind = target.kind[0] if target.kind else "lib"
                    chosen = [f"--{kind}", target.name] if kind in ("bin", "example", "test", "bench") else ["--lib"]
                    command = shlex.join([*_COMMAND, "--manifest-path", package.manifest_path, *chosen])
                    return (
                        f"{file.name} is the {kind} target `{target.name}` of the package `{package.name}`: Cargo "
                        f"compiles it with options and dependencies of its own, and this is about rustc alone. For "
                        f"Cargo's build: {command}"
                    )
        return None


def ask(cwd: Path, environment: Mapping[str, str], file: Path) -> Question | None:
    """Ask cargo about the members of the nearest manifest upward; None if there is none."""
    folders = (folder for folder in file.parents if there.is_file(folder / MANIFEST))
    folder = next(folders, None)
    if folder is None:
        return None
    session = open_session(cwd, environment)
    command = ["metadata", "--no-deps", "--format-version", "1", "--offline", "--manifest-path"]
    return Question(session.start_cargo([*command, str(folder / MANIFEST)]), folder / MANIFEST)
