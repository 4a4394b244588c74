"""Who may read and write what on Redshift, by `dbt run-operation apply_access`.

Grants are the stand-in's own and are looked up in its catalog. Masks and row policies it only
notes: of these the statements are tested, as Redshift's manual has them, and not what they hide.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from commerce.redshift import Place
from tests.python.redshift.conftest import Database
from tests.python.redshift.dbt_there import dbt
from tests.python.redshift.standin.access import noted

pytestmark = pytest.mark.dear

ROOT = Path(__file__).resolve().parents[3]
STORES = {"europe": ["eu"], "americas": ["default", "o'hara"]}
ROLES = {"loader", "transformer", "analyst", "finance", "pii_reader"}
FOR_FINANCE = {
    "fact_cash_movements", "fact_control_totals", "fact_cost_restatements", "fact_fee_audit",
    "fact_open_items", "fact_receivables", "rpt_cash_and_accrual", "rpt_fee_audit",
    "rpt_ledger_roles", "rpt_month_end_close", "rpt_open_items", "rpt_receivables_open",
    "rpt_restatements",
}  # fmt: skip


def models(manifest: dict, *layers: str) -> dict[str, dict]:
    """The models of these layers by name."""
    found = [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]
    return {node["name"]: node for node in found if node["fqn"][1] in layers}


def personal_of_specs() -> set[tuple[str, str]]:
    """(landed table, column) of what landing makes of personal data, by the specs themselves."""
    found = set()
    for path in (ROOT / "glue" / "specs").glob("*.yml"):
        for column in yaml.safe_load(path.read_text("utf-8")).get("columns", []):
            # What kind of address it is tells nothing of whose it is.
            if column.get("pii", "email_kind") != "email_kind":
                found.add((path.stem, column["name"]))
    return found


def prepared(database: Database, manifest: dict) -> None:
    """Empty relations with the names of a built warehouse, candidates included."""
    for schema in ("landing", "staging", "intermediate", "seeds", "marts", "reports"):
        database.rows(f"create schema {schema}")
    landed = [s for s in manifest["sources"].values() if s["schema"] == "landing"]
    for source in landed:
        columns = ", ".join(f'"{name}" varchar(64)' for name in source["columns"])
        database.rows(f'create table landing."{source["identifier"]}" ({columns})')
    for name in models(manifest, "staging"):
        database.rows(f"create view staging.{name} as select 1 as one")
    database.rows("create table intermediate.int_orders__order_lines (email_hash varchar(64))")
    for name, node in models(manifest, "marts", "reports").items():
        for suffix in ("", "__candidate"):
            columns = ", ".join(f"{column} varchar(256)" for column in node["columns"])
            database.rows(f"create table {node['schema']}.{name}{suffix} ({columns})")


class Applied:
    """One database after several runs. sent: the statements about access of each run."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.sent: dict[str, list[str]] = {}
        self.grants: dict[str, set[tuple[str, str, str, str]]] = {}

    def apply(self, name: str, stores: dict | None = None) -> None:
        self.database.statements.clear()
        variables = {"COMMERCE_STORE_ROLES": json.dumps(stores)} if stores else {}
        command = ["run-operation", "apply_access"]
        done = dbt(command, self.database.environment(), self.folder / "dbt", **variables)
        assert done.returncode == 0, done.stdout[-3000:]
        assert [s.refused for s in self.database.statements if s.refused] == []
        texts = [re.sub(r"(?s)^\s*/\*.*?\*/\s*", "", s.sql) for s in self.database.statements]
        words = ("grant", "revoke", "create", "attach", "detach", "alter")
        self.sent[name] = [text.strip() for text in texts if text.strip().startswith(words)]
        rows = (
            "select namespace_name, {}, privilege_type, identity_name from {} "
            "where identity_type = 'role'"
        )
        self.grants[name] = set(
            self.database.rows(rows.format("relation_name", "svv_relation_privileges"))
            + self.database.rows(rows.format("''", "svv_schema_privileges"))
        )


