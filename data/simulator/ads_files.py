"""Writes the ad platforms' console exports."""

from __future__ import annotations

import csv
import datetime as dt
import io
from fractions import Fraction

from data.simulator.ads import AMAZON, GOOGLE, GOOGLE_EU, AdRow
from data.simulator.ads_cases import CAMPAIGNS
from data.simulator.ads_products import AD_GROUP, ProductRow
from data.simulator.layout import columns
from data.simulator.money import cents_text, grouped_text, half_away

_KIND = {campaign.name: campaign for campaign in (*GOOGLE, *GOOGLE_EU, *AMAZON, *CAMPAIGNS)}


def _share(part: int, whole: int) -> str:
    if not whole:
        return " --"
    return f"{cents_text(half_away(Fraction(part * 10_000, whole)))}%"


def _per(part: int, whole: int) -> str:
    return cents_text(half_away(Fraction(part, whole))) if whole else "0.00"


def _google_cells(row: AdRow, with_ids: bool) -> list[str]:
    campaign = _KIND[row.campaign]
    return [
        "Enabled",
        row.campaign,
        row.start.isoformat(),
        *([] if row.region is None else [row.region]),
        campaign.campaign_id if with_ids else " --",
        campaign.kind,
        row.currency,
        f"{row.clicks:,}",
        f"{row.impressions:,}",
        _share(row.clicks, row.impressions),
        cents_text(row.spend),
        _per(row.spend, row.clicks),
        f"{row.orders}.00",
        grouped_text(row.value),
        "< 10%" if row.impressions % 3 == 0 else " --",
    ]


def _google_total(label: str, rows: list[AdRow], currency: str, bare: bool) -> list[str]:
    blank = "" if bare else " --"
    regions = [] if rows[0].region is None else [blank]
    clicks, shown = sum(row.clicks for row in rows), sum(row.impressions for row in rows)
    spend, orders = sum(row.spend for row in rows), sum(row.orders for row in rows)
    kind = label if label in ("Search", "Shopping", "Performance Max") else ""
    return [
        f"Total: {label}",
        blank,
        blank,
        *regions,
        blank,
        kind,
        currency,
        f"{clicks:,}",
        f"{shown:,}",
        _share(clicks, shown),
        cents_text(spend),
        _per(spend, clicks),
        f"{orders}.00",
        grouped_text(sum(row.value for row in rows)),
        blank,
    ]


_GOOGLE_HEADER = columns(
    "Campaign status,Campaign,Day,Campaign ID,Campaign type,Currency code,Clicks,Impr.,"
    "CTR,Cost,Avg. CPC,Conversions,Conv. value,Search impr. share"
)


def google_csv(
    rows: list[AdRow],
    first: dt.date,
    last: dt.date,
    *,
    british: bool,
    tabs: bool = False,
    with_ids: bool = True,
) -> tuple[str, int, int]:
    """A Google Ads campaign report by day: (text, records, control records among them)."""
    buffer = io.StringIO()
    if tabs:
        # Google's Excel variant is plain tab-separated text: nothing in it is quoted.
        def put(cells: list[str]) -> None:
            buffer.write("\t".join(cells) + "\n")
    else:
        put = csv.writer(buffer, lineterminator="\n").writerow  # type: ignore[assignment]
    put(["Campaign report"])
    if british:
        put([f"{first.day} {first:%B %Y} - {last.day} {last:%B %Y}"])
    else:
        put([f"{first:%B} {first.day}, {first.year} - {last:%B} {last.day}, {last.year}"])
    inside = [row for row in rows if first <= row.start <= last]
    regions = [] if inside[0].region is None else ["Region (Matched)"]
    put([*_GOOGLE_HEADER[:3], *regions, *_GOOGLE_HEADER[3:]])
    for row in inside:
        put(_google_cells(row, with_ids))
    kinds = list(dict.fromkeys(_KIND[row.campaign].kind for row in inside))
    put(_google_total("Campaigns", inside, inside[0].currency, bare=False))
    put(_google_total("Account", inside, inside[0].currency, bare=True))
    for kind in kinds:
        chosen = [row for row in inside if _KIND[row.campaign].kind == kind]
        put(_google_total(kind, chosen, inside[0].currency, bare=True))
    return buffer.getvalue(), len(inside) + 2 + len(kinds), 2 + len(kinds)


_META_ACCOUNT_HEADER = columns(
    "Account name,Day,Impressions,Reach,Results,Result indicator,Amount spent (CAD),"
    "Attribution setting,Reporting starts,Reporting ends"
)


