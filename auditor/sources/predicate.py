"""Parse the predicate of a `cfg` into operations for a stack, so that no nesting of any depth needs recursion."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

import msgspec


class Code(Enum):
    """What an operation does with the stack of truth values."""

    OPTION = "option"
    """Push whether an option is set."""
    CONSTANT = "constant"
    """Push `true` or `false`."""
    ALL = "all"
    ANY = "any"
    NOT = "not"
    UNKNOWN = "unknown"
    """Push unknown: a predicate of a kind that is not understood."""


class Operation(msgspec.Struct, frozen=True):
    """One step of an evaluation."""

    code: Code
    name: str = ""
    """The option, or what is not understood."""
    value: str | None = None
    count: int = 0
    """How many values `ALL`, `ANY`, `NOT` take from the stack; truth of a `CONSTANT`, guess at an `UNKNOWN`."""


Predicate = tuple[Operation, ...]
"""A predicate in postfix order; an empty one holds."""

TEST: Predicate = (Operation(Code.OPTION, "--test"),)
"""What `#[test]` and `#[bench]` mean for the function below: rustc drops it unless it gets `--test`."""

_TOKEN = re.compile(
    rb"""\s*(?://[^\n]*\s*)*(?:r(\#*)"(.*?)"\1|(?:r\#)?(\w+(?:\s*::\s*\w+)*)|"((?:[^"\\]|\\.)*)"|(.))""", re.DOTALL
)
_RAW, _WORD, _STRING, _SYMBOL = 2, 3, 4, 5
_GROUPS = {b"all": Code.ALL, b"any": Code.ANY, b"not": Code.NOT}


def negate(predicate: Predicate) -> Predicate:
    """The predicate that holds where the given one does not."""
    return (*conjunction((predicate,)), Operation(Code.NOT, count=1))


def conjunction(predicates: tuple[Predicate, ...]) -> Predicate:
    """The predicate that holds where all the given ones do."""
    flat = tuple(operation for predicate in predicates for operation in predicate)
    return (*flat, Operation(Code.ALL, count=sum(1 for predicate in predicates if predicate)))


def disjunction(predicates: tuple[Predicate, ...]) -> Predicate:
    """The predicate that holds where one of the given ones does."""
    parts = tuple(conjunction((predicate,)) for predicate in predicates)
    return (*(operation for part in parts for operation in part), Operation(Code.ANY, count=len(parts)))


def unknown(what: str, *, guess: bool = True) -> Predicate:
    """A predicate of which only `what` is known, and what to take it for."""
    return (Operation(Code.UNKNOWN, what, count=int(guess)),)


@lru_cache(maxsize=4096)
def parse(text: bytes) -> Predicate:
    """Read what stands between the parentheses of `cfg(…)`. What is no predicate becomes an unknown one."""
    operations: list[Operation] = []
    groups: list[_Group] = [_Group(Code.ALL)]
    tokens = [match for match in _TOKEN.finditer(text) if match.group(0).strip()]
    position = 0
    while position < len(tokens):
        token = tokens[position]
        word, symbol = token.group(_WORD), token.group(_SYMBOL)
        following = tokens[position + 1].group(_SYMBOL) if position + 1 < len(tokens) else None
        if word is not None and following == b"(" and word in _GROUPS:
            groups.append(_Group(_GROUPS[word]))
            position += 2
            continue
        if word is not None and following == b"(":
            operations.append(_not_understood(word))
            position = _after_group(tokens, position + 1)
        elif word is not None and following == b"=":
            operations.append(_option(word, tokens[position + 2] if position + 2 < len(tokens) else None))
            position += 3
        elif word is not None:
            operations.append(_constant(word))
            position += 1
        elif symbol == b"$" and position + 1 < len(tokens):  # a macro's variable, or a repetition of some
            operations.append(_not_understood(b"$" + (tokens[position + 1].group(_WORD) or b"")))
            position = _after_group(tokens, position + 1) if following == b"(" else position + 2
        elif symbol == b")" and len(groups) > 1:
            group = groups.pop()
            operations.append(Operation(group.code, count=group.values))
            position += 1
        else:
            position += 1
            continue
        groups[-1].values += 1
    return tuple(operations)


class _Group(msgspec.Struct):
    """An `all(…)`, `any(…)` or `not(…)` that is not closed yet."""

    code: Code
    values: int = 0


def _after_group(tokens: list[re.Match[bytes]], position: int) -> int:
    """The position behind the group that opens at `position`."""
    depth = 0
    for index in range(position, len(tokens)):
        symbol = tokens[index].group(_SYMBOL)
        depth += (symbol == b"(") - (symbol == b")")
        if depth == 0:
            return index + 1
    return len(tokens)


def _option(word: bytes, value: re.Match[bytes] | None) -> Operation:
    if value is None:
        return _not_understood(word)
    text = value.group(_STRING) if value.group(_STRING) is not None else value.group(_RAW)
    if text is None:
        return _not_understood(word)
    return Operation(Code.OPTION, word.decode(errors="replace"), text.decode(errors="replace"))


def _not_understood(word: bytes) -> Operation:
    return Operation(Code.UNKNOWN, f"`{word.decode(errors='replace')}` cannot be evaluated", count=1)


def _constant(word: bytes) -> Operation:
    if word in (b"true", b"false"):
        return Operation(Code.CONSTANT, count=int(word == b"true"))
    return Operation(Code.OPTION, word.decode(errors="replace"))
