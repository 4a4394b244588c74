"""A full refresh of an incremental table takes with it what the table is made of.

Who relies on it: whoever rebuilds one table by its name. What would go wrong silently: the models
before it hold the orders of the last run alone, and every other order would be gone from the table.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import duckdb
import pytest

from tests.python.planting import ROOT

pytestmark = pytest.mark.dear

TABLE = "fact_settlement_lines"


def dbt(warehouse, folder, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "run", *arguments]
    command += ["--project-dir", ROOT, "--profiles-dir", ROOT / "commerce" / "profiles"]
    command += ["--target-path", folder, "--log-path", folder, "--no-use-colors"]
    return subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "COMMERCE_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )


def rows(warehouse) -> int:
    with duckdb.connect(str(warehouse)) as connection:
        return connection.execute(f"select count(*) from marts.{TABLE}__candidate").fetchall()[0][0]


def test_a_refresh_of_one_table_alone_is_refused_and_changes_nothing(demo, tmp_path) -> None:
    warehouse = shutil.copy(demo.warehouse, tmp_path / "demo.duckdb")
    before = rows(warehouse)
    assert before > 1000
    refused = dbt(warehouse, tmp_path / "dbt", "--full-refresh", "--select", TABLE)
    assert refused.returncode != 0
    assert f"--full-refresh of {TABLE} without int_" in refused.stdout
    assert f"select +{TABLE}, or everything." in refused.stdout
    assert rows(warehouse) == before
    # Without --full-refresh, and with all that it is made of, it is built.
    alone = dbt(warehouse, tmp_path / "dbt", "--select", TABLE)
    assert alone.returncode == 0, alone.stdout[-3000:]
    whole = dbt(warehouse, tmp_path / "dbt", "--full-refresh", "--select", f"+{TABLE}")
    assert whole.returncode == 0, whole.stdout[-3000:]
    assert rows(warehouse) == before
