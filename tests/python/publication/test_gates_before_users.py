"""What users read changes when every gate has passed, and not before.

Who relies on it: whoever opens a dashboard while a build runs, or after one that failed. What
would go wrong silently: figures that a gate had refused would be in the reports.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import duckdb
import pytest

from tests.python.mutation.planting import Change, Workbench
from tests.python.planting import planted

pytestmark = pytest.mark.dear

REPORT = "rpt_channel_profitability_monthly"
FILE = f"models/reports/{REPORT}.sql"
LAST = "select * from final"
ROWS_LOST = Change(
    "a gate of severity error fails",
    FILE,
    LAST,
    "select * from final where channel_name <> 'Amazon FBA'",
    REPORT,
)
OTHER_ORDER = Change(
    "all gates pass",
    FILE,
    "performance.sort_order as channel_sort_order",
    "performance.sort_order + case when performance.channel_name = 'Amazon FBA' then 100 else 0 end"
    " as channel_sort_order",
    REPORT,
)
UNIT_TEST_FAILS = Change(
    "a unit test expects another number",
    f"models/reports/{REPORT}.yml",
    "gross_revenue: 30, net_revenue: 9",
    "gross_revenue: 31, net_revenue: 9",
    REPORT,
)
RATED = "rpt_promotion_performance"
RATE_LOST = Change(
    "a value is nothing",
    f"models/reports/{RATED}.sql",
    "{{ divide_round('totals.discounts', 'totals.gross_revenue', 4) }} as discount_rate",
    "cast(null as numeric(18, 4)) as discount_rate",
    RATED,
)
DOES_NOT_RUN = Change(
    "no such column", FILE, LAST, "select *, 1 / no_such_column from final", REPORT
)


@pytest.fixture
def bench(demo, tmp_path) -> Iterator[Workbench]:
    bench = Workbench(tmp_path, demo.warehouse)
    yield bench
    bench.close()


def planted_in(bench: Workbench, change: Change):
    """The bench's project with a change in it, for a while."""
    return planted(change, bench.project)


def rows(bench: Workbench, relation: str) -> list[tuple]:
    """The rows of a relation; no dbt process holds the warehouse meanwhile."""
    bench.close()
    with duckdb.connect(str(bench.warehouse), read_only=True) as connection:
        return sorted(connection.execute(f"select * from {relation}").fetchall(), key=repr)


def published(bench: Workbench) -> list[tuple]:
    return rows(bench, f"reports.{REPORT}")


def candidate(bench: Workbench) -> list[tuple]:
    return rows(bench, f"reports.{REPORT}__candidate")


def states(bench: Workbench) -> dict[str, str]:
    """What is not published of what was built."""
    found = {row[0]: row[1] for row in rows(bench, "main.publications")}
    return {name: state for name, state in found.items() if state != "published"}


def build(bench: Workbench, command: str = "build", *more: str, report: str = REPORT) -> set[str]:
    """Run dbt on a report and its gates; the statuses of what ran."""
    unit_tests = ["--exclude-resource-type", "unit_test"] if command in ("build", "test") else []
    return {o.status for o in bench.run(command, "--select", report, *unit_tests, *more)}


def test_a_failing_gate_leaves_users_what_they_had_and_its_rows_are_rolled_back(bench):
    before = published(bench)
    with planted_in(bench, ROWS_LOST):
        assert "fail" in build(bench)
    assert published(bench) == before
    assert len(candidate(bench)) < len(before)
    # Another model passes its own gates meanwhile: the open ones still keep all from the users.
    bench.run("build", "--select", "dim_channel", "--exclude-resource-type", "unit_test")
    assert published(bench) == before
    assert states(bench) == {"reports." + REPORT: "candidate", "marts.dim_channel": "candidate"}
    with planted_in(bench, DOES_NOT_RUN):
        assert "error" in build(bench)
    assert candidate(bench) == published(bench) == before
    assert "fail" not in build(bench)
    assert published(bench) == candidate(bench) == before
    assert states(bench) == {}


def test_a_table_that_is_made_anew_takes_the_place_of_the_published_one(bench):
    """Nothing is compared or copied; the candidate's name then leads to the published table."""

    def kinds() -> dict[str, str]:
        found = rows(bench, "information_schema.tables where table_schema = 'reports'")
        return {row[2]: row[3] for row in found if row[2].startswith(REPORT)}

    before = published(bench)
    assert kinds() == {REPORT: "BASE TABLE", f"{REPORT}__candidate": "VIEW"}
    for _ in range(2):
        with planted_in(bench, DOES_NOT_RUN):
            assert "error" in build(bench)
        assert candidate(bench) == published(bench) == before
    with planted_in(bench, OTHER_ORDER):
        build(bench)
    assert candidate(bench) == published(bench) != before
    assert kinds() == {REPORT: "BASE TABLE", f"{REPORT}__candidate": "VIEW"}


