"""`--scanners` runs what needs packages of its own: checkov, and dbt over the packaged project."""

from __future__ import annotations

import pytest

from tests.python.glue.conftest import spark  # noqa: F401


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--scanners", action="store_true", help="checkov and the packaged project too")


@pytest.fixture
def scanners(pytestconfig: pytest.Config) -> None:
    """Skip unless asked for: `make verify-infra` asks."""
    if not pytestconfig.getoption("--scanners", default=False):
        pytest.skip("make verify-infra runs this")
