"""A cost that lands after a period was closed leaves its books alone, and the difference is told.

The demo brand's costs get late versions. All is told from landed rows, so that any build of the
same rows comes to the same.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.mutation.planting import Workbench

pytestmark = pytest.mark.dear

SKU, CLOSED_THROUGH = "AG-BASK-M", "2025-12-31"
VERSIONS = "landing.costs__cogs__versions"
MODELS = (
    "path:models/intermediate/costs",
    "int_ledger__cogs_events",
    "int_ledger__cost_restatements",
    "fact_cost_restatements",
    "rpt_restatements",
)
BOOKED = """
    select lines.order_line_key, lines.sku, lines.sale_date, lines.store, lines.channel_name,
        coalesce(sum(costs.cost_amount), 0)
    from intermediate.int_orders__order_lines as lines
    inner join intermediate.int_costs__order_line_costs as costs using (order_line_key)
    where costs.is_booked and lines.sku = '{sku}' and lines.store = 'default'
    group by all
"""


class Books:
    """A copy of the demo brand's warehouse whose cost list changes after the first landing."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench

    def land(self, unit_cost: str, effective_from: str) -> None:
        """One more version of the SKU's cost, in a batch of the next day."""
        self.bench.close()
        with duckdb.connect(str(self.bench.warehouse)) as connection:
            (kind,) = connection.execute(
                "select table_type from information_schema.tables where table_schema = 'landing' "
                "and table_name = 'costs__cogs__versions'"
            ).fetchone()
            if kind == "VIEW":
                connection.execute(f"create table kept as select * from {VERSIONS}")
                connection.execute(f"drop view {VERSIONS}")
                connection.execute(f"create table {VERSIONS} as select * from kept")
            connection.execute(
                f"insert into {VERSIONS} (_store, sku, unit_cost, currency, effective_from, "
                "_record_type, _file_no, _loaded_at, _as_of, _source_file, _source_line) "
                f"select 'default', '{SKU}', {unit_cost}, 'USD', '{effective_from}', 'data', "
                "max(_file_no) + 1, max(_loaded_at) + interval 1 day, "
                f"max(_as_of) + interval 1 day, 'late.csv', 2 from {VERSIONS}"
            )

    def build(self, **variables) -> dict[str, tuple]:
        """Cost of each line of the SKU, as the ledger has it: day, channel and cost by line."""
        given = ["--vars", json.dumps(variables)] if variables else []
        outcomes = self.bench.run("run", "--select", *MODELS, *given)
        assert {outcome.status for outcome in outcomes} == {"success"}, outcomes
        self.bench.close()
        rows = self.rows(BOOKED.format(sku=SKU))
        return {key: (str(day), channel, cost) for key, _, day, _, channel, cost in rows}

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.bench.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def report(self) -> dict[tuple, tuple]:
        """rpt_restatements by period and channel, as it would be published."""
        rows = self.rows(
            "select fiscal_year, fiscal_period, channel_name, cogs_as_closed, cogs_as_known_now, "
            "cogs_difference, is_restated from reports.rpt_restatements__candidate"
        )
        return {row[:3]: row[3:] for row in rows}


@pytest.fixture(scope="module")
def books(demo, tmp_path_factory):
    bench = Workbench(tmp_path_factory.mktemp("late"), Path(demo.warehouse))
    yield Books(bench)
    bench.close()


def sums(lines: dict[str, tuple], closed: bool) -> dict[tuple, Decimal]:
    """Cost by fiscal period and channel of the closed or the open lines."""
    found: dict[tuple, Decimal] = {}
    for day, channel, cost in lines.values():
        if (day <= CLOSED_THROUGH) is closed:
            place = (int(day[:4]), int(day[5:7]), channel)
            found[place] = found.get(place, Decimal(0)) + cost
    return found


def test_a_late_cost_changes_open_periods_alone_unless_closed_ones_are_restated(books):
    before = books.build(closed_through=CLOSED_THROUGH)
    assert books.report() == {}
    # Other prices for days that were known, and a day in the closed year that was not.
    books.land("11.11", "2025-01-01")
    books.land("12.12", "2025-11-01")
    books.land("13.13", "2026-01-01")
    newest = books.build()
    assert books.report() == {}
    assert all(cost != before[key][2] for key, (_, _, cost) in newest.items())

    kept = books.build(closed_through=CLOSED_THROUGH)
    assert sums(kept, closed=True) == sums(before, closed=True) != {}
    assert sums(kept, closed=False) == sums(newest, closed=False) != {}
    told = books.report()
    closed, now = sums(before, closed=True), sums(newest, closed=True)
    assert told == {
        place: (closed[place], now[place], now[place] - closed[place], False) for place in closed
    }

    restated = books.build(closed_through=CLOSED_THROUGH, restate_closed_periods=True)
    assert restated == newest
    assert books.report() == {place: (*row[:3], True) for place, row in told.items()}
