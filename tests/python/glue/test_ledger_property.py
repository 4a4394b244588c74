"""Property: whatever the files hold and in whichever batches they come, the ledger adds up.

Each example has many stores at once: keys never cross a store, so that one landing tests many
histories. The oracle is a few lines of Python over the same rows.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from glue.landing import history
from tests.python.glue.conftest import Landing
from tests.python.glue.exports import cogs, payment, payments

pytestmark = pytest.mark.dear

STORES = 8
DAYS = ("2025-03-01", "2025-03-02", "2025-03-03")

# A payment row: day, order and amount; few values, so that files overlap and rows repeat.
PAYMENT_ROW = st.tuples(
    st.sampled_from(DAYS), st.sampled_from("AB"), st.sampled_from(["1.00", "2"])
)
COST_ROW = st.tuples(
    st.sampled_from("AB"), st.sampled_from(["1.00", "2.00", "1.x"]), st.just(DAYS[0])
)


def some_files(row):
    return st.lists(st.lists(row, min_size=1, max_size=5), min_size=1, max_size=3)


STORE = st.tuples(some_files(PAYMENT_ROW), some_files(COST_ROW))


def payment_file(rows) -> str:
    return payments(
        *[
            payment(f"{day} 10:00:00 +0000", "charge", order, amount, "0.00", amount)
            for day, order, amount in rows
        ]
    )


def expected_payments(files) -> Counter:
    """Per row signature the maximum count over the files."""
    most: Counter = Counter()
    for rows in files:
        for row, times in Counter(rows).items():
            most[row] = max(most[row], times)
    return most


def expected_costs(files) -> dict[str, str]:
    """Per SKU the cost of the last file that gives exactly one, each file being its own batch."""
    current: dict[str, str] = {}
    for rows in files:
        bad = sum(cost == "1.x" for _, cost, _ in rows)
        if bad > len(rows) / 2:
            continue
        seen = defaultdict(set)
        for sku, cost, _ in rows:
            if cost != "1.x":
                seen[sku].add(cost)
        current |= {sku: next(iter(costs)) for sku, costs in seen.items() if len(costs) == 1}
    return current


@pytest.mark.parametrize("own_part_bytes", [1, history.OWN_PART_BYTES])
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(stores=st.lists(STORE, min_size=STORES, max_size=STORES))
def test_read_is_landed_plus_quarantined_plus_duplicates_plus_superseded(
    spark, own_part_bytes, stores
):
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as folder,
    ):
        patch.setattr(history, "OWN_PART_BYTES", own_part_bytes)
        landing = Landing(Path(folder))
        for batch in range(3):
            for number, (charges, costs) in enumerate(stores):
                for kind, files, write in (
                    ("shopify/payment_transactions", charges, payment_file),
                    ("costs/cogs", costs, lambda rows: cogs(*rows)),
                ):
                    if batch < len(files):
                        landing.put(f"s{number}/{kind}/{batch}.csv", write(files[batch]))
            landing.run()
        landing.assert_accounted()

        charged = defaultdict(Counter)
        for row in landing.rows("shopify__payment_transactions"):
            key = (str(row["transaction_date"]), row["order_name"], row["amount"])
            charged[row["_store"]][key] += 1
        costed = defaultdict(dict)
        for row in landing.rows("costs__cogs"):
            costed[row["_store"]][row["sku"]] = row["unit_cost"]
        for number, (charges, costs) in enumerate(stores):
            store = f"s{number}"
            most = expected_payments(charges)
            assert sum(charged[store].values()) == sum(most.values())
            assert len(charged[store]) == len(most)
            found = {sku: float(cost) for sku, cost in costed[store].items()}
            assert found == {sku: float(cost) for sku, cost in expected_costs(costs).items()}
