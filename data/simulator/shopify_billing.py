"""What Shopify bills the stores for: plan, apps, labels, and fees of payments it did not take."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass

from data.simulator.cases import CaseBook, audited
from data.simulator.draw import Draw
from data.simulator.ledger import Ledger
from data.simulator.money import allocate, cents_text
from data.simulator.shopify_fees import EXTERNAL, estimated_fees
from data.simulator.shopify_model import Order
from data.simulator.shopify_truth import account_key

_MEASURES = {
    "Subscription": "shopify_fees",
    "App subscription": "shopify_fees",
    "app_usage": "shopify_fees",
    "Credit": "shopify_fees",
    "Transaction fees": "shopify_fees",
    "Shipping label": "shipping_cost",
}
BILLED_MONTH = (2026, 6)
# More than 2 % of the month's payments: what a bill says is not always what the rate card says.
_TOO_MUCH = 41


@dataclass(frozen=True)
class Bill:
    """One charge in cents; a credit is negative."""

    day: dt.date
    kind: str
    text: str
    cents: int

    @property
    def measure(self) -> str:
        """Where it counts; a kind that nobody knows is a fee of the shop."""
        return _MEASURES.get(self.kind, "shopify_fees")


def _months(count: int) -> list[dt.date]:
    return [dt.date(2025 + index // 12, index % 12 + 1, 1) for index in range(count)]


def fees_billed(orders: list[Order]) -> dict[str, int]:
    """The third-party fee that each order of the billed month bears, by name, in cents."""
    expected = {
        order.name: cents
        for order in orders
        if order.payment_method == EXTERNAL
        and (order.sale_date.year, order.sale_date.month) == BILLED_MONTH
        for code, _, cents in estimated_fees(order)
        if code == "third_party_transaction_fee"
    }
    names = sorted(expected)
    total = sum(expected.values()) + _TOO_MUCH
    return dict(zip(names, allocate(total, [expected[name] for name in names]), strict=True))


def default_bills(seed: int, orders: list[Order], cases: CaseBook) -> list[Bill]:
    """Eighteen months of the dollar store."""
    draw, bills = Draw(seed, "shopify/billing"), []
    for first in _months(18):
        bills.append(Bill(first, "Subscription", "Basic plan", 3_900))
        bills.append(Bill(first.replace(day=3), "App subscription", "Reviewly Pro", 1_500))
        usage = draw.between(210, 1_480)
        bills.append(Bill(first.replace(day=28), "app_usage", "Parcel Notes: messages", usage))
        for _ in range(draw.between(0, 2)):
            day = first.replace(day=draw.between(2, 27))
            bills.append(
                Bill(day, "Shipping label", "USPS Ground Advantage", draw.between(480, 990))
            )
    twice = Bill(dt.date(2025, 10, 14), "Shipping label", "USPS Ground Advantage", 655)
    bills += [twice, twice]
    cases.plant(18, "two equal labels of one day: both count", "shopify/billing: 2025-10-14")
    bills.append(Bill(dt.date(2025, 9, 2), "Credit", "Reviewly Pro, unused days", -750))
    cases.plant(18, "credit on a bill: negative", "shopify/billing: 2025-09-02")
    for day in (dt.date(2025, 12, 5), dt.date(2026, 4, 22)):
        bills.append(Bill(day, "Planet", "Carbon removal", 420))
    cases.plant(18, "charge that no mapping names: unclassified", "shopify/billing: Planet")
    bills.append(Bill(dt.date(2026, 3, 31), "Transaction fees", "Third-party fees", 310))
    cases.plant(
        22,
        "transaction fee of a month without such payments: account",
        "shopify/billing: 2026-03-31",
    )
    total = sum(fees_billed(orders).values())
    bills.append(Bill(dt.date(2026, 6, 30), "Transaction fees", "Third-party fees", total))
    cases.plant(22, "billed transaction fees replace the estimate", "shopify/billing: 2026-06-30")
    return sorted(bills, key=lambda bill: (bill.day, bill.kind, bill.cents))


def euro_bills() -> list[Bill]:
    """The euro store pays a plan."""
    return [Bill(first, "plan", "Basic", 3_600) for first in _months(18)]


def audit(orders: list[Order]) -> list[dict[str, str]]:
    """What a perfect audit finds in the bill of the month: more than the rate card says."""
    found = []
    charged = fees_billed(orders)
    for order in orders:
        if order.name in charged:
            expected = next(c for code, _, c in estimated_fees(order) if code.startswith("third"))
            code = "third_party_transaction_fee"
            found.append(audited(order.name, code, "unexplained", expected, charged[order.name]))
    return found


def book(bills: list[Bill], store: str, currency: str, ledger: Ledger) -> None:
    """Book what the account bears; the fees of the billed month stand on its orders."""
    for bill in bills:
        on_orders = (
            bill.kind == "Transaction fees" and (bill.day.year, bill.day.month) == BILLED_MONTH
        )
        if not on_orders:
            ledger.post(account_key(store, bill.day), bill.measure, bill.cents, currency)


def billing_csv(bills: list[Bill], currency: str) -> tuple[str, int]:
    """The billing template and its records."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["charged_at", "charge_type", "description", "amount", "currency"])
    for bill in bills:
        writer.writerow(
            [bill.day.isoformat(), bill.kind, bill.text, cents_text(bill.cents), currency]
        )
    return buffer.getvalue(), len(bills)
