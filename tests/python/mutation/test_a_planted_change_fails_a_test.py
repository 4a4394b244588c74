"""A rule that can be changed without a test failing is no rule: each is broken here on purpose."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.python.mutation.conftest import A_DAY
from tests.python.mutation.planting import (
    Change,
    Outcome,
    Workbench,
    failing,
    load_changes,
    rounds,
    rows_that_differ,
)
from tests.python.planting import ROOT, sample_of_the_day


def test_the_unchanged_project_passes_the_same_tests(workbench, changes_today) -> None:
    selectors = sorted({part for change in changes_today for part in change.tests.split()})
    outcomes = workbench.run("test", "--select", *selectors)
    assert len(outcomes) >= len(selectors)
    assert failing(outcomes) == []


def test_a_planted_change_is_caught(
    change: Change, workbench: Workbench, caught_together: dict[Change, list[str]], verdict
) -> None:
    caught = caught_together.get(change) or workbench.caught_by(change)
    verdict(f"{change.rule}: {', '.join(caught) or 'NOT CAUGHT'}")
    assert caught, f"no test fails when {change.file} says: {change.new}"


def test_every_change_is_of_a_text_that_stands_once() -> None:
    for change in load_changes():
        text = (ROOT / change.file).read_text("utf-8")
        assert change.planted_in(text) != text, change.rule


def test_every_rule_is_named_once() -> None:
    named = Counter(change.rule for change in load_changes())
    assert [rule for rule, count in named.items() if count > 1] == []


def test_every_model_with_a_rule_has_a_planted_change() -> None:
    folders = (ROOT / "models" / name for name in ("intermediate", "marts", "reports"))
    models = {path for folder in folders for path in folder.rglob("*.sql")}
    changed = {ROOT / Path(change.file) for change in load_changes()}
    assert sorted(str(path.relative_to(ROOT)) for path in models - changed) == []


def test_every_change_has_its_day_within_a_year() -> None:
    changes = load_changes()
    days = range(1, 366)
    of_days = [sample_of_the_day(changes, day, A_DAY) for day in days]
    assert {change for sample in of_days for change in sample} == set(changes)
    assert all(1 <= len(sample) <= A_DAY for sample in of_days)


def test_changes_of_one_model_are_planted_apart_and_none_is_forgotten() -> None:
    changes = load_changes()
    together = rounds(changes)
    assert all(len({c.model for c in each}) == len(each) for each in together)
    planted = [change for each in together for change in each]
    assert sorted(planted, key=str) == sorted((c for c in changes if c.model), key=str)


def test_a_change_that_no_longer_fits_its_file_is_an_error() -> None:
    change = Change("a rule", "a file", "old", "new", "a_test")
    for text in ("nothing of it", "old and old again"):
        with pytest.raises(ValueError):
            change.planted_in(text)


def test_a_change_that_does_not_run_is_not_called_caught() -> None:
    with pytest.raises(AssertionError):
        failing([Outcome("unit_test", "a_test", "error", "no such column")])
    warned = Outcome("test", "a_gate", "warn", "2 rows")
    failed = Outcome("test", "another_gate", "fail", "1 row")
    assert failing([warned, failed]) == ["another_gate"]


def test_a_fact_with_one_other_amount_differs_and_an_equal_one_does_not(tmp_path: Path) -> None:
    for name, amount in (("one", 5), ("same", 5), ("other", 6)):
        with duckdb.connect(str(tmp_path / name)) as connection:
            connection.execute("create schema marts")
            connection.execute(
                "create table marts.fact_financial_performance as select 'key' as "
                "financial_performance_key, 'actual' as revenue_basis, 'known' as cost_status, "
                f"{amount} as net_profit"
            )
    assert rows_that_differ(tmp_path / "same", tmp_path / "one") == 0
    assert rows_that_differ(tmp_path / "other", tmp_path / "one") == 2
