"""Months that are closed keep their profit and loss to the cent, whatever lands afterwards.

Who relies on it: whoever has signed a month. A brand's orders land, the books are closed, and then
half of its settlements, payouts, invoices, bills, returns, storage reports and exchange rates
arrive, and returns and storage that were known are told anew. What all of them tell of closed
months may be told on open days only, no rate translates a closed day anew, and nothing may get lost
on the way.
"""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.incremental.brand import Brand, Export, tables
from tests.python.incremental.warehouse import Warehouse, differences

pytestmark = pytest.mark.dear

CLOSED_THROUGH = "2026-02-28"
CLOSED = ("--vars", json.dumps({"closed_through": CLOSED_THROUGH}))
# Of these a later export tells something new and leaves what an earlier one told.
LATE = (
    "amazon/settlements",
    "amazon/returns",
    "amazon/reimbursements",
    "amazon/storage_fees",
    "shopify/payment_transactions",
    "shopify/billing",
    "costs/carrier_invoices",
)
MEASURES = (
    "quantity", "gross_revenue", "discounts", "shipping_revenue", "gift_wrap_revenue",
    "other_revenue", "returns", "cogs", "amazon_referral_fees", "amazon_fulfillment_fees",
    "amazon_storage_fees", "amazon_other_fees", "shopify_fees", "payment_processing_fees",
    "shipping_cost", "reimbursements", "ad_spend", "other_costs", "unallocated_amount",
)  # fmt: skip
Totals = dict[tuple, Decimal]


def query(warehouse: Warehouse, text: str) -> list[tuple]:
    with duckdb.connect(str(warehouse.workspace.warehouse)) as connection:
        return connection.execute(text).fetchall()


def months(warehouse: Warehouse) -> Totals:
    """What is not zero of the profit and loss, by month, channel and measure."""
    sums = ", ".join(f"sum({name})" for name in MEASURES)
    rows = query(
        warehouse,
        f"select strftime(event_date, '%Y-%m'), channel_key, {sums} "
        "from marts.fact_financial_performance group by all",
    )
    return {
        (month, channel, name): amount
        for month, channel, *amounts in rows
        for name, amount in zip(MEASURES, amounts, strict=True)
        if amount
    }


def closed(totals: Totals) -> Totals:
    return {key: amount for key, amount in totals.items() if key[0] <= CLOSED_THROUGH[:7]}


def accrued(warehouse: Warehouse) -> list[tuple]:
    """What the accounts earned in closed periods, by channel; 0 is no row of an account."""
    return query(
        warehouse,
        "select store, account, channel_name, currency, period_start, accrued_net_proceeds "
        f"from reports.rpt_cash_and_accrual where period_end <= '{CLOSED_THROUGH}' "
        "and accrued_net_proceeds <> 0 order by all",
    )


def over_time(warehouse: Warehouse) -> list[tuple]:
    """What is not zero over all months, in its own currency: a closed day keeps its rates."""
    return query(
        warehouse,
        "select channel_name, measure, currency, sum(amount) from marts.fact_ledger_events "
        "where ledger_role in ('pnl', 'unallocated') group by all having sum(amount) <> 0 "
        "order by all",
    )


def landed(warehouse: Warehouse) -> list[tuple]:
    """What each file says, over the four roles. An estimate of a rate card did not land."""
    return query(
        warehouse,
        "select source, report, source_file, currency, sum(amount) as amount "
        "from marts.fact_ledger_events where report <> 'rate_cards' group by all "
        "having sum(amount) <> 0 order by all",
    )


def split(exports: Iterable[Export]) -> tuple[list[Export], list[Export]]:
    """Every second file of what may be late; the files of one settlement stay together."""
    documents: dict[str, list[Export]] = {}
    early = []
    for export in exports:
        folder, _, name = export.path.rpartition("/")
        if folder in LATE:
            document = name.split("_")[0] if folder == "amazon/settlements" else name
            documents.setdefault(f"{folder}/{document}", []).append(export)
        else:
            early.append(export)
    late = []
    for place, name in enumerate(sorted(documents)):
        (late if place % 2 else early).extend(documents[name])
    return early, late


