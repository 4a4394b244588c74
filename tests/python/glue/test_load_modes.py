"""Load modes over several batches: what is current, what was superseded, what is a duplicate."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from tests.python.glue.conftest import Landing, outcome
from tests.python.glue.exports import (
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

CHARGE = ("2025-03-01 10:00:00 +0000", "charge", "#1", "10.00", "0.59", "9.41")
REFUND = ("2025-03-02 10:00:00 +0000", "refund", "#1", "-3.00", "0.00", "-3.00")
LATER = ("2025-03-09 10:00:00 +0000", "charge", "#2", "20.00", "0.88", "19.12")
FIRST = {
    "amazon/settlements/s.txt": settlement_v2(
        "7", "12.00", component("10.00"), component("1.00", "Tax"), component("1.00", "Tax")
    ),
    "shopify/orders/march.csv": shopify(
        shopify_order("#1"), shopify_order("#2", Lineitem_quantity="1"), shopify_order("#3")
    ),
    "shopify/payment_transactions/a.csv": payments(
        payment(*CHARGE, Payout_Status="pending"),
        payment(*REFUND),
        payment(*REFUND),
    ),
    "amazon/all_orders/a.txt": all_orders(
        amazon_order("111-1", "2025-03-05T00:00:00+00:00", item_price="11.00"),
        amazon_order("111-2", "2025-03-02T00:00:00+00:00", item_price="20.00"),
    ),
    "costs/cogs/a.csv": cogs(
        ("MUG", "4.50", "2025-01-01"),
        ("MUG", "4.50", "2025-01-01"),
        ("JAR", "2.00", "2025-01-01"),
        ("LID", "1.00", "2025-01-01"),
        ("LID", "1.10", "2025-01-01"),
    ),
}
SECOND = {
    # The same settlement once more with its rows in another order, and a correction of it.
    "amazon/settlements/shuffled.txt": settlement_v2(
        "7", "12.00", component("1.00", "Tax"), component("1.00", "Tax"), component("10.00")
    ),
    # The order lost a line since, and its export is later (its latest date is).
    "shopify/orders/april.csv": shopify(
        shopify_order("#2", Lineitem_quantity="5", Created_at="2025-03-02 08:00:00 -0500"),
        shopify_order("#3"),
        shopify_order("#4", Created_at="2025-04-02 08:00:00 -0400"),
    ),
    "shopify/payment_transactions/b.csv": payments(
        payment(*CHARGE, Payout_Status="paid"),
        payment(*REFUND),
        payment(*REFUND),
        payment(*REFUND),
        payment(*LATER),
    ),
    # An older version of 111-1 arrives late, a newer one of 111-2.
    "amazon/all_orders/b.txt": all_orders(
        amazon_order("111-1", "2025-03-04T00:00:00+00:00", item_price="99.00"),
        amazon_order("111-2", "2025-03-03T00:00:00+00:00", item_price="21.00"),
    ),
    "costs/cogs/b.csv": cogs(("MUG", "4.75", "2025-01-01"), ("MUG", "5.00", "2025-06-01")),
}
THIRD = {
    "amazon/settlements/corrected.txt": settlement_v2("7", "11.00", component("11.00")),
    "amazon/all_orders/c.txt": all_orders(
        amazon_order("111-3", "2025-03-03T00:00:00+00:00", item_price="1.00"),
    ),
    "amazon/all_orders/d.txt": all_orders(
        amazon_order("111-3", "2025-03-03T00:00:00+00:00", item_price="2.00"),
    ),
}


def land_in_batches(landing: Landing, *batches: dict[str, str]) -> list:
    results = []
    for files in batches:
        for name, content in files.items():
            landing.put(name, content)
        results.append(landing.run())
    return results


@pytest.fixture(scope="module")
def history(spark, tmp_path_factory):
    landing = Landing(tmp_path_factory.mktemp("forward [1] {a}"))
    return landing, land_in_batches(landing, FIRST, SECOND, THIRD)


@pytest.fixture(scope="module")
def backwards(spark, tmp_path_factory):
    landing = Landing(tmp_path_factory.mktemp("backward"))
    reports = ("shopify/", "amazon/all_orders/")
    batches = [
        {name: text for name, text in batch.items() if name.startswith(reports)}
        for batch in (SECOND, FIRST)
    ]
    land_in_batches(landing, *batches)
    return landing


def counts(results, batch: int, name: str) -> tuple[int, int, int, int, int]:
    found = outcome(results[batch], name)
    return (
        found.rows_read,
        found.rows_landed,
        found.rows_quarantined,
        found.rows_duplicate,
        found.rows_superseded,
    )


def test_ledger_and_restatements_explain_every_current_row(history):
    landing, _ = history
    landing.assert_accounted()


def test_identical_rows_inside_one_file_all_land(history):
    _, results = history
    assert counts(results, 0, "settlements/s.txt") == (4, 4, 0, 0, 0)
    assert counts(results, 0, "payment_transactions/a.csv") == (3, 3, 0, 0, 0)


def test_a_unique_key_makes_a_copy_a_duplicate_and_two_contents_a_conflict(history):
    landing, results = history
    assert counts(results, 0, "cogs/a.csv") == (5, 2, 2, 1, 0)
    conflicts = [r for r in landing.quarantine() if r["source_file"] == "costs/cogs/a.csv"]
    assert [(row["source_line"], row["reason"]) for row in conflicts] == [
        (5, "KEY_CONFLICT"),
        (6, "KEY_CONFLICT"),
    ]
    assert conflicts[0]["raw_record"] == "LID,1.00,,,,USD,2025-01-01,"


def test_a_document_in_another_row_order_is_a_duplicate(history):
    _, results = history
    assert counts(results, 1, "shuffled.txt") == (4, 0, 0, 4, 0)


def test_a_corrected_document_replaces_all_rows_of_the_first(history):
    landing, results = history
    assert counts(results, 2, "corrected.txt") == (2, 2, 0, 0, 0)
    assert landing.total("amazon__settlements", "amount") == Decimal("11.0000")
    restated = [
        (row["rows"], row["rows_added"])
        for row in landing.rows("restatements", "batch_id, source, report, rows desc")
        if row["report"] == "settlements"
    ]
    # Four rows are replaced; one of the two new ones tells of a day, which was told before.
    assert restated == [(4, 0), (0, 1)]


def test_a_newer_export_replaces_all_rows_of_an_order_and_keeps_the_rest(history):
    landing, results = history
    rows = landing.rows("shopify__orders", "name")
    assert [(row["name"], row["lineitem_quantity"]) for row in rows] == [
        ("#1", 2),
        ("#2", 5),
        ("#3", 2),
        ("#4", 2),
    ]
    # #3 is unchanged: the row that landed first stays, the new one is its duplicate.
    assert rows[2]["_source_file"] == "shopify/orders/march.csv"
    assert counts(results, 1, "april.csv") == (3, 2, 0, 1, 0)


def test_overlapping_files_of_a_multiset_resolve_to_the_maximum_count(history):
    landing, results = history
    rows = landing.rows("shopify__payment_transactions")
    assert Counter(row["type"] for row in rows) == {"charge": 2, "refund": 3}
    assert counts(results, 1, "payment_transactions/b.csv") == (5, 3, 0, 2, 0)


def test_a_payout_that_was_pending_is_updated_and_not_added(history):
    landing, _ = history
    charges = [
        (row["payout_status"], row["amount"])
        for row in landing.rows("shopify__payment_transactions")
        if row["order_name"] == "#1" and row["type"] == "charge"
    ]
    assert charges == [("paid", Decimal("10.0000"))]


def test_the_row_that_first_told_of_a_payment_is_kept_beside_its_newest_one(history):
    landing, _ = history
    told = [
        (row["_source_file"].rpartition("/")[2], row["payout_status"])
        for row in landing.rows("shopify__payment_transactions__versions", "_file_no, _source_line")
        if row["order_name"] == "#1" and row["type"] == "charge"
    ]
    assert told == [("a.csv", "pending"), ("b.csv", "paid")]


def test_the_update_column_decides_and_not_the_order_of_arrival(history):
    landing, results = history
    prices = {
        row["amazon_order_id"]: row["item_price"] for row in landing.rows("amazon__all_orders")
    }
    assert prices == {"111-1": Decimal("11.0000"), "111-2": Decimal("21.0000")}
    assert counts(results, 1, "all_orders/b.txt") == (2, 1, 0, 0, 1)


def test_equal_versions_with_other_content_in_one_batch_are_all_quarantined(history):
    landing, results = history
    assert counts(results, 2, "all_orders/c.txt") == (1, 0, 1, 0, 0)
    assert counts(results, 2, "all_orders/d.txt") == (1, 0, 1, 0, 0)
    reasons = [r["reason"] for r in landing.quarantine() if "all_orders" in r["source_file"]]
    assert reasons == ["KEY_CONFLICT", "KEY_CONFLICT"]


def test_a_snapshot_updates_by_key_and_keeps_what_the_new_file_leaves_out(history):
    landing, _ = history
    found = {
        (row["sku"], str(row["effective_from"])): row["unit_cost"]
        for row in landing.rows("costs__cogs")
    }
    assert found == {
        ("MUG", "2025-01-01"): Decimal("4.7500"),
        ("MUG", "2025-06-01"): Decimal("5.0000"),
        ("JAR", "2025-01-01"): Decimal("2.0000"),
    }


def test_only_reports_with_new_files_are_rebuilt(history):
    _, results = history
    assert results[2].changed == ["amazon__settlements"]
    assert {f.report for f in results[2].files if f.status == "LANDED"} == {
        "settlements",
        "all_orders",
    }


@pytest.mark.parametrize("report", ["shopify__payment_transactions", "amazon__all_orders"])
def test_the_order_of_arrival_does_not_change_what_is_current_where_files_carry_a_version(
    history, backwards, report
):
    def content(landing):
        return Counter(row["_row_hash"] for row in landing.rows(report))

    assert content(history[0]) == content(backwards)
    backwards.assert_accounted()


def test_a_late_older_file_is_superseded_where_newer_rows_stand(backwards):
    orders = {row["name"]: row["lineitem_quantity"] for row in backwards.rows("shopify__orders")}
    assert orders == {"#1": 2, "#2": 5, "#3": 2, "#4": 2}
    ledger = backwards.ledger()["shopify/orders/march.csv"]
    assert (ledger["rows_landed"], ledger["rows_superseded"], ledger["rows_duplicate"]) == (1, 1, 1)


def posted(day: int, amount: str) -> dict:
    """One amount component that was posted on a day of March."""
    moment = f"2025-03-{day:02d} 03:00:00 UTC"
    return component(amount, posted_date=moment[:10], posted_date_time=moment)


@pytest.mark.parametrize("order", ["older first", "newer first", "one batch"])
def test_of_two_downloads_of_a_settlement_the_one_with_the_later_posting_stands(landing, order):
    older = {"amazon/settlements/a.txt": settlement_v2("7", "10.00", posted(2, "10.00"))}
    rows = (posted(2, "10.00"), posted(9, "2.50"))
    newer = {"amazon/settlements/b.txt": settlement_v2("7", "12.50", *rows)}
    batches = {"older first": (older, newer), "newer first": (newer, older)}
    land_in_batches(landing, *batches.get(order, ({**older, **newer},)))
    assert landing.total("amazon__settlements", "amount") == Decimal("12.5000")
    assert {r["_source_file"] for r in landing.rows("amazon__settlements")} == set(newer)
    assert landing.quarantine() == []
    landing.assert_accounted()
