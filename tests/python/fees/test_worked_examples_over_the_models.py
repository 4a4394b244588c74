"""Published and observed fees come out of the built models, not only of the oracle.

Who trusts an expected fee relies on it: each example lands as what a brand has of it (a what-if
row, an order line, a month of storage, aged goods) and passes through staging, measures, cards and
engines to the amount that somebody else printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from tests.python.fees.examples_landed import ACCOUNTS, NOT_COVERED, Ask, asking
from tests.python.fees.facts import facts
from tests.python.fees.landing import Landing, replace_accounts
from tests.python.fees.oracle import half_up
from tests.python.mutation.planting import Workbench

pytestmark = pytest.mark.dear

DOMAINS = {"fba", "referral", "refund", "storage", "aged", "removal", "coupon", "other"}
BUILT = ("+fact_fee_quotes", "+int_fees__storage_expected", "+int_fees__aged_expected")
# Every amount by the example that it answers.
TOLD = """
    select subject_id, fee_code as told, expected_amount as amount
    from intermediate.int_fees__amazon_expected where subject_kind = 'scenario'
    union all
    select split_part(subject_id, '/', 1), fee_code, expected_amount
    from intermediate.int_fees__amazon_expected where subject_kind = 'order_line'
    union all
    select scenario_id, fee_code, expected_amount from marts.fact_fee_quotes__candidate
    where fee_code = 'coupon_fee'
    union all
    select scenario_id, 'with_digital_services', sum(expected_amount)
    from marts.fact_fee_quotes__candidate
    where fee_code in ('referral_fee', 'digital_services_fee') group by scenario_id
    union all
    select subjects.subject_id, 'base_fee', fulfillment.base_fee
    from intermediate.int_fees__fulfillment_expected as fulfillment
    join intermediate.int_fees__subjects as subjects using (subject_key)
    union all
    select subjects.subject_id, 'unit_fee', fulfillment.unit_fee
    from intermediate.int_fees__fulfillment_expected as fulfillment
    join intermediate.int_fees__subjects as subjects using (subject_key)
    union all
    select subjects.subject_id, 'surcharge_rate', fulfillment.surcharge_rate
    from intermediate.int_fees__fulfillment_expected as fulfillment
    join intermediate.int_fees__subjects as subjects using (subject_key)
    union all
    select sku, 'storage', expected_amount from intermediate.int_fees__storage_expected
    union all
    select sku, 'aged', expected_amount from intermediate.int_fees__aged_expected
"""
SIZED = """
    select subjects.subject_id, fulfillment.size_tier, fulfillment.billable_weight
    from intermediate.int_fees__fulfillment_expected as fulfillment
    join intermediate.int_fees__subjects as subjects using (subject_key)
"""


@pytest.fixture(scope="module")
def examples() -> dict[str, dict[str, str]]:
    """The examples of Amazon's fees by id; skips where the facts are not beside the repository."""
    rows = facts("worked_examples")
    return {row["example_id"]: row for row in rows if row["domain"] in DOMAINS}


@pytest.fixture(scope="module")
def asked(examples) -> dict[str, Ask]:
    known = {name: asking(row) for name, row in examples.items()}
    return {name: ask for name, ask in known.items() if ask}


@pytest.fixture(scope="module")
def warehouse(manifest, asked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All examples landed side by side and built once."""
    folder = tmp_path_factory.mktemp("examples")
    rows = defaultdict(list)
    for ask in asked.values():
        for table, row in ask.landed:
            rows[table].append(row)
    landing = Landing(folder / "landed.duckdb", manifest)
    for table, those in rows.items():
        landing.write(table, those)
    bench = Workbench(folder / "bench", folder / "landed.duckdb")
    try:
        replace_accounts(bench.project, ACCOUNTS)
        outcomes = bench.run(
            "build", "--select", *BUILT, "--exclude-resource-type", "unit_test", "test"
        )
        broken = [f"{o.name}: {o.message}" for o in outcomes if o.status not in ("success", "pass")]
        assert not broken, "\n".join(broken)
    finally:
        bench.close()
    yield bench.warehouse


@pytest.fixture(scope="module")
def told(warehouse: Path) -> dict[tuple[str, str], Decimal | None]:
    """What the models answer, by example and kind of answer."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(TOLD).fetchall()
    answers = {(name, kind): amount for name, kind, amount in rows}
    assert len(answers) == len(rows), "an example has two answers of one kind"
    return answers


def answer(name: str, ask: Ask, told: dict) -> Decimal | None:
    amount = told.get((name, ask.told))
    return None if amount is None else half_up(Fraction(ask.counted(amount)))


def test_every_example_lands(examples, asked):
    """One that nobody knows how to land would be an example that nothing holds to."""
    assert sorted(set(examples) - set(asked)) == []
    assert set(NOT_COVERED) < set(examples)
    kinds = {row["kind"] for name, row in examples.items() if name not in NOT_COVERED}
    assert kinds == {"published example", "observed in real report", "derived from table"}


@pytest.mark.parametrize("domain", sorted(DOMAINS))
def test_the_models_come_to_the_amount_of_each_example(domain: str, examples, asked, told):
    mine = [
        name
        for name, row in examples.items()
        if row["domain"] == domain and name not in NOT_COVERED
    ]
    assert mine
    found = {name: answer(name, asked[name], told) for name in mine}
    assert found == {name: Decimal(examples[name]["expected_amount"]) for name in mine}


def test_the_models_put_each_example_into_its_size_tier(examples, asked, warehouse):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        sized = {name: rest for name, *rest in connection.execute(SIZED).fetchall()}
    named = {name: ask for name, ask in asked.items() if ask.tier}
    assert len(named) > 20
    assert {name: sized[name][0] for name in named} == {
        name: ask.tier for name, ask in named.items()
    }
    weighed = {name: Decimal(ask.weight) for name, ask in named.items() if ask.weight}
    assert {name: half_up(Fraction(sized[name][1]), 4) for name in weighed} == weighed


def test_amazon_takes_no_share_of_shipping_that_it_takes_back(told):
    """What example O012 says beside its amount: commission still 9.63 with shipping of 7.06."""
    assert told["O012", "referral_fee"] == Decimal("9.63")


@pytest.mark.parametrize("name", sorted(NOT_COVERED))
def test_what_is_not_covered_can_not_be(name: str, examples, asked, told):
    reason, _ = NOT_COVERED[name]
    amount = answer(name, asked[name], told)
    assert amount is not None and amount > 0
    assert amount != Decimal(examples[name]["expected_amount"]), f"covered now, no longer: {reason}"
