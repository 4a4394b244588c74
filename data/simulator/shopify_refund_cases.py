"""Planted orders of the US store: refunds, costs, channels, text quirks and MCF."""

from __future__ import annotations

import datetime as dt

from data.simulator.calendar_fx import to_utc
from data.simulator.shopify_model import Customer, Line
from data.simulator.shopify_orders import gift_card_line, tip_line
from data.simulator.shopify_planter import Planter, in_state


def plant_refunds(plant: Planter) -> None:
    line, add, shop = plant.shop.line, plant.add, plant.shop
    order = add(
        13,
        "partial refund with discount and tax",
        "2025-04-22 14:22:00",
        [line("AG-THROW-WL"), line("AG-NAPK-4", 2)],
        shipping=695,
        customer=in_state(shop, "CA"),
        discount_code="SPRING15",
        discount_amount=2_310,
        discount_type="product",
    )
    shop.refund(order, "2025-05-02 09:00:00", 4_111)
    order = add(
        13,
        "two partial refunds on different dates, a line restocked with the last",
        "2025-06-24 12:00:00",
        [line("AG-VASE-12"), line("AG-CAND-SET"), line("AG-COAST-6", 3)],
        shipping=695,
        customer=in_state(shop, "NY"),
    )
    shop.refund(order, "2025-07-01 10:00:00", 1_999)
    shop.refund(order, "2025-07-16 23:50:00", 3_334)
    order.lines[2].restocked = True
    order = add(
        13,
        "two equal refunds two seconds apart",
        "2025-08-19 12:00:00",
        [line("AG-MUG-CLAY", 4)],
        customer=in_state(shop, "TX"),
    )
    shop.refund(order, "2025-08-25 10:00:00", 1_800)
    shop.refund(order, "2025-08-25 10:00:02", 1_800)
    order = add(
        13,
        "two partial refunds that add up to the total",
        "2026-02-03 12:00:00",
        [line("AG-LAMP-TBL"), line("AG-PILL-20", 2)],
        customer=in_state(shop, "WA"),
        shipping=695,
    )
    shop.refund(order, "2026-02-10 10:00:00", 6_000)
    shop.refund(order, "2026-02-20 10:00:00", order.total - 6_000)
    order = add(
        12,
        "full refund",
        "2025-03-03 12:00:00",
        [line("AG-BOWL-L"), line("AG-SALT")],
        shipping=695,
        customer=in_state(shop, "CA"),
    )
    shop.refund(order, "2025-03-17 11:00:00", order.total)
    order = add(
        14,
        "full refund, one line restocked and one not",
        "2025-11-12 12:00:00",
        [line("AG-VASE-08", 2), line("AG-CAND-AMB")],
        customer=in_state(shop, "NY"),
    )
    order.lines[0].restocked = True
    shop.refund(order, "2025-11-25 11:00:00", order.total)
    order = add(
        14,
        "cancelled after payment: sale and refund, all restocked",
        "2026-03-31 22:10:00",
        [line("AG-BASK-M", 2)],
        fulfilled_at=None,
        cancelled_at=to_utc(dt.datetime(2026, 4, 1, 8, 5), shop.zone),
    )
    order.lines[0].restocked = True
    shop.refund(order, "2026-04-01 08:05:02", order.total)
    order = add(
        12,
        "refund through another gateway: dated Cancelled at",
        "2025-05-29 12:00:00",
        [line("AG-TRAY-OAK")],
        payment_method="PayPal Express Checkout",
        shipping=695,
        cancelled_at=to_utc(dt.datetime(2025, 6, 2, 12), shop.zone),
    )
    shop.refund(order, "2025-06-02 12:00:00", order.total, through_payments=False)
    order = add(
        12,
        "refund through another gateway without Cancelled at: dated on the order date",
        "2025-09-09 12:00:00",
        [line("AG-RUN-90"), line("AG-NAPK-4")],
        payment_method="PayPal Express Checkout",
    )
    shop.refund(order, "2025-09-20 12:00:00", 2_000, through_payments=False)
    order = add(
        12,
        "Refunded Amount above the payment rows: the rest is undated",
        "2026-01-20 12:00:00",
        [line("AG-MIRR-RD")],
        gift_tender=3_000,
        payment_method="Gift Card + Shopify Payments",
    )
    shop.refund(order, "2026-01-29 12:00:00", 4_500)
    shop.refund(order, "2026-01-29 12:00:01", 1_500, through_payments=False)
    order = add(
        12,
        "stale orders export: refund seen in payments only",
        "2025-03-20 12:00:00",
        [line("AG-BOWL-S", 2)],
        customer=in_state(shop, "TX"),
    )
    shop.refund(order, "2025-08-05 12:00:00", 2_500)
    order = add(
        13,
        "chargeback lost: principal is a return, fee is a card fee",
        "2025-07-22 03:14:15",
        [line("AG-LAMP-PIN"), line("AG-INCENSE", 2)],
        shipping=695,
    )
    shop.refund(order, "2025-08-30 07:00:00", order.total, is_chargeback=True, fee=1_500)
    order = add(
        8,
        "refund of an order with a gift card line and a tip",
        "2026-05-04 12:00:00",
        [line("AG-FRAME-81"), gift_card_line(2_500), tip_line(300)],
        customer=in_state(shop, "CA"),
        shipping=695,
    )
    shop.refund(order, "2026-05-12 12:00:00", 2_222)


