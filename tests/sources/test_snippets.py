"""Every small crate: what the product says, and, with the oracle, whether the table itself is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.source import Reference
from tests.sources.compiler import Compiler
from tests.sources.one_crate import read
from tests.sources.snippet import Snippet
from tests.sources.snippets import SNIPPETS

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


def test_ids_are_unique() -> None:
    assert len({snippet.id for snippet in SNIPPETS}) == len(SNIPPETS)
