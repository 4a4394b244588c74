"""Writes what Amazon tells about FBA orders and products: shipments and the fee preview."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from data.simulator.amazon_model import AmazonItem, AmazonOrder
from data.simulator.calendar_fx import LOS_ANGELES, to_utc
from data.simulator.catalog import (
    BRAND,
    NOT_MEASURED_BY_AMAZON,
    WITHOUT_FEE_CATEGORY,
    measures_of,
    product_of,
)
from data.simulator.draw import Draw
from data.simulator.fba_stock import CENTERS, FBA_SKUS, fnsku_of
from data.simulator.fee_cards import referral_fee, size_tier, us_fee
from data.simulator.layout import columns, tab_text
from data.simulator.money import cents_text, half_away

# The report of the days from 8 to 20 October 2025 was never downloaded.
SHIPMENT_PERIODS = [
    (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    for first, last in (
        ("2025-01-01", "2025-03-31"),
        ("2025-04-01", "2025-06-30"),
        ("2025-07-01", "2025-10-07"),
        ("2025-10-21", "2025-12-31"),
        ("2026-01-01", "2026-03-31"),
        ("2026-04-01", "2026-06-30"),
    )
]
PREVIEW_DAY = dt.date(2026, 6, 30)
_TAKEN = to_utc(dt.datetime(2026, 7, 1), LOS_ANGELES)
_SHIPMENTS_HEADER = columns(
    "amazon-order-id merchant-order-id shipment-id shipment-item-id amazon-order-item-id "
    "merchant-order-item-id purchase-date payments-date shipment-date reporting-date buyer-email "
    "buyer-name buyer-phone-number sku product-name quantity-shipped currency item-price item-tax "
    "shipping-price shipping-tax gift-wrap-price gift-wrap-tax ship-service-level recipient-name "
    "ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code "
    "ship-country ship-phone-number bill-address-1 bill-address-2 bill-address-3 bill-city "
    "bill-state bill-postal-code bill-country item-promotion-discount ship-promotion-discount "
    "carrier tracking-number estimated-arrival-date fulfillment-center-id fulfillment-channel "
    "sales-channel",
    None,
)
_PREVIEW_HEADER = columns(
    "sku fnsku asin product-name product-group brand fulfilled-by your-price sales-price "
    "longest-side median-side shortest-side length-and-girth unit-of-dimension item-package-weight "
    "unit-of-weight product-size-tier currency estimated-fee-total estimated-referral-fee-per-unit "
    "estimated-variable-closing-fee estimated-order-handling-fee-per-order "
    "estimated-pick-pack-fee-per-unit estimated-weight-handling-fee-per-unit "
    "expected-fulfillment-fee-per-unit",
    None,
)
_COUNTRIES = {"Amazon.ca": "CA", "Amazon.de": "DE"}
_GROUPS = {"Kitchen": "Kitchen", "Garden": "Lawn & Patio", "Textiles": "Home"}
_TIERS = {"small_standard": "UsSmallStandardSize", "large_standard": "UsLargeStandardSize"}


def in_shipment_reports(order: AmazonOrder) -> bool:
    """True for an order that left Amazon's warehouse and stands in a report that was kept."""
    if order.channel != "Amazon" or order.fate != "Shipped" or not order.listed:
        return False
    if order.shipped is None or order.shipped >= _TAKEN:
        return False
    return any(first <= order.ship_day <= last for first, last in SHIPMENT_PERIODS)


def shipments_text(
    orders: list[AmazonOrder], first: dt.date, last: dt.date, seed: int
) -> tuple[str, int]:
    """The fulfilled shipments of a period of local days, and their records."""
    draw, records = Draw(seed, f"amazon/shipments/{first}"), []
    chosen = [
        order for order in orders if in_shipment_reports(order) and first <= order.ship_day <= last
    ]
    for order in sorted(chosen, key=lambda order: (order.shipped, order.order_id)):
        center, tracking = draw.pick(CENTERS), f"TBA{draw.digits(12)}"
        for item in order.items:
            if item.status != "Cancelled":
                cells = _shipment_cells(order, item)
                cells |= {"fulfillment-center-id": center, "tracking-number": tracking}
                cells |= {"shipment-item-id": f"{draw.token(9, 'BCDFGHJKLMNPQRSTVWXYZ')}"}
                records.append(cells)
    return tab_text(_SHIPMENTS_HEADER, records)


