"""Where tables lie: as the page says, and in the statements that dbt really sent.

What it brings on a cluster cannot be shown here; the text can.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "infra" / "redshift.md").read_text("utf-8")
MARTS = ("marts", "reports")


def table(header: str) -> list[list[str]]:
    """The cells of the page's table that begins with this header."""
    lines = PAGE[PAGE.index(header) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def models(manifest: dict) -> list[dict]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def created(built, node: dict) -> str:
    """What dbt sent to make a model, in lower case and on one line."""
    marked = f'"node_id": "{node["unique_id"]}"'
    texts = [s["sql"] for s in built.statements if marked in s["sql"] and s["step"] == "build"]
    texts = [" ".join(text.lower().split()) for text in texts]
    (made,) = [text for text in texts if re.search(r"create (table|view)", text)]
    return made


def test_the_page_names_every_mart_and_report_as_it_is_configured(manifest):
    wanted = {
        node["name"]: [node["config"].get("dist") or "", node["config"].get("sort") or ""]
        for node in models(manifest)
        if node["schema"] in MARTS
    }
    assert {name: [dist, sort] for name, dist, sort, _ in table("| table | dist |")} == wanted
    assert all(row[3] for row in table("| table | dist |"))


def test_every_table_says_where_its_rows_lie_by_a_column_that_it_has(built, manifest):
    for node in models(manifest):
        if node["config"]["materialized"] == "view":
            continue
        dist, sort = node["config"].get("dist"), node["config"].get("sort")
        relation = built.relations[f"{node['schema']}.{node['alias']}"]
        names = {name for name, _ in relation["columns"]}
        assert dist in {"all", "even"} | names, node["name"]
        assert sort is None or sort in names, node["name"]


def test_distribution_and_sort_keys_are_in_the_statements(built, manifest):
    checked = 0
    for node in models(manifest):
        made, config = created(built, node), node["config"]
        if config["materialized"] == "view":
            assert made.rstrip(" ;").endswith("with no schema binding"), node["name"]
            continue
        dist = config["dist"]
        style = f"diststyle {dist}" if dist in ("all", "even") else f"distkey ({dist})"
        assert style in made, node["name"]
        if config.get("sort"):
            assert f"sortkey({config['sort']})" in made.replace("sortkey (", "sortkey("), made[
                -400:
            ]
        assert ("backup no" in made) == (node["schema"] == "intermediate"), node["name"]
        checked += 1
    assert checked > 50


def test_a_primary_key_is_told_to_redshift_and_kept_by_a_test_on_both_engines(built, manifest):
    """DuckDB would make an index of it: there only what may not be null is told."""
    unique = {
        (node["attached_node"], node["column_name"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node.get("test_metadata")
        if node["test_metadata"]["name"] == "unique"
    }
    keyed = 0
    for node in models(manifest):
        for name, column in node["columns"].items():
            if "primary_key" in {constraint["type"] for constraint in column["constraints"]}:
                assert re.search(rf"\b{name} \S+ not null primary key", created(built, node)), name
                assert (node["unique_id"], name) in unique, name
                keyed += 1
    assert keyed > 30
    with duckdb.connect(str(built.duckdb), read_only=True) as connection:
        told = connection.execute("select distinct constraint_type from duckdb_constraints()")
        assert told.fetchall() == [("NOT NULL",)]


def test_the_published_table_takes_its_place_from_the_candidate(built):
    """LIKE takes distribution and sort keys along; a table made by a query would not."""
    first = [s["sql"] for s in built.statements if s["step"] in ("build", "picked")]
    made = [" ".join(text.lower().split()) for text in first]
    made = [text for text in made if '__new" (like ' in text]
    assert len(made) >= 14


def test_everything_that_dbt_sends_carries_the_query_group_of_builds(built):
    """Before anything else of its connection: workload management sorts by it."""
    sent = [s["sql"] for s in built.statements if s["step"] == "build"]
    assert sent.count("SET query_group TO 'commerce_build'") >= 8


def number(text: str) -> float:
    return float(text.replace(",", ""))


@pytest.mark.parametrize("row", table("| orders a month |"), ids=lambda row: row[0])
def test_the_paper_costs_follow_from_the_inputs_on_the_page(row):
    """A second computation of the page's table, from the page's own inputs."""
    dpu, rpu_hour, rms, s3 = (
        float(re.search(pattern, PAGE)[1])
        for pattern in (
            r"AWS Glue (\d\.\d+) per DPU-hour",
            r"Serverless (\d\.\d+) per RPU-hour",
            r"and (\d\.\d+) per GB-month of managed",
            r"S3 (\d\.\d+) per GB-month",
        )
    )
    records, events, kb_redshift, kb_s3 = (
        float(re.search(pattern, PAGE)[1])
        for pattern in (
            r"(\d\.\d) raw records",
            r"(\d\.\d) ledger events",
            r"(\d\.\d) KB in Redshift",
            r"(\d) KB in S3",
        )
    )
    orders, history, rpu, minutes, glue, build, month, storage = map(number, row)
    all_events = orders * 24 * events
    seconds = 120 + all_events / (250_000 * rpu / 8)
    per_build = seconds / 3600 * rpu * rpu_hour
    per_landing = (60 + orders / 30 * records / 100_000) / 3600 * 2 * dpu
    stored = orders * 24 * (kb_redshift * rms + kb_s3 * s3) / 1e6
    assert history == pytest.approx(all_events / 1e6, rel=0.02)
    assert minutes == pytest.approx(seconds / 60, abs=0.051)
    assert (glue, build) == pytest.approx((per_landing, per_build), abs=0.0051)
    assert month == pytest.approx(30 * (per_landing + per_build), abs=0.0051)
    assert storage == pytest.approx(stored, abs=0.0051)
