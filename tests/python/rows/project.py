"""The project's models and gates as plain statements, as dbt compiled them for a whole build."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Node:
    """A model or a gate: what it reads, its statement, and the schema and name that a model has."""

    name: str
    parents: frozenset[str]
    statement: str
    folders: tuple[str, ...] = ()
    schema: str = ""
    table: str = ""

    @property
    def relation(self) -> str:
        return f"{self.schema}.{self.table}"


@dataclass
class Project:
    """Models by their id, in an order in which they can be built, and the gates that stop a build.

    A gate stops a build when its severity is error.
    """

    models: dict[str, Node] = field(default_factory=dict)
    gates: list[Node] = field(default_factory=list)

    def gates_of(self, built: str, to_come: set[str]) -> Iterator[Node]:
        """Gates that read what was just built, and nothing that is still to come."""
        for gate in self.gates:
            if built in gate.parents and not gate.parents & to_come:
                yield gate

    def below(self, key: str) -> list[str]:
        """The models that rest on one, in the order in which they can be built."""
        found = {key}
        for one, node in self.models.items():
            if node.parents & found:
                found.add(one)
        return [one for one in self.models if one in found and one != key]


def as_built(manifest: Path) -> Project:
    """The project from the manifest of a first build: incremental models are whole statements."""
    project = Project()
    waiting = {}
    for key, node in json.loads(manifest.read_text(encoding="utf-8"))["nodes"].items():
        parents = frozenset(node["depends_on"].get("nodes", ()))
        if node["resource_type"] == "model":
            names = (node["schema"], node["alias"])
            folders = tuple(node["fqn"][1:-1])
            waiting[key] = Node(node["name"], parents, node["compiled_code"], folders, *names)
        elif node["resource_type"] == "test" and node["config"]["severity"].lower() == "error":
            failing = f"select {node['config']['fail_calc']} from ({node['compiled_code']}) as rows"
            project.gates.append(Node(node["name"], parents, failing))
    while waiting:
        ready = [key for key, node in waiting.items() if not node.parents & waiting.keys()]
        assert ready, "models rest on one another"
        project.models |= {key: waiting.pop(key) for key in ready}
    return project
