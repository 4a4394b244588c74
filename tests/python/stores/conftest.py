"""The brand of two stores, landed and built once, and questions to its warehouse."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from tests.python.glue.conftest import spark  # noqa: F401
from tests.python.incremental.warehouse import Warehouse, failures
from tests.python.stores.exports import EXPORTS

Query = Callable[[str], list[tuple]]
Totals = dict[tuple, Decimal]


@pytest.fixture(scope="session")
def two_stores(spark, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:  # noqa: F811
    warehouse = Warehouse(tmp_path_factory.mktemp("stores"))
    warehouse.deliver(EXPORTS)
    warehouse.build()
    return warehouse


@pytest.fixture(scope="session")
def gates(two_stores: Warehouse) -> list[str]:
    """The reconciliation gates, and the keys of facts without a member, that fail."""
    done = two_stores.dbt("test", "--select", "test_type:singular", "test_name:relationships")
    return [] if done.success else failures(done)


@pytest.fixture(scope="session")
def query(two_stores: Warehouse) -> Query:
    """The rows of a query."""

    def rows(text: str) -> list[tuple]:
        with duckdb.connect(str(two_stores.workspace.warehouse)) as connection:
            return connection.execute(text).fetchall()

    return rows


@pytest.fixture(scope="session")
def totals(query: Query) -> Callable[[str], Totals]:
    """What a query sums that ends in one number: by its other columns, zeros left out."""
    return lambda text: {tuple(key): amount for *key, amount in query(text) if amount}
