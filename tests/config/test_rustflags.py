"""Which rustflags are in force, from where, and which places they replace."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from auditor.config.cfg_expression import Cfgs
from auditor.config.rustflags import rustflags, settle
from auditor.errors import AuditorError
from tests.config.scene import Scene

HOST = "x86_64-unknown-linux-gnu"
CFG = frozenset({("unix", None), ("x1", None), ("target_os", "linux")})
EVERYWHERE = f"""\
[build]
rustflags = ["build"]
[target.{HOST}]
rustflags = ["triple"]
[target.'cfg(unix)']
rustflags = ["unix"]
"""


def flags(scene: Scene, cfg: Cfgs | None = CFG, triple: str = HOST, *, host_only: bool = False) -> tuple[str, ...]:
    return rustflags(scene.config(), triple, cfg, host_only=host_only).flags


def test_the_first_kind_of_place_that_says_anything_wins(tmp_path: Path) -> None:
    scene = Scene(tmp_path, {".cargo/config.toml": EVERYWHERE})
    assert flags(scene) == ("triple", "unix")
    assert flags(scene, triple="other") == ("unix",)
    assert flags(scene, cfg=None) == ("triple",)
    assert flags(scene, cfg=None, triple="other") == ("build",)
    scene.environment = {"RUSTFLAGS": " -C  prefer-dynamic "}
    assert flags(scene) == ("-C", "prefer-dynamic")
    scene.environment = {"RUSTFLAGS": "x", "CARGO_ENCODED_RUSTFLAGS": "--cfg\x1fa b"}
    assert flags(scene) == ("--cfg", "a b")


@pytest.mark.parametrize("variable", ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"])
def test_a_variable_that_is_set_wins_even_if_empty(tmp_path: Path, variable: str) -> None:
    found = rustflags(Scene(tmp_path, {".cargo/config.toml": EVERYWHERE}, {variable: ""}).config(), HOST, CFG)
    assert found.flags == ()
    assert str(found.origin) == f"environment variable {variable}"
    assert [source.flags for source in found.replaced] == [("triple",), ("unix",), ("build",)]


def test_a_target_table_without_flags_lets_build_speak(tmp_path: Path) -> None:
    text = EVERYWHERE.replace('["triple"]', "[]").replace('["unix"]', '" "')
    assert flags(Scene(tmp_path, {".cargo/config.toml": text})) == ("build",)


def test_a_variable_that_is_no_unicode_counts_as_unset(tmp_path: Path) -> None:
    scene = Scene(tmp_path, {".cargo/config.toml": EVERYWHERE}, {"RUSTFLAGS": "\udcff"})
    assert flags(scene) == ("triple", "unix")


def test_cfg_tables_come_by_the_order_of_their_keys(tmp_path: Path) -> None:
    text = "".join(
        f"[target.'{key}']\nrustflags = \"{flag}\"\n"
        for key, flag in [
            ("cfg(x1)", "x1"),
            ('cfg(target_os = "linux")', "os"),
            ("cfg(all())", "all"),
            ("cfg(windows)", "no"),
            ("cfg(bad", "no"),
        ]
    )
    assert flags(Scene(tmp_path, {".cargo/config.toml": text})) == ("all", "os", "x1")


def test_every_place_of_a_joined_list_is_a_source(tmp_path: Path) -> None:
    scene = Scene(
        tmp_path,
        {
            "home/config.toml": '[build]\nrustflags = ["a", "b"]\n',
            "top/project/.cargo/config.toml": '\n[build]\nrustflags = [\n"c"]\n',
        },
        {"CARGO_BUILD_RUSTFLAGS": "d e"},
        ('build.rustflags=["f"]',),
    )
    found = rustflags(scene.config(), HOST, CFG)
    assert [source.flags for source in found.sources] == [("a", "b"), ("c",), ("d", "e"), ("f",)]
    assert [str(source.origin) for source in found.sources] == [
        f"build.rustflags in {tmp_path}/home/config.toml:2",
        f"build.rustflags in {scene.cwd}/.cargo/config.toml:3",
        "environment variable CARGO_BUILD_RUSTFLAGS",
        "command-line option --config build.rustflags",
    ]


def test_the_variable_of_a_target_is_joined_behind_its_key(tmp_path: Path) -> None:
    variables = {"CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS": "variable"}
    text = EVERYWHERE.replace('["triple"]', '"tri ple"')
    scene = Scene(tmp_path, {".cargo/config.toml": text}, variables)
    assert flags(scene) == ("tri", "ple", "variable", "unix")


def test_a_triple_with_a_dot_is_split_at_it(tmp_path: Path) -> None:
    triple = "thumbv8m.base-none-eabi"
    text = f"[target.'{triple}']\nrustflags = ['quoted']\n"
    variables = {"CARGO_TARGET_THUMBV8M_BASE_NONE_EABI_RUSTFLAGS": "variable"}
    assert flags(Scene(tmp_path, {".cargo/config.toml": text}, variables), triple=triple) == ("variable",)


def test_host_units_of_a_build_with_a_target_get_none(tmp_path: Path) -> None:
    scene = Scene(tmp_path, {".cargo/config.toml": EVERYWHERE}, {"RUSTFLAGS": "x"})
    assert flags(scene, host_only=True) == ()


def test_nightly_has_a_table_for_the_host(tmp_path: Path) -> None:
    text = '[unstable]\nhost-config = true\ntarget-applies-to-host = true\n[host]\nrustflags = ["host"]\n'
    config = Scene(tmp_path, {".cargo/config.toml": text}).config("1.97.0-nightly")
    assert rustflags(config, HOST, CFG, host_only=True).flags == ("host",)
    text += f'[host.{HOST}]\nrustflags = ["own"]\n'
    config = Scene(tmp_path, {".cargo/config.toml": text}).config("1.97.0-nightly")
    assert rustflags(config, HOST, CFG, host_only=True).flags == ("own",)
    assert flags(Scene(tmp_path, {".cargo/config.toml": text}), host_only=True) == ()


@pytest.mark.parametrize(
    "text", ["build.rustflags = 3", "target.other.rustflags = 3", "target.'cfg(windows)'.rustflags = [3]", "target = 3"]
)
def test_a_wrong_type_anywhere_is_refused(tmp_path: Path, text: str) -> None:
    scene = Scene(tmp_path, {".cargo/config.toml": f"\n{text}\n"}, {"RUSTFLAGS": "x"})
    with pytest.raises(AuditorError, match="expected a") as error:
        flags(scene)
    assert error.value.line == 2


def rustc(words: Sequence[str]) -> Cfgs:
    """A compiler that knows the cfgs it is told."""
    told = {word for before, word in pairwise(words) if before == "--cfg"}
    return frozenset({("unix", None), *((name, None) for name in told)})


def test_flags_may_switch_tables_on(tmp_path: Path) -> None:
    text = """\
