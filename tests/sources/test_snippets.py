"""Every small crate: what the product says, and, with the oracle, whether the table itself is right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.model.source import Reference
from tests.sources import snippets_docs, snippets_imports, snippets_scopes
from tests.sources.compiler import Compiler
from tests.sources.one_crate import read
from tests.sources.snippet import Snippet
from tests.sources.snippets import SNIPPETS

NAMING_B = [row for row in (*snippets_scopes.ROWS, *snippets_imports.ROWS, *snippets_docs.ROWS) if "b" in row.named]
each = pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.id)


@each
def test_product(snippet: Snippet, tmp_path: Path) -> None:
    said = read(snippet.crate, tmp_path).references
    certain = {name: reference for name, reference in said.items() if name not in snippet.unsure}
    expected = {name: Reference.NAMED if name in snippet.named else Reference.ABSENT for name in certain}
    assert certain == expected
    unsure = {name for name, reference in said.items() if reference in (Reference.LIKELY, Reference.UNLIKELY)}
    assert unsure == set(snippet.unsure)


@pytest.fixture(scope="session")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    built = Compiler(tmp_path_factory.mktemp("dependencies"))
    built.build_dependencies()
    return built


@pytest.mark.oracle
@each
def test_compiler(snippet: Snippet, tmp_path: Path, compiler: Compiler) -> None:
    assert compiler.loaded(snippet.crate, tmp_path) == set(snippet.named)


@pytest.mark.oracle
@pytest.mark.parametrize("snippet", NAMING_B, ids=lambda snippet: snippet.id)
def test_without_the_crate(snippet: Snippet, tmp_path: Path, compiler: Compiler) -> None:
    """What fails when the crate that it names is none that Rust code can link."""
    crate = replace(snippet.crate, unlinkable=("b",))
    said = read(crate, tmp_path / "read")
    required = said.required.get("b", said.references["b"])
    is_unsure = required in (Reference.LIKELY, Reference.UNLIKELY)
    assert is_unsure or (required is Reference.NAMED) is not compiler.compiles(crate, tmp_path / "compiled")


def test_ids_are_unique() -> None:
    assert len({snippet.id for snippet in SNIPPETS}) == len(SNIPPETS)
