"""What is asked about a unit's sources, as a key: equal keys have equal answers, now and in later audits.

Packages of registries and git revisions never change; those in the user's folders are known by their content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import msgspec

from auditor.model.source import UnitSources
from auditor.model.unit import Unit
from auditor.sources import cfg
from auditor.sources.crates import Crates
from auditor.sources.fingerprint import Fingerprints, may_change

_IMMUTABLE = ("registry+", "sparse+", "git+")


class Store(Protocol):
    """Where answers are kept."""

    def recall(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Those of the keys that are known, with their values."""

    def keep(self, answers: Mapping[bytes, bytes]) -> None:
        """Add answers."""


class NoStore:
    """Keeps nothing."""

    def recall(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Nothing."""
        del keys
        return {}

    def keep(self, answers: Mapping[bytes, bytes]) -> None:
        """Forget them."""


def keys(crates: Crates, fingerprints: Fingerprints) -> list[bytes | None]:
    """The key of each unit of the plan; None where there is none or the unit is not compiled."""
    found: list[bytes | None] = []
    for unit in crates.plan.units:
        below = [(name, found[number]) for name, number in crates.externs(unit.index).items()]
        found.append(None if any(key is None for _, key in below) else _key(unit, below, fingerprints))
    return found


def _key(unit: Unit, below: Sequence[tuple[str, bytes | None]], fingerprints: Fingerprints) -> bytes | None:
    content = fingerprints.of(unit.package) if unit.is_compiled else None
    if content is None or not (content or _is_immutable(unit)):
        return None
    script = unit.package.custom_build
    question = (
        reader(), unit.package.id, str(unit.package.root), unit.target.name, unit.target.kind.value,
        str(unit.target.src_path), unit.target.edition, unit.flags.crate_types, unit.flags.test,
        _named(cfg.options_of(unit)), below, content,
        None if script is None else str(script.src_path),
    )  # fmt: skip
    return blake2b(repr(question).encode(errors="surrogatepass"), digest_size=20).digest()


@lru_cache(maxsize=4096)
def _named(options: cfg.Options) -> str:
    """Options as one value that is the same in every process."""
    return blake2b(repr(sorted(map(str, options))).encode(errors="surrogatepass"), digest_size=20).hexdigest()


def recall(store: Store, keys: Sequence[bytes | None]) -> dict[int, UnitSources]:
    """The known answers, by unit."""
    known = store.recall({key for key in keys if key is not None})
    result = {}
    for unit, key in enumerate(keys):
        if key is not None and key in known:
            try:
                result[unit] = msgspec.msgpack.decode(known[key], type=UnitSources)
            except msgspec.MsgspecError:
                continue
    return result


def keep(store: Store, keys: Sequence[bytes | None], answers: Mapping[int, UnitSources]) -> None:
    """Keep the answers of units that have a key."""
    encoder = msgspec.msgpack.Encoder()
    fresh = {key: answer for unit, answer in answers.items() if (key := keys[unit]) is not None}
    store.keep({key: encoder.encode(answer) for key, answer in fresh.items()})


def recall_macros(store: Store, crates: Crates) -> dict[Path, frozenset[str]]:
    """The names of the macros that libraries of immutable packages export, by package folder, where known."""
    wanted = {key: unit.package.root for unit in crates.plan.units if (key := _macros_key(unit)) is not None}
    known = store.recall(wanted)
    found = {}
    for key, value in known.items():
        try:
            found[wanted[key]] = frozenset(msgspec.msgpack.decode(value, type=list[str]))
        except msgspec.MsgspecError:
            continue
    return found


def keep_macros(store: Store, crates: Crates, names: Mapping[Path, frozenset[str]]) -> None:
    """Keep the names of exported macros, by package folder."""
    store.keep(
        {
            key: msgspec.msgpack.encode(sorted(names[unit.package.root]))
            for unit in crates.plan.units
            if unit.package.root in names and (key := _macros_key(unit)) is not None
        }
    )


def _macros_key(unit: Unit) -> bytes | None:
    """The key for the macros of a unit's library, of whose package there is one in a build."""
    if not unit.target.is_lib or not _is_immutable(unit):
        return None
    question = (reader(), "macros", unit.package.id, str(unit.package.root), unit.target.is_proc_macro)
    return blake2b(repr(question).encode(errors="surrogatepass"), digest_size=20).digest()


def _is_immutable(unit: Unit) -> bool:
    source = unit.package.source or ""
    return unit.is_compiled and source.startswith(_IMMUTABLE) and not may_change(unit.package)


@cache
def reader() -> str:
    """What tells this reader of sources from others: its files, as they are."""
    folder = Path(__file__).parent
    files = sorted((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in folder.glob("*.py"))
    return blake2b(repr(files).encode(), digest_size=8).hexdigest()
