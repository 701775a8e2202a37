"""Targets, tools, directories, incremental compilation and `[env]`."""

import os
from pathlib import Path

import pytest

from auditor.config.build_settings import (
    incremental,
    requested_targets,
    shield,
    short_name,
    target_applies_to_host,
    target_directory,
    tool,
    tool_environment,
)
from auditor.errors import AuditorError
from auditor.model.origin import OriginKind
from tests.config.scene import Scene

HOST = "x86_64-unknown-linux-gnu"
MUSL = "x86_64-unknown-linux-musl"


def made(tmp_path: Path, text: str = "", **variables: str) -> Scene:
    return Scene(tmp_path, {".cargo/config.toml": text}, variables)


@pytest.mark.parametrize(
    ("text", "variable", "options", "triples"),
    [
        ("", None, (), ()),
        (f'build.target = "{MUSL}"', None, (), (MUSL,)),
        (f'build.target = ["{MUSL}", "{HOST}", "{MUSL}"]', None, (), (HOST, MUSL)),
        ('build.target = "host-tuple"', None, (), (HOST,)),
        ("", MUSL, (), (MUSL,)),
        (f'build.target = "{MUSL}"', HOST, (), (HOST,)),
        (f'build.target = ["{MUSL}"]', HOST, (), (HOST, MUSL)),
        (f'build.target = "{MUSL}"', None, (HOST, "host-tuple", f" {HOST} "), (HOST,)),
        ("", f"{HOST} {MUSL}", (), (f"{HOST} {MUSL}",)),
    ],
)
def test_targets(tmp_path: Path, text: str, variable: str | None, options: tuple[str, ...], triples: object) -> None:
    variables = {} if variable is None else {"CARGO_BUILD_TARGET": variable}
    found = requested_targets(made(tmp_path, text, **variables).config(), options, HOST)
    assert found.triples == triples
    assert (found.origin is None) == (not triples)


def test_targets_know_where_they_were_asked_for(tmp_path: Path) -> None:
    config = made(tmp_path, f'\n\nbuild.target = "{MUSL}"\n').config()
    origin = requested_targets(config, (), HOST).origin
    assert (origin.kind, origin.line) == (OriginKind.CONFIG_FILE, 3)
    assert str(requested_targets(config, (HOST,), HOST).origin) == "command-line option --target"


@pytest.mark.parametrize(
    ("text", "variables", "options", "words"),
    [
        ("build.target = 3", {}, (), "expected a string or an array"),
        ("build.target = 3", {}, (HOST,), "expected a string or an array"),
        ("build.target = [3]", {}, (), "expected a string"),
        ("build.target = []", {}, (), "for no platform at all"),
        ('build.target = ""', {}, (), "is empty"),
        ("", {"CARGO_BUILD_TARGET": ""}, (), "is empty"),
        ("", {"CARGO_BUILD_TARGET": "true"}, (), "found a boolean"),
        ("", {}, ("x.json",), "specification in JSON"),
    ],
)
def test_bad_targets_are_refused(
    tmp_path: Path, text: str, variables: dict[str, str], options: tuple[str, ...], words: str
) -> None:
    with pytest.raises(AuditorError, match=words):
        requested_targets(made(tmp_path, text, **variables).config(), options, HOST)


def test_specifications_in_json_are_paths(tmp_path: Path) -> None:
    scene = made(tmp_path, 'build.target = "x/my.json"\n[unstable]\njson-target-spec = true\n')
    (triple,) = requested_targets(scene.config("1.97.0-nightly"), (), HOST).triples
    assert triple == os.path.realpath(tmp_path / "x/my.json")
    assert short_name(triple) == "my"
    assert requested_targets(scene.config("1.94.0"), (), HOST).triples == (triple,)


def test_tools(tmp_path: Path) -> None:
    text = '[build]\nrustc = "bin/my-rustc"\nrustc-wrapper = "sccache"\n'
    config = made(tmp_path, text).config()
    assert tool(config, "rustc").data == tmp_path / "bin/my-rustc"
    assert tool(config, "rustc-wrapper").data == Path("sccache")
    assert tool(config, "rustc-workspace-wrapper") is None
    scene = made(tmp_path, text, RUSTC="other/rustc", RUSTC_WRAPPER="", CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER="clippy")
    config = scene.config()
    assert tool(config, "rustc").data == scene.cwd / "other/rustc"
    assert tool(config, "rustc-wrapper") is None
    assert tool(config, "rustc-workspace-wrapper").data == Path("clippy")


def test_the_target_directory(tmp_path: Path) -> None:
    assert target_directory(made(tmp_path).config()) is None
    text = 'build.target-dir = "out"\n'
    assert target_directory(made(tmp_path, text).config()).data == tmp_path / "out"
    scene = made(tmp_path, text, CARGO_TARGET_DIR="own", CARGO_BUILD_TARGET_DIR="less")
    assert target_directory(scene.config()).data == scene.cwd / "own"
    scene.environment = {"CARGO_BUILD_TARGET_DIR": "less"}
    assert target_directory(scene.config()).data == scene.cwd / "less"


