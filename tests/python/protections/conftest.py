"""Which protections are taken away: one that rotates by the day, or all of them."""

from __future__ import annotations

import pytest

from tests.python.planting import day_of_the_run, sample_of_the_day
from tests.python.protections.planting import Removal, Workbench, load_removals


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-protections", action="store_true", help="take every protection of the list away"
    )


def chosen_removals(config: pytest.Config) -> list[Removal]:
    """Today's one, or every one when the option asks for them."""
    removals = load_removals()
    if config.getoption("--all-protections", default=False):
        return removals
    return sample_of_the_day(removals, day_of_the_run(), size=1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "removal" in metafunc.fixturenames:
        metafunc.parametrize("removal", chosen_removals(metafunc.config), ids=lambda r: r.fault)


@pytest.fixture(scope="session")
def removals_today(request: pytest.FixtureRequest) -> list[Removal]:
    return chosen_removals(request.config)


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A copy of the project without what no named test needs."""
    return Workbench(tmp_path_factory.mktemp("protections"))
