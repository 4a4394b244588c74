"""The SQL of the attribution models, as dbt compiles it, over rows that a test writes.

A bench holds one database in memory. Rows are given for a model by its name, then models are run
in their order; each becomes a table, as in a build.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from tests.python.planting import ROOT

FOLDERS = (
    "models/intermediate/attribution", "models/staging/reference", "models/marts/marketing",
    "tests/reconciliation/advertising_files_add_up_to_their_account_total.sql",
    "tests/config/spend_told_by_account_and_by_campaign.sql",
)  # fmt: skip


def compile_into(folder: Path, variables: str = "{}", paths: Iterable[str] = FOLDERS) -> None:
    """Have dbt compile the models of attribution into `folder`, over an empty warehouse.

    variables: dbt's --vars, as YAML. paths: what is compiled instead of them.
    Raises AssertionError with what dbt says when it cannot.
    """
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "compile"]
    command += ["--select", *(f"path:{name}" for name in paths), "--vars", variables]
    command += ["--project-dir", ROOT, "--profiles-dir", ROOT / "commerce" / "profiles"]
    command += ["--target-path", folder, "--log-path", folder]
    done = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "COMMERCE_WAREHOUSE": str(folder / "empty.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


class Bench:
    """One database in memory with the seeds loaded.

    folder: what compile_into has filled. Raises KeyError for a model that is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.texts = {
            path.stem: path.read_text("utf-8") for path in folder.rglob("compiled/**/*.sql")
        }
        self.connection = duckdb.connect()
        for schema in ("seeds", "staging", "intermediate", "marts"):
            self.connection.execute(f"create schema {schema}")
        for path in sorted((ROOT / "seeds" / "mappings").glob("*.csv")):
            self.connection.execute(
                f"create table seeds.{path.stem} as select * from read_csv('{path}', header = true)"
            )

    def give(self, name: str, rows: Iterable[Mapping[str, object]], schema: pa.Schema) -> None:
        """Make the table of a model out of rows; a column that a row leaves out is null."""
        table = pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
        self.connection.register("given", table)
        self.connection.execute(f"create or replace table {place_of(name)} as select * from given")
        self.connection.unregister("given")

    def run(self, *names: str) -> None:
        """Make the tables of these models, one after the other."""
        for name in names:
            self.connection.execute(
                f"create or replace table {place_of(name)} as {self.statement(name)}"
            )

    def statement(self, name: str) -> str:
        """The query of a model, over the tables of this bench."""
        text = self.texts[name].replace("__candidate", "")
        return re.sub(r'"\w+"\."(seeds|staging|intermediate|marts)"\.', r"\1.", text)

    def rows(self, query: str) -> list[tuple]:
        return self.connection.execute(query).fetchall()


def place_of(name: str) -> str:
    """Schema and name of a model's table."""
    layer = {"stg": "staging", "int": "intermediate"}.get(name.split("_")[0], "marts")
    return f'{layer}."{name}"'
