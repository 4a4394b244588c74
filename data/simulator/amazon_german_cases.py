"""Planted orders of the EU store on Amazon.de, whose prices contain their tax, with their books.

Nothing is drawn: every amount is written down, in cents, and the books are kept by hand.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from data.simulator.amazon_model import AmazonItem, AmazonOrder, Settlement, SettlementRow
from data.simulator.cases import CaseBook
from data.simulator.ledger import FactKey, Ledger
from data.simulator.money import cents_text
from data.simulator.shopify_model import ExportWindow

STORE, SKU, CURRENCY, CHANNEL = "eu", "AG-MUG-CLAY", "EUR", "Amazon FBM"
SETTLED, REPORTED = "31000260301", "31000260315"
WINDOW = ExportWindow(
    "eu/amazon/all_orders/AlleBestellungen_2026-02-01_2026-03-31.txt",
    dt.date(2026, 2, 1),
    dt.date(2026, 3, 31),
    dt.datetime(2026, 4, 1, 8),
)
SETTLEMENT_FILE = f"eu/amazon/settlements/{SETTLED}_flat_file_v2.txt"
SHIPMENTS_FILE = "eu/amazon/fulfilled_shipments/VersandDurchAmazon_2026-03.txt"
DATE_RANGE_FILE = "eu/amazon/date_range/2026MaerzBenutzerdefiniert.csv"
_HEADER = (
    "Datum/Uhrzeit,Abrechnungsnummer,Typ,Bestellnummer,SKU,Beschreibung,Menge,Marketplace,"
    "Kontotyp,Versand,Ort der Bestellung,Bundesland,Postleitzahl,Steuererhebungsmodell,Umsätze,"
    "Produktumsatzsteuer,Verkaufsgebühren,Gebühren zu Versand durch Amazon,"
    "Andere Transaktionsgebühren,Andere,Gesamt"
)


def _noon(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day} 12:00:00")


@dataclass
class DateRangeRow:
    """One transaction of the date range report, in cents."""

    day: str
    settlement_id: str
    type: str
    order_id: str = ""
    description: str = ""
    quantity: int = 0
    sales: int = 0
    tax: int = 0
    fees: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """What the transaction adds up to."""
        return self.sales + self.tax + self.fees + self.other


@dataclass
class GermanShop:
    """The orders, documents and fees without a card of Amazon.de."""

    orders: list[AmazonOrder] = field(default_factory=list)
    settlement: Settlement = field(
        default_factory=lambda: Settlement(
            SETTLED, _noon("2026-02-28"), _noon("2026-03-14"), CURRENCY
        )
    )
    transactions: list[DateRangeRow] = field(default_factory=list)
    only_shipped: list[AmazonOrder] = field(default_factory=list)
    unknown_fees: list[dict[str, str]] = field(default_factory=list)

    def settlements(self) -> dict[str, dict[str, str]]:
        """What each document adds up to, as the truth lists settlements."""
        second = sum(row.total for row in self.transactions if row.settlement_id == SETTLED)
        reported = sum(row.total for row in self.transactions if row.settlement_id == REPORTED)
        return {
            SETTLED: {
                "total": cents_text(self.settlement.total),
                "currency": CURRENCY,
                "role": "pnl",
            },
            f"{SETTLED}#v1": {
                "total": cents_text(second),
                "currency": CURRENCY,
                "role": "evidence",
            },
            REPORTED: {"total": cents_text(reported), "currency": CURRENCY, "role": "reported"},
        }


def plant_german(ledger: Ledger, cases: CaseBook) -> GermanShop:
    """Plant the orders and book what they mean: revenue is without the tax inside."""
    shop = GermanShop()

    def order(number: int, day: str, units: int, price: int, tax: int, **more: int) -> str:
        order_id = f"304-{number:07d}-2603000"
        item = AmazonItem(SKU, units, price, tax, **more)
        moment = _noon(day)
        shop.orders.append(
            AmazonOrder(
                order_id,
                moment,
                [item],
                channel="Merchant",
                sales_channel="Amazon.de",
                currency=CURRENCY,
                shipped=moment + dt.timedelta(hours=20),
            )
        )
        return order_id

    def settle(
        order_id: str, day: str, kind: str, units: int, *parts: tuple[str, str, int]
    ) -> None:
        for amount_type, description, amount in parts:
            shop.settlement.rows.append(
                SettlementRow(
                    kind,
                    amount_type,
                    description,
                    amount,
                    _noon(day),
                    order_id=order_id,
                    marketplace="Amazon.de",
                    fulfillment_id="MFN",
                    item_code=order_id[4:11],
                    sku=SKU,
                    quantity=units,
                    currency=CURRENCY,
                )
            )

    def sale(
        order_id: str,
        day: str,
        units: int,
        settled: bool,
        *amounts: tuple[str, int],
        channel: str = CHANNEL,
    ) -> None:
        date = dt.date.fromisoformat(day)
        key = FactKey(STORE, channel, f"{order_id}/{SKU}", SKU, "sale", date)
        ledger.count(key, units, CURRENCY)
        cogs, status = ledger.cost_of_sale(STORE, SKU, date, "Amazon.de", units)
        ledger.post_translated(key, "cogs", cogs, CURRENCY)
        for measure, cents in amounts:
            ledger.post(key, measure, cents, CURRENCY)
        ledger.order_lines.append(
            {
                "store": STORE,
                "order_line_id": key.order_line_id,
                "channel": channel,
                "sku": SKU,
                "kind": "merchandise",
                "sale_date": day,
                "quantity": units,
                "fulfillment_method": "fba" if channel == "Amazon FBA" else "merchant",
                "cost_status": status,
                "attributed_campaign": "",
                "promotion": "",
                "settled": settled,
            }
        )

    def unknown(order_id: str, reason: str, fee_code: str = "referral_fee") -> None:
        subject = f"{order_id}/{SKU}"
        shop.unknown_fees.append(
            {"store": STORE, "subject": subject, "fee_code": fee_code, "reason": reason}
        )

    inside = order(1, "2026-03-02", 1, 11_900, 1_900)
    settle(
        inside,
        "2026-03-04",
        "Order",
        1,
        ("ItemPrice", "Principal", 11_900),
        ("ItemFees", "Commission", -1_785),
    )
    settle(
        inside,
        "2026-03-10",
        "Refund",
        1,
        ("ItemPrice", "Principal", -11_900),
        ("ItemFees", "Commission", 1_785),
    )
    gross, fees = "gross_revenue", "amazon_referral_fees"
    sale(inside, "2026-03-02", 1, True, (gross, 11_900), (gross, -1_900), (fees, 1_785))
    back = FactKey(STORE, CHANNEL, f"{inside}/{SKU}", SKU, "refund", dt.date(2026, 3, 10))
    ledger.count(back, -1, CURRENCY)
    for measure, cents in (("returns", 11_900), ("returns", -1_900), (fees, -1_785)):
        ledger.post(back, measure, cents, CURRENCY)
    unknown(inside, "no_card")
    cases.plant(7, "settled price that contains its tax, sale and refund", inside)

    open_order = order(2, "2026-03-03", 1, 5_950, 950, shipping=595, shipping_tax=95)
    shipping = "shipping_revenue"
    sale(
        open_order,
        "2026-03-03",
        1,
        False,
        (gross, 5_950),
        (gross, -950),
        (shipping, 595),
        (shipping, -95),
    )
    unknown(open_order, "no_card")
    cases.plant(7, "price that contains its tax, not settled yet", open_order)

    half = order(3, "2026-03-05", 2, 11_900, 1_900)
    settle(
        half,
        "2026-03-06",
        "Order",
        1,
        ("ItemPrice", "Principal", 5_950),
        ("ItemFees", "Commission", -893),
    )
    settled_half = ((gross, 5_950), (gross, -950), (fees, 893))
    sale(half, "2026-03-05", 2, False, *settled_half, (gross, 5_950), (gross, -950))
    unknown(half, "no_card")
    cases.plant(1, "one unit of two settled: the other one stays estimated", half)

    apart = order(4, "2026-03-06", 1, 2_380, 380)
    settle(
        apart,
        "2026-03-07",
        "Order",
        1,
        ("ItemPrice", "Principal", 2_000),
        ("ItemPrice", "Tax", 380),
        ("ItemFees", "Commission", -357),
    )
    sale(apart, "2026-03-06", 1, True, (gross, 2_000), (fees, 357))
    unknown(apart, "no_card")
    cases.plant(7, "settlement that tells the tax of a price in a row of its own", apart)

    unlisted = "304-0000005-2603000"
    settle(
        unlisted,
        "2026-03-09",
        "Order",
        1,
        ("ItemPrice", "Principal", 2_380),
        ("ItemFees", "Commission", -357),
    )
    sale(unlisted, "2026-03-09", 1, True, (gross, 2_380), (fees, 357))
    unknown(unlisted, "no_order_report")
    cases.plant(7, "price whose tax nobody tells: counted whole and listed", unlisted)

    told = order(6, "2026-03-16", 1, 5_950, 950)
    sale(told, "2026-03-16", 1, True, (gross, 5_000), (fees, 893))
    unknown(told, "no_card")
    shop.transactions += [
        DateRangeRow("2026-03-04", SETTLED, "Bestellung", inside, "Becher", 1, 11_900, 0, -1_785),
        DateRangeRow("2026-03-17", REPORTED, "Bestellung", told, "Becher", 1, 5_000, 950, -893),
        DateRangeRow("2026-03-28", REPORTED, "Übertrag", description="An Konto 388", other=-5_057),
    ]
    cases.plant(20, "date range report: counts where no flat file of its settlement landed", told)
    cases.plant(20, "date range report of a settlement that landed: evidence", inside)

    item = AmazonItem(SKU, 1, 5_950, 950, item_promotion=500)
    left = AmazonOrder("304-0000007-2603000", _noon("2026-03-18"), [item], currency=CURRENCY)
    left.sales_channel, left.shipment_id = "Amazon.de", "DGERMAN01"
    left.shipped = _noon("2026-03-19")
    shop.only_shipped.append(left)
    discounts = "discounts"
    amounts = ((gross, 5_950), (gross, -950), (discounts, 500), (discounts, -80))
    sale(left.order_id, "2026-03-18", 1, False, *amounts, channel="Amazon FBA")
    unknown(left.order_id, "no_card")
    unknown(left.order_id, "no_card", "fba_fulfillment_fee")
    cases.plant(20, "shipment of an order that no order report lists: a sale", left.order_id)
    cases.plant(7, "promotion of a price that contains its tax", left.order_id)
    return shop


def date_range_csv(shop: GermanShop) -> tuple[str, int]:
    """The date range report in German, decimals with a comma, and its records."""

    def money(cents: int) -> str:
        return '"' + cents_text(cents).replace(".", ",") + '"'

    lines = [
        '"Umfasst Amazon Marketplace, Versand durch Amazon und Amazon Webstore"',
        '"Alle Beträge in Euro sofern nicht anders gekennzeichnet"',
        _HEADER,
    ]
    for row in shop.transactions:
        cells = [
            f"{dt.date.fromisoformat(row.day):%d.%m.%Y} 12:00:00 UTC",
            row.settlement_id,
            row.type,
            row.order_id,
            SKU if row.order_id else "",
            row.description,
            str(row.quantity) if row.quantity else "",
            "Amazon.de" if row.order_id else "",
            "",
            "Verkäufer" if row.order_id else "",
            *[""] * 4,
            *(money(cents) for cents in (row.sales, row.tax, row.fees, 0, 0, row.other, row.total)),
        ]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n", len(shop.transactions)
