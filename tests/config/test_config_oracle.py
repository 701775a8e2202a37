"""Our configuration and rustflags against the real Cargo's."""

import json
from pathlib import Path
from random import Random

import pytest

from auditor.config.build_settings import requested_targets, short_name
from auditor.config.cfg_expression import matches_config_key
from auditor.config.rustflags import settle
from auditor.errors import AuditorError
from tests.config.random_scenes import HOST, OTHER, PROJECT, RandomScene
from tests.config.scene import Scene, cargo_release, cfg_of_rustc, host

pytestmark = pytest.mark.oracle

Flags = dict[tuple[str, str | None], list[str]]


def predicted(scene: Scene, targets: tuple[str, ...]) -> Flags | None:
    """The rustflags of a build script and of a library; None if the build is refused."""
    try:
        config = scene.config(cargo_release())
        triples = requested_targets(config, targets, host()).triples
        own = settle(config, host(), lambda flags: cfg_of_rustc(None, tuple(flags)), host_only=bool(triples))
        found: Flags = {("build_script_build", None): list(own.rustflags.flags)}
        for triple in triples:
            settled = settle(config, short_name(triple), lambda flags, t=triple: cfg_of_rustc(t, tuple(flags)))
            found["one", triple] = list(settled.rustflags.flags)
        for source in (*own.rustflags.sources, *own.rustflags.replaced):
            assert source.origin.path is None or source.origin.line is not None
    except AuditorError:
        return None
    return found if triples else found | {("one", None): found["build_script_build", None]}


def compare(scene: Scene, targets: tuple[str, ...]) -> None:
    flags, said = scene.flags_by_cargo(*(word for target in targets for word in ("--target", target)))
    flags.pop(("two", None), None)
    assert (flags or None) == predicted(scene, targets), said


@pytest.mark.skipif("host() != HOST", reason="the scenes are for this host")
@pytest.mark.parametrize("seed", range(45))
def test_random_scenes(tmp_path: Path, seed: int) -> None:
    random = RandomScene(seed)
    compare(Scene(tmp_path, random.files, random.environment, random.arguments), random.targets)


NAMED = {
    "build.target of a wrong type is refused also beside --target": ("build.target = 3", {}, (), (HOST,)),
    "CARGO_BUILD_TARGET is a number": ("", {"CARGO_BUILD_TARGET": "7"}, (), ()),
    "CARGO_BUILD_TARGET joins an array": (f'build.target = ["{HOST}"]', {"CARGO_BUILD_TARGET": OTHER}, (), ()),
    "an empty array of targets builds nothing": ("build.target = []", {}, (), ()),
    "an empty target": ("", {"CARGO_BUILD_TARGET": ""}, (), ()),
    "the variable spells a cfg table as it is": (
        "[target.'cfg(unix)']\nrustflags = ['--cfg', 'a']",
        {"CARGO_TARGET_cfg(unix)_rustflags": "--cfg b"},
        (),
        (),
    ),
    "such a variable alone is nothing": ("", {"CARGO_TARGET_cfg(unix)_rustflags": "--cfg b"}, (), ()),
    "a table that another one's flags switch on": (
        "[target.'cfg(unix)']\nrustflags = ['--cfg', 'a']\n[target.'cfg(a)']\nrustflags = ['--cfg', 'b']",
        {},
        (),
        (),
    ),
    "the cfg paradox": ("[target.'cfg(not(a))']\nrustflags = ['--cfg', 'a']", {}, (), ()),
    "a wrong type for another platform": ("target.other.rustflags = 3", {}, (), ()),
    "an empty target table lets build speak": (
        f"build.rustflags = '--cfg a'\ntarget.{HOST}.rustflags = []",
        {"CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS": " "},
        (),
        (),
    ),
    "RUSTFLAGS splits at spaces and trims the rest": ("", {"RUSTFLAGS": "--cfg=a\t  --cfg b\n"}, (), ()),
    "a string in a file and an array in an option": ("build.rustflags = '--cfg a'", {}, ("build.rustflags=['b']",), ()),
    "an option that is a string replaces, variables before it": (
        "build.rustflags = '--cfg a'",
        {"CARGO_BUILD_RUSTFLAGS": "--cfg b"},
        ("build.rustflags='--cfg c'",),
        (),
    ),
}


@pytest.mark.skipif("host() != HOST", reason="the cases are for this host")
@pytest.mark.parametrize(("text", "variables", "arguments", "targets"), NAMED.values(), ids=NAMED.keys())
def test_named_cases(
    tmp_path: Path, text: str, variables: dict[str, str], arguments: tuple[str, ...], targets: tuple[str, ...]
) -> None:
    compare(Scene(tmp_path, {**PROJECT, "top/project/.cargo/config.toml": text}, variables, arguments), targets)


def random_expression(random: Random, depth: int = 0) -> str:
    """A `cfg` expression, sometimes broken."""
    choice, kind = random.choice, random.random()
    if depth > 3 or kind < 0.35:
        return choice(("unix", "windows", "x9", "true", "false", "r#unix", "r#true", "_", "r", "all", "r#", "1"))
    if kind < 0.55:
        key = choice(("target_os", "panic", "target_arch", "target_has_atomic", "true"))
        return key + choice(("=", " = ")) + choice(('"linux"', '"unwind"', '"64"', '""', "linux", '"'))
    if kind < 0.7:
        return f"not({random_expression(random, depth + 1)})"
    inner = [random_expression(random, depth + 1) for _ in range(random.randint(0, 3))]
    return choice(("all", "any")) + "(" + choice((",", ", ", " , ")).join(inner) + choice(("", ",", ")")) + ")"


def test_cfg_expressions_hold_as_for_cargo(tmp_path: Path) -> None:
    random = Random(1)
    inner = sorted({random_expression(random) for _ in range(500)})
    keys = {f"cfg({text})" for text in inner} | {f"cfg(not({text}))" for text in inner}
    names = {key: f"e{i}" for i, key in enumerate(sorted(keys))}
    text = "".join(f"[target.{json.dumps(key)}]\nrustflags = ['--cfg', '{name}']\n" for key, name in names.items())
    scene = Scene(tmp_path, {**PROJECT, "top/project/.cargo/config.toml": text})
    flags, _ = scene.flags_by_cargo()
    cfg = cfg_of_rustc(None, ())
    expected = {key for key, name in names.items() if name in flags["one", None]}
    assert {key for key in keys if matches_config_key(key, cfg)} == expected
    assert len(expected) > 50
