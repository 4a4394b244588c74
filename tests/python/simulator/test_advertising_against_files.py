"""Property: the truth's spend on advertising is what the platforms' own exports say."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

from tests.python.simulator.exports import (
    amazon_advertising,
    cents,
    comma_rows,
)
from tests.python.simulator.money import Rates, measure


def counted_totals(
    multi: dict[tuple[str, str, str], int], daily: dict[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    """Of each campaign's total over several days what nothing inside it says, by its last day."""
    counted = {(name, day, day): spend for (name, day), spend in daily.items()}
    by_length = sorted(
        multi, key=lambda key: dt.date.fromisoformat(key[2]) - dt.date.fromisoformat(key[1])
    )
    for name, first, last in by_length:
        inside = sum(
            spend
            for (other, start, end), spend in counted.items()
            if other == name and first <= start and end <= last
        )
        counted[name, first, last] = max(multi[name, first, last] - inside, 0)
    return {
        (name, last): spend
        for (name, first, last), spend in counted.items()
        if first != last and spend
    }


def test_ad_spend_is_the_newest_report_of_each_campaign_and_day(
    truth: dict, sample: Path, rates: Rates
):
    newest: dict[tuple[str, ...], tuple[int, str]] = {}
    google: dict[tuple[str, str, str], int] = {}
    names: dict[str, str] = {}
    currencies: dict[str, str] = {}
    for store, folder in (("default", sample), ("eu", sample / "eu")):
        paths = sorted(
            (folder / "google_ads/campaigns").glob("Campaign*.csv"), key=lambda path: len(path.name)
        )
        for path in sorted(paths, key=lambda path: (len(path.name), path.name)):
            raw = path.read_bytes()
            tabs = raw[:2] == b"\xff\xfe"
            text = raw.decode("utf-16" if tabs else "utf-8")
            lines = text.split("\n")[3:]
            for line in lines:
                cells = line.split("\t" if tabs else ",")
                if cells[0] == "Enabled":
                    plain = [cell for cell in cells if "." in cell and '"' not in cell]
                    cost = cells[9] if tabs else plain[1]
                    named = cells[3] if cells[3].strip() != "--" else cells[1]
                    names[named], currencies[named] = cells[1], cells[5]
                    google[store, cells[2], named] = cents(cost)
    for (store, day, named), cost in google.items():
        # A day that a later file tells by the campaign's id is not told by its name as well.
        ids = {other for _, when, other in google if names[other] == named and when == day}
        if ids <= {named}:
            newest[store, "google_ads", day, names[named]] = cost, currencies[named]
    daily: dict[tuple[str, str], int] = {}
    multi: dict[tuple[str, str, str], int] = {}
    meta = sorted(
        (
            path
            for path in (sample / "meta_ads/campaigns").glob("*.csv")
            if "-Regions-" not in path.name
        ),
        key=lambda path: ("Dec-18" in path.name, path.name),
    )
    for path in meta:
        for row in comma_rows(path):
            if not row.get("Campaign name"):
                continue
            first, last, name = (
                row[header] for header in ("Reporting starts", "Reporting ends", "Campaign name")
            )
            spent = cents(row["Amount spent (USD)"])
            if first == last:
                daily[name, last] = spent
            else:
                multi[name, first, last] = spent
    for (name, day), spent in (daily | counted_totals(multi, daily)).items():
        newest["default", "meta_ads", day, name] = spent, "USD"
    amazon: dict[tuple[str, ...], int] = {}
    for row, day in amazon_advertising(sample):
        product = row.get("Advertised SKU") or row.get("Advertised ASIN", "")
        amazon[day, row["Campaign Name"], row["Currency"], product] = cents(row["Spend"])
    expected: dict[tuple[str, ...], int] = defaultdict(int)
    for key, (amount, currency) in newest.items():
        expected[key] += rates.translate(amount, currency, key[2])
    for (day, name, currency, _), amount in amazon.items():
        expected["default", "amazon_ads", day, name] += rates.translate(amount, currency, day)
    booked: dict[tuple[str, ...], int] = defaultdict(int)
    for row in truth["fact"]:
        if row["event_type"] == "ad_spend" and row["campaign"] != "unknown":
            key = (row["store"], row["platform"], row["event_date"], row["campaign"])
            booked[key] += measure(row, "ad_spend")
    assert booked == {key: amount for key, amount in expected.items() if amount}


def test_the_account_whose_export_names_no_campaign_is_spend_of_campaign_unknown(
    truth: dict, sample: Path, rates: Rates
):
    (path,) = (sample / "meta_ads/campaigns").glob("*-Account-*.csv")
    rows = comma_rows(path)
    assert "Campaign name" not in rows[0]
    told = {
        row["Day"]: rates.translate(cents(row["Amount spent (CAD)"]), "CAD", row["Day"])
        for row in rows
    }
    booked = {
        row["event_date"]: measure(row, "ad_spend")
        for row in truth["fact"]
        if (row["platform"], row["campaign"]) == ("meta_ads", "unknown")
    }
    assert booked == told != {}