def shipments_of(orders: list[AmazonOrder]) -> tuple[str, int]:
    """A report of nothing but these orders, and its records; nothing of it is drawn."""
    return tab_text(
        _SHIPMENTS_HEADER,
        [_shipment_cells(order, item) for order in orders for item in order.items],
    )


def _iso(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}+00:00"


def _shipment_cells(order: AmazonOrder, item: AmazonItem) -> dict[str, str]:
    if order.shipped is None:
        raise ValueError(f"{order.order_id} has not shipped")
    cells = {
        "amazon-order-id": order.order_id,
        "merchant-order-id": order.merchant_order_id,
        "shipment-id": order.shipment_id,
        "purchase-date": _iso(order.purchased),
        "payments-date": _iso(order.purchased + dt.timedelta(minutes=31)),
        "shipment-date": _iso(order.shipped),
        "reporting-date": _iso(order.shipped + dt.timedelta(hours=5, minutes=17)),
        "sku": item.sku,
        "product-name": product_of(item.sku).name,
        "quantity-shipped": str(item.quantity),
        "currency": order.currency,
        "ship-service-level": "Expedited",
        "ship-city": order.ship_to[0],
        "ship-state": order.ship_to[1],
        "ship-postal-code": order.ship_to[2],
        "ship-country": _COUNTRIES.get(order.sales_channel, "US"),
        "carrier": f"AMZN_{_COUNTRIES.get(order.sales_channel, 'US')}",
        "estimated-arrival-date": _iso(order.shipped + dt.timedelta(days=2, hours=6)),
        "fulfillment-channel": "AFN",
        "sales-channel": order.sales_channel,
    }
    if not order.is_mcf:
        cells |= {
            "item-price": cents_text(item.price),
            "item-tax": cents_text(item.tax),
            "shipping-price": cents_text(item.shipping),
            "shipping-tax": cents_text(item.shipping_tax),
            "gift-wrap-price": cents_text(item.gift_wrap),
            "gift-wrap-tax": cents_text(item.gift_wrap_tax),
            "item-promotion-discount": cents_text(-item.item_promotion),
            "ship-promotion-discount": cents_text(-item.shipping_promotion),
        }
    return cells


def preview_text() -> tuple[str, int]:
    """The fee preview of one day: Amazon's own measures, and what it would charge."""
    records = []
    for sku in FBA_SKUS:
        product, measures = product_of(sku), measures_of(sku)
        # A listing that is closed on the day of the preview has no row.
        if product.sku in NOT_MEASURED_BY_AMAZON:
            continue
        fulfillment = us_fee(measures, PREVIEW_DAY, Fraction(product.amazon_usd))
        if fulfillment is None:
            raise ValueError(f"no card for {sku} on {PREVIEW_DAY}")
        referral = referral_fee(product.amazon_usd, 1)
        group = _GROUPS.get(product.category, "Home")
        records.append(
            {
                "sku": sku,
                "fnsku": fnsku_of(sku),
                "asin": product.asin,
                "product-name": product.name,
                "product-group": "--" if product.sku in WITHOUT_FEE_CATEGORY else group,
                "brand": BRAND,
                "fulfilled-by": "Amazon",
                "your-price": cents_text(product.amazon_usd),
                "sales-price": cents_text(product.amazon_usd),
                "longest-side": _hundredths(measures.longest),
                "median-side": _hundredths(measures.median),
                "shortest-side": _hundredths(measures.shortest),
                "length-and-girth": _hundredths(measures.girth),
                "unit-of-dimension": "inches",
                "item-package-weight": _hundredths(measures.weight),
                "unit-of-weight": "pounds",
                "product-size-tier": _TIERS[size_tier(measures, PREVIEW_DAY)],
                "currency": "USD",
                "estimated-fee-total": cents_text(referral + fulfillment),
                "estimated-referral-fee-per-unit": cents_text(referral),
                "estimated-variable-closing-fee": "0.00",
                "estimated-order-handling-fee-per-order": "--",
                "estimated-pick-pack-fee-per-unit": "--",
                "estimated-weight-handling-fee-per-unit": "--",
                "expected-fulfillment-fee-per-unit": cents_text(fulfillment),
            }
        )
    return tab_text(_PREVIEW_HEADER, records)


def _hundredths(value: Fraction) -> str:
    return cents_text(half_away(value * 100))
