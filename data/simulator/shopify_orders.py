"""Draws the everyday orders of a Shopify store; the planted ones are in shopify_cases.py."""

from __future__ import annotations

import copy
import datetime as dt
from fractions import Fraction

from data.simulator.calendar_fx import FIRST_DAY, LAST_DAY, days, demand, to_utc
from data.simulator.catalog import PRODUCTS, Product
from data.simulator.draw import Draw
from data.simulator.money import allocate, half_away, percent
from data.simulator.people import draw_customers
from data.simulator.shopify_fees import PAYPAL, card_fee
from data.simulator.shopify_model import ZONES, Charge, Customer, Line, Order, Refund

HORIZON = dt.datetime(2026, 6, 30, 21, 0)
_US_TAXES = {
    "NY": (("New York State Tax 4%", "0.04"), ("New York City Tax 4.875%", "0.04875")),
    "CA": (("California State Tax 7.25%", "0.0725"),),
    "TX": (("Texas State Tax 6.25%", "0.0625"), ("Austin City Tax 2%", "0.02")),
    "WA": (("Washington State Tax 6.5%", "0.065"), ("Seattle City Tax 3.85%", "0.0385")),
}
_VAT = {
    "DE": ("DE MwSt 19%", 19),
    "FR": ("FR TVA 20%", 20),
    "NL": ("NL BTW 21%", 21),
    "AT": ("AT USt 20%", 20),
}
_SOURCES = (
    ("web", 78),
    ("pos", 7),
    ("iphone", 3),
    ("android", 1),
    ("shopify_draft_order", 3),
    ("subscription_contract", 4),
    ("580111", 2),
    ("Honeycomb", 1),
    ("", 1),
)
_EU_SOURCES = (("web", 92), ("iphone", 4), ("shopify_draft_order", 4))
_TOUCHES = {
    "default": (
        (("google", "cpc", "Brand - Search"), 20),
        (("google", "cpc", "PMax - Home Decor"), 12),
        (("Google", "cpc", "Shopping - All"), 14),
        (("google", "cpc", "Gifts - Nonbrand"), 6),
        (("facebook", "paid_social", "C01 - Prospecting - Advantage+"), 16),
        (("instagram", "paid_social", "C02 - Retargeting - Catalog"), 10),
        (("klaviyo", "email", "weekly-edit"), 14),
        (("", "", ""), 60),
    ),
    "eu": (
        (("google", "cpc", "EU - Marke - Suche"), 30),
        (("google", "cpc", "EU - PMax - Wohnen"), 30),
        (("klaviyo", "email", "wochenbrief"), 12),
        (("", "", ""), 60),
    ),
}


