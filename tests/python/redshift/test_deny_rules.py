"""Every rule against SQL that Redshift refuses or answers otherwise: what it catches, what not.

Who relies on it: whoever takes "no rule is broken" for "Redshift runs it with the same result". A
rule that never fires would let every model pass and say nothing.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlglot import exp

from tests.python.redshift.bad_sql import bad_sql
from tests.python.redshift.standin import findings
from tests.python.redshift.standin.deny import UNREADABLE, broken, refusal
from tests.python.redshift.standin.outputs import schema_of
from tests.python.redshift.standin.parse import parsed, passes_unread
from tests.python.redshift.standin.rules import DIVERGENT, REFUSED
from tests.python.redshift.standin.rules.statements import RESERVED_WORDS

ROOT = Path(__file__).resolve().parents[3]
REFUSED_SQL = bad_sql("queries", "functions", "windows", "statements")
OTHER_RESULT = bad_sql("results")
# Which rules see the text alone and which its types too.
BY_TYPE = set(findings.RULES)


def of_entries(entries: list[dict], kind: str) -> list:
    return [
        pytest.param(entry, sql, id=f"{entry['rule']}: {sql[:60]}")
        for entry in entries
        for sql in entry.get(kind, [])
    ]


def names(sql: str, columns: dict[str, dict[str, str]] | None = None) -> set[str]:
    """The rules that a statement breaks, by its text and by the types of these relations."""
    found = {name for name, _ in broken(sql)}
    if UNREADABLE not in found:
        found |= {f.rule for f in findings.findings(parsed(sql), schema_of(columns or {}))}
    return found


@pytest.mark.parametrize(("entry", "sql"), of_entries(REFUSED_SQL, "bad"))
def test_what_redshift_refuses_is_named_and_turned_down(entry, sql):
    assert entry["rule"] in names(sql), entry["item"]
    assert refusal(sql, in_transaction=False)


@pytest.mark.parametrize(("entry", "sql"), of_entries(REFUSED_SQL, "good"))
def test_what_is_near_to_it_breaks_no_rule(entry, sql):
    assert names(sql) == set(), entry["item"]
    assert refusal(sql, in_transaction=False) == ""


@pytest.mark.parametrize(("entry", "sql"), of_entries(OTHER_RESULT, "bad"))
def test_what_has_another_result_is_named(entry, sql):
    assert entry["rule"] in names(sql, entry.get("relations")), entry["item"]


@pytest.mark.parametrize(("entry", "sql"), of_entries(OTHER_RESULT, "good"))
def test_what_has_the_same_result_breaks_no_rule(entry, sql):
    assert names(sql, entry.get("relations")) == set(), entry["item"]


def test_every_rule_has_texts_that_it_catches_and_near_ones_that_it_does_not():
    ruled = [entry for entry in [*REFUSED_SQL, *OTHER_RESULT] if "rule" in entry]
    assert all(entry["bad"] and entry["good"] for entry in ruled)
    assert {entry["rule"] for entry in ruled} == {*REFUSED, *DIVERGENT, *BY_TYPE, UNREADABLE}


def test_every_item_has_a_rule_or_the_reason_why_no_text_shows_it():
    for entry in [*REFUSED_SQL, *OTHER_RESULT]:
        assert ("rule" in entry) != ("unseen" in entry), entry["item"]
    items = [entry["item"] for entry in REFUSED_SQL]
    assert len(items) == len(set(items))


@pytest.mark.parametrize("word", sorted(RESERVED_WORDS))
def test_every_reserved_word_is_caught_wherever_a_name_may_stand(word):
    for sql in (
        f"select t.{word} from t",
        f"select t.a as {word} from t",
        f"select t.a from s.{word} as t",
        # CREATE TABLE t (LIKE u) copies another table's columns.
        f"create table t ({word} integer)" if word != "like" else "select like from t",
    ):
        assert {"reserved_word", UNREADABLE, "now"} & names(sql), sql
    assert "reserved_word" not in names(f'select t."{word}" from t')


def test_what_no_text_shows_stands_in_macros_only():
    """regexp_replace differs between the engines, so no file but the macro's may call it."""
    folders = [ROOT / name for name in ("models", "macros", "tests", "analyses")]
    files = [path for folder in folders for path in folder.rglob("*.sql")]
    calling = {p.name for p in files if "regexp_replace(" in p.read_text("utf-8").lower()}
    assert len(files) > 100
    assert calling == {"normalized_code.sql", "text_bytes.sql"}


@pytest.mark.parametrize(
    "sql",
    [
        "select c.relname from pg_class as c; delete from t",
        "select t.a from t, pg_class where from",
        "create table pg_mine as select count(*) filter (where true) as n from pg_class",
        "insert into t (a) values ($1); delete from t",
        "insert into t (a) values ($1, (select 1))",
    ],
)
def test_nothing_passes_unread_because_a_part_of_it_would(sql):
    assert not passes_unread(sql)
    assert refusal(sql, in_transaction=False) or isinstance(parsed(sql), exp.Insert)
