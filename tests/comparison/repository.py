"""A git repository with a small workspace in a subfolder, and the changes that the tests make to it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.builders import Workspace, environment

NEEDS_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
PREFER_DYNAMIC = '[build]\nrustflags = ["-C", "prefer-dynamic"]\n'
FOLDER = "code é"
"""Where the workspace lies in the repository."""
SETTINGS = (
    "user.name=A",
    "user.email=a@example.org",
    "commit.gpgsign=false",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
)
TRAP = '#!/bin/sh\ntouch "$TRAPPED"\n'
"""A program of the repository's that must never run; it leaves a file that its variable names."""


def project(*, net: str = "1.0.0", net_types: list[str] | None = None) -> Workspace:
    """A program over a dylib over an rlib, and over a crate of a registry; one finding of each of two rules."""
    return (
        Workspace()
        .package("base", lib="pub fn f() {}")
        .registry_package("net", version=net, lib="pub fn f() {}", **({"crate_type": net_types} if net_types else {}))
        .package("engine", crate_type=["dylib"], deps=["base"], lib="pub fn f() { base::f() }")
        .package(
            "app",
            main="fn main() { base::f(); engine::f(); net::f() }",
            deps={"base": {}, "engine": {}, "net": {"version": "1"}},
            profile={"dev": {"debug": False}},
        )
        .config(
            PREFER_DYNAMIC + '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "vendor"\n'
        )
    )


def git(repository: Path, *arguments: str) -> str:
    """Run git as the user would, and return what it prints."""
    done = subprocess.run(
        ["git", *(word for setting in SETTINGS for word in ("-c", setting)), *arguments],
        cwd=repository,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def commit_all(repository: Path) -> str:
    """Commit all there is, and return the commit."""
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "change")
    return git(repository, "rev-parse", "HEAD").strip()


def write(workspace: Workspace, repository: Path) -> Path:
    """Write a workspace with its lock file into the repository."""
    folder = workspace.write(repository / FOLDER)
    subprocess.run(["cargo", "generate-lockfile", "--offline", "--quiet"], cwd=folder, env=environment(), check=True)
    return folder


def begin(repository: Path) -> Path:
    """A repository with the project as its one commit, the tag `base`, and traps in its configuration and hooks."""
    repository.mkdir(parents=True)
    git(repository, "init", "--quiet", "--initial-branch", "main")
    folder = write(project(), repository)
    commit_all(repository)
    git(repository, "tag", "base")
    for name in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor"):
        trap = repository / ".git/hooks" / name
        trap.parent.mkdir(exist_ok=True)
        trap.write_text(TRAP)
        trap.chmod(0o755)
    git(repository, "config", "core.fsmonitor", str(repository / ".git/hooks/fsmonitor"))
    return folder
