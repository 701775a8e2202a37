"""Judge one mention of a name for one unit: whether rustc loads the extern crate because of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from auditor.model.source import Reference
from auditor.sources import macro_variables
from auditor.sources.cfg import CfgSet, Truth, Verdict
from auditor.sources.mentions import Kind, Mention
from auditor.sources.standard_macros import Fate
from auditor.sources.unit_view import UnitView


class Evidence(msgspec.Struct, frozen=True):
    """What one mention, or all of them together, say about a name."""

    reference: Reference
    reason: str = ""


_CONDITION = re.compile(rb"#\s*!?\s*\[\s*cfg")

NOTHING = Evidence(Reference.ABSENT)
CERTAIN = Evidence(Reference.NAMED)

_ALWAYS_KEPT_LIST = """
    allow warn deny forbid expect deprecated must_use inline cold no_mangle link link_name repr path doc derive
    test bench ignore should_panic macro_use macro_export automatically_derived proc_macro proc_macro_derive
    proc_macro_attribute non_exhaustive export_name link_section used track_caller target_feature
    global_allocator panic_handler no_link rustfmt::skip default no_std no_main no_implicit_prelude
    recursion_limit type_length_limit feature debugger_visualizer crate_name crate_type windows_subsystem
    instruction_set async_trait async_trait::async_trait tokio::main tokio::test instrument tracing::instrument
    divan::bench
"""
_ALWAYS_KEPT = frozenset(_ALWAYS_KEPT_LIST.split())
"""Attributes below which the code stays: built-in ones and the best known macros."""
_DROPPING = frozenset({"rustversion::nightly", "rustversion::before", "rustversion::beta", "rustversion::not"})
"""Attribute macros that drop the code with a compiler of today."""
_ALWAYS_KEPT_PREFIXES = ("clippy::", "rustfmt::", "rustdoc::", "diagnostic::", "miri::")


def strongest(evidence: Iterable[Evidence]) -> Evidence:
    """The evidence that decides."""
    return max(evidence, key=lambda one: one.reference, default=NOTHING)


def weakest(first: Evidence, *others: Evidence) -> Evidence:
    """What is left of evidence that holds only as far as all of it does; of equals the first."""
    return min(first, *others, key=lambda one: one.reference)


def judge(mention: Mention, verdict: Verdict, is_shadowed: Verdict, unit: UnitView) -> Evidence:
    """What a mention says, leaving aside whether a macro definition holds it.

    `verdict` tells whether it is compiled (not false), `is_shadowed` whether another item of the name hides the crate.
    """
    evidence = _by_kind(mention, unit.edition, is_shadowed)
    if mention.kind is Kind.TOKEN and mention.context.macros:
        evidence = _as_token(mention.context.macros, evidence, unit)
    else:
        for macro in mention.context.macros:
            evidence = _through_macro(macro, unit.known_macros.fate(macro), evidence)
    if evidence.reference is Reference.NAMED and mention.context.macros and _is_below_condition(mention):
        evidence = Evidence(Reference.LIKELY, f"a condition among the tokens of macro `{mention.context.macros[0]}`")
    if evidence.reference is Reference.NAMED:
        evidence = _doubts(mention, verdict, unit.cfg)
    elif evidence.reference > Reference.UNLIKELY and not verdict.guess:
        evidence = Evidence(Reference.UNLIKELY, verdict.reason)
    return evidence


def _is_below_condition(mention: Mention) -> bool:
    """Whether a `#[cfg(…)]` stands before the place among the tokens of the outermost macro."""
    tokens = next((node for node in mention.context.nodes if node.type == "token_tree"), None)
    text = None if tokens is None else tokens.text
    if tokens is None or text is None:
        return False
    return _CONDITION.search(text, 0, max(0, mention.offset - tokens.start_byte)) is not None


def _by_kind(mention: Mention, edition: str, is_shadowed: Verdict) -> Evidence:
    """What rustc's name resolution does at such a place, all else being plain."""
    match mention.kind:
        case Kind.EXTERN_CRATE | Kind.EARLY:
            return CERTAIN
        case Kind.IMPORT | Kind.ABSOLUTE:
            # NOTE: in edition 2015 these paths start at the crate's root, where only `extern crate` puts crates.
            return NOTHING if edition == "2015" else CERTAIN
        case Kind.LATE | Kind.SEGMENT if is_shadowed.truth is Truth.FALSE:
            return CERTAIN
        case Kind.LATE | Kind.SEGMENT if is_shadowed.truth is Truth.UNKNOWN:
            return Evidence(Reference.UNLIKELY if is_shadowed.guess else Reference.LIKELY, is_shadowed.reason)
        case Kind.TOKEN:
            # NOTE: in a body it is mostly a variable; beside items there are none: `uucore::bin!(uu_stdbuf);`.
            is_in_body = any(node.type == "block" for node in mention.context.nodes)
            likely = Reference.UNLIKELY if is_in_body else Reference.LIKELY
            return Evidence(likely, "it is named as a lone identifier to a macro")
        case Kind.STRING:
            return Evidence(Reference.LIKELY, "it is named in a string that a derive or attribute macro reads")
        case Kind.ALIAS:
            return CERTAIN
        case _:
            return NOTHING


def _as_token(macros: Sequence[str], evidence: Evidence, unit: UnitView) -> Evidence:
    """What a lone identifier among tokens says: it is for the innermost macro, if the others keep that one."""
    fates = [unit.known_macros.fate(macro) for macro in macros]
    if Fate.DROPPED in fates or fates[-1] is Fate.KEPT:
        return NOTHING  # an expression by itself: a variable or a constant
    if "::" not in macros[-1] and macro_variables.begin_paths(unit.macro_definitions(macros[-1])):
        return Evidence(Reference.LIKELY, f"macro `{macros[-1]}` makes paths of what it is given")
    return evidence


def _through_macro(macro: str, fate: Fate, evidence: Evidence) -> Evidence:
    """What is left of evidence among the tokens of a macro."""
    match fate:
        case Fate.DROPPED:
            return NOTHING
        case Fate.KEPT:
            return evidence
        case Fate.UNKNOWN if evidence.reference is Reference.NAMED:
            return Evidence(Reference.LIKELY, f"it is named only among the tokens of macro `{macro}`")
        case Fate.UNKNOWN:
            return evidence


def _doubts(mention: Mention, verdict: Verdict, cfg: CfgSet) -> Evidence:
    """Evidence that would be certain, were it not for conditions, attribute macros and grammar."""
    if verdict.truth is Truth.UNKNOWN:
        return Evidence(Reference.LIKELY if verdict.guess else Reference.UNLIKELY, verdict.reason)
    if not mention.is_certain:
        return Evidence(Reference.LIKELY, "the code around its name is not understood")
    for attribute in mention.context.macro_attributes:
        if cfg.holds(attribute.condition).truth is Truth.FALSE:
            continue
        if attribute.path not in _ALWAYS_KEPT and not attribute.path.startswith(_ALWAYS_KEPT_PREFIXES):
            likely = Reference.UNLIKELY if attribute.path in _DROPPING else Reference.LIKELY
            return Evidence(likely, f"it is named only below attribute macro `{attribute.path}`")
    return CERTAIN
