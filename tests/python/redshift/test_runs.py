"""A run is remembered in Redshift as in DuckDB: the same rows of the same artifacts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from commerce import runs
from tests.python.commerce.test_runs import artifacts, workspace

ROOT = Path(__file__).resolve().parents[3]
__all__ = ["workspace"]
COLUMNS = ", ".join(name for name, _ in runs.COLUMNS)


def test_redshift_remembers_what_duckdb_does(database, workspace, tmp_path) -> None:  # noqa: F811
    target = artifacts(tmp_path / "target", "r1", looked="l1")
    database.rows("create schema landing; create schema prod")
    database.rows(
        "create table landing.row_ledger (store text, source text, report text, status text, "
        "batch_id text, rows_read bigint, rows_landed bigint, rows_quarantined bigint, "
        "loaded_at timestamp)"
    )
    with workspace.connect() as connection:
        for row in connection.execute("select * from landing.row_ledger").fetchall():
            values = ", ".join("null" if value is None else f"'{value}'" for value in row)
            database.rows(f"insert into landing.row_ledger values ({values})")
    command = [sys.executable, "-m", "commerce", "runs", "--record", str(target), "--redshift"]
    for _ in range(2):
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | database.environment(),
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout.strip()) == (0, "Recorded: 11 rows."), done.stdout
    runs.record_in_duckdb(target, workspace)
    with workspace.connect() as connection:
        query = f"select {COLUMNS} from main.run_items order by kind, name"
        expected = connection.execute(query).fetchall()
    assert (
        database.rows(f'select {COLUMNS} from prod.run_items order by kind, name collate "C"')
        == expected
    )
    assert not [s for s in database.statements if s.refused]


def test_redshift_that_lacks_the_row_ledger_is_one_sentence(database, tmp_path) -> None:
    database.rows("create schema prod")
    target = artifacts(tmp_path / "target", "r1")
    command = [sys.executable, "-m", "commerce", "runs", "--record", str(target), "--redshift"]
    environment = os.environ | database.environment()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout.startswith("Redshift refused the record of the run: ")
    assert database.rows(
        "select count(*) from information_schema.tables where table_schema = 'prod'"
    ) == [(0,)]


def test_the_age_of_every_source_is_known_there(built, manifest) -> None:
    wanted = {
        key
        for key, source in manifest["sources"].items()
        if source["freshness"] and source["freshness"]["error_after"]["count"]
    }
    assert built.results["freshness"] == dict.fromkeys(wanted, "pass") and len(wanted) > 30
