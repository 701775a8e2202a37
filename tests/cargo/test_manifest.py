"""Lines of symbolic places, and readable errors for files that are no TOML."""

import errno
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.cargo.manifest import line_in, line_of, parse_toml, read_toml
from auditor.errors import AuditorError

MANIFEST = """\
# a comment
a.b."c d" = 1
[profile]
dev.lto = true
[profile.release.package.x]
opt-level = 1
[profile.release]
lto = "fat"
build-override = { opt-level = 3,
  'q' = [1,
  2] }
[[bin]]
name = "x"
[[bin]]
name = "y"
[bin.sub]
z = 1
[target.'cfg(unix)'.dependencies]
array = [
  "a",  # one
  { b = 1 },
]
"tab\\tbed" = 1
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("a",), 2),
        (("a", "b", "c d"), 2),
        (("profile",), 3),
        (("profile", "dev", "lto"), 4),
        (("profile", "release", "package", "x", "opt-level"), 6),
        (("profile", "release"), 7),
        (("profile", "release", "lto"), 8),
        (("profile", "release", "build-override"), 9),
        (("profile", "release", "build-override", "q", 1), 11),
        (("bin",), 12),
        (("bin", 0, "name"), 13),
        (("bin", 1), 14),
        (("bin", 1, "name"), 15),
        (("bin", 1, "sub", "z"), 17),
        (("target", "cfg(unix)", "dependencies", "array", 0), 20),
        (("target", "cfg(unix)", "dependencies", "array", 1, "b"), 21),
        (("target", "cfg(unix)", "dependencies", "tab\tbed"), 23),
    ],
)
def test_a_place_has_the_line_where_it_is_written(place: tuple[str | int, ...], line: int) -> None:
    assert line_in(MANIFEST, place) == line


def test_what_is_absent_has_the_line_of_what_is_around_it() -> None:
    assert line_in(MANIFEST, ("profile", "release", "panic")) == 7
    assert line_in(MANIFEST, ("bin", 7, "name")) == 12
    assert line_in(MANIFEST, ("a", "b", "c d", "e")) == 2
    assert line_in(MANIFEST, ("lib", "crate-type")) is None


def test_the_header_counts_even_where_a_key_comes_before_it() -> None:
    assert line_in("[a.b]\nx = 1\n\n[a]\ny = 2\n", ("a",)) == 4


def test_lines_after_a_byte_order_mark_and_windows_line_ends() -> None:
    assert line_in("\ufeffx = 1\r\n[a]\r\ny = 2\r\n", ("a", "y")) == 3


def test_broken_toml_still_has_lines() -> None:
    assert line_in("[a]\nb = = 1\n[c]\nd = 2\n", ("c", "d")) == 4
    assert line_in("[\n[[\n= 1\n", ("a",)) is None


def test_no_line_for_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert line_of(tmp_path / "none.toml", ("a",)) is None
    assert line_of(tmp_path, ("a",)) is None


def test_the_line_follows_the_file(tmp_path: Path) -> None:
    path = tmp_path / "Cargo.toml"
    path.write_text("a = 1\n")
    assert line_of(path, ("a",)) == 1
    path.write_text("\na = 1\n")
    assert line_of(path, ("a",)) == 2


_NAMES = st.text("abcxyz0-_", min_size=1, max_size=4)


@settings(deadline=None)
@given(st.dictionaries(_NAMES, st.dictionaries(_NAMES, st.integers(0, 9), max_size=4), max_size=5))
def test_every_key_of_generated_tables_is_found(tables: dict[str, dict[str, int]]) -> None:
    lines, expected = [], {}
    for name, keys in tables.items():
        lines.append(f"[{name}]")
        expected[(name,)] = len(lines)
        for key, value in keys.items():
            lines.append(f"{key} = {value}")
            expected[(name, key)] = len(lines)
    text = "\n".join(lines)
    assert {place: line_in(text, place) for place in expected} == expected
    assert parse_toml(text, Path("x")) == tables


def test_values_are_read(tmp_path: Path) -> None:
    path = tmp_path / "Cargo.toml"
    path.write_text('\ufeff[package]\nname = "é"\n')
    assert read_toml(path) == {"package": {"name": "é"}}


def test_toml_that_is_newer_than_python_is_read_as_cargo_reads_it() -> None:
    assert parse_toml('a = {\n  b = "\\e\\x41", # c\n}\n', Path("x")) == {"a": {"b": "\x1bA"}}


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"a = 1\nb = = 2\n", 2, "not valid TOML"),
        (b"a = 1\n[a]\n", 2, "not valid TOML"),
        (b'a = """\nb\n', 3, "not valid TOML"),
        (b"a = 1\n\nb = '\xff'\n", 3, "UTF-8"),
        (b"a = " + b"[" * 2000, None, "too deeply"),
        (b"a = " + b"9" * 5000, None, "not valid TOML"),
    ],
)
def test_bad_files_are_named_with_their_line(tmp_path: Path, content: bytes, line: int | None, words: str) -> None:
    path = tmp_path / "Cargo.toml"
    path.write_bytes(content)
    with pytest.raises(AuditorError, match=words) as error:
        read_toml(path)
    assert (error.value.path, error.value.line) == (path, line)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none", "does not exist"), (tmp_path, "directory"), (tmp_path / "a\0b", "cannot")):
        with pytest.raises(AuditorError, match=words) as error:
            read_toml(path)
        assert error.value.path == path


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    path = tmp_path / "Cargo.toml"
    path.write_text("")
    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read everything
    with pytest.raises(AuditorError, match="permission") as caught:
        read_toml(path)
    assert caught.value.path == path


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_cause_anything_but_an_auditor_error(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    with suppress(AuditorError):
        parse_toml(text, Path("x"))
    line_in(text, ("a", 0, "b"))
