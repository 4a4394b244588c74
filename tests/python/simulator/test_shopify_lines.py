"""Property: every Shopify sale and refund row follows the allocation rules, recomputed from files.

The rules: amounts of an order go to its lines by largest remainder; a refund is a step of one
cumulative allocation over the order's own goods, shipping, tax and duties. A truth that split one
cent otherwise would make every later comparison lie.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.python.simulator.exports import (
    amazon_orders,
    cents,
    comma_rows,
    exchange,
    is_amazon_copy,
    is_gift_card,
    payments,
    shopify_orders,
    tab_rows,
)
from tests.python.simulator.money import Rates
from tests.python.simulator.shopify_cards import COUNTED, Paid, paid_orders

CHECKED = (
    "gross_revenue",
    "discounts",
    "shipping_revenue",
    "other_revenue",
    "returns",
    "payment_processing_fees",
    "shopify_fees",
)


def share_out(total: int, weights: list[int]) -> list[int]:
    """Largest remainder through exact fractions; ties go to the earlier line."""
    if not total:
        return [0] * len(weights)
    exact = [Fraction(abs(total) * weight, sum(weights)) for weight in weights]
    result = [int(part) for part in exact]
    ranked = sorted(range(len(exact)), key=lambda i: exact[i] - int(exact[i]), reverse=True)
    for i in ranked[: abs(total) - sum(result)]:
        result[i] += 1
    return result if total > 0 else [-part for part in result]


class Split:
    """The split of one order, read from its rows."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.rows, first = rows, rows[0]
        names = [row["Lineitem name"] for row in rows]
        self.tip = [name == "Tip" for name in names]
        self.card = [is_gift_card(name) for name in names]
        self.goods = [not (tip or card) for tip, card in zip(self.tip, self.card, strict=True)]
        self.units = [int(row["Lineitem quantity"]) for row in rows]
        self.amount = [
            cents(row["Lineitem price"]) * units
            for row, units in zip(rows, self.units, strict=True)
        ]
        money = {
            name: cents(first[name])
            for name in ("Subtotal", "Shipping", "Taxes", "Total", "Discount Amount", "Duties")
        }
        listed = sum(a for a, tip in zip(self.amount, self.tip, strict=True) if not tip)
        off_goods = money["Discount Amount"] if money["Subtotal"] != listed else 0
        off_ship = money["Discount Amount"] - off_goods
        own = [cents(row["Lineitem discount"]) for row in rows]
        bears = self.goods if any(self.goods) else self.card
        left = [(a - o) if b else 0 for a, o, b in zip(self.amount, own, bears, strict=True)]
        self.off = [o + s for o, s in zip(own, share_out(off_goods - sum(own), left), strict=True)]
        self.net = [a - o for a, o in zip(self.amount, self.off, strict=True)]
        merchandise = [n if g else 0 for n, g in zip(self.net, self.goods, strict=True)]
        if not any(self.goods):
            self.weights = self.amount
        elif sum(merchandise):
            self.weights = merchandise
        else:
            self.weights = [u if g else 0 for u, g in zip(self.units, self.goods, strict=True)]
        tips = sum(a for a, tip in zip(self.amount, self.tip, strict=True) if tip)
        before_tax = money["Subtotal"] + money["Shipping"] - off_ship + tips + money["Duties"]
        self.tax, ship_tax = [0] * len(rows), 0
        if money["Taxes"] and money["Total"] == before_tax:
            taxable = [
                m if row["Lineitem taxable"] == "true" else 0
                for m, row in zip(merchandise, rows, strict=True)
            ]
            *self.tax, ship_tax = share_out(
                money["Taxes"], [*taxable, money["Shipping"] - off_ship]
            )
        self.shipping = share_out(money["Shipping"] - ship_tax, self.weights)
        self.off_shipping = share_out(off_ship, self.weights)
        self.buckets = [
            *[n - t for n, t in zip(self.net, self.tax, strict=True)],
            *[s - o for s, o in zip(self.shipping, self.off_shipping, strict=True)],
            money["Taxes"],
            money["Duties"],
        ]
        assert sum(self.buckets) == money["Total"]


