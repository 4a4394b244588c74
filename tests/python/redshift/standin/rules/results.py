"""The same text, another result: it runs on both engines, so only a rule can tell."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokens import Token, TokenType

from tests.python.redshift.standin.rules.tree import Found, Rule, Tree, having, texts
from tests.python.redshift.standin.rules.windows import function_of

_NEED_AN_ORDER = (
    exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lag, exp.Lead, exp.Ntile, exp.PercentRank,
    exp.CumeDist, exp.FirstValue, exp.LastValue, exp.NthValue,
)  # fmt: skip
_FLOAT_FUNCTIONS = (
    exp.Sqrt, exp.Cbrt, exp.Exp, exp.Ln, exp.Log, exp.Pow, exp.Stddev, exp.StddevPop,
    exp.StddevSamp, exp.Variance, exp.VariancePop, exp.Rand,
)  # fmt: skip


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
        return isinstance(node.expression, exp.Literal) and float(node.expression.name) == 0
    if isinstance(node, (exp.Cast, exp.Abs, exp.Neg)):
        return _is_guarded(node.this)
    if isinstance(node, exp.Mul):
        return _is_guarded(node.left) and _is_guarded(node.right)
    return False


def _date_trunc(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.TimestampTrunc, exp.DateTrunc):
        holder = node.parent
        while isinstance(holder, exp.Paren):
            holder = holder.parent
        if not isinstance(holder, exp.Cast):
            yield node.sql(dialect="redshift")


def _weeks(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.DateDiff, exp.TsOrDsDiff):
        if node.text("unit").lower() in ("week", "weeks", "w"):
            yield node.sql(dialect="redshift")


def _unordered_list(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.GroupConcat):
        if not isinstance(node.parent, exp.WithinGroup):
            yield node.sql(dialect="redshift")


def _list_of_blanks(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.GroupConcat):
        value = node.this.expressions[0] if isinstance(node.this, exp.Distinct) else node.this
        if not isinstance(value.unnest(), (exp.Nullif, exp.Literal)):
            yield node.sql(dialect="redshift")


def _float(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.Cast):
        if node.to.this in exp.DataType.FLOAT_TYPES:
            yield node.sql(dialect="redshift")
    for column in tree.find_all(exp.ColumnDef):
        if column.kind and column.kind.this in exp.DataType.FLOAT_TYPES:
            yield column.sql(dialect="redshift")
    yield from texts(tree.find_all(*_FLOAT_FUNCTIONS))
    for number in tree.find_all(exp.Literal):
        if not number.is_string and "e" in number.name.lower():
            yield number.name


def _cut_text(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.Cast):
        if node.to.this in exp.DataType.TEXT_TYPES and node.to.expressions:
            value, width = node.this.unnest(), node.to.expressions[0].name
            is_text = isinstance(value, exp.Literal) and width.isdecimal()
            fits = is_text and len(value.name.encode()) <= int(width)
            if not fits and not isinstance(value, exp.Null):
                yield node.sql(dialect="redshift")


def _trailing_blank(tree: Tree, _: list[Token]) -> Found:
    for node in tree.find_all(exp.EQ, exp.NEQ, exp.In):
        for text in node.find_all(exp.Literal):
            if text.is_string and text.name != text.name.rstrip(" "):
                yield node.sql(dialect="redshift")


def _any_order(tree: Tree, _: list[Token]) -> Found:
    for window in tree.find_all(exp.Window):
        if isinstance(function_of(window), _NEED_AN_ORDER) and not window.args.get("order"):
            yield window.sql(dialect="redshift")


def _any_rows(tree: Tree, _: list[Token]) -> Found:
    for query in tree.find_all(exp.Query):
        limit = query.args.get("limit")
        if limit is not None and not query.args.get("order") and limit.expression.name != "0":
            yield query.sql(dialect="redshift")


RULES: dict[str, Rule] = {
    "descending_without_nulls": _descending,
    "denominator_may_be_zero": _may_be_zero,
    "concat_function": having(exp.Concat),
    "date_trunc_without_cast": _date_trunc,
    "difference_in_weeks": _weeks,
    "listagg_without_order": _unordered_list,
    "listagg_of_blanks": _list_of_blanks,
    "floating_point": _float,
    "cast_to_text_of_a_length": _cut_text,
    "comparison_with_a_trailing_blank": _trailing_blank,
    "window_without_order": _any_order,
    "limit_without_order": _any_rows,
    "truncate": having(exp.TruncateTable),
}