@pytest.fixture(scope="module")
def applied(standin, manifest, tmp_path_factory) -> Applied:
    """Applied again and again, with something changed in between."""
    port = standin.serve(standin.new_database("access"))
    place = Place(standin.host, port, "access", standin.user, standin.password, sslmode="disable")
    database = Database(standin, "access", place)
    prepared(database, manifest)
    applied = Applied(database, tmp_path_factory.mktemp("access"))
    applied.apply("first")
    database.rows('grant select on reports.rpt_month_end_close to "analyst"')
    database.rows(
        'grant select on landing.shopify__orders, staging.stg_shopify__orders to "finance"'
    )
    database.rows('grant usage on schema landing to "analyst"')
    database.rows('revoke select on marts.dim_date from "finance"')
    applied.apply("stores", STORES)
    database.rows("alter table marts.dim_channel rename to dim_channel__former")
    database.rows("create table marts.dim_channel (like marts.dim_channel__former)")
    database.rows("drop table marts.dim_channel__former")
    applied.apply("swapped", STORES)
    applied.apply("without")
    return applied


def readable(grants: set[tuple], role: str) -> set[str]:
    """The relations that a role may read, as schema.name."""
    return {f"{s}.{name}" for s, name, may, who in grants if who == role and may == "SELECT"}


def test_the_five_roles_are_made_once(applied: Applied) -> None:
    made = [text for text in applied.sent["first"] if text.startswith("create role")]
    assert {text.split('"')[1] for text in made} == ROLES
    made = [text for text in applied.sent["stores"] if text.startswith("create role")]
    assert {text.split('"')[1] for text in made} == set(STORES)


def test_an_analyst_reads_marts_and_reports_but_those_of_finance(applied, manifest) -> None:
    public = models(manifest, "marts", "reports")
    names = {f"{node['schema']}.{name}" for name, node in public.items()}
    finance = {f"{public[name]['schema']}.{name}" for name in FOR_FINANCE}
    grants = applied.grants["first"]
    assert readable(grants, "finance") == names
    assert readable(grants, "analyst") == names - finance
    for role in ("analyst", "finance"):
        mine = {(s, may) for s, relation, may, who in grants if who == role and not relation}
        assert mine == {("marts", "USAGE"), ("reports", "USAGE")}
        assert {may for _, relation, may, who in grants if who == role and relation} == {"SELECT"}


def test_only_the_pii_reader_and_the_builders_reach_what_could_tell_a_person(applied) -> None:
    grants = applied.grants["first"]
    tables = {f"landing.{table}" for table, _ in personal_of_specs()}
    assert tables < readable(grants, "pii_reader")
    assert "staging.stg_shopify__orders" in readable(grants, "pii_reader")
    assert "staging.stg_shopify__billing" not in readable(grants, "pii_reader")
    assert not any(name.startswith("marts") for name in readable(grants, "pii_reader"))
    readers = {who for s, _, _, who in grants if s in ("landing", "staging", "intermediate")}
    assert readers == {"loader", "transformer", "pii_reader"}


def test_the_loader_writes_landing_only_and_the_transformer_everything_behind_it(applied) -> None:
    grants = applied.grants["first"]
    assert {s for s, _, _, who in grants if who == "loader"} == {"landing"}
    assert {may for _, name, may, who in grants if who == "loader" and name} == {
        "SELECT", "INSERT", "DELETE",
    }  # fmt: skip
    creates = {(s, who) for s, _, may, who in grants if may == "CREATE"}
    assert ("landing", "loader") in creates and ("landing", "transformer") not in creates
    assert {s for s, who in creates if who == "transformer"} == {
        "seeds", "staging", "intermediate", "marts", "reports",
    }  # fmt: skip


def test_what_is_granted_too_much_is_taken_away_and_what_is_missing_given(applied) -> None:
    assert applied.grants["stores"] == applied.grants["first"]
    changed = [text for text in applied.sent["stores"] if text.startswith(("grant", "revoke"))]
    assert sorted(changed) == [
        'grant select on "marts"."dim_date" to role "finance"',
        'revoke select on "landing"."shopify__orders" from role "finance"',
        'revoke select on "reports"."rpt_month_end_close" from role "analyst"',
        'revoke select on "staging"."stg_shopify__orders" from role "finance"',
        'revoke usage on schema "landing" from role "analyst"',
    ]


MASK = re.compile(
    r'attach masking policy personal_(hidden|shown)_64 on "landing"."(\w+)" \("(\w+)"\) '
    r'to (public|role "\w+") priority (\d+)'
)


