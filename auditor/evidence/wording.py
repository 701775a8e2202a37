"""How units, packages and artifacts are called in sentences, and lists that stay readable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.model.workspace import Package, TargetKind

MOST_NAMES = 4
"""How many names a sentence holds before it counts the rest."""
MOST_LINES = 12
"""How many lines of details a finding shows before it counts the rest."""

_KINDS = {
    TargetKind.EXAMPLE: "example",
    TargetKind.TEST: "test",
    TargetKind.BENCH: "bench",
}


def listed(names: Iterable[str], *, most: int = MOST_NAMES) -> str:
    """Names as `a`, `b` and `c`, each once in their order; beyond `most` the rest is counted."""
    distinct = list(dict.fromkeys(names))
    if len(distinct) > most:
        distinct[most - 1 :] = [f"{len(distinct) - most + 1} more"]
    return distinct[0] if len(distinct) == 1 else f"{', '.join(distinct[:-1])} and {distinct[-1]}"


def quoted(names: Iterable[str], *, most: int = MOST_NAMES) -> str:
    """The same with each name as code."""
    return listed((f"`{name}`" for name in dict.fromkeys(names)), most=most)


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def agree(number: int, one: str, several: str) -> str:
    """The form of a word that agrees with a number."""
    return one if number == 1 else several


def lines(texts: Sequence[str]) -> tuple[str, ...]:
    """Details, the rest counted beyond `MOST_LINES`."""
    if len(texts) <= MOST_LINES:
        return tuple(texts)
    return (*texts[: MOST_LINES - 1], f"and {len(texts) - MOST_LINES + 1} more")


def package(evidence: Evidence, of: Package) -> str:
    """A package, with its version if it is not the user's own."""
    return f"`{of.name}`" if of.id in evidence.workspace.member_set else f"`{of.name}` {of.version}"


def unit(of: Unit) -> str:
    """What is compiled: `app`, test `it`, unit tests of `eng`, build script of `eng`."""
    name = f"`{of.target.name}`"
    if of.target.is_custom_build:
        return f"the build script of `{of.package.name}`"
    if of.is_test and of.target.kind in (TargetKind.LIB, TargetKind.BIN):
        return f"the unit tests of {name}"
    kind = _KINDS.get(of.target.kind)
    return name if kind is None else f"{kind} {name}"


def artifact(evidence: Evidence, index: int) -> str:
    """What is linked: as `unit` says, libraries with their crate type."""
    of = evidence.artifacts[index]
    compiled = evidence.plan.units[of.unit]
    if compiled.target.is_lib and not compiled.is_test:
        return f"`{compiled.target.name}` ({of.crate_type})"
    return unit(compiled)


def artifacts(evidence: Evidence, indices: Iterable[int]) -> str:
    """Several artifacts, the rest counted."""
    return listed(artifact(evidence, index) for index in indices)


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def toml(value: str) -> str:
    """A profile's setting as it stands in a manifest: booleans and numbers bare, strings in quotes."""
    return value if value in ("true", "false") or value.isdigit() else f'"{value}"'
