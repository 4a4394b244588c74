"""The columns that a query gives, with the decimal types that Redshift gives them.

PostgreSQL forgets precision and scale as soon as decimals are computed with, and so would the table
that is made of them; Redshift states both for every column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from sqlglot import exp

from tests.python.redshift.standin.decimals import Decimal, Kind, Schema, kinds_by_query, of_type
from tests.python.redshift.standin.wire import Ask, Relations


def query_of(tree: exp.Expression) -> exp.Query | None:
    """The query that a statement runs and shows or stores under its own types."""
    if isinstance(tree, exp.Create):
        tree = tree.expression
    return tree if isinstance(tree, exp.Query) else None


def names_of_relations(tree: exp.Expression) -> tuple[str, ...]:
    """The relations that a statement names, by name."""
    tables = [table for table in tree.find_all(exp.Table) if table.name]
    return tuple(sorted({f"{t.db}.{t.name}" if t.db else t.name for t in tables}))


def relations_named(names: Iterable[str], ask: Ask) -> Relations:
    """The columns of the relations of these names, as the session sees them."""
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    if not listed:
        return {}
    rows = ask(
        "select name, attname, format_type(atttypid, atttypmod) "
        f"from unnest(array[{listed}]) as name join pg_attribute on attrelid = to_regclass(name) "
        "where attnum > 0 and not attisdropped order by name, attnum"
    )
    relations: dict[str, dict[str, str]] = {}
    for name, column, kind in rows:
        relations.setdefault(name.lower(), {})[column.lower()] = kind
    return relations


# Relations as a key of what was worked out of them.
Seen = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def as_seen(relations: Relations) -> Seen:
    return tuple((name, tuple(columns.items())) for name, columns in relations.items())


def as_relations(seen: Seen) -> Relations:
    return {name: dict(columns) for name, columns in seen}


def schema_of(relations: Relations) -> Schema:
    """The same with types to compute with; a decimal of no stated size is unknown."""
    return {
        relation: {column: _of_text(kind) for column, kind in columns.items()}
        for relation, columns in relations.items()
    }


@cache
def _of_text(kind: str) -> Kind:
    return None if kind == "numeric" else of_type(exp.DataType.build(kind, "postgres"))


class Outputs:
    """The outputs of a query, noted before it is rewritten and stated in it afterwards."""

    def __init__(self, query: exp.Query, schema: Schema) -> None:
        given = kinds_by_query(query, schema)
        self.kinds = list(given.get(id(query.unnest()), {}).values())
        self.selects = list(_selects(query))
        for select in self.selects:
            _expand(select, given, schema)

    def state(self) -> None:
        """Cast every output of a known decimal type to it."""
        for select in self.selects:
            if len(select.expressions) != len(self.kinds):
                continue
            for item, kind in zip(list(select.expressions), self.kinds, strict=True):
                if isinstance(kind, Decimal):
                    target = exp.DataType.build(f"decimal({kind.precision},{kind.scale})")
                    value = item.this if isinstance(item, exp.Alias) else item
                    cast = exp.Cast(this=value.copy(), to=target)
                    item.replace(exp.alias_(cast, item.alias_or_name, quoted=True))


def _selects(query: exp.Expression) -> Iterator[exp.Select]:
    """The selects whose rows a query gives."""
    query = query.unnest()
    if isinstance(query, exp.SetOperation):
        yield from _selects(query.left)
        yield from _selects(query.right)
    elif isinstance(query, exp.Select):
        yield query


def _expand(select: exp.Select, given: dict[int, dict[str, Kind]], schema: Schema) -> None:
    """Write out the stars of a select whose columns are known."""
    names = list(given.get(id(select), {}))
    if select.is_star and names and len(select.expressions) == 1:
        table = select.expressions[0].args.get("table")
        columns = [exp.column(exp.to_identifier(name, quoted=True), table) for name in names]
        select.set("expressions", columns)
