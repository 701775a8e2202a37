"""Guess whether source that only a build writes names a crate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from auditor.model.source import Reference
from auditor.model.unit import Unit
from auditor.model.workspace import DependencyKind
from auditor.sources.judgement import NOTHING, Evidence
from auditor.sources.modules import Gap
from auditor.sources.package_index import PackageIndex


def evidence(gaps: Sequence[Gap], unit: Unit, name: str, index: PackageIndex) -> Evidence:
    """What gaps in a unit's source say of a crate that the rest of it does not name.

    A crate that is declared for use, and that no file of the package mentions, or a template does, is probably there
    for generated code.
    """
    if not gaps:
        return NOTHING
    generated = next((gap for gap in gaps if gap.is_generated), None)
    if generated is None or _is_for_tests(unit, name):
        return Evidence(Reference.UNLIKELY, gaps[0].reason)
    mentioning = _mentioning(index, name)
    # NOTE: `language.tera.rs` is no module, but what such a file is made from.
    is_likely = not mentioning or any("." in path.stem for path in mentioning)
    return Evidence(Reference.LIKELY if is_likely else Reference.UNLIKELY, generated.reason)


def _is_for_tests(unit: Unit, name: str) -> bool:
    """Whether the crate is declared as a development dependency alone."""
    kinds = {one.kind for one in unit.package.dependencies if one.name_in_toml.replace("-", "_") == name}
    return kinds == {DependencyKind.DEV}


def _mentioning(index: PackageIndex, name: str) -> list[Path]:
    """The files of the package that have the name as a word, comments aside."""
    word = re.compile(rb"\b" + re.escape(name.encode()) + rb"\b")
    return [path for path, text in index.texts(name.encode()) if word.search(text)]
