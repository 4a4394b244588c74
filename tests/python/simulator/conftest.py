"""The committed exports, and a fresh run of the simulator with its truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.simulator.__main__ import main

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"


@pytest.fixture(scope="session")
def sample() -> Path:
    """The committed folder of raw exports."""
    return SAMPLE


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sample/ and truth.json, written by a run of the simulator just now."""
    folder = tmp_path_factory.mktemp("simulator")
    assert main(["--out", str(folder / "sample"), "--truth", str(folder / "truth.json")]) == 0
    return folder


@pytest.fixture(scope="session")
def truth(fresh: Path) -> dict[str, Any]:
    """The truth of that run."""
    return json.loads((fresh / "truth.json").read_text(encoding="utf-8"))
