"""The shape of a rule: a module with a manual page, a level and a check; and the rule that is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from auditor.model.finding import Finding, Level, Location, Rule
from auditor.model.policy import IgnoreUse
from auditor.model.report import Evidence
from auditor.visible import visible


class Fault(msgspec.Struct, frozen=True):
    """What a check finds: a finding that does not yet carry its rule."""

    message: str
    """What happens and why, in one or two sentences."""
    help: str | tuple[str, ...] | None = None
    """What to do; several remedies, of which one is enough, apart."""
    location: Location | None = None
    artifacts: tuple[int, ...] = ()
    """Indices into the evidence's artifacts."""
    crates: tuple[str, ...] = ()
    """Package ids."""
    details: tuple[str, ...] = ()
    """Further lines."""
    level: Level | None = None
    """Where it is not the rule's: one of the module's `ALSO`."""


class RuleModule(Protocol):
    """A module in this folder: its name is the rule's id, its docstring the manual page."""

    __name__: str
    __doc__: str | None
    LEVEL: Level

    def check(self, evidence: Evidence, /) -> Iterable[Fault]:
        """What is to be told of the evidence."""


class IgnoreRuleModule(Protocol):
    """The same for what is told of the ignores of a policy, after they were applied."""

    __name__: str
    __doc__: str | None
    LEVEL: Level

    def check(self, evidence: Evidence, uses: Sequence[IgnoreUse], /) -> Iterable[Fault]:
        """What is to be told of the ignores."""


def rule_of(module: RuleModule | IgnoreRuleModule) -> Rule:
    """The rule that a module describes."""
    manual = (module.__doc__ or "").strip()
    return Rule(
        id=module.__name__.rpartition(".")[2].replace("_", "-"),
        level=module.LEVEL,
        summary=manual.partition("\n")[0],
        manual=manual,
        also=tuple(getattr(module, "ALSO", ())),
    )


def finding_of(rule: Rule, fault: Fault) -> Finding:
    """The finding that a fault becomes, in which every sentence is one line whatever the names and flags in it hold."""
    remedies = (fault.help,) if isinstance(fault.help, str) else fault.help
    return Finding(
        rule=rule.id,
        level=rule.level if fault.level is None else fault.level,
        message=visible(fault.message),
        help=None if remedies is None else "\n".join(map(visible, remedies)),
        location=fault.location,
        artifacts=fault.artifacts,
        crates=tuple(dict.fromkeys(fault.crates)),
        details=tuple(map(visible, fault.details)),
    )
