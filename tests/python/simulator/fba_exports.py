"""Reads the FBA reports and lines up what an auditor compares: charged money and its orders."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from tests.python.simulator.cards import Unit
from tests.python.simulator.exports import (
    Row,
    amazon_orders,
    comma_rows,
    local_date,
    settlement_parts,
    tab_rows,
)

D = Decimal
REFUNDS = ("Refund", "A-to-z Guarantee Refund")


def report(sample: Path, name: str) -> list[Row]:
    """All records of an Amazon report's files."""
    return [
        row for path in sorted((sample / "amazon" / name).glob("*.txt")) for row in tab_rows(path)
    ]


def units(sample: Path) -> dict[str, Unit]:
    """Measures by SKU: the brand's own, else those of Amazon's fee preview."""
    found = {}
    for row in report(sample, "fba_fee_preview"):
        sides = [row[f"{side}-side"] for side in ("longest", "median", "shortest")]
        found[row["sku"]] = Unit(sides, row["item-package-weight"])
    for row in comma_rows(sample / "reference/products/products.csv"):
        if row["weight_lb"]:
            sides = [row["length_in"], row["width_in"], row["height_in"]]
            found[row["sku"]] = Unit(sides, row["weight_lb"])
    return found


@dataclass
class Line:
    """An Amazon order line that counts; `charged` by settlement description, costs positive."""

    order_id: str
    sku: str
    currency: str
    is_fba: bool
    rows: list[Row] = field(default_factory=list)
    charged: Counter[str] = field(default_factory=Counter)
    is_settled: bool = False
    shipped: str = ""
    sold: str = ""

    @property
    def subject(self) -> str:
        return f"{self.order_id}/{self.sku}"

    @property
    def quantity(self) -> int:
        return sum(int(row["quantity"]) for row in self.rows)

    def total(self, *columns: str) -> Decimal:
        """The line's money in some columns of All Orders."""
        return sum((D(row[column] or "0") for row in self.rows for column in columns), D(0))

    @property
    def referral_base(self) -> Decimal:
        base = self.total("item-price") - self.total("item-promotion-discount")
        if self.is_fba:
            return base
        base += self.total("shipping-price", "gift-wrap-price")
        return base - self.total("ship-promotion-discount")

    @property
    def unit_price(self) -> Decimal:
        return self.total("item-price") / self.quantity


def lines(sample: Path) -> dict[tuple[str, str], Line]:
    """Every Amazon order line that shipped or was settled, by order and SKU."""
    found: dict[tuple[str, str], Line] = {}
    orders = amazon_orders(sample)
    for order_id, rows in orders.items():
        for row in rows:
            backlog = row["order-status"] != "Shipped" or row["item-status"] == "Cancelled"
            if backlog or row["sales-channel"].startswith("Non-"):
                continue
            fba = row["fulfillment-channel"] == "Amazon"
            fresh = Line(order_id, row["sku"], row["currency"], fba)
            fresh.sold = local_date(row["purchase-date"])
            found.setdefault((order_id, row["sku"]), fresh).rows.append(row)
    for part, currency, _ in settlement_parts(sample):
        mcf = part["marketplace-name"].startswith("Non-Amazon")
        if part["transaction-type"] != "Order" or mcf or not (part["order-id"] and part["sku"]):
            continue
        fba = part["fulfillment-id"] == "AFN"
        fresh = Line(part["order-id"], part["sku"], currency, fba)
        line = found.setdefault((part["order-id"], part["sku"]), fresh)
        line.is_settled |= part["amount-type"] == "ItemPrice"
        line.charged[part["amount-description"]] -= D(part["amount"])
        # Where no shipment report was kept, the settlement's own moment is the next best.
        line.shipped = local_date(part["posted"])
    for line in found.values():
        # Settled whatever the newest report of it says.
        known = [row for row in orders.get(line.order_id, []) if row["sku"] == line.sku]
        line.rows = line.rows or known
    for row in report(sample, "fulfilled_shipments"):
        if (row["amazon-order-id"], row["sku"]) in found:
            found[row["amazon-order-id"], row["sku"]].shipped = local_date(row["shipment-date"])
    return found


@dataclass
class Refund:
    """What one adjustment gave back on a line, by description; money to the seller positive."""

    order_id: str
    sku: str
    is_fba: bool
    posted: str
    parts: Counter[tuple[str, str]] = field(default_factory=Counter)
    units: int = 0

    @property
    def subject(self) -> str:
        return f"{self.order_id}/{self.sku}"

    def amount(self, kind: str, name: str) -> Decimal:
        return D(self.parts[kind, name])


def refunds(sample: Path) -> list[Refund]:
    """Every refund of goods; V1 files tell no units, so a line's price says how many."""
    found: dict[tuple[str, ...], Refund] = {}
    known = lines(sample)
    for part, _, _ in settlement_parts(sample):
        if part["transaction-type"] not in REFUNDS:
            continue
        key = part["order-id"], part["sku"], part["adjustment-id"]
        fba = part["fulfillment-id"] == "AFN"
        fresh = Refund(part["order-id"], part["sku"], fba, local_date(part["posted"]))
        refund = found.setdefault(key, fresh)
        name = part["amount-type"], part["amount-description"]
        refund.parts[name] += D(part["amount"])
    back: dict[str, int] = defaultdict(int)
    for refund in found.values():
        line = known[refund.order_id, refund.sku]
        principal = -refund.amount("ItemPrice", "Principal")
        if principal and line.rows:
            refund.units = round(principal / line.unit_price)
            back[refund.subject] += refund.units
            assert back[refund.subject] <= line.quantity
    return [refund for refund in found.values() if refund.amount("ItemPrice", "Principal")]
