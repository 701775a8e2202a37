"""Which errors rustc reports together, and which it never comes to: each stage that fails hides all later ones."""

from __future__ import annotations

from tests.builders import Workspace
from tests.oracle.cases.matrix_kinds import diamond
from tests.oracle.cases.sources import (
    EMPTY_MAIN,
    PREFER_DYNAMIC,
    F,
    aborting,
    bins,
    macro,
    plain,
    rustflags,
    with_lto,
)
from tests.oracle.expect import Case, Run, blocked, fails

ALL_FLAGS = "-Clto -Cpanic=abort -Cprefer-dynamic"
C_LIBRARY = '#[no_mangle] pub extern "C" fn g() -> u32 { b::f() }'
UNRESOLVED = {
    "two_uses": "use e as _; use e2 as _; fn main() {}",
    "use_and_path": "use e as _; fn main() { e2::f(); }",
    "two_paths": "fn main() { e::f(); e2::f(); }",
    "two_extern_crates": "extern crate e; extern crate e2; fn main() {}",
    "extern_crate_and_use": "extern crate e; use e2 as _; fn main() {}",
    "extern_crate_and_path": "extern crate e; fn main() { e2::f(); }",
    "one_use": "#[allow(unused_imports)] use {e::f, e2::f as g}; fn main() {}",
}
UNLOADABLE = {
    "two_macros": "fn main() { m::one!(); m2::one!(); }",
    "two_macro_uses": "use m as _; use m2 as _; fn main() {}",
    "two_macro_extern_crates": "extern crate m; extern crate m2; fn main() {}",
}
BOTH_KINDS = {
    "macro_and_path": "fn main() { e::f(); m::one!(); }",
    "macro_and_use": "use m as _; use e as _; fn main() {}",
    "macro_extern_crate_and_use": "extern crate m; use e as _; fn main() {}",
}
HIDING = {
    "before_duplicates": "use e as _; fn main() { a::f(); b::f(); }",
    "macro_before_duplicates": "use m as _; fn main() { a::f(); b::f(); }",
}


def unresolvable() -> Workspace:
    """Programs that name what cannot be linked (`e`, `e2`) or not be loaded (`m`, `m2`)."""
    return (
        plain(None)
        .package("e", crate_type=["cdylib"], lib=F)
        .package("e2", crate_type=["staticlib"], lib=F)
        .package("m", proc_macro=True, deps=["b"], lib=macro("b::f();"))
        .package("m2", proc_macro=True, deps=["b"], lib=macro("b::f();"))
        .package("app", deps=["a", "b", "e", "e2", "m", "m2"],
                 files=bins(**UNRESOLVED, **UNLOADABLE, **BOTH_KINDS, **HIDING))
    )  # fmt: skip


def with_c_library(crate_type: list[str]) -> Workspace:
    """A library for C over the dylib of W."""
    return plain().package("s", crate_type=crate_type, deps=["b"], lib=C_LIBRARY)


def tested_program() -> Workspace:
    """A program with tests that names a cdylib."""
    return Workspace().package("e", crate_type=["cdylib"], lib=F).package(
        "app", deps=["e"], main="fn main() {} #[test] fn t() { e::f(); }")  # fmt: skip


