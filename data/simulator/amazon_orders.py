"""Draws Amazon orders: everyday ones, Amazon.ca and MCF; the planted are in amazon_cases.py."""

from __future__ import annotations

import datetime as dt

from data.simulator.amazon_model import AmazonItem, AmazonOrder
from data.simulator.calendar_fx import FIRST_DAY, LAST_DAY, LOS_ANGELES, days, demand, to_utc
from data.simulator.cases import CaseBook
from data.simulator.catalog import ALIASES, PRODUCTS, product_of
from data.simulator.draw import Draw
from data.simulator.money import percent
from data.simulator.people import US_PLACES
from data.simulator.shopify_model import Order

_CANADA_FROM = dt.date(2025, 9, 1)
_PROMOTIONS_FROM = dt.date(2025, 1, 20)
_TAXED = {
    "NY": "0.08875",
    "CA": "0.0725",
    "TX": "0.0825",
    "WA": "0.1035",
    "IL": "0.1025",
    "NJ": "0.06625",
    "FL": "0.07",
}


class AmazonShop:
    """The brand's seller account in North America."""

    def __init__(self, seed: int, stream: str = "orders") -> None:
        self.draw = Draw(seed, f"amazon/{stream}")

    def order_id(self, region: str = "US") -> str:
        """A made-up order id: 111..114 in the US, 701 and 702 in Canada, S01 for MCF."""
        first = {"US": str(self.draw.between(111, 114)), "CA": self.draw.pick(("701", "702"))}
        return f"{first.get(region, 'S01')}-{self.draw.digits(7)}-{self.draw.digits(7)}"

    def everyday_orders(self, count: int) -> list[AmazonOrder]:
        """`count` orders spread over the calendar by demand; some ship after the horizon."""
        weighted = [(day, demand(day)) for day in days(FIRST_DAY, LAST_DAY)]
        return [self._everyday(self.draw.weighted(weighted)) for _ in range(count)]

    def item(self, sku: str, quantity: int = 1, price: int | None = None) -> AmazonItem:
        """An item at Amazon list price; `price` is per unit."""
        listed = product_of(sku).amazon_usd
        return AmazonItem(sku, quantity, (listed if price is None else price) * quantity)

    def _items(self) -> list[AmazonItem]:
        draw = self.draw
        sold = [
            (item.sku, 60_000 // (item.amazon_usd + 1_000)) for item in PRODUCTS if item.amazon_usd
        ]
        items: list[AmazonItem] = []
        for _ in range(draw.weighted(((1, 90), (2, 9), (3, 1)))):
            sku = draw.weighted(sold)
            if sku == "AG-VASE-12":
                sku = draw.pick(("AG-VASE-12", "AG-VASE-12-FBA"))
            if all(item.sku != sku for item in items):
                items.append(self.item(sku, draw.weighted(((1, 88), (2, 10), (3, 2)))))
        return items

    def _moment(self, day: dt.date) -> dt.datetime:
        draw = self.draw
        wall = dt.datetime.combine(
            day, dt.time(draw.between(5, 23), draw.between(0, 59), draw.between(0, 59))
        )
        return to_utc(wall, LOS_ANGELES)

    def ship(self, order: AmazonOrder, hours: int | None = None) -> AmazonOrder:
        """Set when an order leaves: Amazon is quicker than the brand itself."""
        slowest = 60 if order.channel == "Amazon" else 90
        delay = hours if hours is not None else self.draw.between(13, slowest)
        order.shipped = order.purchased + dt.timedelta(
            hours=delay, seconds=self.draw.between(0, 3_599)
        )
        return order

    def place(self, order: AmazonOrder) -> None:
        """Give an order a destination."""
        if order.sales_channel == "Amazon.ca":
            order.ship_to = self.draw.pick(
                (
                    ("TORONTO", "ON", "M5V 2T6"),
                    ("VANCOUVER", "BC", "V6B 1A1"),
                    ("MONTRÉAL", "QC", "H2X 1Y4"),
                )
            )
        else:
            city, code, state, _ = self.draw.pick(US_PLACES)
            order.ship_to = (city.upper(), state, f"{code}-{self.draw.digits(4)}")

    def add_extras(self, order: AmazonOrder) -> None:
        """Tax by state, shipping, gift wrap and promotions of an everyday order."""
        draw = self.draw
        day = order.purchased.date()
        rate = _TAXED.get(order.ship_to[1]) if order.sales_channel == "Amazon.com" else None
        for item in order.items:
            if draw.chance(14):
                item.shipping = 599
                if draw.chance(45) and day >= _PROMOTIONS_FROM:
                    item.shipping_promotion = 599
                    item.promotion_ids += ("Duplicated A2ZIWDULR9BGUF 1547517750828",)
            if draw.chance(2):
                item.gift_wrap = 399
            if draw.chance(9) and day >= _PROMOTIONS_FROM:
                item.item_promotion = percent(item.price, "0.1")
                coupon = f"PLM-{day:%y%m}-10PCT"
                item.promotion_ids = (coupon, *item.promotion_ids)
            if rate and draw.chance(62):
                item.tax = percent(item.price - item.item_promotion, rate)
                item.shipping_tax = percent(item.shipping - item.shipping_promotion, rate)
                item.gift_wrap_tax = percent(item.gift_wrap, rate)

    def _everyday(self, day: dt.date) -> AmazonOrder:
        draw = self.draw
        order = AmazonOrder(self.order_id(), self._moment(day), self._items())
        if day >= _CANADA_FROM and draw.chance(6):
            order.order_id, order.sales_channel, order.currency = (
                self.order_id("CA"),
                "Amazon.ca",
                "CAD",
            )
            for item in order.items:
                item.price = (percent(item.price, "1.4") // 100) * 100 + 99
        elif draw.chance(15):
            order.channel = "Merchant"
        order.fate = draw.weighted((("Shipped", 965), ("Cancelled", 28), ("Pending", 7)))
        order.is_business = draw.chance(4)
        self.place(order)
        self.add_extras(order)
        return self.ship(order)

    def multi_channel(self, shop_orders: list[Order], cases: CaseBook) -> list[AmazonOrder]:
        """MCF orders for the Shopify orders that ask for it, and one of a wholesale order."""
        orders = []
        for order in shop_orders:
            if not order.is_mcf:
                continue
            to_amazon = (
                {alias: sku for sku, alias in ALIASES.items()} if order.tags == "mcf-alias" else {}
            )
            items = [
                AmazonItem(to_amazon.get(line.sku, line.sku), line.quantity, 0)
                for line in order.lines
                if line.kind == "merchandise"
            ]
            orders.append(
                AmazonOrder(
                    self.order_id("MCF"),
                    order.created + dt.timedelta(minutes=4),
                    items,
                    sales_channel="Non-Amazon US",
                    merchant_order_id=order.name,
                )
            )
        stray = AmazonOrder(
            self.order_id("MCF"),
            to_utc(dt.datetime(2025, 9, 15, 10), LOS_ANGELES),
            [AmazonItem("AG-CAND-SET", 4, 0)],
            sales_channel="Non-Amazon US",
            merchant_order_id="WHOLESALE-77",
        )
        cases.plant(18, "MCF fee of an order that never landed: unallocated", stray.order_id)
        for order in [*orders, stray]:
            self.place(order)
            self.ship(order, 20)
        return [*orders, stray]
