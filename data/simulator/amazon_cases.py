"""Planted Amazon orders; what is planted about their settlement rows is in amazon_accounts.py."""

from __future__ import annotations

import datetime as dt

from data.simulator.amazon_model import AmazonItem, AmazonOrder
from data.simulator.amazon_orders import AmazonShop
from data.simulator.calendar_fx import LOS_ANGELES, to_utc
from data.simulator.cases import CaseBook


def plant_orders(shop: AmazonShop, cases: CaseBook) -> dict[str, AmazonOrder]:
    """Planted Amazon orders by a short handle that the settlement planting uses."""
    planted: dict[str, AmazonOrder] = {}

    def add(
        handle: str,
        decision: int,
        what: str,
        wall: str,
        items: list[AmazonItem],
        *,
        hours: int = 26,
        extras: bool = False,
        region: str = "US",
        **fields: object,
    ) -> AmazonOrder:
        moment = to_utc(dt.datetime.fromisoformat(wall), LOS_ANGELES)
        if region == "CA":
            fields |= {"sales_channel": "Amazon.ca", "currency": "CAD"}
        order = AmazonOrder(shop.order_id(region), moment, items, **fields)  # type: ignore[arg-type]
        shop.place(order)
        if extras:
            shop.add_extras(order)
        planted[handle] = shop.ship(order, hours)
        cases.plant(decision, what, order.order_id)
        return order

    item = shop.item
    add(
        "late_evening",
        3,
        "last second of the local month, next month in UTC",
        "2025-04-30 23:59:59",
        [item("AG-VASE-08")],
    )
    add(
        "pending_then_shipped",
        24,
        "Pending in one report, Shipped in the next",
        "2025-03-31 20:10:00",
        [item("AG-MUG-SET4")],
        hours=40,
    )
    add(
        "cancelled",
        4,
        "cancelled order: nothing",
        "2025-05-12 09:00:00",
        [item("AG-RUN-90")],
        fate="Cancelled",
    )
    two = add(
        "item_cancelled",
        4,
        "item Cancelled on an order Shipped",
        "2025-06-03 09:00:00",
        [item("AG-FRAME-57"), item("AG-FRAME-81")],
    )
    two.items[1].status = "Cancelled"
    add(
        "twice",
        1,
        "same order and SKU on two rows: one line",
        "2025-08-14 09:00:00",
        [item("AG-COAST-6"), item("AG-COAST-6", 2)],
    )
    add(
        "settled_only_1",
        1,
        "order seen only in a settlement",
        "2025-06-30 23:30:00",
        [item("AG-CAND-AMB", 2)],
        listed=False,
    )
    add(
        "settled_only_2",
        1,
        "merchant-fulfilled order seen only in a settlement",
        "2026-01-09 12:00:00",
        [item("AG-TRAY-OAK")],
        listed=False,
        channel="Merchant",
    )
    add(
        "settled_only_ca",
        1,
        "Amazon.ca order seen only in a settlement",
        "2025-12-11 12:00:00",
        [item("AG-BOWL-L", 1, 6_299)],
        listed=False,
        region="CA",
    )
    for handle, wall, sku, cents in (
        ("cheaper", "2025-07-19 10:00:00", "AG-THROW-WL", 10_497),
        ("dearer", "2025-11-03 10:00:00", "AG-PLANT-6", 2_703),
    ):
        order = add(handle, 1, "settled price differs from All Orders by cents", wall, [item(sku)])
        order.items[0].settled_price = cents
    add(
        "stale",
        1,
        "Pending in a stale All Orders report, settled all the same",
        "2025-09-20 10:00:00",
        [item("AG-BOWL-S")],
        only_in_first_file=True,
        fate="Pending",
    )
    add(
        "padded",
        0,
        "settlement SKU with blanks around it",
        "2025-05-25 10:00:00",
        [item("AG-PILL-20", 2)],
    )
    add(
        "order_fee",
        17,
        "order-level FBA fee without SKU: by quantity over two lines",
        "2025-04-16 10:00:00",
        [item("AG-CAND-FIG", 2), item("AG-NAPK-4")],
    )
    add(
        "twin_fee",
        24,
        "genuinely identical settlement rows, both count",
        "2025-10-06 10:00:00",
        [item("AG-CAND-SET", 2)],
    )
    promoted = add(
        "promoted",
        9,
        "two promotions on one line, item and shipping",
        "2025-11-29 10:00:00",
        [item("AG-CAND-SET")],
    )
    promoted.items[0].shipping = promoted.items[0].shipping_promotion = 599
    promoted.items[0].item_promotion = 630
    promoted.items[0].promotion_ids = ("PLM-BF25-15PCT", "Duplicated A2ZIWDULR9BGUF 1547517750828")
    wrapped = add(
        "wrapped",
        18,
        "gift wrap and its chargeback",
        "2025-12-13 10:00:00",
        [item("AG-MUG-MOSS", 2)],
    )
    wrapped.items[0].gift_wrap = 399
    business = add(
        "business",
        0,
        "business order with a purchase order number",
        "2026-03-05 10:00:00",
        [item("AG-FRAME-81", 12)],
    )
    business.is_business = True
    add(
        "label",
        18,
        "merchant-fulfilled order with a bought label: shipping_cost",
        "2025-05-07 10:00:00",
        [item("AG-BOWL-L"), item("AG-SALT", 2)],
        channel="Merchant",
    )
    add(
        "refund_full",
        13,
        "full refund with tax, withheld tax and commission back",
        "2025-06-10 10:00:00",
        [item("AG-VASE-12")],
        extras=True,
    )
    promo_refund = add(
        "refund_promo",
        9,
        "refund with its promotion reversed (returns)",
        "2025-08-02 10:00:00",
        [item("AG-PLANT-6", 2)],
    )
    promo_refund.items[0].item_promotion = 540
    promo_refund.items[0].promotion_ids = ("PLM-2508-10PCT",)
    add(
        "refund_one_of_two",
        13,
        "one of two units refunded",
        "2025-10-28 10:00:00",
        [item("AG-HOLD-BR", 2)],
    )
    add(
        "goodwill",
        13,
        "goodwill refund: a return without units",
        "2026-01-26 10:00:00",
        [item("AG-THROW-WL")],
    )
    add(
        "restocking",
        8,
        "refund with a restocking fee kept: other_revenue",
        "2026-02-08 10:00:00",
        [item("AG-TRAY-OAK")],
        channel="Merchant",
    )
    add(
        "a_to_z",
        13,
        "A-to-z Guarantee Refund: a return",
        "2025-07-12 10:00:00",
        [item("AG-RUN-90")],
        channel="Merchant",
    )
    add(
        "retrocharge",
        17,
        "Order_Retrocharge pair: tax and withheld tax, nets to zero",
        "2025-09-10 10:00:00",
        [item("AG-VASE-BUD")],
    )
    add(
        "v1_refund",
        20,
        "refund told by a V1 settlement (no quantity on the row)",
        "2025-01-09 10:00:00",
        [item("AG-PILL-LUM")],
    )
    add(
        "both_versions",
        20,
        "sale told by a settlement that exists as V2 and as V1",
        "2025-02-27 10:00:00",
        [item("AG-MUG-SET4")],
    )
    add(
        "unknown_fee",
        18,
        "order-linked triple that nobody knows: unclassified",
        "2026-04-22 10:00:00",
        [item("AG-VASE-08")],
    )
    refunded = add(
        "ca_refund",
        16,
        "CAD refund at the rate of its own date",
        "2025-11-18 10:00:00",
        [item("AG-MUG-SET4", 1, 9_499)],
        region="CA",
        extras=True,
    )
    refunded.items[0].shipping = 699
    add(
        "marketplace_cost",
        15,
        "cost row for marketplace Amazon.com",
        "2026-02-20 10:00:00",
        [item("AG-CAND-SET", 3)],
    )
    add(
        "ca_cost",
        15,
        "cost row for marketplace Amazon.ca",
        "2025-10-17 10:00:00",
        [item("AG-BOWL-L", 1, 6_299)],
        region="CA",
    )
    add(
        "unsettled",
        1,
        "shipped but not yet settled: estimated from All Orders",
        "2026-06-24 10:00:00",
        [item("AG-VASE-12", 2)],
        extras=True,
    )
    late = add(
        "unsettled_promo",
        1,
        "not yet settled, with item and shipping promotions and CAD",
        "2026-06-22 10:00:00",
        [item("AG-CAND-FIG", 1, 3_699)],
        region="CA",
    )
    late.items[0].shipping, late.items[0].shipping_promotion = 699, 350
    late.items[0].item_promotion = 370
    late.items[0].promotion_ids = ("PLM-2606-10PCT", "SHIP-HALF")
    add(
        "backlog",
        4,
        "Unshipped backlog: not counted",
        "2026-06-29 10:00:00",
        [item("AG-MUG-CLAY", 4)],
        channel="Merchant",
        hours=96,
    )
    return planted
