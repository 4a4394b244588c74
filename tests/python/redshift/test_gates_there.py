"""A data test that is asked by a plain connection ends as dbt would end it."""

from __future__ import annotations

import pytest

from tests.python.redshift.gates_there import ask

CONFIG = {
    "severity": "ERROR",
    "fail_calc": "count(*)",
    "warn_if": "!= 0",
    "error_if": "!= 0",
    "limit": None,
    "store_failures": None,
}


def compiled(name: str, sql: str, **config: object) -> dict:
    """A data test as the manifest has it."""
    return {"unique_id": name, "compiled_code": sql, "config": CONFIG | config}


def test_rows_fail_a_test_of_severity_error_and_are_a_warning_of_the_other(database) -> None:
    database.rows("create table wrong (id integer); insert into wrong values (1), (2)")
    rows, none = "select id from wrong", "select id from wrong where id > 2"
    tests = [
        compiled("error", rows),
        compiled("none", none),
        compiled("warning", rows, severity="warn"),
        compiled("no_warning", none, severity="warn"),
        compiled("some_are_allowed", rows, error_if="> 2"),
        compiled("too_many", rows, error_if="> 1"),
        compiled("counted_otherwise", rows, fail_calc="max(id) - 2"),
    ]
    assert ask(tests, database.place) == {
        "error": "fail",
        "none": "pass",
        "warning": "warn",
        "no_warning": "pass",
        "some_are_allowed": "warn",
        "too_many": "fail",
        "counted_otherwise": "pass",
    }
    assert all('"node_id": "' in s.sql for s in database.statements if "wrong" in s.sql)


@pytest.mark.parametrize("config", [{"limit": 5}, {"store_failures": True}])
def test_what_only_dbt_can_ask_is_not_asked(database, config) -> None:
    with pytest.raises(ValueError, match="is for dbt to ask"):
        ask([compiled("kept", "select 1 as id", **config)], database.place)


def test_an_error_of_the_database_is_no_status(database) -> None:
    with pytest.raises(Exception, match="filter_clause"):
        ask([compiled("odd", "select count(*) filter (where 1 = 1) as c")], database.place)