@pytest.mark.parametrize(("text", "variables"), [('build.target-dir = ""\n', {}), ("", {"CARGO_TARGET_DIR": ""})])
def test_an_empty_target_directory_is_refused(tmp_path: Path, text: str, variables: dict[str, str]) -> None:
    with pytest.raises(AuditorError, match="empty"):
        target_directory(made(tmp_path, text, **variables).config())


@pytest.mark.parametrize(
    ("variables", "text", "cargo", "expected"),
    [
        ({}, "", "1.95.0", None),
        ({"CARGO_INCREMENTAL": "1"}, "build.incremental = false", "1.95.0", True),
        ({"CARGO_INCREMENTAL": "0"}, "", "1.95.0", False),
        ({"CARGO_INCREMENTAL": "true"}, "", "1.95.0", False),
        ({}, "build.incremental = false", "1.95.0", False),
        ({"CARGO_BUILD_INCREMENTAL": "true"}, "build.incremental = false", "1.95.0", True),
        ({"CI": "true"}, "", "1.95.0", None),
        ({"CI": ""}, "", "1.99.0", False),
        ({"TF_BUILD": "True"}, "", None, False),
        ({"CI": "true"}, "build.incremental = true", "1.99.0", True),
    ],
)
def test_incremental(
    tmp_path: Path, variables: dict[str, str], text: str, cargo: str | None, expected: bool | None
) -> None:
    found = incremental(made(tmp_path, text, **variables).config(cargo))
    assert (None if found is None else found.data) is expected


def test_a_bad_incremental_is_refused_even_where_a_variable_decides(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="CARGO_BUILD_INCREMENTAL"):
        incremental(made(tmp_path, CARGO_BUILD_INCREMENTAL="yes", CARGO_INCREMENTAL="1").config())


def test_the_target_applies_to_the_host_but_for_nightly_options(tmp_path: Path) -> None:
    text = "target-applies-to-host = false\n[unstable]\ntarget-applies-to-host = true\n"
    assert target_applies_to_host(made(tmp_path, text).config("1.95.0"))
    assert not target_applies_to_host(made(tmp_path, text).config("1.97.0-nightly"))
    text = "[unstable]\ntarget-applies-to-host = true\nhost-config = true\n"
    assert not target_applies_to_host(made(tmp_path, text).config("1.97.0-nightly"))
    with pytest.raises(AuditorError, match="target-applies-to-host"):
        target_applies_to_host(made(tmp_path, "[unstable]\nhost-config = true\n").config("1.97.0-nightly"))


def test_the_environment_of_tools(tmp_path: Path) -> None:
    text = """\
[env]
A = "a"
B = { value = "b" }
C = { value = "c", force = true }
D = { value = "d", relative = true }
E = { value = "e/f", relative = true, force = false }
"""
    own = Scene(tmp_path, {"home/config.toml": text}, {"B": "own", "C": "own", "E": "own"}).config()
    assert tool_environment(own) == {"A": "a", "C": "c", "D": str(tmp_path / "d")}


def test_the_environment_of_a_project_reaches_no_tool(tmp_path: Path) -> None:
    text = """\
[env]
A = "a"
B = { value = "b" }
C = { value = "c", force = true }
"odd name" = "x"
RUSTC_BOOTSTRAP = "1"
MACOSX_DEPLOYMENT_TARGET = "11"
"""
    config = made(tmp_path, text, B="own", C='"own"').config()
    assert tool_environment(config) == {"RUSTC_BOOTSTRAP": "1", "MACOSX_DEPLOYMENT_TARGET": "11"}
    shielded = shield(config, (), ())
    assert shielded.variables == {}
    assert shielded.configuration == (
        'env."A"=""',
        'env."B".value="own"', 'env."B".force=true', 'env."B".relative=false',
        'env."C".value="\\"own\\""', 'env."C".force=true', 'env."C".relative=false',
        'env."odd name"=""',
    )  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "kept"),
    [
        (["-Zcodegen-backend=x.so", "-C", "lto"], ["-C", "lto"]),
        (["-Z", "codegen_backend=x.so", "--cfg", "x"], ["--cfg", "x"]),
        (["-Cllvm-args=-load=x", "--codegen=llvm-args=y", "-Zllvm-plugins=x"], []),
        (["@flags", "-C"], ["-C"]),
        (["--cfg", "@x"], ["--cfg"]),
    ],
)
def test_flags_that_load_something_are_taken_away(tmp_path: Path, flags: list[str], kept: list[str]) -> None:
    shielded = shield(made(tmp_path, "").config(), flags, flags)
    assert shielded.variables == {"CARGO_ENCODED_RUSTFLAGS": "\x1f".join(kept)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('CARGO_HOME = "x"', "may not set `CARGO_HOME`"),
        ("A = 3", "expected a string or a table"),
        ("A = { force = true }", "has no `value`"),
        ('A = { value = "x", force = 1 }', "expected `true` or `false`"),
    ],
)
def test_bad_entries_of_env_are_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(AuditorError, match=words) as error:
        tool_environment(made(tmp_path, f"[env]\n{text}\n").config())
    assert error.value.line == 2
