"""Small crates and the dependencies that rustc loads for them; the oracle holds every row against the real compiler."""

from __future__ import annotations

from tests.sources import (
    snippets_cfg,
    snippets_docs,
    snippets_files,
    snippets_imports,
    snippets_macro_files,
    snippets_macro_reach,
    snippets_macros,
    snippets_paths,
    snippets_recursion,
    snippets_scopes,
    snippets_visibility,
)

SNIPPETS = (
    *snippets_paths.ROWS,
    *snippets_scopes.ROWS,
    *snippets_imports.ROWS,
    *snippets_cfg.ROWS,
    *snippets_macros.ROWS,
    *snippets_recursion.ROWS,
    *snippets_files.ROWS,
    *snippets_macro_files.ROWS,
    *snippets_macro_reach.ROWS,
    *snippets_docs.ROWS,
    *snippets_visibility.ROWS,
)
