"""The compiled models, once per run of the suites, and a bench per test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.python.attribution.compiled import Bench, compile_into
from tests.python.conftest import made_once


@pytest.fixture(scope="session")
def compiled() -> Path:
    """The folder in which dbt compiled the models of attribution."""
    return made_once("compiled attribution", compile_into)


@pytest.fixture(scope="session")
def bench(compiled: Path) -> Bench:
    """A bench that the tests of a process share: each gives the tables that it reads anew."""
    return Bench(compiled)


@pytest.fixture(scope="session")
def bench_of_a_day() -> Bench:
    """A bench of models whose credit halves with each day, under a lookback of a year."""
    variables = "{time_decay_half_life_days: 1, attribution_lookback_days: 365}"
    name = "compiled attribution of a day"
    return Bench(made_once(name, lambda folder: compile_into(folder, variables)))
