"""Planted Amazon orders at the limits of fee cards, all of them charged rightly.

An evening in Los Angeles is the next day in UTC, where another card may already be in force.
"""

from __future__ import annotations

import datetime as dt

from data.simulator.amazon_model import AmazonOrder
from data.simulator.amazon_orders import AmazonShop
from data.simulator.calendar_fx import LOS_ANGELES, to_utc
from data.simulator.cases import CaseBook


def plant_at_limits(shop: AmazonShop, cases: CaseBook) -> list[AmazonOrder]:
    """FBA orders whose day, or whose price, a wrong reading of the card would take for another."""
    planted = []
    for what, wall, hours, sku, cents in (
        ("leaves on the last evening of a peak season", "2026-01-13 18:10:00", 26, "AG-VASE-08", 0),
        ("ordered in a peak season, leaves after it", "2026-01-14 21:00:00", 27, "AG-MUG-CLAY", 0),
        ("leaves the evening before the surcharge", "2026-04-15 18:30:00", 26, "AG-BOWL-S", 0),
        ("leaves the first day of the surcharge", "2026-04-16 08:00:00", 26, "AG-BOWL-S", 0),
        ("sells at the top of a price band", "2026-02-24 10:00:00", 20, "AG-BOWL-L", 5_000),
        ("sells a cent above a price band", "2026-02-25 10:00:00", 20, "AG-BOWL-L", 5_001),
        ("a promotion keeps its price band", "2026-02-26 10:00:00", 20, "AG-BOWL-S", 5_200),
        ("a known peak fee of Amazon.ca", "2025-11-20 10:00:00", 26, "AG-CAND-SET", 5_899),
    ):
        region = "CA" if "Amazon.ca" in what else "US"
        moment = to_utc(dt.datetime.fromisoformat(wall), LOS_ANGELES)
        order = AmazonOrder(shop.order_id(region), moment, [shop.item(sku, 1, cents or None)])
        if region == "CA":
            order.sales_channel, order.currency = "Amazon.ca", "CAD"
        if "promotion" in what:
            order.items[0].item_promotion = cents // 10
            order.items[0].promotion_ids = ("PLM-2602-10PCT",)
        shop.place(order)
        planted.append(shop.ship(order, hours))
        cases.plant(22, f"fee at the limit of a card: {what}", order.order_id)
    return planted