@pytest.mark.parametrize("how", [(), ("--full-refresh",)], ids=["as usual", "full refresh"])
def test_a_build_that_passes_brings_its_rows_to_the_users(bench, how):
    before = published(bench)
    with planted_in(bench, OTHER_ORDER):
        build(bench, "build", *how)
    after = published(bench)
    assert after == candidate(bench) != before
    assert len(after) == len(before)
    other = {row[:3] for row in set(after) - set(before)}
    assert other and {row[2] for row in other} == {"Amazon FBA"}
    names = rows(bench, "information_schema.tables where table_schema = 'reports'")
    assert not any(str(row[2]).endswith(("__new", "__former", "__touched")) for row in names)


def test_a_value_that_goes_or_comes_reaches_the_users_too(bench):
    """Nothing equals nothing here, and no value does."""
    before = rows(bench, f"reports.{RATED}")
    with planted_in(bench, RATE_LOST):
        build(bench, report=RATED)
    without = rows(bench, f"reports.{RATED}")
    assert without == rows(bench, f"reports.{RATED}__candidate") != before
    assert len(without) == len(before)
    build(bench, report=RATED)
    assert rows(bench, f"reports.{RATED}") == before


def test_a_run_alone_publishes_nothing_and_the_tests_after_it_do(bench):
    before = published(bench)
    with planted_in(bench, OTHER_ORDER):
        build(bench, "run")
        assert published(bench) == before != candidate(bench)
        # A unit test was not begun by the run; one that fails now keeps all from the users.
        with planted_in(bench, UNIT_TEST_FAILS):
            statuses = {o.status for o in bench.run("test", "--select", REPORT)}
        assert "fail" in statuses
        assert published(bench) == before
        bench.run("test", "--select", REPORT)
    assert published(bench) == candidate(bench) != before


def test_a_retry_goes_on_where_a_run_stopped_and_publishes_when_the_rest_has_passed(bench):
    before = published(bench)
    with planted_in(bench, OTHER_ORDER), planted_in(bench, UNIT_TEST_FAILS):
        assert "fail" in {o.status for o in bench.run("build", "--select", REPORT)}
    assert published(bench) == before
    with planted_in(bench, OTHER_ORDER):
        # The report itself was skipped, and a retry has no selection of its own.
        assert "fail" not in {o.status for o in bench.run("retry")}
    assert published(bench) == candidate(bench) != before
    assert states(bench) == {}


def test_a_closed_month_that_a_build_would_change_is_named(bench):
    """A sale is never late: one that lands after the close changes its month, and is told."""
    gate = ("test", "--select", "closed_periods_stay_as_published")
    closed = ("--vars", json.dumps({"closed_through": "2026-03-31"}))

    def statuses(*more: str) -> set[str]:
        return {o.status for o in bench.run(*gate, *more) if o.is_test}

    def published_otherwise(first: str, last: str) -> None:
        bench.close()
        with duckdb.connect(str(bench.warehouse)) as connection:
            connection.execute(
                "update marts.fact_financial_performance set ad_spend = ad_spend + 1 "
                "where financial_performance_key = (select min(financial_performance_key) "
                f"from marts.fact_financial_performance where ad_spend <> 0 and event_date "
                f"between '{first}' and '{last}')"
            )

    assert statuses(*closed) == {"pass"}
    published_otherwise("2026-04-01", "2026-04-30")
    assert statuses(*closed) == {"pass"}
    published_otherwise("2026-03-01", "2026-03-31")
    assert statuses(*closed) == {"warn"}
    assert statuses() == {"pass"}


@pytest.mark.parametrize(
    ("name", "value", "must_be"),
    [
        ("attribution_model", "last_click", "one of first_touch, last_"),
        ("closed_through", "2025-02-29", "the last closed day, such as 2025-03-31."),
        ("closed_through", "2025-13-01", "the last closed day, such as 2025-03-31."),
        ("closed_through", "yesterday", "the last closed day, such as 2025-03-31."),
    ],
)
def test_a_variable_that_makes_no_sense_is_refused_at_once(bench, name, value, must_be):
    given = json.dumps({name: value})
    said = f"The variable {name} is '{value}': it must be {must_be}"
    with pytest.raises(AssertionError, match=said):
        bench.run("run", "--select", "dim_date", "--vars", given)
