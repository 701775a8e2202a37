"""The manual pages as files: `docs/rules/` is made from the docstrings of the rules.

`python -m auditor.findings.pages` in a checkout writes them; a test proves that they are fresh.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from auditor import there
from auditor.documents import template
from auditor.findings.registry import RULES
from auditor.model.finding import Level

CHECKOUT = Path(__file__).parents[2]
FOLDER = CHECKOUT / "docs" / "rules"
_SAMPLES = CHECKOUT / "sample_crates"


def pages() -> Mapping[str, str]:
    """The text of each file by its name."""
    page, index = template("rule_page.md.jinja"), template("rule_list.md.jinja")
    levels = [(level, [rule for rule in RULES.values() if rule.level is level]) for level in reversed(Level)]
    files = {"README.md": index.render(levels=levels)}
    for rule in RULES.values():
        sample = _SAMPLES / rule.id
        files[f"{rule.id}.md"] = page.render(rule=rule, sample=sample if there.is_dir(sample) else None)
    return files


def write() -> list[str]:
    """Write what differs and remove pages of rules that are gone; the names of what changed. Only in a checkout."""
    if not there.is_file(CHECKOUT / "pyproject.toml"):
        raise SystemExit("the pages are made in a checkout of the project only")
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = pages()
    changed = []
    for name, text in files.items():
        path = FOLDER / name
        if not there.is_file(path) or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    for path in FOLDER.glob("*.md"):
        if path.name not in files:
            path.unlink()
            changed.append(path.name)
    return changed


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}\n" for name in write()))
