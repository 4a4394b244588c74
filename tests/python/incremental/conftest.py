"""How many brands are delivered: two, or as many as `--seeds` says."""

from __future__ import annotations

import pytest

from tests.python.glue.conftest import spark  # noqa: F401

# What runs with the other suites every day is the least that a brand goes through.
DAILY = 2


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seeds", type=int, help="deliver and build this many brands, at any length")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        seeds = metafunc.config.getoption("--seeds", default=None)
        metafunc.parametrize("seed", range(seeds or DAILY))


@pytest.fixture(scope="session")
def longest(pytestconfig: pytest.Config) -> int | None:
    """How many deliveries a brand has at most; None for as many as it draws, six to ten."""
    return None if pytestconfig.getoption("--seeds", default=None) else 2
