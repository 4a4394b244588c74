"""Which files land when: sets, files on their way, replays, and the trace of each."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from glue.landing import arrivals, engine
from glue.landing.catalog import load_specs
from glue.landing.errors import LandingError
from glue.landing.state import read_manifest
from glue.landing.storage import LocalStorage
from tests.python.glue.conftest import KEY, Landing, outcome
from tests.python.glue.exports import cogs, component, settlement_v2

pytestmark = pytest.mark.dear

ROOT = Path(__file__).resolve().parents[3]
ONE = settlement_v2("1", "12.00", component("12.00"))


def states(landing: Landing) -> dict[str, list[str]]:
    """The states of each file in the order in which they were written down."""
    found: dict[str, list[str]] = {}
    for row in landing.rows("file_events", "event_at"):
        found.setdefault(row["source_file"], []).append(row["state"])
    return found


# ------------------------------------------------------------------------ parts of a set


@pytest.fixture
def parts(landing) -> Landing:
    """Two of the three parts that the set names."""
    landing.put("amazon/settlements/march.parts", "a.txt\nb.txt\nc.txt\n")
    landing.put("amazon/settlements/a.txt", ONE)
    landing.put("amazon/settlements/b.txt", settlement_v2("2", "5.00", component("5.00")))
    return landing


def test_a_set_waits_for_its_last_part_and_then_lands_at_once(parts):
    first = parts.run()
    assert (first.batch_id, first.has_rejections) == ("", True)
    assert first.messages == [
        "amazon/settlements/a.txt: waits for amazon/settlements/c.txt, a part of the same set.",
        "amazon/settlements/b.txt: waits for amazon/settlements/c.txt, a part of the same set.",
    ]
    parts.put("amazon/settlements/c.txt", settlement_v2("3", "7.00", component("7.00")))
    second = parts.run()
    assert [file.status for file in second.files] == ["LANDED"] * 3
    assert str(parts.total("amazon__settlements", "amount")) == "24.0000"


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "EMPTY"), (settlement_v2("3", "x", component("39.38.0")), "THRESHOLD")],
)
def test_a_refused_part_holds_back_its_set_until_it_is_mended(parts, content, reason):
    parts.put("amazon/settlements/c.txt", content)
    result = parts.run()
    reasons = {file.source_file[-5]: file.reason for file in result.files}
    assert reasons == {"a": "PART_REJECTED", "b": "PART_REJECTED", "c": reason}
    assert parts.rows("amazon__settlements") == []
    parts.assert_accounted()
    parts.put("amazon/settlements/c.txt", settlement_v2("3", "7.00", component("7.00")))
    parts.run()
    assert str(parts.total("amazon__settlements", "amount")) == "24.0000"
    parts.assert_accounted()
    assert parts.run().batch_id == ""


# ------------------------------------------------------------------- files on their way


def test_a_file_that_is_still_being_written_waits_for_the_next_run(landing, monkeypatch):
    path = landing.put("amazon/settlements/one.txt", ONE)
    landing.put("costs/cogs/a.csv", cogs(("A", "1.00", "2025-01-01")))

    def upload_goes_on(seconds: float) -> None:
        assert 0 < seconds <= 60
        path.write_text(ONE + ONE.splitlines()[-1] + "\n")
        os.utime(path, (time.time() + 1, time.time() + 1))

    clock = SimpleNamespace(time=time.time, sleep=upload_goes_on)
    monkeypatch.setattr(arrivals, "time", clock)
    result = engine.land(landing.raw, landing.state, pii_key=KEY, settle_seconds=60)
    assert result.messages == ["amazon/settlements/one.txt: is still being written; the next run."]
    assert sorted(landing.ledger()) == ["costs/cogs/a.csv"]
    monkeypatch.undo()
    assert landing.run().changed == ["amazon__settlements"]


def test_a_file_that_changes_while_it_is_read_publishes_nothing(landing, monkeypatch):
    path = landing.put("amazon/settlements/one.txt", ONE)

    def grow(name: str) -> None:
        if name == "after_report":
            path.write_text(ONE + "\n")
            os.utime(path, (1, 1))

    monkeypatch.setattr(engine, "_barrier", grow)
    with pytest.raises(LandingError, match="changed while it was read; nothing of this run"):
        landing.run()
    assert landing.ledger() == {}


# ------------------------------------------------------------------------------ replay


def changed_specs(monkeypatch, report: str, change) -> None:
    specs = load_specs()
    spec = change(specs[report])
    changed = specs | {report: dataclasses.replace(spec, sha256="the changed spec")}
    for module in (engine, sys.modules["glue.landing.state"]):
        monkeypatch.setattr(module, "load_specs", lambda: changed)


def rupees(spec):
    return dataclasses.replace(spec, currency_symbols=(*spec.currency_symbols, "Rp"))


ROWS = (
    "sku,unit_cost,currency,effective_from\n"
    "A,Rp 5,IDR,2025-01-01\nB,6,IDR,2025-01-01\nC,7,IDR,2025-01-01\n"
)


def test_after_its_spec_was_mended_a_file_lands_whole_once_and_the_ledger_links_both_rows(
    landing, monkeypatch
):
    landing.put("costs/cogs/a.csv", ROWS)
    landing.run()
    assert [row["sku"] for row in landing.rows("costs__cogs")] == ["B", "C"]
    assert landing.run().batch_id == ""
    changed_specs(monkeypatch, "costs__cogs", rupees)
    second = landing.run()
    assert [row["sku"] for row in landing.rows("costs__cogs")] == ["A", "B", "C"]
    before, after = landing.rows("row_ledger", "batch_id")
    assert (before["rows_landed"], before["rows_quarantined"]) == (2, 1)
    assert (after["rows_landed"], after["rows_quarantined"]) == (3, 0)
    assert after["replay_of_batch_id"] == before["batch_id"] != after["batch_id"]
    assert not second.has_rejections
    landing.assert_accounted()
    assert landing.run().batch_id == ""


def test_a_rejected_file_is_read_again_after_its_spec_has_changed_and_on_demand(
    landing, monkeypatch
):
    landing.put("costs/cogs/a.csv", ROWS.replace("B,6", "B,Rp 6"))
    assert outcome(landing.run(), "a.csv").reason == "THRESHOLD"
    on_demand = engine.land(landing.raw, landing.state, pii_key=KEY, replay=True)
    assert outcome(on_demand, "a.csv").reason == "THRESHOLD"
    assert len(landing.rows("row_ledger", "batch_id")) == 2
    changed_specs(monkeypatch, "costs__cogs", rupees)
    landing.run()
    assert len(landing.rows("costs__cogs")) == 3
    landing.assert_accounted()


def test_a_replay_that_fails_takes_the_files_rows_back_and_says_so(landing, monkeypatch):
    landing.put("costs/cogs/a.csv", ROWS)
    landing.run()
    changed_specs(
        monkeypatch, "costs__cogs", lambda spec: dataclasses.replace(spec, max_quarantine_ratio=0.1)
    )
    assert outcome(landing.run(), "a.csv").reason == "THRESHOLD"
    assert landing.rows("costs__cogs") == []
    landing.assert_accounted()


def test_a_file_that_landed_whole_is_not_read_again_when_its_spec_changes(landed, monkeypatch):
    changed_specs(monkeypatch, "amazon__settlements", lambda spec: spec)
    assert landed.run().batch_id == ""


# ------------------------------------------------------------------------------- trace


def test_the_trace_has_every_state_of_a_file_once(landed):
    corrected = settlement_v2("1", "13.00", component("13.00"))
    landed.put("amazon/settlements/corrected.txt", corrected)
    landed.put("amazon/settlements/copy.txt", ONE)
    landed.put("costs/cogs/empty.csv", "")
    landed.run()
    landed.put("costs/cogs/a.csv", cogs(("A", "1.00", "2025-01-01")))
    landed.run()
    assert states(landed) == {
        "amazon/settlements/one.txt": [
            "RECEIVED", "CLAIMED", "LANDED", "PUBLISHED", "SUPERSEDED",
        ],
        "amazon/settlements/corrected.txt": ["RECEIVED", "CLAIMED", "LANDED", "PUBLISHED"],
        "amazon/settlements/copy.txt": ["DUPLICATE"],
        "costs/cogs/empty.csv": ["RECEIVED", "CLAIMED", "QUARANTINED_FILE"],
        "costs/cogs/a.csv": ["RECEIVED", "CLAIMED", "LANDED", "PUBLISHED"],
    }  # fmt: skip


BARRIERS = ("after_claim", "after_report", "before_ledger", "before_manifest", "after_manifest")


@pytest.mark.parametrize("barrier", BARRIERS)
def test_killed_at_any_step_the_next_run_publishes_exactly_once(landed, barrier):
    """A real process, a real SIGKILL at the named step, and a fresh run over what it left."""
    landed.put("amazon/settlements/two.txt", settlement_v2("1", "13.00", component("13.00")))
    command = "import sys; from pathlib import Path; from glue.landing.engine import land; "
    command += "land(Path(sys.argv[1]), Path(sys.argv[2]), pii_key=sys.argv[3].encode())"
    died = subprocess.run(
        [sys.executable, "-c", command, landed.raw, landed.state, KEY.decode()],
        cwd=ROOT,
        env=os.environ | {"COMMERCE_LANDING_KILL_AT": barrier},
        capture_output=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-2000:]
    assert f"killed at {barrier}" in died.stderr.decode()
    published = barrier == "after_manifest"
    assert str(landed.total("amazon__settlements", "amount")) == (
        "13.0000" if published else "12.0000"
    )
    result = landed.run()
    assert result.changed == ([] if published else ["amazon__settlements"])
    assert str(landed.total("amazon__settlements", "amount")) == "13.0000"
    assert len(landed.rows("row_ledger", "batch_id")) == 2
    landed.assert_accounted()
    whole = ["RECEIVED", "CLAIMED", "LANDED", "PUBLISHED"]
    died_first = [] if published else ["RECEIVED", "CLAIMED", "FAILED"]
    found = states(landed)["amazon/settlements/two.txt"]
    assert sorted(found) == sorted(died_first + whole)
    storage = LocalStorage(landed.raw, landed.state)
    named = read_manifest(storage).tables["file_events"]
    assert set(storage.files("file_events")) == set(named)
