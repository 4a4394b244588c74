"""Amazon's report by advertised product, and whose sales bear what it tells.

A row says what the advertising of one product cost on a day, and no order. Who bears it: the lines
of that product which Amazon sold on that day in that currency, in whole cents by their price, the
rest by largest remainder. A day without such a line leaves the money with the campaign.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from data.simulator.ads import AdRow
from data.simulator.amazon_model import AmazonItem, AmazonOrder
from data.simulator.calendar_fx import LOS_ANGELES, to_local
from data.simulator.cases import CaseBook
from data.simulator.catalog import ALIASES, PRODUCTS, product_of
from data.simulator.money import allocate, cents_text
from data.simulator.shopify_model import Order

CAMPAIGN, AD_GROUP = "SP | Products | Tabletop", "Tabletop - exact"
FOLDER = "amazon_ads/sponsored_products"
# Days whose reports and settlements both tell of Amazon's advertising.
_FIRST, _LAST = dt.date(2025, 6, 1), dt.date(2025, 12, 10)
Sale = tuple[str, int]


@dataclass
class ProductRow(AdRow):
    """A report row of one product; `sku` is blank where the report has the ASIN alone."""

    sku: str = ""
    asin: str = ""


def _local(order: AmazonOrder) -> dt.date:
    return to_local(order.purchased, LOS_ANGELES).date()


def _sold(order: AmazonOrder, item: AmazonItem) -> bool:
    """True for what Amazon sold and sent; what was called off bears nothing."""
    return order.fate == "Shipped" and not order.is_mcf and item.status != "Cancelled"


def sales_of(row: ProductRow, orders: list[AmazonOrder]) -> list[Sale]:
    """Order and price in cents of each line that bears the row."""
    found: dict[str, int] = defaultdict(int)
    for order in orders:
        if _local(order) != row.start or order.currency != row.currency:
            continue
        for item in order.items:
            named = item.sku == row.sku if row.sku else product_of(item.sku).asin == row.asin
            if named and _sold(order, item):
                found[order.order_id] += item.price
    return sorted(found.items())


def _is_plain(order: AmazonOrder) -> bool:
    """True where the reports and the settlement say the same of every line."""
    return (
        order.listed
        and order.settles
        and not order.only_in_first_file
        and len({item.sku for item in order.items}) == len(order.items)
        and all(not item.status and item.settled_price is None for item in order.items)
    )


def _days(orders: list[AmazonOrder]) -> list[tuple[dt.date, str]]:
    """Days and products to advertise, those first whose lines differ in price and are many."""
    prices: dict[tuple[dt.date, str], list[int]] = defaultdict(list)
    unclear = set()
    for order in orders:
        for item in order.items:
            key = (_local(order), item.sku)
            if _sold(order, item) and order.currency == "USD":
                prices[key].append(item.price)
                if not _is_plain(order):
                    unclear.add(key)
    fit = [
        key
        for key, found in prices.items()
        if key not in unclear and len(found) > 1 and _FIRST <= key[0] <= _LAST
        and key[1] not in {*ALIASES, *ALIASES.values()}
    ]  # fmt: skip
    return sorted(fit, key=lambda key: (-len(set(prices[key])), -len(prices[key]), key))


def _unsold(day: dt.date, orders: list[AmazonOrder], shop: list[Order]) -> str:
    """A product that Amazon did not sell on a day; of these one that the shop did, if any."""
    taken = {item.sku for order in orders if _local(order) == day for item in order.items}
    left = [
        product.sku
        for product in PRODUCTS
        if product.amazon_usd and product.sku not in taken | {*ALIASES, *ALIASES.values()}
    ]
    sold = {line.sku for order in shop if order.sale_date == day for line in order.lines}
    return next((sku for sku in left if sku in sold), left[0])


def plant_products(
    orders: list[AmazonOrder], shop: list[Order], cases: CaseBook
) -> list[ProductRow]:
    """The rows of the report: two products that sold, and one that did not."""
    (day, first), *others = _days(orders)
    by_asin = next((key for key in others if key[1] != first), (day, first))
    rows = []
    for what, date, sku, with_sku, spend in (
        ("Amazon advertising of a product by SKU: its sales of the day bear it", day, first, True,
         1_001),
        ("Amazon advertising of a product that Amazon did not sell that day: nobody's", day,
         _unsold(day, orders, shop), True, 647),
        ("Amazon advertising of a product by ASIN alone", *by_asin, False, 755),
    ):  # fmt: skip
        asin = product_of(sku).asin
        row = ProductRow(
            "default", "amazon_ads", date, date, CAMPAIGN, "USD", spend, spend * 2, spend // 60, 1,
            3_900, sku=sku if with_sku else "", asin=asin,
        )  # fmt: skip
        rows.append(row)
        shown = f"{AD_GROUP},{sku},{asin}" if with_sku else f"{AD_GROUP},,{asin}"
        cases.plant(19, what, f"{FOLDER}: {shown}")
    return rows


def product_spend_truth(
    rows: list[ProductRow], orders: list[AmazonOrder]
) -> list[dict[str, object]]:
    """The truth file's list: per row the orders that bear it, and how many cents go to a price.

    Of equal prices any may bear the odd cent, so the parts stand beside prices and not orders.
    """
    found = []
    for row in rows:
        sales = sales_of(row, orders)
        parts = allocate(row.spend, [price for _, price in sales]) if sales else []
        found.append(
            {
                "campaign": row.campaign,
                "day": row.start.isoformat(),
                "currency": row.currency,
                "sku": row.sku,
                "asin": row.asin,
                "spend": cents_text(row.spend),
                "unattributed": cents_text(row.spend - sum(parts)),
                "prices": {order: cents_text(price) for order, price in sales},
                "parts": sorted(
                    [cents_text(price), cents_text(part)]
                    for (_, price), part in zip(sales, parts, strict=True)
                ),
            }
        )
    return found
