"""Draw the conclusion on one name for one unit from all the places that mention it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import msgspec

from auditor.model.source import Reference
from auditor.sources import judgement, local_macros, mentions, qualifications
from auditor.sources.cfg import FAILS, Truth, Verdict
from auditor.sources.context import Context
from auditor.sources.documentation import Documentation
from auditor.sources.import_uses import ImportUses
from auditor.sources.judgement import CERTAIN, NOTHING, Evidence
from auditor.sources.local_macros import Expansion, LocalMacros
from auditor.sources.mentions import Kind, Mention
from auditor.sources.modules import ReachedFile
from auditor.sources.name_resolution import Meaning, NameResolver, Resolution
from auditor.sources.unit_view import Place, UnitView


class NameReading(msgspec.Struct, dict=True):
    """Reads all places of one name."""

    view: UnitView
    name: str
    resolver: NameResolver
    macros: LocalMacros
    documentation: Documentation | None
    """None where rustc does not look at the documentation of this unit."""
    is_no_link: bool = False
    """Whether a `#[no_link] extern crate` names it."""

    @cached_property
    def _imports(self) -> ImportUses:
        return ImportUses(self.resolver)

    def conclude(self) -> Evidence:
        """The strongest evidence of all places."""
        if self.view.takes_over(self.name):
            return judgement.strongest((*self._extern_crate_items(), *self._despite_another_crate()))
        best = NOTHING
        for step in (self._plain, self._macro_bodies, self._used_imports, self._docs):
            for evidence in step():
                best = judgement.strongest((best, evidence))
                if best.reference is Reference.NAMED:
                    return best
        return best

    def required(self) -> Evidence:
        """The strongest evidence of the places at which rustc fails without the crate.

        A link in documentation, a lint, and the path of an import or macro beside an item of the same name make rustc
        look for the crate, too (`maybe_process_path_extern` in rustc_metadata), and it goes on if there is none.
        """
        if self.view.takes_over(self.name):
            return judgement.strongest(self._extern_crate_items())
        return judgement.strongest((*self._needing(), *self._macro_bodies()))

    def _needing(self) -> Iterator[Evidence]:
        """Plain places that need the crate."""
        for place in self.view.places(self.name):
            mention = place.mention
            if mention.context.definition is not None or mention.kind in (*_NO_USES, Kind.SEGMENT):
                continue
            if mention.kind is Kind.LATE:
                yield self._late(place)
            elif mention.kind not in (Kind.IMPORT, Kind.EARLY):
                yield self._judge(place)
            else:
                yield self._needed_by_import(place)

    def _needed_by_import(self, place: Place) -> Evidence:
        """The same of the path of an import or macro: other items of the name stand in for the crate."""
        found, evidence = self.resolver.resolve(place), self._judge(place)
        if found.meaning is Meaning.ITEM:
            return NOTHING
        doubt = Evidence(Reference.LIKELY, found.doubt)
        if found.by is not None and not _is_same_import(found.by, place):
            doubt = Evidence(Reference.UNLIKELY, "an import of that name stands for it")
        elif not found.doubt:
            return evidence
        return judgement.weakest(evidence, doubt)

    def _extern_crate_items(self) -> Iterator[Evidence]:
        for place in self.view.places(self.name):
            if place.mention.kind is Kind.EXTERN_CRATE and place.mention.context.definition is None:
                yield self._judge(place)

    def _despite_another_crate(self) -> Iterator[Evidence]:
        """Places that load the crate although `extern crate c as b;` gives its name to another one.

        For imports and paths of macros rustc looks into all scopes, of which the crates that Cargo passes are one.
        """
        for place in self.view.places(self.name):
            mention = place.mention
            is_import = any(node.type == "use_declaration" for node in mention.context.nodes)
            is_early = mention.kind in (Kind.IMPORT, Kind.EARLY) or (mention.kind is Kind.ABSOLUTE and is_import)
            if is_early and mention.context.definition is None:
                yield self._judge(place)

    def _plain(self) -> Iterator[Evidence]:
        """Places outside macro definitions that stand for themselves."""
        for place in self.view.places(self.name):
            mention = place.mention
            if mention.context.definition is not None or mention.kind in _NO_USES:
                continue
            if mention.kind is Kind.EXTERN_CRATE and self._is_no_link(mention):
                self.is_no_link = True
                continue
            if mention.kind is Kind.LATE:
                yield self._late(place)
            elif mention.kind is Kind.SEGMENT:
                yield self._segment(place)
            elif mention.kind is Kind.NAME:
                self._imports.add_name(place, self.resolver.resolve(place))
            else:
                if mention.kind is Kind.TOKEN:
                    self._imports.add_tokens(self.resolver.resolve(place))
                yield self._judge(place)

    def _used_imports(self) -> Iterator[Evidence]:
        """Imports of something else under the name, where they are used."""
        yield from self._imports.evidence(self._judge)

    def _late(self, place: Place) -> Evidence:
        found = self.resolver.resolve(place)
        self._imports.add_path(found)
        if found.meaning is not Meaning.CRATE:
            return NOTHING
        hidden = Verdict(Truth.UNKNOWN, guess=False, reason=found.doubt) if found.doubt else FAILS
        return self._judge(place, hidden)

    def _segment(self, place: Place) -> Evidence:
        """A later segment: rustc looks whether the path could begin there, and so loads the crate of that name.

        Source: `lint_unused_qualifications` in rustc_resolve, whatever the level of the lint. It goes from the last
        segment backwards and stops at the first with which the path could begin.
        """
        found = self.resolver.resolve(place)
        if found.meaning is not Meaning.CRATE:
            return NOTHING
        evidence = self._judge(place, qualifications.shorter_path(self.view, place))
        return judgement.weakest(evidence, Evidence(Reference.LIKELY, found.doubt)) if found.doubt else evidence

    def _judge(self, place: Place, hidden: Verdict = FAILS) -> Evidence:
        return judgement.judge(place.mention, place.verdict, hidden, self.view)

    def _macro_bodies(self) -> Iterator[Evidence]:
        """Places in definitions of macros count where the macro is expanded."""
        for place in self.view.places(self.name):
            macro = place.mention.context.definition_name
            if macro is None or place.mention.kind in (*_NO_USES, Kind.SEGMENT):
                continue
            maker = None if place.mention.kind is Kind.NAME else _maker(place)
            expansion = self.macros.expansion(maker or macro)
            if expansion.verdict.truth is Truth.FALSE:
                continue
            if maker is not None:
                yield Evidence(Reference.LIKELY, f"it is named in a macro that macro `{maker}` makes")
                continue
            evidence = self._judge(place)
            if local_macros.is_out_of_question(place.reached.file, place.mention, expansion.uses):
                continue
            doubt = local_macros.body_doubt(place.reached.file, place.mention, expansion.uses) or self._doubt(macro)
            if not self._may_mean_crate(place, expansion, doubt):
                continue
            if evidence.reference is Reference.NAMED and expansion.verdict.truth is Truth.UNKNOWN:
                likely = Reference.LIKELY if expansion.verdict.guess else Reference.UNLIKELY
                evidence = Evidence(likely, expansion.verdict.reason)
            if evidence.reference is Reference.NAMED and doubt:
                evidence = Evidence(Reference.LIKELY, doubt)
            yield evidence

    def _may_mean_crate(self, place: Place, expansion: Expansion, doubt: str) -> bool:
        """Whether the name in a macro's body means the crate where that is expanded; else it may use an import."""
        if place.mention.kind not in (Kind.LATE, Kind.NAME):
            return True
        found = [self._found_at(*site) for site in expansion.sites]
        for one in found:
            if place.mention.kind is Kind.NAME:
                self._imports.add_tokens(one)
            else:
                self._imports.add_path(one, doubt or expansion.verdict.reason)
        return place.mention.kind is Kind.LATE and any(one.meaning is Meaning.CRATE for one in found)

    def _doubt(self, macro: str) -> str:
        """Why a name in a macro's body may not count although the macro is expanded."""
        if len(set(self.view.compiled_definitions(macro))) > 1:
            return f"macro `{macro}` is defined more than once"
        if self.macros.may_be_foreign(macro):
            return f"another crate has a macro `{macro}` as well"
        if any(one.mention.context.definition_name == macro for one in self.view.items(self.name)):
            return f"macro `{macro}` declares an item of that name"
        return ""

    def _found_at(self, reached: ReachedFile, context: Context) -> Resolution:
        """What the name means where a macro is expanded."""
        mention = Mention(Kind.LATE, context.leaf.start_byte, context, mentions.scopes_of(context))
        return self.resolver.resolve(Place(mention, reached, FAILS))

    def _docs(self) -> Iterator[Evidence]:
        """Links in the documentation of exported items."""
        if self.documentation is None:
            return
        for place in self.view.places(self.name):
            if place.mention.kind is not Kind.DOC:
                continue
            macro = place.mention.context.definition_name
            if macro is not None and self.macros.expansion(macro).verdict.truth is Truth.FALSE:
                continue
            named = self.documentation.names_at(place)
            if macro is not None and named is not False:
                yield Evidence(Reference.LIKELY, f"macro `{macro}` documents what it makes")
                continue
            if named is False:
                continue
            found = self.resolver.resolve(place)
            if found.meaning is not Meaning.CRATE:
                continue
            doubt = (
                place.verdict.reason
                or found.doubt
                or ("its documentation is passed to a macro" if named is None else "")
            )
            yield Evidence(Reference.LIKELY, doubt) if doubt else CERTAIN
        for _ in self.documentation.included(self.name):
            yield CERTAIN

    def _is_no_link(self, mention: Mention) -> bool:
        return any(attribute.path == "no_link" for attribute in mention.context.attributes)


def _is_same_import(one: Place, other: Place) -> bool:
    """Whether two places are in the same `use` declaration: `use b::b;`."""
    declarations = [
        next((node.start_byte for node in place.mention.context.nodes if node.type == "use_declaration"), None)
        for place in (one, other)
    ]
    return one.reached is other.reached and declarations[0] is not None and declarations[0] == declarations[1]


def _maker(place: Place) -> str | None:
    """The macro that defines the one around a place, under a name that it is given; None for a plain definition."""
    context, text = place.mention.context, place.reached.file.text
    name = None if context.definition is None else context.definition.child_by_field_name("name")
    if name is None or text[name.start_byte - 1 : name.start_byte] != b"$":
        return None
    outer = next(node for node in context.nodes if node.type == "macro_definition")
    known = outer.child_by_field_name("name")
    return None if known is None else place.reached.file.slice(known).decode(errors="replace")


_NO_USES = (Kind.DECLARATION, Kind.ALIAS, Kind.CRATE_ALIAS, Kind.DOC)
