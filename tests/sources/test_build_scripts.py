"""What a build script leaves open: options that it may set, files that it may write."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.source import Reference
from tests.sources.one_crate import Crate, read

NAMED, LIKELY, UNLIKELY, ABSENT = Reference.NAMED, Reference.LIKELY, Reference.UNLIKELY, Reference.ABSENT


@pytest.mark.parametrize(
    ("script", "condition", "expected"),
    [
        ('fn main() { println!("cargo:rustc-cfg=has_x"); }', "has_x", LIKELY),
        ('fn main() { println!("cargo::rustc-cfg=has_x"); }', "has_x", LIKELY),
        ('fn main() { println!("cargo:rustc-cfg=has_x"); }', "not(has_x)", UNLIKELY),
        ('fn main() { println!("cargo:rustc-cfg=no_x"); }', "not(no_x)", LIKELY),
        ('fn main() { println!("cargo:rustc-cfg=has_x"); }', "other", ABSENT),
        ('fn main() { println!("cargo:rustc-cfg=has_x"); }', "not(other)", NAMED),
        ('fn main() { println!("cargo:rustc-cfg=has_x"); }', "any(unix, has_x)", NAMED),
        ('fn main() { println!("cargo:rustc-cfg=has_x"); }', "all(windows, has_x)", ABSENT),
        ('fn main() { println!("cargo:rustc-cfg={}", "has_x"); }', "has_x", LIKELY),
        ('fn main() { set("has_x"); } fn set(x: &str) { println!("cargo:rustc-cfg={x}"); }', "has_x", LIKELY),
        ('fn main() { autocfg::new().emit_has_type("i128"); } // has_i128', "has_i128", LIKELY),
        ('fn main() { println!("cargo:rustc-check-cfg=cfg(has_x)"); }', "has_x", ABSENT),
        ('fn main() { println!("cargo:rerun-if-changed=has_x"); }', "has_x", ABSENT),
        ('fn main() { println!("cargo:rustc-cfg=feature=\\"one\\""); }', 'feature = "one"', LIKELY),
        ('fn main() { println!("cargo:rustc-cfg=back=\\"one\\""); }', 'back = "one"', LIKELY),
        ('fn main() { println!("cargo:rustc-cfg=back=\\"one\\""); }', 'back = "two"', ABSENT),
        ('fn main() { let n = "has_x"; println!("cargo::rustc-{}={}", "cfg", n); }', "has_x", LIKELY),
        ('fn main() { let n = "has_x"; println!("cargo:{}-cfg={n}", "rustc"); }', "has_x", LIKELY),
        ('#[path = "build/h.rs"] mod h; fn main() { h::go(); }', "in_a_module", LIKELY),
        ('include!("build/h.rs"); fn main() { go(); }', "in_a_module", LIKELY),
        ('fn main() { print!(include_str!("cfgs.txt")); }', "in_a_text", LIKELY),
        ('fn main() { println!("cargo:rustc-link-lib=has_x"); }', "has_x", ABSENT),
        ('fn main() { println!("cargo:rustc-env=X=has_x"); println!("cargo:warning=has_x"); }', "has_x", ABSENT),
        (None, "has_x", ABSENT),
    ],
)
def test_options(script: str | None, condition: str, expected: Reference, tmp_path: Path) -> None:
    files = {
        "../build/h.rs": 'pub fn go() { println!("cargo:rustc-cfg=in_a_module"); }',
        "../cfgs.txt": "cargo::rustc-cfg=in_a_text\n",
    }
    said = read(Crate(f"#[cfg({condition})] use b::f;", build_script=script, files=files), tmp_path)
    assert said.references["b"] is expected
    assert ("b" in said.reasons) is (expected in (LIKELY, UNLIKELY))


def test_generated_file(tmp_path: Path) -> None:
    source = 'include!(concat!(env!("OUT_DIR"), "/x.rs")); use b::f; #[cfg(windows)] use c::f;'
    said = read(Crate(source, build_script="fn main() {}"), tmp_path)
    assert [said.references[name] for name in "bcd"] == [NAMED, UNLIKELY, LIKELY]
    assert "build script" in said.reasons["c"]
    assert "build script" in said.reasons["d"]


def test_generated_file_that_is_not_compiled(tmp_path: Path) -> None:
    source = '#[cfg(windows)] include!(concat!(env!("OUT_DIR"), "/x.rs"));'
    assert read(Crate(source, build_script="fn main() {}"), tmp_path).references["c"] is ABSENT


def test_include_in_package(tmp_path: Path) -> None:
    source = 'include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/x.in"));'
    assert read(Crate(source, files={"x.in": "use b::f;"}), tmp_path).references["b"] is NAMED


def test_what_a_build_script_names_need_be_no_text(tmp_path: Path) -> None:
    """A picture that is named is read, but not taken for a script; a name that no file can have is passed over."""
    script = f'fn main() {{ let _ = ("picture.png", "{"x" * 199}.y", "a\\0b.c", "nul\x00.d"); }}'
    picture = bytes(range(256)) * 40 + b'"' + b"\xf0.y" * 60 + b'"'
    files: dict[str, str] = {"../picture.png": picture}  # type: ignore[dict-item]
    said = read(Crate("#[cfg(x1)] use b::f;", build_script=script, files=files), tmp_path)
    assert said.references["b"] is ABSENT


def test_what_a_template_names_is_in_the_generated_file(tmp_path: Path) -> None:
    source = 'include!(concat!(env!("OUT_DIR"), "/x.rs"));'
    files = {"x.tera.rs": "use b::f; {% for one in all %} {{ one }} {% endfor %}", "unused.rs": "use c::f;"}
    said = read(Crate(source, build_script="fn main() {}", files=files), tmp_path).references
    assert (said["b"], said["c"], said["d"]) == (LIKELY, UNLIKELY, LIKELY)
