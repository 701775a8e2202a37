"""Read the facts that rustc takes from attributes: `no_std`, `rustc_private`, handlers, allocators, proc macros."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from auditor.sources import attributes
from auditor.sources.attributes import Attribute
from auditor.sources.cfg import CfgSet, Truth, Verdict
from auditor.sources.context import NO_CODE, Locator
from auditor.sources.files import SourceFile
from auditor.sources.modules import ReachedFile
from auditor.sources.package_sources import PackageSources
from auditor.sources.unit_view import UnitView

if TYPE_CHECKING:
    from tree_sitter import Node

_EXTERN_CRATE = re.compile(rb"extern\s+crate\s+(?:r#)?(\w+)")
_STATIC = re.compile(rb"static\s+(?:mut\s+|ref\s+)?\w+\s*:|thread_local\s*!|lazy_static\s*!")
_MARKERS = {"panic_handler": b"panic_handler", "global_allocator": b"global_allocator", "proc_macro": b"proc_macro"}
_PROC_MACROS = ("proc_macro", "proc_macro_derive", "proc_macro_attribute")


class CrateFacts(msgspec.Struct):
    """What the files walked so far say of the crate as a whole."""

    is_no_std: bool = False
    sysroot: set[str] = msgspec.field(default_factory=set)
    """Crates that `extern crate` names and Cargo does not pass."""
    uses_rustc_private: bool = False
    found: set[str] = msgspec.field(default_factory=set)
    """Of `panic_handler`, `global_allocator`, `proc_macro`, `static`."""


def of_root(file: SourceFile, cfg: CfgSet) -> CrateFacts:
    """The facts of the crate's inner attributes."""
    facts = CrateFacts()
    for attribute in _inner(file):
        if cfg.all_hold((attribute.condition,)).truth is not Truth.TRUE:
            continue
        facts.is_no_std = facts.is_no_std or attribute.path in ("no_std", "no_core")
        if attribute.path == "feature":
            facts.uses_rustc_private = facts.uses_rustc_private or b"rustc_private" in attribute.arguments
    return facts


def add_file(facts: CrateFacts, view: UnitView, reached: ReachedFile) -> None:
    """Add what one file says; each fact is looked for until it is found."""
    sources, cfg = view.sources, view.cfg
    if b"extern" in reached.file.text:
        _add_sysroot(facts, view, reached)
    if reached.verdict.truth is Truth.FALSE:
        return
    for fact, marker in _MARKERS.items():
        if (
            fact not in facts.found
            and marker in reached.file.text
            and _has_attribute(fact, marker, sources, reached, cfg)
        ):
            facts.found.add(fact)
    if "static" not in facts.found and _has_static(sources, reached, cfg):
        facts.found.add("static")


def _add_sysroot(facts: CrateFacts, view: UnitView, reached: ReachedFile) -> None:
    """Add the toolchain's crates that one file names by `extern crate`."""
    for match in _EXTERN_CRATE.finditer(reached.file.text):
        name = match[1].decode(errors="replace")
        if name in facts.sysroot or name in view.names or name == "self":
            continue
        context = view.sources.locator(reached.file).locate(match.start(1))
        types = {node.type for node in context.nodes}
        if context.definition is None and not types & NO_CODE and _is_compiled(view.verdict(reached, context)):
            facts.sysroot.add(name)


def add_proc_macro(facts: CrateFacts, reached: ReachedFile) -> None:
    """Add `proc_macro`, which Cargo passes to proc macros, if a file of one begins a path with it."""
    if "proc_macro" not in facts.sysroot and re.search(rb"(?<![\w:])(?:::)?proc_macro\s*::", reached.file.text):
        facts.sysroot.add("proc_macro")


def _inner(file: SourceFile) -> Iterator[Attribute]:
    """The attributes `#![…]` at the start of a file."""
    for child in file.tree.root_node.children:
        if child.type == "inner_attribute_item":
            yield from attributes.parse(file.slice(child))
        elif child.type not in ("line_comment", "block_comment", "shebang"):
            return


def _has_attribute(fact: str, marker: bytes, sources: PackageSources, reached: ReachedFile, cfg: CfgSet) -> bool:
    wanted = _PROC_MACROS if fact == "proc_macro" else (fact,)
    for match in re.finditer(rb"#\s*\[[^\]]*" + marker, reached.file.text):
        context = sources.locator(reached.file).locate(match.start())
        found = next((i for i, node in enumerate(context.nodes) if node.type == "attribute_item"), 0)
        if not found or not _is_compiled(cfg.all_hold(context.conditions)):
            continue
        on_item = _on_item(sources.locator(reached.file), context.nodes[found - 1], context.nodes[found])
        if not _is_compiled(cfg.all_hold(attributes.conditions(on_item))):
            continue
        for attribute in attributes.parse(reached.file.slice(context.nodes[found])):
            if attribute.path in wanted and _is_compiled(cfg.all_hold((attribute.condition,))):
                return True
    return False


def _on_item(locator: Locator, parent: Node, attribute: Node) -> tuple[Attribute, ...]:
    """All the attributes of the item that an attribute stands before."""
    item = attribute.next_named_sibling
    while item is not None and item.type in ("attribute_item", "line_comment", "block_comment"):
        item = item.next_named_sibling
    return () if item is None else locator.attributes_of(parent, item)


def _has_static(sources: PackageSources, reached: ReachedFile, cfg: CfgSet) -> bool:
    text = reached.file.text
    if b"static" not in text and b"thread_local" not in text:
        return False
    for match in _STATIC.finditer(text):
        context = sources.locator(reached.file).locate(match.start())
        types = {node.type for node in context.nodes}
        if text[match.start() - 1 : match.start()] in (b"'", b"_") or types & (NO_CODE | {"foreign_mod_item"}):
            continue
        if context.definition is None and _is_compiled(cfg.all_hold(context.conditions)):
            return True
    return False


def _is_compiled(verdict: Verdict) -> bool:
    return verdict.guess
