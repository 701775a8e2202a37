"""Changes of profiles: no LTO, unwinding, a profile of its own for builds that share std, a profile that counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.cargo import manifest
from auditor.evidence import wording
from auditor.fix.operations import Operation, Remove, Set
from auditor.fix.proposals import rustflags
from auditor.fix.proposals.project import Case, keys_of
from auditor.fix.remedy import Remedy
from auditor.model.origin import Origin, OriginKind

_SHARED = "-shared"
"""Behind the name of the profile that the new one inherits."""


def without_lto(case: Case) -> Iterator[Remedy]:
    """Switch LTO off in its profile; keep it there, and share std in a profile of its own; or do not share std."""
    yield from _value(case, "lto", off=False)
    yield from rustflags.without(case, case.units, "lto")
    yield from _own_profile(case, "lto", off=False)
    yield from rustflags.without(case, case.units, "prefer-dynamic")


def unwinding(case: Case) -> Iterator[Remedy]:
    """The same for the panic strategy."""
    yield from _value(case, "panic", off="unwind")
    yield from rustflags.without(case, case.units, "panic")
    yield from _own_profile(case, "panic", off="unwind")
    yield from rustflags.without(case, case.units, "prefer-dynamic")


def in_root_manifest(case: Case) -> Iterator[Remedy]:
    """Move a profile from a member's manifest, where Cargo ignores it, to the root's."""
    location = case.finding.location
    if location is None or not case.is_editable(location.path):
        return
    ignored = manifest.read_toml(location.path).get("profile")
    known = case.evidence.workspace.root_manifest.get("profile")
    if not isinstance(ignored, dict) or not ignored:
        return
    operations: list[Operation] = []
    for keys, value in _leaves(ignored):
        if not _holds(known, keys):
            operations.append(Set(case.root_manifest, ("profile", *keys), value))
    operations += [Remove(location.path, ("profile", name)) for name in ignored]
    yield Remedy(
        f"move its profiles from {case.show(location.path)} to {case.show(case.root_manifest)}, where they count",
        tuple(operations),
    )
    yield Remedy(
        f"remove its profiles from {case.show(location.path)}: they do nothing",
        tuple(Remove(location.path, ("profile", name)) for name in ignored),
    )


def _value(case: Case, key: str, *, off: bool | str) -> Iterator[Remedy]:
    """Give a key of the profiles of the finding's units another value, wherever it was set."""
    origins = dict.fromkeys(origin for unit in case.units if (origin := unit.profile.origins.get(key)) is not None)
    if not origins:
        return
    operations: list[Operation] = []
    variables: dict[str, str | None] = {}
    for origin in origins:
        if origin.kind is OriginKind.ENVIRONMENT:
            variables[origin.key] = _text(off)
        elif (path := case.file_of(origin)) is not None:
            operations.append(Set(path, keys_of(origin), off))
        else:
            return
    where = " and ".join(_where(case, origin) for origin in origins)
    yield Remedy(f"set `{key} = {_toml(off)}` {where}", tuple(operations), variables=variables)


def _text(value: bool | str) -> str:
    """A setting as a variable holds it."""
    return str(value).lower() if isinstance(value, bool) else value


def _toml(value: bool | str) -> str:
    return wording.toml(_text(value))


def _where(case: Case, origin: Origin) -> str:
    if origin.path is None:
        return f"by {origin.key}"
    table = origin.key.rpartition(".")[0]
    return f"in `[{table}]` of {case.show(origin.path)}"


def _own_profile(case: Case, key: str, *, off: bool | str) -> Iterator[Remedy]:
    """A profile that inherits the one at hand and can be linked dynamically, to build with instead."""
    evidence = case.evidence
    if all(case.file_of(unit.profile.origins.get(key)) is None for unit in case.units):
        return
    profiles = evidence.workspace.root_manifest.get("profile")
    name = f"{evidence.profile}{_SHARED}"
    if isinstance(profiles, dict) and name in profiles:
        return
    yield Remedy(
        f"keep it, and build with a profile of its own that inherits `{evidence.profile}` with `{key} = {_toml(off)}`",
        (
            Set(case.root_manifest, ("profile", name, "inherits"), evidence.profile),
            Set(case.root_manifest, ("profile", name, key), off),
        ),
        options={"release": False, "profile": name},
        command=f"cargo build --profile {name}",
    )


def _leaves(table: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key), tuple(value) if isinstance(value, list) else value


def _holds(table: Any, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(table, dict) or key not in table:
            return False
        table = table[key]
    return True
