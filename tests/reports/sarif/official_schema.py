"""The official JSON Schema of SARIF 2.1.0, out of the collection that the package `schemastore` carries."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import cache
from importlib.metadata import distribution
from typing import Any

from jsonschema import Draft7Validator

OFFICIAL = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"


def deviations(log: object) -> list[str]:
    """Where a log breaks the schema."""
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in _validator().iter_errors(log)]


@cache
def _validator() -> Draft7Validator:
    schema = _schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def _schema() -> dict[str, Any]:
    """The schema as it stands in the database; the package's own functions would ask the network for a newer one."""
    database = distribution("schemastore").locate_file("schemastore/cache.sqlite")
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as connection:
        for (answer,) in connection.execute("SELECT value FROM responses"):
            if f'"$id": "{OFFICIAL}"'.encode() in answer:
                text = answer[answer.index(b"{\r\n") :].decode("utf-8", errors="ignore")
                schema, _ = json.JSONDecoder().raw_decode(text)
                assert isinstance(schema, dict)
                return schema
    raise AssertionError("schemastore has no SARIF 2.1.0")
