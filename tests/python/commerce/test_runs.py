"""What the warehouse remembers of a run: the artifacts of dbt and the row ledger, once each."""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from commerce import runs
from commerce.errors import UserError
from commerce.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[3]
BATCH_1, BATCH_2 = "20260601T050000Z-000001", "20260602T050000Z-000001"


def node(name: str, status: str, seconds: float = 1.0, message: str | None = None) -> dict:
    timing = [{"name": "compile", "started_at": "2026-06-01T05:00:01.5Z"}]
    timing = [] if status == "skipped" else timing
    return {
        "unique_id": name,
        "status": status,
        "execution_time": seconds,
        "message": message,
        "timing": timing,
    }


NODES = [
    node("model.p.fact_x", "success", 2.25),
    node("model.p.fact_y", "error", 0.5, "Runtime Error\n  no such column"),
    node("model.p.rpt_y", "skipped", 0),
    node("seed.p.cards", "success", 0.125),
    node("test.p.not_null_fact_x_key.0a1b2c", "pass", 0.25),
    node("unit_test.p.fact_x.adds_up", "pass", 0.5),
    node("test.p.totals_tie", "fail", 1, "Got 3 results, configured to fail if != 0"),
    node("operation.p.on-run-end-0", "success"),
    node("exposure.p.dashboard", "no-op"),
]


