"""Say for every unit of a plan which extern crates its sources name, and the crate facts that linkage depends on."""

from __future__ import annotations

from auditor.model.source import UnitSources
from auditor.model.unit import Plan
from auditor.sources import remembered
from auditor.sources.crates import Crates
from auditor.sources.fingerprint import Fingerprints, Folders
from auditor.sources.remembered import NoStore, Store


def references(plan: Plan, store: Store | None = None, folders: Folders | None = None) -> tuple[UnitSources, ...]:
    """Read the sources of each unit of `plan`; runs of build scripts get an empty answer.

    What packages said in an earlier audit is taken from `store`, and added to it; `folders` are those that were read
    ahead.
    Never fails: what cannot be read, parsed or evaluated makes an answer `LIKELY` or `UNLIKELY`, with its reason.
    Which places load a crate follows rustc_resolve, as measured with rustc 1.95.
    """
    crates = Crates(plan)
    store = store or NoStore()
    fingerprints = Fingerprints(plan, folders or Folders())
    keys = remembered.keys(crates, fingerprints)
    answers = remembered.recall(store, keys)
    if not all(unit.index in answers for unit in plan.units if unit.is_compiled):
        # NOTE: imported here because an audit that remembers everything reads nothing.
        from auditor.sources import reading

        fresh, passing = reading.read(crates, store, answers, fingerprints)
        # NOTE: a file that was edited between the two looks would be remembered under its old content.
        after = remembered.keys(crates, Fingerprints(plan, Folders()))
        kept = (unit for unit in fresh if unit not in passing and keys[unit] == after[unit])
        remembered.keep(store, keys, {unit: fresh[unit] for unit in kept})
        answers.update(fresh)
    return tuple(answers.get(unit.index, UnitSources({})) for unit in plan.units)
