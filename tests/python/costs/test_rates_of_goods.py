"""The gate of exchange rates knows which costs of goods keep the rate of an earlier day.

Who relies on it: whoever publishes. A gate that fails of a rate that is meant to be old holds back
every build from then on.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from tests.python.attribution.compiled import Bench, compile_into

pytestmark = pytest.mark.dear

GATE = "exchange_rates_are_neither_late_nor_stale"
EVENTS = pa.schema(
    {"event_key": pa.string(), "component": pa.string(), "basis": pa.string()}
    | {"report": pa.string(), "own_date": pa.date32(), "posted_date": pa.date32()}
    | {"fx_rate_date": pa.date32()}
)
LOST, FOUND = date(2025, 2, 5), date(2025, 4, 1)


def event(component: str, day: date, rate_of: date) -> dict:
    named = {"event_key": f"{component} {day}", "component": component, "basis": "allocated"}
    return {**named, "report": "cogs", "own_date": day, "posted_date": day, "fx_rate_date": rate_of}


def test_goods_found_again_keep_the_rate_of_the_day_on_which_they_were_lost(tmp_path: Path):
    compile_into(tmp_path, paths=(f"tests/reconciliation/{GATE}.sql",))
    bench = Bench(tmp_path)
    ledger = [
        event("stock_lost", LOST, LOST), event("stock_found", FOUND, LOST),
        event("cogs_returned", FOUND, LOST), event("goods_written_off", FOUND, LOST),
    ]  # fmt: skip
    bench.give("fact_ledger_events", ledger, EVENTS)
    assert bench.rows(bench.statement(GATE)) == []
    # A loss has the rate of its own day: neither an old one nor one of a day to come.
    wrong = [event("stock_lost", FOUND, LOST), event("stock_lost", LOST, FOUND)]
    bench.give("fact_ledger_events", [*ledger, *wrong], EVENTS)
    assert sorted(row[0] for row in bench.rows(bench.statement(GATE))) == [
        f"stock_lost {LOST}", f"stock_lost {FOUND}"
    ]  # fmt: skip
