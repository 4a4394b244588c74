"""Campaigns by region: exports that break days down which other exports tell whole.

The rows of a day and campaign add up to the whole row in every number, so that nothing that is
counted changes. Both files end on a day that the next whole export tells again: of that day the
newer, whole row counts, of the days before the rows by region.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from data.simulator.ads import AdRow
from data.simulator.cases import CaseBook
from data.simulator.draw import Draw
from data.simulator.money import allocate

SPAN = (dt.date(2025, 5, 1), dt.date(2025, 7, 1))
# Weights of a hundred; the last one is what the platform cannot place.
_REGIONS = (
    ("New York", 27),
    ("California", 24),
    ("Texas", 17),
    ("Washington", 13),
    ("Massachusetts", 11),
    ("", 8),
)
_CAMPAIGNS = {
    "google_ads": ("Brand - Search", "Shopping - All"),
    "meta_ads": ("C01 - Prospecting - Advantage+", "C02 - Retargeting - Catalog"),
}


def by_region(seed: int, rows: list[AdRow], unknown: str) -> list[AdRow]:
    """The rows of the span's campaigns by region; `unknown` is printed where there is none."""
    platform = rows[0].platform
    draw = Draw(seed, f"ads/regions/{platform}")
    found = []
    for row in rows:
        if not SPAN[0] <= row.start <= SPAN[1] or row.campaign not in _CAMPAIGNS[platform]:
            continue
        weights = [weight * draw.between(70, 130) for _, weight in _REGIONS]
        parts = {
            name: allocate(getattr(row, name), weights)
            for name in ("spend", "impressions", "clicks", "orders", "value")
        }
        for place, (region, _) in enumerate(_REGIONS):
            cells = {name: shares[place] for name, shares in parts.items()}
            found.append(replace(row, region=region or unknown, **cells))
    return found


def plant_regions(cases: CaseBook) -> None:
    """Register what the two files show."""
    for what, text in (
        (
            "rows by region restate a day of a campaign: their sum counts",
            "google_ads/campaigns: 2025-05-01,New York",
        ),
        ("spend of an unknown region", "google_ads/campaigns: 2025-05-01,Unknown"),
        ("spend of a blank region", "meta_ads/campaigns: 2025-05-01,2025-05-01,,"),
        (
            "a newer export tells a day whole again: its rows by region are evidence",
            "meta_ads/campaigns: 2025-07-01,2025-07-01,Texas",
        ),
    ):
        cases.plant(19, what, text)
