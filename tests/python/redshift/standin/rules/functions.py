"""Functions, operators and types of DuckDB that Redshift has not."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokens import Token, TokenType

from tests.python.redshift.standin.rules.tree import Found, Rule, Tree, calling, having, texts

_SET_RETURNING = ("generate_series", "range", "unnest", "generate_subscripts")
_AGGREGATES = (
    "string_agg", "group_concat", "array_agg", "list", "corr", "covar_pop", "covar_samp",
    "regr_slope", "regr_intercept", "regr_r2", "regr_count", "regr_avgx", "regr_avgy", "regr_sxx",
    "regr_syy", "regr_sxy", "arg_max", "arg_min", "max_by", "min_by", "first", "last", "mode",
)  # fmt: skip
_DATES = (
    "strftime", "strptime", "make_date", "make_time", "make_timestamp", "to_timestamp", "epoch",
    "epoch_ms", "epoch_us", "epoch_ns", "date_diff", "date_sub", "datesub", "date_add", "to_days",
    "to_months", "dayname", "monthname", "today", "age", "time_bucket",
)  # fmt: skip
_NESTED = (
    "struct_pack", "list_value", "list_agg", "list_transform", "list_contains", "row", "map",
    "map_from_entries", "to_json", "json_extract",
)  # fmt: skip
_CLOCK = ("now", "transaction_timestamp", "statement_timestamp", "clock_timestamp", "timeofday")
_CLOCK_WITHOUT_CALL = ("current_timestamp", "localtimestamp", "current_time", "localtime")
_KINDS = exp.DataType.Type
# Data types of the Amazon Redshift Database Developer Guide.
_TYPES = {
    _KINDS.SMALLINT, _KINDS.INT, _KINDS.BIGINT, _KINDS.DECIMAL, _KINDS.FLOAT, _KINDS.DOUBLE,
    _KINDS.BOOLEAN, _KINDS.CHAR, _KINDS.NCHAR, _KINDS.BPCHAR, _KINDS.VARCHAR, _KINDS.NVARCHAR,
    _KINDS.TEXT, _KINDS.DATE, _KINDS.TIMESTAMP, _KINDS.TIMESTAMPTZ, _KINDS.TIME, _KINDS.TIMETZ,
    _KINDS.SUPER, _KINDS.VARBINARY, _KINDS.GEOMETRY, _KINDS.GEOGRAPHY, _KINDS.HLLSKETCH,
}  # fmt: skip


def _foreign_type(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.Cast, exp.ColumnDef, exp.AlterColumn):
        kind = node.args.get("to") or node.args.get("kind") or node.args.get("dtype")
        if isinstance(kind, exp.DataType) and any(
            part.this not in _TYPES for part in kind.find_all(exp.DataType)
        ):
            yield node.sql(dialect="redshift")


def _nested_value(tree: Tree, words: list[Token]) -> Found:
    yield from texts(tree.find_all(exp.Array, exp.Struct, exp.Lambda))
    yield from calling(_NESTED)(tree, words)


def _json_operator(_: Tree, words: list[Token]) -> Found:
    for token in words:
        if token.token_type in (TokenType.ARROW, TokenType.DARROW):
            yield token.text


def _long_concat(tree: Tree, _: list[Token]) -> Found:
    yield from texts(node for node in tree.find_all(exp.Concat) if len(node.expressions) > 2)


def _boolean_as_text(tree: Tree, _: list[Token]) -> Found:
    kinds = (exp.Predicate, exp.Boolean, exp.Not, exp.And, exp.Or)
    for node in tree.find_all(exp.Cast):
        if node.to.this in exp.DataType.TEXT_TYPES and isinstance(node.this.unnest(), kinds):
            yield node.sql(dialect="redshift")


def _operator(first: TokenType, second: TokenType) -> Rule:
    """A rule against two adjacent operator signs."""

    def rule(_: Tree, words: list[Token]) -> Found:
        for token, after in zip(words, words[1:], strict=False):
            if (token.token_type, after.token_type) == (first, second) and (
                token.end + 1 == after.start
            ):
                yield token.text + after.text

    return rule


RULES: dict[str, Rule] = {
    "set_returning_function": calling(_SET_RETURNING),
    "subscript": having(exp.Bracket),
    "aggregate_that_redshift_lacks": calling(_AGGREGATES),
    "type_that_redshift_lacks": _foreign_type,
    "nested_value": _nested_value,
    "json_operator": _json_operator,
    "is_distinct_from": having(exp.NullSafeEQ, exp.NullSafeNEQ),
    "concat_of_more_than_two": _long_concat,
    "concat_ws": calling(("concat_ws",)),
    "substr": calling(("substr",)),
    "duckdb_date_function": calling(_DATES),
    "boolean_as_text": _boolean_as_text,
    "columns_function": calling(("columns",)),
    "integer_division_operator": _operator(TokenType.SLASH, TokenType.SLASH),
    "power_operator": _operator(TokenType.STAR, TokenType.STAR),
    "now": calling(_CLOCK, _CLOCK_WITHOUT_CALL),
}
