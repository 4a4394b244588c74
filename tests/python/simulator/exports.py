"""Reads the demo brand's exports with the standard library only: a second pair of eyes.

Nothing here comes from the simulator, so that its truth can be checked against what the files say.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

Row = dict[str, str]
_AMOUNTS_V1 = (
    ("price-type", "price-amount"),
    ("item-related-fee-type", "item-related-fee-amount"),
    ("other-fee-reason-description", "other-fee-amount"),
    ("promotion-type", "promotion-amount"),
    ("shipment-fee-type", "shipment-fee-amount"),
    ("transaction-type", "other-amount"),
)


def comma_rows(path: Path, encoding: str = "utf-8-sig") -> list[Row]:
    """Records of a comma-separated file with a header on its first line."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def tab_rows(path: Path) -> list[Row]:
    """Records of an Amazon flat file: no quoting, ragged rows filled with blanks."""
    header, *lines = [line.split("\t") for line in path.read_text().split("\n") if line]
    return [
        dict(zip(header, line + [""] * (len(header) - len(line)), strict=True)) for line in lines
    ]


def shopify_orders(folder: Path) -> dict[str, list[Row]]:
    """The newest state of every order of a store: its rows by order name."""
    newest: dict[str, list[Row]] = {}
    for path in sorted((folder / "shopify/orders").glob("*.csv")):
        here: dict[str, list[Row]] = {}
        for row in comma_rows(path):
            here.setdefault(row["Name"], []).append(row)
        newest |= here
    return newest


def payments(folder: Path) -> list[Row]:
    """Payment rows of a store; rows of several files count as often as in the fullest one."""
    seen: dict[tuple[str, ...], list[Row]] = {}
    identity = ("Transaction Date", "Type", "Order", "Amount", "Fee", "Checkout")
    for path in sorted((folder / "shopify/payment_transactions").glob("*.csv")):
        here: dict[tuple[str, ...], list[Row]] = {}
        for row in comma_rows(path):
            here.setdefault(tuple(row[name] for name in identity), []).append(row)
        for key, rows in here.items():
            if len(rows) >= len(seen.get(key, [])):
                seen[key] = rows
    return [row for rows in seen.values() for row in rows]


def exchange(refund: Row, payments_of_order: list[Row]) -> int:
    """Cents that a refund took beyond its worth at the rate of the order's charges.

    Amounts rounded to the cent explain one cent in each currency, paid in and paid out.
    """
    charges = [
        row
        for row in payments_of_order
        if row["Type"] == "charge" and row["Presentment Currency"] == refund["Presentment Currency"]
    ]
    shown = sum(cents(row["Presentment Amount"]) for row in charges)
    if refund["Presentment Currency"] == refund["Currency"] or not shown:
        return 0
    taken = sum(cents(row["Amount"]) for row in charges)
    exact = Decimal(cents(refund["Presentment Amount"])) * taken / shown
    beyond = -cents(refund["Amount"]) - int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return beyond if abs(beyond) * shown > taken + shown else 0


def amazon_orders(folder: Path) -> dict[str, list[Row]]:
    """The newest state of every Amazon order by last-updated-date: its rows by order id."""
    newest: dict[str, list[Row]] = {}
    for path in sorted((folder / "amazon/all_orders").glob("*.txt")):
        here: dict[str, list[Row]] = {}
        for row in tab_rows(path):
            here.setdefault(row["amazon-order-id"], []).append(row)
        for order_id, rows in here.items():
            known = newest.get(order_id)
            if known is None or rows[0]["last-updated-date"] >= known[0]["last-updated-date"]:
                newest[order_id] = rows
    return newest


def settlement_components(path: Path) -> tuple[Row, list[Row]]:
    """(summary, amount components) of a settlement of either version.

    A component has the V2 keys transaction-type, amount-type, amount-description, amount,
    order-id, merchant-order-id, sku, marketplace-name, quantity-purchased and posted (ISO, UTC).
    """
    summary, *rows = tab_rows(path)
    if "amount-type" in summary:
        for row in rows:
            row["posted"] = row["posted-date-time"].removesuffix(" UTC")
            row["sku"] = row["sku"].strip()
        return summary, rows
    kinds = {
        "price-type": "ItemPrice",
        "promotion-type": "Promotion",
        "shipment-fee-type": "Shipment-Fees",
        "item-related-fee-type": "ItemFees",
        "other-fee-reason-description": "other-fee",
        "transaction-type": "other-transaction",
    }
    parts = []
    for row in rows:
        for name, amount in _AMOUNTS_V1:
            if row.get(amount):
                parts.append(
                    {
                        **row,
                        "amount-type": kinds[name],
                        "amount-description": row[name],
                        "amount": row[amount],
                        "posted": row["posted-date"][:19].replace("T", " "),
                        "quantity-purchased": "",
                    }
                )
    return summary, parts


def settlement_parts(sample: Path) -> list[tuple[Row, str, bool]]:
    """(amount component, currency, told by V2) of every settlement, by the file that counts."""
    parts = []
    for path in sorted((sample / "amazon/settlements").glob("*.txt")):
        if "_v2" not in path.name and path.with_name(path.stem + "_v2.txt").exists():
            continue
        summary, components = settlement_components(path)
        parts += [(part, summary["currency"], "_v2" in path.name) for part in components]
    return parts


def local_date(moment: str, zone: str = "America/Los_Angeles") -> str:
    """The local date of a UTC moment such as "2025-04-01 03:30:00" or with "T" and offset."""
    utc = dt.datetime.fromisoformat(moment[:19]).replace(tzinfo=ZoneInfo("UTC"))
    return utc.astimezone(ZoneInfo(zone)).date().isoformat()


def cents(text: str) -> int:
    """An export's amount in cents, blank as zero."""
    scaled = Decimal(text.replace(",", "").replace("$", "") or "0") * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text} has more than two decimals")
    return int(scaled)


def is_amazon_copy(first: Row) -> bool:
    """Whether the first row of a Shopify order says that Amazon sold it."""
    return first["Source"] == "sell-on-amazon" or "Amazon Order ID: " in first["Note Attributes"]


def is_gift_card(name: str) -> bool:
    """Whether a product is a gift card, in English or German."""
    return "Gift Card" in name or "gutschein" in name


def is_balance_sheet(part: dict[str, str]) -> bool:
    """Whether a part of a settlement is tax, a reserve or a transfer: money that nobody earned."""
    name = part["amount-description"]
    if part["amount-type"] in ("ItemPrice", "ItemWithheldTax", "ItemFees"):
        return name.endswith("Tax") or name.startswith("MarketplaceFacilitator")
    return any(
        word in name
        for word in (
            "Reserve",
            "Payable to Amazon",
            "Successful charge",
            "Micro Deposit",
            "Transfer of funds",
        )
    )


def amazon_advertising(sample: Path) -> Iterator[tuple[dict[str, str], str]]:
    """Rows of the Amazon Ads reports with their day, in the order of their files."""
    for path in sorted((sample / "amazon_ads").glob("*/*.csv")):
        for row in comma_rows(path):
            yield row, dt.datetime.strptime(row["Date"], "%b %d, %Y").date().isoformat()
