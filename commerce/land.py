"""Land the raw folder and show what landed to DuckDB as schema `landing`."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from commerce.console import Step
from commerce.errors import UserError
from commerce.workspace import Workspace
from glue.landing import engine, pii, state
from glue.landing.engine import LandingResult
from glue.landing.errors import LandingError

# A file that was written to this recently may still be on its way.
SETTLE_SECONDS = 2.0


def land(
    raw: Path, workspace: Workspace, step: Step, replay: bool = False, as_arrived: bool = False
) -> LandingResult:
    """Land every new file below `raw` beside the warehouse; raises UserError when it cannot.

    replay: read again the files of which something did not land. as_arrived: see engine.land.
    """
    try:
        key = pii.load_key(workspace.landing)
        return engine.land(
            raw,
            workspace.landing,
            pii_key=key,
            progress=lambda text: step.update(None, None, text),
            replay=replay,
            settle_seconds=SETTLE_SECONDS,
            as_arrived=as_arrived,
        )
    except LandingError as error:
        raise UserError(str(error)) from error


def tables() -> list[str]:
    """The relations of schema `landing`: every report, landed or not, and the system tables."""
    return state.landed_tables()


def contents(workspace: Workspace) -> list[str]:
    """One text per landed relation that changes when its rows, its columns or its place do."""
    return [
        f"{table}: {state.table_schema(table)} {[str(path) for path in _files(workspace, table)]}"
        for table in tables()
    ]


def load(workspace: Workspace, connection: duckdb.DuckDBPyConnection) -> None:
    """Make schema `landing`: a typed view per relation over its current Parquet files.

    A relation that nothing landed for is an empty view with the same columns. Views of reports
    that are no more are dropped.
    """
    connection.execute("create schema if not exists landing")
    known = "select table_name from information_schema.tables where table_schema = 'landing'"
    for (name,) in connection.execute(known).fetchall():
        if name not in tables():
            connection.execute(f'drop view landing."{name}"')
    for table in tables():
        query = _select(state.table_schema(table), _files(workspace, table))
        connection.execute(f'create or replace view landing."{table}" as {query}')


def _files(workspace: Workspace, table: str) -> list[Path]:
    """The current Parquet files of a relation, as the manifest names them."""
    try:
        return [path.absolute() for path in state.current_files(workspace.landing, table)]
    except LandingError as error:
        raise UserError(str(error)) from error


def _select(schema: list[tuple[str, str]], files: list[Path]) -> str:
    """Return the query of a view: every column cast to its type, from `files` or from nothing.

    A column that a spec gained after the files were written is null until they land again.
    """
    landed = {name for path in files for name in pq.read_schema(path).names}
    columns = ", ".join(
        f"cast({quoted(name) if name in landed else 'null'} as {kind}) as {quoted(name)}"
        for name, kind in schema
    )
    if not files:
        return f"select {columns} where false"
    paths = ", ".join(literal(path) for path in files)
    options = "union_by_name = true, hive_partitioning = false"
    return f"select {columns} from read_parquet([{paths}], {options})"


def quoted(name: str) -> str:
    """Return a column name in quotes: some are reserved words."""
    return f'"{name}"'


def literal(path: Path) -> str:
    """Return a path as SQL text; DuckDB takes one that exists as it is, never as a pattern."""
    return "'" + str(path).replace("'", "''") + "'"
