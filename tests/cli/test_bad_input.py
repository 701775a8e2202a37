"""What cannot be audited: exit code 2, nothing on standard output, one message that says where and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.invocation import Result, run, script
from tests.reports import workspaces

CARGO = shutil.which("cargo") or "cargo"


@dataclass(frozen=True)
class Bad:
    """One thing that is wrong."""

    name: str
    says: tuple[str, ...]
    """What the message must hold: the place and the fault."""
    options: str = ""
    spoil: Callable[[Path], object] = lambda _: None
    env: Mapping[str, str | None] = field(default_factory=dict)


def write(path: str, text: str | bytes) -> Callable[[Path], object]:
    """Write a file of the project."""

    def spoil(project: Path) -> None:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(text.encode() if isinstance(text, str) else text)

    return spoil


def append(text: str) -> Callable[[Path], object]:
    """Append to the manifest."""

    def spoil(project: Path) -> None:
        manifest = project / "Cargo.toml"
        manifest.write_text(manifest.read_text() + text)

    return spoil


def instead_of_cargo(text: str) -> Callable[[Path], object]:
    """Put a shell script where the variable CARGO points."""
    return lambda project: script(project / "cargo", text)


OWN_CARGO = {"CARGO": "./cargo"}
"""A path with a separator is relative to the current directory, as in any shell."""

PROJECTS = (
    Bad("no-manifest", ("Cargo.toml", "--manifest-path"), spoil=lambda project: (project / "Cargo.toml").unlink()),
    Bad("manifest-path", ("nowhere/Cargo.toml",), "--manifest-path nowhere/Cargo.toml"),
    Bad("manifest-is-folder", ("hello/src",), "--manifest-path src"),
    Bad("manifest-syntax", ("Cargo.toml:2:",), spoil=write("Cargo.toml", '[package]\nname = "x\n')),
    Bad("manifest-encoding", ("Cargo.toml",), spoil=write("Cargo.toml", b'[package]\nname = "caf\xe9"\n')),
    Bad("no-target", ("no targets specified",), spoil=lambda project: (project / "src/main.rs").unlink()),
    Bad("missing-member", ("nope",), spoil=append('members = ["nope"]\n')),
    Bad("missing-path", ("nope", "Cargo.toml"), spoil=append('[dependencies]\nnope = { path = "nope" }\n')),
    Bad("lock-file", ("Cargo.lock",), spoil=write("Cargo.lock", "version = 'x'\n")),
    Bad("locked-without-lock", ("Cargo.lock", "--locked"), "--locked"),
    Bad(
        "unknown-registry-package",
        ("no-such-package-of-dynaudit",),
        "--offline",
        append('[dependencies]\nno-such-package-of-dynaudit = "1"\n'),
    ),
)
SELECTIONS = (
    Bad("package", ("`-p helo`", "`hello`"), "-p helo"),
    Bad("bin", ("helo", "`hello`"), "--bin helo"),
    Bad("example", ("nope",), "--example nope"),
    Bad("no-library", ("--lib",), "--lib"),
    Bad("feature", ("nope",), "--features nope"),
    Bad("target", ("`nope-nope`",), "--target nope-nope"),
    Bad("profile", ("`nope`", "Cargo.toml"), "--profile nope"),
    Bad("profile-and-release", ("--release", "--profile dev"), "--release --profile dev"),
    Bad("inherited-profile", ("`nope`", "Cargo.toml:"), "--profile x", append('[profile.x]\ninherits = "nope"\n')),
    Bad("config-option", ("--config a=b=c",), "--config a=b=c"),
    Bad("config-file-option", ("nofile.toml",), "--config nofile.toml"),
)
CONFIGURATIONS = (
    Bad("syntax", (".cargo/config.toml:2",), spoil=write(".cargo/config.toml", "[build]\nrustflags = [")),
    Bad("type", (".cargo/config.toml:2", "rustflags"), spoil=write(".cargo/config.toml", "[build]\nrustflags = 3\n")),
    Bad("encoding", (".cargo/config.toml:2",), spoil=write(".cargo/config.toml", b"[build]\n# caf\xe9\n")),
    Bad("folder", (".cargo/config.toml",), spoil=lambda project: (project / ".cargo/config.toml").mkdir(parents=True)),
    Bad("rustflags", ("nonsense",), env={"RUSTFLAGS": "-Cnonsense"}),
    Bad("nul-byte", ("NUL byte",), spoil=write(".cargo/config.toml", '[build]\ntarget = "x\\u0000"\n')),
    Bad("build-target", ("`nope`",), env={"CARGO_BUILD_TARGET": "nope"}),
)
PROGRAMS = (
    Bad("no-path", ("`cargo`", "PATH"), env={"PATH": ""}),
    Bad("empty-folder-on-path", ("`cargo`", "PATH"), env={"PATH": "/nonexistent"}),
    Bad("no-such-cargo", ("/nowhere/cargo",), env={"CARGO": "/nowhere/cargo"}),
    Bad("no-such-rustc", ("`nowhere`",), env={"RUSTC": "nowhere"}),
    Bad("other-program", ("rustc",), env={"RUSTC": "/bin/true"}),
    Bad("garbage", ("cargo -V",), spoil=instead_of_cargo("echo garbage"), env=OWN_CARGO),
    Bad("bytes", ("cargo -V",), spoil=instead_of_cargo(r"printf '\377\376{'"), env=OWN_CARGO),
    Bad(
        "half-a-document",
        ("cargo metadata",),
        spoil=instead_of_cargo(f"[ $1 = -V ] && exec {CARGO} -V\necho '{{\"packages\": ['"),
        env=OWN_CARGO,
    ),
    Bad(
        "bytes-in-metadata",
        ("cargo metadata",),
        spoil=instead_of_cargo(f"[ $1 = -V ] && exec {CARGO} -V\nprintf '\"\\377\\376\"'"),
        env=OWN_CARGO,
    ),
    Bad(
        "other-document",
        ("cargo metadata",),
        spoil=instead_of_cargo(f"[ $1 = -V ] && exec {CARGO} -V\necho '[1]'"),
        env=OWN_CARGO,
    ),
    Bad("killed", ("signal 9",), spoil=instead_of_cargo(f"[ $1 = -V ] && exec {CARGO} -V\nkill -9 $$"), env=OWN_CARGO),
    Bad("unknown-toolchain", ("rustc -vV",), env={"RUSTC": "./cargo"}, spoil=instead_of_cargo("echo oops >&2; exit 1")),
)


def assert_refused(result: Result, says: tuple[str, ...]) -> None:
    """Whether a run ended as it must where something cannot be used."""
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    lines = result.stderr.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == lines[:1], "more than one message"
    assert lines[-1].startswith("  help: ")
    assert "Traceback" not in result.stderr
    for part in says:
        assert part in result.stderr


@pytest.mark.parametrize("bad", PROJECTS + SELECTIONS + CONFIGURATIONS + PROGRAMS, ids=lambda bad: bad.name)
def test_audit(bad: Bad, hello: Path) -> None:
    bad.spoil(hello)
    assert_refused(run("audit", *bad.options.split(), cwd=hello, env=bad.env), bad.says)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("adit", ("adit", "audit")),
        ("--frobnicate", ("--frobnicate", "cargo dynaudit --help")),
        ("audit --all-target", ("--all-target", "did you mean `--all-targets`")),
        ("audit --targets=x", ("--targets=x", "did you mean `--target`")),
        ("audit stray", ("stray: there is no such file", "`-p stray`")),
        ("audit --format xml", ("xml", "text", "json")),
        ("audit --fail-on fatal", ("fatal", "warning")),
        ("audit --color sometimes", ("sometimes", "never")),
        ("audit --as-configured --prefer-dynamic", ("--prefer-dynamic", "--as-configured")),
        ("audit --example", ("--example",)),
        ("explain no-such-rule", ("no-such-rule",)),
        ("explain std-not-share", ("std-not-shared",)),
        ("schema stray", ("`stray`", "cargo dynaudit schema --help")),
    ],
)
def test_command_line(tmp_path: Path, arguments: str, says: tuple[str, ...]) -> None:
    assert_refused(run(*arguments.split(), cwd=tmp_path), says)


def test_path_cannot_steer_the_terminal(tmp_path: Path) -> None:
    hostile = "sub\x1b[31m\nerror: forged\u202e"
    result = run("audit", "--manifest-path", f"{hostile}/Cargo.toml", cwd=tmp_path)
    assert_refused(result, (r"sub\u{1b}[31m\nerror: forged\u{202e}/Cargo.toml",))


def test_text_of_cargo_cannot_steer_the_terminal(hello: Path) -> None:
    script(hello / "cargo", f"[ $1 = -V ] && exec {CARGO} -V\nprintf 'error: \\033]0;title\\007 no\\n' >&2\nexit 101")
    assert_refused(run("audit", cwd=hello, env=OWN_CARGO), (r"error: \u{1b}]0;title\u{7} no",))


def test_path_that_is_not_utf8(tmp_path: Path) -> None:
    project = workspaces.hello().write(tmp_path / "hello")
    odd = bytes(tmp_path) + b"/caf\xe9"
    shutil.copytree(bytes(project), odd)
    assert_refused(run("audit", cwd=odd), (r"caf\xe9/Cargo.toml", "UTF-8"))


def test_directory_that_is_gone(tmp_path: Path) -> None:
    leave = script(tmp_path / "leave", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"')
    assert_refused(run("audit", cwd=tmp_path, through=leave), ("current directory",))
