"""A campaign's day lands once: by its id where the file has one, else by name.

Spend that replaces other spend is lost without a sign; spend that stays twice counts twice.
"""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest

from tests.python.glue.conftest import SAMPLES

pytestmark = pytest.mark.dear

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
        ("Campaign name,Ad name", ["A,,5", "B,-,7", ",,12"]),
        ("Campaign name,Ad set name,Ad name", ["Feed,A,-,5", "Feed,B,,7", "Feed,,,12"]),
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


def test_meta_rows_without_any_name_are_spend_and_no_totals(landing):
    header = "Reporting starts,Reporting ends,Campaign name,Region,Amount spent (USD)\n"
    rows = "2026-02-10,2026-02-10,,Texas,5\n2026-02-10,2026-02-10,-,Ohio,7\n"
    landing.put("meta_ads/campaigns/a.csv", header + rows)
    landing.run()
    assert landing.total("meta_ads__campaigns", "spend") == Decimal("12")


META_LEVELS = {
    "ads": ("Campaign name,Ad set name,Ad name", ["Feed,Set,A,5", "Feed,Set,B,7", ",,,12"]),
    "ad_sets": ("Campaign name,Ad set name", ["Feed,Set,9", "Feed,Other,3", ",,12"]),
    "campaigns": ("Campaign name", ["Feed,12", ",12"]),
}


def put_meta(landing, told: str) -> None:
    header, rows = META_LEVELS[told]
    lines = [f"Reporting starts,Reporting ends,{header},Amount spent (USD),Purchases"]
    lines += [f"2026-02-10,2026-02-10,{row},{len(rows)}" for row in rows]
    landing.put(f"meta_ads/campaigns/{told}.csv", "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        ("ads ad_sets campaigns", "campaigns"),
        ("campaigns ads", "campaigns"),
        ("ads ad_sets", "ad_sets"),
    ],
)
def test_metas_levels_in_one_run_tell_a_day_once(landing, names, kept):
    for name in names.split():
        put_meta(landing, name)
    landing.run()
    rows = landing.rows("meta_ads__campaigns")
    assert {row["_source_file"] for row in rows} == {f"meta_ads/campaigns/{kept}.csv"}
    assert sorted(row["_record_type"] for row in rows)[0] == "control"
    assert landing.total("meta_ads__campaigns", "spend") == Decimal("12")
    assert landing.quarantine() == []
    landing.assert_accounted()


def test_of_metas_levels_the_newer_file_stands(landing):
    for name in ("campaigns", "ads"):
        put_meta(landing, name)
        landing.run()
    rows = landing.rows("meta_ads__campaigns")
    assert {row["_source_file"] for row in rows} == {"meta_ads/campaigns/ads.csv"}
    assert landing.total("meta_ads__campaigns", "spend") == Decimal("12")


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


REPORTS = {
    # Search terms leave out what was shown and never clicked by a known one.
    "terms": ("Campaign Name,Targeting,Customer Search Term", ["A,mug,red mug,9", "A,mug,cup,2"]),
    "targets": ("Campaign Name,Targeting", ["A,mug,12"]),
    "places": ("Campaign Name,Placement", ["A,Top of search,7", "A,Other,5"]),
    "products": ("Campaign Name,Advertised SKU", ["A,MUG,5", "A,JAR,7", "B,MUG,3"]),
    "campaigns": ("Campaign Name", ["A,12"]),
}


PRODUCTS = "sponsored_products"
KINDS = (PRODUCTS, "sponsored_brands", "sponsored_display")
# The same by the API: the keys of the columns that a campaign's report does not have.
API_KEYS = {
    "Customer Search Term": {PRODUCTS: "searchTerm"},
    "Targeting": {PRODUCTS: "keyword", "sponsored_brands": "keywordText"},
    "Placement": {PRODUCTS: "placementClassification"},
    "Advertised SKU": {PRODUCTS: "advertisedSku", "sponsored_display": "promotedSku"},
}
API_KEYS = {name: dict.fromkeys(KINDS, keys[PRODUCTS]) | keys for name, keys in API_KEYS.items()}


def put_report(landing, name: str, report: str = PRODUCTS, days: tuple[int, ...] = (10,)) -> None:
    header, rows = REPORTS[name]
    lines = [f"Date,Currency,{header},Spend,Impressions,Clicks"]
    lines += [f"2026-02-{day:02d},USD,{row},10,1" for row in rows for day in days]
    landing.put(f"amazon_ads/{report}/{name}.csv", "\n".join(lines) + "\n")


def put_api_report(landing, name: str, report: str) -> None:
    header, rows = REPORTS[name]
    sales = "sales7d" if report == PRODUCTS else "sales"
    records = []
    for row in rows:
        campaign, *told, spent = row.split(",")
        keys = [API_KEYS[column][report] for column in header.split(",")[1:]]
        record = {"date": "2026-02-10", "campaignName": campaign, "campaignId": campaign * 3,
                  "campaignBudgetCurrencyCode": "USD", "impressions": 10, "clicks": 1,
                  "cost": spent, sales: 0}  # fmt: skip
        records.append(record | dict(zip(keys, told, strict=True)))
    landing.put(f"amazon_ads/{report}/{name}.json", json.dumps(records))


