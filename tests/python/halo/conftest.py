"""The compiled halo models, and how many simulated panels they are tried on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.python.conftest import made_once
from tests.python.halo.estimators import Estimators, compile_models

GEO = Path(__file__).resolve().parents[4] / "shared" / "geo"
ALL, DAILY = 500, 60


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-panels", action="store_true", help="try as many panels as `make prove-halo` does"
    )


@pytest.fixture(scope="session")
def panel_count(pytestconfig: pytest.Config) -> int:
    """How many panels a cell has in this run."""
    return ALL if pytestconfig.getoption("--all-panels", default=False) else DAILY


@pytest.fixture(scope="session")
def estimators() -> Estimators:
    """The estimators as dbt compiles them, once per run of the suites."""

    def make(folder: Path) -> None:
        (folder / "sql.json").write_text(json.dumps(compile_models(folder)), encoding="utf-8")

    folder = made_once("halo models", make)
    return Estimators(json.loads((folder / "sql.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def geo_example() -> Path:
    """The published geo experiment; skips where it does not lie beside the repository."""
    if not GEO.is_dir():
        pytest.skip("the published geo experiment is not beside the repository")
    return GEO