CASES = (
    Case(
        "order-embed-bitcode-hides-all",
        lambda: Workspace().package("app", main=EMPTY_MAIN),
        Run("--tests", {"app!test": fails(embed_bitcode=[])}, rustflags(ALL_FLAGS)),
        Run("--tests", {"app!test": fails(panic_abort_tests=[])}, rustflags(f"{ALL_FLAGS} -Cembed-bitcode=yes")),
    ),
    Case(
        "order-panic-abort-tests-come-with-unresolved-names",
        tested_program,
        Run("-p app --tests", {"app!test": fails(panic_abort_tests=[], unlinkable_dependency=["e"])},
            rustflags("-Cpanic=abort")),
        Run("-p app --tests", {"app!test": fails(unlinkable_dependency=["e"])}, rustflags("-Clto -Cembed-bitcode=yes")),
    ),
    Case(
        "order-panic-abort-tests-hide-duplicates",
        plain,
        Run("--tests --bins", {"app!test": fails(panic_abort_tests=[]), "app": fails(
            duplicate_crate=["std"], panic_strategy=["panic_unwind"],
            two_panic_runtimes=["panic_abort", "panic_unwind"])}, rustflags("-Cpanic=abort")),
    ),
    Case(
        "order-unresolved-names-come-together",
        unresolvable,
        Run(
            "-p app",
            {name: fails(unlinkable_dependency=["e", "e2"]) for name in UNRESOLVED}
            | {name: fails(proc_macro_load=["m", "m2"]) for name in UNLOADABLE}
            | {name: fails(proc_macro_load=["m"], unlinkable_dependency=["e"]) for name in BOTH_KINDS}
            | {"before_duplicates": fails(unlinkable_dependency=["e"]),
               "macro_before_duplicates": fails(proc_macro_load=["m"])},
        ),
    ),
    Case(
        "order-unresolved-names-hide-duplicates-and-panic",
        lambda: aborting(plain("use e as _; fn main() { a::f(); b::f(); }")).package(
            "e", crate_type=["cdylib"], lib=F).package(
            "app", deps=["a", "b", "e"], main="use e as _; fn main() { a::f(); b::f(); }"),
        Run("", {"app": fails(unlinkable_dependency=["e"])}),
    ),
    Case(
        "order-duplicates-hide-lto",
        lambda: with_lto(plain()),
        Run("", {"app": fails(duplicate_crate=["std"])}),
    ),
    Case(
        "order-all-duplicates-come-together",
        lambda: diamond(None),
        Run("", {"app": fails(duplicate_crate=["c", "std"])}),
    ),
    Case(
        "order-duplicates-and-panic-come-together",
        lambda: aborting(diamond(None)),
        Run("", {"app": fails(duplicate_crate=["c", "std"], panic_strategy=["panic_unwind"],
                              two_panic_runtimes=["panic_abort", "panic_unwind"])}),
    ),
    Case(
        "order-a-missing-format-hides-lto",
        lambda: with_lto(with_c_library(["staticlib"])),
        Run("-p s", {"s": fails(missing_format=["b"])}, PREFER_DYNAMIC),
    ),
    Case(
        "order-a-missing-format-has-no-panic-error-beside-it",
        lambda: aborting(with_c_library(["staticlib"])),
        Run("", {"s": fails(missing_format=["b"])}),
    ),
    *(
        Case(
            f"order-each-crate-type-of-{'-and-'.join(types)}-has-its-errors",
            lambda types=types: with_c_library(types),
            Run("", {"s:staticlib": fails(missing_format=["b"]), f"s:{shared}": fails(duplicate_crate=["std"])}),
            Run("-p s", {"s:staticlib": fails(missing_format=["b"]), f"s:{shared}": blocked()}),
        )
        for types, shared in (
            (["cdylib", "staticlib"], "cdylib"), (["staticlib", "cdylib"], "cdylib"), (["dylib", "staticlib"], "dylib"),
            (["rlib", "dylib", "staticlib"], "dylib"),
        )
    ),
    Case(
        "order-the-panic-runtime-hides-the-crate-type-of-lto",
        lambda: Workspace().package("d", crate_type=["dylib"], lib=F).package("app", main=EMPTY_MAIN),
        Run("", {"d": fails(panic_runtime=["panic_unwind"]), "app": fails(panic_runtime=["panic_unwind"])},
            rustflags(f"{ALL_FLAGS} -Cembed-bitcode=yes")),
        Run("", {"d": fails(lto_crate_type=[]), "app": fails(lto_prefer_dynamic=[])},
            rustflags("-Clto -Cprefer-dynamic -Cembed-bitcode=yes")),
    ),
)  # fmt: skip
