"""The benchmark lands what it generates, and says how it compares."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from commerce import bench, bench_attribution, bench_build, bench_copies
from commerce.errors import UserError
from commerce.workspace import open_workspace

COUNTS = """
    select
        (select count(*) from landing.shopify__orders),
        (select count(*) from landing.amazon__all_orders),
        (select count(distinct amazon_order_id) from landing.amazon__all_orders),
        (select count(distinct settlement_id) from landing.amazon__settlements)
"""


def test_the_generated_settlement_states_the_sum_of_its_rows(tmp_path: Path) -> None:
    bench.write_settlement(tmp_path / "s.txt", 50)
    header, *rows = (line.split("\t") for line in (tmp_path / "s.txt").read_text().splitlines())
    stated, amount = header.index("total-amount"), header.index("amount")
    assert sum(Decimal(row[amount]) for row in rows[1:]) == Decimal(rows[0][stated])
    assert len(rows) == 51


@pytest.mark.dear
def test_the_benchmark_prints_both_ratios(commerce) -> None:
    done = commerce("bench", "--rows", "200")
    assert done.returncode == 0, done.stdout
    assert re.search(r"4 files +\d[\d,]* MiB.*\n +50 files +\d[\d,]* MiB", done.stdout)
    assert re.search(
        r"Landing takes \d+\.\d times the plain Spark floor; peak memory of 50 files is "
        r"\d+\.\d\d times that of 4\.",
        " ".join(done.stdout.split()),
    )


@pytest.mark.dear
def test_credits_are_timed_against_the_last_touch_alone(commerce) -> None:
    done = commerce("bench", "--touches", "1200")
    assert done.returncode == 0, done.stdout
    assert re.search(
        r"The models by rule take \d+\.\d times the last touch alone; Markov and Shapley \d+\.\d "
        r"times\.",
        " ".join(done.stdout.split()),
    )


@pytest.mark.parametrize(
    "change",
    [
        "update {} set linear_units = 1",
        "delete from {}",
        "update {} set touch_id = 'another'",
    ],
)
def test_a_credit_that_does_not_add_up_is_no_comparison(change: str) -> None:
    rules = f"intermediate.{bench_attribution.RULES}"
    units = ", ".join(f"1000000 as {name}_units" for name in bench_attribution.MODELS_BY_RULE)
    path = "select 'k' as order_key, 't' as touch_id"
    with duckdb.connect() as connection:
        connection.execute("create schema intermediate")
        connection.execute(f"create table intermediate.int_attribution__path_touches as {path}")
        connection.execute(f"create table {rules} as {path}, {units}")
        bench_attribution.verify(connection)
        connection.execute(change.format(rules))
        with pytest.raises(UserError):
            bench_attribution.verify(connection)


def test_a_multiplied_landing_has_as_many_orders_of_each_kind_and_other_numbers(demo, tmp_path):
    large = tmp_path / "large.duckdb"
    lines = bench_copies.multiply(demo.warehouse, large, 9_000)
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        once = connection.execute(COUNTS).fetchone()
    with duckdb.connect(str(large), read_only=True) as connection:
        thrice = connection.execute(COUNTS).fetchone()
        (costs,) = connection.execute("select count(*) from landing.costs__cogs").fetchone()
        rows, lines_of_files = connection.execute(
            "select count(*), count(distinct (_file_sha256, _source_line)) "
            "from landing.shopify__payment_transactions"
        ).fetchone()
    assert thrice == tuple(3 * count for count in once)
    assert lines == 3 * (once[0] + once[1]) >= 9_000
    assert costs > 0
    assert rows == lines_of_files > 0


def test_a_day_held_back_is_delivered_whole_and_by_a_batch_of_its_own(demo, tmp_path):
    large = tmp_path / "large.duckdb"
    bench_copies.multiply(demo.warehouse, large, 6_000)

    def counted() -> dict[str, int]:
        with duckdb.connect(str(large), read_only=True) as connection:
            query = "select count(*), count(*) filter (_batch_id = ?) from landing.{}"
            batch = [bench_copies.NEXT_BATCH]
            return {
                table: connection.execute(query.format(table), batch).fetchone()
                for table in bench_copies.DAYS
            }

    before = counted()
    lines = bench_copies.hold_back_a_day(large)
    held_back = {table: before[table][0] - count for table, (count, _) in counted().items()}
    bench_copies.deliver_the_day(large)
    assert all(0 < count < before[table][0] for table, count in held_back.items())
    assert counted() == {table: (before[table][0], count) for table, count in held_back.items()}
    assert lines == sum(held_back[table] for table in bench_copies.LINES)


@pytest.mark.dear
def test_growth_and_a_day_are_measured(commerce) -> None:
    done = commerce("bench", "--growth", "7000")
    assert done.returncode == 0, done.stdout
    assert re.search(r"a day, \d+ of [\d,]+ orders +\d+\.\d s +\d+ MiB", done.stdout)
    assert re.search(
        r"Time grows with the exponent -?\d+\.\d\d; a day costs -?\d+\.\d% of a full build",
        " ".join(done.stdout.split()),
    )


def test_fee_models_and_others_share_the_time_of_a_build(tmp_path):
    workspace = open_workspace(tmp_path / "large.duckdb")
    results = workspace.dbt / "target" / "run_results.json"
    results.parent.mkdir()
    seconds = {
        "model.p.int_fees__subjects": 1.0,
        "model.p.fact_fee_audit": 2.0,
        "model.p.int_fees__settlement_amounts_placed": 4.0,
        "model.p.fact_ledger_events": 8.0,
    }
    body = [{"unique_id": name, "execution_time": time} for name, time in seconds.items()]
    results.write_text(json.dumps({"results": body}))
    assert bench_build.shares(workspace) == (3.0, 12.0)
