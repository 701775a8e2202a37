"""The command line of rustc is read as rustc reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config.rustc_command import Extern, SearchFolder, read
from auditor.errors import AuditorError


def test_spellings(tmp_path: Path) -> None:
    command = read(
        [
            "/usr/bin/rustc", "-gOCpanic=abort", "--codegen=prefer-dynamic", "-C", "lto", "main.rs", "--crate-type",
            "cdylib,lib", "--crate-type=cdylib", "--edition=2021", "--edition", "2024", "--cfg", "x",
            "-Zunstable_thing",
            "-Lnative=/n", "-L", "crate=c", "-L.", "--extern", "noprelude:a=dir/liba.rlib", "--extern=b-c",
            "--out-dir", "out", "-A", "warnings", "-l", "z", "--test",
        ],
        tmp_path,
    )  # fmt: skip
    assert command.input == "main.rs"
    assert "main.rs" not in command.words
    assert command.crate_types == ("cdylib", "lib")
    assert (command.edition, command.test, command.target) == ("2024", True, None)
    assert command.decisive == (
        "-g", "-O", "-C", "panic=abort", "-C", "prefer-dynamic", "-C", "lto", "--cfg", "x", "-Z", "unstable_thing",
    )  # fmt: skip
    assert command.unstable == ("unstable-thing",)
    assert command.search == (
        SearchFolder("native", Path("/n")), SearchFolder("crate", Path("c")), SearchFolder("all", Path()),
    )  # fmt: skip
    assert command.externs == (Extern("a", Path("dir/liba.rlib")), Extern("b_c", None))
    assert command.output_folder == Path("out")


def test_output_file_counts_more_than_its_folder(tmp_path: Path) -> None:
    assert read(["-o", "x/app", "--out-dir", "y", "a.rs"], tmp_path).output_folder == Path("x")


def test_what_stands_behind_two_dashes_is_the_file(tmp_path: Path) -> None:
    assert read(["-O", "--", "-x.rs"], tmp_path).input == "-x.rs"


def test_printing_the_linkers_arguments_compiles(tmp_path: Path) -> None:
    assert read(["--print=link-args", "--emit", "dep-info,link=out", "a.rs"], tmp_path).input == "a.rs"


@pytest.mark.parametrize(
    "arguments", [["a.rs", "b.rs"], ["-h"], ["-V"], ["--explain", "E0463"], ["--emit", "asm"], ["-y"], ["--crate-type"]]
)
def test_refused(arguments: list[str], tmp_path: Path) -> None:
    with pytest.raises(AuditorError):
        read(arguments, tmp_path)
