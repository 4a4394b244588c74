"""Where a statement computes another number than DuckDB, as the types of its parts tell.

clipped_ratio     a quotient that keeps fewer places than it needs
decimal_division  any other quotient of decimals: DuckDB gives a double
integer_division  a quotient of whole numbers, which Redshift cuts
integer_average   an average of whole numbers, which Redshift cuts
decimal_average   an average of decimals: DuckDB gives a double, Redshift the places it had
integer_sum       a sum of whole numbers that no cast bounds: a column of HUGEINT in DuckDB
overflow          a product with places and more than 38 digits that no cast bounds; whole
                  numbers are left out: passing 38 digits is an error and not another number
early_overflow    a product of two decimals of up to 18 digits that has more: DuckDB holds it to
                  18 and fails
mixed_branches    branches of unequal decimals that need more than the 19 digits which Redshift
                  gives them
unrounded_cast    a cast to fewer places, which Redshift cuts and DuckDB rounds
boolean_as_text   a cast that Redshift does not have
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from tests.python.redshift.standin.decimals import (
    BOOLEAN,
    BRANCHING,
    FLOAT,
    MAX_PRECISION,
    MIXED_PRECISION,
    TEXT,
    Decimal,
    Integer,
    Kind,
    Schema,
    Scopes,
    Typing,
    as_decimal,
    full_quotient_scale,
    of_type,
    quotient,
)

# DuckDB computes with as many digits as its 64 bits hold while both sides do.
NARROW_PRECISION = 18
RULES = (
    "clipped_ratio",
    "decimal_division",
    "integer_division",
    "integer_average",
    "decimal_average",
    "integer_sum",
    "overflow",
    "early_overflow",
    "mixed_branches",
    "unrounded_cast",
    "boolean_as_text",
)


@dataclass(frozen=True)
class Finding:
    """A rule that an expression breaks, and the expression."""

    rule: str
    sql: str


def findings(tree: exp.Expression, schema: Schema) -> list[Finding]:
    """The rules that a statement breaks by the types of what it computes with."""
    found: list[Finding] = []
    scopes, sums = Scopes(tree, schema), {}
    for scope, _, seen in scopes:
        typing = Typing(seen)
        for node in scope.walk():
            rule = _broken(node, typing)
            if rule:
                found.append(Finding(rule, node.sql(dialect="redshift")))
        sums[id(scope.expression)] = _integer_sums(scope, typing, sums)
        if isinstance(scope.expression, exp.SetOperation):
            left, right = scopes.branches(scope.expression)
            for name, *pair in zip(left, left.values(), right.values(), strict=False):
                if _passes_mixed_precision(pair):
                    found.append(Finding("mixed_branches", f"{name}: {pair[0]} and {pair[1]}"))
    if isinstance(tree, (exp.Create, exp.Insert)) and isinstance(tree.expression, exp.Query):
        stored = sums.get(id(tree.expression.unnest()), set())
        found += [Finding("integer_sum", name) for name in sorted(stored)]
    return found


def _broken(node: exp.Expression, typing: Typing) -> str:
    if isinstance(node, exp.Div):
        return _broken_quotient(node, typing)
    if isinstance(node, exp.Mul):
        return _broken_product(node, typing)
    if isinstance(node, exp.Avg):
        kind = typing.of(node.this)
        if isinstance(kind, Decimal):
            return "decimal_average"
        return "integer_average" if isinstance(kind, Integer) else ""
    if isinstance(node, exp.Cast):
        return _broken_cast(node, typing)
    if isinstance(node, BRANCHING):
        return "mixed_branches" if _passes_mixed_precision(typing.branches(node)) else ""
    return ""


def _broken_quotient(node: exp.Div, typing: Typing) -> str:
    left, right = typing.of(node.left), typing.of(node.right)
    if isinstance(left, Integer) and isinstance(right, Integer):
        return "" if _is_bigint_pair(node) else "integer_division"
    one, other = as_decimal(left), as_decimal(right)
    if not one or not other or _is_whole(node):
        return ""
    is_clipped = quotient(one, other).scale < full_quotient_scale(one, other)
    return "clipped_ratio" if is_clipped else "decimal_division"


def _broken_product(node: exp.Mul, typing: Typing) -> str:
    kind, sides = typing.of(node), [typing.of(side) for side in (node.left, node.right)]
    if not isinstance(kind, Decimal) or not kind.scale:
        return ""
    digits = sum(side.precision for side in map(as_decimal, sides) if side)
    if digits + 1 > MAX_PRECISION and not _is_cast(node):
        return "overflow"
    are_narrow = all(isinstance(s, Decimal) and s.precision <= NARROW_PRECISION for s in sides)
    return "early_overflow" if are_narrow and digits > NARROW_PRECISION else ""


def _integer_sums(scope: Scope, typing: Typing, sums: Mapping[int, set[str]]) -> set[str]:
    """The columns of a query that hold a sum of whole numbers which no cast has bounded.

    sums: the same of the queries inside it, by the id of the node.
    """
    query = scope.expression
    if isinstance(query, exp.SetOperation):
        sides = (query.left, query.right)
        return set().union(*(sums.get(id(side.unnest()), set()) for side in sides))
    if not isinstance(query, exp.Select):
        return set()
    sources = {
        name: sums.get(id(source.expression), set())
        for name, source in scope.sources.items()
        if isinstance(source, Scope)
    }

    def holds_sum(node: exp.Expression) -> bool:
        if isinstance(node, exp.Sum):
            return isinstance(typing.of(node.this), Integer)
        if isinstance(node, exp.Column):
            read = [node.table] if node.table else list(scope.selected_sources)
            return any(node.name in sources.get(name, ()) for name in read)
        return False

    found, ends = set(), (exp.Cast, exp.Predicate, exp.Query, exp.Count)
    for item in query.expressions:
        if item.is_star:
            read = [item.table] if isinstance(item, exp.Column) else list(scope.selected_sources)
            found = found.union(*(sources.get(name, set()) for name in read))
        elif any(map(holds_sum, item.walk(prune=lambda node: isinstance(node, ends)))):
            found.add(item.alias_or_name)
    return found


def _broken_cast(node: exp.Cast, typing: Typing) -> str:
    given, target = typing.of(node.this), of_type(node.to)
    if given == BOOLEAN and target == TEXT:
        return "boolean_as_text"
    value = node.this.unnest()
    if not isinstance(target, Decimal) or isinstance(value, exp.Literal):
        return ""
    if isinstance(value, exp.Round):
        places = value.args.get("decimals")
        kept = 0 if places is None or isinstance(places, exp.Neg) else int(places.name)
        return "" if kept <= target.scale else "unrounded_cast"
    if given == FLOAT or (isinstance(given, Decimal) and given.scale > target.scale):
        return "unrounded_cast"
    return ""


def _passes_mixed_precision(kinds: Iterable[Kind]) -> bool:
    """Whether unequal decimals meet that need more digits than Redshift then gives."""
    decimals = {kind for kind in kinds if isinstance(kind, Decimal)}
    if len(decimals) < 2:
        return False
    whole = max(kind.precision - kind.scale for kind in decimals)
    return whole + max(kind.scale for kind in decimals) > MIXED_PRECISION


def _is_bigint_pair(node: exp.Div) -> bool:
    """Whether both sides say by a cast that whole numbers are meant."""
    sides = [side.unnest() for side in (node.left, node.right)]
    sides = [side.this.unnest() if isinstance(side, exp.Nullif) else side for side in sides]
    return all(isinstance(side, exp.Cast) for side in sides)


def _is_whole(node: exp.Div) -> bool:
    """Whether the numerator is a multiple of the denominator: (n - mod(n, d)) / d."""
    left, right = node.left.unnest(), node.right.unnest()
    rest = left.right.unnest() if isinstance(left, exp.Sub) else None
    if not isinstance(rest, exp.Mod):
        return False
    return rest.left.unnest() == left.left.unnest() and rest.right.unnest() == right


def _is_cast(node: exp.Expression) -> bool:
    """Whether the value of an expression is cast at once."""
    parent = node.parent
    while isinstance(parent, exp.Paren):
        parent = parent.parent
    return isinstance(parent, exp.Cast)
