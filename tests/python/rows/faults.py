"""One row of one built model that is lost, doubled or changed, and the gate that fails of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from dbt.contracts.results import RunResult

from tests.python.incremental.warehouse import invoke

FAULTS = ("lost", "doubled", "changed")
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
GATES = ("--exclude-resource-type", "unit_test")


@dataclass(frozen=True)
class Case:
    """A fault in a model. below: the models that are built from it, directly or not."""

    model: str
    fault: str
    below: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.model} {self.fault}"


def cases(manifest: dict) -> list[Case]:
    """Every fault in every intermediate model, in a fixed order."""
    models = {
        name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }
    found = []
    for name, node in sorted(models.items()):
        if node["schema"] == "intermediate":
            below = tuple(sorted(models[one]["name"] for one in _below(name, manifest, models)))
            found += [Case(node["name"], fault, below) for fault in FAULTS]
    return found


def _below(name: str, manifest: dict, models: dict) -> set[str]:
    """All models that rest on one."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for child in manifest["child_map"][waiting.pop()]:
            if child in models and child not in found:
                found.add(child)
                waiting.append(child)
    return found


def plant(connection: duckdb.DuckDBPyConnection, case: Case) -> str:
    """Do the fault to the row in the middle of the model; what was done, blank without a row."""
    table = f"intermediate.{case.model}"
    _as_table(connection, table)
    row = connection.execute(
        f"select rowid from {table} order by rowid "
        f"limit 1 offset (select count(*) // 2 from {table})"
    ).fetchone()
    if row is None:
        return ""
    where = f"where rowid = {row[0]}"
    if case.fault == "lost":
        connection.execute(f"delete from {table} {where}")
        return "lost"
    if case.fault == "doubled":
        connection.execute(f"insert into {table} select * from {table} {where}")
        return "doubled"
    column, value = _change(connection, table, where)
    connection.execute(f'update {table} set "{column}" = {value.format(column)} {where}')
    return f"{column} changed"


def not_seen_doubled(models: Iterable[str], built: Path, folder: Path) -> tuple[set[str], set[str]]:
    """Models in which a row could be doubled, and those of them whose own gates do not see it.

    A row of each is doubled in one copy of the warehouse: a model's own gates read nothing else.
    """
    warehouse = folder / built.name
    shutil.copy(built, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        doubled = {model for model in models if plant(connection, Case(model, "doubled", ()))}
    own = ("--select", *sorted(doubled), "--indirect-selection", "cautious")
    told = invoke(warehouse, folder / "target", "test", *own, *GATES)
    assert told.result, told.exception
    seen = {
        node.split(".")[-1]
        for result in told.result.results
        if str(result.status) == "fail"
        for node in result.node.depends_on.nodes
    }
    return doubled, doubled - seen


def _as_table(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make a table of a model that is a view, with the rows that it shows."""
    schema, name = table.split(".")
    query = "select count(*) from duckdb_views() where schema_name = ? and view_name = ?"
    if connection.execute(query, [schema, name]).fetchone() == (1,):
        connection.execute(f"create table {table}__rows as select * from {table}")
        connection.execute(f"drop view {table}")
        connection.execute(f"alter table {table}__rows rename to {name}")


def _change(connection: duckdb.DuckDBPyConnection, table: str, where: str) -> tuple[str, str]:
    """The column that is changed, and to what: of the row's columns that are not null."""
    described = connection.execute(f"describe {table}").fetchall()
    values = connection.execute(f"select * from {table} {where}").fetchone()
    known = [c for c, value in zip(described, values, strict=True) if value is not None]
    for kind, value in CHANGES:
        for name, type_name, *_ in known:
            if type_name.startswith(kind):
                return name, value
    raise AssertionError(f"{table} has no column that could be changed")


def caught_by(case: Case, built: Path, folder: Path) -> tuple[str, list[str]]:
    """What was done to a copy of a built warehouse, and which gates then fail.

    The model's own gates are asked first; then what rests on it is built, until a gate fails.
    """
    # Views name the warehouse by the name of its file.
    warehouse = folder / built.name
    shutil.copy(built, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        done = plant(connection, case)
    if not done:
        return "", []
    own = ("test", "--select", case.model, "--indirect-selection", "cautious", *GATES)
    rest = ("build", "--select", *case.below, "--fail-fast", *GATES)
    try:
        for arguments in (own, rest):
            told = invoke(warehouse, folder / "target", *arguments)
            if names := _failed(told.result.results if told.result else []):
                return done, names
        return done, []
    finally:
        warehouse.unlink()


def _failed(results: list[RunResult]) -> list[str]:
    """The gates that failed, and the models that a contract or a gate in them stopped."""
    wrong = [r for r in results if str(r.status) in ("fail", "error", "runtime error")]
    return sorted(result.node.name for result in wrong)
