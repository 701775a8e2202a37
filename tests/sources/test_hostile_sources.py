"""Sources that nobody means well with: nothing may crash, hang or lie."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from auditor.model.source import Reference
from tests.sources.one_crate import Crate, read
from tests.sources.snippets import SNIPPETS

MANY = 100_000

HOSTILE = {
    "open-brackets": "(" * MANY,
    "nested-brackets": "pub fn g() { " + "(" * MANY + "b::f()" + ")" * MANY + " }",
    "nested-blocks": "pub fn g() " + "{" * MANY + "b::f();" + "}" * MANY,
    "nested-modules": "mod x {" * 3_000 + "use b::f;" + "}" * 3_000,
    "nested-tokens": "m!{" + "{" * MANY + "b::f()" + "}" * MANY + "}",
    "nested-conditions": "#[cfg(" + "not(" * MANY + "windows" + ")" * MANY + ")] use b::f;",
    "nested-generics": "pub type T = " + "Vec<" * MANY + "b::T" + ">" * MANY + ";",
    "hidden-paths": "mod b { pub fn f() {} } pub fn g() {" + "b::f();\n" * 3_000 + "}",
    "long-brackets-in-documentation": "//! " + "[" * MANY + "b" + "]" * MANY,
    "long-documentation": "/// [c] b\n" * 3_000 + "pub fn g() {}",
    "long-string": '#[doc = "' + "b " * MANY + '"] pub fn g() {}',
    "long-identifier": "use " + "b" * 1_000_000 + ";",
    "all-bytes": bytes(range(256)) * 400 + b"use b::f;",
    "not-utf-8": b'\xff\xfe pub fn g() { "\xff"; b::f() } // \xff',
    "zero-bytes": b"\0" * 1000 + b"use b::f;",
    "unclosed-string": 'pub fn g() { " b::f() ' * 1000,
    "unclosed-comment": "/* " * MANY + "b::f()",
    "quotes": "'\"'" * MANY + "b::f()",
    "chain-of-macros": "macro_rules! m0 { () => { b::f() } }\n"
    + "".join(f"macro_rules! m{i + 1} {{ () => {{ m{i}!() }} }}\n" for i in range(500)),
    "macros-in-a-circle": "macro_rules! m { () => { n!() } } macro_rules! n { () => { m!(); b::f() } } fn g() { m!() }",
    "globs-in-a-circle": "mod x { pub use super::y::*; } mod y { pub use super::x::*; } use x::*; fn g() { b::f() }",
    "module-of-itself": '#[path = "root.rs"] mod x; use b::f;',
    "path-to-folder": '#[path = "."] mod x; #[path = ""] mod y; use b::f;',
    "include-of-itself": 'include!("root.rs"); use b::f;',
    "odd-attributes": "#[] #[cfg] #[cfg()] #[cfg_attr] #[cfg_attr()] #[path] #[cfg(not)] #[cfg(,)] use b::f;",
    "broken-root": "}}}} use x::*; pub fn g() { b::f() } ]]] fn (",
    "broken-items": "use ; extern crate ; mod ; macro_rules! ; include!( cfg_if! { if #[cfg( use b::f;",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_ends_soon(source: str | bytes, tmp_path: Path) -> None:
    start = time.process_time()
    said = read(Crate(source), tmp_path)
    assert time.process_time() - start < 20
    assert set(said.references) == {"b", "c", "d", "p"}
    for name, reference in said.references.items():
        assert (name in said.reasons) is (reference in (Reference.LIKELY, Reference.UNLIKELY))


PIECES = (
    *b'#[cfg( " { } mod x; use b::{ /* */ :: $ \xff r#" \' include!( use super::*; b::m!('.split(b" "),
    *(b"macro_rules! m { () => {", b"cfg_if!{if #[cfg(", b"/// [b]("),
)


@pytest.mark.parametrize("seed", range(100))
def test_mutilated(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    sources = [snippet.crate.source for snippet in chance.sample(SNIPPETS, 8)]
    text = bytearray(b"\n".join(source if isinstance(source, bytes) else source.encode() for source in sources))
    for _ in range(chance.randint(1, 20)):
        place = chance.randrange(len(text))
        if chance.random() < 0.5:
            del text[place : place + chance.randint(1, 20)]
        else:
            text[place:place] = chance.choice(PIECES)
    assert set(read(Crate(bytes(text)), tmp_path).references) == {"b", "c", "d", "p"}


def test_too_deep_is_not_certain(tmp_path: Path) -> None:
    assert read(Crate(HOSTILE["nested-brackets"]), tmp_path).references["b"] is Reference.LIKELY


def test_too_large_is_not_certain(tmp_path: Path) -> None:
    said = read(Crate("// x\n" * 1_800_000 + "use b::f;"), tmp_path)
    assert said.references["b"] is Reference.LIKELY
    assert said.references["c"] is Reference.UNLIKELY


def test_special_files_are_not_read(tmp_path: Path) -> None:
    crate = Crate('#[path = "pipe"] mod x; #[path = "loop"] mod y; use b::f;')
    (tmp_path / "own/src").mkdir(parents=True)
    os.mkfifo(tmp_path / "own/src/pipe")
    (tmp_path / "own/src/loop").symlink_to("loop")
    assert read(crate, tmp_path).references["b"] is Reference.NAMED


def test_cargo_script(tmp_path: Path) -> None:
    source = '#!/usr/bin/env cargo\n---\n[dependencies]\nc = "1"\n---\nuse b::f;\nfn main() {}\n'
    said = read(Crate(source, crate_type="bin"), tmp_path).references
    assert (said["b"], said["c"]) == (Reference.NAMED, Reference.ABSENT)
