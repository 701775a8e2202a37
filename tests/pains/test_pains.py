"""What people trip over: each project as they have it, the command that answers, and, where there is one, the cure.

A cure is applied by the program itself; then the real cargo builds and runs what did not build or run before.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.builders import Workspace
from tests.cli.invocation import CHECKOUT, run, surroundings

pytestmark = pytest.mark.oracle
SHARE = '[build]\nrustflags = ["-C", "prefer-dynamic"]\n'


def engine() -> Workspace:
    return (
        Workspace()
        .package("eng", lib="pub fn f() -> u8 { 7 }", crate_type=["dylib"])
        .package("app", main='fn main() { println!("{}", eng::f()) }', deps=["eng"])
    )


def hello() -> Workspace:
    return Workspace().package("app", main='fn main() { println!("7") }')


def diamond() -> Workspace:
    """Two dylibs over one rlib."""
    made = engine().package("c", lib="pub fn f() -> u8 { 3 }").without("eng").without("app")
    for name in ("d1", "d2"):
        made.package(name, lib="pub fn f() -> u8 { c::f() }", deps=["c"], crate_type=["dylib"])
    return made.package("app", main='fn main() { println!("{}", d1::f() + d2::f() + 1) }', deps=["d1", "d2"])


def third_party() -> Workspace:
    """A registry crate that declares `dylib`, below another one, in a program that aborts."""
    return (
        Workspace()
        .registry_package("maxmind", lib="pub fn f() -> u8 { 7 }", crate_type=["rlib", "dylib"])
        .registry_package("geo", lib="pub fn f() -> u8 { maxmind::f() }", deps={"maxmind": "1"})
        .package("app", main='fn main() { println!("{}", geo::f()) }', deps={"geo": "1"})
        .profile("release", panic="abort")
    )


def macros() -> Workspace:
    """A proc macro under `+crt-static`."""
    return (
        Workspace()
        .package("mac", lib="#[proc_macro] pub fn seven(_: proc_macro::TokenStream) -> proc_macro::TokenStream "
                 '{ "7".parse().unwrap() } extern crate proc_macro;', proc_macro=True)
        .package("app", main='fn main() { println!("{}", mac::seven!()) }', deps=["mac"])
        .config('[build]\nrustflags = ["-C", "target-feature=+crt-static"]\n')
    )  # fmt: skip


def allocator() -> Workspace:
    """A program with an allocator of its own that prefers dynamic linking."""
    main = 'use std::alloc::System;\n#[global_allocator]\nstatic A: System = System;\nfn main() { println!("7") }'
    return Workspace().package("app", main=main).config(SHARE)


def plugins() -> Workspace:
    """Two plugins over one crate with a static, and a program that loads nothing itself."""
    made = Workspace().package(
        "log", lib="use std::sync::atomic::{AtomicU8, Ordering::Relaxed};\nstatic N: AtomicU8 = AtomicU8::new(0);\n"
        "pub fn next() -> u8 { N.fetch_add(1, Relaxed) }"
    )  # fmt: skip
    for name in ("one", "two"):
        source = f'#[no_mangle] pub extern "C" fn {name}() -> u8 {{ log::next() }}'
        made.package(name, lib=source, deps=["log"], crate_type=["cdylib"])
    return made


@dataclass(frozen=True)
class Pain:
    """A project, the words of the answer and what runs once it is cured."""

    id: str
    workspace: Workspace
    arguments: str
    """Of `audit` and `fix`, as of cargo."""
    answer: tuple[str, ...]
    """Words of the report, as patterns."""
    run: str | None = None
    """What the real cargo runs in the end, whose output is 7; None where it only builds."""
    cured: bool = True
    """Whether a change of the project mends it."""
    remedy: str = ""
    """Words of the remedy that is chosen; the first if empty."""
    env: Mapping[str, str] = field(default_factory=dict)
    by_hand: Mapping[str, str | None] = field(default_factory=dict)
    """Variables that the remedy wants to be set, or with None unset."""


PAINS = (
    Pain(
        "1-plain-workspace-build",
        engine(),
        "--workspace --as-configured",
        (
            r"`app` cannot be linked: the dylib `eng` \(eng/Cargo.toml:7\) contains std",
            r"`cargo build -p app` does not have this fault",
            r"about nineteen crates",
        ),
        "run --bin app",
    ),
    Pain(
        "1-by-default-members",
        engine(),
        "--as-configured",
        (r"among the packages to be built",),
        "run",
        remedy="default-members",
    ),
    Pain(
        "3-panic-abort",
        third_party(),
        "--release --as-configured",
        (r"`maxmind` 1.0.0 declares `dylib`", r"panic = \"abort\"", r"brought in by: app → geo → maxmind"),
        "run --release",
    ),
    Pain(
        "4-a-dylib-of-somebody-else",
        third_party(),
        "--as-configured",
        (r"text for its authors: `maxmind` declares",),
        cured=False,
    ),
    Pain(
        "5-lto",
        hello().profile("release", lto="thin").config(SHARE),
        "--release",
        (r'`lto = "thin"` \(`profile.release.lto` in Cargo.toml:\d+\)', r'`"thin"` fails like `"fat"`'),
        "run --release",
    ),
    Pain(
        "8-diamond",
        diamond().config(SHARE),
        "--workspace",
        (r"`c` would show up more than once", r"app → d1 → c"),
        "run --bin app",
    ),
    Pain(
        "8-diamond-behind-an-umbrella",
        diamond().config(SHARE),
        "--workspace",
        (r"`c` would show up",),
        "run --bin app",
        remedy="behind a new dylib",
    ),
    Pain(
        "9-variable-replaces-configuration",
        hello().config(SHARE),
        "--as-configured",
        (r"RUSTFLAGS",),
        "run",
        env={"RUSTFLAGS": "-C debuginfo=1"},
        by_hand={"RUSTFLAGS": None},
    ),
    Pain(
        "11-profile-of-a-member",
        hello().package("app", main='fn main() { println!("7") }', profile={"release": {"lto": False}}),
        "--release --as-configured",
        (r"does not count: Cargo takes profiles only from the workspace root",),
        "run --release",
        remedy="move its profiles",
    ),
    Pain(
        "12-crt-static",
        macros(),
        "--as-configured",
        (r"crt-static", r"--target x86_64-unknown-linux-gnu"),
        "run",
        remedy="take `-C target-feature`",
    ),
    Pain("13-allocator", allocator(), "--as-configured", (r"warning\[global-allocator-bypassed\]",), cured=False),
    Pain(
        "14-statics",
        plugins().config(SHARE),
        "--as-configured",
        (r"its statics exist once in each",),
        remedy="behind a new dylib",
    ),
)


@pytest.mark.parametrize("pain", PAINS, ids=lambda pain: pain.id)
def test_answer_and_cure(pain: Pain, tmp_path: Path) -> None:
    project = pain.workspace.write(tmp_path)
    arguments = pain.arguments.split()
    report = run("audit", *arguments, cwd=project, env=pain.env)
    text = " ".join(report.stdout.split())
    for words in pain.answer:
        assert re.search(words, text), (words, report.stdout)
    found = run("fix", *arguments, "--format", "json", cwd=project, env=pain.env)
    remedies = [one for finding in json.loads(found.stdout)["findings"] for one in finding["remedies"]]
    if not pain.cured:
        assert not any(one["failing"] == 0 and "std" in one["title"] for one in remedies)
        return
    number = next(number for number, one in enumerate(remedies, 1) if pain.remedy in one["title"])
    applied = run("fix", *arguments, "--remedy", str(number), "--apply", cwd=project, env=pain.env)
    assert (applied.status, applied.stderr) == (0, "")
    env = {**pain.env, **pain.by_hand}
    again = run("audit", *arguments, cwd=project, env=env)
    assert again.status == 0, again.stdout
    cargo(project, f"build {pain.arguments.replace('--as-configured', '')}", env)
    if pain.run is not None:
        assert cargo(project, pain.run, env) == "7\n"


def cargo(project: Path, command: str, env: Mapping[str, str | None]) -> str:
    """What the real cargo prints."""
    done = subprocess.run(
        ["cargo", *command.split()], cwd=project, env=surroundings(env), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_2_what_was_built_before_counts(tmp_path: Path) -> None:
    """A library of an earlier selection: the audit says so, and the command that it names helps."""
    project = engine().write(tmp_path)
    cargo(project, "build -p eng", {})
    report = run("audit", "-p", "app", "--as-configured", cwd=project)
    assert "[stale-target-directory]" in report.stdout
    (command,) = set(re.findall(r"`(cargo clean -p eng[^`]*)`", " ".join(report.stdout.split())))
    stale = subprocess.run(
        ["cargo", "build", "-p", "app"], cwd=project, env=surroundings(), capture_output=True, check=False
    )
    assert stale.returncode != 0
    cargo(project, command.removeprefix("cargo "), {})
    assert cargo(project, "run -p app", {}) == "7\n"


def test_the_story_of_the_readme(tmp_path: Path) -> None:
    """The last commands of README's example, on a copy of the workspace that it is about."""
    project = shutil.copytree(CHECKOUT / "sample_crates/std-not-shared/faulty", tmp_path / "p")
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8").partition("Written, built and run:")[2]
    block = text.partition("```console\n")[2].partition("```")[0]
    commands = re.findall(r"^\$ cargo (.*)$", block, re.MULTILINE)
    assert commands[0].startswith("dynaudit fix ")
    assert commands[0].endswith(" --apply")
    assert run(*commands[0].split()[1:], cwd=project).status == 0
    assert "".join(cargo(project, command, {}) for command in commands[1:]) == block.splitlines()[-1] + "\n"
    assert run("verify", "--workspace", cwd=project).status == 0
