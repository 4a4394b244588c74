"""A build that was killed on its way leaves nothing wrong: what goes on from there ends the same.

Who relies on it: whoever finds a run cut off in the morning, by a limit of time, a lost machine or
a hand on the keyboard, and starts it again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from tests.python.incremental.brand import Brand
from tests.python.incremental.warehouse import PROFILES, ROOT, Warehouse, differences

pytestmark = pytest.mark.dear

SEED, DELIVERIES = 3, 2
# dbt as a program of its own, also where whoever started the tests ignores the keyboard's signal.
DBT = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from dbt.cli.main import cli; cli()"
)


def cut_off(warehouse: Warehouse, sent: signal.Signals, models: int) -> int:
    """Run dbt as its users do and send it a signal when so many models are made; its exit code."""
    target = warehouse.workspace.dbt / "target"
    folders = ["--project-dir", ROOT, "--profiles-dir", PROFILES, "--target-path", target]
    options = ["--log-path", target, "--no-use-colors"]
    # One process at a time may have the warehouse.
    DuckDBConnectionManager.close_all_connections()
    with subprocess.Popen(
        [sys.executable, "-u", "-c", DBT, "run", *map(str, folders), *map(str, options)],
        env=os.environ | {"COMMERCE_WAREHOUSE": str(warehouse.workspace.warehouse)},
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        lines = []
        while sum(" OK created " in line for line in lines) < models:
            lines.append(run.stdout.readline())
            assert lines[-1], "".join(lines[-30:])
        run.send_signal(sent)
        assert "Completed successfully" not in run.stdout.read()
    return run.returncode


def test_a_build_that_was_killed_and_stopped_is_made_up_for_by_the_next(spark, tmp_path: Path):
    first, second = Brand(SEED, DELIVERIES).deliveries[:2]
    warehouse = Warehouse(tmp_path / "brand")
    warehouse.deliver(first)
    warehouse.build()
    before = warehouse.published()
    warehouse.deliver(second)

    assert cut_off(warehouse, signal.SIGKILL, models=200) == -signal.SIGKILL
    assert differences(before, warehouse.published()) == []

    # Started again, and stopped once more: of that dbt has noted what is done.
    assert cut_off(warehouse, signal.SIGINT, models=250) != 0
    assert differences(before, warehouse.published()) == []

    # A retry goes on from what failed: of what never began dbt knows nothing. What is half made
    # stays away from users, whatever gate passes, until a build has made the rest.
    retried = warehouse.dbt("retry")
    assert retried.success and retried.result.results == []
    warehouse.let_out()
    assert differences(before, warehouse.published()) == []
    warehouse.build()
    in_the_end = warehouse.published()
    assert differences(before, in_the_end) != []

    warehouse.build("--full-refresh")
    assert differences(in_the_end, warehouse.published()) == []
