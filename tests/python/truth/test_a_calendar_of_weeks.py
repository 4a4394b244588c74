"""The demo brand closed on a 4-4-5 calendar with a year of 53 weeks: every gate holds, and each
period has what the truth has between its days."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.mutation.planting import FILES, PROJECT
from tests.python.planting import copy_project

pytestmark = pytest.mark.dear

Period = tuple[int, int, dt.date, dt.date]


def calendar_of_weeks() -> list[Period]:
    """Year, number, first and last day of 4-4-5 periods from the last Sunday of 2024 on."""
    periods, start = [], dt.date(2024, 12, 29)
    for year in (2025, 2026, 2027):
        for number in range(1, 13):
            weeks = 5 if number % 3 == 0 else 4
            weeks += (year, number) == (2026, 12)
            end = start + dt.timedelta(days=7 * weeks - 1)
            periods.append((year, number, start, end))
            start = end + dt.timedelta(days=1)
    return periods


def close_on(periods: list[Period], closed_through: dt.date, folder: Path, warehouse: Path) -> str:
    """Build what depends on the calendar in a copy of the project; return what dbt printed."""
    copy_project(folder / "project", (*PROJECT, *FILES), "python")
    rows = [f"{year},{number},{first},{last},\n" for year, number, first, last in periods]
    seed = folder / "project" / "seeds" / "reference" / "fiscal_periods.csv"
    seed.write_text("fiscal_year,fiscal_period,starts_on,ends_on,closed_at\n" + "".join(rows))
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "build"]
    command += ["--select", "fiscal_periods+", "--exclude-resource-type", "unit_test"]
    command += ["--project-dir", folder / "project", "--target-path", folder / "target"]
    command += ["--profiles-dir", folder / "project" / "commerce" / "profiles"]
    command += ["--log-path", folder, "--vars", f'{{closed_through: "{closed_through}"}}']
    done = subprocess.run(
        list(map(str, command)),
        env={**os.environ, "COMMERCE_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


def test_each_period_of_weeks_has_what_the_truth_has_between_its_days(truth, demo, tmp_path):
    warehouse = tmp_path / "weeks.duckdb"
    shutil.copy(demo.warehouse, warehouse)
    periods = calendar_of_weeks()
    closed_through = dt.date(2026, 4, 25)
    close_on(periods, closed_through, tmp_path, warehouse)
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for row in truth["fact"]:
        day = dt.date.fromisoformat(row["event_date"])
        for year, number, first, last in periods:
            if first <= day <= last:
                expected[f"{year}-P{number:02d}"] += Decimal(row["measures"].get("ad_spend", 0))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        closed = connection.execute(
            """
            select period_name, sum(booked_amount), bool_and(is_closed), max(period_end)
            from reports.rpt_month_end_close
            where period_kind = 'fiscal_period' and pnl_line = 'ad_spend' group by all
            """
        ).fetchall()
        (months,) = connection.execute(
            """
            select sum(booked_amount) from reports.rpt_month_end_close
            where period_kind = 'calendar_month' and pnl_line = 'ad_spend'
            """
        ).fetchone()
    built = {name: amount for name, amount, _, _ in closed if amount}
    assert built == {name: amount for name, amount in expected.items() if amount}
    assert len(built) >= 19
    assert sum(built.values()) == months
    assert {is_closed for _, _, is_closed, _ in closed} == {True, False}
    assert all(is_closed == (last <= closed_through) for _, _, is_closed, last in closed)
