"""`cfg(…)` expressions and platform names: parsed, and matched against what rustc says of a platform.

The grammar is that of Cargo (crate `cargo-platform`, `cfg.rs`), which knows fewer forms than rustc.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from auditor.errors import AuditorError

Cfgs = frozenset[tuple[str, str | None]]
"""`rustc --print cfg`: `("unix", None)`, `("target_os", "linux")`, ..."""

Expression = Callable[[Cfgs], bool]
"""A parsed expression: says whether it holds."""

_TOKEN = re.compile(r'(?P<punctuation>[(),=])|"(?P<string>[^"]*)"|(?P<raw>r#)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)')
_DEEPEST = 100
_HINT = 'write it like `cfg(all(unix, not(target_arch = "x86")))`'


@lru_cache(maxsize=65536)
def matches(platform: str, triple: str, cfg: Cfgs) -> bool:
    """Whether a dependency's platform (a triple or `cfg(…)`) covers a target.

    Raises AuditorError if it is neither. Source: cargo `cargo-platform/src/lib.rs`, `Platform::matches`.
    """
    return parse_platform(platform)(triple, cfg)


@lru_cache(maxsize=65536)
def matches_config_key(key: str, cfg: Cfgs) -> bool:
    """Whether the key of a `[target.…]` table of the configuration is a `cfg(…)` that holds.

    Cargo takes a key it cannot parse as one that does not hold (`CfgExpr::matches_key`).
    """
    if not is_cfg(key):
        return False
    try:
        return parse(key[4:-1])(cfg)
    except AuditorError:
        return False


def is_cfg(text: str) -> bool:
    """Whether a platform is written as `cfg(…)`, and not as a triple."""
    return text.startswith("cfg(") and text.endswith(")")


@lru_cache(maxsize=4096)
def parse_platform(platform: str) -> Callable[[str, Cfgs], bool]:
    """Parse a triple or `cfg(…)` into a predicate over a triple and its cfgs.

    Raises AuditorError if it is neither (`Platform::from_str`).
    """
    if is_cfg(platform):
        expression = parse(platform[4:-1])
        return lambda _triple, cfg: expression(cfg)
    for character in platform:
        if not (character.isalnum() or character in "_-."):
            reason = "a cfg expression must start with `cfg(`" if "(" in platform else f"unexpected `{character}`"
            raise AuditorError(f"`{platform}` is no target platform: {reason}", hint=_HINT)
    return lambda triple, _cfg: triple == platform


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Parse what stands between the parentheses of `cfg(…)`. Raises AuditorError if Cargo cannot parse it."""
    parser = _Parser(text)
    expression = parser.expression(0)
    if parser.position < len(text):
        raise parser.error(f"unexpected `{text[parser.position :]}` after the expression")
    return expression


class _Parser:
    """Recursive descent over the text, one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.position = 0
        self._skip_spaces()

    def expression(self, depth: int) -> Expression:
        """One expression: `all(…)`, `any(…)`, `not(…)`, `true`, `false`, a name or a pair."""
        if depth > _DEEPEST:
            raise self.error("it is nested too deeply")
        token = self._token("the start of an expression")
        name = token["name"]
        if name is None:
            raise self.error(f"expected an identifier, found `{token[0]}`")
        if token["raw"] is None and name in ("all", "any", "not"):
            return self._operation(name, depth)
        if self._try("="):
            value = self._token("a string")["string"]
            if value is None:
                raise self.error("expected a string after `=`")
            return _holds((name, value))
        # NOTE: Cargo compares names without their `r#`, so `r#true` is the constant as well.
        if name in ("true", "false"):
            constant = name == "true"
            return lambda _cfg: constant
        return _holds((name, None))

    def _operation(self, name: str, depth: int) -> Expression:
        self._expect("(")
        if name == "not":
            inner = self.expression(depth + 1)
            self._expect(")")
            return lambda cfg: not inner(cfg)
        parts: list[Expression] = []
        while not self._try(")"):
            parts.append(self.expression(depth + 1))
            if not self._try(","):
                self._expect(")")
                break
        operands = tuple(parts)
        if name == "all":
            return lambda cfg: all(part(cfg) for part in operands)
        return lambda cfg: any(part(cfg) for part in operands)

    def error(self, reason: str) -> AuditorError:
        """The error for a bad expression."""
        return AuditorError(f"cannot parse `{self._text}` as a cfg expression: {reason}", hint=_HINT)

    def _token(self, wanted: str) -> re.Match[str]:
        found = _TOKEN.match(self._text, self.position)
        if found is None:
            if self.position >= len(self._text):
                raise self.error(f"expected {wanted}, but it ends")
            character = self._text[self.position]
            raise self.error("a string is not closed" if character == '"' else f"unexpected `{character}`")
        self.position = found.end()
        self._skip_spaces()
        return found

    def _try(self, punctuation: str) -> bool:
        if not self._text.startswith(punctuation, self.position):
            return False
        self.position += 1
        self._skip_spaces()
        return True

    def _expect(self, punctuation: str) -> None:
        if not self._try(punctuation):
            rest = self._text[self.position : self.position + 1]
            raise self.error(f"expected `{punctuation}`, {f'found `{rest}`' if rest else 'but it ends'}")

    def _skip_spaces(self) -> None:
        # NOTE: Cargo's tokenizer knows the space alone, no tab and no line break.
        while self._text.startswith(" ", self.position):
            self.position += 1


def _holds(cfg: tuple[str, str | None]) -> Expression:
    return lambda cfgs: cfg in cfgs
