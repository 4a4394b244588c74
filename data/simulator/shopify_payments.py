"""Shopify Payments: the transactions behind the orders, their exports, and account-level truth."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass

from data.simulator.calendar_fx import shop_text, to_local, to_utc
from data.simulator.cases import CaseBook
from data.simulator.layout import columns
from data.simulator.ledger import Ledger
from data.simulator.money import cents_text
from data.simulator.shopify_model import ZONES, ExportWindow, Order
from data.simulator.shopify_truth import account_key

_US_HEADER = columns(
    "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Available On,"
    "Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,Presentment Currency,Currency"
)
_EU_HEADER = [*_US_HEADER[:7], "Payout ID", *_US_HEADER[7:], "VAT"]


@dataclass
class Transaction:
    """One row of the transactions export; amount and fee in cents, signed as booked."""

    at: dt.datetime
    type: str
    order_name: str
    amount: int
    currency: str
    fee: int = 0
    brand: str = ""
    card_source: str = ""
    checkout: str = ""
    method: str = ""
    presentment: tuple[int, str] | None = None
    payout: dt.date | None = None


def _payout_day(day: dt.date) -> dt.date:
    """Payouts leave on Mondays, two days after the money came in at the earliest."""
    earliest = day + dt.timedelta(days=2)
    return earliest + dt.timedelta(days=-earliest.weekday() % 7)


def order_transactions(orders: list[Order]) -> list[Transaction]:
    """Charges, refunds and chargebacks of orders, whose names must be known by now."""
    rows = []
    for order in orders:
        brand = order.charges[0].brand if order.charges else "visa"
        place = order.charges[0].card_source if order.charges else "online"
        for charge in order.charges_seen:
            rows.append(
                Transaction(
                    charge.at,
                    "charge",
                    order.name,
                    charge.amount,
                    order.currency,
                    charge.fee,
                    brand,
                    place,
                    order.checkout,
                    "card",
                    charge.presentment or (charge.amount, order.currency),
                )
            )
        for refund in order.refunds:
            if refund.through_payments:
                kind = "chargeback" if refund.is_chargeback else "refund"
                rows.append(
                    Transaction(
                        refund.at,
                        kind,
                        order.name,
                        -refund.amount - refund.exchange,
                        order.currency,
                        refund.fee,
                        brand,
                        place,
                        order.checkout,
                        "card",
                        refund.presentment or (refund.amount, order.currency),
                    )
                )
    return rows


def account_transactions(store: str, cases: CaseBook) -> list[Transaction]:
    """Planted transactions of orders that no orders export holds, and adjustments."""
    zone = ZONES[store]

    def at(wall: str) -> dt.datetime:
        return to_utc(dt.datetime.fromisoformat(wall), zone)

    if store == "eu":
        cases.plant(
            0, "EUR adjustment credit", "eu/shopify/payment_transactions: 2025-10-01 09:00:00"
        )
        return [Transaction(at("2025-10-01 09:00:00"), "adjustment", "", 320, "EUR")]
    for what, text in (
        ("charge and refund of an order that never landed: unallocated", "#D-2001"),
        ("charge of an order that never landed: unallocated", "#D-2044"),
        ("adjustment taken: a card fee of the account", "2025-09-30 23:30:00"),
        ("adjustment given: a negative card fee", "2026-02-28 08:00:00"),
        ("payout rows: balance sheet", ",payout,"),
    ):
        cases.plant(18, what, f"shopify/payment_transactions: {text}")
    card = {"brand": "visa", "card_source": "online", "method": "card"}
    return [
        Transaction(
            at("2025-02-11 14:00:00"),
            "charge",
            "#D-2001",
            8_450,
            "USD",
            275,
            checkout="#39910045112208",
            presentment=(8_450, "USD"),
            **card,
        ),
        Transaction(
            at("2025-02-19 14:00:00"),
            "refund",
            "#D-2001",
            -2_000,
            "USD",
            0,
            checkout="#39910045112208",
            presentment=(2_000, "USD"),
            **card,
        ),
        Transaction(
            at("2025-12-24 23:59:00"),
            "charge",
            "#D-2044",
            3_100,
            "USD",
            120,
            checkout="#41220045118871",
            presentment=(3_100, "USD"),
            **card,
        ),
        Transaction(at("2025-09-30 23:30:00"), "adjustment", "", -250, "USD"),
        Transaction(at("2026-02-28 08:00:00"), "adjustment", "", 1_125, "USD"),
    ]


def with_payouts(rows: list[Transaction], store: str) -> list[Transaction]:
    """Give every row its payout day and add the payout rows, each minus the net that it pays."""
    zone = ZONES[store]
    nets: dict[dt.date, int] = {}
    for row in rows:
        row.payout = _payout_day(to_local(row.at, zone).date())
        nets[row.payout] = nets.get(row.payout, 0) + row.amount - row.fee
    currency = rows[0].currency
    payouts = [
        Transaction(
            to_utc(dt.datetime.combine(day, dt.time(5)), zone),
            "payout",
            "",
            -net,
            currency,
            payout=day,
        )
        for day, net in nets.items()
        if net and day <= dt.date(2026, 6, 30)
    ]
    return sorted(rows + payouts, key=lambda row: (row.at, row.order_name, row.type), reverse=True)


def transactions_csv(
    rows: list[Transaction], store: str, window: ExportWindow
) -> tuple[str, list[Transaction]]:
    """The text of one export (newest first) and its rows; row n stands on physical line n + 2."""
    header = _EU_HEADER if store == "eu" else _US_HEADER
    zone, buffer = ZONES[store], io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    shown = []
    for row in rows:
        if not window.first <= to_local(row.at, zone).date() <= window.last:
            continue
        if row.payout is None:
            raise AssertionError("a transaction without payout day")
        # A payout that was pending in one export is paid in the next: same row, other status.
        paid = row.payout <= to_local(window.as_of, zone).date()
        cells = {
            "Transaction Date": shop_text(row.at, zone),
            "Type": row.type,
            "Order": row.order_name,
            "Card Brand": row.brand,
            "Card Source": row.card_source,
            "Payout Status": "paid" if paid else "pending",
            "Payout Date": row.payout.isoformat(),
            "Available On": row.payout.isoformat(),
            "Payout ID": str(140_000_000_000 + row.payout.toordinal() * 977) if paid else "",
            "Amount": cents_text(row.amount),
            "Fee": cents_text(row.fee),
            "Net": cents_text(row.amount - row.fee),
            "Checkout": row.checkout,
            "Payment Method Name": row.method,
            "Currency": row.currency,
            "VAT": "0.00",
        }
        if row.presentment:
            cells["Presentment Amount"] = cents_text(row.presentment[0])
            cells["Presentment Currency"] = row.presentment[1]
        writer.writerow([cells.get(column, "") for column in header])
        shown.append(row)
    return buffer.getvalue(), shown


def book_account_rows(rows: list[Transaction], store: str, ledger: Ledger) -> None:
    """Book what belongs to no landed order: stray charges and refunds, and adjustments."""
    for row in rows:
        key = account_key(store, to_local(row.at, ZONES[store]).date())
        if row.type == "adjustment":
            ledger.post(key, "payment_processing_fees", -row.amount, row.currency)
        else:
            ledger.post(key, "unallocated_amount", row.amount, row.currency)
            ledger.post(key, "payment_processing_fees", row.fee, row.currency)