def artifacts(target: Path, run_id: str, nodes=NODES, command="build", looked="") -> Path:
    """Write what dbt leaves after a run, and after a look at the sources when one is named."""
    target.mkdir(exist_ok=True)
    body = {
        "metadata": {
            "invocation_id": run_id,
            "invocation_started_at": "2026-06-01T05:00:00.25Z",
            "dbt_version": "1.11.16",
        },
        "args": {"which": command},
        "elapsed_time": 61.0005,
        "results": nodes,
    }
    (target / "run_results.json").write_text(json.dumps(body), encoding="utf-8")
    if looked:
        sources = [
            {"unique_id": "source.p.amazon.returns", "status": "error",
             "max_loaded_at": "2026-05-01T00:00:00Z", "max_loaded_at_time_ago_in_s": 2696400.5},
            {"unique_id": "source.p.web.sessions", "status": "pass",
             "max_loaded_at": "9999-12-31T00:00:00Z", "max_loaded_at_time_ago_in_s": -2.5e11},
        ]  # fmt: skip
        body = {"metadata": {"invocation_id": looked}, "results": sources}
        (target / "sources.json").write_text(json.dumps(body), encoding="utf-8")
    return target


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A warehouse with one batch of two reports."""
    workspace = open_workspace(tmp_path / "w.duckdb")
    with workspace.connect(read_only=False) as connection:
        connection.execute(
            "create schema landing; create table landing.row_ledger (store varchar, source varchar,"
            " report varchar, status varchar, batch_id varchar, rows_read bigint, "
            "rows_landed bigint, rows_quarantined bigint, loaded_at timestamp)"
        )
    landed(workspace, BATCH_1, ("amazon", "returns", "LANDED", 5, 4, 1))
    landed(workspace, BATCH_1, ("amazon", "returns", "PUBLISHED", 2, 2, 0))
    landed(workspace, BATCH_1, ("shopify", "orders", "QUARANTINED_FILE", None, None, None))
    return workspace


def landed(workspace: Workspace, batch: str, file: tuple) -> None:
    source, report, status, *rows = file
    with workspace.connect(read_only=False) as connection:
        values = ["s", source, report, status, batch, *rows, datetime(2026, 6, 1, 4)]
        insert = "insert into landing.row_ledger values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        connection.execute(insert, values)


def items(workspace: Workspace, *kinds: str) -> list[tuple]:
    """Run, name, status and what was counted of the items of these kinds."""
    with workspace.connect() as connection:
        return connection.execute(
            "select run_id, name, status, item_count, rows_read, rows_landed, rows_quarantined "
            "from main.run_items where list_contains(?, kind) order by run_id, name",
            [list(kinds)],
        ).fetchall()


def test_a_run_tells_itself_its_models_its_seeds_and_the_tests_that_did_not_pass(tmp_path) -> None:
    found = runs.read(artifacts(tmp_path / "target", "r1"))
    told = [(i.kind, i.name, i.status, i.seconds, i.item_count, i.detail) for i in found]
    message = "Got 3 results, configured to fail if != 0"
    assert told == [
        ("run", "build", "failed", Decimal("61.000"), 1, "dbt 1.11.16"),
        ("model", "fact_x", "success", Decimal("2.25"), 1, None),
        ("model", "fact_y", "error", Decimal("0.5"), 1, "Runtime Error; dbt.log has its text"),
        ("model", "rpt_y", "skipped", Decimal("0"), 1, None),
        ("seed", "cards", "success", Decimal("0.125"), 1, None),
        ("test", "totals_tie", "fail", Decimal("1"), 1, message),
        ("test", "all that passed", "pass", Decimal("0.75"), 2, None),
    ]
    assert found[0].started_at == datetime(2026, 6, 1, 5, 0, 0, 250000)
    assert found[1].started_at == datetime(2026, 6, 1, 5, 0, 1, 500000)
    assert found[3].started_at is None


@pytest.mark.parametrize(
    ("status", "expected"), [("pass", "passed"), ("warn", "warned"), ("fail", "failed")]
)
def test_a_run_is_what_its_worst_node_is(tmp_path, status: str, expected: str) -> None:
    nodes = [node("model.p.x", "success"), node("test.p.t", status)]
    assert runs.read(artifacts(tmp_path / "target", "r1", nodes))[0].status == expected


def test_the_age_of_a_source_is_told_and_one_that_never_landed_has_none(tmp_path) -> None:
    found = runs.read(artifacts(tmp_path / "target", "r1", looked="l1"))
    sources = [i for i in found if i.kind == "freshness"]
    assert [(i.name, i.status, i.seconds) for i in sources] == [
        ("amazon.returns", "error", Decimal("2696400.5")),
        ("web.sessions", "pass", None),
    ]


def test_what_is_no_run_is_said_in_one_sentence(tmp_path) -> None:
    with pytest.raises(UserError, match="holds no results of a run of dbt"):
        runs.read(tmp_path)
    with pytest.raises(UserError, match="was dbt docs, which builds nothing"):
        runs.read(artifacts(tmp_path, "r1", command="docs"))


def test_what_landed_counts_in_the_first_run_after_it_and_in_no_other(workspace, tmp_path) -> None:
    target = tmp_path / "target"
    runs.record_in_duckdb(artifacts(target, "r1"), workspace)
    landed(workspace, BATCH_2, ("amazon", "returns", "LANDED", 9, 9, 0))
    runs.record_in_duckdb(artifacts(target, "r2", command="retry"), workspace)
    runs.record_in_duckdb(artifacts(target, "r3"), workspace)
    assert items(workspace, "source") == [
        ("r1", f"s/amazon/returns {BATCH_1}", "landed", 2, 7, 6, 1),
        ("r1", f"s/shopify/orders {BATCH_1}", "rejected", 1, 0, 0, 0),
        ("r2", f"s/amazon/returns {BATCH_2}", "landed", 1, 9, 9, 0),
    ]


def test_one_look_at_the_sources_is_told_by_one_run(workspace, tmp_path) -> None:
    target = tmp_path / "target"
    runs.record_in_duckdb(artifacts(target, "r1", looked="l1"), workspace)
    runs.record_in_duckdb(artifacts(target, "r2", looked="l1"), workspace)
    runs.record_in_duckdb(artifacts(target, "r3", looked="l2"), workspace)
    assert [row[0] for row in items(workspace, "freshness")] == ["r1", "r1", "r3", "r3"]


def test_a_run_that_is_recorded_twice_is_there_once(workspace, tmp_path) -> None:
    target = artifacts(tmp_path / "target", "r1", looked="l1")
    kinds = ("run", "model", "seed", "test", "source", "freshness")
    first = runs.record_in_duckdb(target, workspace)
    once = items(workspace, *kinds)
    assert runs.record_in_duckdb(target, workspace) == first == len(once) == 11
    assert items(workspace, *kinds) == once


def test_a_record_that_fails_leaves_the_one_before(workspace, tmp_path) -> None:
    target = artifacts(tmp_path / "target", "r1")
    runs.record_in_duckdb(target, workspace)
    once = items(workspace, "model", "run")
    with workspace.connect(read_only=False) as connection:
        connection.execute("alter table landing.row_ledger rename column rows_read to other")
    with pytest.raises(duckdb.Error):
        runs.record_in_duckdb(target, workspace)
    assert items(workspace, "model", "run") == once


def message_of(query: str) -> str:
    """What dbt says of a model whose query DuckDB refuses."""
    with pytest.raises(duckdb.Error) as refused:
        duckdb.sql(query).fetchall()
    return f"Runtime Error in model x (models/x.sql)\n  {refused.value}"


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (
            message_of("select cast('ann@example.com' as integer)"),
            "Runtime Error: Conversion Error; dbt.log has its text",
        ),
        (
            "Database Error in model x (models/x.sql)\n  Invalid digit, Value 'ann@example.com'",
            "Database Error; dbt.log has its text",
        ),
        ("ann@example.com", "Error; dbt.log has its text"),
        (
            "Got 3 results, configured to fail if 'ann@example.com'",
            "Error; dbt.log has its text",
        ),
        ("Got 1 result, configured to warn if != 0", "Got 1 result, configured to warn if != 0"),
        (None, None),
    ],
)
def test_of_an_error_its_kind_is_kept_and_no_value_of_a_row(tmp_path, message, kept) -> None:
    for name in ("model.p.x", "test.p.t", "seed.p.s"):
        nodes = [node(name, "error", message=message)]
        (_, item) = runs.read(artifacts(tmp_path / "target", "r1", nodes))
        assert item.detail == kept


def test_a_value_that_an_engine_quotes_is_in_no_column_of_the_record(workspace, tmp_path) -> None:
    message = message_of("select cast('ann@example.com' as integer)")
    assert "ann@example.com" in message
    nodes = [node("model.p.x", "error", message=message), node("test.p.t", "fail", 1, message)]
    runs.record_in_duckdb(artifacts(tmp_path / "target", "r1", nodes), workspace)
    with workspace.connect() as connection:
        rows = connection.execute("select * from main.run_items").fetchall()
    assert len(rows) == 5 and "ann@" not in str(rows)


def test_dbt_makes_the_table_with_the_columns_that_are_written(demo) -> None:
    macro = (ROOT / "macros" / "changes" / "built.sql").read_text("utf-8")
    body = "".join(
        re.findall(r"'([^']*)'", macro.split("state_table('run_items')")[1].split("]")[0])
    )
    made = re.fullmatch(r"\s*\((.*)\)", body)[1]
    assert made == ", ".join(f"{name} {kind}" for name, kind in runs.COLUMNS)
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        described = connection.execute("describe main.run_items").fetchall()
    assert [row[0] for row in described] == [name for name, _ in runs.COLUMNS]


def test_the_demo_run_remembers_itself(demo, manifest) -> None:
    """Against what it printed, the project's own models and the files that lie there."""
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:

        def count(kind: str, status: str = "%") -> int:
            query = "select sum(item_count) from main.run_items where kind = ? and status like ?"
            return connection.execute(query, [kind, status]).fetchone()[0]

        (landed_rows,) = connection.execute(
            "select sum(rows_landed) from main.run_items where kind = 'source'"
        ).fetchone()
        warnings = int(re.search(r"(\d+) warnings? of the quality gates", demo.output)[1])
        new_files, rows = re.search(r"(\d+) new files, ([\d,]+) rows landed", demo.output).groups()
        kinds = [n["resource_type"] for n in manifest["nodes"].values()]
        assert (count("run"), count("run", "warned")) == (1, 1)
        assert count("model", "success") == kinds.count("model")
        assert count("seed", "success") == kinds.count("seed")
        assert count("test", "warn") == warnings
        assert count("test") == kinds.count("test") + len(manifest["unit_tests"])
        assert (count("source"), landed_rows) == (int(new_files), int(rows.replace(",", "")))
