"""One table of policy, checked key by key: what is wrong is told with its file, its line and its key."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from auditor import spelling
from auditor.cargo.manifest import Place, line_of
from auditor.config.key import dotted
from auditor.errors import AuditorError
from auditor.model.finding import Level, Location
from auditor.model.policy import FailOn, Ignore, ListedCommand, RuleLevel
from auditor.model.workspace import PackageId

ALLOW = "allow"
LEVELS: dict[str, Level | None] = {**{level.label: level for level in reversed(Level)}, ALLOW: None}
"""By the words of a policy."""
_OTHER_TOOLS = {"deny": "error", "forbid": "error", "warn": "warning", "info": "note", "off": ALLOW, "ignore": ALLOW}
"""What other tools call the levels."""
_OF_WHOLE = ("fail-on", "matrix")
_OF_MEMBER = ("rules", "ignore")
_MATRIX = 'write commands of Cargo: `matrix = ["build --release -p app", "test -p core"]`'
_OF_IGNORE = ("rule", "crate", "artifact", "reason", "expires")
_CRATE = re.compile(r"[^\s/@]+(@[0-9]+(\.[0-9]+(\.[0-9]+[A-Za-z0-9_.+-]*)?)?)?")
_ARTIFACT = re.compile(r"([^\s/]+/)?[^\s/]+")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TYPES: tuple[tuple[type, str], ...] = (
    (str, "a string"), (bool, "a boolean"), (int, "an integer"), (float, "a float"), (list, "an array"),
    (dict, "a table"), (datetime, "a date with a time"), (date, "a date"), (time, "a time"),
)  # fmt: skip


class Rules(msgspec.Struct, frozen=True):
    """The names that a policy may use."""

    all: Collection[str]
    about_ignores: Collection[str]
    """Those which say what is wrong with ignores: they have levels, but ignores of them would bite their tails."""


class TablePlace(msgspec.Struct, frozen=True):
    """Where a table of policy stands."""

    path: Path
    keys: tuple[str, ...] = ()
    """The keys that lead to it: none where the whole file is policy."""
    package: PackageId | None = None
    """The member whose findings alone it is about."""

    def location(self, *place: str | int) -> Location:
        """A key in it."""
        return Location(self.path, line_of(self.path, (*self.keys, *place)))

    def key(self, *place: str | int) -> str:
        """A key in it as one writes it."""
        return dotted((*self.keys, *place))

    def refuse(self, place: Place, message: str, hint: str) -> NoReturn:
        """Raise AuditorError for a key in it; `{key}` in the message stands for the key."""
        location = self.location(*place)
        raise AuditorError(
            message.replace("{key}", f"`{self.key(*place)}`"), hint=hint, path=location.path, line=location.line
        )


class PolicyTable(msgspec.Struct, frozen=True):
    """What one table says."""

    place: TablePlace
    fail_on: FailOn | None
    levels: Mapping[str, RuleLevel]
    ignores: tuple[Ignore, ...]
    matrix: tuple[ListedCommand, ...] = ()


def read_table(value: object, place: TablePlace, rules: Rules) -> PolicyTable:
    """Read a table. Raises AuditorError for anything that it may not say."""
    table = _table(value, place, ())
    keys = _OF_MEMBER if place.package is not None else (*_OF_WHOLE, *_OF_MEMBER)
    for key in _OF_WHOLE if place.package is not None else ():
        if key in table:
            hint = "move it to `[workspace.metadata.dynaudit]` or dynaudit.toml"
            place.refuse((key,), "{key} is about a whole audit", hint)
    _check_keys(table, keys, place, ())
    return PolicyTable(
        place=place,
        fail_on=FailOn(_word(table["fail-on"], list(FailOn), place, ("fail-on",))) if "fail-on" in table else None,
        levels=dict(_levels(table.get("rules", {}), place, rules)),
        ignores=tuple(_ignores(table.get("ignore", []), place, rules)),
        matrix=tuple(_commands(table.get("matrix", []), place)),
    )


def _commands(value: object, place: TablePlace) -> Iterator[ListedCommand]:
    """The commands of the matrix; whether Cargo knows them is told by the command that shows them."""
    if not isinstance(value, list):
        place.refuse(("matrix",), f"{{key}} is {_described(value)}, not an array of strings", _MATRIX)
    for number, entry in enumerate(value):
        at = ("matrix", number)
        if not isinstance(entry, str):
            place.refuse(at, f"{{key}} is {_described(entry)}", _MATRIX)
        if not entry.strip():
            place.refuse(at, "{key} is empty", _MATRIX)
        yield ListedCommand(entry, place.key(*at), place.location(*at))


def _levels(value: object, place: TablePlace, rules: Rules) -> Iterator[tuple[str, RuleLevel]]:
    for rule, word in _table(value, place, ("rules",)).items():
        at = ("rules", rule)
        if rule not in rules.all:
            place.refuse(at, f"{{key}}: there is no rule `{rule}`", rule_hint(rule, rules.all))
        level = LEVELS[_word(word, LEVELS, place, at)]
        yield rule, RuleLevel(level, f"`{place.key(*at)}`", place.location(*at))


def _ignores(value: object, place: TablePlace, rules: Rules) -> Iterator[Ignore]:
    if not isinstance(value, list):
        place.refuse(
            ("ignore",), f"{{key}} is {_described(value)}, not an array of tables", f"write `[[{place.key('ignore')}]]`"
        )
    for number, entry in enumerate(value):
        at = ("ignore", number)
        table = _table(entry, place, at)
        _check_keys(table, _OF_IGNORE, place, at)
        if "rule" not in table:
            place.refuse(at, "{key} has no `rule`", 'write `rule = "…"`: a rule\'s id, as the report shows it')
        yield Ignore(
            rule=_ignored_rule(table["rule"], place, (*at, "rule"), rules),
            location=place.location(*at),
            crates=_names(table, "crate", _CRATE, "NAME or NAME@VERSION", place, at),
            artifacts=_names(table, "artifact", _ARTIFACT, "TARGET or PACKAGE/TARGET", place, at),
            reason=_text(table["reason"], place, (*at, "reason")).strip() or None if "reason" in table else None,
            expires=_day(table["expires"], place, (*at, "expires")) if "expires" in table else None,
            package=place.package,
        )


def _ignored_rule(value: object, place: TablePlace, at: Place, rules: Rules) -> str:
    rule = _text(value, place, at)
    if rule not in rules.all:
        place.refuse(at, f"{{key}}: there is no rule `{rule}`", rule_hint(rule, rules.all))
    if rule in rules.about_ignores:
        place.refuse(
            at, f"{{key}}: `{rule}` is about ignores and cannot be ignored", f'write `rules.{rule} = "allow"` instead'
        )
    return rule


def rule_hint(name: str, known: Collection[str]) -> str:
    """The rule that was perhaps meant by a name that is none."""
    near = spelling.nearest(name, known)
    return f"did you mean `{near[0]}`?" if near else "`cargo dynaudit explain` lists the rules"


def _names(
    table: Mapping[str, Any], key: str, form: re.Pattern[str], wanted: str, place: TablePlace, at: Place
) -> tuple[str, ...]:
    """A name, or several in an array."""
    if key not in table:
        return ()
    value, here = table[key], (*at, key)
    names = value if isinstance(value, list) else [value]
    if not names:
        place.refuse(here, "{key} is empty", f"write {wanted}, or leave the key out")
    for name in names:
        if not isinstance(name, str):
            described = f"an array with {_described(name)}" if isinstance(value, list) else _described(name)
            place.refuse(here, f"{{key}} is {described}", f"write a string, {wanted}, or an array of strings")
        if not form.fullmatch(name):
            place.refuse(here, f"{{key}}: `{name}` is no {wanted}", f"write {wanted}")
    return tuple(names)


def _day(value: object, place: TablePlace, at: Place) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            place.refuse(at, f"{{key}}: there is no day `{value}`", "write the last day on which it acts: 2027-01-31")
    shown = f"`{value}`" if isinstance(value, str) else _described(value)
    return place.refuse(at, f"{{key}} is {shown}, not a date", "write the last day on which it acts: 2027-01-31")


def _word(value: object, known: Collection[str], place: TablePlace, at: Place) -> str:
    """One of a few words."""
    text = _text(value, place, at)
    if text in known:
        return text
    meant = _OTHER_TOOLS.get(text.lower(), "")
    near = [meant] if meant in known else spelling.nearest(text, known)
    choice = f"choose from {', '.join(known)}"
    return place.refuse(at, f"{{key}} is `{text}`", f"did you mean `{near[0]}`? Else {choice}" if near else choice)


def _text(value: object, place: TablePlace, at: Place) -> str:
    if not isinstance(value, str):
        place.refuse(at, f"{{key}} is {_described(value)}", "write a string")
    return value


def _table(value: object, place: TablePlace, at: Place) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        place.refuse(at, f"{{key}} is {_described(value)}, not a table", "write a table, or remove it")
    return value


def _check_keys(table: Mapping[str, Any], known: Sequence[str], place: TablePlace, at: Place) -> None:
    for key in table:
        if key not in known:
            place.refuse((*at, key), "{key} is no key of a policy", spelling.hint(key, known))


def _described(value: object) -> str:
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "something else")