@pytest.mark.parametrize("order", [list(REPORTS), list(REPORTS)[::-1], [" ".join(REPORTS)]])
def test_of_a_campaigns_day_one_report_stands_however_they_arrive(landing, order):
    for batch in order:
        for name in batch.split():
            put_report(landing, name)
        landing.run()
    found = [row[:1] + row[3:4] for row in spend(landing, "amazon_ads__sponsored_products")]
    assert sorted(found) == [("A", Decimal("5")), ("A", Decimal("7")), ("B", Decimal("3"))]
    assert landing.quarantine() == []
    landing.assert_accounted()


@pytest.mark.parametrize("report", KINDS)
@pytest.mark.parametrize("put", [put_report, put_api_report])
def test_reports_of_every_kind_and_of_the_api_in_one_run_tell_a_day_once(landing, put, report):
    for name in REPORTS:
        put(landing, name, report)
    landing.run()
    rows = landing.rows(f"amazon_ads__{report}")
    assert sorted((row["campaign"], row["advertised_sku"], row["spend"]) for row in rows) == [
        ("A", "JAR", Decimal("7")), ("A", "MUG", Decimal("5")), ("B", "MUG", Decimal("3")),
    ]  # fmt: skip
    assert landing.quarantine() == []
    landing.assert_accounted()


def test_of_the_console_and_the_api_the_newer_report_by_campaign_stands(landing):
    """Both name the campaign by its id; in one run the console's stands, and neither is lost."""
    header = "Date,Currency,Campaign Name,Campaign Id,Spend,Impressions,Clicks\n"
    landing.put(f"amazon_ads/{PRODUCTS}/a.csv", header + "2026-02-10,USD,A,AAA,11,10,1\n")
    put_api_report(landing, "campaigns", PRODUCTS)
    landing.run()
    assert [row[3] for row in spend(landing, "amazon_ads__sponsored_products")] == [Decimal("11")]
    assert landing.quarantine() == []
    api = landing.raw / f"amazon_ads/{PRODUCTS}/campaigns.json"
    landing.put(f"amazon_ads/{PRODUCTS}/later.json", api.read_text().replace('"12"', '"13"'))
    landing.run()
    assert [row[3] for row in spend(landing, "amazon_ads__sponsored_products")] == [Decimal("13")]


@pytest.mark.parametrize("order", ["products campaigns", "campaigns products"])
def test_a_day_that_was_not_over_gives_way_to_a_report_that_goes_on(landing, order):
    """The report by product ends on the tenth, that by campaign goes on to the eleventh."""
    days = {"products": (9, 10), "campaigns": (9, 10, 11)}
    for name in order.split():
        put_report(landing, name, days=days[name])
        landing.run()
    rows = landing.rows("amazon_ads__sponsored_products")
    found = {(row["period_end_date"].day, row["campaign"], row["spend"]) for row in rows}
    assert found == {
        (9, "A", Decimal("5")), (9, "A", Decimal("7")), (9, "B", Decimal("3")),
        (10, "A", Decimal("12")), (10, "B", Decimal("3")), (11, "A", Decimal("12")),
    }  # fmt: skip
    put_report(landing, "products", days=(9, 10, 11))
    landing.run()
    kept = {row["_source_file"] for row in landing.rows("amazon_ads__sponsored_products")}
    assert kept == {"amazon_ads/sponsored_products/products.csv"}
    landing.assert_accounted()


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        ("terms targets", {"targets"}),
        ("targets places", {"places"}),
        ("places campaigns", {"campaigns"}),
        ("campaigns products", {"products"}),
    ],
)
def test_a_report_gives_way_to_the_one_that_tells_more(landing, names, kept):
    for name in names.split():
        put_report(landing, name)
    landing.run()
    rows = landing.rows("amazon_ads__sponsored_products")
    assert {row["_source_file"].split("/")[-1][:-4] for row in rows} == kept
    assert landing.quarantine() == []


def test_real_reports_of_one_month_tell_its_spend_once(landing):
    folder = SAMPLES / "amazon_ads"
    kinds = ("advertised_product", "placement", "search_term", "targeting", "campaign")
    found = [folder / f"umairnsr_sp_{kind}_report" for kind in kinds]
    files = [path.with_suffix(".csv" if "campaign" in path.name else ".xlsx") for path in found]
    if not all(path.exists() for path in files):
        pytest.skip("the real reports are not there")
    for path in files:
        landing.put(f"amazon_ads/sponsored_products/{path.name}", path.read_bytes())
    with files[-1].open(encoding="utf-8-sig") as stream:
        told = [row["Spend"].removeprefix("Rs.") for row in csv.DictReader(stream)]
    landing.run()
    assert landing.quarantine() == []
    total = sum(Decimal(text.replace(",", "")) for text in told)
    assert landing.total("amazon_ads__sponsored_products", "spend") == total == Decimal("47108.12")
    landing.assert_accounted()
