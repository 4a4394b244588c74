"""What the cost of goods does when units come back: proof in the returns report, and its truth.

A unit that Amazon books as SELLABLE takes its cost back with it, any other condition makes the cost
a loss. Without a record of its return a refunded unit stays sold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from data.simulator.amazon_model import AmazonOrder
from data.simulator.amazon_truth import AmazonBooks
from data.simulator.cases import CaseBook
from data.simulator.catalog import lines_of, product_of
from data.simulator.fba_stock import fnsku_of
from data.simulator.ledger import FactKey, Ledger
from data.simulator.shopify_truth import OrderBooks


@dataclass(frozen=True)
class SoldLine:
    """A line that units can come back to.

    key: of its refund row on a day. counts_units: its units come back by this proof, not by money.
    """

    store: str
    sku: str
    sale_date: dt.date
    marketplace: str
    quantity: int
    currency: str
    key: Callable[[dt.date], FactKey]
    counts_units: bool = False


def _record(order_id: str, sku: str, day: str, disposition: str, plate: str) -> dict[str, str]:
    product = product_of(sku)
    return {
        "return-date": f"{day}T15:04:05+00:00",
        "order-id": order_id,
        "sku": sku,
        "asin": product.asin,
        "fnsku": fnsku_of(sku),
        "product-name": product.name,
        "quantity": "1",
        "fulfillment-center-id": "ABE8",
        "detailed-disposition": disposition,
        "reason": "UNWANTED_ITEM" if disposition == "SELLABLE" else "DAMAGED_BY_CARRIER",
        "status": "Unit returned to inventory",
        "license-plate-number": plate,
        "customer-comments": "",
    }


def plant_returns(
    records: list[dict[str, str]], amazon: list[AmazonOrder], cases: CaseBook
) -> list[dict[str, str]]:
    """Returns that nobody refunded: one too many, two of a warehouse order of the shop."""
    kinds = {True: "back in stock: cogs comes back", False: "not sellable: cogs to other_costs"}
    for sellable, what in kinds.items():
        first = next(r for r in records if (r["detailed-disposition"] == "SELLABLE") is sellable)
        cases.plant(14, what, first["order-id"])
    units = {
        (order.order_id, item.sku): sum(i.quantity for i in order.items if i.sku == item.sku)
        for order in amazon
        for item in order.items
    }
    twice = next(
        record
        for record in records
        if record["detailed-disposition"] == "SELLABLE"
        and units[record["order-id"], record["sku"]] == 1
        and record["return-date"] < "2026-05"
    )
    cases.plant(14, "more units came back than were sold", twice["order-id"])
    warehouse = next(
        order for order in amazon if order.is_mcf and order.merchant_order_id.startswith("#")
    )
    sku = warehouse.items[0].sku
    cases.plant(14, "a warehouse order of the shop came back", warehouse.order_id)
    again = dt.date.fromisoformat(twice["return-date"][:10]) + dt.timedelta(days=3)
    planted = [
        _record(twice["order-id"], twice["sku"], str(again), "SELLABLE", "LPNRRTWICE0001"),
        _record(warehouse.order_id, sku, "2026-06-04", "SELLABLE", "LPNRRMCF000001"),
    ]
    return sorted([*records, *planted], key=lambda row: (row["return-date"], row["order-id"]))


def amazon_lines(books: AmazonBooks) -> dict[tuple[str, str], SoldLine]:
    """The lines of Amazon orders, by order and SKU."""
    found = {}
    for (order_id, sku), line in books.lines.items():
        order = books.orders[order_id]
        found[order_id, sku] = SoldLine(
            "default",
            sku,
            line.sale_date,
            order.sales_channel,
            line.quantity,
            order.currency,
            lambda day, order_id=order_id, line=line: books.key(order_id, line, "refund", day),
        )
    return found


def warehouse_lines(
    amazon: list[AmazonOrder], booked: dict[str, OrderBooks]
) -> dict[tuple[str, str], SoldLine]:
    """The shop's lines that Amazon's warehouse sent, by warehouse order and SKU."""
    found = {}
    for order in amazon:
        books = booked.get(order.merchant_order_id) if order.is_mcf else None
        for item in order.items if books else ():
            meant = lines_of(item.sku, [line.sku for line in books.lines])
            if not meant:
                continue
            position, line = meant[0], books.lines[meant[0]]
            found[order.order_id, item.sku] = SoldLine(
                books.order.store,
                line.sku,
                books.order.sale_date,
                "Shopify",
                line.quantity,
                books.order.currency,
                lambda day, books=books, position=position: books.key(position, "refund", day),
                counts_units=True,
            )
    return found


def book_returns(
    records: list[dict[str, str]], lines: dict[tuple[str, str], SoldLine], ledger: Ledger
) -> None:
    """Book the cost of what came back, in the order of the days, never more than was sold."""
    units: dict[tuple[str, str, str, bool], int] = {}
    for record in records:
        sellable = record["detailed-disposition"] == "SELLABLE"
        day = record["return-date"][:10]
        place = (record["order-id"], record["sku"], day, not sellable)
        units[place] = units.get(place, 0) + int(record["quantity"])
    left = {place: line.quantity for place, line in lines.items()}
    for (order_id, sku, day, lost), count in sorted(units.items(), key=lambda item: item[0][2:]):
        line = lines.get((order_id, sku))
        if line is None:
            continue
        count = min(count, left[order_id, sku])
        left[order_id, sku] -= count
        cost, _ = ledger.cost_of_sale(line.store, line.sku, line.sale_date, line.marketplace, count)
        key = line.key(dt.date.fromisoformat(day))
        if line.counts_units:
            ledger.count(key, -count, line.currency)
        ledger.post_translated(key, "cogs", -cost, line.currency)
        if lost:
            ledger.post_translated(key, "other_costs", cost, line.currency)
