"""The project's models and gates as plain statements, asked of a warehouse in which a row is wrong.

dbt compiles them once. A fault is then planted in one transaction: what rests on the model is built
again in the order of the project, gates are asked as soon as what they read is there, and all is
rolled back. A model that comes out as before is not followed further.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tests.python.incremental.warehouse import invoke

GATES = ("--select", "resource_type:model", "resource_type:test")


@dataclass(frozen=True)
class Node:
    """A model or a gate: its name, what it reads, its statement and the relation it makes."""

    key: str
    name: str
    parents: frozenset[str]
    statement: str
    relation: str = ""


@dataclass
class Project:
    """Models in an order in which they can be built, and the gates that stop a build."""

    models: dict[str, Node] = field(default_factory=dict)
    gates: list[Node] = field(default_factory=list)

    def gates_of(self, known: set[str], built: str) -> Iterator[Node]:
        """Gates that read what was just built, and nothing that is still to come."""
        for gate in self.gates:
            if built in gate.parents and not gate.parents & known:
                yield gate


def compiled(warehouse: Path, target: Path) -> Project:
    """All models and gates of severity error as this warehouse's dbt compiles them."""
    told = invoke(warehouse, target, "compile", "--full-refresh", *GATES)
    assert told.result, told.exception
    project = Project()
    waiting = {}
    for result in told.result.results:
        node = result.node
        parents = frozenset(node.depends_on.nodes)
        if node.resource_type == "model":
            made = Node(node.unique_id, node.name, parents, node.compiled_code, node.relation_name)
            waiting[node.unique_id] = made
        elif node.resource_type == "test" and node.config.severity.lower() == "error":
            statement = f"select {node.config.fail_calc} from ({node.compiled_code}) as failing"
            project.gates.append(Node(node.unique_id, node.name, parents, statement))
    while waiting:
        ready = [key for key, node in waiting.items() if not node.parents & waiting.keys()]
        assert ready, "models rest on one another"
        project.models |= {key: waiting.pop(key) for key in ready}
    return project


class Faults:
    """A built warehouse whose rows are made wrong one at a time, and never stay so."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, project: Project) -> None:
        self.connection = connection
        self.project = project
        self._as_built: dict[str, tuple] = {}

    def state(self, relation: str) -> tuple:
        """How many rows a relation has, and a sum over them that any change shows in."""
        query = f"select count(*), sum(hash(rows)::hugeint) from {relation} as rows"
        return self.connection.execute(query).fetchall()[0]

    def as_built(self, node: Node) -> tuple:
        """The state of a model before any fault; ask outside a fault."""
        if node.key not in self._as_built:
            self._as_built[node.key] = self.state(node.relation)
        return self._as_built[node.key]

    def failing(self, wrong: Node) -> tuple[list[str], list[str]]:
        """The gates that fail of the fault that stands in a model, and the models it reached.

        Ends with the first model whose gates fail.
        """
        reached = {wrong.key}
        below = self._below(wrong.key)
        failed = self._asked(set(below), wrong.key)
        while below and not failed:
            key = below.pop(0)
            node = self.project.models[key]
            if not node.parents & reached:
                continue
            try:
                self._build(node)
            except duckdb.Error as error:
                return [f"{node.name} does not build: {error}"], sorted(reached)
            if self.state(node.relation) != self._as_built[key]:
                reached.add(key)
                failed = self._asked(set(below), key)
        return failed, sorted(key.split(".")[-1] for key in reached)

    def _asked(self, to_come: set[str], key: str) -> list[str]:
        return [
            gate.name
            for gate in self.project.gates_of(to_come, key)
            if self.connection.execute(gate.statement).fetchall()[0][0]
        ]

    def _below(self, key: str) -> list[str]:
        found = {key}
        listed = []
        for one, node in self.project.models.items():
            if node.parents & found:
                found.add(one)
                listed.append(one)
        return listed

    def _build(self, node: Node) -> None:
        name = node.relation.split(".")[-1].strip('"')
        schema = node.relation.split(".")[-2].strip('"')
        kind = self.connection.execute(
            "select table_type from information_schema.tables "
            "where table_schema = ? and table_name = ?",
            [schema, name],
        ).fetchall()
        if kind:
            dropped = "view" if kind[0][0] == "VIEW" else "table"
            self.connection.execute(f"drop {dropped} {node.relation}")
        self.connection.execute(f"create table {node.relation} as {node.statement}")
