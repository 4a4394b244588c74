"""The data sets of the dashboard have the columns that the reports have, with their types."""

from __future__ import annotations

import json

import pytest
import yaml

from commerce.templates import load
from tests.python.infra.templates import ROOT

RESOURCES = load("bi")["Resources"]
SETS = {
    name: resource["Properties"]
    for name, resource in RESOURCES.items()
    if resource["Type"] == "AWS::QuickSight::DataSet"
}
KINDS = {
    "varchar": "STRING",
    "date": "DATETIME",
    "timestamp": "DATETIME",
    "boolean": "BOOLEAN",
    "integer": "INTEGER",
    "bigint": "INTEGER",
    "numeric": "DECIMAL",
}


def table_of(body: dict) -> dict:
    (physical,) = body["PhysicalTableMap"].values()
    return physical["RelationalTable"]


@pytest.mark.parametrize("name", SETS)
def test_a_data_set_has_the_columns_of_its_report(name: str) -> None:
    """A column that the report lost makes the whole dashboard fail, and only there."""
    table = table_of(SETS[name])
    described = ROOT / "models" / "reports" / f"{table['Name']}.yml"
    (model,) = yaml.safe_load(described.read_text("utf-8"))["models"]
    wanted = [
        (column["name"], KINDS[column["data_type"].split("(")[0]]) for column in model["columns"]
    ]
    assert [(column["Name"], column["Type"]) for column in table["InputColumns"]] == wanted
    assert table["Schema"] == "reports"


def test_every_field_of_the_dashboard_is_a_column_of_its_data_set() -> None:
    definition = RESOURCES["Dashboard"]["Properties"]["Definition"]
    columns = {
        each["Identifier"]: {
            column["Name"]
            for column in table_of(SETS[each["DataSetArn"]["Fn::GetAtt"][0]])["InputColumns"]
        }
        for each in definition["DataSetIdentifierDeclarations"]
    }
    found = []

    def look(value) -> None:
        if isinstance(value, dict):
            if "DataSetIdentifier" in value:
                found.append((value["DataSetIdentifier"], value["ColumnName"]))
            for item in value.values():
                look(item)
        elif isinstance(value, list):
            for item in value:
                look(item)

    look(definition)
    assert len(found) >= 10, json.dumps(found)
    assert [pair for pair in found if pair[1] not in columns[pair[0]]] == []
