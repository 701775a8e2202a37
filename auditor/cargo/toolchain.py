"""What the compiler in use says of itself and of a target platform."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from auditor import there
from auditor.cargo.process import Output
from auditor.errors import AuditorError
from auditor.model.build import Platform, RustFlags

CRATE_TYPES = ("bin", "rlib", "dylib", "cdylib", "staticlib", "proc-macro")
"""The crate types whose file names are asked for, in this order."""

_CRATE_NAME = "___"


class Version(msgspec.Struct, frozen=True):
    """What `rustc -vV` says."""

    release: str
    commit_hash: str | None
    host: str


class PlatformAnswer(msgspec.Struct, frozen=True):
    """What rustc says of a platform, before the files of its standard library are looked at."""

    sysroot: Path
    libdir: Path
    file_names: dict[str, tuple[str, str]]
    cfg: frozenset[tuple[str, str | None]]


def parse_version(output: Output) -> Version:
    """Read the output of `rustc -vV`. Raises AuditorError if it is no rustc's."""
    text = output.stdout.decode("utf-8", "replace")
    fields = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    if output.status != 0 or "release" not in fields or "host" not in fields:
        raise AuditorError(
            f"`rustc -vV` did not say its version: {_first_line(output.stderr or text)}",
            hint="run `rustc -vV` here; RUSTC, RUSTUP_TOOLCHAIN and the file rust-toolchain.toml choose it",
        )
    commit_hash = fields.get("commit-hash")
    return Version(fields["release"], None if commit_hash == "unknown" else commit_hash, fields["host"])


def parse_cargo_version(output: Output) -> str:
    """The release in the output of `cargo -V`. Raises AuditorError if it is no cargo's."""
    words = output.stdout.decode("utf-8", "replace").split()
    if output.status != 0 or words[:1] != ["cargo"] or len(words) < 2:
        raise AuditorError("`cargo -V` did not say its version", hint="run it here to see what it prints")
    return words[1]


def platform_query(target: str | None, rustflags: Sequence[str]) -> list[str]:
    """The arguments of the one rustc query per platform (Cargo's own, `target_info.rs`, with two prints more).

    `target` is None for the host without `--target`.
    """
    query = ["-", "--crate-name", _CRATE_NAME, "--print=file-names"]
    for crate_type in CRATE_TYPES:
        query += ["--crate-type", crate_type]
    query += ["--print=crate-name", "--print=sysroot", "--print=target-libdir", "--print=cfg", "-Wwarnings"]
    if target is not None:
        query += ["--target", target]
    return query + list(rustflags)


def parse_platform(output: Output, triple: str) -> PlatformAnswer:
    """Read the answer to `platform_query`.

    A crate type that the platform lacks is missing from the file names: rustc says so on standard error.
    Raises AuditorError with rustc's own words if it refuses the target or the flags.
    """
    if output.status != 0:
        raise AuditorError(
            f"rustc refuses the target `{triple}` or its rustflags: {_first_error(output.stderr)}",
            hint="see `rustc --print target-list` for the targets, and RUSTFLAGS and .cargo/config.toml for the flags",
        )
    lines = output.stdout.decode("utf-8", "replace").splitlines()
    try:
        delimiter = lines.index(_CRATE_NAME, _bin_has_no_affixes(lines))
    except ValueError:
        raise AuditorError(f"rustc did not say the file names of the target `{triple}`") from None
    supported = [name for name in CRATE_TYPES if not _is_unsupported(name, output.stderr)]
    names = dict(zip(supported, (_affixes(line) for line in lines[:delimiter]), strict=False))
    return PlatformAnswer(
        sysroot=Path(lines[delimiter + 1]),
        libdir=Path(lines[delimiter + 2]),
        file_names=names,
        # NOTE: rustc reports `proc_macro` because that crate type is among those asked about; Cargo drops it, too.
        cfg=frozenset(_cfg(line) for line in lines[delimiter + 3 :] if line and line != "proc_macro"),
    )


def platform(answer: PlatformAnswer, triple: str, rustflags: RustFlags) -> Platform:
    """Complete the answer with the standard library that lies in the toolchain's folder."""
    prefix, suffix = answer.file_names.get("dylib", ("lib", ".so"))
    names = sorted(path.name for path in answer.libdir.iterdir()) if there.is_dir(answer.libdir) else []
    std, test = (
        next((name for name in names if name.startswith(f"{prefix}{crate}-") and name.endswith(suffix)), None)
        for crate in ("std", "test")
    )
    return Platform(
        triple=triple,
        cfg=answer.cfg,
        file_names=answer.file_names,
        std_dylib=std,
        test_dylib=test,
        has_std_rlib=_has_rlib("std", names),
        libdir=answer.libdir,
        rustflags=rustflags,
        has_core_rlib=_has_rlib("core", names),
    )


def _has_rlib(crate: str, names: Sequence[str]) -> bool:
    return any(name.startswith(f"lib{crate}-") and name.endswith(".rlib") for name in names)


def _bin_has_no_affixes(lines: Sequence[str]) -> int:
    """Where the search for the delimiter starts: a Unix program is itself called like the crate."""
    return 1 if lines and lines[0] == _CRATE_NAME else 0


def _is_unsupported(crate_type: str, stderr: str) -> bool:
    """Whether rustc warned that it drops the crate type (cargo `target_info.rs`, `parse_crate_type`)."""
    return (
        f"unsupported crate type `{crate_type}`" in stderr
        or f"unknown crate type: `{crate_type}`" in stderr
        or f"dropping unsupported crate type `{crate_type}`" in stderr
    )


def _affixes(file_name: str) -> tuple[str, str]:
    prefix, _, suffix = file_name.partition(_CRATE_NAME)
    return prefix, suffix


def _cfg(line: str) -> tuple[str, str | None]:
    key, equals, value = line.partition("=")
    return (key, value.strip('"')) if equals else (key, None)


def _first_error(text: str) -> str:
    return _first_line(text).removeprefix("error: ")


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "no output")
