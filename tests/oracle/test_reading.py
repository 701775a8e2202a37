"""Reading command lines, logs and messages without a compiler."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.build import Lto, Panic
from auditor.model.linkage import ErrorKind, Linkage
from auditor.verify.diagnostics import dropped_crate_types, faults, plain_errors, refused
from auditor.verify.replay import Crate, all_static, replay
from auditor.verify.rustc_command import RustcCommand, parse
from auditor.verify.rustc_log import Decision, parse_log
from auditor.verify.unit_graph import PlannedUnit

LOG = """\
{indent}INFO rustc_metadata::creader resolved crates:
   name: std
   cnum: 1
   hash: 0
   reqd: Unconditional
   priv: false
   dylib: /sysroot/libstd-1.so
    rlib: /sysroot/libstd-1.rlib
   name: m
   cnum: 2
   reqd: MacrosOnly
   dylib: /t/libm-1.so
   name: a
   cnum: 3
   reqd: Unconditional
    rlib: /t/liba-1.rlib
    rmeta: /t/liba-1.rmeta
{indent}INFO rustc_metadata::dependency_format adding dylib: std
{indent}INFO rustc_metadata::dependency_format adding RequireStatic: core
{indent}INFO rustc_metadata::dependency_format adding staticlib: a
"""


def command(*more: str) -> RustcCommand:
    argv = [
        "rustc", "--crate-name", "a_b", "--edition=2021", "src/lib.rs", "--crate-type", "lib", "--emit=link",
        "-C", "opt-level=3", "-C", "embed-bitcode=no", "--cfg", 'feature="y"', "--cfg", 'feature="x"',
        "--check-cfg", 'cfg(feature, values("z"))', "-C", "metadata=0123", "-C", "extra-filename=-0123",
        "--out-dir", "/t/deps", "-L", "dependency=/t/deps", "--extern", "c=/t/deps/libc-1.rmeta",
        "--extern", "noprelude:d=/t/deps/libd.so", "--extern", "proc_macro", *more,
    ]  # fmt: skip
    return parse(argv, ["/project", "/project/a", "a-b", "1.2.3"])


def test_a_command_line() -> None:
    parsed = command()
    assert parsed.id == "0123"
    assert parsed.source == Path("/project/src/lib.rs")
    assert parsed.crate_types == ("lib",)
    assert parsed.linked_types == ()
    assert parsed.features == ("x", "y")
    assert parsed.externs == (("c", Path("/t/deps/libc-1.rmeta")), ("d", Path("/t/deps/libd.so")))
    assert (parsed.prefer_dynamic, parsed.lto, parsed.panic) == (False, Lto.THIN_LOCAL, Panic.UNWIND)
    assert parsed.is_output(Path("/t/deps/liba_b-0123.rlib"))
    assert not parsed.is_output(Path("/t/deps/liba_b.so"))


@pytest.mark.parametrize(
    ("flags", "prefer_dynamic", "lto", "panic"),
    [
        (["-Cprefer-dynamic"], True, Lto.THIN_LOCAL, Panic.UNWIND),
        (["-C", "prefer-dynamic", "-Cprefer-dynamic=no"], False, Lto.THIN_LOCAL, Panic.UNWIND),
        (["--codegen", "prefer-dynamic=yes"], True, Lto.THIN_LOCAL, Panic.UNWIND),
        (["--codegen=lto"], False, Lto.FAT, Panic.UNWIND),
        (["-Clto=thin", "-Cpanic=abort"], False, Lto.THIN, Panic.ABORT),
        (["-Clto=fat", "-Clto=off"], False, Lto.OFF, Panic.UNWIND),
        (["-C", "lto=yes", "-C", "panic=abort", "-Cpanic=unwind"], False, Lto.FAT, Panic.UNWIND),
        (["-C", "linker-plugin-lto"], False, Lto.THIN_LOCAL, Panic.UNWIND),
    ],
)
def test_the_last_of_several_flags_wins(flags: list[str], prefer_dynamic: bool, lto: Lto, panic: Panic) -> None:
    parsed = command(*flags)
    assert (parsed.prefer_dynamic, parsed.lto, parsed.panic) == (prefer_dynamic, lto, panic)
    assert parsed.own_codegen["opt-level"] == "3"


def test_a_test_is_a_program() -> None:
    assert command("--test").crate_types == ("bin",)


@pytest.mark.parametrize("indent", ["", " "])
def test_a_log_of_any_age(indent: str) -> None:
    log = parse_log(LOG.format(indent=indent))
    assert log.loaded is not None
    assert [(crate.name, crate.is_linkable, crate.dylib is not None) for crate in log.loaded] == [
        ("std", True, True), ("m", False, True), ("a", True, False),
    ]  # fmt: skip
    assert log.decisions == (Decision("dylib", "std"), Decision("RequireStatic", "core"), Decision("staticlib", "a"))


def test_a_run_that_ended_early_has_loaded_nothing_known() -> None:
    assert parse_log("error").loaded is None


def test_two_crates_of_one_name_are_told_apart() -> None:
    crates = [
        Crate("std", None, is_linkable=True, has_dylib=True),
        Crate("memchr", None, is_linkable=True, has_dylib=False),
        Crate("d", 1, is_linkable=True, has_dylib=True),
        Crate("memchr", 2, is_linkable=True, has_dylib=False),
    ]
    decisions = [
        Decision("dylib", "std"), Decision("RequireStatic", "memchr"), Decision("dylib", "d"),
        Decision("RequireDynamic", "std"), Decision("RequireStatic", "memchr"),
    ]  # fmt: skip
    result = replay(decisions, crates, lambda _: [("std", None), ("memchr", 2)])
    assert result.duplicates == frozenset()
    included, dynamic = Linkage.INCLUDED_FROM_DYLIB, Linkage.DYNAMIC
    assert result.linkage == (dynamic, included, dynamic, included)
    twice = replay(decisions, crates, lambda _: [("std", None), ("memchr", None)])
    assert twice.duplicates == {1}


def test_what_is_only_for_macros_is_not_linked() -> None:
    crates = [Crate("a", 0, is_linkable=True, has_dylib=False), Crate("m", 1, is_linkable=False, has_dylib=True)]
    assert all_static(crates).linkage == (Linkage.STATIC, Linkage.NOT_LINKED)


@pytest.mark.parametrize(
    ("text", "kind", "crates"),
    [
        ("cannot satisfy dependencies so `c` only shows up once", ErrorKind.DUPLICATE_CRATE, ("c",)),
        ("crate `b` required to be available in rlib format, but", ErrorKind.MISSING_FORMAT, ("b",)),
        ("cannot link together two panic runtimes: panic_unwind and panic_abort", ErrorKind.TWO_PANIC_RUNTIMES,
         ("panic_abort", "panic_unwind")),
        ("lto can only be run for executables, cdylibs and static library outputs", ErrorKind.LTO_CRATE_TYPE, ()),
        ("unresolved import `e`", ErrorKind.UNLINKABLE_DEPENDENCY, ("e",)),
        ("unresolved imports `x`, `e::f`", ErrorKind.UNLINKABLE_DEPENDENCY, ("e",)),
        ("cannot find `e` in the crate root", ErrorKind.UNLINKABLE_DEPENDENCY, ("e",)),
        ("failed to resolve: use of unresolved module or unlinked crate `e`", ErrorKind.UNLINKABLE_DEPENDENCY, ("e",)),
        ("can't find crate for `m`", ErrorKind.PROC_MACRO_LOAD, ("m",)),
        ("/t/libm-0123456789abcdef.so: libstd-1.so: cannot open shared object file: No such file or directory",
         ErrorKind.PROC_MACRO_LOAD, ("m",)),
    ],
)  # fmt: skip
def test_messages(text: str, kind: ErrorKind, crates: tuple[str, ...]) -> None:
    messages = ({"level": "error", "message": text},)
    (fault,) = faults(messages, {"e": False, "m": True})
    assert (fault.kind, fault.crates) == (kind, crates)
    assert plain_errors(messages, {"e": False, "m": True}) == ()


@pytest.mark.parametrize(
    "text", ["unresolved import `m::nothing`", "cannot find value `e` in this scope", "unresolved import `x`"]
)
def test_messages_that_are_not_about_linkage(text: str) -> None:
    messages = ({"level": "error", "message": text}, {"level": "error", "message": "aborting due to 1 previous error"})
    assert faults(messages, {"e": False, "m": True}) == ()
    assert plain_errors(messages, {"e": False, "m": True}) == (text,)


def test_warnings_and_refusals() -> None:
    warning = {"level": "warning", "message": "dropping unsupported crate type `dylib` for target `t`"}
    assert dropped_crate_types((warning,)) == {"dylib"}
    words = "error: cannot produce cdylib, dylib for `b v0.1.0 (/p/b)` as the target `t` does not support these types"
    assert refused(words) == ("b", "0.1.0", frozenset({"cdylib", "dylib"}))
    assert refused("error: something else") is None


@pytest.mark.parametrize(
    ("package_id", "name", "version"),
    [
        ("path+file:///p/b#0.1.0", "b", "0.1.0"),
        ("path+file:///p/x#b@0.1.0-rc.1+build", "b", "0.1.0-rc.1+build"),
        ("registry+https://example.org/index#b@2.0.0", "b", "2.0.0"),
    ],
)
def test_package_ids(package_id: str, name: str, version: str) -> None:
    unit = PlannedUnit(0, package_id, "b", ("lib",), ("lib",), Path("/p"), "build", None, (), {}, ())
    assert (unit.package_name, unit.package_version) == (name, version)
