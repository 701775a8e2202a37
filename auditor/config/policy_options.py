"""Levels of rules that the command line gives: `-A RULE`, `-W RULE`, `-D RULE`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from auditor.config.policy_table import LEVELS, Rules, rule_hint
from auditor.errors import AuditorError
from auditor.model.policy import LevelTable, RuleLevel


class LevelOption(NamedTuple):
    """One such option."""

    option: str
    """As it is spelled in messages: `-A`."""
    level: str
    """The word of a policy that it stands for."""
    rule: str


_OF_LINTS = {"warnings": "`--fail-on warning` lets warnings fail the audit", "all": "name the rules one by one"}
"""What rustc has for groups of lints."""


def read(options: Iterable[LevelOption], rules: Rules) -> LevelTable:
    """The levels; the last option for a rule counts. Raises AuditorError for rules that do not exist."""
    levels = {}
    for one in options:
        if one.rule not in rules.all:
            hint = _OF_LINTS.get(one.rule) or rule_hint(one.rule, rules.all)
            raise AuditorError(f"argument {one.option}: there is no rule `{one.rule}`", hint=hint)
        levels[one.rule] = RuleLevel(LEVELS[one.level], f"`{one.option} {one.rule}` on the command line")
    return LevelTable(levels)