def told_otherwise(exports: Iterable[Export]) -> list[Export]:
    """The returns reports once more, each unit with a new status, every second in new condition."""
    again = []
    for export in exports:
        if export.path.startswith("amazon/returns/"):
            header, *lines = export.content.decode().splitlines()
            status, condition = map(header.split("\t").index, ("status", "detailed-disposition"))
            rows = [line.split("\t") for line in lines]
            for place, row in enumerate(rows):
                row[status] = "Reimbursed"
                if place % 2 == 0:
                    row[condition] = "DEFECTIVE" if row[condition] == "SELLABLE" else "SELLABLE"
            path = export.path.replace(".txt", "_again.txt")
            told = ["\t".join(row) for row in rows]
            again.append(Export(path, "\n".join([header, *told, ""]).encode()))
    assert again
    return again


def with_other_stock(exports: Iterable[Export]) -> list[Export]:
    """The storage reports once more: one row of each month has a fee that outweighs the others."""
    again = []
    for export in exports:
        if export.path.startswith("amazon/storage_fees/"):
            header, *lines = export.content.decode().splitlines()
            names = header.split("\t")
            month, fee = (
                names.index("month_of_charge"),
                names.index("estimated_monthly_storage_fee"),
            )
            told, rows = set(), [line.split("\t") for line in lines]
            for row in rows:
                row[fee] = row[fee] if row[month] in told else "99.00"
                told.add(row[month])
            path = export.path.replace(".txt", "_again.txt")
            text = "\n".join([header, *("\t".join(row) for row in rows), ""])
            again.append(Export(path, text.encode()))
    assert again
    return again


def rates_in_two_parts(exports: Iterable[Export]) -> tuple[list[Export], list[Export]]:
    """The table of exchange rates with every second day in time, and with all of its days late."""
    header, *days = next(
        e for e in exports if e.path == "reference/fx/rates.csv"
    ).content.splitlines()
    others = [e for e in exports if not e.path.startswith("reference/fx/")]
    early, late = (
        "\n".join(line.decode() for line in (header, *rows, b"")) for rows in (days[::2], days)
    )
    return (
        [*others, Export("reference/fx/rates_in_time.csv", early.encode())],
        [Export("reference/fx/rates_late.csv", late.encode())],
    )


def available_later(exports: Iterable[Export]) -> list[Export]:
    """The exports of payments once more, the money of each row available on another day."""
    again = []
    for export in exports:
        if export.path.startswith("shopify/payment_transactions/"):
            rows = list(csv.reader(io.StringIO(export.content.decode())))
            available = rows[0].index("Available On")
            for row in rows[1:]:
                row[available] = "2026-06-30"
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(rows)
            path = export.path.replace(".csv", "_again.csv")
            again.append(Export(path, out.getvalue().encode()))
    assert again
    return again


def stored(warehouse: Warehouse) -> list[tuple]:
    """What each product bears of the storage of closed months, by the day that billed it."""
    return query(
        warehouse,
        "select event_date, posted_date, sku, sum(amount) from marts.fact_ledger_events "
        "where component = 'storage' and basis = 'allocated' and event_date < posted_date "
        f"and event_date <= '{CLOSED_THROUGH}' group by all order by all",
    )


