"""What rustup's proxies add to the environment of the programs that they start: `cargo dynaudit` is one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath

from auditor.cargo import process
from auditor.errors import AuditorError

_TOOLCHAIN, _SOURCE = "RUSTUP_TOOLCHAIN", "RUSTUP_TOOLCHAIN_SOURCE"
_OF_THE_FOLDER = ("default", "toolchain-file")
"""Where a toolchain comes from that nobody asked for by hand (rustup 1.29 says it)."""


def chosen(environment: Mapping[str, str], cwd: Path) -> dict[str, str]:
    """The environment for another folder: a toolchain that rustup found for this one says nothing there.

    What the user chose stays: `cargo +nightly`, the variable, an override of the folder.
    """
    toolchain = environment.get(_TOOLCHAIN)
    if not toolchain or not _is_found(toolchain, environment, cwd):
        return dict(environment)
    found = {_TOOLCHAIN, _SOURCE}
    if PurePath(environment.get("CARGO", "")).parts[-4:-1] == ("toolchains", toolchain, "bin"):
        found.add("CARGO")
    return {name: value for name, value in environment.items() if name not in found}


def _is_found(toolchain: str, environment: Mapping[str, str], cwd: Path) -> bool:
    """Whether rustup set the variable to what it found for the folder. Older ones are asked what they would find."""
    source = environment.get(_SOURCE)
    if source is not None:
        return source in _OF_THE_FOLDER
    rustup = process.on_path("rustup", environment) if "RUST_RECURSION_COUNT" in environment else None
    if rustup is None:
        return False
    others = {name: value for name, value in environment.items() if name != _TOOLCHAIN}
    try:
        answer = process.start([str(rustup), "show", "active-toolchain"], cwd=cwd, environment=others).wait()
    except AuditorError:
        return False
    name, _, reason = answer.stdout.decode("utf-8", "replace").partition(" ")
    return answer.status == 0 and name.strip() == toolchain and "directory override" not in reason
