"""Remedies that were tried and make the build better, for every finding and for all of them together."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from auditor.audit import Say
from auditor.comparison.changes import FindingChange, Status
from auditor.errors import AuditorError
from auditor.fix import effects
from auditor.fix.proposals.project import Case
from auditor.fix.proposals.registry import proposals
from auditor.fix.remedy import Remedy
from auditor.fix.trial import Result, Trials
from auditor.model.finding import Finding, Level
from auditor.visible import visible

MOST_STEPS = 3
"""How many remedies are joined where the first only brings the next fault to light."""


class Offer(msgspec.Struct, frozen=True):
    """A remedy that was tried."""

    remedies: tuple[Remedy, ...]
    """The remedy, then those that it makes necessary."""
    result: Result

    @property
    def title(self) -> str:
        """What is done."""
        return "; then ".join(remedy.title for remedy in self.remedies)

    @property
    def commands(self) -> tuple[str, ...]:
        """The command lines that build what was tried, where it is not the given one."""
        return tuple(dict.fromkeys(remedy.command for remedy in self.remedies if remedy.command is not None))

    @property
    def afterwards(self) -> tuple[str, ...]:
        """Commands to be run once the change is made."""
        return tuple(dict.fromkeys(command for remedy in self.remedies for command in remedy.afterwards))

    @property
    def variables(self) -> tuple[str, ...]:
        """What is to be done with variables of the environment, which no file sets."""
        found = ((name, value) for remedy in self.remedies for name, value in remedy.variables.items())
        return tuple(
            f"unset {name}" if value is None else f"set {name} to {shlex.quote(value)}" for name, value in found
        )


class Rejected(msgspec.Struct, frozen=True):
    """A remedy that was tried and does not help."""

    remedy: Remedy
    reason: str


class Cure(msgspec.Struct, frozen=True):
    """A finding with what helps."""

    finding: Finding
    offers: tuple[Offer, ...]
    rejected: tuple[Rejected, ...]


class Cures(msgspec.Struct, frozen=True):
    """All findings for which something was tried or could be."""

    cures: tuple[Cure, ...]
    chosen: Offer | None
    """The chosen offers, tried together: the first of each, unless the user named some. None where there is none."""


def find(trials: Trials, findings: Iterable[Finding], numbers: Sequence[int], say: Say) -> Cures:
    """Try what could be done about some findings of a report.

    `numbers` are those of the offers that the user chose, counted from 1 over all findings; with none it is the first
    of each. Raises AuditorError for a number that there is not, and for offers that do not go together.
    """
    cures = [_cure(trials.case(finding), trials, say) for finding in findings]
    if numbers:
        return Cures(tuple(cures), _chosen(cures, numbers, trials))
    return Cures(tuple(cures), _together(cures, trials, say))


def _chosen(cures: Sequence[Cure], numbers: Sequence[int], trials: Trials) -> Offer:
    """The offers of some numbers together."""
    offers = [offer for cure in cures for offer in cure.offers]
    wrong = [number for number in numbers if not 0 < number <= len(offers)]
    if wrong:
        there_are = f"there are 1 to {len(offers)}" if offers else "there is none"
        raise AuditorError(f"there is no remedy {wrong[0]}", hint=f"run it without --remedy to see them: {there_are}")
    remedies = dict.fromkeys(id(remedy) for number in numbers for remedy in offers[number - 1].remedies)
    known = {id(remedy): remedy for offer in offers for remedy in offer.remedies}
    chosen = tuple(known[one] for one in remedies)
    if len(numbers) == 1:
        return offers[numbers[0] - 1]
    result = trials.run(chosen)
    if any(new_errors(result)):
        shown = next(new_errors(result)).finding.message
        raise AuditorError(f"these remedies do not go together: {shown}", hint="choose one of them")
    return Offer(chosen, result)


def _cure(case: Case, trials: Trials, say: Say) -> Cure:
    offers: list[Offer] = []
    rejected: list[Rejected] = []
    for remedy in proposals(case):
        say(visible(f"trying: {remedy.title}"))
        found = _tried((remedy,), case.finding, trials)
        if isinstance(found, Offer):
            offers.append(found)
        else:
            rejected.append(found)
    return Cure(case.finding, tuple(sorted(_without_needless(offers), key=_price)), tuple(rejected))


def _without_needless(offers: Sequence[Offer]) -> Iterator[Offer]:
    """The offers that do not contain all remedies of another one."""
    for offer in offers:
        if not any(_is_part(other, offer) for other in offers):
            yield offer


def _is_part(one: Offer, other: Offer) -> bool:
    return len(one.remedies) < len(other.remedies) and all(remedy in other.remedies for remedy in one.remedies)


def _tried(remedies: tuple[Remedy, ...], finding: Finding, trials: Trials) -> Offer | Rejected:
    """Try remedies together, with what they make necessary."""
    try:
        result = trials.run(remedies)
    except AuditorError as error:
        return Rejected(remedies[0], str(error).partition("\n")[0])
    if not _is_gone(finding, result):
        return Rejected(remedies[0], "the finding would stay")
    worse = list(new_errors(result))
    if not worse and effects.failing(result.document.artifacts) <= effects.failing(trials.before.artifacts):
        return Offer(remedies, result)
    for further in result.further if len(remedies) < MOST_STEPS else ():
        found = _tried((*remedies, further), finding, trials)
        if isinstance(found, Offer):
            return found
    shown = worse[0].finding.message if worse else "more artifacts would fail"
    return Rejected(remedies[0], shown)


def _together(cures: Sequence[Cure], trials: Trials, say: Say) -> Offer | None:
    """The first offers of all, as far as they go together."""
    chosen: list[Remedy] = []
    best: Offer | None = None
    for cure in cures:
        if best is not None and _is_gone(cure.finding, best.result):
            continue
        for offer in cure.offers:
            fresh = [remedy for remedy in offer.remedies if remedy not in chosen]
            say(visible(f"trying all together: {offer.title}"))
            found = _tried((*chosen, *fresh), cure.finding, trials) if chosen else offer
            if isinstance(found, Offer):
                chosen, best = list(found.remedies), found
                break
    return best


def new_errors(result: Result) -> Iterator[FindingChange]:
    """The errors that a remedy brings."""
    return (
        change for change in result.changes.findings if change.status.counts and change.finding.severity is Level.ERROR
    )


def _is_gone(finding: Finding, result: Result) -> bool:
    """Whether a finding of the report before is fixed, in all that fails by it."""
    return any(
        change.status is Status.FIXED
        and change.before is not None
        and (change.before.rule, change.before.message) == (finding.rule, finding.message)
        for change in result.changes.findings
    )


def _price(offer: Offer) -> tuple[int, int, int, int]:
    """What an offer costs: what fails still, what is built no more, what else is told then, how many files change."""
    changes = offer.result.changes
    told = sum(change.status.counts and change.finding.severity > Level.NOTE for change in changes.findings)
    left = effects.failing(offer.result.document.artifacts)
    return left, len(changes.vanished), told, len(offer.result.edits)
