"""From any number of a report over fact rows and ledger events to files and lines, and back."""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.analyses.test_sample_queries_run import compiled

ROOT = Path(__file__).resolve().parents[3]
QUERY = ROOT / "analyses" / "a_number_of_the_close_to_file_and_line.sql"
CELL = ("'default'", "'2026-P05'", "'Amazon FBA'", "'cm2'")
CELLS_PICKED = 60
# Reports by what tells their cells apart, and how a row of the fact says the same.
REPORTS = {
    "rpt_channel_profitability_monthly": {
        "month": "dates.month",
        "channel_name": "channels.channel_name",
    },
    "rpt_product_contribution_margin": {"sku": "products.sku"},
    "rpt_sales_trends": {"date": "dates.date", "channel_name": "channels.channel_name"},
    "rpt_segment_profitability": {
        "month": "dates.month",
        "channel_name": "channels.channel_name",
        "customer_segment": "coalesce(orders.customer_segment, 'not_applicable')",
        "lifecycle_segment": "coalesce(orders.lifecycle_segment, 'not_applicable')",
        "country": "coalesce(orders.country, 'not_applicable')",
        "region": "coalesce(orders.region, 'not_applicable')",
    },
}


@pytest.fixture(scope="module")
def warehouse(demo) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo brand's built warehouse, to read from."""
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        yield connection


def signs() -> dict[str, int]:
    """The sign with which each measure counts in the profit."""
    with (ROOT / "seeds" / "reference" / "measures.csv").open(encoding="utf-8") as file:
        return {row["measure"]: int(row["profit_sign"]) for row in csv.DictReader(file)}


def events_of(warehouse: duckdb.DuckDBPyConnection, cell: tuple[str, ...]) -> list[dict]:
    """What the sample query answers for another cell."""
    text = compiled(QUERY)
    for shown, value in zip(CELL, cell, strict=True):
        assert text.count(shown) == 1
        text = text.replace(shown, f"'{value}'")
    cursor = warehouse.execute(text)
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def export(name: str) -> Path:
    """The export that a source file names; what looks like a person's number in its name is masked,
    and the beginning of the file's hash tells which one it is."""
    path = ROOT / "data" / "sample" / name
    if path.exists():
        return path
    _, _, digest = name.rpartition("~")
    found = [
        other
        for other in path.parent.iterdir()
        if hashlib.sha256(other.read_bytes()).hexdigest().startswith(digest)
    ]
    assert digest and len(found) == 1, name
    return found[0]


def test_numbers_of_the_close_are_the_sum_of_their_events(warehouse):
    cells = warehouse.execute(
        """
        select store, period_name, channel_name, pnl_line, booked_amount, source_events
        from reports.rpt_month_end_close where source_events > 0 order by all
        """
    ).fetchall()
    picked = random.Random("cells of the close").sample(cells, CELLS_PICKED)
    assert {cell[3] for cell in picked} & {"net_revenue", "cm1", "cm2", "cm3", "net_profit"}
    for *cell, booked, events in picked:
        rows = events_of(warehouse, tuple(cell))
        total = sum((row["amount_reporting"] for row in rows), Decimal(0))
        assert len(rows) == events, cell
        assert total * signs().get(cell[3], 1) == booked, cell


def test_each_event_of_a_number_points_to_a_line_that_is_there(warehouse):
    rows = events_of(warehouse, ("default", "2026-P05", "Shopify Web", "net_profit"))
    rows += events_of(warehouse, ("default", "2026-P05", "Amazon FBA", "net_profit"))
    lines_of: dict[str, int] = {}
    for file in {row["source_file"] for row in rows}:
        lines_of[file] = len(export(file).read_bytes().splitlines())
    assert len(lines_of) >= 4
    assert all(1 <= row["source_line"] <= lines_of[row["source_file"]] for row in rows)


@pytest.mark.parametrize("report", REPORTS)
def test_numbers_of_other_reports_are_the_sum_of_their_events(report, warehouse):
    keys = REPORTS[report]
    cells = warehouse.execute(
        f"select store, {', '.join(keys)}, net_profit from reports.{report} "
        f"where net_profit <> 0 order by all"
    ).fetchall()
    picked = random.Random(report).sample(cells, 12)
    condition = " and ".join(f"{expression} = ?" for expression in keys.values())
    for *cell, net_profit in picked:
        (total,) = warehouse.execute(
            f"""
            select sum(events.amount_reporting)
            from marts.fact_financial_performance as performance
            inner join marts.dim_date as dates using (date_key)
            inner join marts.dim_channel as channels using (channel_key)
            inner join marts.dim_product as products using (product_key)
            left join marts.fact_customer_orders as orders
                on performance.store = orders.store and performance.order_id = orders.order_id
            inner join marts.fact_ledger_events as events using (financial_performance_key)
            where events.measure <> 'unallocated_amount' and performance.store = ? and {condition}
            """,
            cell,
        ).fetchone()
        assert total == net_profit, (report, cell)
