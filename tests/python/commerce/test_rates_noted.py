"""What an order was translated with is noted once, whatever advertising is placed on it later."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.python.planting import ROOT

pytestmark = pytest.mark.dear

NOTED = """
    select currency, valid_on from main.rates_used where store = ? and order_number = ? order by all
"""
ADVERTISING = """
    from intermediate.int_ledger__events
    where event_type = 'ad_spend' and order_id is not null and currency <> reporting_currency
"""


def test_an_order_that_no_run_computed_notes_no_rate_of_its_advertising(demo, tmp_path) -> None:
    """A run computes the advertising of every order anew; of other orders it notes nothing.

    Were it noted, an order would carry rates that no run takes back, twice and thrice, and a
    corrected rate would have it computed in every run from then on.
    """
    warehouse = shutil.copy(demo.warehouse, tmp_path / "demo.duckdb")
    with duckdb.connect(str(warehouse)) as connection:
        assert connection.execute(f"select count(*) {ADVERTISING}").fetchone() > (100,)
        # A run in which no order changed: what it makes anew is advertising alone.
        connection.execute("delete from intermediate.int_changes__orders")
        connection.execute(
            "delete from intermediate.int_ledger__events where event_type <> 'ad_spend'"
        )
        connection.execute("update main.builds set state = 'computed'")
        noted = connection.execute("select * from main.rates_used order by all").fetchall()
    remember(warehouse, tmp_path / "dbt")
    with duckdb.connect(str(warehouse)) as connection:
        assert connection.execute("select state from main.builds").fetchall() == [("built",)]
        assert connection.execute("select * from main.rates_used order by all").fetchall() == noted


def test_a_cost_that_closed_books_leave_aside_notes_its_rate_too(demo, tmp_path) -> None:
    """It is compared with the one that they book: a rate that lands late is news of both."""
    warehouse = shutil.copy(demo.warehouse, tmp_path / "demo.duckdb")
    with duckdb.connect(str(warehouse)) as connection:
        key, store, order, day = connection.execute(
            """
            select lines.order_line_key, lines.store, lower(replace(lines.order_id, '#', '')),
                lines.sale_date
            from intermediate.int_orders__order_lines as lines
            semi join intermediate.int_costs__order_line_costs as costs using (order_line_key)
            where lines.currency = 'USD'
            order by all
            """
        ).fetchone()
        noted = connection.execute(NOTED, [store, order]).fetchall()
        assert ("GBP", day) not in noted
        connection.execute(
            "insert into intermediate.int_costs__order_line_costs select * replace "
            "('late' as cost_part_key, 'newest' as book, false as is_booked, 'GBP' as currency) "
            "from intermediate.int_costs__order_line_costs where order_line_key = ? limit 1",
            [key],
        )
        connection.execute("update main.builds set state = 'computed'")
    remember(warehouse, tmp_path / "dbt")
    with duckdb.connect(str(warehouse)) as connection:
        assert connection.execute(NOTED, [store, order]).fetchall() == sorted(
            [*noted, ("GBP", day)]
        )


def remember(warehouse: Path, folder: Path) -> None:
    """End a build as a run does once everything is published."""
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "run-operation"]
    command += ["remember_built", "--project-dir", ROOT, "--target-path", folder]
    command += ["--profiles-dir", ROOT / "commerce" / "profiles", "--log-path", folder]
    done = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "COMMERCE_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
