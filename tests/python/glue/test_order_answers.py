"""Answers of Shopify's API: asked for again, empty, in another currency, with free shipping."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.python.glue.conftest import outcome
from tests.python.glue.test_containers import bulk, bulk_item, bulk_order, order


def test_an_order_that_is_asked_for_again_is_newer_than_later_orders_of_the_file_before(landing):
    first = order("#1", ("MUG", "10.00", 1), updated_at="2025-03-01T21:31:00-05:00")
    later = order("#2", ("MUG", "10.00", 1), created_at="2025-03-05T10:00:00-05:00")
    landing.put("shopify/orders/first.json", json.dumps({"orders": [first, later]}))
    landing.run()
    back = [{"transactions": [{"kind": "refund", "status": "success", "amount": "10.00"}]}]
    again = first | {"financial_status": "refunded", "refunds": back}
    again["updated_at"] = "2025-03-10T09:00:00-05:00"
    landing.put("shopify/orders/again.json", json.dumps({"orders": [again]}))
    assert outcome(landing.run(), "again.json").rows_landed == 1
    rows = {row["name"]: row for row in landing.rows("shopify__orders")}
    assert (rows["#1"]["financial_status"], rows["#2"]["financial_status"]) == ("refunded", "paid")
    assert rows["#1"]["refunded_amount"] == Decimal("10")
    # The same again in the bulk export, which says updatedAt.
    cancelled = bulk_order(1, "10.0") | {"name": "#1", "updatedAt": "2025-03-12T09:00:00Z"}
    landing.put("shopify/orders/bulk.jsonl", bulk(cancelled, bulk_item(11, 1, "10.0")))
    assert outcome(landing.run(), "bulk.jsonl").rows_landed == 1
    landing.assert_accounted()


def test_what_was_paid_back_in_another_currency_is_not_the_shops_money(landing):
    back = [{"transactions": [{"kind": "refund", "status": "success", "amount": "6000"}]}]
    orders = [
        order("#1", ("MUG", "40.00", 1), presentment_currency="JPY", refunds=back),
        order("#2", ("MUG", "40.00", 1), presentment_currency="USD", refunds=back),
    ]
    landing.put("shopify/orders/orders.json", json.dumps({"orders": orders}))
    landing.run()
    found = {row["name"]: row["refunded_amount"] for row in landing.rows("shopify__orders")}
    assert found == {"#1": None, "#2": Decimal("6000")}


@pytest.mark.parametrize(
    ("told", "shipping"),
    [
        # Free shipping, with the order's own amount after the discount, before it, and not told.
        ([("6.00", ["6.00"])], [("0.00", "6.00"), ("6.00", "6.00"), (None, "6.00")]),
        # Two ways of shipping, one of them for less.
        ([("6.00", []), ("4.00", ["1.50", "0.50"])], [("8.00", "10.00")]),
        # No discount: the order's own amount is without a line that an edit took away.
        ([("6.00", []), ("4.00", [])], [("6.00", "6.00"), (None, "10.00")]),
        ([], [("5.00", "5.00"), (None, "0")]),
        # One that an edit took away beside one that is free.
        ([("6.00", None), ("4.00", ["4.00"])], [("0.00", "4.00")]),
    ],
)
def test_shipping_is_told_before_its_discounts(landing, told, shipping):
    lines = [
        {
            "price": price,
            "is_removed": amounts is None,
            "discount_allocations": [{"amount": amount} for amount in amounts or ()],
        }
        for price, amounts in told
    ]
    own = [{"shop_money": {"amount": amount}} if amount else None for amount, _ in shipping]
    orders = [
        order(
            f"#{number}",
            ("MUG", "10.00", 1),
            shipping_lines=lines,
            total_shipping_price_set=amount,
        )
        for number, amount in enumerate(own)
    ]
    landing.put("shopify/orders/orders.json", json.dumps({"orders": orders}))
    landing.run()
    found = [row["shipping"] for row in landing.rows("shopify__orders")]
    assert found == [Decimal(expected) for _, expected in shipping]


def test_a_page_without_orders_has_no_rows(landing):
    landing.put("shopify/orders/page_9.json", '{"orders": []}')
    landing.put("shopify/refunds/page_9.json", '{"refunds": []}')
    result = landing.run()
    assert [(file.status, file.rows_read) for file in result.files] == [("LANDED", 0)] * 2
    assert all(file.warnings for file in result.files)
