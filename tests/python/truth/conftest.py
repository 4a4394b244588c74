"""The truth that the simulator drew before it wrote the demo brand's exports."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The simulator's own account of every order line and charge; no model reads it."""
    folder = tmp_path_factory.mktemp("truth")
    command = [sys.executable, "-m", "data.simulator"]
    command += ["--out", str(folder / "sample"), "--truth", str(folder / "truth.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def warehouse(demo) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo brand's built warehouse, to read from."""
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        yield connection
