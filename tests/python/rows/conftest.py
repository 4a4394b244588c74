"""Which faults are planted: those whose turn it is today, or all of them."""

from __future__ import annotations

import pytest

from tests.python.planting import day_of_the_run, sample_of_the_day
from tests.python.rows.faults import Warehouse, plants_of
from tests.python.rows.project import Project, as_built

# All faults are planted in so many days.
TURNS = 10


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "plant every fault in every intermediate model, not only in those whose turn it is"
    parser.addoption("--all-rows", action="store_true", help=text)


@pytest.fixture(scope="session")
def project(demo) -> Project:
    """The project as it was compiled when the demo brand was built."""
    return as_built(demo.warehouse.with_suffix(".dbt") / "target" / "manifest.json")


@pytest.fixture(scope="session")
def warehouse(demo, project, tmp_path_factory) -> Warehouse:
    """A copy of the demo brand's warehouse, in which faults are planted and taken back."""
    with Warehouse(demo.warehouse, tmp_path_factory.mktemp("rows"), project) as warehouse:
        yield warehouse


@pytest.fixture
def models(project, concern, pytestconfig) -> list[str]:
    """The models of a concern in which faults are planted in this run."""
    found = plants_of(project, concern)
    if pytestconfig.getoption("--all-rows", default=False):
        return found
    return sample_of_the_day(found, day_of_the_run(), -(-len(found) // TURNS))
