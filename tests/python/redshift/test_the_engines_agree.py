"""The demo brand on Redshift's stand-in and on DuckDB: the same relations, columns and rows.

Who relies on it: everybody who deploys to Redshift what was tried on DuckDB. Decimals agree to the
last digit; a relation that is missing on one side fails.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import duckdb
import pytest

from tests.python.redshift.conftest import Built

# How the engines write one type.
SPELLED = {
    "character varying": "varchar",
    "timestamp without time zone": "timestamp",
    "text": "varchar",
    "name": "varchar",
    "double": "double precision",
}


def nodes(manifest: dict, *kinds: str) -> dict[str, dict]:
    """The relations that dbt makes, by "schema.name"."""
    found = [node for node in manifest["nodes"].values() if node["resource_type"] in kinds]
    return {f"{node['schema']}.{node['alias']}": node for node in found}


def public(manifest: dict) -> dict[str, dict]:
    """Marts and reports as users read them, by "schema.name"."""
    models = nodes(manifest, "model").values()
    found = [node for node in models if node["schema"] in ("marts", "reports")]
    return {f"{node['schema']}.{node['name']}": node for node in found}


def kind_of(text: str) -> str:
    """A type without the width of a text, which DuckDB does not keep."""
    bare = re.sub(r"(character varying|varchar)\(\d+\)", "varchar", text.lower())
    return SPELLED.get(bare, bare).replace("decimal", "numeric").replace(", ", ",")


def own_to_an_engine(node: dict) -> set[str]:
    """The columns that an engine compares with what it wrote itself, and that differ by design."""
    columns = node["columns"].values()
    return {column["name"] for column in columns if column["meta"].get("differs_by_engine")}


@cache
def opened(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """One connection for all relations: to open a warehouse costs more than to read one of them."""
    return duckdb.connect(str(warehouse), read_only=True)


def columns_in_duckdb(built: Built, relation: str) -> list[list[str]]:
    """The columns with their types."""
    described = opened(built.duckdb).execute(f"describe {relation}").fetchall()
    return [list(row[:2]) for row in described]


def in_duckdb(built: Built, relation: str) -> tuple[list[list[str]], list[list[str | None]]]:
    """Columns with types, and the rows as texts in PostgreSQL's spelling, sorted."""
    columns, texts = columns_in_duckdb(built, relation), []
    for name, kind in columns:
        if kind == "BOOLEAN":
            texts.append(f"case \"{name}\" when true then 'true' when false then 'false' end")
        else:
            texts.append(f'cast("{name}" as varchar)')
    query = f"select {', '.join(texts)} from {relation}"
    return columns, sorted(opened(built.duckdb).execute(query).fetchall(), key=repr)


def as_it_is(text: str | None) -> str | None:
    """The text itself: everything but statistics agrees to the last digit."""
    return text


def statistic(text: str | None) -> str | None:
    """A floating point number to six digits: engines add in another order."""
    if text is None:
        return None
    return f"{round(float(text), 12) + 0.0:.6g}"


def compare(built: Built, relation: str, own: set[str] = frozenset()) -> int:
    """Assert that a relation is equal on both sides but for `own`; how many rows it has."""
    there = built.relations[relation]
    columns, rows = in_duckdb(built, relation)
    assert [name for name, _ in columns] == [name for name, _ in there["columns"]], relation
    kept = [place for place, (name, _) in enumerate(columns) if name not in own]
    spelled = [statistic if kind == "DOUBLE" else as_it_is for _, kind in columns]
    found = sorted((tuple(spelled[i](row[i]) for i in kept) for row in there["rows"]), key=repr)
    rows = sorted((tuple(spelled[i](row[i]) for i in kept) for row in rows), key=repr)
    if found != rows:
        only = [row for row in found if row not in set(rows)][:3]
        missing = [row for row in rows if row not in set(found)][:3]
        pytest.fail(f"{relation}: {len(found)} rows, DuckDB {len(rows)}; {only} against {missing}")
    return len(rows)


def test_every_mart_and_report_is_equal_row_for_row(built, manifest, compared):
    wanted = public(manifest)
    assert len(wanted) >= 14
    assert set(wanted) <= set(built.relations), "a relation is missing"
    rows = {relation: compare(built, relation) for relation in wanted}
    assert sum(rows.values()) > 10_000
    assert rows["marts.fact_financial_performance"] > 5_000
    compared(f"{len(rows)} marts and reports with {sum(rows.values()):,} rows are equal")


def test_every_other_relation_is_equal_too(built, manifest, compared):
    wanted = nodes(manifest, "model", "seed")
    # Each warehouse remembers its own runs; test_runs.py looks at them.
    del wanted["staging.stg_built__run_items"]
    assert len(wanted) > 50
    assert wanted.keys() <= set(built.relations)
    own = {relation: own_to_an_engine(node) for relation, node in wanted.items()}
    assert {name for names in own.values() for name in names} == {"fingerprint", "sku_fingerprint"}
    assert not any(
        own[relation] for relation in wanted if relation.startswith(("marts", "reports"))
    )
    rows = {relation: compare(built, relation, own[relation]) for relation in sorted(wanted)}
    compared(f"{len(rows)} other relations with {sum(rows.values()):,} rows are equal")


