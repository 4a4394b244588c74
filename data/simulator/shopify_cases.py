"""Planted orders of the US store: dates, statuses, discounts, tips and cards."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from data.simulator.calendar_fx import to_utc
from data.simulator.cases import CaseBook
from data.simulator.money import half_away
from data.simulator.shopify_model import Order
from data.simulator.shopify_orders import Shop, gift_card_line, tip_line
from data.simulator.shopify_planter import Planter, in_state, order_name
from data.simulator.shopify_refund_cases import plant_catalog_cases, plant_refunds


def plant_us(shop: Shop, cases: CaseBook) -> list[Order]:
    """Planted orders of the US store (tax on top, USD, New York time)."""
    plant = Planter(shop, cases)
    _dates_and_statuses(plant)
    _discounts_tips_cards(plant)
    plant_refunds(plant)
    plant_catalog_cases(plant)
    return plant.orders


def _dates_and_statuses(plant: Planter) -> None:
    line, add = plant.shop.line, plant.add
    add(
        3,
        "one second before month end in local time, next month in UTC",
        "2025-03-31 23:59:59",
        [line("AG-MUG-CLAY", 2)],
    )
    add(3, "first second of the month in local time", "2025-04-01 00:00:00", [line("AG-CAND-FIG")])
    add(3, "hour before clocks go forward (-0500)", "2025-03-09 01:59:59", [line("AG-BOWL-S")])
    add(3, "hour after clocks went forward (-0400)", "2025-03-09 03:00:00", [line("AG-FRAME-81")])
    add(3, "repeated hour when clocks go back", "2025-11-02 01:30:00", [line("AG-RUN-90")])
    add(3, "last second of the year, UTC is next year", "2025-12-31 23:59:58", [line("AG-VASE-12")])
    add(
        4,
        "pending: not counted",
        "2025-05-06 10:00:00",
        [line("AG-TRAY-OAK")],
        capture="pending",
        payment_method="manual",
    )
    add(
        4,
        "authorized: not counted",
        "2026-06-29 15:20:00",
        [line("AG-LAMP-TBL")],
        capture="authorized",
    )
    add(
        4,
        "voided: not counted",
        "2025-08-11 09:41:00",
        [line("AG-THROW-WL")],
        capture="voided",
        cancelled_at=to_utc(dt.datetime(2025, 8, 12, 8), plant.shop.zone),
    )
    draft = add(
        4,
        "partially_paid counts in full; Outstanding Balance stays",
        "2026-04-14 11:30:00",
        [line("AG-PLATE-4", 4), line("AG-BOWL-L", 2)],
        capture="partially_paid",
        outstanding=10_000,
        source="shopify_draft_order",
        payment_terms="Net 30",
        due_at=to_utc(dt.datetime(2026, 5, 14, 11, 30), plant.shop.zone),
    )
    draft.fulfilled_at = draft.created + dt.timedelta(days=2)
    add(
        24,
        "pending in the first export, paid in the second",
        "2025-07-01 18:00:00",
        [line("AG-FRAME-57", 3)],
        captured_at=to_utc(dt.datetime(2025, 7, 4, 9, 12, 5), plant.shop.zone),
    )
    add(
        2,
        "paid with a blank Paid at",
        "2025-09-18 13:13:13",
        [line("AG-HOLD-BR", 2)],
        show_paid_at=False,
    )


def _discounts_tips_cards(plant: Planter) -> None:
    line, add, shop = plant.shop.line, plant.add, plant.shop
    add(
        6,
        "order-level discount, three equal weights: 3.34 3.33 3.33",
        "2025-02-18 12:00:00",
        [line("AG-CAND-FIG"), line("AG-CAND-AMB"), line("AG-CAND-SET", 1, 2_400)],
        discount_code="TENOFF",
        discount_amount=1_000,
        discount_type="product",
        source="shopify_draft_order",
    )
    add(
        6,
        "order-level discount over five lines by largest remainder",
        "2025-10-21 17:05:44",
        [
            line("AG-MUG-MOSS"),
            line("AG-NAPK-4", 3),
            line("AG-COAST-6"),
            line("AG-PLANT-6", 2),
            line("AG-VASE-BUD"),
        ],
        discount_code="FALL7",
        discount_amount=1_237,
        discount_type="product",
        shipping=695,
    )
    add(
        5,
        "Lineitem discount filled and equal to Discount Amount",
        "2025-06-20 08:30:00",
        [line("AG-PILL-20", 2, discount=580), line("AG-RUN-90", 1, discount=390)],
        discount_code="LINEN10",
        discount_amount=970,
        discount_type="product",
    )
    add(
        5,
        "Lineitem discount on one line, rest of Discount Amount on the order",
        "2025-06-21 19:30:00",
        [line("AG-THROW-WL", 1, discount=1_000), line("AG-COAST-6", 2)],
        discount_code="VIP20",
        discount_amount=1_835,
        discount_type="product",
    )
    add(
        6,
        "free-shipping code: a shipping discount",
        "2025-03-14 15:09:26",
        [line("AG-FRAME-57"), line("AG-COAST-6", 2)],
        shipping=695,
        discount_code="FREESHIP",
        discount_amount=695,
        discount_type="shipping",
    )
    add(
        6,
        "shipping discount smaller than shipping",
        "2026-02-14 10:00:00",
        [line("AG-CAND-SET"), line("AG-HOLD-BR"), line("AG-SALT")],
        shipping=1_295,
        discount_code="SHIP5",
        discount_amount=500,
        discount_type="shipping",
    )
    add(
        6,
        "100 % discount order with shipping paid: weight is quantity",
        "2025-09-03 14:00:00",
        [line("AG-MUG-CLAY", 2), line("AG-COAST-6")],
        shipping=1_000,
        discount_code="PRESS100",
        discount_amount=5_000,
        discount_type="product",
        taxed=False,
    )
    add(
        6,
        "100 % discount order, nothing charged",
        "2025-09-04 14:00:00",
        [line("AG-VASE-08")],
        discount_code="PRESS100",
        discount_amount=3_400,
        discount_type="product",
        taxed=False,
    )
    add(
        8,
        "tip on the first row",
        "2025-12-06 10:37:33",
        [tip_line(500), line("AG-CAND-SET", 2)],
        shipping=695,
    )
    add(
        8,
        "tip on the last row",
        "2025-12-07 11:00:01",
        [line("AG-THROW-WL"), tip_line(1_200)],
        source="pos",
        location="Hudson Showroom",
    )
    add(
        8,
        "gift card sold beside goods",
        "2025-12-12 20:20:20",
        [line("AG-BOWL-L"), gift_card_line(5_000)],
        shipping=695,
    )
    add(
        8,
        "gift-card-only order with a discount: it and the card fee on the gift card line",
        "2025-12-14 09:00:00",
        [gift_card_line(10_000)],
        discount_code="CARD10",
        discount_amount=1_000,
        discount_type="product",
    )
    add(
        8,
        "gift card redeemed beside a card",
        "2026-01-05 16:45:10",
        [line("AG-MIRR-RD")],
        payment_method="Gift Card + Shopify Payments",
        gift_tender=5_000,
    )
    add(
        8,
        "paid wholly by gift card: no charge row",
        "2026-01-06 16:45:10",
        [line("AG-PLANT-6")],
        payment_method="Gift Card",
        taxed=False,
    )
    canadian = replace(
        in_state(shop, "NY"),
        city="Toronto",
        postal_code="M5V 2T6",
        province="ON",
        province_name="Ontario",
        country="CA",
    )
    duty = add(
        8,
        "duties collected, then a partial refund",
        "2025-10-02 12:12:12",
        [line("AG-VASE-12"), line("AG-RUN-90")],
        customer=canadian,
        shipping=1_850,
        duties=1_240,
        taxed=False,
    )
    dearer = {"presentment": (5_600, "CAD"), "exchange": 103}
    shop.refund(duty, "2025-10-15 10:00:00", 4_000, **dearer)
    plant.cases.plant(11, "presentment currency is information only", order_name(duty))
    duty.charges[0].presentment = (half_away(duty.total * 7 // 5), "CAD")
    plant.cases.plant(11, "refund at another rate: exchange is a card fee", order_name(duty))
    twin = add(
        24,
        "two equal captures at the same second: identical payment rows, both count",
        "2025-05-20 10:10:10",
        [line("AG-VASE-12", 2), line("AG-BOWL-S", 1, 3_400)],
        captures=(7_500, 7_500),
        taxed=False,
    )
    assert twin.total == 15_000
    add(
        24,
        "identical payment rows that two overlapping exports both hold: the maximum counts",
        "2025-06-30 16:00:00",
        [line("AG-MUG-SET4", 2)],
        captures=(6_400, 6_400),
        taxed=False,
    )
