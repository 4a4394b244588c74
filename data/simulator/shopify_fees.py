"""What Shopify and other gateways take of a payment, in cents."""

from __future__ import annotations

import datetime as dt

from data.simulator.calendar_fx import to_local
from data.simulator.money import percent
from data.simulator.shopify_model import Charge, Order

# In person: 2.7 % until the end of June 2025, 2.6 % and 0.10 after it.
_IN_PERSON_CHANGED = dt.date(2025, 7, 1)
_HOME = {"default": "US", "eu": "IE"}
PAYPAL = "PayPal Express Checkout"
EXTERNAL = "Authorize.net"


def card_fee(order: Order, amount: int, brand: str, card_source: str) -> int:
    """Fee of a charge on plan basic: 2.9 % + 0.30, more for American Express and foreign cards."""
    if order.captured_at is None:
        raise ValueError("a charge needs its moment")
    if card_source == "stripe_terminal":
        day = to_local(order.captured_at, order.zone).date()
        if day < _IN_PERSON_CHANGED:
            return percent(amount, "0.027")
        return percent(amount, "0.026") + 10
    if order.store == "eu":
        return percent(amount, "0.021") + 30
    if brand == "american_express":
        return percent(amount, "0.035") + 30
    foreign = order.source != "pos" and order.customer.country != _HOME[order.store]
    return percent(amount, "0.039" if foreign else "0.029") + 30


def american_express_fee(charge: Charge) -> int:
    """What a charge would cost if its card were an American Express one."""
    return percent(charge.amount, "0.035") + 30


def estimated_fees(order: Order) -> list[tuple[str, str, int]]:
    """(fee code, measure, cents) of an order whose payments export says nothing, by known cards.

    A charge that the export lost: the domestic rate. PayPal: known for the euro store alone, and
    nothing to Shopify. Another gateway: 2 % of the total to Shopify, its own fee is not known.
    """
    paid = order.total - order.outstanding
    if paid <= 0:
        return []
    lost = sum(charge.amount for charge in order.charges if charge.is_lost)
    if lost:
        fee = percent(lost, "0.029") + 30
        return [("card_processing_fee", "payment_processing_fees", fee)]
    if order.payment_method == PAYPAL and order.store == "eu":
        return [("gateway_fee", "payment_processing_fees", percent(paid, "0.0249"))]
    if order.payment_method == EXTERNAL:
        fee = percent(order.total, "0.02")
        return [("third_party_transaction_fee", "shopify_fees", fee)]
    return []
