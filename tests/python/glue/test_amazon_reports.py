"""Amazon's other reports: every header that is known lands, with its totals."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from tests.python.glue.conftest import SAMPLES, outcome
from tests.python.glue.exports import (
    ALL_ORDERS_HEADER,
    all_orders,
    amazon_order,
    by_alias,
    component,
    delimited,
    names,
    settlement_v2,
)

pytestmark = pytest.mark.dear

FEE_US = names(
    "sku fnsku asin product-name product-group brand fulfilled-by your-price sales-price "
    "longest-side median-side shortest-side length-and-girth unit-of-dimension "
    "item-package-weight unit-of-weight product-size-tier currency estimated-fee-total "
    "estimated-referral-fee-per-unit estimated-variable-closing-fee "
    "estimated-order-handling-fee-per-order estimated-pick-pack-fee-per-unit "
    "estimated-weight-handling-fee-per-unit expected-fulfillment-fee-per-unit",
    " ",
)
FEE_EU = names(
    "sku fnsku asin product-name product-group brand fulfilled-by has-local-inventory "
    "your-price sales-price longest-side median-side shortest-side length-and-girth "
    "unit-of-dimension item-package-weight unit-of-weight product-size-weight-band currency "
    "estimated-fee-total estimated-referral-fee-per-unit estimated-variable-closing-fee "
    "expected-domestic-fulfilment-fee-per-unit expected-efn-fulfilment-fee-per-unit-uk "
    "expected-efn-fulfilment-fee-per-unit-de expected-efn-fulfilment-fee-per-unit-fr "
    "expected-efn-fulfilment-fee-per-unit-it expected-efn-fulfilment-fee-per-unit-es",
    " ",
)
FEE_HEADERS = {
    "us": FEE_US,
    "ca": [name for name in FEE_US if not name.startswith(("estimated-order", "estimated-pick",
                                                           "estimated-weight"))],
    "eu": FEE_EU,
    "se": [*FEE_EU, "expected-efn-fulfilment-fee-per-unit-se"],
}  # fmt: skip


def test_fee_previews_of_all_marketplaces_land_and_a_newer_one_replaces_a_sku(landing):
    for place, header in FEE_HEADERS.items():
        tier = by_alias(header, "product-size-tier", "product-size-weight-band")
        fee = by_alias(header, "expected-fulfillment-fee-per-unit",
                       "expected-domestic-fulfilment-fee-per-unit")  # fmt: skip
        row = {"sku": " MUG ", "asin": "B01", "currency": "USD" if place == "us" else "EUR",
               "your-price": "19.99", "longest-side": "4.5", "estimated-variable-closing-fee": "--",
               tier: "Large Standard-Size", fee: "3.68"}  # fmt: skip
        rows = [row, row | {"brand": "second country"}] if place == "eu" else [row]
        landing.put(f"{place}/amazon/fba_fee_preview/f.txt", delimited(header, rows, "\t"))
    result = landing.run()
    assert result.messages == [] and not any(file.ignored for file in result.files)
    rows = landing.rows("amazon__fba_fee_preview")
    assert Counter(row["_store"] for row in rows) == {"us": 1, "ca": 1, "eu": 2, "se": 1}
    assert {row["expected_fulfillment_fee_per_unit"] for row in rows} == {Decimal("3.68")}
    assert {row["product_size_tier"] for row in rows} == {"Large Standard-Size"}
    assert {(row["sku"], row["estimated_variable_closing_fee"]) for row in rows} == {("MUG", None)}
    newer = {"sku": "MUG", "asin": "B01", "currency": "EUR", "product-size-weight-band": "Small"}
    landing.put("eu/amazon/fba_fee_preview/newer.txt", delimited(FEE_EU, [newer], "\t"))
    landing.run()
    tiers = [r["product_size_tier"] for r in landing.rows("amazon__fba_fee_preview")
             if r["_store"] == "eu"]  # fmt: skip
    assert tiers == ["Small"]
    landing.assert_accounted()


# -------------------------------------------------------------- shipments, returns, fees

SHIPMENTS = names(
    "amazon-order-id merchant-order-id shipment-id shipment-item-id amazon-order-item-id "
    "merchant-order-item-id purchase-date payments-date shipment-date reporting-date "
    "buyer-email buyer-name buyer-phone-number sku product-name quantity-shipped currency "
    "item-price item-tax shipping-price shipping-tax gift-wrap-price gift-wrap-tax "
    "ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 "
    "ship-city ship-state ship-postal-code ship-country ship-phone-number bill-address-1 "
    "bill-address-2 bill-address-3 bill-city bill-state bill-postal-code bill-country "
    "item-promotion-discount ship-promotion-discount carrier tracking-number "
    "estimated-arrival-date fulfillment-center-id fulfillment-channel sales-channel",
    " ",
)
RETURNS = names(
    "return-date order-id sku asin fnsku product-name quantity fulfillment-center-id "
    "detailed-disposition reason status license-plate-number customer-comments",
    " ",
)
REIMBURSEMENTS = names(
    "approval-date reimbursement-id case-id amazon-order-id reason sku fnsku asin "
    "product-name condition currency-unit amount-per-unit amount-total "
    "quantity-reimbursed-cash quantity-reimbursed-inventory quantity-reimbursed-total "
    "original-reimbursement-id original-reimbursement-type",
    " ",
)
AGED = names(
    "snapshot-date sku fnsku asin product-name condition per-unit-volume currency "
    "volume-unit country qty-charged amount-charged surcharge-age-tier rate-surcharge",
    " ",
)
LONG_TERM = names(
    "snapshot-date sku fnsku asin product-name condition "
    "qty-charged-12-mo-long-term-storage-fee per-unit-volume currency "
    "12-mo-long-terms-storage-fee qty-charged-6-mo-long-term-storage-fee "
    "6-mo-long-terms-storage-fee volume-unit country",
    " ",
)


def test_fulfilled_shipments_keep_amounts_and_only_hashes_of_people(landing):
    assert len(SHIPMENTS) == 48
    row = {"amazon-order-id": "114-1", "shipment-id": "D1", "shipment-item-id": "I1", "sku": "MUG",
           "shipment-date": "2025-03-02T05:00:00+00:00", "quantity-shipped": "2",
           "currency": "USD", "item-price": "39.98", "buyer-email": "x1@marketplace.amazon.com",
           "buyer-name": "Ann Example", "recipient-name": "Ann Example", "ship-country": "US",
           "ship-address-1": "1 Main St", "ship-postal-code": "94107", "ship-city": "Springfield",
           "ship-phone-number": "+1 415-555-0199", "sales-channel": "Amazon.com"}  # fmt: skip
    second = row | {"shipment-item-id": "I2", "sku": "BOWL", "item-price": "5.00"}
    landing.put("amazon/fulfilled_shipments/s.txt", delimited(SHIPMENTS, [row, second], "\t"))
    result = landing.run()
    assert result.messages == [] and not outcome(result, "s.txt").ignored
    first, other = landing.rows("amazon__fulfilled_shipments")
    assert first["item_price"] + other["item_price"] == Decimal("44.98")
    assert (str(first["shipment_date"]), first["email_kind"]) == ("2025-03-01", "amazon_relay")
    assert first["ship_postal_prefix"] == "941"
    assert all(len(first[name]) == 64 for name in ("email_hash", "phone_hash", "household_hash"))
    for text in ("Ann", "Main St", "94107", "Springfield", "415", "marketplace.amazon"):
        assert not [v for v in first.values() if isinstance(v, str) and text in v
                    and len(v) != 64], text  # fmt: skip


def test_returns_land_as_tabs_and_as_quoted_commas_without_comments(landing):
    row = {
        "return-date": "2026-07-31T22:34:59+00:00",
        "order-id": "O1",
        "sku": "MUG",
        "quantity": "1",
        "detailed-disposition": "SELLABLE",
        "status": "Reimbursed",
        "license-plate-number": "LPN1",
        "customer-comments": 'call "me", ann@example.com',
    }
    tabs = delimited(RETURNS, [row | {"customer-comments": 'a 5" plate'}] * 2, "\t")
    landing.put("amazon/returns/a.txt", tabs.replace('"a 5"" plate"', 'a 5" plate'))
    landing.put("ui/amazon/returns/b.csv", delimited(RETURNS, [row]))
    result = landing.run()
    assert result.messages == [] and not any(file.ignored for file in result.files)
    rows = landing.rows("amazon__returns")
    assert Counter(r["_store"] for r in rows) == {"default": 2, "ui": 1}
    assert "comments" not in str(rows[0].keys()) and "ann@example.com" not in str(rows)


def test_a_newer_status_of_a_return_replaces_the_former_one(landing):
    row = {
        "return-date": "2026-07-31T22:34:59+00:00",
        "order-id": "O1",
        "sku": "MUG",
        "quantity": "1",
        "detailed-disposition": "SELLABLE",
        "license-plate-number": "L1",
    }
    later = row | {"return-date": "2026-08-31T22:34:59+00:00", "order-id": "O2"}
    landing.put("amazon/returns/a.txt", delimited(RETURNS, [row], "\t"))
    landing.run()
    mended = [row | {"status": "Reimbursed"}, later]
    landing.put("amazon/returns/b.txt", delimited(RETURNS, mended, "\t"))
    landing.run()
    rows = landing.rows("amazon__returns")
    assert [(r["order_id"], r["status"]) for r in rows] == [("O1", "Reimbursed"), ("O2", None)]
    told = landing.rows("amazon__returns__versions", "_file_no, _source_line")
    assert [(r["order_id"], r["status"], r["_file_no"]) for r in told] == [
        ("O1", None, rows[0]["_file_no"] - 1),
        ("O1", "Reimbursed", rows[0]["_file_no"]),
        ("O2", None, rows[0]["_file_no"]),
    ]


def test_reimbursements_keep_every_item_and_what_was_taken_back(landing):
    row = {
        "approval-date": "2025-03-01T10:00:00+00:00",
        "reimbursement-id": "R1",
        "sku": "MUG",
        "reason": "Lost_Warehouse",
        "currency-unit": "USD",
        "amount-total": "12.50",
    }
    back = row | {
        "reimbursement-id": "R2",
        "amount-total": "-12.50",
        "reason": "Reimbursement_Reversal",
        "original-reimbursement-id": "R1",
    }
    landing.put("amazon/reimbursements/a.txt", delimited(REIMBURSEMENTS, [row, row, back], "\t"))
    landing.run()
    assert landing.total("amazon__reimbursements", "amount_total") == Decimal("12.50")
    assert len(landing.rows("amazon__reimbursements")) == 3


def test_aged_inventory_lands_in_its_present_and_its_former_layout(landing):
    new = {"snapshot-date": "2025-03-15", "sku": "MUG", "fnsku": "X1", "asin": "B01",
           "currency": "USD", "country": "US", "qty-charged": "3", "amount-charged": "1.23",
           "surcharge-age-tier": "271-300 days"}  # fmt: skip
    old = {"snapshot-date": "2020-02-15", "sku": "MUG", "fnsku": "X1", "asin": "B01",
           "currency": "USD", "country": "US", "12-mo-long-terms-storage-fee": "4.56",
           "qty-charged-12-mo-long-term-storage-fee": "7"}  # fmt: skip
    landing.put("amazon/aged_inventory/new.txt", delimited(AGED, [new], "\t"))
    landing.put("amazon/aged_inventory/old.txt", delimited(LONG_TERM, [old], "\t"))
    result = landing.run()
    assert result.messages == []
    rows = {row["_layout"]: row for row in landing.rows("amazon__aged_inventory")}
    assert rows["aged_inventory_surcharge"]["amount_charged"] == Decimal("1.23")
    assert rows["long_term_storage"]["amount_charged_12_months"] == Decimal("4.56")


STORAGE = names(
    "asin fnsku product_name fulfillment_center country_code item_volume "
    "average_quantity_on_hand month_of_charge storage_rate currency "
    "estimated_monthly_storage_fee",
    " ",
)


def test_storage_fees_land_with_underscores_hyphens_and_quotes_and_a_month_is_replaced(landing):
    row = {"asin": "B01", "fnsku": "X1", "fulfillment_center": "ABE2", "country_code": "US",
           "month_of_charge": "2025-03", "currency": "USD", "item_volume": "0.2841",
           "estimated_monthly_storage_fee": "0.39"}  # fmt: skip
    newer = [*STORAGE, "base_rate", "utilization_surcharge_rate", "total_discount"]
    hyphens = [name.replace("_", "-") for name in STORAGE]
    old = {name.replace("_", "-"): text for name, text in row.items()}
    landing.put("tab/amazon/storage_fees/a.txt", delimited(STORAGE, [row], "\t"))
    landing.put("old/amazon/storage_fees/a.txt", delimited(hyphens, [old], "\t"))
    landing.put("ui/amazon/storage_fees/a.csv", delimited(newer, [row | {"base_rate": "0.78"}]))
    result = landing.run()
    assert result.messages == [] and not any(file.ignored for file in result.files)
    rows = landing.rows("amazon__storage_fees")
    assert [(str(r["month_of_charge"]), r["estimated_monthly_storage_fee"]) for r in rows] == (
        [("2025-03-01", Decimal("0.39"))] * 3
    )
    again = [row | {"asin": "B02"}, row | {"asin": "B03"}]
    landing.put("tab/amazon/storage_fees/b.txt", delimited(STORAGE, again, "\t"))
    landing.run()
    found = [r["asin"] for r in landing.rows("amazon__storage_fees") if r["_store"] == "tab"]
    assert found == ["B02", "B03"]
    told = landing.rows("amazon__storage_fees__versions", "_file_no, _source_line")
    assert [r["asin"] for r in told if r["_store"] == "tab"] == ["B01", "B02", "B03"]


def test_inventory_template_is_a_snapshot_by_day_sku_and_place(landing):
    header = "as_of,sku,fulfillment_center,quantity,volume_cubic_ft\n"
    landing.put(
        "amazon/inventory/a.csv", header + "2025-03-01,MUG,ABE2,5,0.2\n2025-03-01,MUG,,1,\n"
    )
    landing.run()
    landing.put("amazon/inventory/b.csv", header + "2025-03-01,MUG,ABE2,6,0.2\n")
    landing.run()
    rows = landing.rows("amazon__inventory")
    assert {(r["fulfillment_center"], r["quantity"]) for r in rows} == {("ABE2", 6), (None, 1)}


REAL = {
    "amazon_fba/js_tests_customer_returns.txt": ("returns", "quantity"),
    "amazon_fba/rust_test_monthly_storage_fee_2022-11.txt": (
        "storage_fees", "estimated_monthly_storage_fee",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_fba_reports_land_with_their_totals(landing, name):
    if not (SAMPLES / name).exists():
        pytest.skip(f"the real file {name} is not there")
    report, column = REAL[name]
    content = (SAMPLES / name).read_text("utf-8")
    landing.put(f"amazon/{report}/real.txt", content)
    (file,) = landing.run().files
    header, *lines = [line.split("\t") for line in content.splitlines() if line.strip()]
    position = [text.replace("-", "_") for text in header].index(column)
    expected = sum(Decimal(line[position]) for line in lines)
    assert (file.rows_landed, file.ignored) == (len(lines), ())
    assert landing.total(f"amazon__{report}", column) == expected


# -------------------------------------------------------------------------- All Orders

B2B = ["is-business-order", "purchase-order-number", "price-designation"]
ORDER_HEADERS = {
    "historic": ALL_ORDERS_HEADER,
    "without_b2b": [name for name in ALL_ORDERS_HEADER if name not in B2B],
    "with_flags": [*ALL_ORDERS_HEADER, "is-sold-by-ab", "is-iba"],
    "without_url": [name for name in ALL_ORDERS_HEADER if name != "url"],
    "brazil": [*ALL_ORDERS_HEADER[:29], "cpf", *ALL_ORDERS_HEADER[29:]],
    "present": [*ALL_ORDERS_HEADER[:13], "number-of-items", "item-status", "tax-collection-model",
                "tax-collection-responsible-party", *ALL_ORDERS_HEADER[14:24], "address-type",
                *ALL_ORDERS_HEADER[24:]],
}  # fmt: skip


def test_all_orders_land_in_every_variant_of_the_header(landing):
    row = {"amazon-order-id": "114-1", "purchase-date": "2025-03-02T05:00:00+00:00",
           "last-updated-date": "2025-03-03T05:00:00+00:00", "order-status": "Shipped",
           "sku": "MUG", "item-status": "Shipped", "quantity": "2", "currency": "USD",
           "item-price": "39.98", "sales-channel": "Amazon.com", "cpf": "123.456.789-09",
           "number-of-items": "1"}  # fmt: skip
    for name, header in ORDER_HEADERS.items():
        filled = {key: text for key, text in row.items() if key in header}
        content = delimited(header, [filled], "\t")
        landing.put(f"{name}/amazon/all_orders/o.txt", content)
    result = landing.run()
    assert result.messages == [] and not any(file.ignored for file in result.files)
    rows = landing.rows("amazon__all_orders")
    assert {(r["_store"], r["item_price"]) for r in rows} == {
        (name, Decimal("39.98")) for name in ORDER_HEADERS
    }
    assert "123.456.789-09" not in str(rows)


@pytest.mark.parametrize(
    ("sku", "channel", "code", "encoding"),
    [
        ("皿-1", "Amazon.co.jp", "JPY", "cp932"),
        ("ﾏｸﾞ-ソ", "Amazon.co.jp", "", "cp932"),
        ("皿-1", "Non-Amazon", "JPY", "cp932"),
        ("皿-1", "Non-Amazon JP", "", "cp932"),
        ("皿-1", "Amazon.co.jp", "JPY", "utf-8"),
        ("Krug-ÄÖ", "Amazon.de", "EUR", "cp1252"),
    ],
)
def test_orders_and_settlements_of_japan_are_read_as_shift_jis_and_of_europe_as_cp1252(
    landing, sku, channel, code, encoding
):
    row = amazon_order("503-1", "2025-03-05T00:00:00+00:00", sku=sku, sales_channel=channel)
    orders = all_orders(row | {"currency": code, "item-price": "1200"})
    landing.put("amazon/all_orders/o.txt", orders.encode(encoding))
    part = component("1200", sku=sku, marketplace_name=channel)
    settlement = settlement_v2("7", "1200", part, currency=code or "JPY")
    landing.put("amazon/settlements/s.txt", settlement.encode(encoding))
    assert landing.run().messages == []
    assert [r["sku"] for r in landing.rows("amazon__all_orders")] == [sku]
    assert [r["sku"] for r in landing.rows("amazon__settlements")] == [None, sku]


def test_a_file_of_europe_with_a_byte_that_is_no_letter_there_is_refused_and_not_read_as_japanese(
    landing,
):
    row = amazon_order(
        "303-1", "2025-03-05T00:00:00+00:00", sku="Krug-Ä", sales_channel="Amazon.de"
    )
    order = row | {"currency": "EUR", "item-price": "12.00", "asin": "B0JPY12345"}
    damaged = all_orders(order).encode("cp1252").replace(b"Krug-\xc4", b"Krug-\x81\x40")
    landing.put("amazon/all_orders/o.txt", damaged)
    part = component("12.00", sku="Krug-Ä", marketplace_name="Amazon.de")
    settlement = settlement_v2("7", "12.00", part, currency="EUR").encode("cp1252")
    landing.put("amazon/settlements/s.txt", settlement.replace(b"\xc4", b"\x81\x40"))
    reasons = {(file.status, file.reason) for file in landing.run().files}
    assert reasons == {("QUARANTINED_FILE", "ENCODING")}


def test_the_day_of_a_snapshot_is_the_printed_one_whatever_its_offset(landing):
    row = {"snapshot-date": "2026-01-15T00:00:00+09:00", "sku": "MUG", "fnsku": "X1", "asin": "B01",
           "currency": "JPY", "country": "JP", "qty-charged": "2",
           "amount-charged": "90"}  # fmt: skip
    late = row | {"snapshot-date": "2026-01-15T23:30:00-08:00", "sku": "BOWL"}
    plain = row | {"snapshot-date": "2026-01-15", "sku": "JAR"}
    zulu = row | {"snapshot-date": "2026-01-15T00:00:00Z", "sku": "LID"}
    bad = row | {"snapshot-date": "2026-01-15T00:00:00", "sku": "POT"}
    text = delimited(AGED, [row, late, plain, zulu, bad], "\t")
    landing.put("amazon/aged_inventory/a.txt", text)
    landing.run()
    days = {r["sku"]: str(r["snapshot_date"]) for r in landing.rows("amazon__aged_inventory")}
    assert days == dict.fromkeys(("MUG", "BOWL", "JAR", "LID"), "2026-01-15")
    assert [r["reason"] for r in landing.quarantine()] == ["TYPE:snapshot_date"]
