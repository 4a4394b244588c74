"""A checksum changes with every value, every row and every copy of one, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from commerce import checksums
from commerce.errors import UserError
from commerce.workspace import Workspace

ROWS = "('a', 'b', 1.00), ('a', null, 2.00), (null, 'a', 2.00)"


def told(rows: str = ROWS, columns: str = "one, other, amount", schema: str = "marts") -> str:
    with duckdb.connect() as connection:
        connection.execute(f"create schema {schema}")
        connection.execute(
            f"create table {schema}.fact as select * from (values {rows}) t({columns})"
        )
        (line,) = checksums.lines(connection)
    return line


@pytest.mark.parametrize(
    "rows",
    [
        "('a', 'b', 1.01), ('a', null, 2.00), (null, 'a', 2.00)",
        "('ab', '', 1.00), ('a', null, 2.00), (null, 'a', 2.00)",
        "('a', 'b', 1.00), (null, 'a', 2.00), (null, 'a', 2.00)",
        "('a', 'b', 1.00), ('a', '-', 2.00), (null, 'a', 2.00)",
        f"{ROWS}, ('a', 'b', 1.00)",
        f"{ROWS}, ('a', 'b', 1.00), ('a', 'b', 1.00)",
        "('a', 'b', 1.00), ('a', null, 2.00)",
    ],
)
def test_another_value_row_or_copy_is_another_checksum(rows: str) -> None:
    assert told(rows) != told()


def test_which_of_two_rows_is_there_twice_shows_too() -> None:
    one, other = "('a', 'b', 1.00)", "('a', null, 2.00)"
    assert told(f"{one}, {one}, {other}") != told(f"{one}, {other}, {other}")


def test_columns_under_other_names_are_another_checksum() -> None:
    assert told(columns="other, one, amount") != told()


def test_the_order_of_rows_and_the_run_that_landed_them_change_nothing() -> None:
    backwards = "(null, 'a', 2.00, 'x'), ('a', null, 2.00, 'y'), ('a', 'b', 1.00, 'z')"
    assert told(backwards, "one, other, amount, batch_id") == told()


def test_more_rows_than_are_read_at_once_all_count(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told()
    monkeypatch.setattr(checksums, "_ROWS_AT_ONCE", 1)
    assert told() == whole


def test_only_what_users_read_is_listed() -> None:
    with duckdb.connect() as connection:
        for schema in ("marts", "reports", "staging"):
            connection.execute(f"create schema {schema}")
        for name in (
            "marts.fact_a", "marts.fact_a__candidate", "marts.fact_run_items", "reports.rpt_a",
            "reports.rpt_run_history", "staging.stg_a",
        ):  # fmt: skip
            connection.execute(f"create table {name} as select 1 as one")
        found = [line.split()[0] for line in checksums.lines(connection)]
    assert found == ["marts.fact_a", "reports.rpt_a"]


def test_a_warehouse_that_is_not_built_is_one_sentence(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "warehouse.duckdb")
    with pytest.raises(UserError, match="There is no warehouse .*warehouse.duckdb"):
        checksums.run(workspace)
    duckdb.connect(str(workspace.warehouse)).close()
    with pytest.raises(UserError, match="has no mart and no report: run first"):
        checksums.run(workspace)
