"""A row that a model loses, doubles or changes does not go unseen: a gate fails.

Who relies on it: whoever trusts a green build. A gate that reads the wrong rows passes forever, and
no unit test shows it.
"""

from __future__ import annotations

from itertools import product

import pytest

from tests.python.rows.faults import FAULTS, PLACES

# The longest first.
CONCERNS = (
    "changes",
    "fees",
    "ledger",
    "attribution",
    "costs",
    "orders",
    "halo",
    "identity",
    "ads",
    "products",
    "settlements",
    "fx",
)
# Faults that no gate sees in some rows, and what a gate would have to know.
UNSEEN: dict[tuple[str, str], str] = {
    ("int_identity__visitor_customers", "changed"): "which visitors share a device, from elsewhere",
    (
        "int_products__measured",
        "changed",
    ): "which goods ship in their own packaging, from elsewhere",
}


def test_all_concerns_are_planted(project):
    found = {node.folders[1] for node in project.models.values() if node.schema == "intermediate"}
    assert found == set(CONCERNS)


@pytest.mark.parametrize("concern", CONCERNS)
def test_a_fault_in_a_row_fails_a_gate(concern, models, project, warehouse, verdict):
    unseen, listed = set(), set()
    for key in models:
        name = project.models[key].name
        for fault, place in product(FAULTS, PLACES):
            done, gates = warehouse.caught_by(key, fault, place)
            if not done:
                continue
            verdict(f"{name}: {done}: {', '.join(gates) or 'no gate'}")
            unseen |= set() if gates else {(name, fault)}
            listed |= {(name, fault)} & UNSEEN.keys()
    assert unseen == listed
