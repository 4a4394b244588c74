"""Property: a charge that grows by 13 cents changes one row of the audit, and that is a finding.

Rows of the demo brand that match are drawn by a seed, and their charge is raised where it landed:
in settlements, in the storage report, in the payouts. A charge that two rows of the audit read, or
none, would be claimed twice or never.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.fees.landed import LandedWarehouse

pytestmark = pytest.mark.dear

SEED = 20260113
RAISED_BY = Decimal("0.13")
DRAWN = 3
# The lines of a refund follow what the sale was charged, so only sales without one are drawn. Up to
# 12 units, 13 cents are more than rounding.
OF_A_LINE = """
    select audit.fee_audit_key, audit.store, placed.source_file, placed.source_line
    from intermediate.int_fees__settlement_amounts_placed as placed
    inner join marts.fact_fee_audit as audit
        on placed.order_line_key = audit.order_line_key
        and audit.fee_code = '{fee_code}'
    where placed.placement = 'line'
        and placed.component = '{component}'
        and audit.reason = 'match'
        and audit.quantity < 13
        and audit.charged_amount = -placed.amount
        {refunded}
    order by all
"""
NOT_REFUNDED = """
    and audit.order_line_key not in (
        select order_line_key from marts.fact_fee_audit
        where fee_code = 'referral_fee_refund' and order_line_key is not null)
"""
STORED = """
    select audit.fee_audit_key, audit.store, expected.source_file, expected.source_line
    from intermediate.int_fees__storage_expected as expected
    inner join marts.fact_fee_audit as audit
        on expected.store = audit.store
        and expected.sku = audit.sku
        and expected.month_of_charge = audit.fee_date
        and expected.currency = audit.currency
    where audit.fee_code = 'storage_fee' and audit.reason = 'match'
    order by all
"""
PAID = """
    select min(audit.fee_audit_key), audit.store, min(charged.source_file),
        min(charged.source_line)
    from intermediate.int_fees__shopify_charged as charged
    inner join marts.fact_fee_audit as audit
        on charged.store = audit.store
        and charged.order_name = audit.order_id
        and charged.fee_code = audit.fee_code
    where audit.fee_code = 'card_processing_fee'
    group by audit.store, audit.order_id
    having count(*) = 1 and min(audit.reason) = 'match' and min(audit.charged_amount) > 0
    order by all
"""


# The first layout of a settlement states an item's fee in a column of its own; the other is null.
SETTLED = "amount = amount - {0}, item_related_fee_amount = item_related_fee_amount - {0}"


@dataclass(frozen=True)
class Charge:
    """A kind of charge: where it landed, what raises it by 13 cents, and the rows to draw from.

    matching gives fee_audit_key, store, file and line.
    """

    table: str
    raised: str
    matching: str


CHARGES = {
    "commission": Charge(
        "amazon__settlements",
        SETTLED,
        OF_A_LINE.format(fee_code="referral_fee", component="commission", refunded=NOT_REFUNDED),
    ),
    "fulfillment fee": Charge(
        "amazon__settlements",
        SETTLED,
        OF_A_LINE.format(
            fee_code="fba_fulfillment_fee", component="fba_per_unit_fulfillment", refunded=""
        ),
    ),
    "administration of a refund": Charge(
        "amazon__settlements",
        SETTLED,
        OF_A_LINE.format(
            fee_code="refund_administration", component="refund_administration", refunded=""
        ),
    ),
    "storage": Charge(
        "amazon__storage_fees",
        "estimated_monthly_storage_fee = estimated_monthly_storage_fee + {0}",
        STORED,
    ),
    "card fee": Charge("shopify__payment_transactions", "fee = fee + {0}, net = net - {0}", PAID),
}
REBUILT = [
    f"source:{source}+,+fact_fee_audit"
    for source in ("amazon.settlements", "amazon.storage_fees", "shopify.payment_transactions")
]


@dataclass(frozen=True)
class Perturbed:
    """The audit before and after, by fee_audit_key, and the keys of the rows raised, by kind."""

    before: dict[str, dict]
    after: dict[str, dict]
    raised: dict[str, list[str]]


def by_key(warehouse: LandedWarehouse, relation: str) -> dict[str, dict]:
    """The rows of the audit by their key."""
    return {row["fee_audit_key"]: row for row in warehouse.rows(f"select * from {relation}")}


def raise_charges(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Raise drawn charges in the landed tables; the keys of their rows in the audit, by kind."""
    for table in {charge.table for charge in CHARGES.values()}:
        connection.execute(f"create table landing.perturbed as select * from landing.{table}")
        connection.execute(f"drop view landing.{table}")
        connection.execute(f"alter table landing.perturbed rename to {table}")
    draw, raised = random.Random(SEED), {}
    for kind, charge in CHARGES.items():
        drawn: dict[str, tuple] = {}
        matching = connection.execute(charge.matching).fetchall()
        for key, *place in draw.sample(matching, len(matching)):
            drawn.setdefault(key, place)
            if len(drawn) == DRAWN:
                break
        for place in drawn.values():
            changed = connection.execute(
                f"update landing.{charge.table} set {charge.raised.format(RAISED_BY)}, "
                "_row_hash = _row_hash || '/raised' "
                "where _store = ? and _source_file = ? and _source_line = ?",
                place,
            ).fetchone()
            assert changed == (1,), (kind, place)
        raised[kind] = sorted(drawn)
    return raised


@pytest.fixture(scope="module")
def perturbed(demo, tmp_path_factory: pytest.TempPathFactory) -> Perturbed:
    """The demo brand's audit with some charges raised, what depends on them built anew."""
    warehouse = LandedWarehouse.on_copy_of(Path(demo.warehouse), tmp_path_factory.mktemp("charges"))
    before = by_key(warehouse, "marts.fact_fee_audit")
    with duckdb.connect(str(warehouse.path)) as connection:
        raised = raise_charges(connection)
    warehouse.dbt("run", "--select", *REBUILT)
    return Perturbed(before, by_key(warehouse, "marts.fact_fee_audit__candidate"), raised)


def test_only_the_rows_of_the_raised_charges_change(perturbed: Perturbed) -> None:
    keys = set(perturbed.before) | set(perturbed.after)
    changed = [key for key in keys if perturbed.before.get(key) != perturbed.after.get(key)]
    drawn = [key for keys in perturbed.raised.values() for key in keys]
    assert len(drawn) == len(CHARGES) * DRAWN
    assert sorted(changed) == sorted(drawn)


@pytest.mark.parametrize("kind", CHARGES)
def test_a_raised_charge_is_a_finding_of_its_13_cents(perturbed: Perturbed, kind: str) -> None:
    for key in perturbed.raised[kind]:
        before, after = perturbed.before[key], perturbed.after[key]
        assert not before["is_finding"] and after["is_finding"], after
        assert after["expected_amount"] == before["expected_amount"]
        assert after["rate_card_row_id"] == before["rate_card_row_id"]
        assert after["variance_amount"] == after["claimable_amount"] == RAISED_BY, after