def test_marts_and_reports_have_the_types_of_their_contracts_on_both_engines(built, manifest):
    for relation, node in public(manifest).items():
        columns = columns_in_duckdb(built, relation)
        declared = {name: kind_of(c["data_type"]) for name, c in node["columns"].items()}
        here = {name: kind_of(kind) for name, kind in columns}
        there = {name: kind_of(kind) for name, kind in built.relations[relation]["columns"]}
        assert declared == here == there, relation


def test_every_other_relation_has_the_same_types_on_both_engines(built, manifest):
    """No column is a HUGEINT or a DOUBLE on one side: what reads it would compute otherwise."""
    different = {}
    for relation in nodes(manifest, "model", "seed").keys() - public(manifest).keys():
        columns = columns_in_duckdb(built, relation)
        there = dict(built.relations[relation]["columns"])
        for name, kind in columns:
            if kind_of(kind) != kind_of(there[name]):
                different[f"{relation}.{name}"] = (kind, there[name])
    assert different == {}


def test_floating_point_is_for_statistics_and_never_reaches_a_user(built):
    """An amount that is a float would lose cents, and nobody would see where."""
    floating = {
        relation
        for relation, body in built.relations.items()
        for _, kind in body["columns"]
        if kind_of(kind) == "double precision"
    }
    assert floating
    chain = {
        f"intermediate.int_attribution__{name}" for name in ("markov_visits", "removal_effects")
    }
    others = {name for name in floating if not name.startswith("intermediate.int_halo__")}
    assert others == chain


def test_no_text_ends_in_a_blank(built):
    """Redshift holds 'a' and 'a ' for equal, in groups and joins; DuckDB does not."""
    found = [
        (relation, value)
        for relation, body in built.relations.items()
        for row in body["rows"]
        for value in row
        if value is not None and value != value.rstrip(" ")
    ]
    assert found == []


def test_dbt_sent_the_statement_that_fills_each_relation(built, manifest):
    """What is equal was made there: each relation has its CREATE, INSERT or MERGE in the log."""
    made = {}
    for step in ("build", "again"):
        sent = " ".join(s["sql"].lower() for s in built.statements if s["step"] == step)
        written = (
            r'(create\s+(?:table|view)|insert\s+into|merge\s+into)\s+"?demo"?\."?(\w+)"?\."?(\w+)"?'
        )
        found = re.findall(written, sent)
        made[step] = {f"{schema}.{name.split('__dbt_tmp')[0]}" for _, schema, name in found}
    assert set(nodes(manifest, "model", "seed")) <= made["build"]
    behind_staging = {name for name in nodes(manifest, "model") if not name.startswith("staging.")}
    assert behind_staging <= made["again"] and len(behind_staging) > 300


def test_a_second_build_of_the_same_landing_computes_no_order(built):
    assert built.again == 0


def test_every_test_ran_and_passed_there(built, manifest, chosen):
    tests = {n: node for n, node in manifest["nodes"].items() if node["resource_type"] == "test"}
    for ran in (built.results["build"], built.results["picked"]):
        for name in tests.keys() & ran.keys():
            severe = tests[name]["config"]["severity"].lower() == "error"
            assert ran[name] in (("pass",) if severe else ("pass", "warn")), name
    assert tests.keys() <= built.results["build"].keys() and len(tests) > 500
    for name in chosen.unit_tests:
        assert built.results["picked"][name] == "pass", name
    assert len(chosen.unit_tests) >= len(manifest["unit_tests"]) // 25


def test_what_a_connection_asks_is_what_dbt_would_ask(built, chosen, whole):
    """Tests that dbt asks, too, are sent in the same words and have the same status."""
    if whole:
        pytest.skip("dbt asks all of them")

    def asked(step: str, name: str) -> str:
        marked = f'"node_id": "{name}"'
        (text,) = [s["sql"] for s in built.statements if s["step"] == step and marked in s["sql"]]
        return " ".join(re.sub(r"^\s*/\*.*?\*/", "", text).split())

    assert len(chosen.data_tests) > 60
    for name in chosen.data_tests:
        assert asked("build", name) == asked("picked", name)
        assert built.results["build"][name] == built.results["picked"][name]


def test_the_catalog_describes_every_relation(built, manifest):
    described = built.catalog["nodes"].keys() | built.catalog["sources"].keys()
    for node in manifest["nodes"].values():
        if node["resource_type"] in ("model", "seed"):
            assert node["unique_id"] in described, node["unique_id"]
    assert built.catalog["errors"] is None


def test_nothing_that_was_sent_is_refused(built, compared):
    assert [s for s in built.statements if s["refused"]] == []
    assert len(built.statements) > 3_000
    compared(f"{len(built.statements):,} statements were taken, none refused")
