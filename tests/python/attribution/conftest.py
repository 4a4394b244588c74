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
