"""One landing over a folder of faults: each costs what it must, and the others land."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.python.glue.conftest import Landing, outcome
from tests.python.glue.exports import (
    V2_HEADER,
    all_orders,
    amazon_order,
    cogs,
    component,
    payment,
    payments,
    settlement_v2,
    shopify,
    shopify_order,
)

pytestmark = pytest.mark.dear

CANARY = "canary.bird@example.org"
GOOGLE = (
    "Campaign report\n27 January 2026 - 23 February 2026\n"
    "Campaign status,Campaign,Currency code,Clicks,Impr.,Cost,Conversions\n"
    'Enabled,Brand,GBP,603,"31,193",798.88,49.00\n'
    "Enabled,Shelves,GBP,4, --,12.5,\n"
    'Total: Campaigns, --,GBP,607,"31,193",811.38,49.00\n'
    'Total: Search,,GBP,607,"31,193",811.38,49.00\n'
)
META = (
    '"Reporting starts","Reporting ends","Campaign name",Results,"Amount spent (EUR)",Impressions\n'
    "2025-03-01,2025-03-01,Spring,-,12.30,100\n"
    "2025-03-01,2025-03-01,,5,12.30,100\n"
)


@pytest.fixture(scope="module")
def faulty(shared_landing: Landing):
    put = shared_landing.put
    put("amazon/settlements/good.txt", settlement_v2("1", "12.00", component("12.00")))
    short = [name for name in V2_HEADER if name != "amount-type"]
    put("amazon/settlements/june.txt", settlement_v2("2", "5.00", component("5.00"), header=short))
    eu = settlement_v2(
        "3",
        "1141,18",
        component("1.150,00", posted_date_time="14.03.2023 23:30:00 UTC", marketplace_name=""),
        component("-8,82", "Commission", posted_date_time="14.03.2023 07:49:55 UTC"),
        currency="EUR",
    )
    put("amazon/settlements/eu.txt", "\n".join(line.rstrip("\t") for line in eu.split("\n")))
    put("amazon/settlements/packed.txt", gzip.compress(settlement_v2("4", "0.00").encode()))
    put("amazon/settlements/cut.txt", gzip.compress(b"settlement-id\n" * 999)[:-9])
    put("amazon/all_orders/header_only.txt", all_orders())
    put("amazon/all_orders/wrong.txt", settlement_v2("5", "5.00", component("5.00")))
    put(
        "amazon/all_orders/cp1252.txt",
        all_orders(
            amazon_order("111-1", "2025-03-02T04:00:00+00:00", product_name='Käsebrett 12" groß'),
            amazon_order("111-2", "2025-03-02T04:00:00+00:00", ship_city=CANARY, url=CANARY),
        ).encode("cp1252"),
    )
    put("costs/cogs/empty.csv", "")
    put("costs/cogs/undecodable.csv", b"sku,unit_cost,currency,effective_from\n\x81,\xff,USD,x\n")
    put(
        "costs/cogs/bad_rows.csv",
        cogs(
            ("A", "4.50", "2025-01-01"),
            ("B", "39.38.0", "2025-01-01"),
            ("", "1.00", "2025-01-01"),
            ("C", "", "2025-01-01"),
            ("D", "5.00", "2025-01-01"),
            ("E", "5.00", "2025-01-01"),
            ("G", "5.00", "2025-01-01"),
        )
        + "F,1.00,,,,USD,2025-01-01,Shopify,one too many\n",
    )
    put("costs/cogs/mostly_bad.csv", cogs(("X", "a", "2025-01-01"), ("Y", "b", "2025-01-01")))
    put("google_ads/campaigns/Campaign report.csv", GOOGLE)
    put(
        "google_ads/campaigns/excel.csv",
        "\t".join(["Day", "Campaign", "Campaign status", "Currency code", "Impr.", "Cost"]).encode(
            "utf-16"
        )
        + "\n2025-03-01\tBrand\tEnabled\tUSD\t1,200\t3.25\n".encode("utf-16-le"),
    )
    put("meta_ads/campaigns/daily.csv", META)
    put("meta_ads/campaigns/none.csv", META.split("\n")[0] + '\n"No data available."\n')
    put(
        "shopify/orders/orders.csv",
        shopify(
            shopify_order(
                "#1001",
                Email=CANARY,
                Notes=f"first line\nsecond {CANARY}\nthird",
                Note_Attributes="UTM source: google\nutm_content: " + CANARY + "\ngift note: hi",
                Shipping_Name="Canary Bird",
                Shipping_Address1="1 Nest Lane",
                Shipping_Zip="'75008",
                Shipping_Phone="(415) 555-0100",
                Shipping_Country="US",
                Tags=f"vip, {CANARY}",
            ),
            {
                "Name": "#1001",
                "Lineitem quantity": "1",
                "Lineitem name": "Tip",
                "Lineitem price": "2.00",
            },
            shopify_order("#1002", Subtotal="284.36a", Email=CANARY, Billing_Name="Canary Bird"),
            shopify_order("#1003", Paid_at="last week"),
        )
        + f"#1004,{CANARY},Canary Bird\n",
    )
    put("shopify/ordrs/orders.csv", shopify(shopify_order("#1")))
    put("tiktok/ads/x.csv", "a,b\n")
    put("README.md", "notes are not exports")
    return shared_landing, shared_landing.run()


def test_the_ledger_accounts_for_every_record_of_every_file(faulty):
    landing, _ = faulty
    landing.assert_accounted()


def test_a_missing_column_fails_that_file_with_one_clear_sentence(faulty):
    landing, result = faulty
    found = outcome(result, "june.txt")
    assert (found.status, found.reason) == ("QUARANTINED_FILE", "WRONG_SCHEMA")
    assert found.message == (
        'amazon/settlements/june.txt: column "amount-type" is missing (found 23 of 24 columns of '
        "Flat File V2). Nothing of this file was landed; 11 other files were. Download it again as "
        '"Flat File V2" in Seller Central under Payments > Reports.'
    )
    assert landing.ledger()["amazon/settlements/june.txt"]["message"] == found.message


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("cogs/empty.csv", "EMPTY"),
        ("undecodable.csv", "ENCODING"),
        ("all_orders/wrong.txt", "WRONG_SCHEMA"),
        ("settlements/cut.txt", "TRUNCATED"),
        ("mostly_bad.csv", "THRESHOLD"),
    ],
)
def test_a_file_that_cannot_be_landed_is_quarantined_whole(faulty, name, reason):
    landing, result = faulty
    found = outcome(result, name)
    assert (found.status, found.rows_landed) == ("QUARANTINED_FILE", 0)
    whole = [
        row["reason"]
        for row in landing.quarantine()
        if row["source_file"] == found.source_file and row["source_line"] is None
    ]
    assert whole == [reason]


def test_a_file_of_the_wrong_folder_is_told_its_folder(faulty):
    _, result = faulty
    assert "Put it into the folder amazon/settlements" in outcome(result, "wrong.txt").message


def test_only_a_header_lands_no_row_and_warns(faulty):
    _, result = faulty
    found = outcome(result, "header_only.txt")
    assert (found.status, found.rows_read) == ("LANDED", 0)
    assert found.warnings == ["Only a header: 0 rows."]


def test_files_of_no_report_are_named_and_notes_are_not_exports(faulty):
    _, result = faulty
    assert [item.source_file for item in result.unrecognized] == [
        "shopify/ordrs/orders.csv",
        "tiktok/ads/x.csv",
    ]
    assert "Did you mean orders?" in result.unrecognized[0].message
    assert result.has_rejections


def test_bad_rows_are_quarantined_alone_with_line_reason_and_text(faulty):
    landing, result = faulty
    bad = {
        row["source_line"]: (row["reason"], row["raw_record"])
        for row in landing.quarantine()
        if row["source_file"] == "costs/cogs/bad_rows.csv"
    }
    assert bad == {
        3: ("TYPE:unit_cost", "B,39.38.0,,,,USD,2025-01-01,"),
        4: ("REQUIRED:sku", ",1.00,,,,USD,2025-01-01,"),
        5: ("REQUIRED:unit_cost", "C,,,,,USD,2025-01-01,"),
        9: ("RAGGED", "F,1.00,,,,USD,2025-01-01,Shopify,***"),
    }
    found = outcome(result, "bad_rows.csv")
    assert (found.rows_read, found.rows_landed) == (8, 4)


def test_a_follow_row_and_a_record_of_many_lines_keep_their_own_source_line(faulty):
    landing, _ = faulty
    rows = landing.rows("shopify__orders")
    assert [(row["name"], row["_source_line"]) for row in rows] == [
        ("#1001", 2),
        ("#1001", 7),
        ("#1003", 9),
    ]
    assert rows[1]["created_at"] is None
    assert rows[1]["lineitem_price"] == Decimal("2.0000")


def test_shopify_times_are_utc_and_the_shops_day_stays(faulty):
    landing, _ = faulty
    first = landing.rows("shopify__orders")[0]
    assert first["created_at"] == datetime(2025, 3, 2, 2, 29, 58)
    assert first["created_date"] == date(2025, 3, 1)


def test_an_optional_cell_that_is_wrong_is_null_and_counted(faulty):
    landing, result = faulty
    assert outcome(result, "shopify/orders/orders.csv").nulled == {"TYPE:paid_at": 1}
    assert landing.rows("shopify__orders")[2]["paid_at"] is None


def test_personal_data_is_pseudonyms_and_the_whitelist_of_attributes(faulty):
    landing, _ = faulty
    first = landing.rows("shopify__orders")[0]
    assert first["email_kind"] == "personal"
    assert len(first["email_hash"]) == len(first["phone_hash"]) == 64
    assert len(first["household_hash"]) == 64
    assert (first["utm_source"], first["utm_content"]) == ("google", "***")
    assert first["shipping_zip_prefix"] == "750"
    assert first["tags"] == "vip, ***"


def test_a_canary_address_and_a_canary_name_are_nowhere_in_the_state(faulty):
    landing, _ = faulty
    searched = 0
    for path in landing.state.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            searched += 1
            for word in (CANARY.encode(), b"Canary Bird", b"Nest Lane", b"canary.bird"):
                assert word not in content, path
    assert searched > 10
    for table in ("shopify__orders", "amazon__all_orders", "quarantine", "row_ledger"):
        assert "anary" not in str(landing.rows(table, "all")), table


def test_quarantined_orders_are_masked_field_by_field_or_whole_when_ragged(faulty):
    landing, _ = faulty
    found = {
        row["source_line"]: row
        for row in landing.quarantine()
        if "orders.csv" in row["source_file"]
    }
    assert found[8]["reason"] == "TYPE:subtotal"
    assert found[8]["raw_record"].startswith("#1002,***,paid,")
    assert "284.36a" in found[8]["raw_record"]
    assert found[10]["reason"] == "RAGGED"
    assert found[10]["raw_record"] == "#1004,***,***"


def test_summary_and_total_records_are_control_and_count_as_landed(faulty):
    landing, result = faulty
    settlement = [r for r in landing.rows("amazon__settlements") if r["settlement_id"] == "1"]
    assert [row["_record_type"] for row in settlement] == ["control", "data"]
    google = [
        row
        for row in landing.rows("google_ads__campaigns")
        if row["_source_file"].endswith("report.csv")
    ]
    assert [(row["_record_type"], row["campaign"]) for row in google] == [
        ("data", "Brand"),
        ("data", "Shelves"),
        ("control", "Total: Campaigns"),
        ("control", "Total: Search"),
    ]
    assert outcome(result, "Campaign report.csv").rows_landed == 4
    meta = [r["_record_type"] for r in landing.rows("meta_ads__campaigns")]
    assert meta == ["data", "control"]


def test_a_no_data_sentence_is_not_a_record(faulty):
    _, result = faulty
    assert outcome(result, "none.csv").rows_read == 0


def test_ads_take_period_nulls_and_currency_from_preamble_cells_and_header(faulty):
    landing, _ = faulty
    google = landing.rows("google_ads__campaigns")
    brand = google[0]
    assert (brand["period_start_date"], brand["period_end_date"]) == (
        date(2026, 1, 27),
        date(2026, 2, 23),
    )
    assert (brand["impressions"], brand["cost"]) == (31193, Decimal("798.8800"))
    assert google[1]["impressions"] is None
    meta = landing.rows("meta_ads__campaigns")[0]
    assert (meta["currency"], meta["results"]) == ("EUR", None)


def test_utf16_with_tabs_under_a_csv_name_lands_exactly(faulty):
    landing, _ = faulty
    row = landing.rows("google_ads__campaigns")[-1]
    assert (row["campaign"], row["impressions"], row["cost"], row["_source_line"]) == (
        "Brand",
        1200,
        Decimal("3.2500"),
        2,
    )


def test_latin_text_with_a_stray_quote_lands_exactly(faulty):
    landing, _ = faulty
    rows = landing.rows("amazon__all_orders")
    assert rows[0]["product_name"] == 'Käsebrett 12" groß'
    assert rows[0]["purchase_date"] == date(2025, 3, 1)


def test_european_settlement_has_comma_amounts_dotted_dates_short_rows_and_its_own_day(faulty):
    landing, _ = faulty
    summary, principal, commission = [
        row for row in landing.rows("amazon__settlements") if row["settlement_id"] == "3"
    ]
    assert summary["total_amount"] == Decimal("1141.1800")
    assert principal["amount"] + commission["amount"] == Decimal("1141.1800")
    # No marketplace: the day is that of the settlement's currency, euro, so Berlin.
    assert principal["posted_at"] == datetime(2023, 3, 14, 23, 30)
    assert principal["posted_date"] == date(2023, 3, 15)
    assert summary["deposit_date"] == date(2025, 3, 17)


def test_gzip_lands_like_the_plain_file(faulty):
    _, result = faulty
    assert outcome(result, "packed.txt").rows_landed == 1


def test_quarantined_rows_of_a_failed_file_are_all_listed(faulty):
    landing, _ = faulty
    rows = [r for r in landing.quarantine() if r["source_file"].endswith("mostly_bad.csv")]
    assert [(row["source_line"], row["reason"]) for row in rows if row["source_line"]] == [
        (2, "TYPE:unit_cost"),
        (3, "TYPE:unit_cost"),
    ]
    ledger = landing.ledger()["costs/cogs/mostly_bad.csv"]
    assert (ledger["rows_read"], ledger["rows_quarantined"]) == (2, 2)


def test_payments_with_other_columns_order_and_currencies_land(landing):
    landing.put(
        "shopify/payment_transactions/a.csv",
        payments(
            payment("2026-07-01 07:33:09 +0200", "charge", "AI-1001", "6.99", "0.45", "6.54"),
            payment("2026-07-02 08:12:57 +0200", "refund", "AI-1001", "-6.99", "0.00", "-6.99"),
        ),
    )
    landing.run()
    rows = landing.rows("shopify__payment_transactions")
    assert [row["amount"] - row["fee"] - row["net"] for row in rows] == [0, 0]
    assert rows[0]["transaction_at"] == datetime(2026, 7, 1, 5, 33, 9)
    assert rows[0]["transaction_date"] == date(2026, 7, 1)


def test_an_amount_with_more_decimals_than_its_currency_has_is_refused_never_rounded(landing):
    """Yen have no decimals, dinars three; zeros after the last decimal say nothing."""
    cases = {"1": ("JPY", "5.5"), "2": ("JPY", "2691.00"), "3": ("KWD", "1.234"),
             "4": ("KWD", "1.2345"), "5": ("USD", "1.234")}  # fmt: skip
    for number, (currency, amount) in cases.items():
        rows = settlement_v2(number, amount, component(amount), component("0"), currency=currency)
        landing.put(f"amazon/settlements/{number}.txt", rows)
    landing.run()
    found = [(row["source_file"][-5], row["reason"]) for row in landing.quarantine()]
    refused = [(file, f"SCALE:{name}") for file in "145" for name in ("total_amount", "amount")]
    assert [case for case in found if case[1] != "THRESHOLD" and case[0] in "145"] == refused
    assert landing.total("amazon__settlements", "amount") == Decimal("2692.234")


def test_a_currency_that_nobody_knows_is_named_and_a_lower_case_one_is_known(landing):
    landing.put("costs/cogs/c.csv", "sku,unit_cost,currency,effective_from\nA,1,usd,2025-01-01\n"
                "B,1,XXQ,2025-01-01\nC,1,EUR,2025-01-01\n")  # fmt: skip
    landing.run()
    assert [(r["source_line"], r["reason"]) for r in landing.quarantine()] == [
        (3, "VALUE:currency")
    ]
    found = {row["sku"]: row["currency"] for row in landing.rows("costs__cogs")}
    assert found == {"A": "USD", "C": "EUR"}


def test_a_status_that_nobody_knows_sets_its_row_aside_and_a_known_one_has_one_spelling(landing):
    """Left NULL, it would take an order out of the sales, or a cancelled item into them."""
    landing.put(
        "shopify/orders/o.csv",
        shopify(
            shopify_order("#1"),
            shopify_order("#2", Financial_Status="PARTIALLY_PAID"),
            {"Name": "#2", "Lineitem quantity": "1", "Lineitem price": "2.00"},
            shopify_order("#3", Financial_Status="settled"),
        ),
    )
    at = "2025-03-02T04:00:00+00:00"
    landing.put(
        "amazon/all_orders/o.txt",
        all_orders(
            amazon_order("111-1", at, order_status="Shipped - Delivered to Buyer"),
            amazon_order("111-2", at, order_status="Vanished"),
            amazon_order("111-3", at, item_status="Canceled"),
            amazon_order("111-4", at, order_status="Pending", item_status="Unshipped"),
            amazon_order("111-5", at, order_status="cancelled", item_status="Cancelled"),
        ),
    )
    landing.run()
    assert [(row["source_line"], row["reason"]) for row in landing.quarantine()] == [
        (3, "VALUE:order_status"),
        (4, "VALUE:item_status"),
        (5, "VALUE:financial_status"),
    ]
    sold = [(row["name"], row["financial_status"]) for row in landing.rows("shopify__orders")]
    assert sold == [("#1", "paid"), ("#2", "partially_paid"), ("#2", None)]
    orders = landing.rows("amazon__all_orders")
    assert [row["order_status"] for row in orders] == [
        "Shipped - Delivered to Buyer",
        "Pending",
        "Cancelled",
    ]
    landing.assert_accounted()


def test_an_optional_column_that_a_file_lacks_is_null_and_a_warning(landing):
    header = [name for name in V2_HEADER if name != "promotion-id"]
    landing.put(
        "amazon/settlements/a.txt", settlement_v2("1", "5.00", component("5.00"), header=header)
    )
    (file,) = landing.run().files
    sentence = 'Empty here, since the file has no such column: "promotion-id".'
    assert (file.status, file.rows_landed, file.warnings) == ("LANDED", 2, [sentence])
    assert landing.ledger()["amazon/settlements/a.txt"]["message"] == sentence
    assert {row["promotion_id"] for row in landing.rows("amazon__settlements")} == {None}


def test_a_text_wider_than_its_column_is_null_and_counted_and_refused_where_it_is_the_key(landing):
    """Bytes count: 400 snowmen are 1,200 bytes and wider than 1,000."""
    header = "sku,product_name,brand,category\n"
    rows = ["A,Mug,ok,x", "B,Mug," + "☃" * 400 + ",x", "C" * 1001 + ",Mug,x,x", "D,Mug,x,x"]
    landing.put("reference/products/p.csv", header + "\n".join(rows) + "\n")
    result = landing.run()
    (file,) = result.files
    assert dict(file.nulled) == {"LENGTH:brand": 1}
    assert [(r["source_line"], r["reason"]) for r in landing.quarantine()] == [(4, "LENGTH:sku")]
    landed = {r["sku"]: r["brand"] for r in landing.rows("reference__products")}
    assert landed == {"A": "ok", "B": None, "D": "x"}


def test_a_formula_stays_text(landing):
    formulas = ["=cmd()", "+1+1", "@SUM(A1)", "-2+3", "=1+1"]
    lines = [f'{i},"{formula}"' for i, formula in enumerate(formulas)]
    landing.put("reference/products/p.csv", "sku,product_name\n" + "\n".join(lines) + "\n")
    landing.run()
    assert [row["product_name"] for row in landing.rows("reference__products")] == formulas
