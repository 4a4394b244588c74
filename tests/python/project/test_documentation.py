"""What is said about every model, column and seed, and what a key has to prove."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GRAIN = "One row per "


def of_type(manifest: dict, kind: str) -> list[dict]:
    """The nodes of one resource type."""
    return [node for node in manifest["nodes"].values() if node["resource_type"] == kind]


def public(manifest: dict) -> list[dict]:
    """Marts and reports: the relations that users query."""
    return [node for node in of_type(manifest, "model") if node["fqn"][1] in ("marts", "reports")]


def without_grain(models: Iterable[dict]) -> list[str]:
    """Models whose description does not begin with their grain."""
    return [node["name"] for node in models if not node["description"].startswith(GRAIN)]


def undescribed_columns(nodes: Iterable[dict]) -> list[str]:
    """Declared columns without a description, as relation.column; a relation with no column."""
    found = []
    for node in nodes:
        if not node["columns"]:
            found.append(f"{node['name']}: no column is declared")
        for name, column in node["columns"].items():
            if not column["description"].strip():
                found.append(f"{node['name']}.{name}")
    return found


def key_tests(manifest: dict) -> dict[tuple[str, str], set[str]]:
    """The generic tests of severity error on each (model id, column)."""
    found: dict[tuple[str, str], set[str]] = {}
    for test in of_type(manifest, "test"):
        metadata = test.get("test_metadata")
        if metadata and test["config"]["severity"].lower() == "error":
            column = (test["attached_node"], test["column_name"])
            found.setdefault(column, set()).add(metadata["name"])
    return found


def test_every_model_says_its_grain_first(manifest: dict) -> None:
    assert without_grain(of_type(manifest, "model")) == []


def test_every_column_of_marts_and_reports_is_described(manifest: dict) -> None:
    assert undescribed_columns(public(manifest)) == []


def test_marts_and_reports_have_a_contract(manifest: dict) -> None:
    assert [n["name"] for n in public(manifest) if not n["config"]["contract"]["enforced"]] == []


def test_every_seed_is_documented_column_by_column(manifest: dict) -> None:
    seeds = of_type(manifest, "seed")
    assert [node["name"] for node in seeds if not node["description"].strip()] == []
    assert undescribed_columns(seeds) == []
    for node in seeds:
        with (ROOT / node["original_file_path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert set(header) == set(node["columns"]), node["name"]


def test_the_key_of_every_dimension_is_proved_unique_and_not_null(manifest: dict) -> None:
    proved = key_tests(manifest)
    dimensions = [n for n in of_type(manifest, "model") if n["name"].startswith("dim_")]
    assert dimensions
    unproved = []
    for node in dimensions:
        key = f"{node['name'].removeprefix('dim_')}_key"
        if key not in node["columns"]:
            unproved.append(f"{node['name']} has no {key}")
        elif not {"unique", "not_null"} <= proved.get((node["unique_id"], key), set()):
            unproved.append(f"{node['name']}.{key}")
    assert unproved == []


def test_every_report_has_an_exposure_with_owner_and_maturity(manifest: dict) -> None:
    exposures = manifest["exposures"].values()
    exposed = {key for exposure in exposures for key in exposure["depends_on"]["nodes"]}
    reports = [node for node in public(manifest) if node["fqn"][1] == "reports"]
    assert [node["name"] for node in reports if node["unique_id"] not in exposed] == []
    for exposure in exposures:
        assert exposure["maturity"] and exposure["owner"]["name"], exposure["name"]


@pytest.mark.parametrize("text", ["", "Orders, one row per order.", "one row per order."])
def test_the_rule_catches_a_description_without_grain(text: str) -> None:
    assert without_grain([{"name": "int_orders__x", "description": text}]) == ["int_orders__x"]


def test_the_rule_catches_a_column_without_description() -> None:
    node = {"name": "dim_x", "columns": {"x_key": {"description": " "}}}
    assert undescribed_columns([node]) == ["dim_x.x_key"]
    assert undescribed_columns([{"name": "dim_y", "columns": {}}]) != []
