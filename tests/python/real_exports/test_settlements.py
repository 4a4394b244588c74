"""Settlements without exchange rates: every row and every total, in their own currency."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.real_exports.conftest import REAL

pytestmark = pytest.mark.dear

ROOT = Path(__file__).resolve().parents[3]
AMOUNTS = (
    "shipment-fee-amount",
    "order-fee-amount",
    "price-amount",
    "item-related-fee-amount",
    "misc-fee-amount",
    "other-fee-amount",
    "promotion-amount",
    "direct-payment-amount",
    "other-amount",
    "amount",
)


def in_the_file(path: Path) -> dict:
    """What a settlement file says, read without the project: id, total, currency, rows, sum."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for row in rows if (row["settlement-id"] or "").strip()]
    texts = [(row.get(name) or "").strip() for row in rows for name in AMOUNTS]
    amounts = [Decimal(text) for text in texts if text]
    return {
        "id": rows[0]["settlement-id"],
        "total": Decimal(rows[0]["total-amount"]),
        "currency": rows[0]["currency"],
        "records": len(rows),
        "sum": sum(amounts, Decimal(0)),
    }


def canadian_settlements_of_the_demo() -> list[Path]:
    """The demo brand's settlements in Canadian dollars."""
    files = sorted((ROOT / "data" / "sample" / "amazon" / "settlements").glob("*.txt"))
    return [path for path in files if in_the_file(path)["currency"] == "CAD"]


@pytest.fixture(scope="module")
def settlements(run_over):
    """A run over settlements alone, real ones among them, and what their files say."""
    files = canadian_settlements_of_the_demo() + sorted(REAL.glob("amazon_settlement_v1/*.txt"))
    run = run_over({"amazon/settlements": files})
    assert run.code == 0, run.output[-3000:]
    with duckdb.connect(str(run.warehouse), read_only=True) as connection:
        yield run, [in_the_file(path) for path in files], connection


def test_real_settlements_are_among_them(settlements, real_files):
    _, files, _ = settlements
    assert {in_the_file(path)["id"] for path in real_files("amazon_settlement_v1/*.txt")} <= {
        file["id"] for file in files
    }


def test_every_record_is_landed(settlements):
    _, files, connection = settlements
    ((read, landed),) = connection.execute(
        "select sum(rows_read), sum(rows_landed) from landing.row_ledger"
    ).fetchall()
    assert read == landed == sum(file["records"] for file in files)


def test_the_amounts_add_up_to_the_total_of_each_file(settlements):
    _, files, connection = settlements
    built = connection.execute(
        "select settlement_id, currency, sum(amount) from marts.fact_settlement_lines group by all"
    ).fetchall()
    assert sorted(built) == sorted((file["id"], file["currency"], file["total"]) for file in files)
    assert all(file["sum"] == file["total"] for file in files)


def test_the_profit_is_stated_in_the_only_currency(settlements):
    _, files, connection = settlements
    currencies = connection.execute(
        "select distinct reporting_currency from marts.fact_financial_performance"
    ).fetchall()
    assert currencies == [("CAD",)]
    untranslated = connection.execute(
        "select count(*) from marts.fact_financial_performance where net_profit is null"
    ).fetchone()
    assert untranslated == (0,)


def test_the_four_roles_hold_everything_that_landed(settlements):
    _, files, connection = settlements
    (booked,) = connection.execute("select sum(amount) from marts.fact_ledger_events").fetchone()
    assert booked == sum(file["total"] for file in files)


def test_the_tie_out_is_printed_per_settlement(settlements):
    run, files, _ = settlements
    for file in files:
        total = f"{file['total']:,.2f}"
        line = f"settlement {file['id']}: {total} CAD in the file, {total} in the ledger"
        assert line in run.output
