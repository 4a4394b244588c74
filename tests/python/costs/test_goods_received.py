"""First in first out and the weighted average against a second implementation, to the last digit.

Receipts, sales and returns are drawn from a seed: lines that cross receipts, units that come back
and are sold again, units beyond what was received, two currencies, bundles that take components.
Then lists tell the freight of receipts again, some of them after months were closed.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.costs.stock import (
    Costed,
    Line,
    Receipt,
    first_in_first_out,
    weighted_average,
)
from tests.python.mutation.planting import Workbench

pytestmark = pytest.mark.dear

FIRST = date(2025, 1, 1)
SKUS = ("MUG", "BOWL", "VASE", "LID", "NEVER", "RAW")
# Of BOX each unit takes two mugs and a lid; nobody receives a box.
BUNDLE = {"MUG": 2, "LID": 1}
# Each seed is a store of its own, so that one build costs them all.
SEEDS = (1, 2, 3)
MODELS = ("path:models/intermediate/costs", "int_ledger__cogs_events")
# When the books of January and February were closed, and when lists landed.
CLOSED = {date(2025, 1, 31): datetime(2025, 2, 10), date(2025, 2, 28): datetime(2025, 3, 10)}
LANDED = (datetime(2025, 1, 1), datetime(2025, 2, 5), datetime(2025, 3, 5), datetime(2025, 3, 20))
# The freight of a receipt, by list; a list that says nothing of it says what the last one said.
Freight = dict[tuple[str, int], list[Decimal | None]]


def day(draw: random.Random) -> date:
    return FIRST + timedelta(days=draw.randrange(60))


def drawn(seed: int) -> tuple[dict[str, list[Receipt]], list[tuple[str, Line]]]:
    """Receipts by SKU, and lines with the SKU that each sells."""
    draw = random.Random(seed)
    receipts = {
        sku: [
            Receipt(
                FIRST if first else day(draw),
                number,
                draw.randrange(1, 13),
                Decimal(draw.randrange(1, 200_000)) / 10_000,
                draw.choice(["USD", "USD", "EUR"]) if sku != "MUG" else "USD",
            )
            for number, first in enumerate([sku == "BOWL", *[False] * draw.randrange(3, 9)])
        ]
        for sku in SKUS[:4]
    }
    # Goods of which the first come after the first sales, and goods that never come.
    receipts["RAW"] = [Receipt(FIRST + timedelta(days=50), 0, 5, Decimal("3.3333"), "USD")]
    lines = []
    for number in range(160):
        sku = draw.choice([*SKUS, "MUG", "BOWL", "BOX"])
        line = Line(
            f"{seed}: line {draw.randrange(10**6):06d} {number}", day(draw), draw.randrange(1, 5)
        )
        left, when = line.units, line.day
        while left and draw.random() < 0.45:
            units = draw.randrange(1, left + 1)
            when += timedelta(days=draw.randrange(1, 12))
            line.returns.append((when, draw.random() < 0.7, units))
            left -= units
        lines.append((sku, line))
    return receipts, lines


def told_again(seed: int, receipts: dict[str, list[Receipt]]) -> Freight:
    """What each of the lists tells of the freight of a unit; of some receipts only the first tells
    anything."""
    draw = random.Random(seed)

    def told() -> Decimal | None:
        return Decimal(draw.randrange(1, 30_000)) / 10_000 if draw.random() < 0.6 else None

    return {
        (sku, receipt.order): [None, *(told() if again else None for _ in LANDED[1:])]
        for sku, received in receipts.items()
        for receipt in received
        for again in [draw.random() < 0.8]
    }


def known_at(moment: datetime, receipts: dict[str, list[Receipt]], freight: Freight):
    """The receipts with what they cost by the lists that had landed."""

    def cost(sku: str, receipt: Receipt) -> Decimal:
        told = [
            amount
            for landed, amount in zip(LANDED, freight[sku, receipt.order], strict=True)
            if landed <= moment and amount is not None
        ]
        return receipt.cost + (told[-1] if told else 0)

    return {
        sku: [replace(receipt, cost=cost(sku, receipt)) for receipt in received]
        for sku, received in receipts.items()
    }


def taken(lines: list[tuple[str, Line]], sku: str) -> list[Line]:
    """What the lines take of the stock of a SKU."""
    return [
        Line(line.key, line.day, line.units * each, [(d, s, n * each) for d, s, n in line.returns])
        for sold, line in lines
        for each in [1 if sold == sku else BUNDLE.get(sku, 0) if sold == "BOX" else 0]
        if each
    ]


def expected(method, receipts, lines) -> dict[str, Costed]:
    """The oracle's answer for whole lines: the parts of a bundle added up."""
    total: dict[str, Costed] = {}
    for sku in SKUS:
        for key, part in method(receipts.get(sku, []), taken(lines, sku)).items():
            line = total.setdefault(key, Costed(defaultdict(Decimal), 0, defaultdict(Decimal)))
            line.missing += part.missing
            for name, amount in part.cost.items():
                line.cost[name] += amount
            for place, amount in part.back.items():
                line.back[place] += amount
    return total


