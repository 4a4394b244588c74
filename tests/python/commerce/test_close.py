"""The command that prints one month as finance closes it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest


def made(path: Path, rows: list[str]) -> Path:
    """A warehouse with the reports of the close and nothing else."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema reports")
        connection.execute(
            """
            create table reports.rpt_month_end_close (
                period_kind varchar, period_name varchar, period_start date, period_end date,
                is_closed boolean, reporting_currency varchar, pnl_line varchar,
                line_sort_order integer, is_subtotal boolean, booked_amount decimal(18, 4),
                source_amount decimal(18, 4), difference decimal(18, 4), source_events bigint,
                estimated_amount decimal(18, 4), open_items bigint, status varchar
            );
            create table reports.rpt_ledger_roles (
                period_start date, period_end date, source varchar, report varchar,
                currency varchar, pnl_amount decimal(18, 4), balance_sheet_amount decimal(18, 4),
                evidence_amount decimal(18, 4), unallocated_amount decimal(18, 4),
                documents bigint, status varchar
            );
            create table reports.rpt_cash_and_accrual (
                period_start date, period_end date, store varchar, account varchar,
                currency varchar, opening_receivable decimal(18, 4),
                reserve_brought_forward decimal(18, 4),
                accrued_net_proceeds decimal(18, 4), cash_received decimal(18, 4),
                closing_receivable decimal(18, 4), closing_unsettled decimal(18, 4),
                closing_settled_unpaid decimal(18, 4), closing_held decimal(18, 4)
            );
            """
        )
        for row in rows:
            connection.execute(f"insert into reports.rpt_month_end_close values ({row})")
    return path


def line(kind: str, name: str, measure: str, *rest: object, start: str = "2026-05-01") -> str:
    """A row of the close; booked, source, difference, events, estimated, items, status follow."""
    subtotal = "true" if measure == "net_profit" else "false"
    order = 22 if measure == "net_profit" else 1
    cells = ", ".join("null" if x is None else f"'{x}'" for x in rest)
    return (
        f"'{kind}', '{name}', '{start}', '2026-05-31', false, 'USD', '{measure}', {order}, "
        f"{subtotal}, {cells}"
    )


def test_a_month_is_chosen_by_its_name_and_items_count_once(commerce, tmp_path):
    warehouse = made(
        tmp_path / "w.duckdb",
        [
            line("calendar_month", "2026-05", "gross_revenue", 8, 8, 0, 2, 3, 1, "itemized"),
            line("calendar_month", "2026-05", "net_profit", 8, 8, 0, 2, 3, 1, "itemized"),
            line("fiscal_period", "2026-P05", "gross_revenue", 9, 9, 0, 2, 0, 0, "tied",
                 start="2026-05-03"),
        ],
    )  # fmt: skip
    month = commerce("close", "--warehouse", warehouse, "--month", "2026-05")
    assert month.returncode == 0
    assert "8.00" in month.stdout and "9.00" not in month.stdout
    assert "no fiscal period" in month.stdout
    assert "2026-05 ties: every line equals its documents; 1 open items" in month.stdout
    newest = commerce("close", "--warehouse", warehouse)
    assert "Month-end close 2026-P05" in newest.stdout


def test_a_line_that_differs_is_said_and_an_unknown_total_is_not_a_number(commerce, tmp_path):
    warehouse = made(
        tmp_path / "w.duckdb",
        [
            line("calendar_month", "2026-05", "gross_revenue", 8, 7, 1, 2, 0, 0, "untied"),
            line("calendar_month", "2026-05", "net_profit", None, None, None, 2, 0, 1, "itemized"),
        ],
    )
    done = commerce("close", "--warehouse", warehouse, "--month", "2026-05")
    assert done.returncode == 3
    assert "n/a" in done.stdout
    assert "2026-05 does not tie" in done.stdout


@pytest.mark.parametrize("month", ["2026-13", "May"])
def test_a_month_that_is_not_there_is_one_sentence_that_names_the_newest(commerce, tmp_path, month):
    row = line("calendar_month", "2026-05", "gross_revenue", 8, 8, 0, 2, 0, 0, "tied")
    warehouse = made(tmp_path / "w.duckdb", [row])
    done = commerce("close", "--warehouse", warehouse, "--month", month)
    assert done.returncode == 1
    assert len(done.stdout.strip().splitlines()) == 1
    assert month in done.stdout and "2026-05" in done.stdout


def test_a_warehouse_that_is_not_built_is_one_sentence(commerce, tmp_path):
    done = commerce("close", "--warehouse", tmp_path / "nothing.duckdb")
    assert done.returncode == 1
    assert "is not there" in done.stdout
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    done = commerce("close", "--warehouse", tmp_path / "empty.duckdb")
    assert done.returncode == 1
    assert "no close yet" in done.stdout
