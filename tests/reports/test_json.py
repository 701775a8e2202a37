"""The JSON report: what it promises, and that the published schema describes all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from auditor.reports import json_v1
from auditor.schema import report_schema
from tests.builders import Workspace
from tests.findings.projects import audited
from tests.findings.samples import Sample, report, samples
from tests.reports import workspaces

PUBLISHED = json.loads(report_schema())
CONTRACT = json.loads((Path(__file__).parent / "contract-v1.schema.json").read_text(encoding="utf-8"))


def deviations(document: object) -> list[str]:
    """Where a report breaks the published schema or the contract."""
    return [
        f"{'/'.join(map(str, error.path))}: {error.message}"
        for schema in (PUBLISHED, CONTRACT)
        for error in Draft202012Validator(schema).iter_errors(document)
    ]


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.id)
def test_sample_crates_keep_the_schema(sample: Sample) -> None:
    found = report(sample)
    document = json.loads(json_v1.render(found, units=True))
    assert deviations(document) == []
    assert len(document["artifacts"]) == len(found.evidence.artifacts)
    assert "units" not in json.loads(json_v1.render(found))


@pytest.mark.parametrize(
    ("workspace", "options"),
    [
        (workspaces.diamond(), ""),
        (workspaces.diamond().profile("release", panic="abort"), "--prefer-dynamic --release"),
        (workspaces.shared().config(workspaces.CRT_STATIC), "-p engine"),
        (workspaces.large(), "--any-mode --all-targets"),
        (Workspace().package("a", lib="", is_root=True), "--target x86_64-unknown-linux-gnu"),
    ],
    ids=["errors", "blocked", "refused", "large", "nothing-linked"],
)
def test_situations_keep_the_schema(workspace: Workspace, options: str, tmp_path: Path) -> None:
    document = json_v1.document(audited(workspace, tmp_path, options), units=True)
    assert deviations(json.loads(json.dumps(document))) == []


def test_deviations_are_seen(tmp_path: Path) -> None:
    """The schema owns its objects: a field that it does not describe is a deviation."""
    document = json_v1.document(audited(workspaces.diamond(), tmp_path), units=True)
    for place in (document, document["artifacts"][0], document["build"], document["units"][0]):
        place["new"] = 1
        assert deviations(document)
        del place["new"]
        assert not deviations(document)


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(PUBLISHED)
    assert PUBLISHED["$schema"].endswith("draft/2020-12/schema")


def test_schema_describes_every_field() -> None:
    objects = [node for node in _nodes(PUBLISHED) if "additionalProperties" in node]
    assert len(objects) > 10
    for node in objects:
        assert node["additionalProperties"] is False
        for name, field in node["properties"].items():
            assert field.get("description") or "$ref" in field, name


def test_schema_keeps_the_contract() -> None:
    """Whatever the contract requires or enumerates, the published schema does too."""
    for place, promised in _objects(CONTRACT):
        ours = dict(_objects(PUBLISHED))[place]
        assert set(promised["required"]) <= set(ours["required"]), place
        assert set(promised["properties"]) <= set(ours["properties"]), place
    assert list(_enums(CONTRACT)) == [values for values in _enums(CONTRACT) if values in list(_enums(PUBLISHED))]


def _nodes(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(value)


def _objects(schema: dict[str, Any], place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects that a schema describes, by the names of the fields that lead there."""
    if "properties" in schema and "required" in schema:
        yield place, schema
    for name, value in {**schema.get("properties", {}), **schema.get("$defs", {})}.items():
        yield from _objects(value, f"{place}/{name}")
    for one in schema.get("oneOf", [schema["items"]] if "items" in schema else []):
        yield from _objects(one, place)


def _enums(schema: dict[str, Any]) -> Iterator[list[str]]:
    yield from (sorted(node["enum"]) for node in _nodes(schema) if isinstance(node.get("enum"), list))
