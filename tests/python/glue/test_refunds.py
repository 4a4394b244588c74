"""Refunds of the Shopify API: what lands of them, on their own and inside of orders."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.python.glue.conftest import SAMPLES, outcome
from tests.python.glue.test_containers import order as sold

D = Decimal
TOLD = (
    "refund_id", "kind", "sku", "quantity", "restock_type", "subtotal", "total_tax",
    "adjustment_amount", "adjustment_tax", "refunded_amount",
)  # fmt: skip


def money(amount: str, code: str = "USD") -> dict:
    return {
        "shop_money": {"amount": amount, "currency_code": code},
        "presentment_money": {"amount": "999.99", "currency_code": "CAD"},
    }


def paid(amount: str, status: str = "success", kind: str = "refund") -> dict:
    return {"kind": kind, "status": status, "amount": amount, "currency": "USD"}


def line(number: int, sku: str, quantity: int, restock: str, subtotal: str, tax: str) -> dict:
    return {
        "id": number, "line_item_id": number, "quantity": quantity, "restock_type": restock,
        "subtotal": float(subtotal), "total_tax": float(tax),
        "subtotal_set": money(subtotal), "total_tax_set": money(tax),
        "line_item": {"id": number, "sku": sku, "name": f"{sku} - blue", "price": "99.00"},
    }  # fmt: skip


def adjustment(kind: str, amount: str, tax: str = "0.00") -> dict:
    return {
        "id": 7, "kind": kind, "amount": amount, "tax_amount": tax, "reason": kind.title(),
        "amount_set": money(amount), "tax_amount_set": money(tax),
    }  # fmt: skip


def refund(number: int, order: int, *lines: dict, **given) -> dict:
    return {
        "id": number, "order_id": order, "created_at": "2025-06-20T23:35:06-04:00",
        "processed_at": "2025-06-20T23:35:06-04:00", "note": "Ann Null, 5 Elm Street called",
        "refund_line_items": list(lines), "order_adjustments": [], "transactions": [],
        "total_duties_set": money("0.00"),
    } | given  # fmt: skip


def order(name: str, number: int, *refunds: dict) -> dict:
    return {
        "id": number, "name": name, "created_at": "2025-06-01T10:00:00-04:00", "currency": "USD",
        "financial_status": "partially_refunded", "refunds": list(refunds),
    }  # fmt: skip


PARTIAL = refund(
    1, 450,
    line(11, "MUG", 1, "return", "20.00", "1.65"),
    line(12, "BOWL", 2, "no_restock", "9.90", "0.82"),
    order_adjustments=[
        adjustment("shipping_refund", "-5.00", "-0.41"), adjustment("refund_discrepancy", "3.00"),
    ],
    transactions=[paid("30.00"), paid("4.78"), paid("50.00", "failure"), paid("9", kind="void")],
)  # fmt: skip


def told(landing) -> list[tuple]:
    return [tuple(row[name] for name in TOLD) for row in landing.rows("shopify__refunds")]


def test_a_refund_lands_a_record_per_line_and_adjustment_and_its_payments_once(landing):
    landing.put("shopify/refunds/refunds.json", json.dumps({"refunds": [PARTIAL]}))
    landing.run()
    assert told(landing) == [
        ("1", "line_item", "MUG", 1, "return", D("20.00"), D("1.65"), None, None, D("34.78")),
        ("1", "line_item", "BOWL", 2, "no_restock", D("9.90"), D("0.82"), None, None, None),
        ("1", "shipping_refund", None, None, None, None, None, D("-5.00"), D("-0.41"), None),
        ("1", "refund_discrepancy", None, None, None, None, None, D("3.00"), D("0.00"), None),
    ]
    rows = landing.rows("shopify__refunds")
    assert {row["order_id"] for row in rows} == {"450"}
    assert {row["currency"] for row in rows} == {"USD"}
    # 23:35 in New York is the next day in UTC; the day of the shop stays beside it.
    assert {(str(r["processed_at"]), str(r["processed_date"])) for r in rows} == {
        ("2025-06-21 03:35:06", "2025-06-20")
    }
    assert rows[0]["line_item_name"] == "MUG - blue"
    assert "Elm" not in str(rows)
    landing.assert_accounted()


def test_orders_with_refunds_inside_give_the_same_records_and_one_without_gives_none(landing):
    inside = [order("#1", 449), order("#2", 450, PARTIAL, refund(2, 450, transactions=[paid("1")]))]
    landing.put("shopify/refunds/orders.json", json.dumps({"orders": inside}))
    result = landing.run()
    alone = json.dumps({"refunds": [PARTIAL]})
    first = told(landing)
    assert [row[:2] for row in first] == [
        ("1", "line_item"), ("1", "line_item"), ("1", "shipping_refund"),
        ("1", "refund_discrepancy"), ("2", "refund"),
    ]  # fmt: skip
    assert first[-1][-1] == D("1")
    assert outcome(result, "orders.json").rows_read == 5
    # Asked for in the other way, the same refund is the same rows: nothing is replaced.
    landing.put("shopify/refunds/refunds.json", alone)
    again = outcome(landing.run(), "refunds.json")
    assert (again.rows_duplicate, again.rows_landed) == (4, 0)
    assert told(landing) == first


def test_orders_in_their_own_folder_tell_their_refunds_too(landing):
    """An order of the API has its refunds inside, whichever folder the answer was put into."""
    without_order = {name: value for name, value in PARTIAL.items() if name != "order_id"}
    orders = [
        sold("#1", ("MUG", "20.00", 1), id=449, refunds=[]),
        sold("#2", ("MUG", "20.00", 1), ("BOWL", "4.95", 2), id=450, refunds=[without_order]),
    ]
    content = json.dumps({"orders": orders})
    landing.put("shopify/orders/orders.json", content)
    result = landing.run()
    assert [(file.report, file.rows_landed) for file in result.files] == [
        ("orders", 3), ("refunds", 4),
    ]  # fmt: skip
    assert [row[:2] for row in told(landing)] == [
        ("1", "line_item"), ("1", "line_item"), ("1", "shipping_refund"),
        ("1", "refund_discrepancy"),
    ]  # fmt: skip
    assert {row["order_id"] for row in landing.rows("shopify__refunds")} == {"450"}
    assert len(landing.rows("shopify__orders")) == 3
    landing.assert_accounted()
    assert landing.run().batch_id == ""
    # The same answer in the other folder, too, is the same file.
    landing.put("shopify/refunds/orders.json", content)
    assert outcome(landing.run(), "refunds/orders.json").status == "DUPLICATE"
    assert len(told(landing)) == 4


def test_damaged_lines_are_told_once_and_by_the_report_of_their_folder(landing):
    orders = [sold(f"#{n}", ("MUG", "20.00", 1), id=n, refunds=[]) for n in range(440, 450)]
    orders.append(sold("#450", ("MUG", "20.00", 1), id=450, refunds=[PARTIAL]))
    lines = [*map(json.dumps, orders), '{"name": ', "[1"]
    landing.put("shopify/orders/orders.jsonl", "\n".join(lines))
    result = landing.run()
    found = {file.report: (file.rows_landed, file.rows_quarantined) for file in result.files}
    assert found == {"orders": (11, 2), "refunds": (4, 0)}
    landing.assert_accounted()


@pytest.mark.parametrize("content", [
    json.dumps(sold("#1", refunds=[])).encode() + b'\n{"name": "caf\xc3',
    json.dumps(sold("#1") | {"note": "x" * 70_000}, indent=1).encode()[:-1] + b',"a": "\xc3"}',
    json.dumps(sold("#1", refunds=True)).encode(),
])  # fmt: skip
def test_what_cannot_be_read_stops_no_run(landing, content):
    landing.put("shopify/orders/orders.json", content)
    landing.put("shopify/refunds/refunds.json", json.dumps({"refunds": [PARTIAL]}))
    result = landing.run()
    assert outcome(result, "refunds.json").status == "LANDED"
    assert [file.report for file in result.files] == ["orders", "refunds"]


def test_an_order_that_is_asked_for_again_tells_its_refunds_anew(landing):
    pending = PARTIAL | {"transactions": [paid("34.78", "pending")]}
    later = refund(2, 451, line(1, "MUG", 1, "cancel", "20.00", "0.00"))
    later |= {"created_at": "2025-06-28T10:00:00-04:00", "processed_at": None}
    first = sold("#1", ("MUG", "20.00", 1), id=450, refunds=[pending])
    first |= {"updated_at": "2025-06-20T23:40:00-04:00"}
    other = sold("#2", ("MUG", "20.00", 1), id=451, refunds=[later])
    other |= {"updated_at": "2025-06-28T10:00:00-04:00"}
    landing.put("shopify/orders/first.json", json.dumps({"orders": [first, other]}))
    landing.run()
    again = first | {"refunds": [PARTIAL], "updated_at": "2025-07-01T10:00:00-04:00"}
    landing.put("shopify/orders/again.json", json.dumps({"orders": [again]}))
    landing.run()
    assert [row[-1] for row in told(landing) if row[0] == "1"] == [D("34.78"), None, None, None]
    # Touched for something else, the order is the one that is there.
    touched = again | {"updated_at": "2025-07-09T10:00:00-04:00"}
    landing.put("shopify/orders/touched.json", json.dumps({"orders": [touched]}))
    found = [file for file in landing.run().files if file.source_file.endswith("touched.json")]
    assert [(file.rows_duplicate, file.rows_landed) for file in found] == [(1, 0), (4, 0)]
    landing.assert_accounted()


@pytest.mark.parametrize("inside", [
    {}, {"refunds": []}, {"refunds": [{"transactions": [paid("3.00")]}]},
])  # fmt: skip
def test_orders_without_a_refund_that_has_a_number_are_orders_alone(landing, inside):
    body = {"orders": [sold("#1", ("MUG", "20.00", 1), **inside)]}
    landing.put("shopify/orders/orders.json", json.dumps(body))
    landing.put("shopify/orders/broken.json", '{"orders": [')
    landing.put("shopify/orders/other.csv", "a,b\n1,2\n")
    result = landing.run()
    assert {(file.report, file.status) for file in result.files} == {
        ("orders", "LANDED"), ("orders", "QUARANTINED_FILE"),
    }  # fmt: skip
    assert len(result.files) == 3


def test_a_refund_told_again_with_its_payment_replaces_what_was_told_before(landing):
    pending = PARTIAL | {"transactions": [paid("34.78", "pending")]}
    landing.put("shopify/refunds/early.json", json.dumps({"refund": pending}))
    landing.run()
    assert [row[-1] for row in told(landing)] == [None] * 4
    landing.put("shopify/refunds/late.json", json.dumps({"refund": PARTIAL}))
    landing.run()
    assert [row[-1] for row in told(landing)] == [D("34.78"), None, None, None]


@pytest.mark.parametrize(("payments", "is_without"), [
    ({"transactions": []}, True),
    ({"transactions": [paid("20.00", "pending")]}, None),
    ({"transactions": [paid("20.00", "failure")]}, None),
    ({"transactions": None}, None),
])  # fmt: skip
def test_a_refund_without_a_payment_says_so_once(landing, payments, is_without):
    lines = [line(1, "MUG", 1, "cancel", "20.00", "0.00"), line(2, "CUP", 1, "cancel", "5", "0")]
    landing.put("shopify/refunds/refund.json", json.dumps(refund(5, 453, *lines, **payments)))
    landing.run()
    rows = landing.rows("shopify__refunds")
    assert [row["is_without_payment"] for row in rows] == [is_without, None]
    assert {row["refunded_amount"] for row in rows} == {None}


@pytest.mark.parametrize(("adjustments", "kinds"), [
    ([adjustment("shipping_refund", "-5.00")], ["shipping_refund", "duties"]),
    ([], ["shipping_line", "duties"]),
])  # fmt: skip
def test_refunded_shipping_is_one_record_in_old_and_new_versions_and_duties_are_one(
    landing, adjustments, kinds
):
    lines = [{"id": 5, "shipping_line_id": 6, "subtotal_amount_set": money("5.00")}]
    body = refund(3, 451, refund_shipping_lines=lines, order_adjustments=adjustments,
                  total_duties_set=money("2.50"))  # fmt: skip
    landing.put("shopify/refunds/refunds.json", json.dumps({"refunds": [body]}))
    landing.run()
    rows = landing.rows("shopify__refunds")
    assert [row["kind"] for row in rows] == kinds
    assert rows[0]["subtotal"] == (None if adjustments else D("5.00"))
    assert rows[1]["subtotal"] == D("2.50")


def test_the_money_of_a_refund_is_the_shops_and_its_payments_keep_their_currency(landing):
    payment = paid("46.10") | {"currency": "CAD"}
    body = refund(4, 452, line(1, "MUG", 1, "cancel", "33.00", "1.00"), transactions=[payment])
    landing.put("shopify/refunds/refunds.json", json.dumps(body))
    landing.run()
    (row,) = landing.rows("shopify__refunds")
    assert (row["currency"], row["subtotal"]) == ("USD", D("33.00"))
    assert (row["transaction_currency"], row["refunded_amount"]) == ("CAD", D("46.10"))


def test_an_answer_without_refunds_says_what_to_ask_for(landing):
    landing.put("shopify/refunds/orders.json", json.dumps({"orders": [{"id": 1, "name": "#1"}]}))
    result = landing.run()
    refused = outcome(result, "orders.json")
    assert refused.status == "QUARANTINED_FILE"
    assert "refunds.json" in " ".join(result.messages)


@pytest.mark.skipif(
    not (SAMPLES / "shopify_api").exists(), reason="the real sample files are not there"
)
def test_real_refund_lands_its_lines_and_what_was_paid_back(landing):
    content = (SAMPLES / "shopify_api/shopify_python_api_refund.json").read_bytes()
    landing.put("shopify/refunds/refund.json", content)
    landing.run()
    rows = landing.rows("shopify__refunds")
    # It is of 2016: the answer had neither a subtotal nor a restock type then.
    assert told(landing) == [
        ("509562969", "line_item", "IPOD2008BLACK", 1, None, None, None, None, None, D("209")),
        ("509562969", "line_item", "IPOD2008GREEN", 1, None, None, None, None, None, None),
    ]
    assert [(r["order_id"], r["line_item_id"], r["currency"]) for r in rows] == [
        ("450789469", "703073504", "USD"), ("450789469", "466157049", "USD"),
    ]  # fmt: skip
    assert str(rows[0]["processed_at"]) == "2016-06-20 17:35:06"
    assert "it broke" not in str(rows)
