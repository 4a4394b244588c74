"""Property: on the demo brand the audit finds every planted mistake and nothing else.

The simulator keeps its own list of what it charged wrongly and of what nobody can price; no model
reads it. An audit that misses one leaves money with Amazon, one that finds more accuses wrongly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

D = Decimal
# How the simulator names what a fee is charged for.
SUBJECT = """
    case audit_subject
        when 'payment' then order_id
        when 'order_line' then order_id || '/' || sku
        else sku || '/' || strftime(month, '%Y-%m')
    end
"""
# What the simulator lists as unknown: the fees that every Amazon line has.
LISTED = ("referral_fee", "fba_fulfillment_fee")
UNKNOWN = ("no_card", "no_dimensions", "unmapped_category", "no_price", "no_order_report")


@pytest.fixture(scope="module")
def warehouse(demo) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        yield connection


def counted(rows: list[tuple]) -> Counter[tuple]:
    """Rows with how often each stands: a finding that stands twice is one too many."""
    return Counter(rows)


def test_the_findings_are_the_planted_mistakes_to_the_cent(truth: dict, warehouse) -> None:
    found = warehouse.execute(
        f"select store, {SUBJECT}, fee_code, reason, expected_amount, charged_amount, currency "
        "from marts.fact_fee_audit where is_finding"
    ).fetchall()
    planted = [
        (
            row["store"],
            row["subject"],
            row["fee_code"],
            row["reason"],
            D(row["expected"]),
            D(row["charged"]),
            row["currency"],
        )
        for row in truth["fee_audit"]
    ]
    assert len({row[3] for row in planted}) > 8
    assert counted(found) == counted(planted)


def test_a_fee_is_unknown_where_nobody_can_price_it_and_nowhere_else(
    truth: dict, warehouse
) -> None:
    found = warehouse.execute(
        f"select store, {SUBJECT}, fee_code, reason from marts.fact_fee_audit "
        f"where audit_subject = 'order_line' and fee_code in {LISTED} and reason in {UNKNOWN}"
    ).fetchall()
    listed = [
        (row["store"], row["subject"], row["fee_code"], row["reason"])
        for row in truth["fee_audit_unknown_fees"]
    ]
    assert {row[3] for row in listed} == set(UNKNOWN)
    assert counted(found) == counted(listed)


def test_the_ledger_estimates_what_nobody_has_charged_yet(truth: dict, warehouse) -> None:
    found = warehouse.execute(
        "select store, order_id, order_line_id, sku, component, measure, -amount, currency "
        "from marts.fact_ledger_events where report = 'rate_cards'"
    ).fetchall()
    estimated = [
        (
            row["store"],
            row["order"],
            row["order_line_id"],
            row["sku"],
            row["fee_code"],
            row["measure"],
            D(row["amount"]),
            row["currency"],
        )
        for row in truth["estimated_fees"]
    ]
    assert len(estimated) > 50
    assert counted(found) == counted(estimated)


def test_every_estimate_is_visible_in_the_audit_as_one(warehouse) -> None:
    rows = warehouse.execute(
        "select audit.expected_amount, audit.charged_amount, audit.reason, audit.basis, "
        "-events.amount from marts.fact_ledger_events as events "
        "left join marts.fact_fee_audit as audit "
        "on events.order_line_key = audit.order_line_key and events.component = audit.fee_code "
        "where events.report = 'rate_cards' and events.measure like 'amazon%'"
    ).fetchall()
    assert len(rows) > 40
    for expected, charged, reason, basis, estimated in rows:
        assert (expected, charged) == (estimated, None)
        assert (reason, basis) == ("not_settled_yet", "estimated")
