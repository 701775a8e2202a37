"""Crates of the registry that three dylib plugins and their host share: the umbrella is applied, built and run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from auditor.fix import applying
from tests.builders import Workspace, environment
from tests.fix.random_duplicates import UMBRELLA, cure

pytestmark = [pytest.mark.oracle, pytest.mark.registry]
PLUGINS = {
    "find": ({"aho-corasick": "1.1.3"}, 'aho_corasick::AhoCorasick::new(["b"]).unwrap().find("abc").unwrap().start()'),
    "scan": (
        {"memchr": "2.7.4", "itoa": "1.0.11"},
        "memchr::memchr(b'c', b\"abc\").unwrap() + itoa::Buffer::new().format(5).len()",
    ),
    "both": (
        {"aho-corasick": "1.1.3", "itoa": "1.0.11"},
        'aho_corasick::AhoCorasick::new(["c"]).unwrap().find("abc").unwrap().end() '
        "+ itoa::Buffer::new().format(10).len()",
    ),
}


def plugin_host() -> Workspace:
    made = Workspace()
    for name, (deps, expression) in PLUGINS.items():
        made.package(name, lib=f"pub fn run() -> usize {{ {expression} }}", deps=deps, crate_type=["dylib"])
    calls = " + ".join(f"{name}::run()" for name in PLUGINS)
    deps = {name: {} for name in PLUGINS} | {"memchr": "2.7.4"}
    return made.package(
        "host", main=f'fn main() {{ println!("{{}}", {calls} + memchr::memchr(b\'a\', b"a").unwrap()); }}', deps=deps
    )


def test_umbrella_around_crates_of_the_registry(tmp_path: Path) -> None:
    project = plugin_host().write(tmp_path)
    env = environment(CARGO_NET_OFFLINE="false")
    subprocess.run(["cargo", "fetch"], cwd=project, env=env, check=True, capture_output=True)
    found = cure(project)
    assert found is not None
    (offer,) = [one for one in found[1].offers if UMBRELLA in one.title]
    assert "`aho_corasick`, `itoa`" in offer.title  # which brings memchr with it
    applying.apply(offer.result.edits)
    done = subprocess.run(
        ["cargo", "run", "--quiet", "-p", "host"],
        cwd=project,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "9\n"), done.stderr
