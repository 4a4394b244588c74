"""A file is recognized by its bytes and its header, never by its name."""

from __future__ import annotations

import tempfile

import pytest

from glue.landing.catalog import load_specs
from glue.landing.containers import inspect
from glue.landing.errors import FileRejected
from glue.landing.sniff import detect_encodings
from glue.landing.sniff import sniff as sniff_content
from tests.python.glue.exports import V2_HEADER, component, settlement_v2

SPECS = load_specs()


def sniff(report: str, content: str | bytes) -> dict:
    body = content if isinstance(content, bytes) else content.encode("utf-8")
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        return sniff_content(SPECS[report], inspect(file.name), SPECS.values())


def rejection(report: str, content: str | bytes) -> FileRejected:
    with pytest.raises(FileRejected) as caught:
        sniff(report, content)
    return caught.value


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"plain,ascii\n", ("utf-8", "cp1252")),
        ("größe,10\n".encode(), ("utf-8",)),
        ("größe,10\n".encode("cp1252"), ("cp1252",)),
        ("größe,10\n".encode("utf-8-sig"), ("utf-8-sig",)),
        ("Campaign\tCost\n".encode("utf-16"), ("utf-16",)),
        ("Campaign\tCost\n".encode("utf-16-le"), ("utf-16-le",)),
    ],
)
def test_encoding_is_decided_by_mark_then_strict_utf8_then_the_specs_fallback(head, expected):
    assert detect_encodings(head, ("utf-8", "cp1252")) == expected


def test_bytes_that_no_encoding_of_the_spec_explains_are_rejected_not_guessed():
    with pytest.raises(FileRejected, match="tried UTF-8, cp1252") as caught:
        detect_encodings(b"caf\x81\x8d,1\n", ("utf-8", "cp1252"))
    assert caught.value.reason == "ENCODING"


def test_header_is_found_below_a_preamble_of_any_length():
    preamble = 'Campaign report\n"July 8, 2025 - July 31, 2025"\n' + "note\n" * 9
    found = sniff("google_ads__campaigns", preamble + "Campaign,Currency code,Impr.,Cost\n")
    assert found["header_line"] == 12
    assert found["constants"] == {
        "period_start_date": "July 8, 2025",
        "period_end_date": "July 31, 2025",
    }


def test_header_below_line_fifty_is_not_searched_for():
    text = "note\n" * 50 + "Campaign,Currency code,Impr.,Cost\n"
    assert rejection("google_ads__campaigns", text).reason == "WRONG_SCHEMA"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_is_the_one_that_yields_the_header(delimiter):
    header = delimiter.join(["sku", "unit_cost", "currency", "effective_from"])
    assert sniff("costs__cogs", header + "\n")["delimiter"] == delimiter


def test_headers_match_without_case_blanks_hyphens_and_order():
    found = sniff("costs__cogs", "Effective From,CURRENCY, unit-cost ,Sku\n")
    assert found["sources"]["sku"] == (3,)
    assert found["sources"]["unit_cost"] == (2,)


def test_layout_is_chosen_by_the_header_set():
    assert sniff("amazon__settlements", "\t".join(V2_HEADER))["layout"] == "flat_file_v2"


def test_currency_and_attribution_window_are_read_from_the_header():
    meta = "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR)\n"
    assert sniff("meta_ads__campaigns", meta)["constants"]["currency"] == "EUR"
    ads = "Date,Campaign Name,Impressions,Clicks,Spend,14 Day Total Sales (₹)\n"
    found = sniff("amazon_ads__sponsored_products", ads)
    assert found["constants"]["attribution_window_days"] == "14"


def test_missing_column_is_named_with_how_many_were_found():
    header = [name for name in V2_HEADER if name != "amount-type"]
    error = rejection("amazon__settlements", settlement_v2("1", "5.00", header=header))
    assert error.sentence == (
        'column "amount-type" is missing (found 23 of 24 columns of Flat File V2)'
    )
    assert "Flat File V2" in error.help


def test_a_file_in_the_wrong_folder_is_told_where_it_belongs():
    error = rejection("amazon__all_orders", settlement_v2("1", "5.00", component("5.00")))
    assert error.reason == "WRONG_SCHEMA"
    assert "amazon/settlements" in error.help


@pytest.mark.parametrize(
    "header",
    [
        "Account Number,Invoice Date,Invoice Number,Invoice Currency,Tracking Number,Net Amount\n"
        "0000A1,2026-03-07,I1,USD,1Z1,8.10\n",
        "Invoice,Charges\nI1,8.10\n",
    ],
)
def test_names_of_columns_where_a_report_has_none_are_told_that_it_has_none(header):
    error = rejection("costs__carrier_invoices", header)
    assert (error.reason, error.sentence) == (
        "WRONG_SCHEMA",
        "this is not the UPS Billing Data file, which has no line of column names and 53 to 250 "
        "fields in each record",
    )
    assert "without a header" in error.help and "costs/shipments" in error.help


def test_a_renamed_column_is_found_by_its_other_name_and_under_a_new_one_the_file_fails():
    names = ("cost per item", "landed cost")
    found = {}
    for name in names:
        try:
            header = f"sku,{name},currency,valid from\n"
            found[name] = sniff("costs__cogs", header)["sources"]["unit_cost"]
        except FileRejected as error:
            found[name] = error.reason
    assert found == {"cost per item": (1,), "landed cost": "WRONG_SCHEMA"}


def test_a_column_that_stands_twice_fails():
    error = rejection("costs__cogs", "sku,unit_cost,currency,effective_from,SKU\n")
    assert 'column "sku" stands twice' in error.sentence


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n \r\n"])
def test_a_file_without_text_is_empty(content):
    assert rejection("costs__cogs", content).reason == "EMPTY"


def test_optional_columns_of_the_layout_that_a_file_lacks_are_recorded():
    header = [name for name in V2_HEADER if name not in ("promotion-id", "adjustment-id")]
    assert sniff("amazon__settlements", "\t".join(header))["absent"] == (
        "adjustment-id",
        "promotion-id",
    )
    assert sniff("amazon__settlements", "\t".join(V2_HEADER))["absent"] == ()


def test_columns_that_nothing_takes_are_recorded_and_vendor_columns_that_are_dropped_are_not():
    found = sniff("amazon__settlements", "\t".join([*V2_HEADER, "brand-new"]))
    assert found["ignored"] == ("brand-new",)
