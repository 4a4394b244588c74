"""What the tests of customers share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.python.identity.compiled import Compiled, People, compiled


@pytest.fixture(scope="session")
def models() -> Compiled:
    """The models as dbt compiles them."""
    return compiled()


@pytest.fixture
def people(models: Compiled) -> Callable[[], People]:
    """people() -> a warehouse in memory, empty."""
    return lambda: People(models)
