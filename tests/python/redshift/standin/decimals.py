"""Types of expressions by Redshift's rules.

Precision and scale of computed decimals: Amazon Redshift Database Developer Guide, "Computations
with numeric values". A quotient whose precision passes 38 keeps at least 4 places; set operators
and COALESCE over unequal decimals are held to 19 digits; SUM and AVG of decimals have 38 digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    scale = full_quotient_scale(left, right)
    precision = left.precision - left.scale + right.scale + scale
    if precision > MAX_PRECISION:
        scale = max(MIN_QUOTIENT_SCALE, scale - (precision - MAX_PRECISION))
    return Decimal(min(precision, MAX_PRECISION), scale)


def full_quotient_scale(left: Decimal, right: Decimal) -> int:
    """The places of a quotient before 38 digits limit them."""
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
    return Typing(columns or {}).of(node)


class Typing:
    """The types of expressions over columns of known types."""

    def __init__(self, columns: Mapping[str, Kind]) -> None:
        self.columns = columns

    def of(self, node: exp.Expression | None) -> Kind:
        """The type of an expression; None when nothing says it."""
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
        if isinstance(node, exp.Anonymous) and node.name.lower() == "fnv_hash":
            return BIGINT
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
        if isinstance(kind, Decimal):
            return Decimal(MAX_PRECISION, kind.scale)
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


BRANCHING = (exp.Case, exp.Coalesce, exp.Greatest, exp.Least)
_ANSWERS = (
    ((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod), Typing.arithmetic),
    ((exp.Sum,), Typing.summed),
    ((exp.Avg,), Typing.averaged),
    ((exp.Count, exp.RowNumber, exp.Rank, exp.DenseRank), lambda *_: BIGINT),
    ((exp.Sign,), lambda *_: Decimal(1, 0)),
    ((exp.Extract, exp.Length), lambda *_: INTEGER),
    ((exp.TsOrDsDiff, exp.DateDiff), lambda *_: BIGINT),
    (
        (exp.Paren, exp.Neg, exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Trunc, exp.Nullif,
         exp.Min, exp.Max, exp.Window, exp.Alias, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue,
         exp.IgnoreNulls),
        Typing.first,
    ),
    (BRANCHING, Typing.met),
    ((exp.Lower, exp.Upper, exp.Trim, exp.Concat, exp.DPipe, exp.MD5, exp.Substring, exp.Left,
      exp.Right, exp.RegexpReplace, exp.SplitPart, exp.Replace, exp.Chr), lambda *_: TEXT),
)  # fmt: skip


def kinds_by_query(tree: exp.Expression, schema: Schema) -> dict[int, dict[str, Kind]]:
    """The types of the columns of each query in a tree, by the id of the query's node."""
    return {id(scope.expression): given for scope, given, _ in Scopes(tree, schema)}


class Scopes:
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
        typing, given = Typing(seen), {}
        for item in query.expressions:
            star = item.this if isinstance(item, exp.Column) else item
            if isinstance(star, exp.Star):
                wanted = item.table if isinstance(item, exp.Column) else None
                for name, source in scope.selected_sources.items():
                    if wanted in (None, name):
                        given |= self._source(source[1])
            else:
                # Branches of a union meet by position: what has no name of its own still counts.
                name = item.alias_or_name.lower()
                given[f"{name} {len(given)}" if name in given else name] = typing.of(item)
        return given

    def branches(self, query: exp.SetOperation) -> list[dict[str, Kind]]:
        """The columns of both sides of a set operation."""
        return [self.given.get(id(side.unnest()), {}) for side in (query.left, query.right)]
