"""Schema landing: a typed view per report over exactly the files that the manifest names."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from commerce import land
from commerce.workspace import Workspace, open_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A warehouse in a folder whose name is hostile to SQL text and to file patterns."""
    return open_workspace(tmp_path / "it's [a] brand*" / "w.duckdb")


@pytest.fixture
def current(monkeypatch) -> dict[str, list[Path]]:
    """The current files of each landed table, as a test lays them down."""
    files: dict[str, list[Path]] = {}
    monkeypatch.setattr(land.state, "current_files", lambda _, table: files.get(table, []))
    return files


def parquet(path: Path, **columns: list) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


def loaded(workspace: Workspace) -> duckdb.DuckDBPyConnection:
    connection = workspace.connect(read_only=False)
    land.load(workspace, connection)
    return connection


def test_every_report_is_there_and_typed_when_nothing_landed(workspace, current) -> None:
    with loaded(workspace) as connection:
        for table in land.tables():
            assert connection.execute(f'select count(*) from landing."{table}"').fetchone() == (0,)
        columns = dict(
            connection.execute(
                "select column_name, data_type from information_schema.columns "
                "where table_schema = 'landing' and table_name = 'amazon__settlements'"
            ).fetchall()
        )
    assert columns["amount"] == "DECIMAL(18,4)"
    assert columns["posted_at"] == "TIMESTAMP"
    assert columns["posted_date"] == "DATE"
    assert columns["quantity_purchased"] == "BIGINT"
    assert {"_store", "_source_file", "_source_line", "_row_hash", "_record_type"} <= set(columns)


def test_a_view_reads_the_named_files_and_no_leftover(workspace, current) -> None:
    folder = workspace.landing / "current"
    amount = pa.array([Decimal("1.5000")], pa.decimal128(18, 4))
    current["costs__cogs"] = [
        parquet(folder / "a.parquet", sku=["MUG"], unit_cost=amount),
        parquet(folder / "b.parquet", sku=["BOWL"], unit_cost=amount),
    ]
    parquet(folder / "leftover.parquet", sku=["GHOST"], unit_cost=amount)
    with loaded(workspace) as connection:
        rows = connection.execute(
            "select sku, unit_cost, marketplace from landing.costs__cogs order by sku"
        ).fetchall()
    assert rows == [("BOWL", Decimal("1.5000"), None), ("MUG", Decimal("1.5000"), None)]


def test_loading_again_follows_the_manifest(workspace, current) -> None:
    current["costs__cogs"] = [parquet(workspace.landing / "a.parquet", sku=["MUG"])]
    loaded(workspace).close()
    before = land.contents(workspace)
    current["costs__cogs"] = [parquet(workspace.landing / "b.parquet", sku=["BOWL"])]
    assert land.contents(workspace) != before
    with loaded(workspace) as connection:
        assert connection.execute("select sku from landing.costs__cogs").fetchall() == [("BOWL",)]


def test_a_report_that_is_no_more_loses_its_view(workspace, current) -> None:
    with workspace.connect(read_only=False) as connection:
        connection.execute("create schema landing; create view landing.old__report as select 1")
    with loaded(workspace) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'landing'"
        ).fetchall()
    assert sorted(name for (name,) in names) == sorted(land.tables())
