"""Sources, joins, clauses and subqueries that Redshift takes otherwise than DuckDB, or not."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokens import Token, TokenType

from tests.python.redshift.standin.parse import is_catalog_name
from tests.python.redshift.standin.rules.tree import (
    Found,
    Rule,
    Tree,
    having,
    source_names,
    texts,
)

_ODD_JOINS = {"semi", "anti", "asof", "positional"}
_BEFORE_FROM_FIRST = (
    TokenType.L_PAREN, TokenType.UNION, TokenType.ALL, TokenType.EXCEPT, TokenType.INTERSECT,
    TokenType.ALIAS,
)  # fmt: skip
_CALLS_WITH_FROM = {"trim", "extract", "substring", "overlay"}
_AFTER_A_LIST = (
    TokenType.FROM, TokenType.R_PAREN, TokenType.WHERE, TokenType.GROUP_BY, TokenType.HAVING,
    TokenType.QUALIFY, TokenType.ORDER_BY, TokenType.LIMIT, TokenType.UNION, TokenType.SEMICOLON,
)  # fmt: skip


def _values_in_from(tree: Tree, _: list[Token]) -> Found:
    yield from texts(v for v in tree.find_all(exp.Values) if not isinstance(v.parent, exp.Insert))
    # In a CTE, or alone, the parser takes it for a function of that name.
    yield from texts(c for c in tree.find_all(exp.Anonymous) if c.name.lower() == "values")


def _distinct_on(tree: Tree, _: list[Token]) -> Found:
    yield from texts(node for node in tree.find_all(exp.Distinct) if node.args.get("on"))


def _union_by_name(tree: Tree, _: list[Token]) -> Found:
    yield from texts(node for node in tree.find_all(exp.SetOperation) if node.args.get("by_name"))


def _table_function(tree: Tree, _: list[Token]) -> Found:
    yield from texts(t for t in tree.find_all(exp.Table) if isinstance(t.this, exp.Func))


def _correlated(tree: Tree, _: list[Token]) -> Found:
    for column in tree.find_all(exp.Column):
        select = column.find_ancestor(exp.Select) if column.table else None
        if select is None or column.table in source_names(select):
            continue
        if select.find_ancestor(exp.Select, exp.Update, exp.Delete, exp.Merge):
            yield select.sql(dialect="redshift")


def _odd_join(_: Tree, words: list[Token]) -> Found:
    for token, after in zip(words, words[1:], strict=False):
        if after.token_type is TokenType.JOIN and token.text.lower() in _ODD_JOINS:
            yield f"{token.text.lower()} join"


def _from_first(_: Tree, words: list[Token]) -> Found:
    for at, token in enumerate(words):
        before = words[at - 1] if at else None
        if token.token_type is not TokenType.FROM:
            continue
        if before is None or before.token_type in _BEFORE_FROM_FIRST:
            caller = words[at - 2].text.lower() if at > 1 else ""
            if caller not in _CALLS_WITH_FROM:
                yield "from first"


def _pivot_statement(tree: Tree, _: list[Token]) -> Found:
    # The clause of that name, which both engines have, stands behind a source and has none.
    yield from texts(pivot for pivot in tree.find_all(exp.Pivot) if pivot.args.get("this"))


def _star_replace(tree: Tree, _: list[Token]) -> Found:
    for star in tree.find_all(exp.Star):
        if star.args.get("replace") or star.args.get("rename"):
            yield star.sql(dialect="redshift")


def _trailing_comma(_: Tree, words: list[Token]) -> Found:
    following = [*words[1:], None]
    for token, after in zip(words, following, strict=True):
        if token.token_type is TokenType.COMMA and (
            after is None or after.token_type in _AFTER_A_LIST
        ):
            yield f", {after.text if after else ''}"


def _qualify_without_alias(tree: Tree, _: list[Token]) -> Found:
    for select in tree.find_all(exp.Select):
        between = ("where", "group", "having")
        if not select.args.get("qualify") or any(select.args.get(name) for name in between):
            continue
        joins = select.args.get("joins") or []
        last = joins[-1] if joins else select.args.get("from_")
        if last is not None and not last.this.alias:
            yield select.args["qualify"].sql(dialect="redshift")


def _full_join(tree: Tree, _: list[Token]) -> Found:
    for join in tree.find_all(exp.Join):
        condition = join.args.get("on")
        if join.side == "FULL" and condition is not None:
            parts = condition.flatten() if isinstance(condition, exp.And) else [condition]
            if not all(_is_mergeable(part.unnest(), join.this.alias_or_name) for part in parts):
                yield condition.sql(dialect="redshift")


def _is_mergeable(node: exp.Expression, joined: str) -> bool:
    """Whether a condition equates something of the joined relation with something of others."""
    if not isinstance(node, exp.EQ):
        return False
    sides = [{c.table for c in side.find_all(exp.Column)} for side in (node.left, node.right)]
    one, other = sides if sides[0] == {joined} else reversed(sides)
    return one == {joined} and bool(other) and joined not in other


def _recursive(tree: Tree, _: list[Token]) -> Found:
    for clause in tree.find_all(exp.With):
        if not clause.args.get("recursive"):
            continue
        holder = clause.parent
        if not any(holder is top for top in (tree.root, tree.root.args.get("expression"))):
            yield "recursive in a subquery"
        for cte in clause.expressions:
            if not any(table.name == cte.alias for table in cte.this.find_all(exp.Table)):
                continue
            if not cte.args["alias"].columns:
                yield f"{cte.alias} without a column list"
            if any(_is_cut(member) for member in _members(cte.this)):
                yield f"{cte.alias} with order by or limit"


def _members(query: exp.Expression) -> list[exp.Expression]:
    """A query and, if it is a set operation, all that it is made of."""
    bare = query.unnest()
    inner = [bare.left, bare.right] if isinstance(bare, exp.SetOperation) else []
    return [query, bare, *(member for side in inner for member in _members(side))]


def _is_cut(query: exp.Expression) -> bool:
    return bool(query.args.get("order") or query.args.get("limit"))


def _catalog_beside_tables(tree: Tree, _: list[Token]) -> Found:
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    tables = [t for t in tree.find_all(exp.Table) if t.name and (t.db or t.name not in ctes)]
    catalog = [t for t in tables if is_catalog_name(t.db) or is_catalog_name(t.name)]
    if len(catalog) < len(tables):
        yield from texts(catalog)
        # Functions of that name run on the leader node only, where no table of the user is.
        yield from texts(c for c in tree.find_all(exp.Anonymous) if is_catalog_name(c.name))


RULES: dict[str, Rule] = {
    "filter_clause": having(exp.Filter),
    "values_in_from": _values_in_from,
    "lateral": having(exp.Lateral),
    "table_function": _table_function,
    "distinct_on": _distinct_on,
    "union_by_name": _union_by_name,
    "correlated_subquery": _correlated,
    "semi_anti_asof_positional_join": _odd_join,
    "from_first": _from_first,
    "sample": having(exp.TableSample),
    "pivot_statement": _pivot_statement,
    "star_replace": _star_replace,
    "trailing_comma": _trailing_comma,
    "qualify_without_alias": _qualify_without_alias,
    "full_join_that_cannot_merge": _full_join,
    "fetch_first": having(exp.Fetch),
    "recursive_cte": _recursive,
    "catalog_beside_tables": _catalog_beside_tables,
}
