"""Single changes of files: values change, comments, layout and line ends stay."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.fix.operations import AppendLine, Create, Drop, Extend, Operation, Remove, Set
from auditor.fix.remedy import edits

PATH = Path("/w/Cargo.toml")
CRATE_TYPE = ("lib", "crate-type")
FLAGS = ("build", "rustflags")
SHARE = ("-C", "prefer-dynamic")


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        (
            Set(PATH, CRATE_TYPE, ("rlib",)),
            '[lib] # own\ncrate-type = ["dylib"] # why\n',
            '[lib] # own\ncrate-type = ["rlib"] # why\n',
        ),
        (
            Set(PATH, CRATE_TYPE, ("rlib",)),
            '[package]\nname = "a"\n',
            '[package]\nname = "a"\n\n[lib]\ncrate-type = ["rlib"]\n',
        ),
        (Set(PATH, ("profile", "release", "lto"), value=False), "", "[profile.release]\nlto = false\n"),
        (
            Set(PATH, ("profile", "dev", "panic"), "unwind"),
            "[profile.release]\nlto = true\n",
            '[profile.release]\nlto = true\n\n[profile.dev]\npanic = "unwind"\n',
        ),
        (
            Set(PATH, ("profile", "release", "lto"), value=False),
            "profile.release.lto = true # fast\n",
            "profile.release.lto = false # fast\n",
        ),
        (
            Set(PATH, ("dependencies", "x"), {"path": "../x"}),
            '[dependencies]\na = "1" # one\n',
            '[dependencies]\na = "1" # one\nx = {path = "../x"}\n',
        ),
        (Set(PATH, CRATE_TYPE, ("rlib",)), '[lib]\r\ncrate-type = ["dylib"]\r\n', '[lib]\r\ncrate-type = ["rlib"]\r\n'),
        (
            Set(PATH, CRATE_TYPE, ("rlib",)),
            '\ufeff[lib]\ncrate-type = ["dylib"]\n',
            '\ufeff[lib]\ncrate-type = ["rlib"]\n',
        ),
        (Remove(PATH, ("profile", "release")), "a = 1\n[profile.release]\nlto = true\n", "a = 1\n"),
        (Remove(PATH, ("lib", "crate_type")), "a = 1\n", "a = 1\n"),
        (Extend(PATH, FLAGS, SHARE), "", '[build]\nrustflags = ["-C", "prefer-dynamic"]\n'),
        (
            Extend(PATH, FLAGS, SHARE),
            '[build]\nrustflags = ["--cfg", "x"] # old\n',
            '[build]\nrustflags = ["--cfg", "x", "-C", "prefer-dynamic"] # old\n',
        ),
        (
            Extend(PATH, FLAGS, SHARE),
            '[build]\nrustflags = "--cfg x"\n',
            '[build]\nrustflags = "--cfg x -C prefer-dynamic"\n',
        ),
        (Extend(PATH, ("target", "cfg(unix)", "rustflags"), ("-O",)), "", '[target."cfg(unix)"]\nrustflags = ["-O"]\n'),
        (
            Drop(PATH, FLAGS, ("-C", "lto")),
            '[build]\nrustflags = ["-C", "a", "-C", "lto", "-O"]\n',
            '[build]\nrustflags = ["-C", "a", "-O"]\n',
        ),
        (Drop(PATH, FLAGS, ("-Clto",)), '[build]\njobs = 1\nrustflags = ["-Clto"]\n', "[build]\njobs = 1\n"),
        (Drop(PATH, FLAGS, ("-C", "lto")), '[build]\nrustflags = "-O -C lto"\n', '[build]\nrustflags = "-O"\n'),
        (AppendLine(PATH, "use x as _;"), "fn f() {}", "fn f() {}\nuse x as _;\n"),
        (AppendLine(PATH, "use x as _;"), "fn f() {}\r\n", "fn f() {}\r\nuse x as _;\r\n"),
        (Create(PATH, "a = 1\n"), None, "a = 1\n"),
    ],
)
def test_change(operation: Operation, before: str | None, after: str) -> None:
    assert operation.apply(before) == after


@pytest.mark.parametrize(
    ("operation", "before", "message"),
    [
        (Create(PATH, ""), "a = 1\n", "the file exists already"),
        (Set(PATH, ("lib", "crate-type"), ("rlib",)), "lib = 1\n", "`lib` is no table there"),
        (Set(PATH, ("lib", "crate-type"), ("rlib",)), "[lib\n", "the file cannot be changed"),
    ],
)
def test_what_cannot_be_changed(operation: Operation, before: str, message: str) -> None:
    with pytest.raises(AuditorError, match=message) as caught:
        operation.apply(before)
    assert caught.value.path == PATH
    assert caught.value.hint


def test_operations_on_one_file_follow_each_other() -> None:
    operations = [Set(PATH, ("a", "b"), "1"), Set(PATH, ("a", "c"), "2"), Remove(PATH, ("a", "b"))]
    assert [one.after for one in edits(operations, {PATH: ""})] == ['[a]\nc = "2"\n']


def test_nothing_changed_is_no_edit() -> None:
    assert edits([Remove(PATH, ("a",))], {PATH: "b = 1\n"}) == ()


@pytest.mark.parametrize("before", ["a\nb\nc", "a\r\nb\r\n", "", None, "x\x0by\u2028z\n"])
def test_git_takes_the_diff(tmp_path: Path, before: str | None) -> None:
    path = tmp_path / "é f.txt"
    if before is not None:
        path.write_bytes(before.encode())
    operation = Create(path, "new\n") if before is None else AppendLine(path, "d")
    (edit,) = edits([operation], {path: before})
    diff = "".join(f"{line}\n" for line in edit.diff(tmp_path))
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    done = subprocess.run(command, cwd=tmp_path, input=diff.encode(), capture_output=True, check=False)
    assert done.returncode == 0, (diff, done.stderr)
    assert path.read_bytes() == edit.after.encode()
