"""What Shopify and PayPal take, typed a second time, and which payments an auditor sees.

Nothing here comes from the simulator. Amounts are cents; a rate that nobody knows is None.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from tests.python.simulator.exports import Row, cents, is_amazon_copy, payments, shopify_orders

D = Decimal
COUNTED = {"paid", "partially_paid", "partially_refunded", "refunded"}


def share(amount: int, rate: str, fixed: int = 0) -> int:
    """A rate of cents and a fixed part, half up."""
    return int((amount * D(rate)).quantize(D(1), ROUND_HALF_UP)) + fixed


def known_fee(charge: Row, order: Row) -> int | None:
    """Fee of a charge on plan basic in the US by the cards whose days are known."""
    amount, day = cents(charge["Amount"]), charge["Transaction Date"][:10]
    if "2025-07-01" <= day <= "2026-05-03":
        return None
    early = day < "2025-07-01"
    if charge["Card Source"] == "stripe_terminal":
        return share(amount, "0.027") if early else share(amount, "0.026", 10)
    if charge["Card Brand"] == "american_express":
        return None if early else share(amount, "0.035", 30)
    if order["Billing Country"] not in ("US", ""):
        return share(amount, "0.039", 30) if early else None
    return share(amount, "0.029", 30)


@dataclass
class Paid:
    """An order that counts, its rows, and the charges that the payments export shows of it."""

    name: str
    rows: list[Row]
    charges: list[Row]

    @property
    def first(self) -> Row:
        return self.rows[0]

    def estimates(self, store: str) -> list[tuple[str, str, int]]:
        """(fee code, measure, cents) that known cards say although no charge is there."""
        total = cents(self.first["Total"])
        paid = total
        if self.first["Financial Status"] == "partially_paid":
            paid -= cents(self.first["Outstanding Balance"])
        method, measure = self.first["Payment Method"], "payment_processing_fees"
        left = paid - sum(cents(row["Amount"]) for row in self.charges)
        if method == "Shopify Payments" and left > 0:
            return [("card_processing_fee", measure, share(left, "0.029", 30))]
        if self.charges or not paid:
            return []
        if method == "PayPal Express Checkout" and store == "eu":
            return [("gateway_fee", measure, share(paid, "0.0249"))]
        if method not in ("PayPal Express Checkout", "manual", "Gift Card"):
            return [("third_party_transaction_fee", "shopify_fees", share(total, "0.02"))]
        return []


def paid_orders(folder: Path) -> list[Paid]:
    """Every order of a store that counts."""
    charges: dict[str, list[Row]] = defaultdict(list)
    for row in payments(folder):
        if row["Type"] == "charge":
            charges[row["Order"]].append(row)
    return [
        Paid(name, rows, charges[name])
        for name, rows in shopify_orders(folder).items()
        if rows[0]["Financial Status"] in COUNTED and not is_amazon_copy(rows[0])
    ]
