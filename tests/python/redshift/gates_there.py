"""Data tests asked by a plain connection, in dbt's words: dbt's own cost per test is several times
the query's."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from commerce.redshift import Place, connect

CONNECTIONS = 4
# What dbt makes of a data test: its test materialization and the example profile's query comment.
ASKED = """/* {{"app": "dbt", "node_id": "{node}"}} */
select
  {counted} as failures,
  {counted} {warns} as should_warn,
  {counted} {fails} as should_error
from (
{sql}
) dbt_internal_test"""


def asked_of(test: dict) -> str:
    """The query of a compiled data test of the manifest."""
    config = test["config"]
    if config["limit"] is not None or config["store_failures"]:
        raise ValueError(f"{test['unique_id']} is for dbt to ask: it has a limit or keeps its rows")
    return ASKED.format(
        node=test["unique_id"],
        counted=config["fail_calc"],
        warns=config["warn_if"],
        fails=config["error_if"],
        sql=test["compiled_code"],
    )


def status_of(test: dict, should_warn: bool, should_error: bool) -> str:
    """How dbt would report it: pass, warn or fail."""
    if should_error and test["config"]["severity"].lower() == "error":
        return "fail"
    return "warn" if should_warn else "pass"


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
