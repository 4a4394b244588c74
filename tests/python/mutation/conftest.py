"""Which planted changes run: a sample that rotates by the day, or all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from tests.python.mutation.planting import Change, Workbench, load_changes, sample_of_the_day


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-mutations", action="store_true", help="plant every change of tests/python/mutation"
    )


def chosen_changes(config: pytest.Config) -> list[Change]:
    """Today's sample, or every change when the option asks for them."""
    changes = load_changes()
    if config.getoption("--all-mutations", default=False):
        return changes
    return sample_of_the_day(changes, date.today().timetuple().tm_yday)


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


@pytest.fixture
def verdict(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Keep a line for the end of the run."""
    return lambda line: record_property("planted change", line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which rules were broken on purpose and what caught each."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, [])]
    told = [line for r in reports for name, line in r.user_properties if name == "planted change"]
    if told:
        terminalreporter.section("planted changes")
        for line in dict.fromkeys(told):
            terminalreporter.write_line(line)
