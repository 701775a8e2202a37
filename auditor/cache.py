"""A store of answers kept between audits: what sources name, and what cargo said last.

It may be deleted at any time. Whatever is wrong with it (no room, no permission, damage), the audit goes on without.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor import there

VARIABLE = "CARGO_DYNAUDIT_CACHE"
"""Names the folder of the cache; `off` (or nothing) turns it off."""

_FILE = "answers-1.sqlite"
_MOST_AT_ONCE = 500
"""How many keys one query asks for; SQLite allows 999."""
_MOST_BYTES = 64 * 2**20
"""How large the file may grow before it is begun anew."""
_WAIT = 2.0
"""Seconds to wait for another audit that writes."""


class Cache:
    """Byte strings by key in one SQLite file, which several audits may use at a time."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder to keep it in, made when first written; None keeps nothing."""
        self._path = None if folder is None else folder / _FILE

    def recall(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Those of the keys that are known, with their values."""
        if self._path is None or not there.is_file(self._path):
            return {}
        wanted, found = list(keys), dict[bytes, bytes]()
        try:
            with contextlib.closing(sqlite3.connect(self._path, timeout=_WAIT)) as store:
                for first in range(0, len(wanted), _MOST_AT_ONCE):
                    some = wanted[first : first + _MOST_AT_ONCE]
                    marks = ",".join("?" * len(some))
                    found.update(store.execute(f"SELECT key, value FROM answers WHERE key IN ({marks})", some))
        except sqlite3.OperationalError:
            return {}
        except sqlite3.DatabaseError:
            self._discard()
            return {}
        return {key: value for key, value in found.items() if isinstance(value, bytes)}

    def keep(self, answers: Mapping[bytes, bytes]) -> None:
        """Add answers; those that are there already are replaced."""
        if self._path is None or not answers:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if there.is_file(self._path) and self._path.stat().st_size > _MOST_BYTES:
                self._discard()
            with contextlib.closing(sqlite3.connect(self._path, timeout=_WAIT)) as store, store:
                store.execute("CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")
                store.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", answers.items())
        except sqlite3.OperationalError:
            return
        except sqlite3.DatabaseError:
            self._discard()
        except OSError:
            return

    def _discard(self) -> None:
        """Remove a damaged or overgrown file: a new one is made."""
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()


def open_cache(environment: Mapping[str, str], *, is_wanted: bool = True) -> Cache:
    """The cache that the environment names, by default in the user's folder for caches."""
    named = environment.get(VARIABLE)
    if not is_wanted or named in ("", "off"):
        return Cache(None)
    if named is not None:
        return Cache(Path(named).absolute())
    import platformdirs

    return Cache(Path(platformdirs.user_cache_dir("cargo-dynaudit", appauthor=False)))
