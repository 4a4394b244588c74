"""A source that is silent beyond its SLA is an error; a report that never landed is not late."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commerce import land
from commerce.workspace import open_workspace

pytestmark = pytest.mark.dear

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def checked(tmp_path_factory) -> tuple[int, dict[str, str]]:
    """dbt's exit code and the status of every source.

    Orders landed now, settlements a year ago; Amazon's orders and its monthly storage report 60
    hours ago, which is late for the one only; nothing else.
    """
    workspace = open_workspace(tmp_path_factory.mktemp("freshness") / "w.duckdb")
    now = datetime.now(UTC).replace(tzinfo=None)
    landed = {
        "shopify__orders": now,
        "amazon__settlements": now - timedelta(days=365),
        "amazon__all_orders": now - timedelta(hours=60),
        "amazon__storage_fees": now - timedelta(hours=60),
    }
    with workspace.connect(read_only=False) as connection:
        land.load(workspace, connection)
        for table, moment in landed.items():
            view = f"select cast('{moment}' as timestamp) as _loaded_at"
            connection.execute(f"create or replace view landing.{table} as {view}")
    target = workspace.dbt / "target"
    done = subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "source", "freshness",
         "--profiles-dir", str(ROOT / "commerce" / "profiles"), "--target-path", str(target)],
        cwd=ROOT,
        env=os.environ | {"COMMERCE_WAREHOUSE": str(workspace.warehouse), "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    results = json.loads((target / "sources.json").read_text("utf-8"))["results"]
    assert done.returncode in (0, 1), done.stdout[-2000:]
    statuses = {item["unique_id"].split(".", 2)[2]: item["status"] for item in results}
    return done.returncode, statuses


@pytest.fixture
def freshness(checked) -> dict[str, str]:
    return checked[1]


def test_a_source_silent_beyond_its_sla_is_an_error(checked):
    code, statuses = checked
    assert (code, statuses["amazon.settlements"]) == (1, "error")


def test_a_source_that_landed_just_now_passes_in_any_time_zone(freshness):
    assert freshness["shopify.orders"] == "pass"


def test_a_report_that_never_landed_is_not_late_and_every_source_has_an_sla(freshness):
    assert set(freshness) >= {"walmart.reconciliation", "web.sessions", "reference.fx"}
    late = {"amazon.settlements", "amazon.all_orders"}
    assert {status for name, status in freshness.items() if name not in late} == {"pass"}


def test_each_report_has_an_sla_of_its_own(freshness):
    assert (freshness["amazon.all_orders"], freshness["amazon.storage_fees"]) == ("warn", "pass")


def test_every_landed_report_warns_first_fails_later_and_says_why(manifest):
    sources = [s for s in manifest["sources"].values() if s["schema"] == "landing"]
    checked = 0
    for source in sources:
        if source["source_name"] == "landing" and source["name"] != "row_ledger":
            continue
        warn, error = source["freshness"]["warn_after"], source["freshness"]["error_after"]
        assert 24 < warn["count"] < error["count"], source["name"]
        assert warn["period"] == error["period"] == "hour", source["name"]
        assert source["config"]["meta"]["sla"].endswith("."), source["name"]
        checked += 1
    assert checked > 30
