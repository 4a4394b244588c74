"""The stand-in answers as Redshift's manual says, where PostgreSQL itself answers otherwise.

Who relies on it: the comparison of both engines. A stand-in that is PostgreSQL in disguise would
agree with DuckDB where Redshift does not. The sources are pages of the Amazon Redshift Database
Developer Guide, named beside the cases.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import redshift_connector

from commerce.redshift import Place, connect
from tests.python.redshift.bad_sql import bad_sql
from tests.python.redshift.conftest import Database
from tests.python.redshift.standin import Standin
from tests.python.redshift.standin.deny import UNREADABLE
from tests.python.redshift.standin.rules import REFUSED

REFUSED_SQL = bad_sql("queries", "functions", "windows", "statements")
Ask = Callable[..., list]
NUMBERS = """
    create table numbers (
        i integer, s smallint, b bigint, h numeric(8,2), m numeric(18,2), r numeric(18,6),
        p numeric(8,4), f boolean
    )
"""
FILLED = """
    insert into numbers values
    (2, 2, 2, 10.00, 10.00, 0.000003, 1.2350, true), (3, 3, 3, 3.00, 3.00, 2.5, -1.2399, null)
"""


@pytest.fixture(scope="module")
def semantics(standin: Standin) -> Iterator[Database]:
    port = standin.serve(standin.new_database("semantics"))
    place = Place(standin.host, port, "semantics", standin.user, standin.password)
    yield Database(standin, "semantics", Place(**{**vars(place), "sslmode": "disable"}))


@pytest.fixture(scope="module")
def ask(semantics: Database) -> Iterator[Ask]:
    """Send a statement through the proxy: its rows, flat when there is one only."""
    connection = connect(semantics.place)
    connection.autocommit = True

    def answer(sql: str, *values) -> list:
        with connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            rows = [tuple(row) for row in cursor.fetchall()] if cursor.description else []
        return list(rows[0]) if len(rows) == 1 else rows

    for sql in (
        NUMBERS,
        FILLED,
        "create table texts (x varchar(10), g integer)",
        "insert into texts values ('b', 1), ('', 1), (null, 1), ('a', 1), ('a', 1), ('', 2)",
    ):
        answer(sql)
    yield answer
    connection.close()


def one(ask: Ask, expression: str, source: str = "") -> object:
    (value,) = ask(f"select {expression} as value {source}")
    return value


# "Computations with numeric values": a quotient has max(4, s1 + p2 - s2 + 1) places.
@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("h / nullif(h - 7, 0)", "3.33333333333333"),
        ("m / nullif(m - 7, 0)", "3.33333333333333333333"),
        ("sum(m) over () / nullif(sum(m) over (), 0)", "1.0000"),
        ("sum(m) over () / nullif(cast(7 as numeric(18, 2)), 0)", "1.4285"),
        ("cast(10 as numeric(8, 2)) / cast(3 as numeric(8, 2))", "3.333333333"),
        ("cast(2 as numeric(8, 2)) / cast(3 as numeric(8, 2))", "0.666666666"),
        ("-cast(2 as numeric(8, 2)) / cast(3 as numeric(8, 2))", "-0.666666666"),
        ("h / 3", "3.3333333333333"),
        ("i / cast(3 as numeric(8, 2))", "0.6666666"),
        ("(h / 3) * 3", "9.9999999999999"),
    ],
)
def test_a_quotient_of_decimals_has_the_places_of_the_manual(ask, expression, value):
    found = one(ask, expression, "from numbers where i = 2")
    assert str(found) == value


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("h + m", "numeric(19,2)"),
        ("m * r", "numeric(37,8)"),
        ("h / nullif(h, 0)", "numeric(17,9)"),
        ("h * s", "numeric(14,2)"),
        ("coalesce(m, r)", "numeric(19,6)"),
        ("s + i", "integer"),
        ("i + b", "bigint"),
    ],
)
def test_a_column_has_the_type_that_the_manual_computes(ask, semantics, expression, kind):
    """Same page, with its own examples: DECIMAL(8,2) / DECIMAL(8,2) is DECIMAL(17,9)."""
    ask("drop table if exists typed")
    ask(f"create table typed as select {expression} as value from numbers")
    assert kind_of(semantics, "typed") == kind


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("sum(h)", "numeric(38,2)"),
        ("avg(h)", "numeric(38,2)"),
        ("sum(i)", "bigint"),
        ("sum(b)", "numeric(38,0)"),
        ("avg(i)", "bigint"),
        ("avg(s)", "bigint"),
        ("count(*)", "bigint"),
    ],
)
def test_an_aggregate_has_the_type_that_the_manual_gives_it(ask, semantics, expression, kind):
    """Pages "SUM function" and "AVG function"."""
    ask("drop table if exists typed")
    ask(f"create table typed as select {expression} as value from numbers")
    assert kind_of(semantics, "typed") == kind


def kind_of(database: Database, table: str) -> str:
    ((kind,),) = database.rows(
        "select format_type(atttypid, atttypmod) from pg_attribute "
        f"where attrelid = '{table}'::regclass and attnum = 1"
    )
    return kind


def test_a_union_of_decimals_is_held_to_19_digits(ask, semantics):
    ask("drop table if exists typed")
    ask(
        "create table typed as "
        "select m as value from numbers union all select r as value from numbers"
    )
    assert kind_of(semantics, "typed") == "numeric(19,6)"
    with pytest.raises(redshift_connector.Error, match="overflow"):
        ask(
            "select cast(99999999999999 as numeric(18, 2)) as value "
            "union all select r as value from numbers"
        )


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # the average of whole numbers is a whole number
        ("avg(i)", 2),
        ("avg(s)", 2),
        ("avg(b)", 2),
        ("avg(-i)", -2),
        ("avg(case when i = 9 then i end)", None),
        # decimals keep their places
        ("avg(case when i = 2 then h else 0.01 end)", Decimal("5.00")),
        ("sum(i)", 5),
    ],
)
def test_averages_are_cut(ask, expression, value):
    found = one(ask, expression, "from numbers")
    assert found == value and str(found) == str(value)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # "explicit casts of values selected from tables are not rounded"
        ("p::numeric(8, 2)", "1.23"),
        ("cast(-p as numeric(8, 2))", "-1.23"),
        ("(p + 0.0001)::numeric(8, 3)", "1.235"),
        ("cast(round(p, 2) as numeric(8, 2))", "1.24"),
        ("cast(-round(p, 2) as numeric(8, 2))", "-1.24"),
        ("round(cast(2.5 as numeric(8, 2)), 0)", "3.00"),
        ("5 / 2", "2"),
        ("-7 / 2", "-3"),
        ("i / 3", "0"),
        ("mod(-7, 2)", "-1"),
    ],
)
def test_a_cast_to_fewer_places_cuts_and_whole_numbers_divide_to_whole_ones(ask, expression, value):
    found = one(ask, expression, "from numbers where i = 2")
    assert Decimal(str(found)) == Decimal(value)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # "CONCAT function": null when one of both is
        ("concat('a', null)", None),
        ("concat('a', 'b')", "ab"),
        ("'a' || null", None),
        # "Significance of trailing blanks"
        ("case when 'a' = 'a ' then 1 else 0 end", 1),
        ("case when 'a' <> 'a ' then 1 else 0 end", 0),
        ("case when 'a ' in ('a', 'b') then 1 else 0 end", 1),
        ("case when ' a' = 'a' then 1 else 0 end", 0),
        # "REGEXP_REPLACE function": every match
        ("regexp_replace('a-b-c', '-', '')", "abc"),
        ("regexp_replace('a1b22', '[0-9]+', '#')", "a#b#"),
        # "DATEDIFF function": boundaries that are crossed
        ("datediff(week, '2009-01-01'::date, '2009-12-31'::date)", 52),
        ("datediff(week, '2025-01-02'::date, '2025-01-07'::date)", 1),
        ("datediff(year, '2024-12-31'::date, '2025-01-01'::date)", 1),
        ("datediff(month, '2025-01-31'::date, '2025-02-01'::date)", 1),
        ("datediff(qtr, '2025-03-31'::date, '2025-04-01'::date)", 1),
        ("datediff(day, '2025-01-02'::date, '2025-01-01'::date)", -1),
        ("datediff(hour, '2025-01-01 00:59:59'::timestamp, '2025-01-01 01:00:00'::timestamp)", 1),
        # "DATEADD function": a timestamp, the last day of a shorter month
        ("dateadd(month, 1, '2025-01-31'::date)", datetime.datetime(2025, 2, 28)),
        ("date_trunc('week', '2025-01-05'::date)", datetime.datetime(2024, 12, 30)),
        ("extract(dow from '2025-01-05'::date)", 0),
        ("greatest(1, null, 3)", 3),
        ("least(null, 2)", 2),
    ],
)
def test_texts_and_dates_as_the_manual_has_them(ask, expression, value):
    assert one(ask, expression) == value


def test_the_clock_has_whole_seconds_and_no_zone(ask):
    now = one(ask, "getdate()")
    assert now.tzinfo is None and now.microsecond == 0


def test_listagg_skips_nulls_and_empty_texts(ask):
    """Page "LISTAGG function": an expression that is null or empty is ignored."""
    listed = "listagg(x, ',') within group (order by x)"
    assert ask(f"select g, {listed} as a from texts group by g order by g") == [
        (1, "a,a,b"),
        (2, None),
    ]
    distinct = "listagg(distinct x, '') within group (order by x)"
    assert one(ask, distinct, "from texts where g = 1") == "ab"


def test_nulls_come_last_upwards_and_first_downwards(ask):
    upwards = "select x from texts where g = 1 and coalesce(x, 'z') <> 'a' order by x"
    assert [row[0] for row in ask(upwards)] == ["", "b", None]
    assert [row[0] for row in ask(f"{upwards} desc")] == [None, "b", ""]


def test_the_width_of_a_text_counts_bytes(ask):
    """Page "Character types": VARCHAR(n) holds n bytes, and 256 of them when none are stated."""
    ask("create table widths (a varchar(3), b varchar)")
    ask("insert into widths values ('äb', %s)", "x" * 256)
    for a, b in (("ää", "x"), ("abcd", "x"), ("a", "x" * 257), ("a", "ä" * 129)):
        with pytest.raises(redshift_connector.Error):
            ask("insert into widths values (%s, %s)", a, b)
    assert one(ask, "count(*)", "from widths") == 1


@pytest.mark.parametrize(
    "expression",
    [
        "i + 2147483647",
        "b + 9223372036854775807",
        "cast(i * 20000 as smallint)",
        "cast(m * 1000 as numeric(3, 0))",
        "cast(99999999999999999999999999999999999999 as numeric(38, 0)) * i",
        "i / (i - 2)",
        "m / (m - 10)",
    ],
)
def test_what_passes_the_digits_of_a_type_and_a_zero_below_a_line_are_errors(ask, expression):
    with pytest.raises(redshift_connector.Error, match="range|overflow|zero"):
        ask(f"select {expression} as value from numbers where i = 2")


@pytest.mark.parametrize(
    "sql",
    [
        "select cast(f as varchar) as value from numbers",
        "create table never as select f::varchar(5) as value from numbers",
        "select v.g::text as value from (select f as g from numbers) as v",
    ],
)
def test_a_boolean_column_has_no_text(ask, sql):
    with pytest.raises(redshift_connector.Error, match="boolean_as_text"):
        ask(sql)


def test_whatever_redshift_refuses_fails_on_the_wire_with_the_name_of_the_rule(ask, semantics):
    known = {*REFUSED, UNREADABLE}
    texts = [sql for entry in REFUSED_SQL for sql in entry.get("bad", [])]
    for sql in texts:
        with pytest.raises(redshift_connector.Error) as raised:
            ask(sql)
        assert raised.value.args[0]["M"].split(":")[0] in known, sql
        assert semantics.statements[-1].refused, sql
    assert len(texts) > 130


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as a; select 2 as a",
        "select c.relname from pg_class as c; select count(*) filter (where true) from numbers",
        "explain select count(*) filter (where true) from numbers",
        "declare c cursor for select i from numbers",
        "prepare p as select i from numbers",
        "copy numbers from '/etc/passwd'",
        "unload ('select 1') to 's3://b/k' iam_role default",
        "do $$ begin perform 1; end $$",
        "execute p",
    ],
)
def test_no_query_slips_through_unread(ask, semantics, sql):
    with pytest.raises(redshift_connector.Error):
        ask(sql)
    assert semantics.statements[-1].refused
