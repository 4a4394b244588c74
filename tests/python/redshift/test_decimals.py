"""Precision and scale of decimals by Redshift's rules, against the manual's own examples.

Who relies on it: every finding on types, and the stand-in's quotients and columns. The page is
"Computations with numeric values" of the Amazon Redshift Database Developer Guide, unless another
is named.
"""

from __future__ import annotations

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from tests.python.redshift.standin.decimals import (
    Decimal,
    kinds_by_query,
    mixed,
    of_type,
    product,
    quotient,
    total,
    type_of,
)

COLUMNS = {
    "pricepaid": "decimal(8,2)",
    "commission": "decimal(8,2)",
    "qtysold": "smallint",
    "eventid": "integer",
    "id": "bigint",
    "amount": "numeric(18,2)",
    "rate": "numeric(18,6)",
    "money": "numeric(18,4)",
    "wide": "numeric(38,0)",
    "is_paid": "boolean",
    "name": "varchar(20)",
    "ratio": "double precision",
}


def kind(text: str):
    return of_type(exp.DataType.build(text, "postgres"))


def of(expression: str) -> str:
    node = sqlglot.parse_one(expression, read="redshift")
    return str(type_of(node, {name: kind(text) for name, text in COLUMNS.items()}))


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        # the example of the page: 8-2 + 2 + max(4, 2+8-2+1) = 17, max(4, 2+8-2+1) = 9
        ("pricepaid / commission", "numeric(17,9)"),
        # a whole number counts as DECIMAL(5,0), (10,0) or (19,0)
        ("commission * qtysold", "numeric(14,2)"),
        ("commission * eventid", "numeric(19,2)"),
        ("commission * id", "numeric(28,2)"),
        ("commission + id", "numeric(22,2)"),
        # sums, differences and products
        ("pricepaid + commission", "numeric(9,2)"),
        ("amount - rate", "numeric(23,6)"),
        ("amount * rate", "numeric(37,8)"),
        ("money * money", "numeric(37,8)"),
        ("money * money * money", "numeric(38,12)"),
        ("amount / amount", "numeric(37,19)"),
        ("money / rate", "numeric(37,17)"),
        ("commission / 3", "numeric(19,13)"),
        # past 38 digits the places give way, down to 4
        ("wide / wide", "numeric(38,4)"),
        ("sum(amount) / sum(amount)", "numeric(38,4)"),
        ("wide * rate", "numeric(38,6)"),
        ("mod(amount, rate)", "numeric(18,6)"),
        # "SUM function", "AVG function", "COUNT function"
        ("sum(pricepaid)", "numeric(38,2)"),
        ("avg(pricepaid)", "numeric(38,2)"),
        ("sum(qtysold)", "bigint"),
        ("sum(eventid)", "bigint"),
        ("sum(id)", "numeric(38,0)"),
        ("avg(eventid)", "bigint"),
        ("count(*)", "bigint"),
        ("sum(ratio)", "double precision"),
        ("max(amount)", "numeric(18,2)"),
        ("sum(amount) over (partition by id)", "numeric(38,2)"),
        # whole numbers stay whole
        ("eventid / qtysold", "integer"),
        ("id / 2", "bigint"),
        ("5 / 2", "integer"),
        ("eventid * 0.5", "numeric(12,1)"),
        # what floats touch is a float
        ("amount * ratio", "double precision"),
        ("ratio / 2", "double precision"),
        # branches
        ("coalesce(amount, rate)", "numeric(19,6)"),
        ("coalesce(pricepaid, rate)", "numeric(18,6)"),
        ("coalesce(amount, 0)", "numeric(18,2)"),
        ("case when is_paid then money else amount end", "numeric(19,4)"),
        ("case when is_paid then money end", "numeric(18,4)"),
        ("nullif(amount, 0)", "numeric(18,2)"),
        # casts say what they say
        ("amount::numeric(38, 10)", "numeric(38,10)"),
        ("cast(name as numeric)", "numeric(18,0)"),
        ("cast(amount as numeric(10))", "numeric(10,0)"),
        ("round(rate, 2)", "numeric(18,6)"),
        ("amount > 1 and is_paid", "boolean"),
        ("name || 'x'", "varchar"),
        ("unheard_of(amount)", "None"),
        ("nothing * amount", "None"),
        ("null", "None"),
    ],
)
def test_the_type_of_an_expression(expression, wanted):
    assert of(expression) == wanted


def test_set_operators_are_held_to_19_digits():
    """The examples of the page: scale max(s1, s2), precision at most 19."""
    assert mixed(kind("decimal(5,2)"), kind("decimal(15,3)")) == Decimal(15, 3)
    assert mixed(kind("decimal(18,2)"), kind("decimal(18,6)")) == Decimal(19, 6)
    assert mixed(kind("decimal(18,2)"), kind("decimal(18,2)")) == Decimal(18, 2)
    assert mixed(kind("decimal(38,2)"), None) == Decimal(38, 2)


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("select amount * rate as a from t", ["numeric(37,8)"]),
        ("with v as (select t.amount as k from t) select sum(v.k) as a from v", ["numeric(38,2)"]),
        ("select * from t", ["numeric(18,2)", "numeric(18,6)", "integer"]),
        (
            "select t.n, v.* from t cross join (select t.rate from t) as v",
            ["integer", "numeric(18,6)"],
        ),
        ("select amount from t union all select rate from t", ["numeric(19,6)"]),
        # branches meet by position, and what has no name of its own counts
        (
            "select 1 as a, amount as b, n as c from t union all select null, null, null",
            ["integer", "numeric(18,2)", "integer"],
        ),
        ("select null as a, null as b union all select 1.5, 2", ["numeric(2,1)", "integer"]),
        ("select unheard_of(t.n) as a from t", ["None"]),
    ],
)
def test_the_types_of_the_columns_of_a_query(sql, wanted):
    schema = {"t": {"amount": kind("numeric(18,2)"), "rate": kind("numeric(18,6)")}}
    schema["t"]["n"] = kind("integer")
    tree = sqlglot.parse_one(sql, read="redshift")
    assert [str(found) for found in kinds_by_query(tree, schema)[id(tree)].values()] == wanted


decimals = st.integers(1, 38).flatmap(
    lambda precision: st.builds(Decimal, st.just(precision), st.integers(0, precision))
)


@given(decimals, decimals)
def test_no_result_has_more_than_38_digits_and_a_quotient_keeps_4_places(left, right):
    for found in (total(left, right), product(left, right), quotient(left, right)):
        assert 1 <= found.precision <= 38
    assert quotient(left, right).scale >= 4
    assert total(left, right) == total(right, left)
    assert product(left, right) == product(right, left)
    assert mixed(left, right) == mixed(right, left)
    assert mixed(left, right).precision <= 19 or left == right
