"""Planted Shopify copies of Amazon orders, and planted orders of the EU store."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from data.simulator.calendar_fx import to_utc
from data.simulator.cases import CaseBook
from data.simulator.money import half_away
from data.simulator.people import US_PLACES
from data.simulator.shopify_model import Charge, Customer, Line, Order
from data.simulator.shopify_orders import Shop, tip_line
from data.simulator.shopify_planter import Planter, order_name


def sold_on_amazon(
    shop: Shop,
    cases: CaseBook,
    matches: list[tuple[str, dt.datetime, Line]],
) -> list[Order]:
    """Shopify copies of Amazon orders (source sell-on-amazon), and one that matches none."""
    orders: list[Order] = []
    stray = [
        (
            "111-9090909-1212121",
            to_utc(dt.datetime(2025, 10, 8, 9), shop.zone),
            shop.line("AG-CAND-AMB", 1, 2_599),
        )
    ]
    for amazon_id, moment, line in matches + stray:
        relay = f"{shop.draw.token(14)}@marketplace.amazon.com"
        place = shop.draw.pick(US_PLACES)
        buyer = Customer(
            "Amazon Buyer", relay, "", place[0], place[1], place[2], place[3], "US", ""
        )
        order = Order(
            shop.store,
            moment,
            [line],
            buyer,
            source="sell-on-amazon",
            tags="Amazon",
            payment_method="amazon_marketplace",
            attributes=[("Amazon Order ID", amazon_id), ("Channel", "Amazon.com")],
        )
        # Other apps copy Amazon orders, too, and under a source of their own.
        is_relayed = len(orders) == 1
        if is_relayed:
            order.source = "580111"
        shop.finish(order)
        order.fulfilled_at = moment + dt.timedelta(hours=30)
        matched = amazon_id != stray[0][0]
        cases.plant(
            10,
            "another app's copy of an Amazon order: evidence by the Amazon order id"
            if is_relayed
            else "sell-on-amazon: evidence of an Amazon order"
            if matched
            else "sell-on-amazon without its Amazon order: listed, not counted",
            order_name(order),
        )
        orders.append(order)
    return orders


def _voucher(cents: int) -> Line:
    """A gift card as a German shop calls it."""
    name = f"Geschenkgutschein {cents // 100} EUR"
    return Line("", name, 1, cents, kind="gift_card", requires_shipping=False, taxable=False)


def plant_eu(shop: Shop, cases: CaseBook) -> list[Order]:
    """Planted orders of the EU store (VAT inside, EUR, Berlin time)."""
    plant = Planter(shop, cases)
    line, add = shop.line, plant.add
    german = next(person for person in shop.customers if person.country == "DE")
    swiss = replace(german, city="Zürich", postal_code="8001", province="ZH", country="CH")
    add(
        7,
        "VAT split over lines and shipping by largest remainder",
        "2025-05-05 12:00:00",
        [line("AG-MUG-MOSS"), line("AG-CAND-FIG"), line("AG-COAST-6", 3)],
        shipping=590,
        customer=german,
    )
    add(
        7,
        "VAT with an order-level discount",
        "2025-11-28 08:00:00",
        [line("AG-THROW-WL"), line("AG-NAPK-4", 2), line("AG-VASE-08")],
        customer=german,
        discount_code="BLACK20",
        discount_amount=3_520,
        discount_type="product",
    )
    add(
        7,
        "VAT with a free-shipping code",
        "2025-08-08 08:00:00",
        [line("AG-FRAME-57"), line("AG-FRAME-81")],
        shipping=590,
        customer=german,
        discount_code="VERSANDFREI",
        discount_amount=590,
        discount_type="shipping",
    )
    add(
        7,
        "export without VAT in a tax-inclusive shop",
        "2025-06-16 12:00:00",
        [line("AG-BOWL-L"), line("AG-MUG-CLAY", 2)],
        shipping=1_490,
        customer=swiss,
    )
    order = add(
        13,
        "partial refund of a VAT order",
        "2025-09-26 12:00:00",
        [line("AG-THROW-WL"), line("AG-PILL-20", 2)],
        shipping=590,
        customer=german,
    )
    shop.refund(order, "2025-10-06 12:00:00", 5_000)
    order = add(
        16,
        "full refund at another rate than the sale",
        "2026-02-27 23:30:00",
        [line("AG-LAMP-TBL"), line("AG-TRAY-OAK")],
        customer=german,
    )
    order.lines[1].restocked = True
    shop.refund(order, "2026-03-15 12:00:00", order.total)
    add(
        3,
        "last local second of the hour that Berlin skips",
        "2026-03-29 01:59:59",
        [line("AG-CAND-SET")],
    )
    add(
        16,
        "New Year's Day: the rate of 31 December",
        "2026-01-01 00:00:30",
        [line("AG-CAND-AMB", 2)],
    )
    tipped = add(
        8,
        "tip and a gift card with a German name in a tax-inclusive order",
        "2025-12-20 18:00:00",
        [line("AG-CAND-FIG", 2), tip_line(500), _voucher(2_500)],
        customer=german,
    )
    tipped.charges[0] = Charge(
        tipped.charges[0].at,
        tipped.total,
        tipped.charges[0].fee,
        "master",
        presentment=(half_away(tipped.total * 47 // 50), "CHF"),
    )
    return plant.orders
