"""The built warehouse beside the truth."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest


@pytest.fixture(scope="session")
def warehouse(demo) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo brand's built warehouse, to read from."""
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        yield connection