def test_every_personal_column_of_landing_is_hidden_from_all_but_three_roles(applied) -> None:
    masks = [MASK.fullmatch(text) for text in applied.sent["first"] if "attach masking" in text]
    by_column: dict[tuple[str, str], dict[str, tuple[str, int]]] = {}
    for mask in masks:
        shown = (mask[1], int(mask[5]))
        by_column.setdefault((mask[2], mask[3]), {})[mask[4]] = shown
    others = {("web__sessions", "visitor_id"), ("quarantine", "raw_record")}
    assert set(by_column) == personal_of_specs() | others
    for column, grantees in by_column.items():
        assert {who: kind for who, (kind, _) in grantees.items()} == {
            "public": "hidden",
            'role "pii_reader"': "shown",
            'role "transformer"': "shown",
            'role "loader"': "shown",
        }, column
        priorities = sorted(priority for _, priority in grantees.values())
        assert len(set(priorities)) == 4 and priorities[0] == grantees["public"][1], column
    made = [text for text in applied.sent["first"] if text.startswith("create masking")]
    assert sorted(made) == [
        "create masking policy personal_hidden_64 with (value varchar(64)) "
        "using (cast(null as varchar(64)))",
        "create masking policy personal_shown_64 with (value varchar(64)) using (value)",
    ]


def test_without_store_roles_there_is_no_row_policy(applied) -> None:
    assert not [text for text in applied.sent["first"] if "rls" in text or "row level" in text]


def test_a_store_role_sees_its_stores_and_everybody_else_all(applied, manifest) -> None:
    sent = applied.sent["stores"]
    policies = [text for text in sent if text.startswith("create rls")]
    standing = "'Unknown', 'Not applicable', 'Multiple'"
    assert [re.sub(r"_[0-9a-f]{12} ", "_# ", text) for text in policies] == [
        "create rls policy every_store using (true)",
        "create rls policy stores_of_# with (store varchar(256)) "
        f"using (store in ('eu', {standing}))",
        "create rls policy stores_of_# with (store varchar(256)) "
        f"using (store in ('default', 'o''hara', {standing}))",
    ]
    public = models(manifest, "marts", "reports")
    protected = {name for name, node in public.items() if "store" in node["columns"]}
    # The calendar and the runs belong to no store.
    assert set(public) - protected == {"dim_date", "fact_run_items", "rpt_run_history"}
    on = {text.split('"')[3] for text in sent if text.endswith("row level security on")}
    assert on == protected
    attached = [text for text in sent if text.startswith("attach rls")]
    assert len(attached) == len(protected) * 5
    every = {text.split('"')[-2] for text in attached if "every_store" in text}
    assert every == {"analyst", "finance", "transformer"}
    # Whoever is let in before the policies hang would see all rows: they come first.
    assert sent.index(attached[-1]) < min(
        i for i, t in enumerate(sent) if t.endswith("security on")
    )


def test_a_second_run_does_only_what_a_table_made_anew_has_lost(applied) -> None:
    sent = applied.sent["swapped"]
    assert len([t for t in sent if t.startswith("attach rls")]) == 5
    assert 'alter table "marts"."dim_channel" row level security on' in sent
    assert 'grant select on "marts"."dim_channel" to role "analyst"' in sent
    assert all('"marts"."dim_channel"' in text for text in sent)


def test_policies_go_when_no_role_has_stores_any_more(applied) -> None:
    sent = applied.sent["without"]
    assert {text.split()[0] for text in sent} == {"alter", "detach"}
    assert all(t.endswith("row level security off") for t in sent if t.startswith("alter"))
    assert applied.database.rows("select count(*) from svv_rls_attached_policy") == [(0,)]


@pytest.mark.parametrize(
    "sql",
    [
        "create role if not exists analyst",
        'grant select on marts.dim_date to role "analyst" with admin',
        "create masking policy p using (null)",
        "create masking policy p with (value varchar(64))",
        'attach masking policy p on "landing"."x" to public',
        'attach masking policy p on "landing"."x" ("c") public',
        'attach rls policy if not exists p on "marts"."x" to role "a"',
        'alter table "marts"."x" row level security enable',
    ],
)
def test_the_stand_in_takes_no_text_that_the_manual_has_not(sql: str) -> None:
    assert noted(sql) is None


def test_a_grant_given_again_at_a_swap_names_its_database() -> None:
    sql = 'grant SELECT on "demo"."marts"."dim_channel" to role "analyst"'
    assert 'grant SELECT on "demo"."marts"."dim_channel" to "analyst"' in noted(sql)
