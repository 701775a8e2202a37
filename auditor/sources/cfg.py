"""Evaluate `cfg` predicates for one unit, with three values: what a build script may set is unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import lru_cache

import msgspec

from auditor.model.unit import Unit
from auditor.sources.predicate import Code, Operation, Predicate

Options = frozenset[tuple[str, str | None]]
"""Options that are set: `("unix", None)`, `("feature", "serde")`, ..."""


class Truth(IntEnum):
    """A truth value; comparable, so that `all` is the least and `any` the greatest."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


class Verdict(msgspec.Struct, frozen=True):
    """What a unit makes of a condition."""

    truth: Truth
    guess: bool
    """What to take it for: the truth with every unknown option taken as set."""
    reason: str = ""
    """For an unknown one: why."""


HOLDS = Verdict(Truth.TRUE, guess=True)
FAILS = Verdict(Truth.FALSE, guess=False)

_SYSTEMS = frozenset(
    {"windows", "macos", "ios", "android", "freebsd", "netbsd", "openbsd", "solaris", "wasm", "wasm32"}
)
_UNUSUAL = re.compile(
    r"(?:^|_)(?:no|not|without|lacks|old|nightly|docsrs|lt|before|legacy|miri|loom|bootstrap|force|fallback)(?:_|$)"
)
_CFG_FLAG = re.compile(r'\s*(?:r#)?(\w+)\s*(?:=\s*"(.*)"\s*)?', re.DOTALL)


class CfgSet(msgspec.Struct):
    """The options that rustc sees when it compiles one unit."""

    options: frozenset[tuple[str, str | None]]
    may_be_set: Callable[[str, str | None], str | None]
    """For an option that is not among `options`: why it may be set all the same, or None."""
    _verdicts: dict[Predicate, Verdict] = msgspec.field(default_factory=dict)

    def holds(self, predicate: Predicate) -> Verdict:
        """Evaluate one predicate."""
        if predicate not in self._verdicts:
            self._verdicts[predicate] = self._evaluate(predicate)
        return self._verdicts[predicate]

    def all_hold(self, predicates: Iterable[Predicate]) -> Verdict:
        """Evaluate several predicates that must all hold."""
        doubtful: Verdict | None = None
        for predicate in predicates:
            verdict = self.holds(predicate)
            if verdict.truth is Truth.FALSE:
                return FAILS
            if verdict.truth is Truth.UNKNOWN and (doubtful is None or doubtful.guess):
                doubtful = verdict
        return doubtful or HOLDS

    def _evaluate(self, predicate: Predicate) -> Verdict:
        stack: list[Verdict] = []
        for operation in predicate:
            stack.append(self._apply(operation, stack))
        return _least(stack)

    def _apply(self, operation: Operation, stack: list[Verdict]) -> Verdict:
        """The value that an operation pushes, after it took its operands from the stack."""
        match operation.code:
            case Code.OPTION:
                return self._option(operation.name, operation.value)
            case Code.CONSTANT:
                return HOLDS if operation.count else FAILS
            case Code.UNKNOWN:
                return Verdict(Truth.UNKNOWN, guess=bool(operation.count), reason=operation.name)
            case Code.ALL:
                return _least(_pop(stack, operation.count))
            case Code.ANY:
                return _greatest(_pop(stack, operation.count))
            case Code.NOT:
                return _negated(_least(_pop(stack, operation.count)))

    def _option(self, name: str, value: str | None) -> Verdict:
        if (name, value) in self.options:
            return HOLDS
        reason = self.may_be_set(name, value)
        return FAILS if reason is None else Verdict(Truth.UNKNOWN, self._is_likely(name, value), reason)

    def _is_likely(self, name: str, value: str | None) -> bool:
        """Whether a build script will set what it may set: most options tell of something new, few of other systems."""
        text = name if value is None else f"{name}_{value}"
        systems = _SYSTEMS.intersection(text.split("_"))
        here = {option for _, option in self.options} | {option for option, value in self.options if value is None}
        return _UNUSUAL.search(text) is None and systems <= here


def weaker(one: Verdict, other: Verdict) -> Verdict:
    """The verdict on something that needs both."""
    return min(one, other, key=lambda verdict: (verdict.truth, verdict.guess))


def options_of(unit: Unit) -> Options:
    """The options that Cargo and rustc set for a unit, `--test` among them; those of its build script are not.

    `rustc --print cfg` is asked without a profile, so its `debug_assertions` and `panic` are replaced.
    """
    flags = unit.flags
    switches = [
        "debug_assertions" if flags.debug_assertions else None,
        "--test" if flags.test else None,
        # NOTE: without a harness Cargo (seen in 1.95) passes `--cfg test` in place of `--test`.
        "test" if flags.test or unit.is_test else None,
        "proc_macro" if "proc-macro" in flags.crate_types and not flags.test else None,
    ]
    return _options(unit.platform.cfg, flags.panic.value, frozenset(filter(None, switches)), unit.features, flags.cfgs)


@lru_cache(maxsize=4096)
def _options(
    platform: Options, panic: str, switches: frozenset[str], features: Sequence[str], flags: Sequence[str]
) -> Options:
    options = {option for option in platform if option[0] not in ("debug_assertions", "panic", "proc_macro")}
    options.add(("panic", panic))
    options.update((switch, None) for switch in switches)
    options.update(("feature", feature) for feature in features)
    options.update(_parse_flag(flag) for flag in flags)
    return frozenset(options)


def _parse_flag(flag: str) -> tuple[str, str | None]:
    match = _CFG_FLAG.fullmatch(flag)
    return (match[1], match[2]) if match else (flag, None)


def _pop(stack: list[Verdict], count: int) -> list[Verdict]:
    taken = stack[len(stack) - count :] if count else []
    del stack[len(stack) - len(taken) :]
    return taken


def _least(verdicts: list[Verdict]) -> Verdict:
    """`all`: false if one is false."""
    worst = HOLDS
    for verdict in verdicts:
        if verdict.truth is Truth.FALSE:
            return FAILS
        if verdict.truth is Truth.UNKNOWN and (worst.truth is Truth.TRUE or worst.guess):
            worst = verdict
    return worst


def _greatest(verdicts: list[Verdict]) -> Verdict:
    """`any`: true if one is true."""
    best = FAILS
    for verdict in verdicts:
        if verdict.truth is Truth.TRUE:
            return HOLDS
        if verdict.truth is Truth.UNKNOWN and (best.truth is Truth.FALSE or not best.guess):
            best = verdict
    return best


def _negated(verdict: Verdict) -> Verdict:
    return Verdict(Truth(2 - verdict.truth), not verdict.guess, verdict.reason)
