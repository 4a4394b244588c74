"""Types of expressions by Redshift's rules, and where decimals lose digits by them.

Precision and scale of computed decimals: Amazon Redshift Database Developer Guide, "Computations
with numeric values". A quotient whose precision passes 38 keeps at least 4 places; set operators
and COALESCE over unequal decimals are held to 19 digits; SUM of decimals has 38 digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

MAX_PRECISION = 38
MIN_QUOTIENT_SCALE = 4
MIXED_PRECISION = 19


@dataclass(frozen=True)
class Decimal:
    """numeric(precision, scale)."""

    precision: int
    scale: int

    def __str__(self) -> str:
        return f"numeric({self.precision},{self.scale})"


@dataclass(frozen=True)
class Integer:
    """smallint, integer or bigint, by the digits that it counts with beside a decimal."""

    digits: int

    def __str__(self) -> str:
        return {5: "smallint", 10: "integer"}.get(self.digits, "bigint")


@dataclass(frozen=True)
class Other:
    """Any other type, by its name."""

    name: str

    def __str__(self) -> str:
        return self.name


Kind = Decimal | Integer | Other | None
SMALLINT, INTEGER, BIGINT = Integer(5), Integer(10), Integer(19)
BOOLEAN, TEXT, FLOAT = Other("boolean"), Other("varchar"), Other("double precision")
# Tables by "schema.table" or a bare name, in lower case.
Schema = Mapping[str, Mapping[str, Kind]]


@dataclass(frozen=True)
class Finding:
    """A rule that an expression breaks, and the expression."""

    rule: str
    sql: str


def of_type(kind: exp.DataType) -> Kind:
    """The type that SQL text names."""
    name = kind.this.value.lower()
    if name in ("decimal", "numeric"):
        sizes = [int(size.name) for size in kind.expressions]
        return Decimal(*(sizes + [18, 0][len(sizes) :]))
    integers = {"smallint": SMALLINT, "int": INTEGER, "bigint": BIGINT}
    if name in integers:
        return integers[name]
    if name in ("varchar", "text", "char", "nvarchar", "bpchar"):
        return TEXT
    return {"boolean": BOOLEAN, "double": FLOAT, "float": FLOAT}.get(name, Other(name))


def as_decimal(kind: Kind) -> Decimal | None:
    """A whole number as the decimal that it counts as; None for what is neither."""
    if isinstance(kind, Integer):
        return Decimal(kind.digits, 0)
    return kind if isinstance(kind, Decimal) else None


def total(left: Decimal, right: Decimal) -> Decimal:
    """The type of a sum or a difference."""
    scale = max(left.scale, right.scale)
    whole = max(left.precision - left.scale, right.precision - right.scale) + 1
    return Decimal(min(whole + scale, MAX_PRECISION), scale)


def product(left: Decimal, right: Decimal) -> Decimal:
    """The type of a product."""
    precision = left.precision + right.precision + 1
    scale = left.scale + right.scale
    return Decimal(min(precision, MAX_PRECISION), min(scale, MAX_PRECISION))


def quotient(left: Decimal, right: Decimal) -> Decimal:
    """The type of a quotient; the scale gives way where the digits pass 38."""
    scale = _full_quotient_scale(left, right)
    precision = left.precision - left.scale + right.scale + scale
    if precision > MAX_PRECISION:
        scale = max(MIN_QUOTIENT_SCALE, scale - (precision - MAX_PRECISION))
    return Decimal(min(precision, MAX_PRECISION), scale)


def _full_quotient_scale(left: Decimal, right: Decimal) -> int:
    return max(MIN_QUOTIENT_SCALE, left.scale + right.precision - right.scale + 1)


def mixed(left: Kind, right: Kind) -> Kind:
    """The type of branches that meet (UNION, COALESCE, CASE); None is an unknown or a null."""
    if left is None or right is None or left == right:
        return left if right is None else right
    one, other = as_decimal(left), as_decimal(right)
    if one is None or other is None:
        return left
    if isinstance(left, Integer) and isinstance(right, Integer):
        return max(left, right, key=lambda kind: kind.digits)
    scale = max(one.scale, other.scale)
    whole = max(one.precision - one.scale, other.precision - other.scale)
    return Decimal(min(whole + scale, MIXED_PRECISION), min(scale, MIXED_PRECISION))


def type_of(node: exp.Expression, columns: Mapping[str, Kind] | None = None) -> Kind:
    """The type of an expression; None when nothing says it.

    columns: types by column name, and by "relation.column" in lower case.
    """
    return _Typing(columns or {}).of(node)


class _Typing:
    def __init__(self, columns: Mapping[str, Kind]) -> None:
        self.columns = columns

    def of(self, node: exp.Expression | None) -> Kind:
        if node is None or isinstance(node, exp.Null):
            return None
        if isinstance(node, exp.Cast):
            return of_type(node.to)
        if isinstance(node, exp.Literal):
            return TEXT if node.is_string else _of_number(node.name)
        if isinstance(node, exp.Column):
            name = f"{node.table}.{node.name}" if node.table else node.name
            return self.columns.get(name.lower())
        if isinstance(node, (exp.Predicate, exp.Boolean, exp.Not, exp.And, exp.Or)):
            return BOOLEAN
        for kinds, answer in _ANSWERS:
            if isinstance(node, kinds):
                return answer(self, node)
        return None

    def first(self, node: exp.Expression) -> Kind:
        return self.of(node.this)

    def arithmetic(self, node: exp.Binary) -> Kind:
        left, right = self.of(node.left), self.of(node.right)
        if isinstance(left, Integer) and isinstance(right, Integer):
            return max(left, right, key=lambda kind: kind.digits)
        if FLOAT in (left, right):
            return FLOAT
        one, other = as_decimal(left), as_decimal(right)
        if one is None or other is None:
            return left if isinstance(left, Other) else None
        if isinstance(node, exp.Mul):
            return product(one, other)
        if isinstance(node, exp.Div):
            return quotient(one, other)
        if isinstance(node, exp.Mod):
            scale = max(one.scale, other.scale)
            return Decimal(min(max(one.precision, other.precision), MAX_PRECISION), scale)
        return total(one, other)

    def summed(self, node: exp.Expression) -> Kind:
        kind = self.of(node.this)
        if kind in (SMALLINT, INTEGER):
            return BIGINT
        decimal = as_decimal(kind)
        return Decimal(MAX_PRECISION, decimal.scale) if decimal else kind

    def averaged(self, node: exp.Expression) -> Kind:
        kind = self.of(node.this)
        return BIGINT if isinstance(kind, Integer) else kind

    def branches(self, node: exp.Expression) -> list[Kind]:
        """The types of what a CASE, COALESCE, GREATEST or LEAST may give."""
        if isinstance(node, exp.Case):
            parts = [branch.args["true"] for branch in node.args["ifs"]]
            parts.append(node.args.get("default"))
        else:
            parts = [node.this, *node.expressions]
        return [self.of(part) for part in parts]

    def met(self, node: exp.Expression) -> Kind:
        return reduce(mixed, self.branches(node), None)


def _of_number(text: str) -> Kind:
    whole, point, places = text.lstrip("-").partition(".")
    if point:
        return Decimal(len(whole.lstrip("0")) + len(places), len(places))
    digits = len(whole)
    return INTEGER if digits < 10 else BIGINT if digits < 19 else Decimal(digits, 0)


_BRANCHING = (exp.Case, exp.Coalesce, exp.Greatest, exp.Least)
_ANSWERS = (
    ((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod), _Typing.arithmetic),
    ((exp.Sum,), _Typing.summed),
    ((exp.Avg,), _Typing.averaged),
    ((exp.Count, exp.RowNumber, exp.Rank, exp.DenseRank), lambda *_: BIGINT),
    ((exp.Sign,), lambda *_: Decimal(1, 0)),
    ((exp.Extract, exp.Length), lambda *_: INTEGER),
    ((exp.TsOrDsDiff, exp.DateDiff), lambda *_: BIGINT),
    (
        (exp.Paren, exp.Neg, exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Trunc, exp.Nullif,
         exp.Min, exp.Max, exp.Window, exp.Alias, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue,
         exp.IgnoreNulls),
        _Typing.first,
    ),
    (_BRANCHING, _Typing.met),
    ((exp.Lower, exp.Upper, exp.Trim, exp.Concat, exp.DPipe, exp.MD5, exp.Substring, exp.Left,
      exp.Right, exp.RegexpReplace, exp.SplitPart, exp.Replace, exp.Chr), lambda *_: TEXT),
)  # fmt: skip


def kinds_by_query(tree: exp.Expression, schema: Schema) -> dict[int, dict[str, Kind]]:
    """The types of the columns of each query in a tree, by the id of the query's node."""
    return {id(scope.expression): given for scope, given, _ in _Scopes(tree, schema)}


