"""Tell whether a unit expands a macro of its own crate, and what a name in the macro's body is worth then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from auditor.sources import macro_rules, recursion
from auditor.sources.cfg import FAILS, Truth, Verdict, weaker
from auditor.sources.context import Context
from auditor.sources.files import SourceFile
from auditor.sources.invocations import Invocation
from auditor.sources.macro_rules import Tokens, given
from auditor.sources.mentions import Mention
from auditor.sources.modules import ReachedFile
from auditor.sources.textual_scope import Site
from auditor.sources.unit_view import UnitView

if TYPE_CHECKING:
    from tree_sitter import Node


class Expansion(msgspec.Struct, frozen=True):
    """Whether and where a macro is expanded."""

    verdict: Verdict
    sites: tuple[tuple[ReachedFile, Context], ...] = ()
    """Where code outside of macro definitions sets it off."""
    own_sites: tuple[Site, ...] = ()
    """Those of them that hold its own name."""
    uses: tuple[Tokens | None, ...] = (None,)
    """The tokens of each of its invocations; None for one that gets them from another macro."""


class LocalMacros(msgspec.Struct):
    """The macros that one unit's crate defines."""

    view: UnitView
    _expansions: dict[str, Expansion] = msgspec.field(default_factory=dict)

    def expansion(self, name: str) -> Expansion:
        """Whether the unit expands the macro, itself or through other macros of the crate."""
        if name not in self._expansions:
            self._expansions[name] = self._find(name)
        return self._expansions[name]

    def definitions(self, name: str) -> frozenset[tuple[Path, int]]:
        """Where the unit's crate defines macros of that name, its conditions aside."""
        return frozenset((file.path, offset) for file, offset in self.view.macro_definitions(name))

    def _find(self, name: str) -> Expansion:
        best = FAILS
        sites: list[tuple[ReachedFile, Context]] = []
        uses: list[Tokens | None] = []
        own: list[Site] = []
        seen = {name}
        pending = [name]
        if len(self.definitions(name)) > 1:
            uses.append(None)  # the rules of one may set off those of another
        while pending:
            macro = pending.pop()
            for reached, context, verdict, tokens in self._uses(macro):
                if macro == name:
                    uses.append(tokens)
                if context.definition_name is not None:
                    if context.definition_name not in seen:
                        seen.add(context.definition_name)
                        pending.append(context.definition_name)
                    continue
                sites.append((reached, context))
                if macro == name:
                    own.append(Site(reached, context.leaf.start_byte))
                best = max(best, verdict, key=lambda one: (one.truth, one.guess))
        if len(seen) > 1 and best.truth is Truth.TRUE:
            best = Verdict(Truth.UNKNOWN, guess=True, reason=f"macro `{name}` is expanded only through another macro")
        return Expansion(best, tuple(sites), tuple(own), tuple(uses))

    def may_be_foreign(self, name: str) -> bool:
        """Whether each use of a macro may mean another crate's macro of that name."""
        if any(self.view.means_own_macro(name, use) for use in self.expansion(name).own_sites):
            return False
        return self.view.has_foreign_macro(name)

    def _uses(self, macro: str) -> Iterator[tuple[ReachedFile, Context, Verdict, Tokens | None]]:
        for reached in self.view.reached:
            for use in self.view.sources.invocations(reached.file, macro):
                verdict = self.view.verdict(reached, use.context)
                if verdict.truth is Truth.FALSE or use.context.definition_name == macro:
                    continue
                if use.is_handed_over:
                    reason = f"macro `{macro}` is handed to another macro"
                    verdict = weaker(verdict, Verdict(Truth.UNKNOWN, guess=True, reason=reason))
                yield reached, use.context, verdict, tokens_of(use, reached)


def tokens_of(use: Invocation, reached: ReachedFile) -> Tokens | None:
    """What a macro is given; None where another macro gives it something."""
    if use.is_handed_over or use.context.definition is not None:
        return None
    return given(reached.file, use.context)


def is_out_of_question(file: SourceFile, mention: Mention, uses: Sequence[Tokens | None]) -> bool:
    """Whether no invocation can set off the rule of the macro that holds a mention."""
    definition = mention.context.definition
    return definition is not None and not recursion.may_reach(file, definition, mention.offset, uses)


def body_doubt(file: SourceFile, mention: Mention, uses: Sequence[Tokens | None]) -> str:
    """Why the expansions of the macro around a mention may leave the mention out; empty if one cannot.

    `uses` are the tokens of each invocation; None for one that gets them from another macro.
    """
    context = mention.context
    rules = [] if context.definition is None else macro_rules.rules(context.definition)
    name = file.text[mention.offset : context.leaf.end_byte]
    if context.is_repeated or any(node.type == "token_repetition" for node in context.nodes):
        return f"it is named in a repetition of macro `{context.definition_name}`"
    if not any(_surely_names(file, rules, name, tokens) for tokens in uses):
        return f"it is named in one of the rules of macro `{context.definition_name}`"
    certain = [tokens for tokens in uses if tokens is None or not tokens.has_condition]
    if not any(_surely_names(file, rules, name, tokens) for tokens in certain):
        return f"macro `{context.definition_name}` is given a condition"
    is_read = all(node.type != "macro_rule" for node in context.nodes)
    if not is_read and any(b"cfg" in file.slice(rule) for rule in rules):
        return f"it is named below a condition in macro `{context.definition_name}`"
    return ""


def _surely_names(file: SourceFile, rules: Sequence[Node], name: bytes, tokens: Tokens | None) -> bool:
    """Whether every rule that an invocation may set off has a path that begins with the name."""
    return all(_names(file, rule, name) for rule in rules if macro_rules.may_apply(file, rule, tokens))


def _names(file: SourceFile, rule: Node, name: bytes) -> bool:
    right = rule.child_by_field_name("right")
    return right is not None and name + b"::" in file.slice(right).replace(b" ", b"")
