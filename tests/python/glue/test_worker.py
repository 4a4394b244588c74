"""The workers' columns, without Spark: texts come through exactly, and a column has one locale."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glue.landing import cells, worker
from glue.landing.catalog import parse_spec
from glue.landing.containers import inspect
from glue.landing.numbers import plain_numbers
from glue.landing.plan import FilePlan
from glue.landing.sniff import sniff
from glue.landing.worker import make_parser

HEADER = ["id", "note", "price", "tax"]


def spec_of(**changes):
    body = {
        "report": "costs__demo",
        "load": {"mode": "multiset", "key": ["id"]},
        "layouts": [{"name": "demo", "required": ["id", "note", "price", "tax"]}],
        "columns": [
            {"name": "id", "from": "id"},
            {"name": "note", "from": "note"},
            {"name": "price", "type": "money", "from": "price"},
            {"name": "tax", "type": "money", "from": "tax"},
        ],
    }
    return parse_spec("costs__demo", body | changes)


def plan_of(spec, path: Path, content: str) -> FilePlan:
    path.write_text(content, encoding="utf-8")
    found = sniff(spec, inspect(str(path)))
    return FilePlan(uri=str(path), source_file="a.csv", store="s", sha256="0", number=1, **found)


def marks_of(spec, path: Path, content: str) -> str:
    """The decimal mark of each numeric column of a file."""
    reader = worker.Reader(spec, plan_of(spec, path, content), b"key", {})
    return reader.settle("utf-8", reader.look(reader.batches("utf-8"))).marks["_decimal"]


def parsed(spec, path: Path, content: str) -> tuple[list[dict], dict]:
    """The rows of a file and its last row, which counts them."""
    body = content.encode("utf-8")
    path.write_bytes(body)
    found = sniff(spec, inspect(str(path)))
    plan = FilePlan(
        uri=str(path), source_file="a.csv", store="default", sha256="0", number=1, **found
    )
    asked = pa.RecordBatch.from_pydict({"id": [0]})
    answered = list(make_parser(spec, [plan], b"a key of a test, for nobody")(iter([asked])))
    rows = [row for batch in answered for row in batch.to_pylist()]
    return [row for row in rows if row["_kind"] == "row"], rows[-1]


def written(rows: list[list[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([HEADER, *rows])
    return stream.getvalue()


ALL_TEXT = [{"name": name, "from": name} for name in HEADER]
# An address is masked, whatever column it stands in.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff@"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(st.just("k"), texts, texts, texts).map(list), max_size=9))
def test_what_a_writer_of_rfc_4180_wrote_is_read_back_at_any_batch_size(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("files")
    content = written(rows)
    # The oracle is the csv module's reading; blanks around a value carry no meaning.
    expected = [
        [text.strip(cells.SPACES) or None for text in fields]
        for fields in list(csv.reader(io.StringIO(content)))[1:]
    ]
    for size in (1, 3, 10_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worker, "BATCH_ROWS", size)
            found, end = parsed(spec_of(columns=ALL_TEXT), folder / "a.csv", content)
        assert [[row[name] for name in HEADER] for row in found] == expected
        assert end["_records"] == len(expected)
        assert end["_problem"] is None


def test_a_row_that_looks_like_a_header_with_a_name_twice_is_data(tmp_path):
    content = written([["k", "", "ID", "ID"]])
    found, _ = parsed(spec_of(columns=ALL_TEXT), tmp_path / "a.csv", content)
    assert [[row[name] for name in HEADER] for row in found] == [["k", None, "ID", "ID"]]


def test_a_level_that_only_a_later_batch_tells_is_that_of_the_whole_file(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "BATCH_ROWS", 2)
    spec = spec_of(control=[{"finest": ["note", "id"]}])
    content = written([["1", "", "1", "1"], ["2", "", "1", "1"], ["3", "ad", "1", "1"]])
    found, _ = parsed(spec, tmp_path / "a.csv", content)
    assert [row["_record_type"] for row in found] == ["control", "control", "data"]
    found, _ = parsed(spec, tmp_path / "a.csv", content.replace("ad", ""))
    assert [row["_record_type"] for row in found] == ["data"] * 3


def test_line_numbers_survive_the_border_of_a_batch(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "BATCH_ROWS", 2)
    content = written([["1", "two\nlines", "1", "1"], ["2", "", "1", "1"], ["3", "", "1", "1"]])
    found, _ = parsed(spec_of(), tmp_path / "a.csv", content)
    assert [row["_source_line"] for row in found] == [2, 4, 5]


@pytest.mark.parametrize(
    ("prices", "taxes", "marks"),
    [
        (["2,50", "1.234"], ["0.50", "1,234"], ",."),
        (["2,50", "1.234"], ["7", "1.000"], ",,"),
        (["2.50", "1,234"], ["7", "1,000"], ".."),
        (["1,234", "7"], ["1.234", "7"], ".."),
        (["2,50", "2.50"], ["0,50", "1"], ".,"),
    ],
    ids=[
        "each column proves its own mark",
        "a column without proof follows the others",
        "points are followed too",
        "no proof at all is a point",
        "a column that proves both follows no other column alone",
    ],
)
def test_the_decimal_mark_is_one_per_column_over_the_whole_file(
    tmp_path, monkeypatch, prices, taxes, marks
):
    monkeypatch.setattr(worker, "BATCH_ROWS", 1)
    rows = [["k", "", price, tax] for price, tax in zip(prices, taxes, strict=True)]
    assert marks_of(spec_of(decimal="auto"), tmp_path / "a.csv", written(rows)) == marks


def test_a_whole_number_does_not_decide_how_an_amount_is_read(tmp_path):
    body = {"layouts": [{"name": "demo", "required": ["id", "quantity", "price", "tax"]}]}
    columns = [
        {"name": "id", "from": "id"},
        {"name": "quantity", "type": "int", "from": "note"},
        {"name": "price", "type": "money", "from": "price"},
        {"name": "tax", "type": "money", "from": "tax"},
    ]
    spec = spec_of(decimal="auto", columns=columns, **body)
    found, _ = parsed(spec, tmp_path / "a.csv", written([["k", "2.0", "2,50", "1.234"]]))
    assert [found[0][name] for name in ("quantity", "price", "tax")] == ["2.0", "2.50", "1234"]


def test_a_declared_mark_is_not_voted_on(tmp_path):
    rows = written([["k", "", "2.50", ""]])
    assert marks_of(spec_of(decimal="comma"), tmp_path / "a.csv", rows) == ",,"


def test_null_words_are_null_in_their_column_only_and_the_next_alias_answers(tmp_path):
    columns = [
        {"name": "id", "from": "id"},
        {"name": "note", "from": ["note", "price"], "nulls": ["N/A", "--"]},
        {"name": "price", "from": "price"},
        {"name": "tax", "from": "tax"},
    ]
    rows = [["N/A", "N/A", "--", "Null"], ["1", " -- ", "4", "x"], ["2", "own", "4", ""]]
    found, _ = parsed(spec_of(columns=columns), tmp_path / "a.csv", written(rows))
    assert [[row[name] for name in HEADER] for row in found] == [
        ["N/A", None, "--", "Null"],
        ["1", "4", "4", "x"],
        ["2", "own", "4", None],
    ]


def test_a_null_word_is_no_postal_code_and_no_address(tmp_path):
    columns = [
        {"name": "id", "from": "id"},
        {"name": "note", "from": "note", "pii": "postal_prefix"},
        {"name": "price", "from": "price", "pii": "email_kind"},
        {"name": "tax", "from": "tax"},
    ]
    rows = [["1", " -- ", "(none)", ""], ["2", "94107", "ann@example.com", ""]]
    spec = spec_of(columns=columns, nulls=["--", "(none)"])
    found, _ = parsed(spec, tmp_path / "a.csv", written(rows))
    assert [(row["note"], row["price"]) for row in found] == [(None, None), ("941", "personal")]


def test_the_point_of_a_currency_symbol_is_no_decimal_mark(tmp_path):
    rows = written([["1", "", "Rs.85", "2,50"], ["2", "", "Rs.1,5", ""]])
    spec = spec_of(decimal="auto", currency_symbols=["Rs."])
    assert marks_of(spec, tmp_path / "a.csv", rows) == ",,"


@pytest.mark.parametrize(("end", "inside"), [("\r", "\n"), ("\n", "\r"), ("\r\n", "\r")])
def test_a_quoted_field_may_hold_line_breaks_of_the_other_kind(tmp_path, end, inside):
    lines = ["id,note,price,tax", f'1,"a{inside}b{end}c{inside}d",1,1', "2,x,1,1", ""]
    found, ended = parsed(spec_of(), tmp_path / "a.csv", end.join(lines))
    assert ended["_problem"] is None
    texts = [(row["_source_line"], row["note"]) for row in found]
    assert texts == [(2, f"a{inside}b{end}c{inside}d"), (4, "x")]


def test_a_total_is_known_by_its_first_field_with_blanks_around_it(tmp_path):
    control = [{"first_cell": "^Total: ", "label": "note"}]
    rows = written([["  Total: all ", "", "1", "1"], ["A", "", "1", "1"]])
    found, _ = parsed(spec_of(control=control), tmp_path / "a.csv", rows)
    assert [row["_record_type"] for row in found] == ["control", "data"]


def test_an_address_in_a_free_text_is_masked_where_the_report_has_personal_columns(tmp_path):
    rows = [["1", "write to ann@example.com now", "1", "1"], ["2", "no address", "1", "1"]]
    found, _ = parsed(spec_of(masked=["other"]), tmp_path / "a.csv", written(rows))
    assert [row["note"] for row in found] == ["write to *** now", "no address"]


@settings(max_examples=200, deadline=None)
@given(
    value=st.decimals(-(10**9), 10**9, places=4, allow_nan=False),
    comma=st.booleans(),
    grouped=st.booleans(),
    symbol=st.sampled_from(["", "$", "€", "Rs."]),
    bracketed=st.booleans(),
)
def test_an_amount_is_read_back_however_it_is_printed(value, comma, grouped, symbol, bracketed):
    """Printed by Python's own formatting; read by the project; equal to the last digit."""
    body = f"{abs(value):,.4f}" if grouped else f"{abs(value):.4f}"
    if comma:
        body = body.translate(str.maketrans(",.", ".,"))
    negative = value < 0
    text = f"({symbol}{body})" if negative and bracketed else f"{'-' * negative}{symbol}{body}"
    (read,) = plain_numbers(pa.array([text]), comma, ("$", "€", "Rs.")).to_pylist()
    assert Decimal(read) == value
