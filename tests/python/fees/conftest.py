"""How many cases are drawn: enough for every day, or all that the proof stands on."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-cases", action="store_true", help="draw as many cases as `make prove-fees` does"
    )


@pytest.fixture(scope="session")
def number_of_cases(pytestconfig: pytest.Config) -> Callable[[int, int], int]:
    """number_of_cases(whole, daily): the first with --all-cases, else the second."""
    is_whole = pytestconfig.getoption("--all-cases", default=False)
    return lambda whole, daily: whole if is_whole else daily
