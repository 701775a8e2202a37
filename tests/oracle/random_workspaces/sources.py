"""The Rust sources of random packages: each dependency is referred to in one of many ways."""

from __future__ import annotations

from tests.oracle.random_workspaces.spec import Edge, PackageSpec, Spec

STYLES = {
    "path": "    s += {n}::f();",
    "absolute": "    s += ::{n}::f();",
    "use": "    use {n}::f as g_{n}; s += g_{n}();",
    "use-as-underscore": "    #[allow(unused_imports)] use {n} as _;",
    "glob": "    #[allow(unused_imports)] use {n}::*;",
    "never-called": "    #[allow(dead_code)] fn never_{n}() -> u32 {{ {n}::f() }}",
    "if-cfg": "    if cfg!(windows) {{ s += {n}::f(); }}",
    "debug-assert": "    debug_assert!({n}::f() < 1000);",
    "type": "    #[allow(dead_code)] fn typed_{n}(_: {n}::T) {{}}",
    "const": "    s += {n}::C;",
    "local-macro": "    macro_rules! call_{n} {{ () => {{ {n}::f() }} }} s += call_{n}!();",
    "in-println": '    if s > 100_000 {{ println!("{{}}", {n}::f()); }}',
    "in-closure": "    let h_{n} = || {n}::f(); s += h_{n}();",
    "cfg-on": "    #[cfg(unix)] {{ s += {n}::f(); }}",
    "cfg-feature": '    #[cfg(feature = "x")] {{ s += {n}::f(); }}',
    "cfg-x1": "    #[cfg(x1)] {{ s += {n}::f(); }}",
    "cfg-debug": "    #[cfg(debug_assertions)] {{ s += {n}::f(); }}",
    "cfg-abort": '    #[cfg(panic = "abort")] {{ s += {n}::f(); }}',
    "cfg-test": "    #[cfg(test)] {{ s += {n}::f(); }}",
    "cfg-off": "    #[cfg(windows)] {{ s += {n}::f(); }}",
    "comment": "    // {n}::f()",
    "string": '    s += "{n}::f()".len() as u32;',
    "stringify": "    s += stringify!({n}::f()).len() as u32;",
    "unexpanded-macro": "    #[allow(unused_macros)] macro_rules! not_{n} {{ () => {{ {n}::f() }} }}",
    "thrown-away": "    macro_rules! away_{n} {{ ($($t:tt)*) => {{}} }} away_{n}!({n}::f());",
    "variable": "    let {n} = 1u32; s += {n};",
    "none": "",
}
"""Statements in a function that adds to `s`; `{n}` is the crate's name."""

ITEM_STYLES = {
    "extern-crate": "extern crate {n} as renamed_{n};",
    "pub-use": "pub use {n} as reexported_{n};",
    "no-link": "#[no_link] #[allow(unused_extern_crates)] extern crate {n} as unlinked_{n};",
    "doc-link": "/// See [`{n}::f`].\npub fn documented_{n}() {{}}",
    "doc-link-private": "mod hidden_{n} {{ /// See [`{n}::f`].\n#[allow(dead_code)] pub fn g() {{}} }}",
    "shadowed": "mod {n} {{ pub fn f() -> u32 {{ 1 }} }}\n#[allow(dead_code)] fn inner_{n}() -> u32 {{ {n}::f() }}",
    "module": '#[path = "part_{n}.rs"] mod part_{n};',
    "module-off": '#[cfg(windows)] #[path = "part_{n}.rs"] mod part_{n};',
    "static": "#[allow(dead_code)] static S_{n}: fn() -> u32 = {n}::f;",
}
"""Items beside the function."""

LIBRARY_ONLY = frozenset({"doc-link", "doc-link-private", "pub-use", "module", "module-off"})
MACRO_STYLES = ("path", "none", "cfg-off", "cfg-feature", "comment")
"""How a proc macro is referred to."""


def name_of(spec: Spec, edge: Edge) -> str:
    """The crate name by which an edge is known in the sources."""
    return (edge.rename or _target(spec, edge).name).replace("-", "_")


def is_macro(spec: Spec, edge: Edge) -> bool:
    """Whether an edge leads to a proc macro."""
    return _target(spec, edge).is_proc_macro


def _target(spec: Spec, edge: Edge) -> PackageSpec:
    return next(package for package in spec.packages if package.key == edge.to)


def body(spec: Spec, package: PackageSpec, kinds: tuple[str, ...], *, offset: int = 0) -> tuple[str, str]:
    """Items and statements that refer to the package's dependencies of some kinds.

    `offset` shifts the styles, so that several targets of a package refer to different dependencies.
    """
    items, statements = [], []
    for number, edge in enumerate(package.edges):
        if edge.kind not in kinds:
            continue
        name = name_of(spec, edge)
        style = edge.style if not (offset and (number + offset) % 3 == 0) else "none"
        if is_macro(spec, edge):
            guard = {"cfg-off": "#[cfg(windows)] ", "cfg-feature": '#[cfg(feature = "x")] '}.get(style, "")
            if style in ("path", "cfg-off", "cfg-feature"):
                use = f"s += {name}::one!();" if _target(spec, edge).defines_macros else f"use {name} as _;"
                statements.append(f"    {_guard(edge)}{guard}{{ {use} }}")
            continue
        guard = _guard(edge)
        if style in ITEM_STYLES and not (offset and style in LIBRARY_ONLY):
            items.append(guard + ITEM_STYLES[style].format(n=name))
        elif style in STYLES:
            statement = STYLES[style].format(n=name)
            statements.append(f"    {guard}{{\n{statement}\n    }}" if guard else statement)
    return "\n".join(items), "\n".join(statement for statement in statements if statement)


def _guard(edge: Edge) -> str:
    """What an optional or platform's dependency needs, so that the sources compile without it."""
    conditions = []
    if edge.optional:
        conditions.append(f'feature = "with_{edge.rename or edge.to}"')
    if edge.platform and edge.platform.startswith("cfg("):
        conditions.append(edge.platform[4:-1])
    return f"#[cfg(all({', '.join(conditions)}))] " if conditions else ""


def function(statements: str, *, name: str = "f") -> str:
    """A function that adds up what its dependencies say."""
    return f"pub fn {name}() -> u32 {{\n    #[allow(unused_mut)] let mut s = 1u32;\n{statements}\n    s\n}}\n"
