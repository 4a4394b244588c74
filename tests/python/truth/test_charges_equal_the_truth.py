"""What delivery and the account cost, against the simulator's truth, event by event.

The fact itself is compared row by row beside this; here stand the events that it does not show:
second witnesses, their differences, and what waits for its settlement.
"""

from __future__ import annotations

from decimal import Decimal

D = Decimal


def test_each_parcel_differs_from_its_invoices_as_the_truth_says(truth, warehouse) -> None:
    found = warehouse.execute(
        "select document_id, amount, currency from marts.fact_ledger_events "
        "where component = 'shipping_cost_difference'"
    ).fetchall()
    drawn = [
        (row["order"], D(row["amount"]), row["currency"]) for row in truth["shipping_differences"]
    ]
    assert len(drawn) > 10
    assert sorted(found) == sorted(drawn)


def test_a_reimbursement_is_a_witness_and_its_difference_is_on_record(truth, warehouse) -> None:
    for component, name in (
        ("settled_reimbursement_difference", "reimbursement_differences"),
        ("reimbursement_not_settled", "reimbursements_not_settled"),
    ):
        found = warehouse.execute(
            "select sku, amount, currency, ledger_role from marts.fact_ledger_events "
            "where component = ?",
            [component],
        ).fetchall()
        drawn = [(row["sku"], D(row["amount"]), row["currency"], "evidence") for row in truth[name]]
        assert found == drawn != []


def test_storage_stands_on_products_in_the_month_stored_and_adds_up(warehouse) -> None:
    rows = warehouse.execute(
        """
        select document_id, source_line, count(*), count(distinct sku), sum(amount),
            min(event_date < posted_date), min(event_date = last_day(event_date))
        from marts.fact_ledger_events
        where basis = 'allocated' and report = 'settlements' and component = 'storage'
        group by document_id, source_line
        """
    ).fetchall()
    assert len(rows) == 19
    for settlement, line, shares, products, amount, earlier, on_the_last_day in rows:
        stated = warehouse.execute(
            "select amount from marts.fact_settlement_lines "
            "where settlement_id = ? and source_line = ? and is_primary",
            [settlement, line],
        ).fetchone()
        assert stated == (amount,)
        assert shares == products > 1
        assert earlier and on_the_last_day


def test_every_way_of_a_shipping_cost_stands_in_the_demo(warehouse) -> None:
    rows = warehouse.execute(
        "select distinct component, ledger_role, event_type from marts.fact_ledger_events "
        "where report in ('shipments', 'carrier_invoices')"
    ).fetchall()
    assert set(rows) == {
        ("shipping_label", "pnl", "shipping"),
        ("shipping_label", "unallocated", "account_charge"),
        ("shipping_cost_estimate", "evidence", "account_charge"),
        ("carrier_charge", "pnl", "shipping"),
        ("carrier_charge", "pnl", "account_charge"),
        ("carrier_charge", "unallocated", "account_charge"),
        ("carrier_adjustment", "pnl", "shipping"),
        ("duty_and_brokerage", "pnl", "shipping"),
    }


def test_an_invoice_that_landed_twice_counts_once(warehouse) -> None:
    ((repeated,),) = warehouse.execute(
        "select sum(rows_duplicate) from landing.row_ledger where report = 'carrier_invoices'"
    ).fetchall()
    assert repeated > 0
    rows = warehouse.execute(
        "select ledger_role = 'stated', sum(amount) from marts.fact_control_totals "
        "where report = 'carrier_invoices' and ledger_role in ('stated', 'pnl', 'unallocated') "
        "and currency = 'USD' group by all"
    ).fetchall()
    assert len({amount for _, amount in rows}) == 1
    assert len(rows) == 2
