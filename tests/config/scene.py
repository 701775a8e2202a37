"""A place with configuration files, variables and options, for Cargo and for our reading of it alike."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from auditor.config.configuration import Config, load
from auditor.config.setting import Value

Files = Mapping[str, str]

_RECORDER = """#!/bin/sh
case "$*" in
  -vV|*--print*|*" - "*) exec "{rustc}" "$@";;
esac
for argument in "$@"; do [ "$before" = --crate-name ] && name=$argument; before=$argument; done
printf '%s\\0' "$@" > "{records}/$name.$$"
exit 1
"""


@dataclass
class Scene:
    """Directories `home` (CARGO_HOME) and `top/project` (the current directory), made in `root`."""

    root: Path
    files: Files = field(default_factory=dict)
    """By path relative to `root`."""
    environment: Mapping[str, str] = field(default_factory=dict)
    arguments: Sequence[str] = ()
    """Values of `--config`."""

    def __post_init__(self) -> None:
        """Write the files."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.cwd.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def cwd(self) -> Path:
        return self.root / "top" / "project"

    def config(self, cargo: str | None = "1.95.0") -> Config:
        """Our reading."""
        return load(self.cwd, self.environment, self.home, self.arguments, cargo)

    def cargo(self, *command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run the real Cargo there."""
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "RUSTUP_HOME") if name in os.environ}
        options = [part for argument in self.arguments for part in ("--config", argument)]
        return subprocess.run(
            [str(toolchain() / "cargo"), *command, *options],
            cwd=self.cwd,
            env={**environment, "CARGO_HOME": str(self.home), **self.environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def merged_by_cargo(self) -> Any:
        """The merged files and options as JSON; None if Cargo refuses them."""
        command = ("config", "get", "-Zunstable-options", "--format", "json-value")
        output = self.cargo(*command, RUSTC_BOOTSTRAP="1")
        return json.loads(output.stdout) if output.returncode == 0 else None

    def flags_by_cargo(self, *options: str) -> tuple[dict[tuple[str, str | None], list[str]], str]:
        """The rustflags of each compiled crate, by its name and `--target`, and what Cargo says; nothing is built."""
        records, recorder = self.root / "records", self.root / "recorder"
        records.mkdir()
        recorder.write_text(_RECORDER.format(rustc=toolchain() / "rustc", records=records))
        recorder.chmod(0o755)
        output = self.cargo("build", "--offline", "--keep-going", *options, RUSTC=str(recorder))
        flags: dict[tuple[str, str | None], list[str]] = {}
        for path in records.iterdir():
            command = path.read_text().split("\0")[:-1]
            target = command[command.index("--target") + 1] if "--target" in command else None
            start = max(i for i, word in enumerate(command) if word.startswith("dependency="))
            flags[path.name.split(".")[0], target] = command[start + 1 :]
        return flags, output.stderr

    def units_by_cargo(self, *options: str) -> tuple[list[dict[str, Any]] | None, str]:
        """Cargo's units with their profiles and what it says; None for the units if it refuses."""
        output = self.cargo("build", "--offline", "-Zunstable-options", "--unit-graph", *options, RUSTC_BOOTSTRAP="1")
        return (json.loads(output.stdout)["units"] if output.returncode == 0 else None), output.stderr


def plain(value: Value) -> Any:
    """A setting without its places."""
    data = value.data
    if isinstance(data, dict):
        return {key: plain(inner) for key, inner in data.items()}
    return [plain(inner) for inner in data] if isinstance(data, list) else data


@cache
def toolchain() -> Path:
    """The folder of the real cargo and rustc, rustup's stand-ins passed by."""
    rustc = shutil.which("rustc")
    assert rustc is not None, "these tests need a Rust toolchain"
    sysroot = subprocess.run([rustc, "--print", "sysroot"], capture_output=True, text=True, check=True).stdout
    return Path(sysroot.strip()) / "bin"


@cache
def cargo_release() -> str:
    """The release of the real Cargo."""
    output = subprocess.run([toolchain() / "cargo", "-V"], capture_output=True, text=True, check=True).stdout
    return output.split()[1]


@cache
def host() -> str:
    """The triple of the real compiler's host."""
    output = subprocess.run([toolchain() / "rustc", "-vV"], capture_output=True, text=True, check=True).stdout
    return next(line.removeprefix("host: ") for line in output.splitlines() if line.startswith("host: "))


@cache
def cfg_of_rustc(target: str | None, flags: tuple[str, ...]) -> frozenset[tuple[str, str | None]]:
    """The cfgs that rustc reports."""
    command = [toolchain() / "rustc", "-", "--crate-name", "___", "--print=cfg", "-Wwarnings", *flags]
    command += [] if target is None else ["--target", target]
    output = subprocess.run(command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout
    parts = (line.partition("=") for line in output.splitlines())
    return frozenset((key, value.strip('"') if equals else None) for key, equals, value in parts)
