"""Load what landed into Redshift: run tables, counts, one transaction.

    for each table whose files have changed     create temp table, COPY, count against the manifest
    then in one transaction                     delete, insert, landing.load_history

Nobody sees anything before the commit, and after it everything: the landed tables, the row ledger
and the note of what was loaded become visible together. A load that dies leaves its run tables to
the server, which drops them with the session; the next one does its work anew, or finds the note.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import redshift_connector
from rich.console import Console

from commerce.console import Step, step
from commerce.errors import UserError
from commerce.notices import count
from commerce.redshift import Place, connect, said
from glue.landing.crash import barrier
from glue.landing.errors import LandingError
from glue.landing.publish import Published, PublishedTable, copy_manifest, publish
from glue.landing.redshift_ddl import create_table_sql
from glue.landing.storage import storage_for

SCHEMA = "landing"
HISTORY = "load_history"
HISTORY_COLUMNS = (
    ("table_name", "varchar(128)"),
    ("batch_id", "varchar(64)"),
    ("content_sha256", "varchar(64)"),
    ("row_count", "bigint"),
    ("loaded_at", "timestamp"),
)
_VARCHAR = re.compile(r"varchar\((\d+)\)")
Columns = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Loaded:
    """What a load did. tables: name -> rows of each table that was replaced."""

    batch_id: str
    tables: dict[str, int]


def load(published: Published, place: Place, iam_role: str, step: Step | None = None) -> Loaded:
    """Make schema `landing` of Redshift hold what is published; nothing when it does already.

    iam_role: ARN of the role that Redshift reads the bucket with. Raises UserError in one sentence
    when a COPY fails, a count differs or Redshift holds a newer batch; the tables are then as they
    were.
    """
    if not published.batch_id:
        raise UserError("Nothing has landed in this state yet: run the landing first.")
    connection = connect(place)
    try:
        with connection.cursor() as cursor:
            return _Load(connection, cursor, published, iam_role, step).run()
    except redshift_connector.Error as error:
        raise UserError(
            f"Redshift refused the load, nothing has changed: {said(error)}."
        ) from error
    finally:
        connection.close()


class _Load:
    """One load over one connection; run tables live as long as it does."""

    def __init__(self, connection, cursor, published: Published, iam_role: str, step: Step | None):
        self.connection, self.cursor = connection, cursor
        self.published, self.iam_role, self.step = published, iam_role, step

    def run(self) -> Loaded:
        self._prepare()
        changed = self._changed()
        self.connection.rollback()
        if not changed:
            return Loaded(self.published.batch_id, {})
        for number, table in enumerate(changed):
            if self.step:
                self.step.update(number, len(changed), table.name)
            self._copy(table)
        barrier("before_load_commit")
        self._publish(changed)
        barrier("after_load_commit")
        return Loaded(self.published.batch_id, {table.name: table.rows for table in changed})

    def _prepare(self) -> None:
        """Make what is missing of schema `landing`: it, its tables, their new columns."""
        self._do(f"create schema if not exists {SCHEMA}")
        self._do(create_table_sql(SCHEMA, HISTORY, HISTORY_COLUMNS))
        there = self._columns_there()
        for table in self.published.tables:
            if table.name not in there:
                self._do(create_table_sql(SCHEMA, table.name, table.columns))
        self.connection.commit()
        for table in self.published.tables:
            if table.name in there:
                self._evolve(table, there[table.name])

    def _columns_there(self) -> dict[str, dict[str, str]]:
        """The columns of each table of schema `landing`: name -> SQL type."""
        self._do(
            "select table_name, column_name, data_type, character_maximum_length, "
            f"numeric_precision, numeric_scale from svv_columns where table_schema = '{SCHEMA}'"
        )
        found: dict[str, dict[str, str]] = {}
        for table, column, kind, width, precision, scale in self.cursor.fetchall():
            written = {
                "character varying": f"varchar({width})",
                "numeric": f"decimal({precision},{scale})",
                "timestamp without time zone": "timestamp",
            }.get(kind, kind)
            found.setdefault(table, {})[column] = written
        return found

    def _evolve(self, table: PublishedTable, there: dict[str, str]) -> None:
        """Add columns that a format has gained and widen texts. Raises UserError for the rest."""
        for name, kind in table.columns:
            target = f'{SCHEMA}."{table.name}"'
            if name not in there:
                self._do(f'alter table {target} add column "{name}" {kind}')
            elif _is_wider(kind, there[name]):
                # Redshift takes this outside a transaction only.
                self.connection.commit()
                self.connection.autocommit = True
                self._do(f'alter table {target} alter column "{name}" type {kind}')
                self.connection.autocommit = False
            elif kind != there[name] and not _is_wider(there[name], kind):
                raise UserError(
                    f'Column "{name}" of {SCHEMA}.{table.name} is {there[name]} in Redshift and '
                    f"{kind} in what landed: drop the table and load again."
                )
        self.connection.commit()

    def _changed(self) -> list[PublishedTable]:
        """The tables whose content is not the loaded one. Raises UserError for an older batch."""
        self._do(f"select table_name, batch_id, content_sha256 from {SCHEMA}.{HISTORY}")
        notes = {name: (batch, sha256) for name, batch, sha256 in self.cursor.fetchall()}
        newest = max((batch for batch, _ in notes.values()), default="")
        if newest > self.published.batch_id:
            raise UserError(
                f"Redshift holds batch {newest}, which is newer than {self.published.batch_id}: "
                "load from the state that landed it."
            )
        return [
            table
            for table in self.published.tables
            if notes.get(table.name, ("", ""))[1] != _content(table)
        ]

    def _copy(self, table: PublishedTable) -> None:
        """Load a run table and count it. Raises UserError when it is not what was published."""
        run = f'"run_{table.name}"'
        body = ", ".join(f'"{name}" {kind}' for name, kind in table.columns)
        self._do(f"create temp table {run} ({body})")
        # COPY takes no manifest without files.
        if table.files:
            try:
                self._do(
                    f"copy {run} from '{table.manifest_url}' iam_role '{self.iam_role}' "
                    "format as parquet manifest"
                )
            except redshift_connector.Error as error:
                raise UserError(
                    f"{SCHEMA}.{table.name} was not loaded, nothing has changed: {said(error)}."
                ) from error
        self._do(f"select count(*) from {run}")
        ((rows,),) = self.cursor.fetchall()
        if rows != table.rows:
            raise UserError(
                f"{SCHEMA}.{table.name} was not loaded, nothing has changed: {count(rows, 'row')} "
                f"arrived of {table.rows:,} that its manifest names."
            )
        self.connection.commit()

    def _publish(self, tables: list[PublishedTable]) -> None:
        """Replace the tables by their run tables and note it, in one transaction."""
        self._do(f"lock {SCHEMA}.{HISTORY}")
        wanted = {table.name for table in tables}
        if {table.name for table in self._changed()} != wanted:
            self.connection.rollback()
            raise UserError("Another load has ended in the meantime: run this one again.")
        for table in tables:
            columns = ", ".join(f'"{name}"' for name, _ in table.columns)
            target = f'{SCHEMA}."{table.name}"'
            self._do(f"delete from {target}")
            self._do(f'insert into {target} ({columns}) select {columns} from "run_{table.name}"')
            self._do(f"delete from {SCHEMA}.{HISTORY} where table_name = %s", table.name)
            self._do(
                f"insert into {SCHEMA}.{HISTORY} "
                "(table_name, batch_id, content_sha256, row_count, loaded_at) "
                "values (%s, %s, %s, %s, getdate())",
                table.name,
                self.published.batch_id,
                _content(table),
                table.rows,
            )
        self.connection.commit()

    def _do(self, sql: str, *values: object) -> None:
        self.cursor.execute(sql, values or None)


def _is_wider(kind: str, than: str) -> bool:
    """Whether both are texts and the first one holds more bytes."""
    wide, narrow = _VARCHAR.fullmatch(kind), _VARCHAR.fullmatch(than)
    return bool(wide and narrow) and int(wide[1]) > int(narrow[1])


def _content(table: PublishedTable) -> str:
    """What a table holds, as a hash of its columns and of its files' names and lengths."""
    body = json.dumps([table.columns, copy_manifest(table), table.rows])
    return hashlib.sha256(body.encode()).hexdigest()


def run(state: str, place: Place, iam_role: str, console: Console) -> tuple[int, str]:
    """Publish the newest batch of a state and load it; the exit code and the last line."""
    try:
        published = publish(storage_for(state, state))
    except LandingError as error:
        raise UserError(str(error)) from error
    with step(console, f"Loading into {place.host}") as running:
        loaded = load(published, place, iam_role, running)
        running.say(f"{count(len(loaded.tables), 'table')} replaced ({running.seconds:.0f} s)")
    rows = sum(loaded.tables.values())
    if not loaded.tables:
        return 0, f"Loaded: batch {loaded.batch_id} was there already."
    return (
        0,
        f"Loaded: batch {loaded.batch_id}, {count(rows, 'row')} in {len(loaded.tables)} tables.",
    )
