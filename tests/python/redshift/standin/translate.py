"""Redshift's SQL as PostgreSQL's, with Redshift's results."""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlglot
from sqlglot import exp

from tests.python.redshift.standin.decimals import Decimal, Schema, Scopes, Typing
from tests.python.redshift.standin.outputs import Outputs, query_of, schema_of
from tests.python.redshift.standin.parse import parse, passes_unread
from tests.python.redshift.standin.wire import Relations

# What says where and how Redshift stores a table; PostgreSQL has nothing of the kind.
_STORAGE = (
    exp.DistKeyProperty,
    exp.SortKeyProperty,
    exp.DistStyleProperty,
    exp.BackupProperty,
)
_DATE_PARTS = ("year", "quarter", "month", "week", "day", "dow", "doy", "hour", "minute")
# Parameters of a session that Redshift has and PostgreSQL has not; it keeps them without a meaning.
_SETTING = re.compile(
    r"(?is)^\s*set\s+(query_group|wlm_query_slot_count|enable_result_cache_for_session)\s+to\s+(.*?);?\s*$"
)
# varchar without a length in the column of a table
DEFAULT_WIDTH = 256


def to_postgres(sql: str, relations: Relations) -> str:
    """The statement of PostgreSQL that does what this one does in Redshift."""
    if setting := _SETTING.match(sql):
        return f"set redshift.{setting[1]} to {setting[2]}"
    if passes_unread(sql):
        return sql
    tree = parse(sql)
    if isinstance(tree, exp.Command):
        return sql
    if isinstance(tree, exp.Alter) and isinstance(tree.args["actions"][0], exp.AlterColumn):
        return _widened(tree)
    query, schema = query_of(tree), schema_of(relations)
    outputs = Outputs(query, schema) if query else None
    tree = _computed(tree, schema)
    for rule in (_storage, _columns, _functions, _casts):
        tree = rule(tree)
    if outputs:
        outputs.state()
    return tree.sql(dialect="postgres", comments=False)


def _replaced(tree: exp.Expression, change: Callable[[exp.Expression], exp.Expression]):
    """The tree with every node changed, inner ones first."""
    for node in reversed(list(tree.walk())):
        new = change(node)
        if new is not node:
            if node is tree:
                tree = new
            else:
                node.replace(new)
    return tree


def _call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Dot(
        this=exp.to_identifier("redshift"),
        expression=exp.Anonymous(this=name, expressions=list(arguments)),
    )


def _computed(tree: exp.Expression, schema: Schema) -> exp.Expression:
    """Quotients and averages of decimals have the places that Redshift gives them, cut."""
    kinds = {}
    for scope, _, columns in Scopes(tree, schema):
        typing = Typing(columns)
        for node in scope.walk():
            if isinstance(node, (exp.Div, exp.Avg)):
                kinds[id(node)] = typing.of(node)

    def change(node: exp.Expression) -> exp.Expression:
        is_over = isinstance(node, exp.Window)
        kind = kinds.get(id(node.this if is_over else node))
        if not isinstance(kind, Decimal) or isinstance(node.parent, exp.Window):
            return node
        scale = exp.Literal.number(kind.scale)
        if isinstance(node, exp.Div):
            value = _call("quotient", node.left.copy(), node.right.copy(), scale)
        else:
            value = _call("at_scale", node.copy(), scale)
        return exp.Cast(this=value, to=exp.DataType.build(str(kind), "postgres"))

    return _replaced(tree, change) if kinds else tree


def _storage(tree: exp.Expression) -> exp.Expression:
    """Without distribution, sort keys, backup and late binding."""
    properties = tree.args.get("properties") if isinstance(tree, exp.Create) else None
    if properties:
        kept = [p for p in properties.expressions if not isinstance(p, _STORAGE)]
        tree.set("properties", exp.Properties(expressions=kept) if kept else None)
    if isinstance(tree, exp.Create):
        tree.set("no_schema_binding", None)
    return tree


