"""A text is typed exactly or not at all."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from pyspark.sql import functions as F

from glue.landing.cast import timestamp_sql, type_rows
from glue.landing.catalog import parse_spec
from glue.landing.numbers import numeric_columns, plain_numbers, proved_marks
from glue.landing.refusals import refuse
from glue.landing.worker import text_columns, worker_schema

NUMBERS = [
    # text, decimal comma?, plain decimal text or None
    ("1234.5", False, "1234.5"),
    ("-0.01", False, "-0.01"),
    ("1,234.56", False, "1234.56"),
    ("1,44,957.78", False, "144957.78"),
    (".5", False, ".5"),
    ("+3", False, "+3"),
    ("(12.00)", False, "-12.00"),
    ("$5", False, "5"),
    ("-$5.25", False, "-5.25"),
    ("$-5.25", False, "-5.25"),
    ("Rs.201.68", False, "201.68"),
    ("€18.00", False, "18.00"),
    ("12.00 €", False, "12.00"),
    ("1.234,56", True, "1234.56"),
    ("1 234,56", True, "1234.56"),
    ("1\u00a0234,56", True, "1234.56"),
    ("1141,18", True, "1141.18"),
    ("-18,00", True, "-18.00"),
    ("39.38.0", False, None),
    ("a74.44", False, None),
    ("284.36a", False, None),
    ("1,23", False, None),
    ("1.2E+3", False, None),
    ("12 34", False, None),
    ("--5", False, None),
    ("-", False, None),
    ("%", False, None),
    ("1.5%", False, None),
    ("1,234.56", True, None),
    ("NaN", False, None),
    ("Infinity", False, None),
    ("0x1F", False, None),
]
SPEC = parse_spec(
    "costs__demo",
    {
        "report": "costs__demo",
        "load": {"mode": "snapshot", "key": ["sku"], "unique": True},
        "formats": {
            "date": ["yyyy-MM-dd", "MMM d, yyyy"],
            "timestamp": ["yyyy-MM-dd HH:mm:ss Z", "yyyy-MM-dd'T'HH:mm:ssXXX", "dd.MM.yyyy"],
        },
        "layouts": [{"name": "demo", "required": ["sku"]}],
        "columns": [
            {"name": "sku", "type": "id", "from": "sku", "required": True},
            {"name": "amount", "type": "money", "from": "amount"},
            {"name": "rate", "type": "rate", "from": "rate", "strict": False},
            {"name": "quantity", "type": "int", "from": "quantity", "strict": True},
            {"name": "is_new", "type": "bool", "from": "is_new"},
            {"name": "since", "type": "date", "from": "since"},
            {"name": "sold_at", "type": "timestamp", "from": "sold_at"},
            {"name": "sold_date", "type": "date", "local_date_of": "sold_at"},
            {
                "name": "zone_date",
                "type": "date",
                "local_date_of": "sold_at",
                "zone_by": ["market", "_carry"],
            },
            {"name": "market", "from": "market"},
            {"name": "seller_id", "type": "id", "from": "seller_id"},
        ],
    },
)
META = {
    "_file_no": 1,
    "_kind": "row",
    "_source_line": 2,
    "_record_type": "data",
    "_problem": None,
    "_lost": None,
    "_dates": "00",
    "_carry": None,
    "_records": None,
}


@pytest.fixture(scope="module")
def typed(spark):
    """type_rows over hand-written rows: [{column: text}] -> list of result rows."""

    def run(*rows: dict):
        names = [field.split(" ")[0].strip("`") for field in worker_schema(SPEC).split(", ")]
        full = [META | {"sku": "A"} | row for row in rows]
        texts = {
            name: pa.array([row.get(name) for row in full], pa.string())
            for name in text_columns(SPEC)
        }
        refused = refuse(SPEC, texts, "." * len(numeric_columns(SPEC)))
        columns = refused | {name: array.to_pylist() for name, array in texts.items()}
        full = [
            row | {name: values[i] for name, values in columns.items()}
            for i, row in enumerate(full)
        ]
        data = [tuple(row.get(name) for name in names) for row in full]
        return type_rows(spark.createDataFrame(data, worker_schema(SPEC)), SPEC).collect()

    return run


def test_only_what_is_a_number_becomes_one():
    symbols = ("Rs.", "$", "€")
    for comma in (False, True):
        texts = pa.array([text for text, mark, _ in NUMBERS if mark == comma], pa.string())
        expected = [number for _, mark, number in NUMBERS if mark == comma]
        assert plain_numbers(texts, comma, symbols).to_pylist() == expected


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1141,18", ","),
        ("1.234,56", ","),
        ("-18,00", ","),
        ("€1.018,50", ","),
        ("(12,5)", ","),
        (",5", ","),
        (".5", "."),
        ("12.5", "."),
        ("1,234.56", "."),
        ("1,234", None),
        ("1.234", None),
        ("12", None),
        ("abc", None),
    ],
)
def test_an_amount_proves_its_decimal_mark_only_when_it_cannot_be_read_both_ways(text, mark):
    assert proved_marks(pa.array([text])) == ({mark} if mark else set())


def test_bad_amounts_quarantine_and_say_which_column(typed):
    rows = typed(
        {"amount": "39.38.0"},
        {"amount": "1.23456"},
        {"amount": "1.50000"},
        {"amount": "123456789012345.00"},
        {"amount": "-99999999999999.9999"},
        {"quantity": "2.5"},
        {"quantity": "1,200"},
        {"quantity": "3.0"},
    )
    assert [row["_reason"] for row in rows] == [
        "TYPE:amount",
        "SCALE:amount",
        None,
        "SCALE:amount",
        None,
        "TYPE:quantity",
        None,
        None,
    ]
    assert rows[2]["amount"] == Decimal("1.5000")
    assert rows[4]["amount"] == Decimal("-99999999999999.9999")
    assert [row["quantity"] for row in rows[6:]] == [1200, 3]


def test_optional_cells_that_are_wrong_become_null_and_are_counted(typed):
    (row,) = typed({"is_new": "maybe", "since": "2025-02-30", "rate": "x", "seller_id": "1.2E+12"})
    assert row["_reason"] is None
    assert (row["is_new"], row["since"], row["rate"], row["seller_id"]) == (None,) * 4
    assert sorted(row["_nulled"]) == ["TYPE:is_new", "TYPE:rate", "TYPE:seller_id", "TYPE:since"]


def test_a_key_in_spreadsheet_notation_quarantines_and_other_ids_stay_text(typed):
    rows = typed(
        {"sku": "1.2E+12"}, {"sku": "00012"}, {"sku": "12345678901234567890"}, {"sku": None}
    )
    assert [row["_reason"] for row in rows] == ["TYPE:sku", None, None, "REQUIRED:sku"]
    assert [row["sku"] for row in rows[1:3]] == ["00012", "12345678901234567890"]


def test_times_with_offsets_become_utc_and_the_printed_day_stays(typed):
    rows = typed(
        {"sold_at": "2025-03-01 21:30:00 -0500"},
        {"sold_at": "2025-03-01T21:30:00+01:00"},
        {"sold_at": "2025-03-01T21:30:00Z"},
        {"sold_at": "9999-12-31 00:00:00 +0000"},
        {"sold_at": "yesterday"},
    )
    assert [row["sold_at"] for row in rows] == [
        datetime(2025, 3, 2, 2, 30),
        datetime(2025, 3, 1, 20, 30),
        datetime(2025, 3, 1, 21, 30),
        datetime(9999, 12, 31),
        None,
    ]
    assert [row["sold_date"] for row in rows[:2]] == [date(2025, 3, 1), date(2025, 3, 1)]
    assert rows[4]["sold_date"] is None


def test_marketplace_day_follows_its_zone_through_both_clock_changes(typed):
    rows = typed(
        # Pacific time is 8 hours behind UTC in winter and 7 in summer.
        {"sold_at": "2025-03-09T07:59:59Z", "market": "Amazon.com"},
        {"sold_at": "2025-03-09T08:00:00Z", "market": "amazon.com"},
        {"sold_at": "2025-07-01T06:59:59Z", "market": "Amazon.ca"},
        {"sold_at": "2025-07-01T07:00:00Z", "market": "Amazon.ca"},
        {"sold_at": "2025-03-01T23:30:00Z", "market": "Amazon.de"},
        {"sold_at": "2025-03-01T23:30:00Z", "_carry": "EUR"},
        {"sold_at": "2025-03-01T23:30:00Z", "market": "Unheard of"},
        {"sold_at": "02.03.2025", "market": "Amazon.com"},
    )
    assert [row["zone_date"] for row in rows] == [
        date(2025, 3, 8),
        date(2025, 3, 9),
        date(2025, 6, 30),
        date(2025, 7, 1),
        date(2025, 3, 2),
        date(2025, 3, 2),
        date(2025, 3, 1),
        date(2025, 3, 2),
    ]


def test_row_hash_is_over_typed_values_so_that_notation_does_not_matter(typed):
    rows = typed(
        {"amount": "0"},
        {"amount": "0.00"},
        {"amount": "0.01"},
        {"amount": None},
        {"amount": "(0.00)"},
    )
    hashes = [row["_row_hash"] for row in rows]
    assert hashes[0] == hashes[1] == hashes[4]
    assert len(set(hashes)) == 3


def test_naive_times_are_read_in_the_declared_zone_also_in_the_gap_and_the_overlap(spark):
    texts = ["2025-03-09 02:30:00", "2025-11-02 01:30:00", "2025-07-01 00:00:00"]
    frame = spark.createDataFrame([(text,) for text in texts], "t string")
    zone = "America/Los_Angeles"
    instant = F.expr(timestamp_sql("t", ("yyyy-MM-dd HH:mm:ss",), zone))
    found = [row[0] for row in frame.select(instant.cast("string")).collect()]
    assert found[2] == "2025-07-01 07:00:00"
    assert found[0] == "2025-03-09 10:30:00"
    assert found[1] == "2025-11-02 08:30:00"