[target.'cfg(unix)']
rustflags = ["--cfg", "a"]
[target.'cfg(a)']
rustflags = ["--cfg", "b"]
"""
    settled = settle(Scene(tmp_path, {".cargo/config.toml": text}).config(), HOST, rustc)
    # rustc is asked twice, so the second table comes too late
    assert settled.rustflags.flags == ("--cfg", "a")
    assert ("a", None) in settled.cfg
    assert not settled.is_settled


def test_flags_that_switch_nothing_are_settled_at_once(tmp_path: Path) -> None:
    asked: list[Sequence[str]] = []

    def ask(words: Sequence[str]) -> Cfgs:
        asked.append(words)
        return rustc(words)

    config = Scene(tmp_path, {".cargo/config.toml": 'build.rustflags = ["--cfg", "a"]\n'}).config()
    settled = settle(config, HOST, ask)
    assert settled.is_settled
    assert asked == [("--cfg", "a")]


def test_a_paradox_ends(tmp_path: Path) -> None:
    text = "[target.'cfg(not(a))']\nrustflags = ['--cfg', 'a']\n"
    settled = settle(Scene(tmp_path, {".cargo/config.toml": text}).config(), HOST, rustc)
    assert (settled.rustflags.flags, settled.is_settled) == (("--cfg", "a"), False)
