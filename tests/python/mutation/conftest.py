"""Which planted changes run: a sample that rotates by the day, or all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.python.mutation.planting import Change, Workbench, load_changes
from tests.python.planting import day_of_the_run, sample_of_the_day

A_DAY = 6


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-mutations", action="store_true", help="plant every change of tests/python/mutation"
    )


def chosen_changes(config: pytest.Config) -> list[Change]:
    """Today's sample, or every change when the option asks for them."""
    changes = load_changes()
    if config.getoption("--all-mutations", default=False):
        return changes
    return sample_of_the_day(changes, day_of_the_run(), A_DAY)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "change" in metafunc.fixturenames:
        metafunc.parametrize("change", chosen_changes(metafunc.config), ids=lambda c: c.rule)


@pytest.fixture(scope="session")
def changes_today(request: pytest.FixtureRequest) -> list[Change]:
    return chosen_changes(request.config)


@pytest.fixture(scope="session")
def workbench(demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A copy of the project beside a copy of the demo brand's warehouse."""
    bench = Workbench(tmp_path_factory.mktemp("mutation"), demo.warehouse)
    yield bench
    bench.close()


@pytest.fixture(scope="session")
def caught_together(workbench: Workbench, changes_today: list[Change]) -> dict[Change, list[str]]:
    """The changes that a unit test of their own model catches, and which."""
    return workbench.caught_together(changes_today)
