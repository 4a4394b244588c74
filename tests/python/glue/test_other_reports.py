"""Advertising, web, cost and reference exports beside the marketplaces' own, and Walmart's."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
import python_calamine

from tests.python.glue.conftest import SAMPLES, Landing, outcome
from tests.python.glue.exports import delimited, names
from tests.python.glue.test_containers import workbook_bytes

pytestmark = pytest.mark.dear

# ------------------------------------------------------------------------ advertising

REAL_ADS = (
    "mannyvv_sp_search_term_report.xlsx",
    "umairnsr_sp_advertised_product_report.xlsx",
    "umairnsr_sp_placement_report.xlsx",
    "umairnsr_sp_search_term_report.xlsx",
    "umairnsr_sp_targeting_report.xlsx",
)


@pytest.mark.parametrize("name", REAL_ADS)
def test_real_sponsored_products_workbooks_land_with_their_spend(landing, name):
    path = SAMPLES / "amazon_ads" / name
    if not path.exists():
        pytest.skip(f"the real workbook {name} is not there")
    folder = landing.raw / "amazon_ads" / "sponsored_products"
    folder.mkdir(parents=True)
    shutil.copyfile(path, folder / "report.csv")
    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    header, *rows = sheet.to_python()
    position = header.index("Spend")
    # Cents: a workbook's doubles carry sums like 713.3600000000001.
    expected = sum(round(Decimal(repr(row[position])), 4) for row in rows)
    file = outcome(landing.run(), "report.csv")
    assert (file.rows_read, file.rows_landed, file.rows_quarantined) == (len(rows), len(rows), 0)
    assert landing.total("amazon_ads__sponsored_products", "spend") == expected


SB = (
    "Date;Portfolioname;Währung;Kampagnenname;Impressionen;Klicks;Klickrate (CTR);Ausgaben;"
    "Gesamtumsatz in 14 Tagen"
)


def test_german_console_reports_and_english_brands_and_display_land(landing):
    german = SB + "\n01.09.2026;-;EUR;Marke;1.234;12;0,97%;1.018,50;€18,00\n"
    german = german.replace("Date;", "Datum;", 1)
    landing.put("amazon_ads/sponsored_brands/de.csv", german.encode("cp1252"))
    display = [
        ["Date", "Campaign Name", "Currency", "Impressions", "Clicks", "Spend",
         "14 Day Total Sales ", "14 Day Total Orders (#)", "14 Day New-to-brand Orders (#)"],
        ["2026-09-01", "Views", "USD", 1000, 3, 4.05, 20.1, 2, 1],
    ]  # fmt: skip
    landing.put("amazon_ads/sponsored_display/sd.xlsx", workbook_bytes(Sheet1=display))
    result = landing.run()
    assert result.messages == []
    (brand,) = landing.rows("amazon_ads__sponsored_brands")
    assert (str(brand["period_start_date"]), brand["impressions"]) == ("2026-09-01", 1234)
    assert (brand["spend"], brand["sales"]) == (Decimal("1018.50"), Decimal("18.00"))
    assert (brand["attribution_window_days"], brand["portfolio"]) == (14, None)
    (view,) = landing.rows("amazon_ads__sponsored_display")
    assert (view["spend"], view["sales"], view["new_to_brand_orders"]) == (
        Decimal("4.05"), Decimal("20.1"), 1,
    )  # fmt: skip


def test_gzipped_api_reports_land_with_ids_as_text(landing):
    row = {"date": "2026-09-01", "campaignId": 123456789012345678, "campaignName": "Auto",
           "campaignBudgetCurrencyCode": "USD", "impressions": 100, "clicks": 3, "cost": 1.25,
           "purchases7d": 1, "unitsSoldClicks7d": 2, "sales7d": 39.98}  # fmt: skip
    body = gzip.compress(json.dumps([row, row | {"date": "2026-09-02"}]).encode())
    landing.put("amazon_ads/sponsored_products/report.json.gz", body)
    landing.run()
    first, second = landing.rows("amazon_ads__sponsored_products")
    assert first["campaign_id"] == "123456789012345678"
    assert first["spend"] + second["spend"] == Decimal("2.50")
    assert (first["orders"], first["units"], first["sales"]) == (1, 2, Decimal("39.98"))


# -------------------------------------------------------------------------------- web

SUMMARIES = {
    "ga4/monfrere_traffic_acquisition_2024.csv": ("ga4_traffic_acquisition", "Sessions"),
    "ga4/monfrere_user_acquisition_2024.csv": ("ga4_user_acquisition", "New users"),
    "shopify_sessions/monfrere_checkout_conversion_2025.csv": (
        "shopify_checkouts", "Sessions that completed checkout",
    ),
    "shopify_sessions/monfrere_sessions_by_social_referrer_2025.csv": (
        "shopify_sessions", "Sessions",
    ),
    "shopify_sessions/monfrere_sessions_by_referrer_2025.csv": (
        "shopify_sessions_by_referrer", "Sessions",
    ),
}  # fmt: skip
LANDED_AS = {"Sessions": "sessions", "New users": "new_users",
             "Sessions that completed checkout": "sessions_completed_checkout"}  # fmt: skip


def test_real_traffic_summaries_land_with_their_totals(landing):
    missing = [name for name in SUMMARIES if not (SAMPLES / name).exists()]
    if missing:
        pytest.skip(f"{len(missing)} real traffic summaries are not there")
    expected = {}
    for name, (layout, column) in SUMMARIES.items():
        content = (SAMPLES / name).read_text("utf-8-sig")
        landing.put(f"web/traffic_summary/{name.split('/')[1]}", content)
        lines = [line for line in content.splitlines() if not line.startswith("#")]
        rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
        expected[layout] = (len(rows), sum(int(row[column] or 0) for row in rows))
    result = landing.run()
    assert result.messages == []
    found: dict[str, list[int]] = {}
    for row in landing.rows("web__traffic_summary"):
        column = next(c for name, (layout, c) in SUMMARIES.items() if layout == row["_layout"])
        found.setdefault(row["_layout"], []).append(row[LANDED_AS[column]] or 0)
    assert {name: (len(values), sum(values)) for name, values in found.items()} == expected
    landing.assert_accounted()


def test_sessions_keep_clicks_and_pages_and_only_hashes_of_people(landing):
    header = names(
        "session_id,visitor_id,customer_email,order_name,started_at,utm_source,utm_medium,"
        "utm_campaign,campaign_id,gclid,fbclid,referrer,landing_page",
        ",",
    )
    row = {"session_id": "s1", "visitor_id": "v1", "customer_email": "Ann@Example.com",
           "started_at": "2026-03-01T05:00:00-05:00", "utm_source": "(none)", "gclid": "G1",
           "landing_page": "/?email=ann@example.com&utm_source=x"}  # fmt: skip
    naive = row | {"session_id": "s2", "customer_email": "", "started_at": "2026-03-01 05:00:00"}
    landing.put("web/sessions/s.csv", delimited(header, [row, naive]))
    landing.run()
    first, second = landing.rows("web__sessions")
    assert (str(first["started_at"]), str(second["started_at"])) == (
        "2026-03-01 10:00:00", "2026-03-01 05:00:00",
    )  # fmt: skip
    assert str(first["started_date"]) == str(second["started_date"]) == "2026-03-01"
    assert (first["utm_source"], first["gclid"], first["email_kind"]) == (None, "G1", "personal")
    assert "ann@example.com" not in str([first, second]).lower()


def test_a_session_without_a_visitor_lands(landing):
    landing.put("web/sessions/s.csv", "session_id,visitor_id,started_at\n"
                "s1,v1,2026-03-01 05:00:00\ns2,,2026-03-01 06:00:00\n")  # fmt: skip
    landing.put("web/sessions/t.csv", "session_id,started_at\ns3,2026-03-01 07:00:00\n")
    assert landing.run().messages == [] and landing.quarantine() == []
    found = {row["session_id"]: row["visitor_id"] for row in landing.rows("web__sessions")}
    assert found == {"s1": "v1", "s2": None, "s3": None}


# ------------------------------------------------------------------- costs, references


def test_billing_and_receipts_keep_identical_rows(landing):
    bill = (
        "charged_at,charge_type,description,amount,currency\n" + "2026-03-01,app,SEO,9.99,USD\n" * 2
    )
    receipt = "sku,received_at,quantity,unit_cost,freight_cost,currency,po_number\n"
    receipt += 'MUG,2026-03-01,100,"1.234,50","0,25",EUR,PO-1\n' * 2
    landing.put("shopify/billing/b.csv", bill)
    landing.put("costs/receipts/r.csv", receipt)
    assert landing.run().messages == []
    assert landing.total("shopify__billing", "amount") == Decimal("19.98")
    assert [r["unit_cost"] for r in landing.rows("costs__receipts")] == [Decimal("1234.50")] * 2


def test_shipstation_and_our_template_land_in_one_table(landing):
    station = [
        "Order - Number", "Date - Shipped Date", "Ship To - Name", "Ship To - Country",
        "Carrier - Service Selected", "Carrier - Fee", "Shipment - Weight (Oz)", "Item - SKU",
        "Item - Qty", "Notes - From Buyer",
    ]  # fmt: skip
    row = {"Order - Number": "#1001", "Date - Shipped Date": "4/2/2021 4:00:00 AM",
           "Ship To - Name": "Ann Example", "Carrier - Service Selected": "USPS First Class",
           "Carrier - Fee": "3.74", "Item - SKU": "MUG", "Item - Qty": "1",
           "Notes - From Buyer": "ring\ntwice"}  # fmt: skip
    second = row | {"Order - Number": "#1002", "Date - Shipped Date": "04/13/2021 16:30"}
    landing.put("costs/shipments/station.csv", delimited(station, [row, second]))
    own = "order_number,shipped_at,carrier,service,tracking_number,cost,currency,invoice_number\n"
    landing.put("costs/shipments/own.csv", own + "#1003,2021-04-05,UPS,Ground,1Z1,8.10,USD,I1\n")
    result = landing.run()
    assert result.messages == []
    rows = {row["order_number"]: row for row in landing.rows("costs__shipments")}
    assert {name: (str(row["shipped_at"]), row["cost"]) for name, row in rows.items()} == {
        "#1001": ("2021-04-02 04:00:00", Decimal("3.74")),
        "#1002": ("2021-04-13 16:30:00", Decimal("3.74")),
        "#1003": ("2021-04-05 00:00:00", Decimal("8.10")),
    }
    assert {str(row["shipped_date"]) for row in rows.values()} == {
        "2021-04-02", "2021-04-13", "2021-04-05",
    }  # fmt: skip
    assert "Ann Example" not in str(rows)


def test_a_parcel_without_a_number_is_of_its_day_and_one_with_a_number_is_restated(landing):
    header = "order_number,shipped_at,carrier,tracking_number,cost,currency\n"
    january = "1001,2026-01-31,USPS,,5.00,USD\n1002,2026-01-31,USPS,9400,4.00,USD\n"
    landing.put("costs/shipments/january.csv", header + january)
    landing.run()
    february = "1001,2026-02-03,USPS,,6.00,USD\n1002,2026-02-01,USPS,9400,4.50,USD\n"
    landing.put("costs/shipments/february.csv", header + february)
    landing.run()
    again = "1001,2026-01-31 14:05:00,USPS,,5.10,USD\n"
    landing.put("costs/shipments/january_again.csv", header + again)
    landing.run()
    rows = landing.rows("costs__shipments")
    assert sorted((row["order_number"], str(row["cost"])[:4]) for row in rows) == [
        ("1001", "5.10"), ("1001", "6.00"), ("1002", "4.50"),
    ]  # fmt: skip
    landing.assert_accounted()


def ups(invoice: str, *charges: tuple[str, str], others: dict[int, str] | None = None) -> str:
    """A UPS billing file: charges of (tracking number, net amount) on one invoice.

    others: texts of further fields, by position, on every record.
    """
    total = sum(Decimal(net) for _, net in charges)
    lines = []
    for tracking, net in charges:
        fields = [""] * 250
        fields[0], fields[1], fields[4], fields[5] = "2.1", "0000A1", "2026-03-07", invoice
        fields[6], fields[9], fields[10], fields[11] = "E", "USD", str(total), "2026-03-02"
        fields[15], fields[20], fields[34], fields[43] = "#1001", tracking, "SHP", "FRT"
        fields[45], fields[51], fields[52] = "Fracht, Zone 5", "0.00", net
        for position, text in (others or {}).items():
            fields[position] = text
        lines.append(fields)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(lines)
    return stream.getvalue()


def test_ups_billing_without_a_header_lands_by_invoice_and_a_correction_replaces_it(landing):
    landing.put("costs/carrier_invoices/a.csv", ups("I1", ("1Z1", "8.10"), ("", "1.00")))
    landing.put("costs/carrier_invoices/b.csv", ups("I2", ("1Z1", "-0.50")))
    landing.run()
    assert landing.total("costs__carrier_invoices", "net_amount") == Decimal("8.60")
    landing.put("costs/carrier_invoices/c.csv", ups("I1", ("1Z1", "7.10")))
    landing.run()
    rows = landing.rows("costs__carrier_invoices")
    assert sum(row["net_amount"] for row in rows) == Decimal("6.60")
    per_invoice = Counter()
    for row in rows:
        per_invoice[row["invoice_number"]] += row["net_amount"]
        assert (row["carrier"], row["order_reference"]) == ("UPS", "#1001")
    assert {r["invoice_number"]: r["invoice_total"] for r in rows} == dict(per_invoice)
    landing.assert_accounted()


def test_fields_that_no_position_names_are_masked_in_quarantine(landing):
    receiver = {67: "Ann Example", 68: "Acme", 70: "1 Main St"}
    charges = (("1Z1", "8.10"), ("1Z2", "1.00"), ("1Z3", "0.999"))
    landing.put("costs/carrier_invoices/a.csv", ups("I1", *charges, others=receiver | {10: "9.10"}))
    landing.run()
    (row,) = landing.quarantine()
    fields = next(csv.reader([row["raw_record"]]))
    assert row["reason"] == "SCALE:net_amount" and len(fields) == 250
    assert (fields[5], fields[20], fields[52]) == ("I1", "1Z3", "0.999")
    assert {i: fields[i] for i in receiver} == dict.fromkeys(receiver, "***")
    assert {fields[i] for i in range(53, 250)} == {"", "***"}


def test_bundles_and_costs_with_chinese_headers_land(landing):
    landing.put("reference/bundles/b.csv", "bundle_sku,component_sku,quantity,effective_from\n"
                "SET,MUG,2,2026-01-01\nSET,BOWL,1,2026-01-01\n")  # fmt: skip
    costs = "SKU,采购成本,头程费用,货币,更新日期\nMUG,12.5,3.2,CNY,2026年7月14日\n"
    landing.put("costs/cogs/c.csv", costs.encode("gbk"))
    assert landing.run().messages == []
    assert [r["quantity"] for r in landing.rows("reference__bundles")] == [2, 1]
    (cost,) = landing.rows("costs__cogs")
    assert (cost["unit_cost"], cost["freight_cost"], str(cost["effective_from"])) == (
        Decimal("12.5"), Decimal("3.2"), "2026-07-14",
    )  # fmt: skip


def test_a_product_list_needs_a_sku_and_anything_that_it_says_of_it(landing):
    landing.put("a/reference/products/p.csv", "sku,alias_of\nMUG-FBA,MUG\n")
    landing.put("b/reference/products/p.csv", "sku,asin,category\nMUG,B000000001,Kitchen\n")
    landing.put("c/reference/products/p.csv", "sku,unit_cost,currency\nMUG,4.50,USD\n")
    landing.put("d/reference/products/p.csv", "asin,category\nB000000001,Kitchen\n")
    result = landing.run()
    found = [
        (row["_store"], row["sku"], row["product_name"], row["alias_of"], row["category"])
        for row in landing.rows("reference__products")
    ]
    assert found == [("a", "MUG-FBA", None, "MUG", None), ("b", "MUG", None, None, "Kitchen")]
    said = {m.partition(":")[0]: m for m in result.messages}
    assert 'column "product_name" is missing' in said["c/reference/products/p.csv"]
    assert 'column "sku" is missing' in said["d/reference/products/p.csv"]


def test_a_key_that_cannot_be_read_sets_its_row_aside_and_a_blank_one_stays(landing):
    landing.put("reference/bundles/b.csv", "bundle_sku,component_sku,quantity,effective_from\n"
                "SET,MUG,2,2026-01-01\nSET,MUG,3,01.03.2026\nSET,BOWL,1,\n")  # fmt: skip
    header = "order_number,shipped_at,carrier,tracking_number,cost,currency,invoice_number\n"
    landing.put("costs/shipments/s.csv", header + "#1,2026-01-02,UPS,9400111,8.10,USD,1.2E+12\n"
                "#1,2026-01-02,UPS,9.4E+21,8.20,USD,I1\n"
                "#2,2026-01-02,UPS,,8.30,USD,I1\n")  # fmt: skip
    result = landing.run()
    bundles = [(r["component_sku"], r["quantity"]) for r in landing.rows("reference__bundles")]
    assert bundles == [("MUG", 2), ("BOWL", 1)]
    shipments = landing.rows("costs__shipments")
    assert [(r["tracking_number"], r["cost"]) for r in shipments] == [
        ("9400111", Decimal("8.10")), (None, Decimal("8.30")),
    ]  # fmt: skip
    reasons = {row["report"]: (row["source_line"], row["reason"]) for row in landing.quarantine()}
    assert reasons == {
        "bundles": (3, "TYPE:effective_from"), "shipments": (3, "TYPE:tracking_number"),
    }  # fmt: skip
    assert outcome(result, "s.csv").nulled == {"TYPE:invoice_number": 1}
    landing.assert_accounted()


def test_a_product_says_what_kind_it_is_for_amazon_and_whether_it_ships_in_its_own_box(landing):
    landing.put("new/reference/products/p.csv", "sku,product_name,amazon_product_type,is_sipp\n"
                "ROBE,Robe,Apparel,yes\nOIL,Lamp oil,dangerous_goods,0\nMUG,Mug,,\n"
                "LAMP,Lamp,lighting,perhaps\n")  # fmt: skip
    landing.put("old/reference/products/p.csv", "sku,product_name\nMUG,Mug\n")
    result = landing.run()
    rows = {
        (row["_store"], row["sku"]): (row["amazon_product_type"], row["is_sipp"])
        for row in landing.rows("reference__products")
    }
    assert rows == {
        ("new", "ROBE"): ("apparel", True),
        ("new", "OIL"): ("dangerous_goods", False),
        ("new", "MUG"): (None, None),
        ("new", "LAMP"): (None, None),
        ("old", "MUG"): (None, None),
    }
    said = {"VALUE:amazon_product_type": 1, "TYPE:is_sipp": 1}
    assert outcome(result, "new/reference/products/p.csv").nulled == said
    landing.assert_accounted()


def test_fee_scenarios_land_and_one_that_cannot_be_meant_is_set_aside(landing):
    header = (
        "scenario_id,marketplace,price,as_of_date,amazon_fee_category,product_type,length_in,"
        "width_in,height_in,weight_lb,quantity,shipping,gift_wrap,fulfillment,is_sipp,unit_cost,"
        "currency"
    )
    whole = (
        "007,Amazon.com,10.00,2026-11-27,Home & Kitchen,Apparel,9,5.5,4,1.9,2,3.99,1,FBA,1,4.25,USD"
    )
    others = [f"{number},US,{number}.00,2026-06-15{',' * 13}" for number in range(100, 120)]
    landing.put("reference/fee_scenarios/f.csv", "\n".join([
        header,
        whole,
        "bare,US,9.99,2026-06-15,,,,,,,,,,,,,",
        "whose,US,9.99,2026-06-15,,,,,,,,,,drone,,,",
        "which,US,9.99,2026-06-15,,clothes,,,,,,,,,,,",
        "many,US,9.99,2026-06-15,,,,,,,two,,,,,,",
        "fine,US,9.999,2026-06-15,,,,,,,,,,,,,USD",
        "free,US,,2026-06-15,,,,,,,,,,,,,",
        "ever,US,9.99,,,,,,,,,,,,,,",
        *others,
    ]))  # fmt: skip
    landing.run()
    rows = {row["scenario_id"]: row for row in landing.rows("reference__fee_scenarios")}
    assert sorted(rows) == ["007", *map(str, range(100, 120)), "bare"]
    asked = rows["007"]
    assert [asked[name] for name in header.split(",")[1:]] == [
        "Amazon.com", Decimal("10"), date(2026, 11, 27), "Home & Kitchen", "apparel", Decimal("9"),
        Decimal("5.5"), Decimal("4"), Decimal("1.9"), 2, Decimal("3.99"), Decimal("1"), "fba", True,
        Decimal("4.25"), "USD",
    ]  # fmt: skip
    assert {rows["bare"][name] for name in header.split(",")[4:]} == {None}
    reasons = {row["source_line"]: row["reason"] for row in landing.quarantine()}
    assert reasons == {
        4: "VALUE:fulfillment", 5: "VALUE:product_type", 6: "TYPE:quantity", 7: "SCALE:price",
        8: "REQUIRED:price", 9: "REQUIRED:as_of_date",
    }  # fmt: skip
    landing.put("reference/fee_scenarios/g.csv", f"{header}\nbare,US,8.50,2026-01-01{',' * 13}\n")
    landing.run()
    prices = {r["scenario_id"]: r["price"] for r in landing.rows("reference__fee_scenarios")}
    assert (prices["007"], prices["bare"], len(prices)) == (Decimal("10"), Decimal("8.5"), 22)
    landing.assert_accounted()


# ---------------------------------------------------------------------------- Walmart

WALMART = (
    "Period Start Date,Period End Date,Total Payable,Currency,Transaction Key,"
    "Transaction Posted Timestamp,Transaction Type,Transaction Description,Customer Order #,"
    "Customer Order line #,Purchase Order #,Purchase Order line #,Amount,Amount Type,Ship Qty,"
    "Commission Rate,Base Commission Rate,Transaction Reason Description,Partner Item Id,"
    "Partner GTIN,Partner Item Name,Product Tax Code,Ship to State,Ship to City,Ship to Zipcode,"
    "Contract Category,Product Type,Commission Rule,Shipping Method,Fulfillment Type,"
    "Fulfillment Details,Original Commission"
)


def walmart(*rows: dict) -> str:
    header = names(WALMART, ",")
    return delimited(header, list(rows))


def test_walmart_reconciliation_lands_with_its_summary_as_control(landing: Landing):
    period = {"Period Start Date": "3/1/2026", "Period End Date": "3/14/2026", "Currency": "USD"}
    summary = period | {"Total Payable": "17.00", "Transaction Type": "PaymentSummary",
                        "Transaction Posted Timestamp": "3/15/2026"}  # fmt: skip
    sale = {"Transaction Key": "T1", "Transaction Posted Timestamp": "3/2/2026", "Currency": "USD",
            "Transaction Type": "Sale", "Purchase Order #": "1.19E+14", "Amount": "20.00",
            "Amount Type": "Product Price", "Ship to City": "Springfield",
            "Ship to Zipcode": "94107"}  # fmt: skip
    fee = sale | {"Amount": "-3.00", "Amount Type": "Commission on Product"}
    landing.put("walmart/reconciliation/r.csv", walmart(summary, sale, fee))
    result = landing.run()
    assert result.messages == [] and not outcome(result, "r.csv").ignored
    rows = landing.rows("walmart__reconciliation")
    assert [row["_record_type"] for row in rows] == ["control", "data", "data"]
    assert landing.total("walmart__reconciliation", "amount") == rows[0]["total_payable"] == 17
    assert rows[1]["purchase_order_number"] is None
    assert outcome(result, "r.csv").nulled["TYPE:purchase_order_number"] == 2
    assert "Springfield" not in str(rows) and rows[1]["ship_to_zip_prefix"] == "941"
