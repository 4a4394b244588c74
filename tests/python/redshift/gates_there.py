"""Data tests asked of the stand-in by a plain connection, in dbt's words."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from commerce.redshift import Place, connect
from tests.python.gates import asked_of, status_of

CONNECTIONS = 4


def ask(tests: Iterable[dict], place: Place) -> dict[str, str]:
    """The status of compiled data tests, by their names. An error of the database is raised."""
    tests = list(tests)

    def some(first: int) -> dict[str, str]:
        with closing(connect(place)) as connection, closing(connection.cursor()) as cursor:
            connection.autocommit = True
            statuses = {}
            for test in tests[first::CONNECTIONS]:
                cursor.execute(asked_of(test))
                ((_, should_warn, should_error),) = cursor.fetchall()
                statuses[test["unique_id"]] = status_of(test, should_warn, should_error)
            return statuses

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        parts = pool.map(some, range(CONNECTIONS))
        return {name: status for part in parts for name, status in part.items()}