def meta_account_csv(rows: list[AdRow]) -> tuple[str, int, int]:
    """A report of Meta's report builder by account and day: it names no campaign."""
    lines = [",".join(map(_meta_text, _META_ACCOUNT_HEADER))]
    for row in rows:
        cells = [
            "ArtisanGlow Canada",
            row.start.isoformat(),
            str(row.impressions),
            str(row.impressions * 4 // 5),
            f"{row.orders}",
            "actions:offsite_conversion.fb_pixel_purchase",
            cents_text(row.spend),
            "7-day click or 1-day view",
            row.start.isoformat(),
            row.end.isoformat(),
        ]
        lines.append(",".join(map(_meta_text, cells)))
    return "\n".join(lines) + "\n", len(rows), 0


_META_HEADER = columns(
    "Reporting starts,Reporting ends,Campaign name,Campaign delivery,Ad set budget,"
    "Ad set budget type,Attribution setting,Results,Result indicator,Reach,Impressions,"
    "Cost per results,Amount spent (USD),Ends"
)


def _meta_text(cell: str) -> str:
    return f'"{cell}"' if " " in cell else cell


def meta_csv(
    rows: list[AdRow] | None,
    *,
    bom: bool = False,
    summary: bool = False,
) -> tuple[str, int, int]:
    """A Meta Ads Manager campaign export; None writes the empty export. Only text with blanks is
    quoted, as Meta does. Returns (text, records, control records among them).
    """
    regions = ["Region"] if rows and rows[0].region is not None else []
    header = [*_META_HEADER[:2], *regions, *_META_HEADER[2:]]
    lines = [",".join(map(_meta_text, header))]
    mark = "\ufeff" if bom else ""
    if rows is None:
        return mark + "\n".join([*lines, '"No data available."']) + "\n", 0, 0
    if summary:
        spend, shown = sum(row.spend for row in rows), sum(row.impressions for row in rows)
        lines.append(f"{rows[0].start},{rows[-1].end},,,,,,,,,{shown},,{cents_text(spend)},")
    for row in rows:
        bought = f"{row.orders}" if row.orders else ""
        per_result = f"{row.spend * 10**6 // row.orders // 100 / 10**6:g}" if row.orders else ""
        cells = [
            row.start.isoformat(),
            row.end.isoformat(),
            *([] if row.region is None else [row.region]),
            row.campaign,
            "active" if row.end >= dt.date(2026, 3, 1) else "inactive",
            "Using campaign budget",
            "0",
            "7-day click or 1-day view",
            bought,
            "actions:offsite_conversion.fb_pixel_purchase" if row.orders else "",
            str(row.impressions * 4 // 5),
            str(row.impressions),
            per_result,
            cents_text(row.spend).removesuffix("0").removesuffix(".0"),
            "Ongoing",
        ]
        lines.append(",".join(map(_meta_text, cells)))
    return mark + "\n".join(lines) + "\n", len(rows) + summary, int(summary)


def _amazon_header(window: int) -> list[str]:
    sales = f"{window} Day Total Sales ($)" if window == 14 else f"{window} Day Total Sales "
    return columns(
        "Date,Start Date,End Date,Portfolio name,Campaign Type,Campaign Name,Status,Currency,"
        "Budget,Targeting Type,Bidding strategy,Impressions,Last Year Impressions,Clicks,"
        "Last Year Clicks,Click-Thru Rate (CTR),Spend,Last Year Spend,Cost Per Click (CPC),"
        "Last Year Cost Per Click (CPC),"
        f"{window} Day Total Orders (#),Total Advertising Cost of Sales (ACoS),{sales}"
    )


def _long_date(day: dt.date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def amazon_csv(
    rows: list[AdRow], window: int, kind: str = "Sponsored Products"
) -> tuple[str, int, int]:
    """A report of the Amazon Ads console: `$12.34` money, `"Feb 1, 2020"` dates."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_amazon_header(window))
    for row in rows:
        campaign = _KIND[row.campaign]
        click = Fraction(row.spend, 100 * row.clicks) if row.clicks else Fraction(0)
        writer.writerow(
            [
                _long_date(row.start),
                _long_date(campaign.flights[0][0]),
                "",
                "No Portfolio",
                kind,
                row.campaign,
                "ENABLED",
                row.currency,
                f"${cents_text(campaign.budget * 3)}",
                campaign.kind,
                "Dynamic bids - down only",
                row.impressions,
                "",
                row.clicks,
                "",
                _share(row.clicks, row.impressions),
                f"${cents_text(row.spend)}",
                "",
                f"${half_away(click * 10**6) / 10**6:g}",
                "",
                row.orders,
                _share(row.spend, row.value) if row.value else "",
                f"${cents_text(row.value)}",
            ]
        )
    return buffer.getvalue(), len(rows), 0


_PRODUCTS_HEADER = [
    "Date", "Portfolio name", "Currency", "Campaign Name", "Ad Group Name", "Advertised SKU",
    "Advertised ASIN", "Impressions", "Clicks", "Click-Thru Rate (CTR)", "Cost Per Click (CPC)",
    "Spend", "7 Day Total Sales ", "Total Advertising Cost of Sales (ACOS) ",
    "Total Return on Advertising Spend (ROAS)", "7 Day Total Orders (#)", "7 Day Total Units (#)",
    "7 Day Conversion Rate", "7 Day Advertised SKU Units (#)", "7 Day Other SKU Units (#)",
    "7 Day Advertised SKU Sales ", "7 Day Other SKU Sales ",
]  # fmt: skip


def amazon_products_csv(rows: list[ProductRow]) -> tuple[str, int, int]:
    """Amazon's report by advertised product: the SKU is blank where only an ASIN is advertised."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_PRODUCTS_HEADER)
    for row in rows:
        writer.writerow(
            [
                _long_date(row.start),
                "Not grouped",
                row.currency,
                row.campaign,
                AD_GROUP,
                row.sku,
                row.asin,
                row.impressions,
                row.clicks,
                _share(row.clicks, row.impressions),
                f"${_per(row.spend, row.clicks)}",
                f"${cents_text(row.spend)}",
                f"${cents_text(row.value)}",
                _share(row.spend, row.value),
                _per(row.value * 100, row.spend),
                row.orders,
                row.orders,
                _share(row.orders, row.clicks),
                row.orders,
                0,
                f"${cents_text(row.value)}",
                "$0.00",
            ]
        )
    return buffer.getvalue(), len(rows), 0
