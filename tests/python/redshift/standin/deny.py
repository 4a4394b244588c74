"""What Redshift refuses, and what it answers otherwise than DuckDB: one rule for each.

A parser that takes a text proves nothing: sqlglot and sqlfluff take FILTER, LATERAL, VALUES and
generate_series as Redshift's. REFUSED is what the stand-in itself turns down; DIVERGENT is lint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import traverse_scope
from sqlglot.tokens import Token, TokenType

from tests.python.redshift.standin.parse import (
    is_catalog_name,
    is_catalog_query,
    is_insert_of_parameters,
    parsed,
    tokens,
)


class Tree:
    """A statement, its nodes found by their kind at once: many rules ask."""

    def __init__(self, root: exp.Expression) -> None:
        self.root = root
        self._by_class: dict[type, list[exp.Expression]] = defaultdict(list)
        for node in root.walk():
            self._by_class[type(node)].append(node)

    def find_all(self, *kinds: type[exp.Expression]) -> Iterator[exp.Expression]:
        """The nodes of these kinds."""
        for found, nodes in self._by_class.items():
            if issubclass(found, kinds):
                yield from nodes


# A rule yields the part of a statement that breaks it.
Found = Iterator[str]
Rule = Callable[[Tree, list[Token]], Found]

_CALLS = {
    "set_returning_function": {"generate_series", "range", "unnest", "generate_subscripts"},
    "aggregate_that_redshift_lacks": {
        "string_agg", "array_agg", "list", "corr", "covar_pop", "covar_samp", "regr_slope",
        "regr_intercept", "regr_r2", "regr_count", "regr_avgx", "regr_avgy", "regr_sxx", "regr_syy",
        "regr_sxy", "group_concat", "arg_max", "arg_min", "max_by", "min_by", "first", "last",
        "any_value_distinct", "bool_and_distinct", "mode",
    },
    "concat_ws": {"concat_ws"},
    "substr": {"substr"},
    "duckdb_date_function": {
        "strftime", "strptime", "make_date", "make_timestamp", "epoch", "epoch_ms", "date_diff",
        "date_sub", "datesub", "date_add", "to_days", "to_months", "dayname", "monthname",
    },
    "now": {"now", "current_timestamp", "transaction_timestamp", "localtimestamp"},
    "columns_function": {"columns"},
    "struct_or_list_function": {"struct_pack", "list_value", "row", "map", "list_agg", "unpivot"},
}  # fmt: skip
_BARE = {"current_timestamp", "localtimestamp"}
_TYPES = {
    exp.DataType.Type.ARRAY, exp.DataType.Type.LIST, exp.DataType.Type.STRUCT,
    exp.DataType.Type.MAP, exp.DataType.Type.UUID, exp.DataType.Type.ENUM,
    exp.DataType.Type.INT128, exp.DataType.Type.UINT128, exp.DataType.Type.JSON,
    exp.DataType.Type.JSONB, exp.DataType.Type.INTERVAL,
}  # fmt: skip
# Reserved words of the Amazon Redshift Database Developer Guide that a parser takes as names.
_RESERVED = set(
    """
    aes128 aes256 allowoverwrite analyse analyze az64 backup binary blanksasnull bytedict
    bzip2 column constraint credentials current_user_id deflate defrag delta delta32k
    disable do emptyasnull enable encode encrypt encryption end explicit freeze
    globaldict256 globaldict64k gzip identity ignore initially lun luns lzo lzop minus
    mostly16 mostly32 mostly8 new notnull off offline offset oid old only open overlaps
    parallel partition percent permissions placing raw readratio recover rejectlog resort
    respect restore similar snapshot some sysdate system table tag tdes text255 text32k top
    truncatecolumns user verbose wallet without
    """.split()  # noqa: SIM905
)
_LATERAL_JOINS = {"semi", "anti", "asof", "positional"}


def _texts(nodes: Iterable[exp.Expression]) -> Found:
    for node in nodes:
        yield node.sql(dialect="redshift")


def _having(*kinds: type[exp.Expression]) -> Rule:
    """A rule against every node of these kinds."""
    return lambda tree, _: _texts(tree.find_all(*kinds))


def _calling(names: set[str]) -> Rule:
    """A rule against calls of these functions, by the name that is written."""

    def rule(_: Tree, words: list[Token]) -> Found:
        following = [*words[1:], None]
        for token, after in zip(words, following, strict=True):
            name = token.text.lower()
            if name in names and token.token_type is not TokenType.STRING:
                is_call = after is not None and after.token_type is TokenType.L_PAREN
                if is_call or (name in _BARE and token.token_type is not TokenType.IDENTIFIER):
                    yield f"{name}()"

    return rule


def _values_in_from(tree: Tree, _: list[Token]) -> Found:
    found = (node for node in tree.find_all(exp.Values) if not isinstance(node.parent, exp.Insert))
    yield from _texts(found)


def _table_function(tree: Tree, _: list[Token]) -> Found:
    yield from _texts(t for t in tree.find_all(exp.Table) if isinstance(t.this, exp.Func))


def _foreign_type(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.Cast, exp.ColumnDef):
        kind = node.args.get("to") or node.args.get("kind")
        if isinstance(kind, exp.DataType) and any(
            part.this in _TYPES for part in kind.find_all(exp.DataType)
        ):
            yield node.sql(dialect="redshift")


def _correlated(tree: Tree, _: list[Token]) -> Found:
    if isinstance(tree.root, (exp.Query, exp.DDL, exp.DML)):
        for scope in traverse_scope(tree.root):
            # Only what a clause holds is a subquery that can look out; a CTE or a source cannot.
            if scope.is_subquery and _looks_out(scope):
                yield scope.expression.sql(dialect="redshift")


def _looks_out(scope) -> bool:
    inside = set(scope.sources)
    return any(column.table and column.table not in inside for column in scope.columns)


def _create(kind: str, tree: Tree) -> bool:
    return isinstance(tree.root, exp.Create) and tree.root.kind == kind


def _create_or_replace_table(tree: Tree, _: list[Token]) -> Found:
    if _create("TABLE", tree) and tree.root.args.get("replace"):
        yield "create or replace table"


def _create_index(tree: Tree, _: list[Token]) -> Found:
    if _create("INDEX", tree):
        yield "create index"


def _long_concat(tree: Tree, _: list[Token]) -> Found:
    yield from _texts(node for node in tree.find_all(exp.Concat) if len(node.expressions) > 2)


def _boolean_as_text(tree: Tree, _: list[Token]) -> Found:
    kinds = (exp.Predicate, exp.Boolean, exp.Not)
    for node in tree.find_all(exp.Cast):
        if node.to.this in exp.DataType.TEXT_TYPES and isinstance(node.this.unnest(), kinds):
            yield node.sql(dialect="redshift")


def _odd_join(_: Tree, words: list[Token]) -> Found:
    for token, after in zip(words, words[1:], strict=False):
        if after.token_type is TokenType.JOIN and token.text.lower() in _LATERAL_JOINS:
            yield f"{token.text.lower()} join"


def _from_first(_: Tree, words: list[Token]) -> Found:
    if words and words[0].token_type is TokenType.FROM:
        yield "from first"


def _pivot_statement(_: Tree, words: list[Token]) -> Found:
    if words and words[0].text.lower() in ("pivot", "unpivot"):
        yield words[0].text


def _sample(_: Tree, words: list[Token]) -> Found:
    for token in words:
        if token.text.lower() in ("sample", "tablesample") and token.token_type not in (
            TokenType.STRING,
            TokenType.IDENTIFIER,
        ):
            yield token.text


def _star_replace(tree: Tree, _: list[Token]) -> Found:
    yield from _texts(s for s in tree.find_all(exp.Star) if s.args.get("replace"))


def _trailing_comma(_: Tree, words: list[Token]) -> Found:
    ends = (TokenType.FROM, TokenType.R_PAREN)
    for token, after in zip(words, words[1:], strict=False):
        if token.token_type is TokenType.COMMA and after.token_type in ends:
            yield f", {after.text}"


def _qualify_without_alias(tree: Tree, _: list[Token]) -> Found:
    for select in tree.find_all(exp.Select):
        between = ("where", "group", "having")
        if not select.args.get("qualify") or any(select.args.get(name) for name in between):
            continue
        joins = select.args.get("joins") or []
        source = (joins[-1] if joins else select.args["from_"]).this
        if isinstance(source, exp.Table) and not source.alias:
            yield select.args["qualify"].sql(dialect="redshift")


def _full_join(tree: Tree, _: list[Token]) -> Found:
    for join in tree.find_all(exp.Join):
        condition = join.args.get("on")
        if join.side == "FULL" and condition is not None:
            parts = list(condition.flatten()) if isinstance(condition, exp.And) else [condition]
            if not all(_is_equality_of_columns(part.unnest()) for part in parts):
                yield condition.sql(dialect="redshift")


def _is_equality_of_columns(node: exp.Expression) -> bool:
    sides = (node.left, node.right) if isinstance(node, exp.EQ) else ()
    return len(sides) == 2 and all(isinstance(side, exp.Column) for side in sides)


def _operator(first: TokenType, second: TokenType) -> Rule:
    """A rule against two adjacent operator signs."""

    def rule(_: Tree, words: list[Token]) -> Found:
        for token, after in zip(words, words[1:], strict=False):
            if (token.token_type, after.token_type) == (first, second) and (
                token.end + 1 == after.start
            ):
                yield token.text + after.text

    return rule


def _recursive(tree: Tree, _: list[Token]) -> Found:
    for clause in tree.find_all(exp.With):
        if not clause.args.get("recursive"):
            continue
        holder = clause.parent
        at_top = any(holder is top for top in (tree.root, tree.root.args.get("expression")))
        if not at_top:
            yield "recursive in a subquery"
        for cte in clause.expressions:
            if not cte.args["alias"].columns:
                yield f"{cte.alias} without a column list"
            if cte.this.args.get("order") or cte.this.args.get("limit"):
                yield f"{cte.alias} with order by or limit"


def _merge_with(tree: Tree, _: list[Token]) -> Found:
    if isinstance(tree.root, exp.Merge) and tree.root.find(exp.With):
        yield "merge with"


def _frame(tree: Tree, _: list[Token]) -> Found:
    for spec in tree.find_all(exp.WindowSpec):
        if spec.text("kind").upper() == "GROUPS" or (
            spec.text("kind").upper() == "RANGE" and spec.find(exp.Interval)
        ):
            yield spec.sql(dialect="redshift")


def _named_window(tree: Tree, _: list[Token]) -> Found:
    for select in tree.find_all(exp.Select):
        yield from _texts(select.args.get("windows") or [])


def _frameless(tree: Tree, _: list[Token]) -> Found:
    for window in tree.find_all(exp.Window):
        aggregate = window.this
        ranks = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lag, exp.Lead, exp.Ntile,
                 exp.PercentRank, exp.CumeDist)  # fmt: skip
        if isinstance(aggregate, ranks) or not isinstance(aggregate, exp.AggFunc):
            continue
        if window.args.get("order") and not window.args.get("spec"):
            yield window.sql(dialect="redshift")


def _ordered_set_beside_distinct(tree: Tree, _: list[Token]) -> Found:
    kinds = (exp.Median, exp.GroupConcat, exp.PercentileCont, exp.PercentileDisc)
    for select in tree.find_all(exp.Select):
        items = [item for item in select.expressions if item.find(*kinds, exp.Distinct)]
        found = {type(node) for item in items for node in item.find_all(*kinds, exp.Distinct)}
        if exp.Distinct in found and len(found) > 1:
            yield select.sql(dialect="redshift")


def _reserved_word(tree: Tree, _: list[Token]) -> Found:
    for name in tree.find_all(exp.Identifier):
        if not name.args.get("quoted") and name.name.lower() in _RESERVED:
            yield name.name


def _case_sensitive_name(tree: Tree, _: list[Token]) -> Found:
    for name in tree.find_all(exp.Identifier):
        if name.args.get("quoted") and name.name != name.name.lower():
            yield name.name


def _catalog_beside_tables(tree: Tree, _: list[Token]) -> Found:
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    tables = [t for t in tree.find_all(exp.Table) if t.name and (t.db or t.name not in ctes)]
    catalog = [t for t in tables if is_catalog_name(t.db) or is_catalog_name(t.name)]
    if catalog and len(catalog) < len(tables):
        yield from _texts(catalog)


def _python_function(_: Tree, words: list[Token]) -> Found:
    if any(token.text.lower() == "plpythonu" for token in words):
        yield "language plpythonu"


REFUSED: dict[str, Rule] = {
    "filter_clause": _having(exp.Filter),
    "subscript": _having(exp.Bracket),
    "values_in_from": _values_in_from,
    "lateral": _having(exp.Lateral),
    "table_function": _table_function,
    "is_distinct_from": _having(exp.NullSafeEQ, exp.NullSafeNEQ),
    "type_that_redshift_lacks": _foreign_type,
    "correlated_subquery": _correlated,
    "create_or_replace_table": _create_or_replace_table,
    "create_index": _create_index,
    "on_conflict": _having(exp.OnConflict),
    "check_constraint": _having(exp.CheckColumnConstraint),
    "concat_of_more_than_two": _long_concat,
    "boolean_as_text": _boolean_as_text,
    "semi_anti_asof_positional_join": _odd_join,
    "from_first": _from_first,
    "sample": _sample,
    "pivot_statement": _pivot_statement,
    "star_replace": _star_replace,
    "trailing_comma": _trailing_comma,
    "qualify_without_alias": _qualify_without_alias,
    "full_join_that_cannot_merge": _full_join,
    "integer_division_operator": _operator(TokenType.SLASH, TokenType.SLASH),
    "power_operator": _operator(TokenType.STAR, TokenType.STAR),
    "fetch_first": _having(exp.Fetch),
    "recursive_cte": _recursive,
    "merge_with": _merge_with,
    "window_frame": _frame,
    "named_window": _named_window,
    "aggregate_over_order_without_frame": _frameless,
    "ordered_set_beside_distinct": _ordered_set_beside_distinct,
    "reserved_word": _reserved_word,
    "case_sensitive_name": _case_sensitive_name,
    "catalog_beside_tables": _catalog_beside_tables,
    "python_function": _python_function,
    **{name: _calling(names) for name, names in _CALLS.items()},
}


def _descending(_: Tree, words: list[Token]) -> Found:
    following = [*words[1:], None]
    for token, after in zip(words, following, strict=True):
        if token.token_type is TokenType.DESC and (after is None or after.text.lower() != "nulls"):
            yield "desc without nulls first or last"


def _may_be_zero(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.Div, exp.Mod):
        if not _is_guarded(node.right):
            yield node.sql(dialect="redshift")


def _is_guarded(node: exp.Expression) -> bool:
    """Whether a denominator is null rather than 0."""
    node = node.unnest()
    if isinstance(node, exp.Literal):
        return float(node.name) != 0
    if isinstance(node, exp.Nullif):
        return True
    if isinstance(node, (exp.Cast, exp.Abs, exp.Neg, exp.Round)):
        return _is_guarded(node.this)
    if isinstance(node, exp.Mul):
        return _is_guarded(node.left) and _is_guarded(node.right)
    return False


def _date_trunc(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.TimestampTrunc, exp.DateTrunc):
        if not isinstance(node.parent, exp.Cast):
            yield node.sql(dialect="redshift")


def _unordered_list(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.GroupConcat):
        if not isinstance(node.parent, exp.WithinGroup):
            yield node.sql(dialect="redshift")


def _float(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.Cast):
        if node.to.this in exp.DataType.FLOAT_TYPES:
            yield node.sql(dialect="redshift")


DIVERGENT: dict[str, Rule] = {
    "descending_without_nulls": _descending,
    "denominator_may_be_zero": _may_be_zero,
    "concat_function": _having(exp.Concat),
    "date_trunc_without_cast": _date_trunc,
    "listagg_without_order": _unordered_list,
    "floating_point": _float,
}


@lru_cache(maxsize=8192)
def broken(sql: str) -> tuple[tuple[str, str], ...]:
    """The rules of both kinds that a statement breaks, each with the part that does."""
    if is_insert_of_parameters(sql):
        return ()
    words = tokens(sql)
    try:
        tree = parsed(sql)
    except SqlglotError:
        # What cannot be read may still be named by its words; else it is refused as a whole.
        tree = exp.Command(this="unreadable")
        found = _applied(tree, words)
        return found or (("unreadable", sql[:200]),)
    return _applied(tree, words)


def _applied(root: exp.Expression, words: list[Token]) -> tuple[tuple[str, str], ...]:
    tree, rules = Tree(root), REFUSED | DIVERGENT
    return tuple((name, part) for name, rule in rules.items() for part in rule(tree, words))


def refusal(sql: str, in_transaction: bool) -> str:
    """Why Redshift would not run a statement, or nothing."""
    if is_insert_of_parameters(sql) or is_catalog_query(sql):
        return ""
    for name, part in broken(sql):
        if name in REFUSED or name == "unreadable":
            return f"{name}: {part}"
    words = [token.text.lower() for token in tokens(sql)]
    if in_transaction and words[:2] == ["alter", "table"] and words[3:] and "type" in words:
        return "ALTER TABLE ALTER COLUMN cannot run inside a transaction block"
    return ""
