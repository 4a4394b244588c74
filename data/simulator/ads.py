"""Advertising: daily spend of each platform, restatements, multi-day rows, and their truth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.simulator.calendar_fx import FIRST_DAY, LAST_DAY, days, demand
from data.simulator.cases import CaseBook
from data.simulator.draw import Draw
from data.simulator.ledger import FactKey, Ledger


@dataclass
class AdRow:
    """One report row: a campaign over a period, spend and value in cents.

    region: None where the report has no such column.
    """

    store: str
    platform: str
    start: dt.date
    end: dt.date
    campaign: str
    currency: str
    spend: int
    impressions: int
    clicks: int
    orders: int
    value: int
    is_evidence: bool = False
    region: str | None = None


@dataclass(frozen=True)
class Campaign:
    """A campaign: daily budget in cents, cost per click in cents, and when it runs."""

    name: str
    kind: str
    campaign_id: str
    budget: int
    click: int
    flights: tuple[tuple[dt.date, dt.date], ...]

    def runs(self, day: dt.date) -> bool:
        """True when the campaign is on."""
        return any(first <= day <= last for first, last in self.flights)


def _flight(*bounds: str) -> tuple[tuple[dt.date, dt.date], ...]:
    moments = [dt.date.fromisoformat(bound) for bound in bounds]
    return tuple(zip(moments[::2], moments[1::2], strict=True))


_ALWAYS = ((FIRST_DAY, LAST_DAY),)
GOOGLE = (
    Campaign("Brand - Search", "Search", "20411870011", 420, 38, _ALWAYS),
    Campaign(
        "Shopping - All",
        "Shopping",
        "20411870012",
        900,
        62,
        _flight("2025-01-06", "2025-06-30", "2025-09-01", "2026-06-30"),
    ),
    Campaign(
        "PMax - Home Decor",
        "Performance Max",
        "20411870013",
        1_150,
        71,
        _flight("2025-03-17", "2025-12-31", "2026-03-01", "2026-06-30"),
    ),
    Campaign(
        "Gifts - Nonbrand",
        "Search",
        "20411870014",
        800,
        104,
        _flight("2025-04-20", "2025-05-11", "2025-11-03", "2025-12-23", "2026-04-19", "2026-05-10"),
    ),
)
GOOGLE_EU = (
    Campaign(
        "EU - Marke - Suche", "Search", "21733005101", 210, 31, _flight("2025-02-01", "2026-06-30")
    ),
    Campaign(
        "EU - PMax - Wohnen",
        "Performance Max",
        "21733005102",
        520,
        55,
        _flight("2025-09-15", "2025-12-24", "2026-03-15", "2026-05-31"),
    ),
)
META = (
    Campaign(
        "C01 - Prospecting - Advantage+",
        "",
        "",
        1_050,
        88,
        _flight("2025-01-01", "2025-01-31", "2025-03-01", "2026-06-30"),
    ),
    Campaign("C02 - Retargeting - Catalog", "", "", 480, 61, _flight("2025-04-01", "2026-03-31")),
    Campaign("C03 - Holiday Gift Guide 🎁", "", "", 1_300, 79, _flight("2025-11-10", "2025-12-20")),
)
AMAZON = (
    Campaign(
        "SP | Auto | All products",
        "Automatic targeting",
        "",
        330,
        54,
        _flight("2025-04-01", "2026-06-30"),
    ),
    Campaign(
        "SP | Manual | Vases",
        "Manual targeting",
        "",
        420,
        66,
        _flight("2025-04-01", "2025-12-31", "2026-03-01", "2026-06-30"),
    ),
    Campaign(
        "SP | Brand defense", "Manual targeting", "", 140, 41, _flight("2025-10-01", "2026-01-31")
    ),
)


def _daily(
    draw: Draw, store: str, platform: str, currency: str, campaign: Campaign, day: dt.date
) -> AdRow:
    spend = campaign.budget * demand(day) * draw.between(70, 130) // 9_000
    clicks = max(1, spend // campaign.click)
    orders = sum(draw.chance(2.6) for _ in range(clicks))
    value = sum(draw.between(2_800, 9_600) for _ in range(orders))
    impressions = clicks * draw.between(24, 90)
    return AdRow(
        store,
        platform,
        day,
        day,
        campaign.name,
        currency,
        spend,
        impressions,
        clicks,
        orders,
        value,
    )


def daily_rows(
    seed: int, store: str, platform: str, currency: str, campaigns: tuple[Campaign, ...]
) -> list[AdRow]:
    """One row per campaign and day that it ran, by day, then in the order of `campaigns`."""
    draw = Draw(seed, f"ads/{store}/{platform}")
    return [
        _daily(draw, store, platform, currency, campaign, day)
        for day in days(FIRST_DAY, LAST_DAY)
        for campaign in campaigns
        if campaign.runs(day)
    ]


def before_restatement(rows: list[AdRow], first: dt.date, last: dt.date, every: int) -> list[AdRow]:
    """The rows as an earlier export showed them: some of the window's costs were still lower."""
    shown = []
    for position, row in enumerate(rows):
        # Platforms add late clicks: what was reported first was lower.
        restated = first <= row.start <= last and position % every == 0 and row.spend > 100
        spend = row.spend - 37 - position % 60 if restated else row.spend
        shown.append(AdRow(**{**vars(row), "spend": spend}))
    return shown


def multi_day(rows: list[AdRow], first: dt.date, last: dt.date) -> list[AdRow]:
    """One row per campaign over a period that daily rows cover too: evidence."""
    result = []
    for name in dict.fromkeys(row.campaign for row in rows if first <= row.start <= last):
        inside = [row for row in rows if row.campaign == name and first <= row.start <= last]
        sums = [
            sum(getattr(row, field) for row in inside)
            for field in ("spend", "impressions", "clicks", "orders", "value")
        ]
        result.append(
            AdRow(
                inside[0].store,
                inside[0].platform,
                first,
                last,
                name,
                inside[0].currency,
                *sums,
                is_evidence=True,
            )
        )
    return result


def february_only(cases: CaseBook) -> list[AdRow]:
    """Meta's February 2025, of which only a month row exists: it counts on its last day."""
    cases.plant(
        19,
        "multi-day rows without daily rows: ad_spend on the period's last day",
        "meta_ads/campaigns: 2025-02-01,2025-02-28",
    )
    return [
        AdRow(
            "default",
            "meta_ads",
            dt.date(2025, 2, 1),
            dt.date(2025, 2, 28),
            "C01 - Prospecting - Advantage+",
            "USD",
            27_844,
            15_220,
            310,
            8,
            47_120,
        )
    ]


def book(rows: list[AdRow], ledger: Ledger) -> None:
    """Book each report row that counts, on the last day of its period."""
    for row in rows:
        if row.is_evidence:
            continue
        key = FactKey(
            row.store,
            "Not applicable",
            "",
            "",
            "ad_spend",
            row.end,
            row.platform,
            row.campaign,
            row.currency,
        )
        ledger.post(key, "ad_spend", row.spend, row.currency)
