"""The steps of the daily workflow, word by word, on the stand-in: only with --whole."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.python.redshift.conftest import Database, dumped
from tests.python.redshift.dbt_there import ROOT
from tests.python.workflows.steps import JobRun, run_job, workflow

# A model in the middle of a build.
CUT_OFF_AT = "intermediate.int_orders__shopify_refunds"
# The environment is the one that runs this test; the profile has a password and no TLS.
REPLACED = ("Install", "Profile")
MADE_BY_A_RUN = {".venv", "build", "logs", "target", "profiles.yml"}


def checkout(folder: Path) -> None:
    """The project as a runner finds it: nothing built, dbt's profile for the stand-in."""
    for entry in ROOT.iterdir():
        if entry.name not in MADE_BY_A_RUN:
            (folder / entry.name).symlink_to(entry)
    (folder / ".venv").symlink_to(Path(sys.executable).parent.parent)
    example = (ROOT / "profiles.example.yml").read_text("utf-8")
    local = example.replace("sslmode: verify-full", "sslmode: disable")
    local = local.replace("    redshift:\n", "    redshift_by_role:\n")
    local = local.replace("    redshift_password:\n", "    redshift:\n")
    assert local.count("    redshift:\n") == 1
    (folder / "profiles.yml").write_text(local, encoding="utf-8")


@contextmanager
def one_connection_lost(database: Database, relation: str) -> Iterator[list[int]]:
    """The first session that needs a relation is ended by the server, as a maintenance would.

    The sessions that were ended are in the list.
    """
    ended: list[int] = []
    over = threading.Event()

    def end() -> None:
        with database.standin.postgres(database.name) as holder:
            holder.execute("begin")
            holder.execute(f"lock table {relation} in access exclusive mode")
            while not ended and not over.is_set():
                time.sleep(0.2)
                ended.extend(
                    pid
                    for pid, _ in database.rows(
                        "select pid, pg_terminate_backend(pid) from pg_stat_activity "
                        f"where {holder.connection.get_backend_pid()} = any(pg_blocking_pids(pid))"
                    )
                )
            holder.execute("rollback")

    thread = threading.Thread(target=end)
    thread.start()
    try:
        yield ended
    finally:
        over.set()
        thread.join()


@pytest.fixture
def daily(database: Database, demo, tmp_path: Path):
    """Run the daily build of the demo brand as often as asked."""
    checkout(tmp_path)
    environment = os.environ | database.environment() | {
        "COMMERCE_STATE": str(demo.warehouse.with_name(f"{demo.warehouse.stem}.landing")),
        "COPY_ROLE_ARN": "arn:aws:iam::123456789012:role/reads",
        "COMMERCE_STORE_ROLES": "{}",
        "AWS_REGION": "us-east-1",
    }  # fmt: skip
    return lambda: run_job(workflow("scheduled")["jobs"]["build"], tmp_path, environment, REPLACED)


def test_the_daily_run_loads_builds_records_and_applies_access(daily, database) -> None:
    first: JobRun = daily()
    assert first.succeeded, first.output[-6000:]
    skipped = {name for name, outcome in first.outcomes.items() if outcome == "skipped"}
    assert skipped == {"Retry", "Record the retry", "Judge"}
    assert set(first.outcomes.values()) == {"success", "skipped"}
    second: JobRun = daily()
    assert second.succeeded, second.output[-6000:]
    assert "was there already" in second.output
    assert "Access: 0 statements" not in first.output
    runs = "select command, outcome, models_failed, tests_failed from reports.rpt_run_history"
    assert database.rows(runs) == [("build", "warned", 0, 0)]
    kept = "select count(distinct run_id) from prod.run_items"
    assert database.rows(kept) == [(2,)]
    (landed,) = database.rows("select sum(rows_landed) from prod.run_items where kind = 'source'")
    assert landed == database.rows("select sum(rows_landed) from landing.row_ledger")[0]

    # A third day, on which the server ends a session in the middle of the build.
    read = "'marts', 'reports'"
    before = {name: body["rows"] for name, body in dumped(database, read).items()}
    with one_connection_lost(database, CUT_OFF_AT) as ended:
        third: JobRun = daily()
    assert len(ended) == 1
    assert third.outcomes["Build"] == "failure" and third.outcomes["Retry"] == "success"
    assert third.succeeded, third.output[-6000:]
    after = {name: body["rows"] for name, body in dumped(database, read).items()}
    of_runs = {"marts.fact_run_items", "reports.rpt_run_history"}
    changed = {name.removesuffix("__candidate") for name in before if before[name] != after[name]}
    assert changed <= of_runs
    assert before.keys() == after.keys()
