"""Whether an interval of 95 % is one: simulated panels of a known truth, through the models' SQL.

Who relies on it: whoever moves an advertising budget by an interval of rpt_halo_effect. `make
prove-halo` tries 500 panels a cell and compares the table with the documentation; every run of the
suites tries fewer.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.python.halo.cells import Row, coverage, table
from tests.python.halo.conftest import ALL

pytestmark = pytest.mark.dear

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "models" / "intermediate" / "halo" / "_halo__docs.md"
# With fewer panels chance alone goes further: four standard deviations.
PROMISED = {True: (0.93, 0.97), False: (0.83, 1.0)}


@pytest.fixture(scope="module")
def rows(estimators, panel_count) -> list[Row]:
    found = coverage(estimators, panel_count)
    print(f"\n{panel_count} panels a row\n{table(found)}")
    return found


def of(rows: list[Row], world: str, method: str) -> Row:
    (row,) = [row for row in rows if (row.world, row.method) == (world, method)]
    return row


def test_honest_intervals_hold_the_truth_as_often_as_they_say(rows, panel_count):
    low, high = PROMISED[panel_count == ALL]
    honest = [row for row in rows if row.is_honest]
    assert len(honest) == 9
    assert {row.text for row in honest if not low <= row.covered <= high} == set()


def test_where_nothing_is_nothing_is_found_but_by_chance(rows, panel_count):
    low, high = PROMISED[panel_count == ALL]
    honest = [row for row in rows if row.is_honest and row.truth == 0]
    assert len(honest) == 4
    assert {row.text for row in honest if not 1 - high <= row.rejected <= 1 - low} == set()


def test_estimates_are_right_in_the_mean(rows):
    assert all(abs(row.mean - row.truth) < 0.05 for row in rows if row.is_honest)


def test_the_ways_to_fool_oneself_do(rows):
    plain = of(rows, "no effect", "errors taken for independent")
    assert plain.covered < 0.88 and plain.rejected > 0.12
    assert of(rows, "effect 0.1", "decay chosen by fit").covered < 0.93
    assert of(rows, "effect 0.6", "country totals").covered < 0.05
    days = of(rows, "effect 2, errors of days persist", "time-based regression")
    assert days.covered < 0.75


@pytest.mark.parametrize("effect", ["no effect", "effect 0.6"])
def test_the_placebo_finds_spend_that_follows_the_sales(rows, effect):
    chased = of(rows, f"{effect}, spend follows sales", "two-way fixed effects")
    assert chased.covered < 0.02 and chased.placebo > 0.98
    assert of(rows, effect, "two-way fixed effects").placebo < 0.2


def test_the_documentation_shows_this_table(rows, panel_count):
    if panel_count != ALL:
        pytest.skip("only --all-panels draws the panels of the documentation")
    shown = re.search(r"^\| world .*?(?=\n\n)", DOCS.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert shown and shown[0] == table(rows), table(rows)