class Warehouse:
    """A copy of the demo brand's warehouse that sells what a test drew."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench

    def sell(self, drawn: dict[str, tuple[dict, list, Freight]]) -> None:
        """Make the warehouse sell what was drawn, by store."""
        self.bench.close()
        with duckdb.connect(str(self.bench.warehouse)) as connection:
            for name in (
                "costs__receipts",
                "costs__receipts__versions",
                "reference__bundles__versions",
            ):
                columns = connection.execute(f"describe landing.{name}").fetchall()
                kind = connection.execute(
                    "select table_type from information_schema.tables "
                    f"where table_schema = 'landing' and table_name = '{name}'"
                ).fetchone()[0]
                connection.execute(f"drop {'view' if kind == 'VIEW' else 'table'} landing.{name}")
                body = ", ".join(f'"{column[0]}" {column[1]}' for column in columns)
                connection.execute(f"create table landing.{name} ({body})")
            for name in ("order_lines", "customer_returns", "shopify_refunds"):
                connection.execute(f"delete from intermediate.int_orders__{name}")
            for store, (receipts, lines, freight) in drawn.items():
                self._receive(connection, store, receipts, freight)
                for part, units in BUNDLE.items():
                    connection.execute(
                        "insert into landing.reference__bundles__versions (_store, bundle_sku, "
                        "component_sku, quantity, _record_type, _file_no, _loaded_at) "
                        "values (?, 'BOX', ?, ?, 'data', 1, '2025-01-01')",
                        [store, part, units],
                    )
                for sku, line in lines:
                    self._sell(connection, store, sku, line)

    @staticmethod
    def _receive(connection, store: str, receipts: dict[str, list[Receipt]], freight) -> None:
        rows = [(sku, receipt) for sku, received in receipts.items() for receipt in received]
        names = (
            "_store, sku, received_at, received_date, quantity, unit_cost, currency, "
            "_source_line, freight_cost, _file_no, _file_sha256, _source_file, _batch_id, "
            "_loaded_at, _record_type, _row_hash"
        )
        for number, (sku, receipt) in enumerate(rows):
            same = [
                *(store, sku, f"{receipt.day} 12:00:{receipt.order:02d}", receipt.day),
                *(receipt.units, receipt.cost, receipt.currency, number),
            ]
            versions = [
                [*same, amount, place, f"f{place}", f"f{place}", f"b{place}", landed]
                for place, (landed, amount) in enumerate(
                    zip(LANDED, freight[sku, receipt.order], strict=True)
                )
                if place == 0 or amount is not None
            ]
            for table, told in [("costs__receipts__versions", row) for row in versions] + [
                ("costs__receipts", versions[-1])
            ]:
                connection.execute(
                    f"insert into landing.{table} ({names}) values ("
                    + "?, " * len(told)
                    + "'data', 'h')",
                    told,
                )

    @staticmethod
    def _sell(connection, store: str, sku: str, line: Line) -> None:
        connection.execute(
            "insert into intermediate.int_orders__order_lines (store, order_line_key, sku, "
            "sale_date, quantity, is_counted, line_kind, platform) "
            "values (?, ?, ?, ?, ?, true, 'merchandise', 'amazon')",
            [store, line.key, sku, line.day, line.units],
        )
        for when, sellable, units in line.returns:
            connection.execute(
                "insert into intermediate.int_orders__customer_returns "
                "(store, order_id, sku, order_line_key, return_date, disposition, units) "
                "values (?, ?, ?, ?, ?, ?, ?)",
                [
                    *(store, line.key, sku, line.key, when),
                    "SELLABLE" if sellable else "DEFECTIVE",
                    units,
                ],
            )

    def costed(self, method: str, **variables: str) -> dict[str, Costed]:
        """What the models make of it."""
        given = json.dumps({"cogs_method": method, **variables})
        outcomes = self.bench.run("run", "--select", *MODELS, "--vars", given)
        assert {outcome.status for outcome in outcomes} == {"success"}, outcomes
        self.bench.close()
        with duckdb.connect(str(self.bench.warehouse), read_only=True) as connection:
            parts = connection.execute(
                "select order_line_key, coalesce(currency, ''), sum(cost_amount), "
                "sum(case when is_known then 0 else units_to - units_from end) "
                "from intermediate.int_costs__order_line_costs where is_booked group by all"
            ).fetchall()
            events = connection.execute(
                "select order_line_key, event_date, component, currency, sum(amount) "
                "from intermediate.int_ledger__cogs_events where measure = 'cogs' group by all"
            ).fetchall()
        found: dict[str, Costed] = {}
        for key, currency, amount, missing in parts:
            line = found.setdefault(key, Costed({}, 0, {}))
            line.missing += int(missing)
            if amount:
                line.cost[currency] = amount
        for key, when, component, currency, amount in events:
            if component != "cogs":
                found[key].back[when, component == "cogs_returned", currency] = amount
            else:
                assert found[key].cost[currency] == -amount
        return found


@pytest.fixture(scope="module")
def warehouse(demo, tmp_path_factory) -> Warehouse:
    bench = Workbench(tmp_path_factory.mktemp("stock"), Path(demo.warehouse))
    selling = Warehouse(bench)
    selling.sell(
        {
            f"store {seed}": (receipts, lines, told_again(seed, receipts))
            for seed in SEEDS
            for receipts, lines in [drawn(seed)]
        }
    )
    with duckdb.connect(str(bench.warehouse)) as connection:
        for last_day, moment in CLOSED.items():
            connection.execute(
                "update seeds.fiscal_periods set closed_at = ? where ends_on = ?",
                [moment, last_day],
            )
    yield selling
    bench.close()


METHODS = {"fifo": first_in_first_out, "weighted_average": weighted_average}


def differences(built: dict[str, Costed], right: dict[str, Costed]) -> dict:
    assert built.keys() == right.keys()
    return {
        key: (built[key], line)
        for key, line in right.items()
        if (built[key].cost, built[key].missing, built[key].back)
        != (dict(line.cost), line.missing, dict(line.back))
    }


@pytest.mark.parametrize("method", METHODS)
def test_the_models_cost_every_line_as_the_oracle_does(warehouse, method):
    right: dict[str, Costed] = {}
    for seed in SEEDS:
        receipts, lines = drawn(seed)
        newest = known_at(LANDED[-1], receipts, told_again(seed, receipts))
        right |= expected(METHODS[method], newest, lines)
    wrong = differences(warehouse.costed(method), right)
    assert wrong == {}, (len(wrong), next(iter(wrong.items())))


@pytest.mark.parametrize("method", METHODS)
def test_a_closed_month_costs_goods_at_what_its_close_knew(warehouse, method):
    right: dict[str, Costed] = {}
    restated = dict.fromkeys(CLOSED, 0)
    for seed in SEEDS:
        receipts, lines = drawn(seed)
        freight = told_again(seed, receipts)
        newest = expected(METHODS[method], known_at(LANDED[-1], receipts, freight), lines)
        right |= newest
        begins = date.min
        for last_day, moment in CLOSED.items():
            then = expected(METHODS[method], known_at(moment, receipts, freight), lines)
            months_lines = {line.key for _, line in lines if begins < line.day <= last_day}
            right |= {key: then[key] for key in months_lines}
            restated[last_day] += sum(then[key].cost != newest[key].cost for key in months_lines)
            begins = last_day
    assert all(count > 10 for count in restated.values()), restated
    built = warehouse.costed(method, closed_through=str(max(CLOSED)))
    wrong = differences(built, right)
    assert wrong == {}, (len(wrong), next(iter(wrong.items())))


def test_what_is_drawn_holds_every_case():
    receipts, lines = drawn(1)
    first = expected(first_in_first_out, receipts, lines)
    assert any(len(line.cost) == 2 for line in first.values())
    assert any(line.missing for line in first.values())
    assert any(line.missing and line.cost for line in first.values())
    assert any(sellable for line in first.values() for _, sellable, _ in line.back)
    assert any(not sellable for line in first.values() for _, sellable, _ in line.back)
    # Units that came back were sold again: without them other units are sold.
    kept = [(sku, Line(line.key, line.day, line.units)) for sku, line in lines]
    assert {k: v.cost for k, v in expected(first_in_first_out, receipts, kept).items()} != {
        k: v.cost for k, v in first.items()
    }


def test_methods_that_need_receipts_refuse_without_them(demo, tmp_path):
    bench = Workbench(tmp_path, Path(demo.warehouse))
    for method, said in (
        ("fifo", "cogs_method fifo needs goods receipts, and none have landed"),
        ("lifo", "The variable cogs_method is 'lifo': it must be effective_date, fifo or"),
    ):
        given = json.dumps({"cogs_method": method})
        with pytest.raises(AssertionError, match=said):
            bench.run("run", "--select", "int_costs__goods_sold", "--vars", given)
        bench.close()
