"""The same rows land from text, workbook, JSON, gzip and zip: the bytes say which it is."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from glue.landing.catalog import load_specs, parse_spec
from glue.landing.containers import inspect
from glue.landing.errors import FileRejected
from glue.landing.plan import FilePlan
from glue.landing.readers import documents
from glue.landing.readers.workbook import cell_text
from glue.landing.sniff import sniff
from glue.landing.worker import choose_encoding, read_records
from tests.python.glue.conftest import outcome

SPECS = load_specs()
COGS = "sku,unit_cost,currency,effective_from\nMUG,3.10,USD,2025-01-01\nBOWL,4.25,USD,2025-01-01\n"


def workbook_bytes(**sheets: list[list]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(**members: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def records(path, report: str, content: bytes):
    path.write_bytes(content)
    spec = SPECS[report]
    found = sniff(spec, inspect(str(path)), SPECS.values())
    plan = FilePlan(uri=str(path), source_file="f", store="s", sha256="0", number=1, **found)
    return plan, list(read_records(spec, plan, choose_encoding(plan)))


def rejected(path, report: str, content: bytes) -> FileRejected:
    with pytest.raises(FileRejected) as caught:
        records(path, report, content)
    return caught.value


# ---------------------------------------------------------------------------- workbooks


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (14.0, "14"),
        (0.1, "0.1"),
        (31.35, "31.35"),
        (713.3600000000001, "713.36"),
        (12.049999999999999, "12.05"),
        (123456789012.345, "123456789012.345"),
        (713.3600000000001, "713.36"),
        (12.049999999999999, "12.05"),
        (123456789012.345, "123456789012.345"),
        (1e-07, "0.0000001"),
        (-12.5, "-12.5"),
        (1_234_567_890_123.0, "1234567890123"),
        (1.19e15, "1.190000E+15"),
        (True, "true"),
        (None, ""),
        ("1.10", "1.10"),
    ],
)
def test_a_number_of_a_workbook_is_the_decimal_of_its_fifteen_digits(value, text):
    assert cell_text(value) == text


def test_a_workbook_lands_like_the_text_it_was_saved_from(landing):
    rows = [
        ["Unit costs of the year"],
        ["sku", "unit_cost", "currency", "effective_from"],
        ["MUG", 3.1, "USD", dt.datetime(2025, 1, 1)],
        [None, None, None, None],
        ["BOWL", "4.25", "USD", "2025-01-01"],
    ]
    landing.put("costs/cogs/costs.csv", workbook_bytes(Costs=rows, Notes=[["see mail"]]))
    result = landing.run()
    assert [(r["sku"], r["unit_cost"], r["_source_line"]) for r in landing.rows("costs__cogs")] == [
        ("MUG", Decimal("3.1"), 3),
        ("BOWL", Decimal("4.25"), 5),
    ]
    assert [str(r["effective_from"]) for r in landing.rows("costs__cogs")] == ["2025-01-01"] * 2
    assert 'Sheet "Notes" was left out.' in outcome(result, "costs.csv").warnings


def test_two_sheets_that_both_fit_are_refused_because_one_would_be_lost(tmp_path):
    rows = [["sku", "unit_cost", "currency", "effective_from"], ["A", 1, "USD", "2025-01-01"]]
    error = rejected(tmp_path / "x", "costs__cogs", workbook_bytes(a=rows, b=rows))
    assert 'the sheets "a" and "b" both hold the cost template' in error.sentence


def test_a_damaged_workbook_and_an_empty_one_are_named(tmp_path):
    good = workbook_bytes(a=[["sku", "unit_cost", "currency", "effective_from"]])
    assert rejected(tmp_path / "x", "costs__cogs", good[:900]).reason == "TRUNCATED"
    assert rejected(tmp_path / "x", "costs__cogs", workbook_bytes(a=[[]])).reason == "EMPTY"


def test_a_workbook_of_another_report_is_told_where_it_belongs(tmp_path):
    rows = [["sku", "product_name"], ["A", "Mug"]]
    error = rejected(tmp_path / "x", "amazon__settlements", workbook_bytes(a=rows))
    assert error.help == "Put it into the folder reference/products."


# ------------------------------------------------------------------------- zip and gzip


def test_members_of_a_zip_are_files_of_their_own_and_known_by_their_bytes(landing):
    other = COGS.replace("2025-01-01", "2026-01-01")
    landing.put("costs/cogs/plain.csv", COGS)
    archive = zipped(jan__csv=COGS, feb__csv__gz=gzip.compress(other.encode()), readme__md="hi")
    landing.put("costs/cogs/all.zip", archive)
    result = landing.run()
    assert outcome(result, "all.zip/feb.csv.gz").rows_landed == 2
    statuses = {file.source_file: file.status for file in result.files}
    assert sorted(statuses) == [
        "costs/cogs/all.zip/feb.csv.gz", "costs/cogs/all.zip/jan.csv", "costs/cogs/plain.csv",
    ]  # fmt: skip
    assert sorted(statuses.values()) == ["DUPLICATE", "LANDED", "LANDED"]
    assert len(landing.rows("costs__cogs")) == 4
    assert landing.run().batch_id == ""


def test_a_damaged_zip_lands_nothing_and_says_so(landing):
    landing.put("costs/cogs/all.zip", zipped(jan__csv=COGS * 50)[:-40])
    landing.put("costs/cogs/good.csv", COGS)
    result = landing.run()
    failed = outcome(result, "all.zip")
    assert (failed.status, failed.reason) == ("QUARANTINED_FILE", "TRUNCATED")
    assert "the zip file is damaged or not complete" in failed.message
    assert len(landing.rows("costs__cogs")) == 2


def test_a_member_with_a_wrong_checksum_is_truncated(landing):
    body = bytearray(zipped(jan__csv=COGS * 50))
    body[60] ^= 0xFF
    landing.put("costs/cogs/all.zip", bytes(body))
    (failed,) = landing.run().files
    assert (failed.status, failed.reason) == ("QUARANTINED_FILE", "TRUNCATED")


def test_a_zip_with_nothing_to_land_and_a_zip_inside_a_zip_are_refused(tmp_path):
    assert rejected(tmp_path / "x", "costs__cogs", zipped(readme__md="x")).reason == "EMPTY"
    path = tmp_path / "nested.zip"
    path.write_bytes(zipped(inner__zip=zipped(jan__csv=COGS)))
    with pytest.raises(FileRejected, match="a zip file inside a zip file"):
        inspect(str(path), "inner.zip")


# --------------------------------------------------------------------------------- JSON


def order(name: str, *items: tuple[str, str, int], **fields) -> dict:
    """A REST order with line items of (sku, price, quantity)."""
    subtotal = sum(Decimal(price) * count for _, price, count in items)
    return {
        "id": 5001,
        "name": name,
        "email": "ann@example.com",
        "created_at": "2025-03-01T21:29:58-05:00",
        "processed_at": "2025-03-01T21:30:00-05:00",
        "financial_status": "paid",
        "currency": "USD",
        "subtotal_price": str(subtotal),
        "total_tax": "0.00",
        "total_price": str(subtotal),
        "total_discounts": "0.00",
        "line_items": [
            {"sku": sku, "name": sku, "price": price, "quantity": count}
            for sku, price, count in items
        ],
    } | fields


def test_rest_orders_land_like_the_csv_one_row_per_line_item(landing):
    refunds = [
        {"transactions": [{"kind": "refund", "status": "success", "amount": "3.10"}]},
        {"transactions": [{"kind": "refund", "status": "failure", "amount": "9.00"},
                          {"kind": "refund", "status": "success", "amount": "1.05"}]},
    ]  # fmt: skip
    body = {
        "orders": [
            order("#1", ("MUG", "10.00", 2), ("BOWL", "5.00", 1), refunds=refunds,
                  landing_site="/?utm_source=Google&gclid=abc", total_tip_received="2.00",
                  note_attributes=[{"name": "Amazon Order ID", "value": "114-1"}],
                  discount_codes=[{"code": "A", "amount": "1.50"},
                                  {"code": "B", "amount": "2.00"}]),
            order("#2", ("MUG", "10.00", 1)),
        ]
    }  # fmt: skip
    landing.put("shopify/orders/orders.txt", json.dumps(body, indent=2))
    landing.run()
    rows = landing.rows("shopify__orders")
    assert [(r["name"], r["lineitem_name"], r["lineitem_quantity"]) for r in rows] == [
        ("#1", "MUG", 2), ("#1", "BOWL", 1), ("#1", "Tip", 1), ("#2", "MUG", 1),
    ]  # fmt: skip
    first, second, *_ = rows
    assert first["refunded_amount"] == Decimal("4.15")
    assert first["subtotal"] == Decimal("25.00")
    assert (first["utm_source"], first["gclid"], first["amazon_order_id"]) == (
        "Google", "abc", "114-1",
    )  # fmt: skip
    assert first["discount_code"] == "A, B"
    amounts = [first[f"discount_{place}_amount"] for place in range(1, 7)]
    assert amounts == [Decimal("1.50"), Decimal("2.00"), None, None, None, None]
    assert str(first["created_at"]) == "2025-03-02 02:29:58"
    assert str(first["created_date"]) == "2025-03-01"
    # Order figures stand on the first row only, as in the CSV; a sum over rows counts them once.
    assert second["total"] is None and second["financial_status"] is None
    assert second["email_hash"] == first["email_hash"] != None  # noqa: E711
    assert "ann@example.com" not in str(rows)
    landing.assert_accounted()


@pytest.mark.parametrize(
    "told_by",
    [
        {"tip_payment_gateway": "card"},
        {"tip_payment_method": "card"},
        {"tip_payment_gateway": None, "tip_payment_method": None, "product_id": None},
        {"name": "Tip"},
    ],
)
def test_a_tip_that_is_a_line_item_is_no_second_line(landing, told_by):
    mug = {"sku": "MUG", "name": "Mug", "price": "10.00", "quantity": 1}
    tip = {"sku": None, "name": "Trinkgeld", "price": "2.00", "quantity": 1} | told_by
    orders = [
        order("#1", line_items=[tip, mug], total_tip_received="2.00"),
        order("#2", line_items=[mug], total_tip_received="3.00"),
        order("#3", line_items=[mug], total_tip_received="0.00"),
        order("#4", line_items=[mug], total_tip_received="0"),
    ]
    landing.put("shopify/orders/orders.json", json.dumps({"orders": orders}))
    landing.run()
    found = [
        (row["name"], row["lineitem_name"], row["lineitem_price"])
        for row in landing.rows("shopify__orders")
    ]
    assert found == [
        ("#1", "Tip", Decimal("2")), ("#1", "Mug", Decimal("10")), ("#2", "Mug", Decimal("10")),
        ("#2", "Tip", Decimal("3")), ("#3", "Mug", Decimal("10")), ("#4", "Mug", Decimal("10")),
    ]  # fmt: skip
    landing.assert_accounted()


def test_goods_are_no_tip_whatever_keys_their_line_has(landing):
    line = {"price": "10.00", "quantity": 1, "tip_payment_gateway": None}
    goods = [
        line | {"sku": "MUG", "product_id": None, "name": "Mug"},
        line | {"sku": None, "product_id": 77, "name": "Jar"},
        line | {"sku": "", "product_id": 78, "name": "Tip jar", "tip_payment_method": "card"},
        {"sku": None, "product_id": None, "name": "Engraving", "price": "4.00", "quantity": 1},
    ]
    orders = [
        order("#1", line_items=goods, total_tip_received="2.00"),
        order("#2", line_items=[], total_tip_received="0.00"),
        order("#3", line_items=None, total_tip_received="1.00"),
    ]
    landing.put("shopify/orders/orders.json", json.dumps({"orders": orders}))
    landing.run()
    found = [(r["name"], r["lineitem_name"]) for r in landing.rows("shopify__orders")]
    assert found == [
        ("#1", "Mug"), ("#1", "Jar"), ("#1", "Tip jar"), ("#1", "Engraving"), ("#1", "Tip"),
        ("#3", "Tip"),
    ]  # fmt: skip
    landing.assert_accounted()


def test_json_orders_say_what_is_a_test_a_gift_card_and_a_duty(landing):
    def rest(value: str) -> dict:
        return {"shop_money": {"amount": value}}

    orders = [
        order("#1", ("MUG", "10.00", 1), test=True, original_total_duties_set=rest("12.00"),
              current_total_duties_set=rest("0.00")),
        order("#2", ("CARD", "50.00", 1), current_total_duties_set=rest("7.00")),
    ]  # fmt: skip
    orders[1]["line_items"][0]["gift_card"] = True
    landing.put("shopify/orders/orders.json", json.dumps({"orders": orders}))
    money = {"shopMoney": {"amount": "9.0", "currencyCode": "USD"}}
    content = bulk(
        bulk_order(3, "15.0") | {"test": True, "originalTotalDutiesSet": money},
        bulk_item(31, 3, "15.0") | {"isGiftCard": True},
        bulk_order(4, "15.0") | {"test": False, "currentTotalDutiesSet": money},
        bulk_item(41, 4, "15.0") | {"isGiftCard": False},
    )
    landing.put("shopify/orders/bulk.jsonl", content)
    landing.run()
    columns = ("name", "is_test", "lineitem_is_gift_card", "duties")
    seen = [tuple(row[column] for column in columns) for row in landing.rows("shopify__orders")]
    assert sorted(seen) == [
        ("#1", True, None, Decimal("12")),
        ("#2", None, True, Decimal("7")),
        ("#3", True, True, Decimal("9")),
        ("#4", False, False, Decimal("9")),
    ]


def test_both_apis_tell_the_customer_and_the_bulk_export_whether_the_journey_is_complete(landing):
    orders = [order("#1", ("MUG", "12.00", 1), customer={"id": 7}), order("#2", ("MUG", "1.00", 1))]
    landing.put("shopify/orders/orders.json", json.dumps({"orders": orders}))
    seventh = {"customer": {"id": "gid://shopify/Customer/7"}}
    content = bulk(
        bulk_order(3, "15.0") | seventh | {"customerJourneySummary": {"ready": False}},
        bulk_item(31, 3, "15.0"),
        bulk_order(4, "15.0") | {"customer": None, "customerJourneySummary": {"ready": True}},
        bulk_item(41, 4, "15.0"),
    )
    landing.put("shopify/orders/bulk.jsonl", content)
    landing.run()
    rows = {row["name"]: row for row in landing.rows("shopify__orders")}
    assert {name: row["journey_ready"] for name, row in rows.items()} == {
        "#1": None, "#2": None, "#3": False, "#4": True,
    }  # fmt: skip
    first, second, third, fourth = (
        rows[name]["customer_hash"] for name in ("#1", "#2", "#3", "#4")
    )
    assert first == third is not None
    assert second is None is fourth


def test_later_lines_of_an_order_have_the_decimals_of_its_currency_and_no_pending_one_is_paid(
    landing,
):
    items = [("MUG", "1.250", 1), ("BOWL", "0.125", 1)]
    orders = [
        order("#1", *items, currency="KWD", financial_status="pending"),
        order("#2", *items, currency="KWD"),
    ]
    landing.put("shopify/orders/orders.json", json.dumps({"orders": orders}))
    assert landing.run().messages == []
    rows = landing.rows("shopify__orders")
    assert [r["lineitem_price"] for r in rows] == [Decimal("1.250"), Decimal("0.125")] * 2
    assert [str(r["paid_at"]) for r in rows] == ["None", "None", "2025-03-02 02:30:00", "None"]


def bulk(*objects: dict) -> bytes:
    return "".join(json.dumps(item) + "\n" for item in objects).encode()


def bulk_order(number: int, total: str) -> dict:
    money = {"shopMoney": {"amount": total, "currencyCode": "USD"}}
    return {
        "id": f"gid://shopify/Order/{number}",
        "legacyResourceId": str(number),
        "name": f"#{number}",
        "createdAt": "2025-03-01T21:29:58Z",
        "displayFinancialStatus": "PAID",
        "totalPriceSet": money,
        "subtotalPriceSet": money,
        "totalTaxSet": {"shopMoney": {"amount": "0.0", "currencyCode": "USD"}},
    }


def bulk_item(number: int, parent: int, price: str) -> dict:
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "__parentId": f"gid://shopify/Order/{parent}",
        "sku": f"SKU-{number}",
        "name": "Mug",
        "quantity": 1,
        "originalUnitPriceSet": {"shopMoney": {"amount": price, "currencyCode": "USD"}},
    }


def test_bulk_lines_find_their_parent_though_they_are_not_adjacent(tmp_path):
    content = bulk(
        bulk_order(1, "15.0"), bulk_order(2, "7.0"), bulk_item(11, 1, "10.0"),
        bulk_item(21, 2, "7.0"), bulk_item(12, 1, "5.0"),
    )  # fmt: skip
    plan, found = records(tmp_path / "b.jsonl", "shopify__orders", content)
    header = documents.header(SPECS["shopify__orders"].layout(plan.layout))
    cells = [dict(zip(header, record.fields, strict=True)) for record in found]
    names = ("Name", "Lineitem sku", "Total")
    seen = [tuple(cell[name] for name in names) for cell in cells]
    assert [(r.line, *texts) for r, texts in zip(found, seen, strict=True)] == [
        (3, "#1", "SKU-11", "15.0"), (5, "#1", "SKU-12", ""), (4, "#2", "SKU-21", "7.0"),
    ]  # fmt: skip
    assert not any(record.problem for record in found)


def test_a_bulk_line_without_parent_of_another_kind_or_cut_off_costs_itself_only(landing):
    refund = {"id": "gid://shopify/Refund/1", "__parentId": "gid://shopify/Order/1"}
    items = [bulk_item(number, 1, "3.0") for number in (11, 12, 13)]
    content = bulk(bulk_order(1, "9.0"), *items, bulk_item(14, 404, "1.0"), refund)
    landing.put("shopify/orders/bulk.jsonl", content + b'{"id": "gid://shopify/LineI')
    landing.run()
    assert [r["reason"] for r in landing.quarantine()] == ["ORPHAN", "UNKNOWN_CHILD", "BAD_JSON"]
    assert landing.total("shopify__orders", "total") == Decimal("9")
    ledger = landing.ledger()["shopify/orders/bulk.jsonl"]
    assert (ledger["rows_read"], ledger["rows_landed"], ledger["rows_quarantined"]) == (6, 3, 3)


def test_numbers_of_json_keep_their_digits(tmp_path):
    body = json.dumps({"orders": [order("#1", ("MUG", "1.10", 1))]}).replace('"1.10"', "1.10")
    plan, (record,) = records(tmp_path / "o.json", "shopify__orders", body.encode())
    header = documents.header(SPECS["shopify__orders"].layout(plan.layout))
    assert dict(zip(header, record.fields, strict=True))["Total"] == "1.10"


def test_json_that_is_cut_off_or_of_another_kind_is_refused(tmp_path):
    whole = json.dumps({"orders": [order("#1", ("MUG", "1.10", 1))]}, indent=1).encode()
    assert rejected(tmp_path / "o", "shopify__orders", whole[:-9]).reason == "TRUNCATED"
    other = rejected(tmp_path / "o", "shopify__orders", b'{"products": []}')
    assert (other.reason, "expected records with" in other.sentence) == ("WRONG_SCHEMA", True)
    stray = rejected(tmp_path / "o", "costs__cogs", whole)
    assert stray.help == "Put it into the folder shopify/orders."


# --------------------------------------------------------------------------- headerless


def test_a_layout_without_a_header_is_recognized_by_its_first_record(tmp_path):
    spec = parse_spec(
        "costs__demo",
        {
            "report": "costs__demo",
            "load": {"mode": "multiset", "key": ["tracking"]},
            "layouts": [
                {
                    "name": "billing",
                    "required": ["tracking", "net_amount"],
                    "positions": {"tracking": 1, "net_amount": 3},
                    "width": [4, 6],
                    "recognize": {0: r"2\.1"},
                    "constants": {"carrier": "UPS"},
                }
            ],
            "columns": [
                {"name": "tracking", "type": "id", "from": "Tracking Number"},
                {"name": "net_amount", "type": "money", "from": "Net Amount"},
                {"name": "carrier", "from": "Carrier"},
            ],
        },
    )
    path = tmp_path / "ups.csv"
    path.write_text("2.1,1Z1,x,5.00\n2.1,1Z2,x,6.00,,\n2.1,1Z3\n2.1,1Z4,x,1,,,,x\n")
    found = sniff(spec, inspect(str(path)))
    assert found["constants"] == {"carrier": "UPS"} and found["header_line"] == 0
    plan = FilePlan(uri=str(path), source_file="f", store="s", sha256="0", number=1, **found)
    problems = [(r.line, r.problem) for r in read_records(spec, plan, "utf-8")]
    assert problems == [(1, None), (2, None), (3, "RAGGED"), (4, "RAGGED")]
    # A line break in its first record does not hide it.
    path.write_text('2.1,1Z1,"x\ny",5.00\n')
    assert sniff(spec, inspect(str(path)))["layout"] == "billing"
    path.write_text("1.0,1Z1,x,5.00\n")
    with pytest.raises(FileRejected) as caught:
        sniff(spec, inspect(str(path)))
    assert caught.value.reason == "WRONG_SCHEMA"
