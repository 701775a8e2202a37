"""Tell whether a unit expands a macro of its own crate, and what a name in the macro's body is worth then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.sources.cfg import FAILS, Truth, Verdict, weaker
from auditor.sources.context import Context
from auditor.sources.files import SourceFile
from auditor.sources.mentions import Mention
from auditor.sources.modules import ReachedFile
from auditor.sources.unit_view import UnitView

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Expansion:
    """Whether and where a macro is expanded."""

    verdict: Verdict
    sites: tuple[tuple[ReachedFile, Context], ...] = ()
    """Where code outside of macro definitions sets it off."""


@dataclass
class LocalMacros:
    """The macros that one unit's crate defines."""

    view: UnitView
    _expansions: dict[str, Expansion] = field(default_factory=dict)

    def expansion(self, name: str) -> Expansion:
        """Whether the unit expands the macro, itself or through other macros of the crate."""
        if name not in self._expansions:
            self._expansions[name] = self._find(name)
        return self._expansions[name]

    def _find(self, name: str) -> Expansion:
        best = FAILS
        sites: list[tuple[ReachedFile, Context]] = []
        seen = {name}
        pending = [name]
        while pending:
            macro = pending.pop()
            for reached, context, verdict in self._uses(macro):
                if context.definition_name is not None:
                    if context.definition_name not in seen:
                        seen.add(context.definition_name)
                        pending.append(context.definition_name)
                    continue
                sites.append((reached, context))
                best = max(best, verdict, key=lambda one: (one.truth, one.guess))
        if len(seen) > 1 and best.truth is Truth.TRUE:
            best = Verdict(Truth.UNKNOWN, guess=True, reason=f"macro `{name}` is expanded only through another macro")
        return Expansion(best, tuple(sites))

    def _uses(self, macro: str) -> Iterator[tuple[ReachedFile, Context, Verdict]]:
        for reached in self.view.reached:
            for use in self.view.sources.invocations(reached.file, macro):
                verdict = self.view.verdict(reached, use.context)
                if verdict.truth is Truth.FALSE or use.context.definition_name == macro:
                    continue
                if use.is_handed_over:
                    reason = f"macro `{macro}` is handed to another macro"
                    verdict = weaker(verdict, Verdict(Truth.UNKNOWN, guess=True, reason=reason))
                yield reached, use.context, verdict


def body_doubt(file: SourceFile, mention: Mention) -> str:
    """Why an expansion of the macro around a mention may leave the mention out; empty if none does."""
    context = mention.context
    definition = context.definition
    rules = [] if definition is None else [child for child in definition.children if child.type == "macro_rule"]
    name = file.text[mention.offset : context.leaf.end_byte]
    if context.is_repeated or any(node.type == "token_repetition" for node in context.nodes):
        return f"it is named in a repetition of macro `{context.definition_name}`"
    if not all(_names(file, rule, name) for rule in rules):
        return f"it is named in one of the rules of macro `{context.definition_name}`"
    is_read = all(node.type != "macro_rule" for node in context.nodes)
    if not is_read and any(b"cfg" in file.slice(rule) for rule in rules):
        return f"it is named below a condition in macro `{context.definition_name}`"
    return ""


def _names(file: SourceFile, rule: Node, name: bytes) -> bool:
    right = rule.child_by_field_name("right")
    return right is not None and name + b"::" in file.slice(right).replace(b" ", b"")
