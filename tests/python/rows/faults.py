"""One row of one built model that is lost, doubled or changed, and the gate that fails of it.

A fault is planted in a transaction. What rests on the model is built again in the order of the
project, and each gate is asked as soon as what it reads is there. A model that comes out as before
is not followed further. Then all is rolled back.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import duckdb

from tests.python.rows.project import Node, Project

FAULTS = ("lost", "doubled", "changed")
# Where among the rows of a model, as a part of them: the first, the one in the middle, the last.
PLACES = (0.0, 0.5, 1.0)
# Columns whose values a build or its secret key makes up.
OF_A_BUILD = re.compile(r"batch|loaded|_key$|_hash$|hash$|fingerprint|label|^run_|_at$")
# What is changed of a row: the first column of the first kind that it has, amounts before all else.
CHANGES = (
    ("DECIMAL", '"{0}" + 1'),
    ("BIGINT", '"{0}" + 1'),
    ("INTEGER", '"{0}" + 1'),
    ("DOUBLE", '"{0}" + 1'),
    ("DATE", '"{0}" + 1'),
    ("TIMESTAMP", "\"{0}\" + interval '1 day'"),
    ("BOOLEAN", 'not "{0}"'),
    ("VARCHAR", "\"{0}\" || 'x'"),
)


def plants_of(project: Project, concern: str) -> list[str]:
    """The intermediate models of a concern, by id."""
    return sorted(k for k, n in project.models.items() if n.folders == ("intermediate", concern))


class Warehouse:
    """A copy of a built warehouse whose rows are made wrong one at a time, and never stay so."""

    def __init__(self, built: Path, folder: Path, project: Project) -> None:
        # Views name the warehouse by the name of its file.
        self._file = folder / built.name
        shutil.copy(built, self._file)
        self._project = project

    def __enter__(self) -> Self:
        self._connection = duckdb.connect(str(self._file))
        # Gates are asked before a run is published, while its orders are open: here, all of them.
        self._connection.execute("update main.orders_built set fingerprint = 'open'")
        self._as_built = {k: self._state(n.relation) for k, n in self._project.models.items()}
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._file.unlink()

    def caught_by(self, key: str, fault: str, place: float) -> tuple[str, list[str]]:
        """What was done to one row of a model, and the gates that then fail.

        The row is found among all in order of what they say, so that it is the same every time.

        What was done is blank when the model has no row. The search ends with the first model
        whose gates fail, or which does not build.
        """
        with self._taken_back():
            done = self._plant(self._project.models[key].relation, fault, place)
            return done, self._failing(key) if done else []

    @contextmanager
    def _taken_back(self) -> Iterator[None]:
        self._connection.execute("begin")
        try:
            yield
        finally:
            self._connection.execute("rollback")

    def _plant(self, table: str, fault: str, place: float) -> str:
        run = self._connection.execute
        self._as_table(table)
        row = run(
            f"select rowid from {table} order by {self._order(table)} "
            f"limit 1 offset (select cast(floor(greatest(count(*) - 1, 0) * {place}) as bigint) "
            f"from {table})"
        ).fetchone()
        if row is None:
            return ""
        where = f"where rowid = {row[0]}"
        if fault == "lost":
            run(f"delete from {table} {where}")
            return "lost"
        if fault == "doubled":
            run(f"insert into {table} select * from {table} {where}")
            return "doubled"
        column, value = self._change(table, where)
        run(f'update {table} set "{column}" = {value.format(column)} {where}')
        return f"{column} changed"

    def _order(self, table: str) -> str:
        """An order of rows that is the same in every build, as far as their values are."""
        names = [name for name, *_ in self._connection.execute(f"describe {table}").fetchall()]
        told = [f'"{name}"' for name in names if not OF_A_BUILD.search(name)]
        return ", ".join([*told, "rowid"])

    def _change(self, table: str, where: str) -> tuple[str, str]:
        """The column that is changed, and to what: of the row's columns that are not null."""
        described = self._connection.execute(f"describe {table}").fetchall()
        values = self._connection.execute(f"select * from {table} {where}").fetchone()
        known = [c for c, value in zip(described, values, strict=True) if value is not None]
        for kind, value in CHANGES:
            for name, type_name, *_ in known:
                if type_name.startswith(kind):
                    return name, value
        raise AssertionError(f"{table} has no column that could be changed")

    def _failing(self, wrong: str) -> list[str]:
        reached = {wrong}
        below = self._project.below(wrong)
        failed = self._asked(wrong, reached, set(below))
        while below and not failed:
            key = below.pop(0)
            node = self._project.models[key]
            if node.parents & reached:
                try:
                    self._build(node)
                except duckdb.Error as error:
                    return [f"{node.name} does not build: {error}"]
                if self._state(node.relation) != self._as_built[key]:
                    reached.add(key)
            # A gate on what a fault reached may have waited for a model that it did not reach.
            failed = self._asked(key, reached, set(below))
        return failed

    def _asked(self, key: str, reached: set[str], to_come: set[str]) -> list[str]:
        return [
            gate.name
            for gate in self._project.gates_of(key, to_come)
            if gate.parents & reached and self._connection.execute(gate.statement).fetchall()[0][0]
        ]

    def _build(self, node: Node) -> None:
        self._drop(node.relation)
        self._connection.execute(f"create table {node.relation} as {node.statement}")

    def _as_table(self, table: str) -> None:
        """Make a table of a model that is a view, with the rows that it shows."""
        if self._kind(table) == "VIEW":
            self._connection.execute(f"create temp table rows_shown as select * from {table}")
            self._drop(table)
            self._connection.execute(f"create table {table} as select * from rows_shown")
            self._connection.execute("drop table rows_shown")

    def _drop(self, relation: str) -> None:
        kind = "view" if self._kind(relation) == "VIEW" else "table"
        self._connection.execute(f"drop {kind} {relation}")

    def _kind(self, relation: str) -> str:
        query = (
            "select table_type from information_schema.tables "
            "where table_schema = ? and table_name = ?"
        )
        return self._connection.execute(query, relation.split(".")).fetchall()[0][0]

    def _state(self, relation: str) -> tuple:
        """How many rows a relation has, and a sum over them that any change shows in."""
        query = f"select count(*), sum(hash(rows)::hugeint) from {relation} as rows"
        return self._connection.execute(query).fetchall()[0]
