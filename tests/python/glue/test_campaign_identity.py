"""A campaign's day lands once: by its id where the file has one, else by name.

Spend that replaces other spend is lost without a sign; spend that stays twice counts twice.
"""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

GOOGLE = (
    "Campaign report\n10 February 2026 - 10 February 2026\n"
    "Campaign,Day,Campaign ID,Currency code,Impr.,Cost\n"
)
DISPLAY = "Date,Campaign Name,Country,Currency,Impressions,Clicks,Spend\n"


def spend(landing, table: str, column: str = "spend") -> list[tuple]:
    rows = landing.rows(table, "_file_no, _source_line")
    return [(row["campaign"], row["campaign_id"], row["currency"], row[column]) for row in rows]


def test_a_renamed_campaign_replaces_its_day_by_id(landing):
    landing.put("google_ads/campaigns/a.csv", GOOGLE + "Brand,2026-02-10,77,USD,9,50.00\n")
    landing.run()
    landing.put("google_ads/campaigns/b.csv", GOOGLE + "Brand US,2026-02-10,77,USD,9,51.00\n")
    landing.run()
    assert spend(landing, "google_ads__campaigns", "cost") == [
        ("Brand US", "77", "USD", Decimal("51"))
    ]


def test_two_campaigns_of_one_name_and_two_ids_both_stay(landing):
    landing.put("google_ads/campaigns/a.csv", GOOGLE + "Brand,2026-02-10,77,USD,9,50.00\n")
    landing.put("google_ads/campaigns/b.csv", GOOGLE + "Brand,2026-02-10,78,USD,9,20.00\n")
    landing.run()
    assert landing.total("google_ads__campaigns", "cost") == Decimal("70")


def test_without_an_id_the_name_is_the_campaign(landing):
    header = GOOGLE.replace("Campaign ID,", "")
    landing.put("google_ads/campaigns/a.csv", header + "Brand,2026-02-10,USD,9,50.00\n")
    landing.run()
    landing.put("google_ads/campaigns/b.csv", header + "Brand,2026-02-10,USD,9,52.00\n")
    landing.run()
    assert landing.total("google_ads__campaigns", "cost") == Decimal("52")


def test_one_name_in_two_currencies_or_countries_is_several_campaigns(landing):
    rows = {
        "us": "2026-02-10,Auto,United States,USD,9,1,40.00\n",
        "ca": "2026-02-10,Auto,Canada,CAD,9,1,15.00\n",
        "de": "2026-02-10,Auto,Germany,EUR,9,1,7.00\n",
        "fr": "2026-02-10,Auto,France,EUR,9,1,8.00\n",
    }
    for report in ("sponsored_products", "sponsored_brands", "sponsored_display"):
        for name, row in rows.items():
            landing.put(f"amazon_ads/{report}/{name}.csv", DISPLAY + row)
        landing.run()
        landing.put(
            f"amazon_ads/{report}/us_later.csv",
            DISPLAY + rows["us"].replace("40.00", "41.00"),
        )
        landing.run()
        found = [(row[2], row[3]) for row in spend(landing, f"amazon_ads__{report}")]
        assert sorted(found) == [
            ("CAD", Decimal("15")), ("EUR", Decimal("7")), ("EUR", Decimal("8")),
            ("USD", Decimal("41")),
        ]  # fmt: skip


def test_meta_spend_in_two_currencies_stays(landing):
    for code in ("USD", "EUR"):
        landing.put(
            f"meta_ads/campaigns/{code}.csv",
            f"Reporting starts,Reporting ends,Campaign name,Amount spent ({code})\n"
            "2026-02-10,2026-02-10,Feed,5\n",
        )
    landing.run()
    assert landing.total("meta_ads__campaigns", "spend") == Decimal("10")


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Ad name", ["A,5", "B,7", ",12"]),
        ("Ad set name", ["A,5", "B,7", ",12"]),
        ("Campaign name,Ad name", ["Feed,A,5", ",B,7", ",,12"]),
        ("Campaign name,Ad set name", ["Feed,A,5", "Feed,B,7", "Feed,,12"]),
        ("Campaign name", ["A,5", "B,7", ",12"]),
    ],
)
def test_metas_total_is_known_by_the_finest_name_that_the_file_has(landing, header, rows):
    lines = [f"Reporting starts,Reporting ends,{header},Amount spent (USD)"]
    lines += [f"2026-02-10,2026-02-10,{row}" for row in rows]
    landing.put("meta_ads/campaigns/a.csv", "\n".join(lines) + "\n")
    landing.run()
    kinds = [row["_record_type"] for row in landing.rows("meta_ads__campaigns")]
    assert kinds == ["data", "data", "control"]
    assert landing.total("meta_ads__campaigns", "spend") == Decimal("12")
    landing.assert_accounted()


def test_ids_of_the_api_replace_a_renamed_campaign(landing):
    row = {"date": "2026-02-10", "campaignId": 123456789012345678, "campaignName": "Auto",
           "campaignBudgetCurrencyCode": "USD", "impressions": 9, "clicks": 1, "cost": 4,
           "sales": 0, "purchases": 0}  # fmt: skip
    landing.put("amazon_ads/sponsored_brands/a.json", json.dumps([row]))
    landing.run()
    landing.put(
        "amazon_ads/sponsored_brands/b.json", json.dumps([row | {"campaignName": "Auto US"}])
    )
    landing.run()
    assert [row[0] for row in spend(landing, "amazon_ads__sponsored_brands")] == ["Auto US"]


def test_a_campaign_has_a_row_per_region_and_each_is_replaced_by_its_own(landing):
    google = GOOGLE.replace("Campaign ID,", "Campaign ID,Region (Matched),")
    meta = "Reporting starts,Reporting ends,Campaign name,Region,Amount spent (USD)\n"
    for region, amount in (("California", "30.00"), ("Texas", "20.00"), ("", "5.00")):
        landing.put(
            f"google_ads/campaigns/{region or 'none'}.csv",
            google + f"Brand,2026-02-10,77,{region},USD,9,{amount}\n",
        )
        landing.put(
            f"meta_ads/campaigns/{region or 'none'}.csv",
            meta + f"2026-02-10,2026-02-10,Feed,{region},{amount}\n",
        )
    landing.run()
    landing.put(
        "google_ads/campaigns/later.csv",
        google.replace("Region (Matched)", "Region (User location)")
        + "Brand,2026-02-10,77,California,USD,9,31.00\n",
    )
    landing.put("meta_ads/campaigns/later.csv", meta + "2026-02-10,2026-02-10,Feed,Texas,21.00\n")
    landing.run()
    for table, column, told in (
        ("google_ads__campaigns", "cost", {"California": "31", "Texas": "20", None: "5"}),
        ("meta_ads__campaigns", "spend", {"California": "30", "Texas": "21", None: "5"}),
    ):
        found = {row["region"]: row[column] for row in landing.rows(table)}
        assert found == {region: Decimal(amount) for region, amount in told.items()}, table
