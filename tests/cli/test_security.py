"""An audit runs nothing of the project: no library that the configuration has rustc load, no compiler of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.builders import Workspace
from tests.cli.invocation import run, script

SPY = """
#include <stdio.h>
#include <stdlib.h>
__attribute__((constructor)) static void note(void) { FILE *log = fopen(LOG, "a"); if (log) fclose(log); }
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A program, beside it a library that leaves a trace wherever it is loaded."""
    root = Workspace().package("app", main="fn main() {}").write(tmp_path / "project")
    (tmp_path / "spy.c").write_text(SPY, encoding="utf-8")
    command = ["cc", "-shared", "-fPIC", f'-DLOG="{tmp_path}/loaded"', "-o", root / "spy.so", tmp_path / "spy.c"]
    subprocess.run(command, check=True)
    (root / ".cargo").mkdir()
    return root


def _is_loaded(project: Path) -> bool:
    trace = project.parent / "loaded"
    found = trace.exists()
    trace.unlink(missing_ok=True)
    return found


def test_the_spy_works(project: Path) -> None:
    subprocess.run(["true"], env={**os.environ, "LD_PRELOAD": str(project / "spy.so")}, check=True)
    assert _is_loaded(project)


@pytest.mark.parametrize(
    "configuration",
    [
        '[env]\nLD_PRELOAD = { value = "spy.so", relative = true, force = true }',
        '[env]\nLD_PRELOAD = "SPY"',
        '[env]\n"LD_PRELOAD" = { value = "SPY" }',
        '[build]\nrustflags = ["-Zcodegen-backend=SPY"]\n[env]\nRUSTC_BOOTSTRAP = "1"',
        '[build]\nrustflags = "-Z codegen_backend=SPY"\n[env]\nRUSTC_BOOTSTRAP = "1"',
        '[target.\'cfg(unix)\']\nrustflags = ["-Z", "codegen-backend=SPY"]\n[env]\nRUSTC_BOOTSTRAP = "1"',
    ],
)
def test_nothing_is_loaded(project: Path, configuration: str) -> None:
    text = configuration.replace("SPY", str(project / "spy.so"))
    (project / ".cargo/config.toml").write_text(text, encoding="utf-8")
    result = run("audit", "--as-configured", cwd=project)
    assert (result.status, result.stderr) == (0, "")
    assert not _is_loaded(project)


def test_programs_of_the_configuration_are_not_started(project: Path) -> None:
    spy = script(project / "spy", f'touch "{project.parent}/loaded"')
    keys = ("build.rustc", "build.rustc-wrapper", "build.rustc-workspace-wrapper", "build.rustdoc")
    lines = [f'{key} = "{spy}"' for key in keys]
    lines.append(f'target.x86_64-unknown-linux-gnu = {{ linker = "{spy}", runner = "{spy}" }}')
    lines.append(f'env = {{ HOME = {{ value = "{project}", force = true }}, PATH = "{project}" }}')
    (project / ".cargo/config.toml").write_text("\n".join(lines), encoding="utf-8")
    result = run("audit", "--as-configured", cwd=project)
    assert result.status == 0
    assert not _is_loaded(project)
    assert "`build.rustc` names a compiler of the project's" in result.stdout.replace("\n", " ").replace("  ", " ")
    assert "would probably link" in result.stdout.replace("\n", " ")


def test_a_toolchain_of_the_project_is_not_started(project: Path) -> None:
    for name in ("cargo", "rustc"):
        script(project / "own/bin" / name, f'touch "{project.parent}/loaded"')
    (project / "rust-toolchain.toml").write_text(f'[toolchain]\npath = "{project}/own"\n', encoding="utf-8")
    result = run("audit", cwd=project, env={"RUSTUP_TOOLCHAIN": None})
    assert (result.status, result.stdout) == (2, "")
    assert f"{project}/rust-toolchain.toml:2: the project names its own compiler" in result.stderr
    assert not _is_loaded(project)
