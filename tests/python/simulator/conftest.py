"""The committed exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.python.simulator.money import Rates

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"


@pytest.fixture(scope="session")
def sample() -> Path:
    """The committed folder of raw exports."""
    return SAMPLE


@pytest.fixture(scope="session")
def rates(sample: Path) -> Rates:
    """The rates of the committed exports."""
    return Rates(sample)
