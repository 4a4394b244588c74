"""From candidates to users on Redshift: by keys, in one transaction, grants kept.

What the gates decide is tested on DuckDB (tests/python/publication): the macros are the same.
"""

from __future__ import annotations

import re


def sent(built, step: str) -> list[str]:
    """What dbt sent in one step, in order, without dbt's comment in front."""
    texts = [s["sql"] for s in built.statements if s["step"] == step]
    return [re.sub(r"^\s*/\*.*?\*/\s*", "", text, flags=re.DOTALL).strip() for text in texts]


def publishing(built, *steps: str) -> list[str]:
    """The statements of the transaction that publishes; the next one notes what was built."""
    texts = [text.lower().rstrip(";") for step in steps for text in sent(built, step)]
    told = max(i for i, text in enumerate(texts) if "set state = 'published'" in text)
    last = next(i for i, text in enumerate(texts) if i > told and text == "commit")
    first = max(i for i, text in enumerate(texts[:last]) if text == "begin")
    return texts[first + 1 : last]


def test_a_first_build_makes_every_mart_and_report_in_one_transaction(built, manifest):
    statements = publishing(built, "build", "picked")
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    wanted = {node["name"] for node in models if node["schema"] in ("marts", "reports")}
    renamed = {
        match[1]
        for text in statements
        if (match := re.fullmatch(r'alter table .* rename to "(\w+)"', text))
    }
    assert renamed == wanted
    assert statements[-1].startswith("update ") and "set state = 'published'" in statements[-1]


def test_a_later_build_replaces_changed_keys_only_and_no_table(built, manifest):
    statements = publishing(built, "again")
    deletes = [text for text in statements if text.startswith("delete from")]
    inserts = [text for text in statements if text.startswith("insert into")]
    assert len(deletes) == len(inserts) >= 14
    assert all(" using " in text and "__touched" in text for text in deletes)
    assert all("inner join" in text and "__touched" in text for text in inserts)
    for word in ("rename", "truncate", "create table"):
        assert not any(word in text for text in statements), word


def test_whatever_users_read_before_is_brought_to_the_candidate(built):
    """Rows that were spoiled in between are all mended; that they equal DuckDB's is told there."""
    fact = "marts.fact_financial_performance"
    assert len(built.spoiled) == 4 and all(built.spoiled)
    assert built.relations[fact]["rows"] == built.relations[f"{fact}__candidate"]["rows"]


def test_a_full_refresh_swaps_by_rename_and_the_grants_survive(built):
    statements = publishing(built, "refresh")
    assert [text for text in statements if "rename to" in text] == [
        'alter table "demo"."marts"."dim_channel" rename to "dim_channel__former"',
        'alter table "demo"."marts"."dim_channel__new" rename to "dim_channel"',
    ]
    granted = {text for text in sent(built, "access") if text.endswith('to role "analyst"')}
    tables = {text.split('"')[1] + "." + text.split('"')[3] for text in granted if '"."' in text}
    assert "marts.dim_channel" in tables and len(tables) > 20
    assert {(relation, privilege) for relation, privilege in built.grants} == {
        (relation, "SELECT") for relation in tables
    }
