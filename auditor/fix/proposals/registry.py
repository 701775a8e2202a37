"""For each rule what could be done about it, what people most likely want first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from auditor.fix.proposals import crate_types, profiles, rustflags, selection, umbrella
from auditor.fix.proposals.project import Case
from auditor.fix.remedy import Remedy

Propose = Callable[[Case], Iterator[Remedy]]


def _share_std(case: Case) -> Iterator[Remedy]:
    return rustflags.share_std(case, case.packages)


def _without(key: str) -> Propose:
    return lambda case: rustflags.without(case, case.units or case.evidence.plan.units, key)


PROPOSALS: Mapping[str, Sequence[Propose]] = {
    "std-not-shared": (_share_std, crate_types.static, selection.without_dylibs, _without("prefer-dynamic")),
    "duplicate-crate": (crate_types.shared, umbrella.for_duplicates, crate_types.static),
    "lto-prefer-dynamic": (profiles.without_lto,),
    "lto-crate-type": (_without("lto"),),
    "embed-bitcode": (_without("lto"),),
    "panic-runtime": (profiles.unwinding, crate_types.without_dylib),
    "panic-strategy": (profiles.unwinding, crate_types.static),
    "panic-abort-tests": (_without("panic"),),
    "missing-format": (crate_types.linkable,),
    "unlinkable-dependency": (crate_types.linkable,),
    "proc-macro-load": (crate_types.linkable,),
    "unsupported-crate-type": (selection.for_a_target, _without("target-feature")),
    "crate-type-dropped": (_without("target-feature"),),
    "prefer-dynamic-without-effect": (_without("target-feature"),),
    "rustflags-replaced": (rustflags.joined,),
    "member-profile-ignored": (profiles.in_root_manifest,),
    "duplicate-statics": (crate_types.shared_statics, umbrella.for_statics),
    "needless-dylib": (crate_types.without_dylib,),
    "rpath-not-portable": (rustflags.instead_of_rpath,),
}
"""By rule; the others are nothing that a change of the project's files could mend."""


def proposals(case: Case) -> Iterator[Remedy]:
    """What could be done about a finding, each change once. Nothing of it is tried yet."""
    seen: list[Remedy] = []
    for propose in PROPOSALS.get(case.finding.rule, ()):
        for remedy in propose(case):
            if all(_changes(remedy) != _changes(one) for one in seen):
                seen.append(remedy)
                yield remedy


def _changes(remedy: Remedy) -> tuple[object, ...]:
    return remedy.operations, remedy.options, remedy.variables
