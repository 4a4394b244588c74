"""From which columns of which relations the value of a column comes, through any number of models.

What a column is computed from counts: every column of its expression, the conditions of its `case`
and the keys of its windows included. What only decides which rows there are, a join or a filter,
does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp, parse_one
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

Relation = tuple[str, str]
Origin = tuple[Relation, str]
DIALECT = "duckdb"


@dataclass
class Lineage:
    """The models of a project and the columns of everything that they read.

    models: the compiled SQL of each model, by (schema, name). columns: the columns of every
    relation that a model reads, in their order, by (schema, name).
    """

    models: Mapping[Relation, str]
    columns: Mapping[Relation, Sequence[str]]
    _direct: dict[Relation, dict[str, frozenset[Origin]]] = field(default_factory=dict)
    _traced: dict[Origin, frozenset[Origin]] = field(default_factory=dict)

    def origins(self, relation: Relation, column: str) -> frozenset[Origin]:
        """The columns of relations that are no models from which a column's value comes.

        Raises KeyError for a column that the model does not have.
        """
        if relation not in self.models:
            return frozenset({(relation, column)})
        key = (relation, column)
        if key not in self._traced:
            if relation not in self._direct:
                self._direct[relation] = self._read_by(self.models[relation])
            direct = self._direct[relation][column]
            self._traced[key] = frozenset().union(*(self.origins(*origin) for origin in direct))
        return self._traced[key]

    def _read_by(self, sql: str) -> dict[str, frozenset[Origin]]:
        """Each column of a select and the columns of relations that it is computed from."""
        tree = parse_one(sql, dialect=DIALECT)
        schema: dict[str, dict[str, dict[str, str]]] = {}
        for table in tree.find_all(exp.Table):
            if table.db:
                table.set("catalog", None)
                names = self.columns[table.db, table.name]
                schema.setdefault(table.db, {})[table.name] = dict.fromkeys(names, "text")
        tree = qualify(tree, schema=schema, dialect=DIALECT, quote_identifiers=False)
        return _outputs(build_scope(tree), {})


def _outputs(scope: Scope, known: dict[int, dict]) -> dict[str, frozenset[Origin]]:
    """The columns of a scope by name, in their order."""
    if id(scope) not in known:
        if scope.set_operation_scopes:
            first, second = (_outputs(part, known) for part in scope.set_operation_scopes)
            pairs = zip(first, second.values(), strict=True)
            known[id(scope)] = {name: first[name] | other for name, other in pairs}
        else:
            known[id(scope)] = {
                chosen.alias_or_name: _used(chosen, scope, known)
                for chosen in scope.expression.selects
            }
    return known[id(scope)]


def _used(expression: exp.Expression, scope: Scope, known: dict) -> frozenset[Origin]:
    """What the columns of an expression come from; those of a subquery in it count as well.

    Raises KeyError for a column of no relation, which would be a gap in the trace.
    """
    found: set[Origin] = set()
    for column in expression.find_all(exp.Column):
        sources = _sources(column.table, scope)
        if not sources:
            raise KeyError(f"no relation of {column.sql()}")
        for source in sources:
            if isinstance(source, Scope):
                found |= _outputs(source, known)[column.name]
            else:
                found.add(((source.db, source.name), column.name))
    return frozenset(found)


def _sources(name: str, scope: Scope) -> list[Scope | exp.Table]:
    """The relations that go by a name in a scope or in the subqueries of its expressions."""
    found = [scope.sources[name]] if name in scope.sources else []
    for part in scope.subquery_scopes:
        found += [source for source in _sources(name, part) if source not in found]
    return found
