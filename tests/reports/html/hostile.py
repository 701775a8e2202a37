"""Audits whose every word of the project is an attack: names, paths, versions, flags, reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from auditor.model.selection import Selection
from tests.builders import Workspace

PAYLOADS = {
    "script": "<script>window.attacked=1</script>",
    "attribute": '"><img src=x onerror=window.attacked=1>',
    "single": "' onmouseover=window.attacked=1 x='",
    "unquoted": " autofocus onfocus=window.attacked=1 ",
    "end-of-style": "</style></script></title><svg onload=window.attacked=1>",
    "comment": "--><!--]]><![CDATA[<b>",
    "template": "{{7*7}}{% raw %}{#",
    "entity": "&lt;script&gt;&#60;b&#62;&amp",
    "markdown": "`<b>`[x](javascript:window.attacked=1)**b**",
    "uri": "javascript:window.attacked=1//",
    "controls": "\x1b[31m\x00\u202e\u2028\u2029\u200b\ud800\udc80\r\t",
}
R = TypeVar("R")
WORD = "zebra"
"""What the payload follows wherever it occurs."""


_WORD = re.compile(f"(lib)?{WORD}")
"""With `lib` it is a file name, which Cargo makes of the crate's name."""


def project() -> Workspace:
    """Every place that the page shows has the word: crates, targets, profile, files, errors, doubts."""
    return (
        Workspace()
        .package("zebra-c", lib="pub fn f() {}")
        .package("zebra-one", crate_type=["dylib"], deps=["zebra-c"], lib="pub fn f() { zebra_c::f() }")
        .package("zebra-two", crate_type=["dylib"], deps=["zebra-c"], lib="pub fn f() { zebra_c::f() }")
        .package("zebra-app", main="fn main() { zebra_one::f(); zebra_two::f() }", deps=["zebra-one", "zebra-two"])
        .package("zebra-tool", main="fn main() { zebra_one::f() }", deps=["zebra-one"])
        .package("zebra-mac", proc_macro=True, lib="", version="0.1.0-zebra")
        .profile("zebra", inherits="dev")
        .config('[build]\nrustflags = ["-C", "prefer-dynamic", "--cfg", "zebra"]\n')
    )


def poisoned(report: R, payload: str) -> R:
    """The same result with the payload behind every occurrence of the word."""
    changed = _poisoned(report, payload, {})
    assert isinstance(changed, type(report))
    return changed


def _poisoned(value: Any, payload: str, done: dict[int, Any]) -> Any:
    if id(value) not in done:
        done[id(value)] = _changed(value, payload, done)
    return done[id(value)]


def _changed(value: Any, payload: str, done: dict[int, Any]) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return _WORD.sub(lambda found: found[0] + (payload.replace("-", "_") if found[1] else payload), value)
    if isinstance(value, Path):
        return Path(str(value).replace(WORD, WORD + _for_paths(payload)))
    if isinstance(value, Mapping):
        return {_poisoned(key, payload, done): _poisoned(one, payload, done) for key, one in value.items()}
    if isinstance(value, msgspec.Struct):
        own = {name: getattr(value, name) for name in value.__struct_fields__}
        return type(value)(**{name: _poisoned(one, payload, done) for name, one in own.items()})
    if isinstance(value, Selection):
        return Selection(*(_poisoned(one, payload, done) for one in value))
    if isinstance(value, tuple | frozenset):
        return type(value)(_poisoned(one, payload, done) for one in value)
    return value


def _for_paths(payload: str) -> str:
    """Without what no path can hold."""
    return payload.replace("/", "\u2215").replace("\x00", "").replace("\ud800", "")
