"""Property: rows of a campaign by region add up to the row that tells its day whole."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from tests.python.simulator.exports import Row, cents, comma_rows

GOOGLE = ("Clicks", "Impr.", "Cost", "Conversions", "Conv. value")
META = ("Impressions", "Amount spent (USD)", "Results")


def google_rows(path: Path) -> list[Row]:
    """Data rows of a Google report in commas: below its title and its dates, without totals."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = stream.readlines()[2:]
    return [row for row in csv.DictReader(lines) if row["Campaign status"] == "Enabled"]


def sums(rows: list[Row], key: tuple[str, str], names: tuple[str, ...]) -> dict:
    """By campaign and day: each number added up, in hundredths."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * len(names))
    for row in rows:
        for place, name in enumerate(names):
            found[row[key[0]], row[key[1]]][place] += cents(row[name].replace(",", "") or "0")
    return found


@pytest.mark.parametrize(
    ("platform", "broken_down", "whole", "key", "names", "region", "unknown"),
    [
        ("google_ads", "Region report.csv", "Campaign report.csv", ("Campaign", "Day"), GOOGLE,
         "Region (Matched)", "Unknown"),
        ("meta_ads", "ArtisanGlow-Regions-May-1-2025-Jul-1-2025.csv",
         "ArtisanGlow-Campaigns-Jan-1-2025-Jun-30-2025.csv", ("Campaign name", "Reporting starts"),
         META, "Region", ""),
    ],
)  # fmt: skip
def test_regions_add_up_to_the_whole_day(
    sample: Path, platform, broken_down, whole, key, names, region, unknown
):
    folder = sample / platform / "campaigns"
    read = google_rows if platform == "google_ads" else comma_rows
    rows = read(folder / broken_down)
    told = sums(read(folder / whole), key, names)
    # Costs of the last two weeks of June were restated after the older export was taken.
    added = {place: total for place, total in sums(rows, key, names).items() if place in told}
    assert len(added) > 90
    assert {
        place: total
        for place, total in added.items()
        if total != told[place] and (platform == "meta_ads" or place[1] < "2025-06-17")
    } == {}
    assert len({row[region] for row in rows}) == 6
    assert sum(cents(row[names[0]]) for row in rows if row[region] == unknown) > 0
