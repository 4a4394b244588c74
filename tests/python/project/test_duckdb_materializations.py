"""A relation on DuckDB is replaced in one statement: as a whole, or it stays what it was.

Who relies on it: every build on the embedded warehouse. What would go wrong silently: a model that
fails leaves half a table, or none; one that turns from a view into a table keeps the former rows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.python.conftest import ROOT

pytestmark = pytest.mark.dear

PROJECT = """
name: small
profile: small
flags: {send_anonymous_usage_stats: false}
"""
PROFILE = """
small:
  target: here
  outputs: {here: {type: duckdb, path: warehouse.duckdb, threads: 2}}
"""
CONTRACT = """
models:
  - name: amounts
    config: {contract: {enforced: true}}
    columns:
      - {name: amount, data_type: integer, constraints: [{type: not_null}]}
      - {name: currency, data_type: varchar}
"""
TWO_AMOUNTS = (
    "select 'EUR' as currency, 1 as amount union all select 'EUR' as currency, 2 as amount"
)


class Small:
    """A dbt project of one model, with the macros under test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "models").mkdir()
        (folder / "macros").mkdir()
        shutil.copy(ROOT / "macros/adapters/materializations.sql", folder / "macros")
        (folder / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
        (folder / "profiles.yml").write_text(PROFILE, encoding="utf-8")

    def run(self, query: str, kind: str = "table", contract: str = "") -> str:
        """Run the model with this text; what dbt printed if it failed, else nothing."""
        text = f"{{{{ config(materialized='{kind}') }}}}\n{query}\n"
        (self.folder / "models" / "amounts.sql").write_text(text, encoding="utf-8")
        (self.folder / "models" / "amounts.yml").write_text(contract, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", "run", "--no-use-colors"],
            cwd=self.folder,
            env=os.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.stdout if done.returncode else ""

    def rows(self, query: str = "select * from amounts order by all") -> list[tuple]:
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def relations(self) -> list[tuple]:
        return self.rows("select table_name, table_type from information_schema.tables")


@pytest.fixture
def small(tmp_path) -> Small:
    return Small(tmp_path)


def test_a_model_that_fails_leaves_the_rows_of_the_last_run(small):
    assert not small.run("select 1 as amount")
    failed = small.run(
        "select cast(word as integer) as amount from (values ('2'), ('x')) as w(word)"
    )
    assert "Could not convert string 'x'" in failed
    assert small.rows() == [(1,)]
    assert small.relations() == [("amounts", "BASE TABLE")]


def test_a_view_becomes_a_table_and_a_view_again(small):
    for kind, known in (("view", "VIEW"), ("table", "BASE TABLE"), ("view", "VIEW")):
        assert not small.run(f"select '{kind}' as word", kind)
        assert small.relations() == [("amounts", known)]
        assert small.rows() == [(kind,)]


def test_a_change_of_kind_that_fails_leaves_what_was_there(small):
    assert not small.run("select 1 as amount")
    assert small.run("select amount from nowhere", "view")
    assert small.relations() == [("amounts", "BASE TABLE")]
    assert small.rows() == [(1,)]


def test_a_contract_gives_the_columns_and_refuses_what_does_not_meet_it(small):
    assert not small.run(TWO_AMOUNTS, contract=CONTRACT)
    assert small.rows() == [(1, "EUR"), (2, "EUR")]
    refused = small.run("select 'EUR' as currency, 'one' as amount", contract=CONTRACT)
    assert "This model has an enforced contract that failed" in refused
    # A constraint fails once the new table stands there, empty: the former one comes back.
    nothing = "select 'EUR' as currency, cast(null as integer) as amount"
    assert "NOT NULL constraint failed" in small.run(nothing, contract=CONTRACT)
    assert small.rows() == [(1, "EUR"), (2, "EUR")]
    assert not small.run("select 'USD' as currency, 3 as amount", contract=CONTRACT)
    assert small.rows() == [(3, "USD")]