def _pieces(
    first: dict[str, str], charges: list[dict[str, str]], rows: list[dict[str, str]]
) -> list[tuple[str, int, tuple[int, int], str]]:
    """Day, cents given back, fee and exchange in cents, and type of each refund."""
    ordered = sorted(rows, key=lambda row: dt.datetime.fromisoformat(row["Transaction Date"]))
    pieces = []
    for row in ordered:
        more = exchange(row, charges)
        costs = (cents(row["Fee"]), more)
        pieces.append(
            (row["Transaction Date"][:10], -cents(row["Amount"]) - more, costs, row["Type"])
        )
    dated = sum(amount for _, amount, _, kind in pieces if kind == "refund")
    if cents(first["Refunded Amount"]) > dated:
        day = (first["Cancelled at"] or first["Created at"])[:10]
        pieces.append((day, cents(first["Refunded Amount"]) - dated, (0, 0), "refund"))
    return pieces


def billed_fees(folder: Path, store: str) -> dict[str, int]:
    """What the bill of June 2026 takes of each order that another gateway paid, in cents."""
    if store != "default":
        return {}
    due = {
        order.name: fee
        for order in paid_orders(folder)
        if order.first["Created at"].startswith("2026-06")
        for code, _, fee in order.estimates(store)
        if code == "third_party_transaction_fee"
    }
    (bill,) = (
        row
        for row in comma_rows(folder / "shopify/billing/billing.csv")
        if row["charge_type"] == "Transaction fees" and row["charged_at"].startswith("2026-06")
    )
    names = sorted(due)
    shares = share_out(cents(bill["amount"]), [due[name] for name in names])
    return dict(zip(names, shares, strict=True))


def _sent_back_to_amazon(sample: Path) -> list[tuple[str, str, str, int]]:
    """(order of the shop, SKU, day, units) of what Amazon's warehouse sent for it and took back."""
    amazon = amazon_orders(sample)
    return [
        (first["merchant-order-id"], row["sku"], row["return-date"][:10], int(row["quantity"]))
        for path in sorted((sample / "amazon/returns").glob("*.txt"))
        for row in tab_rows(path)
        for first in amazon.get(row["order-id"], [])[:1]
        if first["sales-channel"].startswith("Non-Amazon")
    ]


