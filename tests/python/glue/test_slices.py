"""A large file is read in slices by several tasks: the same rows, lines and decisions as whole.

What would go wrong silently: a row at the border of two slices would be lost or read twice, or an
amount of one slice would be read with another decimal mark than the rest of its file.
"""

from __future__ import annotations

import gzip
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from glue.landing import slices
from glue.landing.catalog import load_specs
from glue.landing.containers import inspect
from glue.landing.plan import FilePlan
from glue.landing.readers import delimited
from glue.landing.sniff import sniff
from glue.landing.worker import Reader
from tests.python.glue.conftest import Landing, outcome
from tests.python.glue.exports import component, settlement_v2

pytestmark = pytest.mark.dear

TABLE = "amazon__settlements"
ROWS = 60


def settlement(amounts: list[str], currency: str = "USD") -> str:
    total = sum(Decimal(amount.replace(",", ".")) for amount in amounts)
    rows = [component(amount, order_id=f"111-{i}") for i, amount in enumerate(amounts)]
    text = str(total).replace(".", "," if "," in amounts[0] else ".")
    return settlement_v2("1", text, *rows, currency=currency)


@pytest.fixture
def small_slices(monkeypatch):
    monkeypatch.setattr(slices, "SLICE_BYTES", 700)
    # Chunks shorter than a line, so that slices end in later chunks than they began.
    monkeypatch.setattr(slices, "CHUNK", 150)


@pytest.fixture
def counted(monkeypatch) -> list[int]:
    """How many units each report was read in."""
    units: list[int] = []
    honest = slices.sliced

    def count(batch, spec, plans):
        found = honest(batch, spec, plans)
        units.append(len(found))
        return found

    monkeypatch.setattr("glue.landing.history.sliced", count)
    return units


def landed(folder, content: str | bytes) -> Landing:
    landing = Landing(folder)
    landing.put("amazon/settlements/s.txt", content)
    landing.run()
    landing.assert_accounted()
    return landing


def comparable(landing: Landing) -> list[dict]:
    own = ("_batch_id", "_loaded_at", "_file_sha256")
    rows = landing.rows(TABLE, "_source_line")
    return [{name: row[name] for name in row if name not in own} for row in rows]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("last", [True, False], ids=["last line ended", "last line open"])
def test_slices_bring_the_rows_and_lines_of_the_whole(
    spark, tmp_path, monkeypatch, small_slices, counted, end, last
):
    amounts = [f"{i}.{i % 100:02d}" for i in range(ROWS)]
    text = settlement(amounts).replace("\n", end)
    text = text if last else text.removesuffix(end)
    cut = comparable(landed(tmp_path / "cut", text))
    assert counted[0] > 5
    monkeypatch.setattr(slices, "SLICE_BYTES", 1 << 20)
    whole = comparable(landed(tmp_path / "whole", text))
    assert counted[1] == 1
    assert cut == whole
    assert [row["_source_line"] for row in cut] == list(range(2, ROWS + 3))
    assert [row["amount"] for row in cut if row["amount"] is not None] == list(
        map(Decimal, amounts)
    )


def nasty(text: str) -> str:
    """The file with lines in it that are no plain records: blank ones, long, short, torn ones."""
    lines = text.split("\n")
    blank = "\t" * lines[0].count("\t")
    torn = lines[20].replace("MUG", "M\rUG")
    return "\n".join(
        [*lines[:10], "", *lines[10:20], torn, *lines[21:30], blank, *lines[30:40], "one\ttwo"]
        + [lines[40] + "\tthree", " \t ", *lines[41:]]
    )


def test_lines_that_are_no_plain_records_are_told_alike_in_slices_and_as_a_whole(
    spark, tmp_path, monkeypatch, small_slices, counted
):
    text = nasty(settlement([f"{i}.00" for i in range(ROWS)]))
    cut = landed(tmp_path / "cut", text)
    monkeypatch.setattr(slices, "SLICE_BYTES", 1 << 20)
    whole = landed(tmp_path / "whole", text)
    assert counted[0] > 5 and counted[1] == 1
    assert comparable(cut) == comparable(whole)
    told = [[(r["source_line"], r["reason"], r["raw_record"]) for r in x.quarantine()]
            for x in (cut, whole)]  # fmt: skip
    assert told[0] == told[1] and len(told[0]) >= 1


def test_plain_slices_are_read_by_columns_and_others_record_by_record(tmp_path):
    plain = settlement(["1.00"] * 4)
    for name, text, by_columns in (
        ("plain", plain, True),
        ("CRLF", plain.replace("\n", "\r\n"), True),
        ("blank line", plain.replace("\n", "\n\n", 2), False),
        ("line of blanks", plain + "\t \t\n", False),
        ("torn line", plain.replace("MUG", "M\rUG", 1), False),
        ("long line", plain.removesuffix("\n") + "\tmore\n", False),
    ):
        path = tmp_path / f"{name}.txt"
        path.write_bytes(text.encode())
        plan = SimpleNamespace(
            uri=str(path),
            slice=slices.Slice(0, path.stat().st_size, 0),
            delimiter="\t",
            width=text.split("\n")[0].count("\t") + 1,
            header_line=1,
        )
        found = delimited.read_columns(plan, "utf-8", 2)
        assert (found is not None) == by_columns, name
        if found:
            assert [list(fields.lines) for fields in found] == [[2, 3], [4, 5], [6]], name


