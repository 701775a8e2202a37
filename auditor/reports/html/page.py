"""From an audit to the page: the view model, and the templates that turn it into HTML."""

from __future__ import annotations

from typing import Any

import msgspec
from markupsafe import Markup, escape

from auditor import __version__
from auditor.documents import template
from auditor.model.report import AuditReport, Evidence
from auditor.reports.html import artifacts, crates, findings, shipping, summary, view
from auditor.reports.html.boxes import Boxes
from auditor.reports.html.inside import inside
from auditor.reports.html.nodes import nodes
from auditor.reports.html.picture import picture
from auditor.reports.html.policy import policy
from auditor.reports.html.prose import prose
from auditor.reports.summary import names
from auditor.reports.summary.advice import advice
from auditor.reports.summary.doubts import doubts
from auditor.reports.summary.verdict import verdict
from auditor.visible import visible

MOST_NAMES = 12


def render(report: AuditReport) -> str:
    """The report as one HTML document that needs nothing beside it."""
    page = page_of(report)
    style = template("report/style.css").render(tracks=sorted({row.tracks for row in page.picture.rows}))
    script = template("report/script.js").render()
    return template("report.html.jinja", shown=shown).render(
        page=page,
        # NOTE: no text of the project is in these three: ours, and numbers.
        style=Markup(style),
        script=Markup(script),
        policy=policy(style, script),
        sets=Markup(msgspec.json.encode(page.sets).decode()),
    )


def page_of(report: AuditReport) -> view.Page:
    """What the page shows."""
    evidence = report.evidence
    answer = verdict(evidence)
    boxes = Boxes(evidence, inside(evidence), nodes(evidence))
    drawn = boxes.all()
    return view.Page(
        title=f"{evidence.workspace.root.name}: linkage",
        verdict=prose(answer.text),
        is_good=answer.is_good,
        version=__version__,
        facts=summary.facts(evidence),
        tallies=summary.tallies(report),
        picture=picture(evidence, boxes, drawn),
        artifacts=artifacts.artifacts(evidence, boxes),
        rules=findings.rules(report, boxes),
        known=findings.known_findings(report),
        shipments=shipping.shipments(evidence),
        classified=crates.classified(evidence, boxes, drawn),
        advice=tuple(map(prose, advice(evidence))),
        doubts=_doubts(evidence),
        sets=boxes.inside.ranges(),
    )


def shown(value: Any) -> Any:
    """What a template prints of a value: text of the project cannot steer its reader, nor a runner that logs it."""
    if type(value) is not str:
        return value
    text = visible(value)
    return text if "##[" not in text else Markup(str(escape(text)).replace("##[", "##&#91;"))


def _doubts(evidence: Evidence) -> tuple[view.DoubtView, ...]:
    return tuple(
        view.DoubtView(prose(doubt.reason), tuple(names.by_kind(evidence, doubt.artifacts, most=MOST_NAMES)))
        for doubt in doubts(evidence, whole=True)
    )
