"""Planted ways of paying around Shopify Payments, and card fees that no card explains."""

from __future__ import annotations

import datetime as dt

from data.simulator.calendar_fx import to_local
from data.simulator.cases import CaseBook, audited
from data.simulator.shopify_fees import EXTERNAL, american_express_fee
from data.simulator.shopify_model import Order
from data.simulator.shopify_orders import Shop
from data.simulator.shopify_planter import Planter, in_state, order_name

_KNOWN_CARDS_FROM = dt.date(2026, 5, 4)


def plant_gateways(shop: Shop, cases: CaseBook) -> list[Order]:
    """Orders of May and June 2026 that the payments export does not show."""
    plant = Planter(shop, cases)
    line = shop.line
    for wall, sku, state in (
        ("2026-06-09 11:20:00", "AG-BOWL-L", "NY"),
        ("2026-06-17 15:40:00", "AG-THROW-WL", "TX"),
        ("2026-05-28 10:05:00", "AG-BOWL-L", "WA"),
    ):
        plant.add(
            18,
            "paid through another gateway: Shopify's third-party fee, the gateway's is not known",
            wall,
            [line(sku), line("AG-COAST-6", 2)],
            customer=in_state(shop, state),
            payment_method=EXTERNAL,
            shipping=695,
        )
    lost = plant.add(
        22,
        "charge that no payments export holds: its fee is estimated",
        "2026-06-12 13:05:00",
        [line("AG-VASE-08"), line("AG-NAPK-4", 2), line("AG-CAND-AMB")],
        customer=in_state(shop, "CA"),
        brand="visa",
    )
    lost.charges[0].is_lost = True
    half = plant.add(
        22,
        "two captures, one of them in no payments export: its fee is estimated beside the other's",
        "2026-06-14 18:25:00",
        [line("AG-LAMP-TBL"), line("AG-PILL-20", 2)],
        customer=in_state(shop, "NY"),
        brand="visa",
        captures=(6_000, 4_000),
    )
    half.charges[1].amount = half.total - 6_000
    half.charges[1].is_lost = True
    return plant.orders


def overcharge_cards(orders: list[Order], cases: CaseBook) -> list[dict[str, str]]:
    """Charge three domestic cards too much, and say what a perfect audit finds."""
    plain = [
        order
        for order in orders
        if order.capture == "paid"
        and order.payment_method == "Shopify Payments"
        and order.charges_seen == order.charges
        and len(order.charges) == 1
        and order.charges[0].brand == "visa"
        and order.charges[0].card_source == "online"
        and order.customer.country == "US"
        and not order.refunds
        and _charged_on(order) >= _KNOWN_CARDS_FROM
    ]
    if len(plain) < 3:
        raise LookupError(f"only {len(plain)} domestic visa charges since {_KNOWN_CARDS_FROM}")
    audit = []
    for order, reason in (
        (plain[0], "wrong_card_class"),
        (plain[len(plain) // 2], "wrong_card_class"),
        (plain[-1], "unexplained"),
    ):
        charge, right = order.charges[0], order.charges[0].fee
        charge.fee = american_express_fee(charge) if reason == "wrong_card_class" else right + 25
        audit.append(audited(order.name, "card_processing_fee", reason, right, charge.fee))
        what = f"card_processing_fee that differs from the card: {reason}"
        cases.plant(22, what, order_name(order))
    return audit


def _charged_on(order: Order) -> dt.date:
    return to_local(order.charges[0].at, order.zone).date()
