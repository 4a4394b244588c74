"""Encodings by what the header makes of them, and day or month first by the whole column."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue.landing import engine, state
from glue.landing.catalog import parse_spec
from glue.landing.containers import inspect
from glue.landing.dates import DateSurvey, choices
from glue.landing.errors import FileRejected
from glue.landing.plan import FilePlan
from glue.landing.sniff import sniff
from glue.landing.worker import choose_encoding

ENCODED = {
    "encodings": ["utf-8", "cp1252", "cp932", "gbk"],
    "encoding_hints": {"cp932": ["amazon.co.jp", "jpy"], "gbk": ["cny"]},
}


def spec_of(columns: list[dict] | None = None, **changes):
    body = {
        "report": "costs__demo",
        "load": {"mode": "multiset", "key": ["id"]},
        "layouts": [{"name": "demo", "required": ["id", "note"]}],
        "columns": columns
        or [
            {"name": "id", "from": ["id", "注文番号", "货币"]},
            {"name": "note", "from": ["note", "説明", "采购成本"]},
        ],
    }
    return parse_spec("costs__demo", body | changes)


def encoding_of(spec, path, content: bytes) -> str:
    path.write_bytes(content)
    found = sniff(spec, inspect(str(path)))
    plan = FilePlan(uri=str(path), source_file="f", store="s", sha256="0", number=1, **found)
    return choose_encoding(plan)


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("注文番号,説明\n1,陶器のカップ\n", "cp932", "cp932"),
        ("货币,采购成本\n人民币,杯子\n", "gbk", "gbk"),
        ("id,note\n1,Größe\n", "cp1252", "cp1252"),
        ("id,note\n1,Größe Amazon.co.jp\n", "utf-8", "utf-8"),
        ("id,note\n1,カップ Amazon.co.jp\n", "cp932", "cp932"),
        ("id,note\n1,杯子 CNY\n", "gbk", "gbk"),
        ("id,note\nMUG-JPY-1,Größe\n", "cp1252", "cp1252"),
        ("id,note\n1,Größe jpyx xjpy\n", "cp1252", "cp1252"),
        ("注文番号,説明\n1,カップ\n", "utf-8", "utf-8"),
        ("注文番号,説明\n1,カップ\n", "utf-16", "utf-16"),
    ],
)
def test_the_encoding_is_the_one_in_which_the_header_reads_then_the_hinted_one(
    tmp_path, text, encoding, expected
):
    assert encoding_of(spec_of(**ENCODED), tmp_path / "x.csv", text.encode(encoding)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,note\n1,カップ、 JPY\n", "cp932"),
        ("id,note\n1,カップ、\n", None),
        ("id,note\nMUG-JPY-1,カップ、\n", None),
    ],
)
def test_an_encoding_that_needs_a_hint_is_not_tried_without_one(tmp_path, text, expected):
    only = {"encodings": ["utf-8", "cp1252", "cp932"], "hinted_encodings": ["cp932"]}
    spec, content = spec_of(**ENCODED | only), text.encode("cp932")
    if expected is None:
        with pytest.raises(FileRejected, match=r"tried UTF-8, cp1252\)") as found:
            encoding_of(spec, tmp_path / "x.csv", content)
        assert found.value.reason == "ENCODING"
    else:
        assert encoding_of(spec, tmp_path / "x.csv", content) == expected


def test_a_later_byte_that_the_first_candidate_lacks_moves_on_to_the_next(tmp_path):
    body = b"id,note\n" + b"1,plain\n" * 20_000 + "2,カップ、皿\n".encode("cp932")
    assert encoding_of(spec_of(**ENCODED), tmp_path / "x.csv", body) == "cp932"


DATES = [
    {"name": "id", "from": "id"},
    {"name": "note", "from": "note"},
    {"name": "sold", "type": "date", "from": "sold", "formats": ["dd/MM/yyyy", "MM/dd/yyyy"]},
    {"name": "paid", "type": "date", "from": "paid", "formats": ["d/M/yyyy", "M/d/yyyy"]},
    {"name": "due", "type": "date", "from": "due", "formats": ["yyyy-MM-dd", "d MMM yyyy"]},
]


def patterns(sold: list[str], paid: list[str] = ()) -> dict[str, tuple[str, ...]]:
    """The patterns that a file with these texts is read with."""
    spec = spec_of(DATES)
    survey = DateSurvey(spec, spec.layouts[0], "delimited")
    survey.add("sold", sold)
    survey.add("paid", paid)
    return {
        column.name: choices(spec, column)[ord(mark) - 48]
        for column, mark in zip(survey.columns, survey.marks(), strict=True)
    }


def test_one_day_above_twelve_decides_for_the_whole_column():
    assert patterns(["01/02/2025", "13/02/2025"])["sold"] == ("dd/MM/yyyy",)
    assert patterns(["01/02/2025", "02/13/2025"])["sold"] == ("MM/dd/yyyy",)


def test_a_column_that_proves_nothing_follows_the_file_s_other_columns():
    found = patterns(["13/02/2025"], ["1/2/2025"])
    assert found["paid"] == ("d/M/yyyy",)


def test_a_column_that_nothing_decides_is_refused_not_guessed():
    with pytest.raises(FileRejected, match='"sold" could have the day or the month first') as found:
        patterns(["01/02/2025"])
    assert found.value.reason == "AMBIGUOUS_DATE"


def test_a_column_with_both_orders_is_refused():
    with pytest.raises(FileRejected, match="in some rows and the month first in others"):
        patterns(["13/02/2025", "02/13/2025"])


def test_dates_that_read_the_same_either_way_and_other_patterns_need_no_decision():
    assert len(patterns(["02/02/2025"])["sold"]) == 1
    assert patterns([])["due"] == ("yyyy-MM-dd", "d MMM yyyy")


@given(
    st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)), min_size=1, max_size=30),
    st.booleans(),
)
def test_a_file_is_read_in_its_own_order_or_refused_never_in_the_other(days, day_first):
    pattern = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    texts = [f"{day:{pattern}}" for day in days]
    try:
        found = patterns(texts)["sold"]
    except FileRejected:
        assert all(day.day <= 12 for day in days) and any(d.day != d.month for d in days)
        return
    if any(day.day != day.month for day in days):
        assert found == (("dd/MM/yyyy",) if day_first else ("MM/dd/yyyy",))


def test_the_landed_dates_follow_the_column(landing, monkeypatch):
    """End to end: the marks reach Spark's typing."""
    body = {
        "report": "costs__cogs",
        "load": {"mode": "multiset", "key": ["id"]},
        "layouts": [{"name": "demo", "required": ["id", "note"]}],
        "columns": DATES,
    }
    spec = parse_spec("costs__cogs", body)
    for module in (engine, state):
        monkeypatch.setattr(module, "load_specs", lambda: {"costs__cogs": spec})
    landing.put("costs/cogs/us.csv", "id,note,sold,paid\n1,x,02/13/2025,1/2/2025\n")
    landing.put("costs/cogs/eu.csv", "id,note,sold,paid\n2,x,13/02/2025,1/2/2025\n")
    landing.put("costs/cogs/unclear.csv", "id,note,sold,paid\n3,x,01/02/2025,\n")
    result = landing.run()
    rows = {r["id"]: (str(r["sold"]), str(r["paid"])) for r in landing.rows("costs__cogs")}
    assert rows == {"1": ("2025-02-13", "2025-01-02"), "2": ("2025-02-13", "2025-02-01")}
    (refused,) = [f for f in result.files if f.status == "QUARANTINED_FILE"]
    assert (refused.reason, refused.source_file) == ("AMBIGUOUS_DATE", "costs/cogs/unclear.csv")


