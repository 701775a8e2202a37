"""What may be passed on to cargo and rustc: nothing by which a project would have them run code of its own.

A configuration file can set variables for rustc (`[env]`: `LD_PRELOAD`) and flags that load libraries
(`-Zcodegen-backend=…`), and a `rust-toolchain.toml` can name compilers in any folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from auditor import there
from auditor.errors import AuditorError

_PASSED_ON = re.compile(r"RUSTC_BOOTSTRAP|[A-Z]+_DEPLOYMENT_TARGET")
_LOADING = re.compile(r"codegen.backend=|llvm.plugins=|llvm.args=")
_TAKING_VALUE = ("-C", "--codegen", "-Z")


def may_be_set(name: str) -> bool:
    """Whether a variable that a project's `[env]` sets may reach rustc while it is only asked something."""
    return _PASSED_ON.fullmatch(name) is not None


def rustflags(flags: Sequence[str]) -> list[str]:
    """The flags without those that make rustc load a library or read further flags from a file."""
    return list(_kept(flags))


def _kept(flags: Sequence[str]) -> Iterator[str]:
    position = 0
    while position < len(flags):
        flag = flags[position]
        takes_next = flag in _TAKING_VALUE and position + 1 < len(flags)
        whole = flags[position : position + (2 if takes_next else 1)]
        position += len(whole)
        value = whole[-1] if takes_next else re.sub(r"\A(?:-[CZ]|--codegen=)", "", flag)
        if not flag.startswith("@") and not _LOADING.match(value):
            yield from whole


def require_known_toolchain(cwd: Path, environment: Mapping[str, str]) -> None:
    """Raise AuditorError if rustup would take cargo and rustc from a folder that the project names.

    Source: the rustup book, "Overrides": the toolchain file with `path`.
    """
    if environment.get("RUSTUP_TOOLCHAIN"):
        return
    for folder in (cwd, *cwd.parents):
        for name in ("rust-toolchain", "rust-toolchain.toml"):
            path = folder / name
            if there.is_file(path):
                _refuse_path(path)
                return


def _refuse_path(path: Path) -> None:
    try:
        text = path.read_bytes()
    except OSError:
        return
    if b"path" not in text:
        return
    from auditor.cargo import manifest

    try:
        table = manifest.read_toml(path).get("toolchain")
    except AuditorError:
        return  # rustup says what is wrong
    if isinstance(table, dict) and isinstance(table.get("path"), str):
        raise AuditorError(
            f'the project names its own compiler (`path = "{table["path"]}"`), which an audit does not start',
            hint=f"if you trust it, set RUSTUP_TOOLCHAIN={table['path']}; else set RUSTUP_TOOLCHAIN=stable",
            path=path,
            line=manifest.line_of(path, ("toolchain", "path")),
        )
