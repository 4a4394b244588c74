"""Planted advertising: what campaigns are called, which account they are of, what exports repeat.

Every amount is written out, so that no other draw moves.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from data.simulator.ads import AdRow, Campaign
from data.simulator.ads_products import ProductRow
from data.simulator.calendar_fx import days
from data.simulator.cases import CaseBook

OUTLET_ID, WEDDING_ID = "20411870099", "20411870098"
FREE_CAMPAIGN, FREE_ID = "Referral - Pilot", "20411870097"
_MAY = (dt.date(2026, 5, 4), dt.date(2026, 5, 13))
# Campaigns by the name that a file shows.
CAMPAIGNS = tuple(
    Campaign(name, kind, campaign_id, 500, 60, (_MAY,))
    for name, kind, campaign_id in (
        ("Outlet - Test", "Search", OUTLET_ID),
        ("Outlet - Clearance", "Search", OUTLET_ID),
        ("Weddings - Nonbrand", "Search", WEDDING_ID),
        (FREE_CAMPAIGN, "Search", FREE_ID),
        ("SB | Video | Vases", "Sponsored Brands", ""),
        ("SD | Views | Bowls", "Sponsored Display", ""),
    )
)


@dataclass
class AdCases:
    """Rows of the planted files: what each shows, and in `booked` what counts."""

    renamed_before: list[AdRow] = field(default_factory=list)
    renamed_after: list[AdRow] = field(default_factory=list)
    without_id: list[AdRow] = field(default_factory=list)
    with_id: list[AdRow] = field(default_factory=list)
    canadian: list[AdRow] = field(default_factory=list)
    brands: list[AdRow] = field(default_factory=list)
    display: list[AdRow] = field(default_factory=list)
    outer_total: list[AdRow] = field(default_factory=list)
    inner_total: list[AdRow] = field(default_factory=list)
    free: list[AdRow] = field(default_factory=list)
    nameless: list[AdRow] = field(default_factory=list)
    products: list[ProductRow] = field(default_factory=list)
    booked: list[AdRow] = field(default_factory=list)


def _rows(
    platform: str, campaign: str, first: dt.date, spends: tuple[int, ...], currency: str = "USD"
) -> list[AdRow]:
    """One row a day from `first` on; spend in cents."""
    last = first + dt.timedelta(days=len(spends) - 1)
    return [
        AdRow(
            "default",
            platform,
            day,
            day,
            campaign,
            currency,
            spend,
            spend * 2,
            spend // 60,
            1,
            3_900,
        )
        for day, spend in zip(days(first, last), spends, strict=True)
    ]


def plant_ads(cases: CaseBook) -> AdCases:
    """The planted rows of every file, and those that count."""
    found, may = AdCases(), dt.date(2026, 5, 4)
    found.renamed_before = _rows(
        "google_ads", "Outlet - Test", may - dt.timedelta(days=2), (1_702, 1_655, 1_840, 2_015)
    )
    found.renamed_after = _rows("google_ads", "Outlet - Clearance", may, (1_840, 2_077, 1_933))
    found.without_id = _rows(
        "google_ads", "Weddings - Nonbrand", dt.date(2026, 5, 11), (980, 1_120)
    )
    found.with_id = _rows(
        "google_ads", "Weddings - Nonbrand", dt.date(2026, 5, 11), (980, 1_164, 1_041)
    )
    found.canadian = _rows(
        "amazon_ads", "SP | Auto | All products", dt.date(2025, 9, 3), (1_530, 1_475), "CAD"
    )
    found.brands = _rows("amazon_ads", "SB | Video | Vases", dt.date(2025, 11, 10), (6_015, 5_840))
    found.display = _rows("amazon_ads", "SD | Views | Bowls", dt.date(2025, 11, 12), (2_210, 1_985))
    whole = AdRow(
        "default", "meta_ads", dt.date(2026, 1, 1), dt.date(2026, 3, 31),
        "C04 - Launch - Lamps", "USD", 60_000, 90_000, 700, 9, 41_000,
    )  # fmt: skip
    inner = replace(
        whole, start=dt.date(2026, 2, 1), end=dt.date(2026, 2, 28), spend=10_000, is_evidence=False
    )
    found.outer_total, found.inner_total = [whole], [inner]
    # Clicks that Google gave back: there is nothing to book.
    found.free = [
        AdRow("default", "google_ads", day, day, FREE_CAMPAIGN, "USD", 0, 36, 2, 0, 0)
        for day in days(dt.date(2026, 3, 10), dt.date(2026, 3, 11))
    ]
    found.nameless = _rows(
        "meta_ads", "unknown", dt.date(2025, 10, 6), (1_815, 2_040, 1_777), "CAD"
    )
    found.booked = [
        *[replace(row, campaign="Outlet - Clearance") for row in found.renamed_before[:2]],
        *found.renamed_after, *found.with_id, *found.canadian, *found.brands, *found.display,
        inner, replace(whole, spend=whole.spend - inner.spend), *found.nameless,
    ]  # fmt: skip
    for what, text in (
        (
            "campaign renamed between two exports: one campaign",
            "google_ads/campaigns: Outlet - Test",
        ),
        (
            "export without and then with the campaign's id",
            "google_ads/campaigns: Weddings - Nonbrand",
        ),
        ("one campaign name in two currencies", "amazon_ads/sponsored_products: CAD"),
        ("Sponsored Brands beside Sponsored Products", "amazon_ads/sponsored_brands: SB | Video"),
        ("Sponsored Display beside Sponsored Products", "amazon_ads/sponsored_display: SD | Views"),
        ("a month's total inside a quarter's", "meta_ads/campaigns: C04 - Launch - Lamps"),
        (
            "an export of an account without campaigns: spend of campaign unknown",
            'meta_ads/campaigns: "ArtisanGlow Canada",2025-10-06',
        ),
        ("a campaign without spend", f"google_ads/campaigns: {FREE_CAMPAIGN}"),
        ("campaign id that no visit tells", f"google_ads/campaigns: {WEDDING_ID}"),
        (
            "advertising of an account without reports",
            "amazon/settlements: 2025-11-05 18:00:00 UTC",
        ),
        ("tax on ads in a covered month: ad_spend", "amazon/settlements: 2025-06-12 18:00:00 UTC"),
        ("Refund for Advertiser in a covered month", "amazon/settlements: Refund for Advertiser"),
    ):
        cases.plant(19, what, text)
    return found