@pytest.mark.parametrize(
    "told",
    ["2026-01-15", "1/15/2026", "01/15/2026", "15/1/2026", "15.1.2026", "2026-01-15 00:00:00"],
)
def test_costs_and_bundles_take_days_as_spreadsheets_save_them(landing, told):
    costs = f"sku;unit_cost;currency;effective_from\nA;1.00;USD;{told}\n"
    bundles = f"bundle_sku;component_sku;quantity;effective_from\nSET;A;2;{told}\n"
    landing.put("costs/cogs/costs.csv", costs)
    landing.put("reference/bundles/bundles.csv", bundles)
    landing.run()
    for table in ("costs__cogs", "reference__bundles"):
        assert [str(row["effective_from"]) for row in landing.rows(table)] == ["2026-01-15"]


@pytest.mark.parametrize(
    "told",
    ["2026-01-15", "1/15/2026", "15/1/2026", "15.1.2026", "1/15/2026 0:00", "15.01.2026 00:00"],
)
def test_receipts_and_shipments_take_days_as_spreadsheets_save_them(landing, told):
    receipts = f"sku;received_at;quantity;unit_cost;currency\nA;{told};10;1.00;USD\n"
    shipments = f"order_number;shipped_at;carrier;cost;currency\n#1;{told};UPS;8.10;USD\n"
    landing.put("costs/receipts/receipts.csv", receipts)
    landing.put("costs/shipments/shipments.csv", shipments)
    landing.run()
    for table, day in (("costs__receipts", "received_date"), ("costs__shipments", "shipped_date")):
        assert [str(row[day]) for row in landing.rows(table)] == ["2026-01-15"]


def test_shipments_whose_days_could_be_read_both_ways_are_refused(landing):
    header = "order_number,shipped_at,carrier,cost,currency\n"
    landing.put("costs/shipments/unclear.csv", header + "#1,2/1/2026,UPS,8.10,USD\n")
    (refused,) = landing.run().files
    assert (refused.status, refused.reason) == ("QUARANTINED_FILE", "AMBIGUOUS_DATE")
