"""A row that a model loses, doubles or changes does not go unseen: a gate fails.

Who relies on it: whoever trusts a green build. A gate that reads the wrong rows passes forever, and
no unit test shows it.
"""

from __future__ import annotations

import pytest

from tests.python.rows.faults import cases, caught_by, not_seen_doubled

pytestmark = pytest.mark.dear

# Rows that may be equal to one another, by what they are: a copy of one can show further down only,
# where it is one order line, event or document too many.
WITHOUT_A_KEY = {
    "int_changes__all_orders",
    "int_changes__carrier_invoices",
    "int_changes__date_range",
    "int_changes__delivery_rows",
    "int_changes__fulfilled_shipments",
    "int_changes__order_rows",
    "int_changes__payment_transactions",
    "int_changes__reimbursements",
    "int_changes__returns",
    "int_changes__settlement_rows",
    "int_changes__settlements",
    "int_changes__shipments",
    "int_changes__shopify_orders",
    "int_costs__costs_by_date",
    "int_ledger__ad_allocation_events",
    "int_ledger__events_booked",
    "int_ledger__events_unioned",
    "int_ledger__evidence_events",
    "int_ledger__landed_advertising",
    "int_ledger__landed_charges",
    "int_ledger__payment_events",
    "int_ledger__performance_measured",
    "int_ledger__shopify_refund_events",
    "int_ledger__shopify_units_returned",
}


def test_a_doubled_row_fails_a_gate_of_its_own_model(demo, manifest, tmp_path):
    models = {case.model for case in cases(manifest)}
    doubled, unseen = not_seen_doubled(models, demo.warehouse, tmp_path)
    assert unseen == WITHOUT_A_KEY
    assert len(doubled) > 200


def test_any_fault_fails_a_gate(demo, faults, tmp_path, verdict):
    unseen = []
    for number, case in enumerate(faults):
        folder = tmp_path / str(number)
        folder.mkdir()
        done, gates = caught_by(case, demo.warehouse, folder)
        said = ", ".join(gates) or "no gate" if done else "no row"
        verdict(f"{case.model}: {done}: {said}")
        if done and not gates:
            unseen.append(f"{case.model}: {done}")
    assert unseen == []
