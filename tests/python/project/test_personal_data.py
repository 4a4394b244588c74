"""What could tell who a person is stays in landing, staging and intermediate, and is marked there.

Who relies on it: the roles of Redshift (macros/adapters/access.sql) let one role read the marked
columns, and let everybody else read marts and reports as they are.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
# Personal without a rule of landing: a browser's number, and the text of a record set aside.
OTHERS = {("web__sessions", "visitor_id"), ("quarantine", "raw_record")}
TELLING = re.compile(
    r"e_?mail|phone|household|postal|zip|visitor|raw_record|street|address|first_name|last_name"
)
# What kind of address it is (personal, role, relay) tells nothing of whose it is.
TELLS_NOTHING = {"email_kind"}


def made_personal() -> set[tuple[str, str]]:
    """(landed table, column) that landing makes of personal data, by the specs themselves."""
    found = set()
    for path in (ROOT / "glue" / "specs").glob("*.yml"):
        for column in yaml.safe_load(path.read_text("utf-8")).get("columns", []):
            if "pii" in column and column["name"] not in TELLS_NOTHING:
                found.add((path.stem, column["name"]))
    return found


def marked(node: dict) -> set[str]:
    return {name for name, column in node["columns"].items() if column["meta"].get("personal")}


def telling(node: dict) -> set[str]:
    """Columns whose name or mark says that they tell a person."""
    named = {name for name in node["columns"] if TELLING.search(name)} - TELLS_NOTHING
    return named | marked(node)


def test_landing_marks_what_it_makes_of_personal_data_and_nothing_else(manifest: dict) -> None:
    sources = [s for s in manifest["sources"].values() if s["schema"] == "landing"]
    found = {(s["identifier"], column) for s in sources for column in marked(s)}
    assert found == made_personal() | OTHERS


def test_staging_carries_the_marks_on(manifest: dict) -> None:
    checked = 0
    for node in manifest["nodes"].values():
        if node["resource_type"] != "model" or node["fqn"][1] != "staging":
            continue
        for key in node["depends_on"]["nodes"]:
            if source := manifest["sources"].get(key):
                assert marked(node) == marked(source) & set(node["columns"]), node["name"]
                checked += len(marked(node))
    assert checked >= 7


def test_no_mart_or_report_has_a_column_that_tells_a_person(manifest: dict) -> None:
    models = [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]
    public = [node for node in models if node["fqn"][1] in ("marts", "reports")]
    assert len(public) > 30
    assert {node["name"]: telling(node) for node in public if telling(node)} == {}


@pytest.mark.parametrize("name", ["email_hash", "phone", "ship_postal_prefix", "visitor_id"])
def test_the_rule_catches_a_column_that_tells_a_person(name: str) -> None:
    assert telling({"columns": {name: {"meta": {}}}}) == {name}
    assert telling({"columns": {"who": {"meta": {"personal": True}}}}) == {"who"}


def test_no_pseudonym_of_a_person_stands_in_any_mart_or_report(demo) -> None:
    """Under whatever name: no text of marts and reports is a hash that landing made."""
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        there = connection.execute(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = 'landing' and column_name like '%\\_hash' escape '\\'"
        ).fetchall()
        hashes = [pair for pair in there if pair in made_personal()]
        union = " union all ".join(f"select {c} as value from landing.{t}" for t, c in hashes)
        connection.execute(f"create temp table people as select distinct value from ({union})")
        people = connection.execute("select count(value) from people").fetchone()[0]
        assert people > 500
        texts: dict[str, list[str]] = {}
        for table, column in connection.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns "
            "where table_schema in ('marts', 'reports') and data_type = 'VARCHAR'"
        ).fetchall():
            texts.setdefault(table, []).append(column)
        found = []
        for table, columns in texts.items():
            listed = ", ".join(f'"{column}"' for column in columns)
            told = f"select unnest([{listed}]) as value from {table}"
            query = f"select count(*) from ({told}) where value in (from people)"
            if connection.execute(query).fetchone() != (0,):
                found.append(table)
    assert found == [] and sum(map(len, texts.values())) > 200