def plant_catalog_cases(plant: Planter) -> None:
    line, add = plant.shop.line, plant.add
    ann = Customer(
        "Zoë Łukasz-O'Brien 🌿",
        "zoe.obrien@example.org",
        '12 Rue "Bleue", apt 3',
        "Paris",
        "75008",
        "",
        "",
        "FR",
        "'+33 555-0142",
    )
    order = add(
        0,
        "zip '75008, emoji, quotes, commas and newlines",
        "2025-05-15 06:06:06",
        [Line("AG-MUG-MOSS", 'Stoneware Mug, "Moss" – 12 oz ☕', 2, 1_800)],
        shipping=2_400,
        customer=ann,
    )
    order.notes = 'Bonjour,\nlaissez "chez la gardienne", merci 🙏'
    order.attributes = [
        ("utm_source", "google"),
        ("utm_medium", "cpc"),
        ("utm_campaign", "Brand - Search"),
        ("gclid", "Cj0KCQjwExample-Moss"),
        ("gift_note", 'For "Ann", with love'),
    ]
    order = add(
        0,
        "Note Attributes with `UTM source` keys and blank values",
        "2025-05-16 06:06:06",
        [line("AG-PLANT-6")],
    )
    order.attributes = [
        ("UTM source", "Newsletter"),
        ("UTM medium", "email"),
        ("UTM campaign", ""),
        ("mc_cid", "a1b2c3"),
    ]
    add(15, "SKU without any cost", "2025-01-22 12:00:00", [line("AG-SALT", 3)])
    add(15, "sale before the first cost of the SKU", "2025-02-22 12:00:00", [line("AG-INCENSE", 2)])
    add(15, "last sale at the old unit cost", "2025-06-30 23:58:00", [line("AG-MUG-SET4")])
    add(15, "first sale at the risen unit cost", "2025-07-01 00:01:00", [line("AG-MUG-SET4")])
    add(
        15,
        "cost in CNY at the sale date's rate (a Sunday)",
        "2025-08-17 12:00:00",
        [line("AG-PLANT-6", 3)],
    )
    add(
        15,
        "cost in EUR, order on Easter Monday: the rate of Maundy Thursday",
        "2025-04-21 12:00:00",
        [line("AG-THROW-WL")],
    )
    add(15, "cost row for marketplace Shopify", "2025-03-01 12:00:00", [line("AG-TRAY-OAK", 2)])
    add(
        15,
        "alias SKU: cost of the SKU it points to",
        "2025-10-10 12:00:00",
        [Line("AG-VASE-12-FBA", 'Ceramic Vase 12" Tall - Sand', 1, 5_800)],
    )
    add(
        15,
        "SKU unknown to products and costs",
        "2025-11-11 12:00:00",
        [Line("AG-LEGACY-77", "Discontinued Wall Hook", 2, 1_250), line("AG-COAST-6")],
    )
    add(
        15,
        "custom draft item without SKU",
        "2026-01-13 12:00:00",
        [Line("", "Custom engraving", 1, 4_000, requires_shipping=False), line("AG-TRAY-OAK")],
        source="shopify_draft_order",
    )
    for source, what in (
        ("pos", "POS"),
        ("shopify_draft_order", "draft order"),
        ("subscription_contract", "subscription"),
        ("580111", "numeric app id"),
        ("iphone", "mobile app"),
        ("Honeycomb", "app name"),
    ):
        place = {"location": "Hudson Showroom"} if source == "pos" else {}
        add(
            0,
            f"channel of Source {what}",
            f"2026-03-{10 + len(source)} 12:00:00",
            [line("AG-CAND-FIG", 2)],
            source=source,
            **place,
        )
    add(
        18,
        "American Express charge",
        "2025-12-01 12:00:00",
        [line("AG-LAMP-TBL")],
        brand="american_express",
    )
    add(
        0,
        "payout still pending in the newest payments export",
        "2026-06-30 20:15:00",
        [line("AG-PILL-LUM", 2)],
    )
    for wall, sku, other in (
        ("2025-07-09 12:00:00", "AG-MUG-CLAY", "AG-CAND-FIG"),
        ("2025-10-19 12:00:00", "AG-FRAME-81", "AG-PILL-20"),
        ("2026-04-25 12:00:00", "AG-BOWL-L", "AG-COAST-6"),
    ):
        add(
            18,
            "MCF, every line sent by Amazon",
            wall,
            [line(sku, 2), line(other)],
            shipping=695,
            is_mcf=True,
        )
    add(
        18,
        "MCF under an alias SKU: on the line of its product",
        "2025-12-03 12:00:00",
        [line("AG-MUG-MOSS", 2), line("AG-VASE-12")],
        is_mcf=True,
        tags="mcf-alias",
    )
