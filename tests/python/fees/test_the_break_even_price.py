"""The break-even price of a what-if row is the one that trying every cent finds.

Whoever sets a price by it relies on it: the models solve each stretch of the cards in closed form
and would miss a price behind a jump, a minimum or a rounding silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.fees.break_even import HIGHEST_CENTS, Trial, draw_priced
from tests.python.fees.cases import ACCOUNTS, landed
from tests.python.fees.landing import Landing, replace_accounts
from tests.python.fees.selling import Oracle
from tests.python.mutation.planting import Workbench

pytestmark = pytest.mark.dear

CASES, DAILY = 200, 80
CENT = Decimal("0.01")
MODEL = "int_fees__break_even_prices"


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle()


@pytest.fixture(scope="module")
def trials(oracle: Oracle, number_of_cases) -> dict[str, Trial]:
    drawn = draw_priced(number_of_cases(CASES, DAILY), oracle)
    return {case["scenario_id"]: Trial(oracle, case) for case in drawn}


@pytest.fixture(scope="module")
def expected(trials: dict[str, Trial]) -> dict[str, Decimal | None]:
    return {name: trial.lowest() for name, trial in trials.items()}


@pytest.fixture(scope="module")
def found(manifest, trials, tmp_path_factory) -> Iterator[dict[str, tuple[Decimal | None, str]]]:
    """Break-even price and reason by what-if row, from the models built on those rows alone."""
    folder: Path = tmp_path_factory.mktemp("break_even")
    warehouse = folder / "landed.duckdb"
    rows = [landed(trial.case) for trial in trials.values()]
    Landing(warehouse, manifest).write("reference__fee_scenarios", rows)
    bench = Workbench(folder / "bench", warehouse)
    try:
        replace_accounts(bench.project, ACCOUNTS)
        outcomes = bench.run(
            "build", "--select", f"+{MODEL}", "--exclude-resource-type", "unit_test", "test"
        )
        broken = [f"{o.name}: {o.message}" for o in outcomes if o.status not in ("success", "pass")]
        assert not broken, "\n".join(broken)
    finally:
        bench.close()
    with duckdb.connect(str(bench.warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select scenario_id, break_even_price, reason_code "
            f"from intermediate.{MODEL} order by scenario_id"
        ).fetchall()
    assert len(rows) == len(trials)
    yield {name: (price, reason) for name, price, reason in rows}


def test_it_is_the_lowest_price_that_trying_every_cent_finds(found, expected, trials):
    wrong = []
    for name, price in expected.items():
        told = found[name][0]
        is_beyond = told is not None and told * 100 > HIGHEST_CENTS
        if told != price and not (price is None and is_beyond):
            wrong.append(f"{name}: {told} {found[name][1]}, tried: {price}\n  {trials[name].case}")
    assert not wrong, "\n".join(wrong[:8])


def test_at_it_nothing_is_lost_and_one_cent_less_loses(found, trials):
    wrong = []
    for name, (price, _) in found.items():
        if price is None:
            continue
        at, below = trials[name].balance(price), trials[name].balance(price - CENT)
        if not (at.is_known and at.amount >= 0 > below.amount):
            wrong.append(f"{name}: {price}: {at}, {below}")
    assert not wrong, "\n".join(wrong[:8])


def test_a_row_without_one_says_why(found, trials):
    for name, (price, reason) in found.items():
        assert (price is None) == (reason is not None)
        assert (reason == "no_cost") == (trials[name].cost is None)


def test_the_rows_reach_what_could_go_wrong(found, expected, trials):
    """Jumps: some higher price loses again. Unknown: a card is missing. Bounds: near an edge."""
    told = Counter(reason for _, reason in found.values())
    assert told[None] >= len(found) // 2 and told["no_card"] >= 2 and told["no_cost"] >= 1
    edges = [Decimal(edge) for edge in ("10.00", "10.01", "15.01", "20.01", "50.01")]
    prices = {name: price for name, price in expected.items() if price is not None}
    near = {edge for edge in edges if edge - CENT in prices.values()}
    assert len(near | (set(edges) & set(prices.values()))) >= 2
    falls = 0
    for name, price in prices.items():
        higher = [trials[name].balance(edge) for edge in edges if edge > price]
        falls += any(balance.is_known and balance.amount < 0 for balance in higher)
    assert falls >= 4
