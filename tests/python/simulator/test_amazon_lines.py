"""Property: every Amazon order line carries exactly the settlement rows that name it, by measure.

Recomputed from the settlement files of the version that counts. A row booked on another line, date
or measure would leave every total right and every margin per product wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

from tests.python.simulator.exports import (
    amazon_orders,
    cents,
    is_balance_sheet,
    local_date,
    settlement_parts,
)
from tests.python.simulator.money import Rates

REFUNDS = ("Refund", "A-to-z Guarantee Refund")
FEES = {
    "Commission": "amazon_referral_fees",
    "RefundCommission": "amazon_referral_fees",
    "FBAPerUnitFulfillmentFee": "amazon_fulfillment_fees",
    "FBAPerOrderFulfillmentFee": "amazon_fulfillment_fees",
    "Shipping label purchase": "shipping_cost",
}
SALES = {
    "Principal": "gross_revenue",
    "Shipping": "shipping_revenue",
    "GiftWrap": "gift_wrap_revenue",
    "RestockingFee": "other_revenue",
}
WITHOUT_SKU = {"FBAPerOrderFulfillmentFee", "Shipping label purchase"}


def _measure(part: dict[str, str]) -> tuple[str, int]:
    kind, name = part["amount-type"], part["amount-description"]
    if kind in ("ItemFees", "Shipment-Fees", "other-transaction"):
        return FEES.get(name, "amazon_other_fees"), -1
    if part["transaction-type"] in REFUNDS and name != "RestockingFee":
        return "returns", -1
    return ("discounts", -1) if kind == "Promotion" else (SALES[name], 1)


def _event(part: dict[str, str], sold: str) -> tuple[str, str]:
    if part["transaction-type"] == "Order":
        return "sale", sold
    posted = local_date(part["posted"])
    return ("refund" if part["transaction-type"] in REFUNDS else "fee_adjustment"), posted


def _units_paid_back(
    refund: dict[str, str], parts: list[tuple[dict[str, str], str, bool]], rows: list[dict]
) -> int:
    """Units that a refund in Flat File V1, which states none, gives the price of back."""
    sold = sum(
        cents(part["amount"])
        for part, _, _ in parts
        if (part["transaction-type"], part["sku"]) == ("Order", refund["sku"])
        and part["amount-description"] == "Principal"
    )
    units = sum(int(row["quantity"]) for row in rows if row["sku"] == refund["sku"])
    return -cents(refund["amount"]) * units // sold


def test_every_settled_line_by_event_date_and_measure(truth: dict, sample: Path):
    rates, orders = Rates(sample), amazon_orders(sample)
    settled: dict[str, list[tuple[dict[str, str], str, bool]]] = defaultdict(list)
    for part, currency, is_v2 in settlement_parts(sample):
        skipped = "reimbursement" in part["amount-type"].lower() or is_balance_sheet(part)
        mcf = part["marketplace-name"].startswith("Non-Amazon")
        if part["order-id"] and not mcf and not skipped and "REVERSAL" not in str(part.values()):
            settled[part["order-id"]].append((part, currency, is_v2))
    expected: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for order_id, parts in settled.items():
        first = min(
            local_date(part["posted"])
            for part, _, _ in parts
            if part["transaction-type"] == "Order"
        )
        sold = local_date(orders[order_id][0]["purchase-date"]) if order_id in orders else first
        for part, currency, is_v2 in parts:
            event, day = _event(part, sold)
            measure, sign = _measure(part)
            amount = sign * cents(part["amount"])
            shares = {part["sku"]: amount}
            if not part["sku"]:
                assert part["amount-description"] in WITHOUT_SKU
                units = Counter({row["sku"]: int(row["quantity"]) for row in orders[order_id]})
                shares = {
                    sku: round(amount * count / units.total()) for sku, count in units.items()
                }
            for sku, share in shares.items():
                key = f"{order_id}/{sku}", event, day
                expected[key][measure] += rates.translate(share, currency, day)
                principal = (part["amount-type"], part["amount-description"]) == (
                    "ItemPrice",
                    "Principal",
                )
                if event == "refund" and principal and is_v2:
                    expected[key]["quantity"] -= int(part["quantity-purchased"])
                elif event == "refund" and principal:
                    expected[key]["quantity"] -= _units_paid_back(part, parts, orders[order_id])
                if event == "sale" and principal and order_id not in orders:
                    expected[key]["quantity"] += int(part["quantity-purchased"])
        for row in orders.get(order_id, []):
            key = f"{order_id}/{row['sku']}", "sale", sold
            if key in expected:
                expected[key]["quantity"] += int(row["quantity"])
    told = {}
    for row in truth["fact"]:
        key = row["order_line_id"], row["event_type"], row["event_date"]
        if row["channel"] not in ("Amazon FBA", "Amazon FBM") or key not in expected:
            continue
        amounts = {
            name: int(Decimal(text) * 10_000)
            for name, text in row["measures"].items()
            if name != "cogs"
        }
        told[key] = amounts | ({"quantity": row["quantity"]} if row["quantity"] else {})
    plain = {
        key: {name: amount for name, amount in row.items() if amount}
        for key, row in expected.items()
    }
    assert {key: row for key, row in plain.items() if row and told.get(key) != row} == {}
    unsettled = {
        row["order_line_id"].split("/")[0]
        for row in truth["fact"]
        if row["channel"] in ("Amazon FBA", "Amazon FBM") and row["store"] == "default"
    } - set(settled)
    estimated = {
        line["order_line_id"].split("/")[0]
        for line in truth["order_lines"]
        if line["settled"] is False and line["store"] == "default"
    }
    assert unsettled == estimated
