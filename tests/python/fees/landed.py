"""A small warehouse whose landed tables hold the rows that a test writes, and dbt on top of it.

The tables are those of the sources' yml, all of them and empty but for the rows given, so that any
model builds. Nothing of the demo brand is in it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import duckdb
import yaml

from tests.python.conftest import begin_parsed

ROOT = Path(__file__).resolve().parents[3]
Row = Mapping[str, object]
# What landing gives every row; a test says only what its rule is about.
_OF_EVERY_ROW = {"_store": "default", "_record_type": "data", "_batch_id": "b1", "_layout": "csv"}


@cache
def landed_tables() -> dict[str, dict[str, str]]:
    """Column and type of every landed table, by its name in schema landing."""
    tables = {}
    for path in sorted((ROOT / "models" / "staging").glob("*/_*__sources.yml")):
        for source in yaml.safe_load(path.read_text("utf-8"))["sources"]:
            for table in source["tables"] if source["schema"] == "landing" else ():
                columns = {column["name"]: column["data_type"] for column in table["columns"]}
                tables[table.get("identifier", table["name"])] = columns
    return tables


class LandedWarehouse:
    """A DuckDB file with every landed table, and dbt commands on it.

    folder: where the file, dbt's target and its log go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "landed.duckdb"
        with duckdb.connect(str(self.path)) as connection:
            connection.execute("create schema landing")
            for table, columns in landed_tables().items():
                body = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
                connection.execute(f'create table landing."{table}" ({body})')

    @classmethod
    def on_copy_of(cls, built: Path, folder: Path) -> LandedWarehouse:
        """A copy of a built warehouse, under its own name: views in it name it."""
        other = object.__new__(cls)
        other.folder, other.path = folder, folder / built.name
        shutil.copy(built, other.path)
        return other

    def copy(self, folder: Path) -> LandedWarehouse:
        """The same warehouse, as built so far, in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        other = object.__new__(LandedWarehouse)
        other.folder, other.path = folder, folder / self.path.name
        return other

    def land(self, table: str, rows: Iterable[Row]) -> None:
        """Make a landed table hold these rows and no others; what a row leaves out is null.

        A row that does not say where it stands has line n of the file `<table>.csv`. Raises
        KeyError for a column that the table does not have.
        """
        filled = []
        for number, row in enumerate(rows, start=2):
            place = {"_source_file": f"{table}.csv", "_source_line": number}
            filled.append({**_OF_EVERY_ROW, **place, "_row_hash": f"{table}/{number}", **row})
        self._fill(f'landing."{table}"', landed_tables()[table], filled)

    def replace_seed(self, name: str, rows: Sequence[Row]) -> None:
        """Make a seed that dbt has loaded hold these rows instead."""
        columns = self.rows(
            "select column_name, data_type from information_schema.columns "
            f"where table_schema = 'seeds' and table_name = '{name}'"
        )
        types = {column["column_name"]: column["data_type"] for column in columns}
        self._fill(f'seeds."{name}"', types, rows)

    def dbt(self, *arguments: str) -> dict[str, str]:
        """Run a dbt command; the status of each node by its name.

        Raises AssertionError when dbt ends without results or a node could not be run.
        """
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *arguments]
        folders = ["--project-dir", ROOT, "--profiles-dir", ROOT / "commerce" / "profiles"]
        folders += ["--target-path", self.folder / "target", "--log-path", self.folder / "logs"]
        results = self.folder / "target" / "run_results.json"
        results.unlink(missing_ok=True)
        if not results.parent.exists():
            begin_parsed(results.parent, self.path.name)
        done = subprocess.run(
            [*command, *map(str, folders), "--no-use-colors"],
            cwd=self.folder,
            env={
                **os.environ,
                "COMMERCE_WAREHOUSE": self.path.name,
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert results.exists(), done.stdout[-4000:]
        outcomes = json.loads(results.read_text("utf-8"))["results"]
        broken = [f"{o['unique_id']}: {o['message']}" for o in outcomes if o["status"] == "error"]
        assert not broken, "\n".join(broken)
        return {outcome["unique_id"].split(".")[2]: outcome["status"] for outcome in outcomes}

    def rows(self, query: str) -> list[dict]:
        """The rows of a query, by column."""
        with duckdb.connect(str(self.path), read_only=True) as connection:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _fill(self, relation: str, columns: Mapping[str, str], rows: Iterable[Row]) -> None:
        """Empty a table and insert rows, each value cast to its column's type."""
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(f"delete from {relation}")
            for row in rows:
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join(f"cast(? as {columns[name]})" for name in row)
                values = [None if value is None else str(value) for value in row.values()]
                connection.execute(f"insert into {relation} ({names}) values ({marks})", values)