def _columns(tree: exp.Expression) -> exp.Expression:
    """Text columns of a table count bytes, and have 256 of them when none are stated."""
    for column in tree.find_all(exp.ColumnDef):
        kind = column.kind
        if kind is None or kind.this not in (exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT):
            continue
        width = int(kind.expressions[0].name) if kind.expressions else DEFAULT_WIDTH
        column.set("kind", exp.DataType.build(f"varchar({width})"))
        check = exp.CheckColumnConstraint(this=sqlglot.condition(_fits(column.name, width)))
        name = exp.to_identifier(_constraint(column.name), quoted=True)
        column.append("constraints", exp.ColumnConstraint(this=name, kind=check))
    return tree


def _fits(column: str, width: int) -> str:
    return f'octet_length("{column}") <= {width}'


def _constraint(column: str) -> str:
    return f"bytes of {column}"


def _widened(tree: exp.Alter) -> str:
    """The statement that gives a text column another width."""
    (action,) = tree.args["actions"]
    width, column = int(action.args["dtype"].expressions[0].name), action.name
    constraint = f'constraint "{_constraint(column)}"'
    return (
        f'alter table {tree.this.sql("postgres")} alter column "{column}" type varchar({width}), '
        f"drop {constraint}, add {constraint} check ({_fits(column, width)})"
    )


def _functions(tree: exp.Expression) -> exp.Expression:
    def change(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Extract) and node.name.lower() in _DATE_PARTS:
            return exp.cast(node.copy(), "int")
        if isinstance(node, (exp.DateAdd, exp.TsOrDsAdd)):
            part = exp.Literal.string(node.text("unit").lower() or "day")
            moment = exp.cast(node.this.copy(), "timestamp")
            return _call("dateadd", part, exp.cast(node.expression.copy(), "bigint"), moment)
        if isinstance(node, (exp.DateDiff, exp.TsOrDsDiff)):
            part = exp.Literal.string(node.text("unit").lower() or "day")
            later, earlier = (
                exp.cast(side.copy(), "timestamp") for side in (node.this, node.expression)
            )
            return _call("datediff", part, earlier, later)
        if isinstance(node, exp.CurrentTimestamp):
            return _call("getdate")
        if isinstance(node, exp.RegexpReplace):
            node.set("modifiers", exp.Literal.string("g"))
        if isinstance(node, exp.WithinGroup) and isinstance(node.this, exp.GroupConcat):
            return _string_agg(node.this, node.expression)
        if isinstance(node, exp.GroupConcat) and not isinstance(node.parent, exp.WithinGroup):
            return _string_agg(node, None)
        return node

    return _replaced(tree, change)


def _string_agg(listagg: exp.GroupConcat, order: exp.Expression | None) -> exp.Expression:
    """listagg skips nulls and empty texts."""
    value, separator = listagg.this, listagg.args.get("separator")
    distinct = isinstance(value, exp.Distinct)
    if distinct:
        value, *rest = value.expressions
        separator = rest[0] if rest else separator
    separator = separator or exp.Literal.string("")
    text = exp.Nullif(this=value.copy(), expression=exp.Literal.string(""))
    written = (
        f"{'distinct ' if distinct else ''}{text.sql('postgres')}, {separator.sql('postgres')}"
    )
    if order is not None:
        if distinct:
            # PostgreSQL wants the very expression that is made distinct.
            for key in order.expressions:
                if key.this == value:
                    key.set("this", text.copy())
        written += f" {order.sql('postgres')}"
    return exp.Var(this=f"string_agg({written})")


def _casts(tree: exp.Expression) -> exp.Expression:
    """Casts of selected values to a decimal cut what has more places."""

    def change(node: exp.Expression) -> exp.Expression:
        if not isinstance(node, exp.Cast) or node.to.this is not exp.DataType.Type.DECIMAL:
            return node
        value = node.this
        # A call of the stand-in's own has been cut already.
        if isinstance(value, (exp.Null, exp.Literal, exp.Dot)) or not node.to.expressions:
            return node
        places = node.to.expressions[1].this if len(node.to.expressions) > 1 else None
        scale = places.copy() if places is not None else exp.Literal.number(0)
        return exp.Cast(this=_call("at_scale", value.copy(), scale), to=node.to.copy())

    return _replaced(tree, change)