class _Scopes:
    """The selects of a query, inner ones first, with the columns that each sees and gives."""

    def __init__(self, tree: exp.Expression, schema: Schema) -> None:
        self.schema = schema
        self.scopes = traverse_scope(tree)
        self.given: dict[int, dict[str, Kind]] = {}

    def __iter__(self) -> Iterator[tuple[Scope, dict[str, Kind], dict[str, Kind]]]:
        """Each scope with the types of its outputs and of the columns that it sees."""
        for scope in self.scopes:
            seen = self._seen(scope)
            given = self._given(scope, seen)
            self.given[id(scope.expression)] = given
            yield scope, given, seen

    def _seen(self, scope: Scope) -> dict[str, Kind]:
        seen: dict[str, Kind] = {}
        for name, source in scope.sources.items():
            for column, kind in self._source(source).items():
                seen[f"{name}.{column}".lower()] = kind
                seen.setdefault(column, kind)
        return seen

    def _source(self, source: exp.Table | Scope) -> Mapping[str, Kind]:
        if isinstance(source, Scope):
            return self.given.get(id(source.expression), {})
        name = f"{source.db}.{source.name}" if source.db else source.name
        return self.schema.get(name.lower(), {})

    def _given(self, scope: Scope, seen: dict[str, Kind]) -> dict[str, Kind]:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            left, right = self.branches(query)
            types = [mixed(*pair) for pair in zip(left.values(), right.values(), strict=False)]
            return dict(zip(left, types, strict=False))
        if not isinstance(query, exp.Select):
            return self.given.get(id(query.unnest()), {}) if isinstance(query, exp.Subquery) else {}
        typing, given = _Typing(seen), {}
        for item in query.expressions:
            star = item.this if isinstance(item, exp.Column) else item
            if isinstance(star, exp.Star):
                wanted = item.table if isinstance(item, exp.Column) else None
                for name, source in scope.selected_sources.items():
                    if wanted in (None, name):
                        given |= self._source(source[1])
            else:
                given[item.alias_or_name.lower()] = typing.of(item)
        return given

    def branches(self, query: exp.SetOperation) -> list[dict[str, Kind]]:
        """The columns of both sides of a set operation."""
        return [self.given.get(id(side.unnest()), {}) for side in (query.left, query.right)]


