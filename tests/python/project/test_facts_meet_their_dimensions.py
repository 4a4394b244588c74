"""No row of a fact without a match in every dimension: each key of each fact is tested for it."""

from __future__ import annotations

import pytest


def untested_keys(manifest: dict) -> list[str]:
    """Keys of facts and bridges that name a dimension and lack one of the two tests of severity
    error: that they are filled, and that the dimension has them."""
    models = [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]
    dimensions = {f"{n['name'][4:]}_key" for n in models if n["name"].startswith("dim_")}
    proved: dict[tuple[str, str], set[str]] = {}
    for test in manifest["nodes"].values():
        metadata = test.get("test_metadata")
        if metadata and test["config"]["severity"].lower() == "error":
            key = (test["attached_node"], test["column_name"])
            proved.setdefault(key, set()).add(metadata["name"])
    return [
        f"{node['name']}.{column}"
        for node in models
        if node["name"].startswith(("fact_", "bridge_"))
        for column in node["columns"]
        if column in dimensions
        and not {"not_null", "relationships"} <= proved.get((node["unique_id"], column), set())
    ]


def test_every_key_of_every_fact_has_its_member(manifest: dict) -> None:
    assert untested_keys(manifest) == []


@pytest.mark.parametrize("tests", [["not_null"], ["relationships"], []])
def test_the_rule_catches_a_key_without_both_tests(tests: list[str]) -> None:
    nodes = {
        "dim": {"resource_type": "model", "name": "dim_x", "unique_id": "dim", "columns": {}},
        "fact": {
            "resource_type": "model",
            "name": "fact_y",
            "unique_id": "fact",
            "columns": {"x_key": {}, "y_key": {}},
        },
    }
    for name in tests:
        nodes[name] = {
            "resource_type": "test",
            "name": name,
            "attached_node": "fact",
            "column_name": "x_key",
            "test_metadata": {"name": name},
            "config": {"severity": "ERROR"},
        }
    assert untested_keys({"nodes": nodes}) == ["fact_y.x_key"]