class InParts:
    """An order of three units that no report calls shipped: one is settled in time, two late."""

    order, day = "112-0000000-0000003", "2026-02-10T10:00:00+00:00"

    def __init__(self) -> None:
        (name, shape), *_ = tables("amazon/all_orders", "amazon-order-id", "\t").items()
        rows = (r for r in shape.records if (r["sku"], r["currency"]) == ("AG-BASK-M", "USD"))
        row = next(rows)
        placed = {"amazon-order-id": self.order, "merchant-order-id": self.order}
        placed |= {"order-status": "Unshipped", "item-status": "Unshipped", "quantity": "3"}
        placed |= {"purchase-date": self.day, "last-updated-date": self.day, "item-price": "90.00"}
        text = shape.written([row | placed])
        self.early = [Export("amazon/all_orders/in_parts.txt", text.encode())]
        self.early.append(self._settled("99000000001", "1", "30.00", "2026-02-12"))
        self.late = [self._settled("99000000002", "2", "60.00", "2026-03-12")]

    def _settled(self, document: str, units: str, price: str, day: str) -> Export:
        shapes = tables("amazon/settlements", "settlement-id", "\t")
        shape = shapes[max(name for name in shapes if name.endswith("_v2.txt"))]
        stated = shape.records[0] | {"settlement-id": document, "total-amount": price}
        stated["currency"] = "USD"
        sold = dict.fromkeys(shape.columns, "") | {
            "settlement-id": document, "transaction-type": "Order", "order-id": self.order,
            "merchant-order-id": self.order, "marketplace-name": "Amazon.com",
            "amount-type": "ItemPrice", "amount-description": "Principal", "amount": price,
            "fulfillment-id": "AFN", "posted-date": f"{day} 00:00:00 UTC",
            "posted-date-time": f"{day} 10:00:00 UTC", "sku": "AG-BASK-M",
            "quantity-purchased": units,
        }  # fmt: skip
        path = f"amazon/settlements/{document}_flat_file_v2.txt"
        return Export(path, shape.written([stated, sold]).encode())


def test_late_files_leave_closed_months_as_they_were(spark, tmp_path: Path) -> None:
    # A brand with a parcel that is invoiced late and a restocked order whose refund is dated late.
    parts = InParts()
    early, late = split(Brand(41).exports)
    late += parts.late + told_otherwise(early) + with_other_stock(early)
    late += available_later(early)
    early, rates = rates_in_two_parts(early + parts.early)
    late += rates
    books = Warehouse(tmp_path / "books")
    books.deliver(early)
    books.build()
    signed, bearing, earned = months(books), stored(books), accrued(books)
    assert {"Amazon", "Shopify Payments"} == {account for _, account, *_ in earned}
    assert len({day for day, *_ in bearing}) >= 2
    assert len({month for month, _, _ in closed(signed)}) >= 6 and closed(signed) != signed

    query(
        books,
        "update seeds.fiscal_periods set closed_at = (select max(loaded_at) + interval 1 second "
        f"from landing.row_ledger) where ends_on <= '{CLOSED_THROUGH}'",
    )
    # A close is a moment between two landings, which are told apart by the second.
    time.sleep(2)
    books.build(*CLOSED)
    assert months(books) == signed

    books.deliver(late)
    books.build(*CLOSED)
    grown, kept, told = months(books), books.published(), landed(books)
    booked = over_time(books)
    assert closed(grown) == closed(signed) and stored(books) == bearing
    # Cash is what the bank says, and may be told late; what was earned may not.
    assert accrued(books) == earned
    booked_later = query(
        books,
        "select report, count(*) from marts.fact_ledger_events "
        "where own_date < event_date group by all",
    )
    sold_in_parts = (
        "select event_date, quantity, gross_revenue, cogs <> 0 "
        "from marts.fact_financial_performance "
        f"where order_id = '{parts.order}' and event_type = 'sale' order by event_date"
    )
    each_when_it_was_known = [
        (date(2026, 2, 10), 1, Decimal(30), True), (date(2026, 3, 1), 2, Decimal(60), True)
    ]  # fmt: skip
    assert query(books, sold_in_parts) == each_when_it_was_known
    # Each kind of late file had something to tell of a closed month.
    assert {
        "settlements", "payment_transactions", "carrier_invoices", "billing", "rate_cards",
        "all_orders", "shipments", "orders", "cogs",
    } <= {report for report, _ in booked_later}  # fmt: skip

    books.build(*CLOSED, "--full-refresh")
    assert differences(kept, books.published()) == []

    # Where nobody wrote down when a month was closed, the days on the documents say it.
    query(books, "update seeds.fiscal_periods set closed_at = null")
    books.build(*CLOSED, "--full-refresh")
    assert query(books, sold_in_parts) == each_when_it_was_known

    books.build(gates=True)
    assert over_time(books) == booked
    assert closed(months(books)) != closed(signed) and stored(books) != bearing
    assert landed(books) == told