def findings(tree: exp.Expression, schema: Schema) -> list[Finding]:
    """Where decimals lose digits in a query, or may.

    clipped_ratio: a quotient that keeps fewer places than it needs. overflow: a product with
    places and more than 38 digits that no cast bounds; whole numbers are left out, since passing
    38 digits is an error and not another number. mixed_branches: branches of unequal decimals that
    need more than the 19 digits which Redshift gives them. boolean_as_text: a cast that Redshift
    does not have. integer_division, integer_average: a quotient or an average that is cut.
    unrounded_cast: a cast to fewer places, which Redshift cuts and DuckDB rounds.
    """
    found: list[Finding] = []
    scopes = _Scopes(tree, schema)
    for scope, _, seen in scopes:
        typing = _Typing(seen)
        for node in scope.walk():
            rule = _broken(node, typing)
            if rule:
                found.append(Finding(rule, node.sql(dialect="redshift")))
        if isinstance(scope.expression, exp.SetOperation):
            left, right = scopes.branches(scope.expression)
            for name, *pair in zip(left, left.values(), right.values(), strict=False):
                if _passes_mixed_precision(pair):
                    found.append(Finding("mixed_branches", f"{name}: {pair[0]} and {pair[1]}"))
    return found


def _broken(node: exp.Expression, typing: _Typing) -> str:
    if isinstance(node, exp.Div):
        left, right = typing.of(node.left), typing.of(node.right)
        if isinstance(left, Integer) and isinstance(right, Integer):
            return "" if _is_bigint_pair(node) else "integer_division"
        one, other = as_decimal(left), as_decimal(right)
        if one and other and not _is_whole(node):
            kept = quotient(one, other).scale
            return "clipped_ratio" if kept < _full_quotient_scale(one, other) else ""
    if isinstance(node, exp.Mul) and not _is_cast(node):
        kind = typing.of(node)
        if (
            isinstance(kind, Decimal)
            and kind.scale
            and _product_digits(node, typing) > MAX_PRECISION
        ):
            return "overflow"
    if isinstance(node, exp.Avg) and isinstance(typing.of(node.this), Integer):
        return "integer_average"
    if isinstance(node, exp.Cast):
        return _broken_cast(node, typing)
    if isinstance(node, _BRANCHING):
        return "mixed_branches" if _passes_mixed_precision(typing.branches(node)) else ""
    return ""


def _broken_cast(node: exp.Cast, typing: _Typing) -> str:
    given, target = typing.of(node.this), of_type(node.to)
    if given == BOOLEAN and target == TEXT:
        return "boolean_as_text"
    value = node.this.unnest()
    if not isinstance(target, Decimal) or isinstance(value, exp.Literal):
        return ""
    if isinstance(value, exp.Round):
        places = value.args.get("decimals")
        return "" if places is not None and int(places.name) <= target.scale else "unrounded_cast"
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


def _product_digits(node: exp.Mul, typing: _Typing) -> int:
    """The digits that a product may have."""
    sides = [as_decimal(typing.of(side)) for side in (node.left, node.right)]
    return sum(side.precision for side in sides if side) + 1


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