def _expected(sample: Path, rates: Rates, store: str) -> dict[tuple[str, ...], dict[str, int]]:
    """(order line, event, date) -> measures in 1/10,000 USD, and quantity."""
    booked: dict[tuple[str, ...], dict[str, int]] = defaultdict(Counter)
    by_order: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in payments(sample):
        by_order[row["Order"], "in" if row["Type"] == "charge" else "out"].append(row)
    billed = billed_fees(sample, store)
    for name, rows in shopify_orders(sample).items():
        first = rows[0]
        if first["Financial Status"] not in COUNTED or is_amazon_copy(first):
            continue
        split, currency, sold = Split(rows), first["Currency"], first["Created at"][:10]

        def put(
            line: int,
            event: str,
            day: str,
            measure: str,
            amount: int,
            name: str = name,
            currency: str = currency,
        ) -> None:
            usd = rates.translate(amount, currency, day)
            booked[f"{name}/{line + 1}", event, day][measure] += usd

        for i in range(len(rows)):
            if split.goods[i]:
                put(i, "sale", sold, "gross_revenue", split.amount[i] - split.tax[i])
                booked[f"{name}/{i + 1}", "sale", sold]["quantity"] += split.units[i]
            elif split.tip[i]:
                put(i, "sale", sold, "other_revenue", split.amount[i])
            put(i, "sale", sold, "discounts", split.off[i])
            put(i, "sale", sold, "shipping_revenue", split.shipping[i])
            put(i, "sale", sold, "discounts", split.off_shipping[i])
        for charge in by_order[name, "in"]:
            for i, share in enumerate(share_out(cents(charge["Fee"]), split.weights)):
                put(i, "sale", sold, "payment_processing_fees", share)
        for code, measure, expected in Paid(name, rows, by_order[name, "in"]).estimates(store):
            fee = billed.get(name, expected) if code.startswith("third_party") else expected
            for i, share in enumerate(share_out(fee, split.weights)):
                put(i, "sale", sold, measure, share)
        so_far, refunded, before, size = 0, 0, [0] * len(split.buckets), len(rows)
        pieces = _pieces(first, by_order[name, "in"], by_order[name, "out"])
        back = [row["Lineitem fulfillment status"] == "restocked" for row in rows]
        for i in range(size):
            if back[i]:
                last = max(day for day, _, _, kind in pieces if kind == "refund")
                booked[f"{name}/{i + 1}", "refund", last]["quantity"] -= split.units[i]
        for day, amount, costs, kind in pieces:
            so_far += amount
            missing = cents(first["Total"]) - refunded
            refunded += amount if kind == "refund" else 0
            whole = missing > 0 and refunded >= cents(first["Total"])
            after = share_out(so_far, split.buckets)
            step = [a - b for a, b in zip(after, before, strict=True)]
            before = after
            for i in range(size):
                put(i, "refund", day, "returns", 0 if split.card[i] else step[i])
                put(i, "refund", day, "returns", step[size + i])
                if whole and split.goods[i] and not back[i]:
                    booked[f"{name}/{i + 1}", "refund", day]["quantity"] -= split.units[i]
            for cost in costs:
                for i, share in enumerate(share_out(cost, split.weights)):
                    put(i, "refund", day, "payment_processing_fees", share)
    for name, sku, day, units in _sent_back_to_amazon(sample) if store == "default" else ():
        skus = [row["Lineitem sku"] for row in shopify_orders(sample)[name]]
        booked[f"{name}/{skus.index(sku) + 1}", "refund", day]["quantity"] -= units
    return {
        key: {k: v for k, v in row.items() if v} for key, row in booked.items() if any(row.values())
    }


def _told(truth: dict[str, Any], store: str) -> dict[tuple[str, ...], dict[str, int]]:
    told = {}
    for row in truth["fact"]:
        if row["store"] != store or not row["order_line_id"].startswith("#"):
            continue
        amounts = {
            name: int(Decimal(text) * 10_000)
            for name, text in row["measures"].items()
            if name in CHECKED
        }
        if row["quantity"]:
            amounts["quantity"] = row["quantity"]
        if amounts:
            told[row["order_line_id"], row["event_type"], row["event_date"]] = amounts
    return told


@pytest.mark.parametrize(("store", "folder"), [("default", ""), ("eu", "eu")])
def test_every_line_of_every_order(truth: dict, sample: Path, store: str, folder: str):
    expected, told = _expected(sample / folder, Rates(sample), store), _told(truth, store)
    assert told.keys() == expected.keys()
    assert {key: row for key, row in told.items() if row != expected[key]} == {}


def test_restocked_lines_give_their_cost_back_whatever_was_refunded(truth: dict, sample: Path):
    costs: dict[tuple[str, str], Decimal] = {}
    for row in truth["fact"]:
        if row["store"] == "default" and "cogs" in row["measures"]:
            costs[row["order_line_id"], row["event_type"]] = Decimal(row["measures"]["cogs"])
    back = {line for line, event in costs if event == "refund" and line.startswith("#")}
    expected = set()
    for name, rows in shopify_orders(sample).items():
        for number, row in enumerate(rows, start=1):
            if row["Lineitem fulfillment status"] == "restocked":
                expected.add(f"{name}/{number}")
    restocked = {line for line in expected if costs.get((line, "sale"))}
    assert back > restocked
    assert all(costs[line, "refund"] == -costs[line, "sale"] for line in restocked)
    # What Amazon's warehouse took back for the shop is proof as well.
    assert len(back - restocked) == 1
