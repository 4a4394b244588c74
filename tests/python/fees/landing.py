"""A small warehouse whose landing schema holds what a test wrote and is empty otherwise.

Every landed table exists, with the columns and types that its source declares, so that any model
can be built on it without landing a file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

# What the landing layer would have written beside a record's own columns.
SYSTEM = {
    "_store": "default",
    "_file_no": "1",
    "_source_file": "written by a test",
    "_file_sha256": "0" * 64,
    "_batch_id": "20260101T000000Z",
    "_loaded_at": "2026-01-01 00:00:00",
    "_record_type": "data",
    "_layout": "",
    "_problems": "",
}


class Landing:
    """The landing schema of a DuckDB file, made of the sources of dbt's manifest."""

    def __init__(self, warehouse: Path, manifest: dict) -> None:
        self.warehouse = warehouse
        sources = manifest["sources"].values()
        self.tables = {s["identifier"]: s for s in sources if s["schema"] == "landing"}
        with duckdb.connect(str(warehouse)) as connection:
            for source in self.tables.values():
                body = ", ".join(
                    f'"{name}" {kind}' for name, kind in self.columns(source["identifier"]).items()
                )
                connection.execute(f'create schema if not exists "{source["schema"]}"')
                connection.execute(f"create table {self._name(source['identifier'])} ({body})")

    def columns(self, table: str) -> dict[str, str]:
        """The columns of a landed table: name -> SQL type."""
        declared = self.tables[table]["columns"].values()
        return {column["name"]: column["data_type"] for column in declared}

    def write(self, table: str, rows: Iterable[Mapping[str, str]]) -> None:
        """Land rows of texts, a blank being null. Raises KeyError for a column that no row has.

        System columns that a row leaves out are filled in; line and hash number the rows.
        """
        kinds = self.columns(table)
        written = [
            {**SYSTEM, "_source_line": f"{line}", "_row_hash": f"{line:064x}", **row}
            for line, row in enumerate(rows, start=2)
        ]
        unknown = {name for row in written for name in row} - set(kinds) - set(SYSTEM)
        if unknown - {"_source_line", "_row_hash"}:
            raise KeyError(f"landing.{table} has no column {sorted(unknown)}")
        texts = pa.table(
            {name: pa.array([row.get(name, "") for row in written], pa.string()) for name in kinds}
        )
        cast = ", ".join(f"cast(nullif(\"{name}\", '') as {kind})" for name, kind in kinds.items())
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.register("texts", texts)
            connection.execute(f"insert into {self._name(table)} select {cast} from texts")

    def _name(self, table: str) -> str:
        return f'"{self.tables[table]["schema"]}"."{table}"'


def replace_accounts(project: Path, accounts: Iterable[Mapping[str, str]]) -> None:
    """Put accounts in the place of the brand's own in a copy of the project.

    accounts: columns of the seed amazon_seller_accounts. Raises ValueError for another column.
    """
    seed = project / "seeds" / "rate_cards" / "amazon_seller_accounts.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    others = {"source": "written by a test", "retrieved_on": "2026-01-01"}
    with seed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        for account in accounts:
            writer.writerow({**others, **account})
