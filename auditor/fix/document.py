"""What helps, as JSON for other programs: `cargo dynaudit schema --fix`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditor import __version__
from auditor.comparison.document import Document
from auditor.evidence import places
from auditor.fix import effects
from auditor.fix.offers import Cure, Cures, Offer
from auditor.fix.remedy import Edit
from auditor.model.report import AuditReport
from auditor.reports.json_text import json_text
from auditor.reports.summary import build

SCHEMA_VERSION = 1


def render(report: AuditReport, cures: Cures, before: Document, *, applied: bool) -> str:
    """Everything that was found, as indented JSON."""
    evidence = report.evidence
    root = evidence.workspace.root
    return json_text(
        {
            "fix_schema_version": SCHEMA_VERSION,
            "tool": {"name": "cargo-dynaudit", "version": __version__},
            "build": {"command": build.command(evidence.selection), "mode": evidence.mode.value},
            "failing": effects.failing(before.artifacts),
            "applied": applied,
            "findings": [_cure(report, cure, root) for cure in cures.cures],
            "chosen": None if cures.chosen is None else _offer(cures.chosen, root),
        }
    )


def _cure(report: AuditReport, cure: Cure, root: Path) -> dict[str, Any]:
    finding = cure.finding
    location = finding.location
    return {
        "rule": finding.rule,
        "level": finding.level.label,
        "message": finding.message,
        "location": None
        if location is None
        else {"file": places.show_path(report.evidence, location.path), "line": location.line},
        "remedies": [_offer(offer, root) for offer in cure.offers],
        "rejected": [{"title": one.remedy.title, "reason": one.reason} for one in cure.rejected],
    }


def _offer(offer: Offer, root: Path) -> dict[str, Any]:
    return {
        "title": offer.title,
        "failing": effects.failing(offer.result.document.artifacts),
        "consequences": list(effects.consequences(offer.result.changes)),
        "commands": list(offer.commands),
        "by_hand": list(offer.variables),
        "afterwards": list(offer.afterwards),
        "files": [_edit(edit, root) for edit in offer.result.edits],
    }


def _edit(edit: Edit, root: Path) -> dict[str, Any]:
    path = edit.path
    return {
        "file": path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix(),
        "is_new": edit.before is None,
        "diff": "".join(f"{line}\n" for line in edit.diff(root)),
    }
