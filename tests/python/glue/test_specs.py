"""Specs are data: a wrong one is named before any file is read."""

from __future__ import annotations

import copy

import pytest

from glue.landing.catalog import load_specs, load_zones, parse_spec
from glue.landing.errors import LandingError, SpecError
from glue.landing.spec import SYSTEM_COLUMNS
from glue.landing.state import SYSTEM_TABLES, all_reports, current_files, table_schema

GOOD = {
    "report": "costs__demo",
    "load": {"mode": "snapshot", "key": ["sku"], "unique": True},
    "formats": {"date": ["yyyy-MM-dd"]},
    "layouts": [{"name": "demo", "required": ["sku"]}],
    "columns": [
        {"name": "sku", "from": "sku", "required": True},
        {"name": "cost", "type": "money", "from": ["cost", {"regex": r"Cost \(.+\)"}]},
        {"name": "since", "type": "date", "from": "since"},
    ],
}


JSON_LAYOUT = {
    "name": "x",
    "required": ["sku"],
    "container": "json",
    "keys": ["sku"],
    "fields": {"sku": "sku"},
}


def changed(**changes) -> dict:
    return copy.deepcopy(GOOD) | changes


def test_amounts_and_required_columns_quarantine_and_others_become_null():
    spec = parse_spec("costs__demo", GOOD)
    assert [column.strict for column in spec.columns] == [True, True, False]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (changed(report="other__name"), "as the file is named"),
        (changed(colums=[]), "unknown entry 'colums'"),
        (changed(columns=[]), "columns is missing"),
        (changed(load={"mode": "merge", "key": ["sku"]}), "load mode must be one of"),
        (changed(load={"mode": "snapshot", "key": ["sku"]}), "must be unique"),
        (changed(load={"mode": "document", "key": ["id"]}), "unknown column 'id'"),
        (
            changed(load={"mode": "document", "key": ["sku"], "instead": {"sku": "id"}}),
            "load instead names the unknown column 'id'",
        ),
        (
            changed(load={"mode": "document", "key": ["sku"], "instead": {"cost": "since"}}),
            "must name columns of the key",
        ),
        (changed(layouts=[{"name": "x", "required": ["asin"]}]), "unknown column 'asin'"),
        (
            changed(layouts=[{"name": "x", "required": ["sku"], "any_of": ["asin"]}]),
            "unknown column 'asin'",
        ),
        (
            changed(layouts=[JSON_LAYOUT | {"within": {"refunds": "order", "items": "order"}}]),
            "within names one list",
        ),
        (
            changed(layouts=[JSON_LAYOUT | {"within": {"a": "b"}, "children": {"C": "c"}}]),
            "no children go with it",
        ),
        (changed(columns=[{"name": "sku", "from": "a", "type": "float"}]), "unknown type 'float'"),
        (changed(columns=[{"name": "sku"}]), "needs either from/capture or local_date_of"),
        (changed(columns=[{"name": "SKU", "from": "a"}]), "not lower snake case"),
        (changed(columns=[{"name": "sku", "from": [{"regex": "("}]}]), "not a regular expression"),
        (changed(columns=[{"name": "sku", "from": "a", "pii": "face"}]), "unknown pii kind"),
        (changed(formats={}), "column since needs formats"),
        (changed(decimal="dot"), "decimal must be"),
        (changed(columns=GOOD["columns"] + [GOOD["columns"][0]]), "stands twice"),
        (changed(tenant={"shop": "sku"}), "unknown entry 'shop'"),
        (
            changed(load=GOOD["load"] | {"levels": ["x", "y"]}),
            "load levels must name each layout once",
        ),
        (changed(hinted_encodings=["cp932"]), "needs 'cp932' among encodings and encoding_hints"),
        (
            changed(encodings=["utf-8", "cp932"], hinted_encodings=["cp932"]),
            "needs 'cp932' among encodings and encoding_hints",
        ),
        (changed(control=[{"finest": ["ad"]}]), "control names the unknown column 'ad'"),
        (changed(tenant={"currency": "money"}), "tenant names the unknown column 'money'"),
    ],
)
def test_a_wrong_entry_is_named(body, said):
    with pytest.raises(SpecError, match="costs__demo.yml") as caught:
        parse_spec("costs__demo", body)
    assert said in str(caught.value)


def test_every_report_has_a_typed_schema_before_anything_landed(tmp_path):
    system = [name for name, _, _ in SYSTEM_COLUMNS]
    for report in all_reports():
        schema = table_schema(report)
        names = [name for name, _ in schema]
        assert names[-len(system) :] == system
        assert len(set(names)) == len(names)
        assert current_files(tmp_path, report) == []
    for table in SYSTEM_TABLES:
        assert table_schema(table)
        assert current_files(tmp_path, table) == []
    with pytest.raises(LandingError, match="no landed table"):
        table_schema("shopify__nothing")


def test_no_report_lands_a_personal_column_as_text():
    for spec in load_specs().values():
        masked = {name.casefold() for name in spec.masked}
        for column in spec.columns:
            if any(alias.text.casefold() in masked for alias in column.aliases):
                assert column.pii or column.attributes, (spec.report, column.name)


def test_money_is_decimal_and_no_column_is_a_float():
    for report in all_reports():
        assert not [name for name, kind in table_schema(report) if kind in ("double", "float")]


def test_marketplaces_and_currencies_have_the_zone_of_their_day():
    zones = load_zones()
    assert zones["amazon.com"] == zones["amazon.ca"] == zones["usd"] == "America/Los_Angeles"
    assert zones["amazon.co.uk"] == "Europe/London"
    assert zones["amazon.de"] == "Europe/Berlin"
