"""Data tests in dbt's words, for a plain connection: dbt's own cost per test is several times the
query's."""

from __future__ import annotations

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