class Shop:
    """One Shopify store: its customers, its tax rule and the way it makes orders."""

    def __init__(self, seed: int, store: str) -> None:
        self.store = store
        self.draw = Draw(seed, f"shopify/{store}")
        self.customers = draw_customers(self.draw, store, 880 if store == "default" else 210)
        self.zone = ZONES[store]
        self._order_number = 5_312_004_117_001 if store == "default" else 6_120_775_338_001

    def aside(self, seed: int, stream: str) -> Shop:
        """The same shop with draws and order numbers of its own, for orders that are added."""
        other = copy.copy(self)
        other.draw = Draw(seed, f"shopify/{self.store}/{stream}")
        other._order_number += 500_000_000
        return other

    def line(
        self, sku: str, quantity: int = 1, price: int | None = None, discount: int = 0
    ) -> Line:
        """A merchandise line at list price."""
        product = next(item for item in PRODUCTS if item.sku == sku)
        listed = product.eur if self.store == "eu" else product.usd
        return Line(sku, product.name, quantity, listed if price is None else price, discount)

    def order(self, wall: str, lines: list[Line], **fields: object) -> Order:
        """An order created at a local time such as "2025-03-31 23:59:40", not yet finished."""
        created = to_utc(dt.datetime.fromisoformat(wall), self.zone)
        customer = fields.pop("customer", None) or self.draw.pick(self.customers)
        currency = "EUR" if self.store == "eu" else "USD"
        return Order(
            self.store,
            created,
            lines,
            customer,
            currency,
            tax_inclusive=self.store == "eu",
            **fields,
        )  # type: ignore[arg-type]

    def add_taxes(self, order: Order) -> None:
        """Sales tax of the buyer's state on top, or VAT of the buyer's country inside."""
        goods = sum(line.amount for line in order.lines if line.taxable)
        base = goods - (order.discount_amount if order.discount_type == "product" else 0)
        base = max(base, 0)
        if order.tax_inclusive:
            if order.customer.country in _VAT:
                name, rate = _VAT[order.customer.country]
                base += order.shipping - order.shipping_discount
                cents = half_away(base * Fraction(rate, 100 + rate))
                order.taxes = [(name, cents)] if cents else []
            return
        if order.customer.country != "US":
            return
        # Washington taxes delivery too.
        if order.customer.province == "WA":
            base += order.shipping - order.shipping_discount
        taxes = [
            (name, percent(base, rate)) for name, rate in _US_TAXES.get(order.customer.province, ())
        ]
        order.taxes = [(name, cents) for name, cents in taxes if cents]

    def finish(
        self, order: Order, gift_tender: int = 0, captures: tuple[int, ...] = (), brand: str = ""
    ) -> Order:
        """Give an order its ids, its capture and, when it was paid by card, its charges."""
        draw = self.draw
        self._order_number += draw.between(1_024, 65_536)
        order.order_id = str(self._order_number)
        order.checkout = f"#{draw.digits(14)}"
        if order.captured_at is None:
            order.captured_at = order.created + dt.timedelta(seconds=draw.between(1, 70))
        brand = brand or draw.weighted(
            (("visa", 50), ("master", 28), ("american_express", 14), ("discover", 8))
        )
        if "Shopify Payments" in order.payment_method and order.capture in (
            "paid",
            "partially_paid",
        ):
            card_source = "stripe_terminal" if order.source == "pos" else "online"
            amounts = captures or (order.total - order.outstanding - gift_tender,)
            order.charges = [
                Charge(
                    order.captured_at,
                    amount,
                    card_fee(order, amount, brand, card_source),
                    brand,
                    card_source,
                )
                for amount in amounts
                if amount > 0
            ]
        return order

    def refund(self, order: Order, wall: str, amount: int, **fields: object) -> None:
        """Plant a refund at a local time."""
        moment = to_utc(dt.datetime.fromisoformat(wall), self.zone)
        order.refunds.append(Refund(moment, amount, **fields))  # type: ignore[arg-type]

    def everyday_orders(self, count: int) -> list[Order]:
        """`count` orders spread over the calendar by demand."""
        weighted_days = [(day, demand(day)) for day in days(FIRST_DAY, LAST_DAY)]
        return [self._everyday_order(self.draw.weighted(weighted_days)) for _ in range(count)]

    def _basket(self) -> list[Line]:
        draw, eu = self.draw, self.store == "eu"
        sold: list[tuple[Product, int]] = [
            (item, 60_000 // (item.usd + 1_500))
            for item in PRODUCTS
            if (item.eur if eu else item.usd)
        ]
        lines, size = [], draw.weighted(((1, 72), (2, 20), (3, 6), (4, 2)))
        for _ in range(size):
            product = draw.weighted(sold)
            if any(line.sku == product.sku for line in lines):
                continue
            quantity = draw.weighted(((1, 82), (2, 13), (3, 3), (4, 2)))
            line = self.line(product.sku, quantity)
            line.compare_at = line.price * 5 // 4 if draw.chance(8) else 0
            lines.append(line)
        return lines

    def _everyday_order(self, day: dt.date) -> Order:
        draw = self.draw
        moment = dt.datetime.combine(
            day, dt.time(draw.between(6, 23), draw.between(0, 59), draw.between(0, 59))
        )
        source = draw.weighted(_EU_SOURCES if self.store == "eu" else _SOURCES)
        order = self.order(f"{moment:%Y-%m-%d %H:%M:%S}", self._basket(), source=source)
        if self.store == "eu" and draw.chance(7):
            order.customer = _abroad(order.customer, draw)
        if source == "pos":
            order.location, order.tags = "Hudson Showroom", "in-store"
        else:
            goods = sum(line.amount for line in order.lines)
            threshold, fee = (8_000, 590) if self.store == "eu" else (7_500, 695)
            order.shipping = 0 if goods >= threshold else fee
        self._discount(order)
        if draw.chance(3) and source in ("web", "pos"):
            order.lines.append(tip_line(draw.pick((200, 300, 500))))
        if draw.chance(1.5) and source == "web" and self.store == "default":
            order.lines.append(gift_card_line(draw.pick((2_500, 5_000, 10_000))))
        self._touch(order)
        self.add_taxes(order)
        self._pay(order)
        self._after_sale(order)
        return order

    def _discount(self, order: Order) -> None:
        draw, goods = self.draw, order.lines
        kind = draw.weighted((("none", 76), ("order", 12), ("line", 8), ("shipping", 4)))
        if kind == "order":
            code, rate = draw.pick((("WELCOME10", "0.10"), ("SPRING15", "0.15"), ("VIP20", "0.20")))
            order.discount_code, order.discount_type = code, "product"
            order.discount_amount = percent(sum(line.amount for line in goods), rate)
            if draw.chance(40):
                shares = allocate(order.discount_amount, [line.amount for line in goods])
                for line, share in zip(goods, shares, strict=True):
                    line.discount = share
        elif kind == "line":
            goods[0].discount = percent(goods[0].amount, "0.12")
            order.discount_code = draw.pick(("", "BUNDLE12"))
            order.discount_amount, order.discount_type = goods[0].discount, "product"
        elif kind == "shipping" and order.shipping:
            order.discount_code, order.discount_type = "FREESHIP", "shipping"
            order.discount_amount = order.shipping

    def _touch(self, order: Order) -> None:
        draw = self.draw
        if order.source not in ("web", "iphone", "android"):
            return
        utm_source, medium, campaign = draw.weighted(_TOUCHES[self.store])
        if not utm_source:
            return
        upper = draw.chance(15)
        keys = (
            ("UTM source", "UTM medium", "UTM campaign")
            if upper
            else ("utm_source", "utm_medium", "utm_campaign")
        )
        order.attributes = list(zip(keys, (utm_source, medium, campaign), strict=True))
        if medium == "cpc" and draw.chance(30):
            order.attributes.append(("gclid", f"Cj0KCQ{draw.token(16)}"))
        elif medium == "paid_social" and draw.chance(30):
            order.attributes.append(("fbclid", f"IwAR{draw.token(16)}"))

    def _pay(self, order: Order) -> None:
        draw = self.draw
        fate = draw.weighted((("paid", 970), ("pending", 10), ("voided", 12), ("authorized", 8)))
        if order.source == "pos":
            fate = "paid"
        order.capture = fate
        if draw.chance(10) and order.source != "pos":
            # What PayPal takes of a buyer outside the euro store's own area is not known.
            if self.store == "default" or order.customer.country in _VAT:
                order.payment_method = PAYPAL
        elif draw.chance(1.5) and order.total > 3_000 and fate == "paid":
            order.payment_method = "Gift Card + Shopify Payments"
            self.finish(order, gift_tender=1_000)
            return
        if fate == "voided":
            order.cancelled_at = order.created + dt.timedelta(hours=draw.between(2, 40))
        self.finish(order)
        order.show_paid_at = not draw.chance(1)

    def _after_sale(self, order: Order) -> None:
        draw = self.draw
        if order.capture != "paid":
            return
        shipped = order.created + dt.timedelta(hours=draw.between(5, 70))
        order.fulfilled_at = order.created if order.source == "pos" else shipped
        order.accepts_marketing = draw.chance(35)
        if draw.chance(4):
            order.notes = draw.pick(
                (
                    'Please leave at the back door,\nring "twice".',
                    "Gift, no receipt please",
                    "Für Oma 🎁 – bitte einpacken",
                    "Door code is 4411,\n2nd floor",
                    "Thanks!",
                )
            )
        through = "Shopify Payments" in order.payment_method
        if not draw.chance(6):
            return
        moment = order.created + dt.timedelta(
            days=draw.between(3, 24), minutes=draw.between(0, 700)
        )
        if moment > HORIZON or order.total <= 0:
            return
        paid_by_card = sum(charge.amount for charge in order.charges)
        # Money paid by gift card or PayPal goes back the same way, without a payments row.
        if draw.chance(45):
            amount = order.total
            through = through and paid_by_card == order.total
            restocked = draw.chance(50)
            for line in order.lines:
                line.restocked = restocked and line.kind == "merchandise"
            if draw.chance(60):
                order.cancelled_at = moment
        else:
            top = paid_by_card if through else order.total
            amount = max(1, percent(top, draw.pick(("0.15", "0.25", "0.5", "0.333"))))
        order.refunds.append(Refund(moment, amount, through_payments=through))


def tip_line(cents: int) -> Line:
    """The line that a tip leaves: no SKU, no vendor, in Total and not in Subtotal."""
    return Line("", "Tip", 1, cents, kind="tip", requires_shipping=False, taxable=False, vendor="")


def gift_card_line(cents: int) -> Line:
    """A gift card sold: a liability, not revenue."""
    name = f"ArtisanGlow Gift Card - ${cents // 100}.00"
    return Line("", name, 1, cents, kind="gift_card", requires_shipping=False, taxable=False)


def _abroad(customer: Customer, draw: Draw) -> Customer:
    city, code, country = draw.pick(
        (("Zürich", "8001", "CH"), ("Basel", "4051", "CH"), ("Brooklyn", "11215", "US"))
    )
    return Customer(
        customer.name,
        customer.email,
        customer.street,
        city,
        code,
        "NY" if country == "US" else "ZH" if code == "8001" else "BS",
        "",
        country,
        customer.phone,
    )