def test_one_decimal_mark_that_one_slice_proves_holds_for_all(spark, tmp_path, small_slices):
    # Only the last amount proves that the comma is the decimal mark.
    landing = landed(tmp_path, settlement(["1,000"] * (ROWS - 1) + ["2,50"]))
    assert landing.total(TABLE, "amount") == Decimal(ROWS - 1) + Decimal("2.50")


def test_a_value_that_the_first_record_states_reaches_every_slice(spark, tmp_path, small_slices):
    landing = landed(tmp_path, settlement(["1.00"] * ROWS, currency="CAD"))
    assert {row["currency"] for row in landing.rows(TABLE) if row["currency"]} == {"CAD"}
    # The day in the zone of the settlement's currency, which only its summary record states.
    rows = [r for r in landing.rows(TABLE) if r["_record_type"] == "data"]
    assert len(rows) == ROWS and {str(row["posted_date"]) for row in rows} == {"2025-03-01"}


def test_quarantined_records_of_slices_have_their_lines_and_texts(spark, tmp_path, small_slices):
    amounts = [f"{i}.00" for i in range(ROWS)]
    text = settlement(amounts).replace("\t41.00\t", "\t41.0.0\t")
    landing = Landing(tmp_path)
    landing.put("amazon/settlements/s.txt", text)
    result = landing.run()
    assert (outcome(result, "s.txt").rows_read, outcome(result, "s.txt").rows_quarantined) == (
        ROWS + 1,
        1,
    )
    (row,) = landing.quarantine()
    assert (row["source_line"], row["reason"]) == (44, "TYPE:amount")
    assert "\t41.0.0\t" in row["raw_record"]


@pytest.mark.parametrize(("told", "level"), [("Ad 1", "ad"), ("-", "campaign")])
def test_a_level_that_one_slice_tells_is_that_of_every_slice(tmp_path, told, level):
    spec = replace(load_specs()["meta_ads__campaigns"], quoting=False)
    header = "Reporting starts,Reporting ends,Campaign name,Ad name,Amount spent (USD)\n"
    day = "2026-02-10,2026-02-10"
    first, second = f"{header}{day},Feed,,5\n", f"{day},Feed,{told},7\n{day},,-,12\n"
    path = tmp_path / "a.csv"
    path.write_text(first + second, encoding="utf-8")
    plan = FilePlan(
        uri=str(path), source_file="a.csv", store="s", sha256="0", number=1,
        **sniff(spec, inspect(str(path))),
    )  # fmt: skip
    cuts = slices.Slice(0, len(first), 0), slices.Slice(len(first), len(first + second), 2)
    said = [slices._look(spec, replace(plan, slice=cut)) for cut in cuts]
    settled = slices._settled(spec, plan, said)
    rules = Reader(spec, plan, b"", {}).rules(settled)
    assert [rule.blank for rule in rules] == [(level,)]


def test_slices_that_would_be_read_in_different_encodings_are_not_read_as_slices():
    plan = SimpleNamespace(encodings=("utf-8", "cp1252"))
    first = {"encoding": "utf-8", "fits": ["utf-8", "cp1252"], "findings": {}}
    second = {"encoding": "cp1252", "fits": ["cp1252"], "findings": {}}
    assert slices._settled(None, plan, [first, second]) is None


def test_a_packed_file_is_not_cut(tmp_path, small_slices):
    """Its slices would be those of the unpacked text, asked for in the packed bytes."""
    text = settlement([f"{i}.00" for i in range(3000)]).encode()
    found = []
    for name, body in (("plain", text), ("packed", gzip.compress(text))):
        path = tmp_path / name
        path.write_bytes(body)
        plan = SimpleNamespace(
            uri=str(path), size=len(body), container="delimited", member="", quoting=False,
            newline="\n", encodings=("utf-8",),
        )  # fmt: skip
        assert len(body) > 2 * slices.SLICE_BYTES
        found.append(len(slices.cut(plan)))
    assert found[0] > 100 and found[1] == 0


def test_slices_of_an_object_are_asked_for_by_range(bucket, tmp_path):
    import boto3

    from glue.landing.storage import read_range

    boto3.client("s3").put_object(Bucket=bucket, Key="raw/s.txt", Body=b"0123456789")
    assert read_range(f"s3://{bucket}/raw/s.txt", 3, 7) == b"3456"
    with pytest.raises(OSError, match="NoSuchKey"):
        read_range(f"s3://{bucket}/raw/gone.txt", 0, 1)
