"""The warehouse prices 20,000 what-if rows exactly as the oracle does.

The models and the oracle read the same rate cards and share nothing else: the SQL was written
without the Python and the Python without the SQL. Every expected fee of the audit, the estimates of
what is not settled yet and the simulator's answers rest on these models; a boundary read wrongly
there would look like Amazon's mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.fees.cases import ACCOUNTS, account_of, draw, landed
from tests.python.fees.comparing import (
    ALWAYS,
    ALWAYS_BY_AMAZON,
    RELATION,
    SOMETIMES,
    differences,
    found_in,
    summary,
)
from tests.python.fees.landing import Landing, replace_accounts
from tests.python.fees.scenarios import COLUMNS, answer
from tests.python.fees.selling import Oracle
from tests.python.mutation.planting import Workbench

pytestmark = pytest.mark.dear

CASES, DAILY = 20_000, 4_000
SCENARIOS = "reference__fee_scenarios"
SELECTED = f"+{RELATION.split('.')[1]}"


@pytest.fixture(scope="module")
def cases(number_of_cases) -> list[dict[str, str]]:
    return draw(number_of_cases(CASES, DAILY))


@pytest.fixture(scope="module")
def some() -> list[dict[str, str]]:
    return draw(300)


@pytest.fixture(scope="module")
def built(manifest, cases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A warehouse with the models built on nothing but the cases and the accounts that ask."""
    folder = tmp_path_factory.mktemp("fees")
    warehouse = folder / "landed.duckdb"
    Landing(warehouse, manifest).write(SCENARIOS, map(landed, cases))
    bench = Workbench(folder / "bench", warehouse)
    try:
        replace_accounts(bench.project, ACCOUNTS)
        outcomes = bench.run(
            "build", "--select", SELECTED, "--exclude-resource-type", "unit_test", "test"
        )
        broken = [f"{o.name}: {o.message}" for o in outcomes if o.status not in ("success", "pass")]
        assert not broken, "\n".join(broken)
        assert SELECTED[1:] in {o.name for o in outcomes}
    finally:
        bench.close()
    yield bench.warehouse


def test_the_models_price_every_case_as_the_oracle_does(built: Path, cases):
    told = found_in(built)
    found = differences(cases, told, Oracle())
    if found:
        pytest.fail(summary(found, cases), pytrace=False)
    codes = {row.fee_code for rows in told.values() for row in rows}
    assert codes >= {*ALWAYS, *ALWAYS_BY_AMAZON, *SOMETIMES[:3]}


def test_every_case_is_landed_as_it_was_drawn(manifest, some, tmp_path: Path):
    """A case that reached the models changed would be compared with the answer to another one."""
    warehouse = tmp_path / "landed.duckdb"
    Landing(warehouse, manifest).write(SCENARIOS, map(landed, some))
    names = [name for name in COLUMNS if name != "is_sipp"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            f"select {', '.join(names)}, _store, is_sipp from landing.{SCENARIOS} order by 1"
        ).fetchall()
    assert len(rows) == len(some)
    for case, row in zip(some, rows, strict=True):
        found = dict(zip((*names, "_store"), row, strict=False))
        for name, value in found.items():
            if isinstance(value, Decimal | int):
                assert value == Decimal(case[name])
            else:
                assert (f"{value}" if value is not None else "") == case[name]
        assert row[-1] is {"true": True, "false": False, "": None}[case["is_sipp"]]


# The comparison itself, on a relation made by hand of the oracle's own answers.

CHANGES = {
    "nothing": "",
    "a cent": f"update {RELATION} set expected_amount = expected_amount + 0.01 "
    "where rowid = (select min(rowid) from {0} where expected_amount is not null)",
    "a reason": f"update {RELATION} set reason_code = 'no_price' "
    "where rowid = (select min(rowid) from {0} where reason_code = 'no_card')",
    "nothing instead of unknown": f"update {RELATION} set expected_amount = 0, reason_code = null "
    "where rowid = (select min(rowid) from {0} where reason_code = 'no_card')",
    "a tier": f"update {RELATION} set size_tier = 'small_bulky' where rowid = (select min(rowid) "
    "from {0} where size_tier = 'large_standard' and fee_code = 'fba_fulfillment_fee')",
    "a weight": f"update {RELATION} set billable_weight = billable_weight + 0.000002 where rowid = "
    "(select min(rowid) from {0} where billable_weight > 0 and fee_code = 'fba_fulfillment_fee')",
    "a missing row": f"delete from {RELATION} "
    "where rowid = (select min(rowid) from {0} where fee_code = 'removal_fee')",
    "a missing closing fee": f"delete from {RELATION} where rowid = (select min(rowid) "
    "from {0} where fee_code = 'variable_closing_fee' and expected_amount > 0)",
    "a row twice": f"insert into {RELATION} select * from {RELATION} limit 1",
    "a needless fee": f"insert into {RELATION} select subject_kind, subject_id, "
    "'storage_fee', 1, null, null, null from {0} limit 1",
    "a scenario nobody asked": f"insert into {RELATION} values "
    "('scenario', 'another', 'referral_fee', 1, null, null, null)",
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_comparison_sees_a_single(change: str, some, tmp_path: Path):
    oracle, warehouse = Oracle(), tmp_path / "made.duckdb"
    rows = []
    for case in some:
        right = answer(oracle, case, account_of(case))
        for code, fee in right.fees.items():
            weights = (right.size_tier, right.billable_weight)
            row = ("scenario", case["scenario_id"], code, fee.amount, fee.reason)
            rows.append((*row, *(weights if code == "fba_fulfillment_fee" else (None, None))))
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            f"create table {RELATION} (subject_kind text, subject_id text, fee_code text, "
            "expected_amount decimal(18, 4), reason_code text, size_tier text, "
            "billable_weight decimal(18, 6))"
        )
        connection.executemany(f"insert into {RELATION} values (?, ?, ?, ?, ?, ?, ?)", rows)
        if CHANGES[change]:
            connection.execute(CHANGES[change].format(RELATION))
    found = differences(some, found_in(warehouse), oracle)
    assert len(found) == (0 if change == "nothing" else 1), summary(found, some)
