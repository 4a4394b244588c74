"""Window functions and aggregates over an order."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokens import Token

from tests.python.redshift.standin.rules.tree import Found, Rule, Tree, own_nodes, texts

_RANKS = (
    exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lag, exp.Lead, exp.Ntile, exp.PercentRank,
    exp.CumeDist,
)  # fmt: skip
_ORDERED_SETS = (exp.Median, exp.GroupConcat, exp.PercentileCont, exp.PercentileDisc)


def function_of(window: exp.Window) -> exp.Expression:
    """The function that a window is of, whatever it says of nulls."""
    function = window.this
    while isinstance(function, (exp.IgnoreNulls, exp.RespectNulls, exp.Filter)):
        function = function.this
    return function


def _frame(tree: Tree, _: list[Token]) -> Found:
    for spec in tree.find_all(exp.WindowSpec):
        if spec.text("kind").upper() != "ROWS" or spec.args.get("exclude"):
            yield spec.sql(dialect="redshift")


def _named_window(tree: Tree, _: list[Token]) -> Found:
    for select in tree.find_all(exp.Select):
        yield from texts(select.args.get("windows") or [])
    yield from texts(window for window in tree.find_all(exp.Window) if window.args.get("alias"))


def _frameless(tree: Tree, _: list[Token]) -> Found:
    for window in tree.find_all(exp.Window):
        function = function_of(window)
        if isinstance(function, _RANKS) or not isinstance(function, exp.AggFunc):
            continue
        if window.args.get("order") and not window.args.get("spec"):
            yield window.sql(dialect="redshift")


def _ordered_set_beside_distinct(tree: Tree, _: list[Token]) -> Found:
    for select in tree.find_all(exp.Select):
        nodes = list(own_nodes(select))
        ordered = [node for node in nodes if isinstance(node, _ORDERED_SETS)]
        distinct = {
            id(node.parent)
            for node in nodes
            if isinstance(node, exp.Distinct) and isinstance(node.parent, exp.AggFunc)
        }
        # LISTAGG(DISTINCT x) alone is fine: the mixture is not.
        if distinct and any(distinct - {id(node)} for node in ordered):
            yield select.sql(dialect="redshift")


RULES: dict[str, Rule] = {
    "window_frame": _frame,
    "named_window": _named_window,
    "aggregate_over_order_without_frame": _frameless,
    "ordered_set_beside_distinct": _ordered_set_beside_distinct,
}
