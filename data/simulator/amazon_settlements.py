"""Draws what Amazon settles: order and refund rows, account rows, and the periods they fall in."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from data.simulator.amazon_model import AmazonItem, AmazonOrder, Settlement, SettlementRow
from data.simulator.calendar_fx import LOS_ANGELES, to_local
from data.simulator.catalog import measures_of
from data.simulator.draw import Draw
from data.simulator.fee_cards import (
    canada_fee,
    mcf_fee,
    referral_fee,
    refund_administration,
    us_fee,
)
from data.simulator.money import half_away_share, percent

FIRST_START = dt.datetime(2024, 12, 30, 22, 7, 18)
_PERIOD = dt.timedelta(days=14)
CANADA_START = dt.datetime(2025, 8, 14, 22, 7, 18)
_CANADA_PERIOD = dt.timedelta(days=42)
SETTLED_UNTIL = FIRST_START + 38 * _PERIOD


class Settler:
    """Turns orders into settlement rows, in cents and signed as Amazon books them."""

    def __init__(self, seed: int, stream: str = "settlements") -> None:
        self.draw = Draw(seed, f"amazon/{stream}")
        self.codes: dict[tuple[str, int], str] = {}

    def _base(self, order: AmazonOrder, position: int, posted: dt.datetime) -> dict[str, object]:
        code = self.codes.setdefault((order.order_id, position), self.draw.digits(14))
        name = order.sales_channel
        # Real settlements spell the marketplace in both cases.
        if name == "Amazon.com" and posted.month % 3 == 0:
            name = "amazon.com"
        return {
            "posted": posted,
            "order_id": order.order_id,
            "marketplace": name,
            "merchant_order_id": order.merchant_order_id,
            "fulfillment_id": order.fulfillment_id,
            "item_code": code,
            "sku": order.items[position].sku,
            "quantity": order.items[position].quantity,
        }

    def order_rows(self, order: AmazonOrder) -> list[SettlementRow]:
        """Rows of a shipped order, posted when it ships; items that were cancelled have none."""
        if order.shipped is None:
            raise ValueError(f"{order.order_id} has not shipped")
        rows: list[SettlementRow] = []
        shipment = f"D{self.draw.token(8, 'BCDFGHJKLMNPQRSTVWXYZ23456789')}"
        order.shipment_id = shipment
        for position, item in enumerate(order.items):
            if item.status == "Cancelled":
                continue
            base = {**self._base(order, position, order.shipped), "shipment_id": shipment}
            parts = self._mcf_parts(order, item) if order.is_mcf else self._sale_parts(order, item)
            for amount_type, description, amount, promotion in parts:
                rows.append(
                    SettlementRow(
                        "Order", amount_type, description, amount, promotion_id=promotion, **base
                    )
                )
        if order.is_mcf:
            units = sum(item.quantity for item in order.items)
            base = {**base, "sku": "", "item_code": "", "quantity": 0}
            rows.append(
                SettlementRow(
                    "Order", "Shipment-Fees", "FBA transportation fee", -(410 + 135 * units), **base
                )
            )
        return rows

    def _mcf_parts(self, order: AmazonOrder, item: AmazonItem) -> list[tuple[str, str, int, str]]:
        fee = mcf_fee(measures_of(item.sku), order.ship_day) * item.quantity
        parts = [("ItemPrice", "Principal", 0, "")] if self.draw.chance(60) else []
        return [*parts, ("ItemFees", "FBAPerUnitFulfillmentFee", -fee, "")]

    def _sale_parts(self, order: AmazonOrder, item: AmazonItem) -> list[tuple[str, str, int, str]]:
        price = item.price if item.settled_price is None else item.settled_price
        tax, shipping_tax, wrap_tax = item.tax, item.shipping_tax, item.gift_wrap_tax
        commission = commission_of(order, item)
        item_promotion = item.promotion_ids[0] if item.item_promotion else ""
        shipping_promotion = item.promotion_ids[-1] if item.shipping_promotion else ""
        fba = order.channel == "Amazon"
        parts = [
            ("ItemPrice", "Principal", price, ""),
            ("ItemPrice", "Tax", tax, ""),
            ("ItemPrice", "Shipping", item.shipping, ""),
            ("ItemPrice", "ShippingTax", shipping_tax, ""),
            ("ItemPrice", "GiftWrap", item.gift_wrap, ""),
            ("ItemPrice", "GiftWrapTax", wrap_tax, ""),
            ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", -tax, ""),
            ("ItemWithheldTax", "MarketplaceFacilitatorTax-Shipping", -shipping_tax, ""),
            ("ItemWithheldTax", "MarketplaceFacilitatorTax-Giftwrap", -wrap_tax, ""),
            ("Promotion", "Principal", -item.item_promotion, item_promotion),
            ("Promotion", "Shipping", -item.shipping_promotion, shipping_promotion),
            ("ItemFees", "Commission", -commission, ""),
            (
                "ItemFees",
                "FBAPerUnitFulfillmentFee",
                -fulfillment_of(order, item)[0] if fba else 0,
                "",
            ),
            (
                "ItemFees",
                "ShippingChargeback",
                -(item.shipping - item.shipping_promotion) if fba else 0,
                "",
            ),
            ("ItemFees", "GiftwrapChargeback", -item.gift_wrap if fba else 0, ""),
            (
                "ItemFees",
                "DigitalServicesFee",
                -percent(commission, "0.03") if order.currency == "CAD" else 0,
                "",
            ),
        ]
        return [part for part in parts if part[2]]

    def refund_rows(
        self,
        order: AmazonOrder,
        position: int,
        posted: dt.datetime,
        units: int | None = None,
        transaction_type: str = "Refund",
    ) -> list[SettlementRow]:
        """Rows of a refund of `units` of an item (all by default): commission back, less 20 %."""
        item = order.items[position]
        units = item.quantity if units is None else units
        whole = units == item.quantity
        price = item.price if item.settled_price is None else item.settled_price
        commission = half_away_share(commission_of(order, item), units, item.quantity)
        tax = half_away_share(item.tax, units, item.quantity)
        item_promotion = item.promotion_ids[0] if item.item_promotion else ""
        shipping_promotion = item.promotion_ids[-1] if item.shipping_promotion else ""
        fba_shipping = item.shipping - item.shipping_promotion if order.channel == "Amazon" else 0
        parts = [
            ("ItemPrice", "Principal", -half_away_share(price, units, item.quantity), ""),
            ("ItemPrice", "Tax", -tax, ""),
            ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", tax, ""),
            (
                "Promotion",
                "Principal",
                half_away_share(item.item_promotion, units, item.quantity),
                item_promotion,
            ),
            ("ItemPrice", "Shipping", -item.shipping if whole else 0, ""),
            ("Promotion", "Shipping", item.shipping_promotion if whole else 0, shipping_promotion),
            ("ItemFees", "ShippingChargeback", fba_shipping if whole else 0, ""),
            ("ItemFees", "Commission", commission, ""),
            ("ItemFees", "RefundCommission", -refund_administration(commission), ""),
        ]
        base = {
            **self._base(order, position, posted),
            "quantity": units,
            "adjustment_id": f"amzn1:crow:{self.draw.token(22)}",
        }
        return [
            SettlementRow(
                transaction_type, kind, description, amount, promotion_id=promotion, **base
            )
            for kind, description, amount, promotion in parts
            if amount
        ]

    def everyday_refunds(self, orders: list[AmazonOrder]) -> list[SettlementRow]:
        """About one in eighteen settled items comes back within a month."""
        rows: list[SettlementRow] = []
        for order in orders:
            if order.shipped is None:
                continue
            for position, item in enumerate(order.items):
                if item.status == "Cancelled" or not self.draw.chance(5.5):
                    continue
                posted = order.shipped + dt.timedelta(
                    days=self.draw.between(4, 28), seconds=self.draw.between(0, 86_399)
                )
                units = 1 if item.quantity > 1 and self.draw.chance(60) else None
                if posted < SETTLED_UNTIL and not (
                    order.currency == "CAD" and posted > canada_end()
                ):
                    rows += self.refund_rows(order, position, posted, units)
        return rows


def commission_of(order: AmazonOrder, item: AmazonItem) -> int:
    """Commission of an item in cents, on the listed price and after the seller's promotions.

    A merchant earns shipping and gift wrap, so Amazon takes its part of them; of an FBA order it
    keeps both itself.
    """
    base = item.price - item.item_promotion
    if order.channel != "Amazon":
        base += item.shipping - item.shipping_promotion + item.gift_wrap
    return referral_fee(base, item.quantity)


def fulfillment_of(order: AmazonOrder, item: AmazonItem) -> tuple[int, bool]:
    """(fulfillment fee of an FBA item in cents, whether a known card says so).

    The band goes by the unit price before promotions.
    """
    measures = measures_of(item.sku)
    if order.currency == "CAD":
        unit, known = canada_fee(measures, order.ship_day)
        return unit * item.quantity, known
    fee = us_fee(measures, order.ship_day, Fraction(item.price, item.quantity))
    if fee is None:
        raise ValueError(f"{order.order_id} ships {item.sku} at a price without a card")
    return fee * item.quantity, True


def canada_end() -> dt.datetime:
    """The end of the newest CAD settlement."""
    end = CANADA_START
    while end + _CANADA_PERIOD <= SETTLED_UNTIL:
        end += _CANADA_PERIOD
    return end


def periods(seed: int) -> list[Settlement]:
    """Empty settlements: 38 biweekly ones in USD, six-weekly ones in CAD from August 2025."""
    draw = Draw(seed, "amazon/settlement-ids")
    settlements = []
    number = 20_874_396_421
    for index in range(38):
        number += draw.between(90_000_000, 190_000_000)
        layouts = ("v1",) if index < 3 else ("v2", "v1") if index == 4 else ("v2",)
        start = FIRST_START + index * _PERIOD
        settlements.append(Settlement(str(number), start, start + _PERIOD, "USD", layouts))
    start = CANADA_START
    while start < canada_end():
        number += draw.between(90_000_000, 190_000_000)
        settlements.append(Settlement(str(number), start, start + _CANADA_PERIOD, "CAD"))
        start += _CANADA_PERIOD
    return settlements


def assign(
    rows: list[SettlementRow], settlements: list[Settlement], currency: str
) -> list[SettlementRow]:
    """Put rows into the settlements of their currency by posted time; returns those too late."""
    left = []
    for row in rows:
        for settlement in settlements:
            if settlement.currency == currency and settlement.start <= row.posted < settlement.end:
                row.currency, row.layout = currency, settlement.layouts[0]
                settlement.rows.append(row)
                break
        else:
            left.append(row)
    return left


def posted_date(row: SettlementRow) -> dt.date:
    """The local date of a row: every marketplace here keeps Los Angeles time."""
    return to_local(row.posted, LOS_ANGELES).date()
