"""Records and their physical lines; one broken record costs one row."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from glue.landing.errors import FileRejected
from glue.landing.plan import FilePlan
from glue.landing.readers.delimited import choose_encoding
from glue.landing.readers.delimited import read as read_delimited
from glue.landing.records import join_fields

PLAN = FilePlan(
    uri="", source_file="a.csv", store="default", sha256="0", number=1, layout="x",
    encodings=("utf-8",), newline="\n", delimiter=",", quoting=True, header_line=1, width=3,
    min_width=3, sources={},
)  # fmt: skip


def read(path, content: str | bytes, **changes) -> list[tuple]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    plan = replace(PLAN, uri=str(path), **changes)
    records = read_delimited(plan, choose_encoding(plan))
    return [(record.line, record.fields, record.problem) for record in records]


def test_a_record_starts_at_its_first_physical_line_though_fields_hold_line_breaks(tmp_path):
    text = 'a,b,c\n1,"two\nlines\n",x\n2,y,z\n'
    assert read(tmp_path / "a.csv", text) == [
        (2, ["1", "two\nlines\n", "x"], None),
        (5, ["2", "y", "z"], None),
    ]


def test_blank_lines_and_lines_of_bare_delimiters_are_not_records(tmp_path):
    text = "a,b,c\r\n\r\n1,2,3\r\n,,\r\n \r\n4,5,6\r\n"
    assert [line for line, _, _ in read(tmp_path / "a.csv", text)] == [3, 6]


def test_a_stray_quote_costs_its_line_and_not_the_rest_of_the_file(tmp_path):
    text = 'a,b,c\n1,"open,3\n4,5,6\n7,8,9\n'
    found = read(tmp_path / "a.csv", text)
    assert [(line, problem) for line, _, problem in found] == [
        (2, "BAD_QUOTES"),
        (3, None),
        (4, None),
    ]


def test_without_quoting_a_quote_is_a_character(tmp_path):
    text = 'a\tb\tc\n1\t5" plate\t3\n4\t"x\t6\n'
    found = read(tmp_path / "a.txt", text, delimiter="\t", quoting=False)
    assert [fields for _, fields, _ in found] == [["1", '5" plate', "3"], ["4", '"x', "6"]]


def test_more_fields_than_the_header_make_that_row_ragged(tmp_path):
    found = read(tmp_path / "a.csv", "a,b,c\n1,2,3,4\n5,6,7\n")
    assert [(line, problem) for line, _, problem in found] == [(2, "RAGGED"), (3, None)]


def test_surplus_fields_that_are_empty_are_no_fields(tmp_path):
    assert read(tmp_path / "a.csv", "a,b,c\n1,2,3,,\n") == [(2, ["1", "2", "3"], None)]


@pytest.mark.parametrize(("least", "problem"), [(0, None), (2, None), (3, "RAGGED")])
def test_dropped_trailing_fields_are_empty_only_where_the_layout_says_so(tmp_path, least, problem):
    ((_, _, found),) = read(tmp_path / "a.csv", "a,b,c\n1,2\n", min_width=least)
    assert found == problem


def test_fields_are_joined_again_so_that_they_could_be_read_again():
    fields = ["1", 'a "b", c', "two\nlines"]
    assert join_fields(fields, ",", True) == '1,"a ""b"", c","two\nlines"'
    assert join_fields(fields[:2], "\t", False) == '1\ta "b", c'


def test_gzip_is_read_by_its_content_and_a_cut_one_is_rejected(tmp_path):
    packed = gzip.compress(b"a,b,c\n" + b"1,2,3\n" * 5000)
    assert len(read(tmp_path / "a.csv", packed)) == 5000
    with pytest.raises(FileRejected) as caught:
        read(tmp_path / "b.csv", packed[:-20])
    assert caught.value.reason == "TRUNCATED"


def test_a_byte_that_is_no_utf8_deep_in_the_file_falls_back_for_the_whole_file(tmp_path):
    text = b"a,b,c\n" + b"1,2,3\n" * 20000 + "4,Käse,6\n".encode("cp1252")
    found = read(tmp_path / "a.csv", text, encodings=("utf-8", "cp1252"))
    assert found[-1][1] == ["4", "Käse", "6"]


def test_bytes_that_no_candidate_decodes_reject_the_file(tmp_path):
    with pytest.raises(FileRejected) as caught:
        read(tmp_path / "a.csv", b"a,b,c\n1,\xff\xfe\x81,3\n")
    assert caught.value.reason == "ENCODING"
