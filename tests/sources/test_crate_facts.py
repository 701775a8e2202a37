"""Facts about a crate as a whole: attributes, statics, the toolchain's crates."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.source import Reference, UnitSources
from tests.sources.one_crate import Crate, read


def facts(tmp_path: Path, source: str, **options: object) -> UnitSources:
    return read(Crate(source, **options), tmp_path)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("#![no_std]", True),
        ("#![no_std]\nextern crate std;", False),
        ("#![no_std]\n#[cfg(windows)]\nextern crate std;", True),
        ("#![no_std]\n#[cfg(unix)]\nextern crate std;", False),
        ("#![cfg_attr(unix, no_std)]", True),
        ("#![cfg_attr(windows, no_std)]", False),
        ('#![cfg_attr(not(feature = "std"), no_std)]', True),
        ("// #![no_std]", False),
        ("/* x */ #![allow(unused)] #![no_std] fn g() {}", True),
        ("mod x { #![no_std] }", False),
        ("", False),
    ],
)
def test_no_std(source: str, expected: bool, tmp_path: Path) -> None:
    assert facts(tmp_path, source).is_no_std is expected


def test_no_std_depends_on_the_unit(tmp_path: Path) -> None:
    source = '#![cfg_attr(not(feature = "std"), no_std)]'
    assert not facts(tmp_path, source, features=("std",)).is_no_std


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("extern crate alloc;", {"alloc"}),
        ("extern crate alloc as a; extern crate test;", {"alloc", "test"}),
        ("#[cfg(windows)] extern crate alloc;", set()),
        ('// extern crate alloc;\npub const X: &str = "extern crate test;";', set()),
        ("extern crate core; extern crate self as x; extern crate b;", set()),
        ("#![feature(rustc_private)] extern crate rustc_driver;", {"rustc_driver"}),
        ("mod x { extern crate alloc; }", {"alloc"}),
    ],
)
def test_sysroot(source: str, expected: set[str], tmp_path: Path) -> None:
    assert facts(tmp_path, source).sysroot == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("pub static X: u8 = 1;", True),
        ("pub static mut X: u8 = 1;", True),
        ("pub fn g() { static X: u8 = 1; }", True),
        ("thread_local! { static X: u8 = 1; }", True),
        ("lazy_static! { static ref X: u8 = 1; }", True),
        ("pub fn g(x: &'static u8) -> &'static u8 { x } pub const Y: &'static str = \"static X: u8\";", False),
        ('extern "C" { pub static X: u8; }', False),
        ("#[cfg(windows)] pub static X: u8 = 1;", False),
        ("// static X: u8 = 1;", False),
        ("macro_rules! m { () => { static X: u8 = 1; } }", False),
        ("mod x;", True),
    ],
)
def test_statics(source: str, expected: bool, tmp_path: Path) -> None:
    assert facts(tmp_path, source, files={"x.rs": "static X: u8 = 1;"}).has_statics is expected


@pytest.mark.parametrize(
    ("source", "panic_handler", "allocator"),
    [
        ("#[panic_handler] fn p(_: &core::panic::PanicInfo) -> ! { loop {} }", True, False),
        ("#[cfg(not(test))] #[panic_handler] fn p() {}", True, False),
        ("#[cfg(windows)] #[panic_handler] fn p() {}", False, False),
        ("#[cfg_attr(unix, panic_handler)] fn p() {}", True, False),
        ("#[global_allocator] static A: b::T = b::T;", False, True),
        ("#[global_allocator]\n#[cfg(windows)]\nstatic A: b::T = b::T;", False, False),
        ('// #[global_allocator]\npub fn g() { let _ = "#[panic_handler]"; }', False, False),
        ("mod x;", False, True),
    ],
)
def test_handlers(source: str, panic_handler: bool, allocator: bool, tmp_path: Path) -> None:
    allocator_file = "#[global_allocator] static A: std::alloc::System = std::alloc::System;"
    said = facts(tmp_path, source, files={"x.rs": allocator_file})
    assert (said.has_panic_handler, said.has_global_allocator) == (panic_handler, allocator)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("use proc_macro::TokenStream; #[proc_macro] pub fn x(i: TokenStream) -> TokenStream { i }", True),
        ("#[proc_macro_derive(X, attributes(y))] pub fn x() {}", True),
        ("#[proc_macro_attribute] pub fn x() {}", True),
        ("pub fn proc_macro() {}", False),
        ("#[cfg(windows)] #[proc_macro] pub fn x() {}", False),
    ],
)
def test_proc_macros(source: str, expected: bool, tmp_path: Path) -> None:
    said = facts(tmp_path, source, crate_type="proc-macro")
    assert said.defines_proc_macros is expected
    assert ("proc_macro" in said.sysroot) is ("proc_macro::" in source)


def test_rustc_private(tmp_path: Path) -> None:
    assert facts(tmp_path, "#![feature(never_type, rustc_private)]").uses_rustc_private


def test_no_link(tmp_path: Path) -> None:
    said = facts(tmp_path, "#[no_link] extern crate b; #[no_link] extern crate c; pub fn g() { c::f() }")
    assert said.no_link == {"b"}
    assert said.references["b"] is said.references["c"] is Reference.NAMED


def test_missing_root(tmp_path: Path) -> None:
    crate = Crate("")
    (tmp_path / "x").mkdir()
    said = read(Crate("mod gone;"), tmp_path / "x")
    assert set(said.references.values()) == {Reference.UNLIKELY}
    assert "gone" in said.reasons["b"]
    assert crate.source == ""
