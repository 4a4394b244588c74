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

from tests.python.incremental.brand import Brand
from tests.python.incremental.warehouse import PROFILES, ROOT, Warehouse, differences

pytestmark = pytest.mark.dear

SEED, DELIVERIES = 3, 2
# The ledger and the customers are computed by then, the facts and the reports are not.
MODELS_MADE = 250


def killed(warehouse: Warehouse, sent: signal.Signals) -> int:
    """Run dbt as its users do and send it a signal when it has made many models; its exit code."""
    target = warehouse.workspace.dbt / "target"
    command = [sys.executable, "-u", "-c", "from dbt.cli.main import cli; cli()", "run"]
    folders = ["--project-dir", ROOT, "--profiles-dir", PROFILES, "--target-path", target]
    options = ["--log-path", target, "--no-use-colors"]
    with subprocess.Popen(
        [*command, *map(str, folders), *map(str, options)],
        env=os.environ | {"COMMERCE_WAREHOUSE": str(warehouse.workspace.warehouse)},
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        made = 0
        for line in run.stdout:
            made += " OK created " in line
            if made == MODELS_MADE:
                run.send_signal(sent)
                break
        rest = run.stdout.read()
        assert "Completed successfully" not in rest
    return run.returncode


@pytest.fixture
def delivered(spark, tmp_path: Path) -> Warehouse:
    """A brand whose first delivery is built, and whose second one waits to be."""
    first, second = Brand(SEED, DELIVERIES).deliveries[:2]
    warehouse = Warehouse(tmp_path / "brand")
    warehouse.deliver(first)
    warehouse.build()
    warehouse.deliver(second)
    return warehouse


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT], ids=["killed", "stopped"])
def test_what_goes_on_after_a_kill_equals_a_full_build(delivered, sent):
    before = delivered.published()
    assert killed(delivered, sent) != 0
    assert differences(before, delivered.published()) == []
    if sent is signal.SIGINT:
        # dbt has noted what was done: a retry goes on from there.
        done = delivered.dbt("retry")
        assert done.success, done.exception
        made = {str(r.node.unique_id) for r in done.result.results}
        assert 0 < len(made) < 380
        delivered.let_out()
    else:
        delivered.build()
    went_on = delivered.published()
    assert differences(before, went_on) != []
    delivered.build("--full-refresh")
    assert differences(went_on, delivered.published()) == []
