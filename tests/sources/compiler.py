"""The real compiler as the referee: which crates it loads because a crate names them."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.sources.dependencies import DEPENDENCIES, PROC_MACROS, SOURCES
from tests.sources.one_crate import Crate

_RESOLVING = re.compile(r"resolving crate `(\w+)`")


@dataclass(frozen=True)
class Compiler:
    """rustc with the dependencies of the small crates built into a folder."""

    folder: Path
    toolchain: str = ""

    def build_dependencies(self) -> None:
        """Compile each dependency once."""
        for name in sorted(SOURCES, key=lambda one: one in DEPENDENCIES):
            text = SOURCES[name]
            source = self.folder / f"{name}.rs"
            source.write_text(text)
            crate_type = "proc-macro" if name in PROC_MACROS else "rlib"
            below = [f"--extern={one}={self._library(one)}" for one in DEPENDENCIES.get(name, ())]
            output = ["--out-dir", str(self.folder), str(source)]
            self._run("--crate-name", name, "--crate-type", crate_type, *below, *output)

    def loaded(self, crate: Crate, folder: Path) -> frozenset[str]:
        """The dependencies that rustc loads for the crate itself, not for another one.

        A crate with an error proves nothing: rustc then loads all, so it is refused with `AssertionError`.
        """
        root = crate.write(folder)
        arguments = ["--crate-name", "t", "--emit=metadata", "-o", str(folder / "t.rmeta")]
        arguments += ["-L", str(self.folder)]
        arguments += ["--test"] if crate.test else ["--crate-type", crate.crate_type]
        for name in set(crate.names) - set(crate.unlinkable):
            arguments += ["--extern", f"{name}={self._library(name)}"]
        for option in (*crate.cfgs, *(f'feature="{feature}"' for feature in crate.features)):
            arguments += ["--cfg", option]
        arguments += ["-C", f"debug-assertions={'on' if crate.debug_assertions else 'off'}"]
        done = self._run("--edition", crate.edition, *arguments, str(root))
        return frozenset(_named(done.stderr) & set(crate.names))

    def compiles(self, crate: Crate, folder: Path) -> bool:
        """Whether the crate compiles."""
        try:
            self.loaded(crate, folder)
        except AssertionError:
            return False
        return True

    def _library(self, name: str) -> Path:
        return self.folder / (f"lib{name}.so" if name in PROC_MACROS else f"lib{name}.rlib")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        toolchain = [self.toolchain] if self.toolchain else []
        # NOTE: the variable lets a stable compiler take `#![feature]`.
        environment = {**os.environ, "RUSTC_LOG": "rustc_metadata::creader=info", "RUSTC_BOOTSTRAP": "1"}
        command = ["rustc", *toolchain, "-Awarnings", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        errors = [line for line in done.stderr.splitlines() if line.startswith("error")]
        assert done.returncode == 0, errors
        return done


def _named(log: str) -> set[str]:
    """The crates that are resolved, save those that are for another crate's sake: a line before says so."""
    found: set[str] = set()
    before = ""
    for line in log.splitlines():
        match = _RESOLVING.search(line)
        if match is not None and "resolving dep " not in before:
            found.add(match[1])
        before = line
    return found
