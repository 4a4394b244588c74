"""One line for each mart and report: do two warehouses tell the same, to the last row?

    marts.dim_channel  10 rows  6 columns  3f0c...

The sum over the rows' SHA-256 depends on every value and on how often a row is there, and not on
the order in which an engine gives them.
"""

from __future__ import annotations

import hashlib

import duckdb

from commerce.errors import UserError
from commerce.workspace import Workspace, shown

# What a rebuild of the same exports cannot repeat, and why it is no figure of the business.
COLUMNS_OF_THE_RUN = {
    "batch_id": "names the run that landed a row: a restore is another run",
}
RELATIONS_OF_RUNS = {
    "fact_run_items": "the runs of a warehouse: they are gone with it, and a restore is one more",
    "rpt_run_history": "the same, one row per run",
}
_RELATIONS = """
    select columns.table_schema, columns.table_name, columns.column_name
    from information_schema.columns as columns
    where columns.table_schema in ('marts', 'reports')
        and not contains(columns.table_name, '__')
    order by columns.table_schema, columns.table_name, columns.ordinal_position
"""
_ROWS_AT_ONCE = 50_000
_MODULUS = 1 << 256


def lines(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """One line per published relation, by name. A relation of runs alone is left out."""
    columns: dict[str, list[str]] = {}
    for schema, name, column in connection.execute(_RELATIONS).fetchall():
        if name not in RELATIONS_OF_RUNS:
            columns.setdefault(f"{schema}.{name}", []).append(column)
    return [_line(connection, relation, names) for relation, names in columns.items()]


def _line(connection: duckdb.DuckDBPyConnection, relation: str, columns: list[str]) -> str:
    kept = [name for name in columns if name not in COLUMNS_OF_THE_RUN]
    # A value as text with its length before it, so that no two rows read alike.
    texts = [f'cast("{name}" as varchar)' for name in kept]
    row = " || ".join(f"coalesce(length({text}) || ':' || {text}, '-')" for text in texts)
    hashed = connection.execute(f"select sha256({row}) from {relation}")
    rows, total = 0, int(hashlib.sha256("\n".join(kept).encode()).hexdigest(), 16)
    while part := hashed.fetchmany(_ROWS_AT_ONCE):
        rows += len(part)
        total += sum(int(digest, 16) for (digest,) in part)
    return f"{relation}  {rows} rows  {len(kept)} columns  {total % _MODULUS:064x}"


def run(workspace: Workspace) -> tuple[int, str]:
    """The lines of a warehouse; the exit code with them. Raises UserError when nothing is built."""
    if not workspace.warehouse.exists():
        raise UserError(f"There is no warehouse {shown(workspace.warehouse)}.")
    with workspace.connect() as connection:
        found = lines(connection)
    if not found:
        raise UserError(f"{shown(workspace.warehouse)} has no mart and no report: run first.")
    return 0, "\n".join(found)
