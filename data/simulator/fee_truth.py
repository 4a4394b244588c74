"""What a perfect audit of Amazon's fees can price, and what it can not."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from data.simulator.amazon_model import AmazonItem, AmazonOrder
from data.simulator.amazon_settlements import commission_of, fulfillment_of
from data.simulator.catalog import (
    NOT_MEASURED_BY_AMAZON,
    WITHOUT_FEE_CATEGORY,
    product_of,
)

REFERRAL, FULFILLMENT = "referral_fee", "fba_fulfillment_fee"
MEASURES = {REFERRAL: "amazon_referral_fees", FULFILLMENT: "amazon_fulfillment_fees"}
# Of Amazon.ca only the commission on groceries and health products has been seen.
_COUNTRIES_WITH_REFERRAL_CARDS = ("USD",)


def fee_codes(order: AmazonOrder) -> tuple[str, ...]:
    """The codes of the fees that every line of an order has."""
    return (REFERRAL, FULFILLMENT) if order.channel == "Amazon" else (REFERRAL,)


def unknown_reason(
    order: AmazonOrder, item: AmazonItem, fee_code: str, as_of: dt.datetime | None
) -> str:
    """Why nobody can price a fee of a line; blank when it can be priced.

    `as_of` is the moment of the newest All Orders report that shows the order, None without one.
    """
    if as_of is None:
        return "no_order_report"
    if order.status(as_of) not in ("Shipped", "Unshipped"):
        return "no_price"
    sku = product_of(item.sku).sku
    if fee_code == REFERRAL:
        if sku in WITHOUT_FEE_CATEGORY:
            return "unmapped_category"
        return "" if order.currency in _COUNTRIES_WITH_REFERRAL_CARDS else "no_card"
    if sku in NOT_MEASURED_BY_AMAZON:
        return "no_dimensions"
    if sku in WITHOUT_FEE_CATEGORY and order.currency == "USD":
        return "unmapped_category"  # Amazon.com prices clothes apart; Amazon.ca does not.
    return "" if fulfillment_of(order, item)[1] else "no_card"


def expected_fee(order: AmazonOrder, items: list[AmazonItem], fee_code: str) -> int:
    """What the card says about the items of a line together, in cents."""
    if fee_code == REFERRAL:
        return sum(commission_of(order, item) for item in items)
    return sum(fulfillment_of(order, item)[0] for item in items)


def chargebacks(items: list[AmazonItem]) -> list[tuple[str, int]]:
    """(code, cents) of what Amazon takes back of a line that it ships: shipping and gift wrap."""
    return [
        ("shipping_chargeback", sum(item.shipping - item.shipping_promotion for item in items)),
        ("gift_wrap_chargeback", sum(item.gift_wrap for item in items)),
    ]


def counted(unknown: list[dict[str, str]]) -> dict[str, dict[str, int]]:
    """Unknown fees by reason and fee code."""
    counts = Counter((line["reason"], line["fee_code"]) for line in unknown)
    reasons = sorted({reason for reason, _ in counts})
    return {
        reason: {code: counts[reason, code] for code in MEASURES if counts[reason, code]}
        for reason in reasons
    }
