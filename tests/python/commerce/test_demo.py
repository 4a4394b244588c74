"""The demo brand from its raw exports to the printed table, and again: nothing may change."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from commerce.profit_table import money

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "data" / "sample"


@pytest.fixture(scope="module")
def copy(demo, tmp_path_factory) -> Path:
    """The demo warehouse with all that belongs to it, in another folder."""
    folder = tmp_path_factory.mktemp("copy")
    for beside in demo.warehouse.parent.iterdir():
        if beside.is_dir():
            shutil.copytree(beside, folder / beside.name)
        else:
            shutil.copy(beside, folder)
    return folder / demo.warehouse.name


def manifest_of(warehouse: Path) -> bytes:
    return (warehouse.with_name(f"{warehouse.stem}.landing") / "manifest.json").read_bytes()


def test_the_last_line_says_how_the_run_ended(demo) -> None:
    last = demo.output.splitlines()[-1]
    assert last.startswith("Built: all" if demo.code == 0 else "Built, but")


def test_the_printed_total_is_the_sum_of_the_fact(demo) -> None:
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        gross, net, profit = connection.execute(
            "select sum(gross_revenue), sum(net_revenue), sum(net_profit) "
            "from marts.fact_financial_performance"
        ).fetchone()
    lines = [re.split(r"\s{2,}", line.strip()) for line in demo.output.splitlines()]
    (figures,) = (line for line in lines if line[0] == "Total")
    assert figures[1] == money(Decimal(gross))
    assert figures[5] == money(Decimal(net))
    assert figures[12] == money(Decimal(profit))


def test_every_settlement_is_named_and_ties_to_the_cent(demo) -> None:
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        stated = connection.execute(
            "select distinct document_id, amount, currency from marts.fact_control_totals "
            "where report = 'settlements' and ledger_role = 'stated'"
        ).fetchall()
    assert stated
    for document, amount, currency in stated:
        text = money(amount)
        line = f"settlement {document}: {text} {currency} in the file, {text} in the ledger"
        assert line in demo.output
    assert " apart" not in demo.output


def test_a_second_run_writes_nothing_starts_no_spark_and_prints_the_same(copy, commerce) -> None:
    first = commerce("run", "--raw", SAMPLE, "--warehouse", copy)
    before = copy.read_bytes(), (copy.with_name(f"{copy.stem}.dbt") / "built.json").read_bytes()
    command = [sys.executable, "-X", "importtime", "-m", "commerce"]
    started = time.monotonic()
    again = subprocess.run(
        [*command, "run", "--raw", str(SAMPLE), "--warehouse", str(copy)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert time.monotonic() - started < 60
    assert again.returncode == first.returncode
    assert not re.search(r"\|\s+(pyspark|dbt)\b", again.stderr)
    assert "0 new files" in again.stdout and "Nothing has changed" in again.stdout
    table = "Profit and loss by channel"
    assert again.stdout.partition(table)[2] == first.stdout.partition(table)[2]
    after = copy.read_bytes(), (copy.with_name(f"{copy.stem}.dbt") / "built.json").read_bytes()
    assert after == before
