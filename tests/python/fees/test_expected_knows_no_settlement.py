"""Property: no expected fee is computed from what was charged.

Traced column by column through the compiled models, from the audit to what landed. An expectation
that reads the settlement agrees with every charge, right or wrong, and the audit finds nothing.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.python.fees.lineage import Lineage, Origin, Relation

FACT = ("marts", "fact_fee_audit__candidate")
SETTLED = ("amazon__settlements", "amazon__date_range")
PAYOUTS = "shopify__payment_transactions"
# What the expectations of fees are made of: none of these may descend from a settlement.
EXPECTING = (
    "int_fees__subjects",
    "int_fees__referral_expected",
    "int_fees__selling_expected",
    "int_fees__fulfillment_expected",
    "int_fees__amazon_expected",
    "int_fees__chargebacks_expected",
    "int_fees__storage_expected",
    "int_fees__aged_expected",
    "int_fees__shopify_expected",
)
CHOOSING = (
    ".int_changes__orders",
    ".int_changes__carrier_orders",
    ".int_orders__amazon_copies",
)


def is_charge(origin: Origin) -> bool:
    """Whether a landed column tells what was charged."""
    (schema, table), column = origin
    return schema == "landing" and (
        table in SETTLED or (table == PAYOUTS and column in ("fee", "net"))
    )


def charges(lineage: Lineage, relation: Relation, column: str) -> list[Origin]:
    """The columns of charges that a column is computed from."""
    return sorted(filter(is_charge, lineage.origins(relation, column)))


@pytest.fixture(scope="module")
def project(demo, manifest: dict) -> Lineage:
    """The compiled models of the demo build and the columns of all that is in its warehouse."""
    compiled = Path(demo.warehouse).with_suffix(".dbt") / "target" / "compiled"
    models = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model":
            path = compiled / node["package_name"] / node["original_file_path"]
            models[node["schema"], node["alias"]] = path.read_text("utf-8")
    columns: dict[Relation, list[str]] = {}
    with duckdb.connect(str(demo.warehouse), read_only=True) as connection:
        for schema, table, column in connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal order by schema_name, table_name, column_index"
        ).fetchall():
            columns.setdefault((schema, table), []).append(column)
    return Lineage(models, columns)


@pytest.mark.parametrize("column", ["expected_amount", "rate_card_row_id"])
def test_what_the_audit_expects_is_computed_from_no_charge(project: Lineage, column: str) -> None:
    assert charges(project, FACT, column) == []


def test_what_the_audit_expects_comes_from_orders_products_and_cards(project: Lineage) -> None:
    relations = {relation for relation, _ in project.origins(FACT, "expected_amount")}
    assert {
        ("landing", "amazon__all_orders"),
        ("landing", "amazon__storage_fees"),
        ("landing", "reference__products"),
        ("landing", PAYOUTS),
        ("seeds", "referral_fees"),
        ("seeds", "fba_fulfillment_fees"),
        ("seeds", "shopify_payment_fees"),
    } <= relations
    assert {schema for schema, _ in relations} == {"landing", "seeds"}


def test_what_was_charged_is_traced_to_settlements_and_payouts(project: Lineage) -> None:
    found = charges(project, FACT, "charged_amount")
    assert (("landing", "amazon__settlements"), "amount") in found
    assert (("landing", PAYOUTS), "fee") in found


@pytest.mark.parametrize("model", ["int_fees__refunds_expected", "int_fees__return_claims"])
def test_a_settlement_that_counts_units_values_none(project: Lineage, model: str) -> None:
    relation = ("intermediate", model)
    assert charges(project, relation, "expected_amount") == []
    assert charges(project, relation, "rate_card_row_id") == []


def ancestors(manifest: dict, model: str) -> set[str]:
    """Everything that a model is built on, by unique id, but for the choice of its orders.

    Which orders a run computes, and which Shopify orders only repeat one of Amazon's, is decided by
    all that landed; it decides no value.
    """
    names = {node["name"]: key for key, node in manifest["nodes"].items() if "depends_on" in node}
    waiting, found = [names[model]], set()
    while waiting:
        key = waiting.pop()
        parents = [] if key.endswith(CHOOSING) else manifest["parent_map"].get(key, [])
        waiting += [parent for parent in parents if parent not in found]
        found |= set(parents)
    return found


def settled_ancestors(manifest: dict, model: str) -> list[str]:
    """The settlement reports among the sources of a model, and the models made of them."""
    found = []
    for key in ancestors(manifest, model):
        node = manifest["sources"].get(key) or manifest["nodes"].get(key)
        is_report = key in manifest["sources"] and node["identifier"] in SETTLED
        if is_report or node["name"].startswith("int_settlements__"):
            found.append(node["name"])
    return sorted(found)


@pytest.mark.parametrize("model", EXPECTING)
def test_a_model_that_expects_fees_descends_from_no_settlement(manifest: dict, model: str) -> None:
    assert settled_ancestors(manifest, model) == []


def test_a_model_of_charges_is_seen_to_descend_from_settlements(manifest: dict) -> None:
    assert {"settlements", "int_settlements__amounts_classified"} <= set(
        settled_ancestors(manifest, "int_fees__amazon_charged")
    )


PLANTED_COLUMNS = {
    ("landing", "amazon__settlements"): ["order_id", "amount"],
    ("landing", "amazon__all_orders"): ["order_id", "item_price"],
    ("landing", PAYOUTS): ["order_name", "amount", "fee", "net"],
    ("staging", "settled"): ["order_id", "amount"],
}
STAGED = 'select order_id, amount from "db"."landing"."amazon__settlements"'
OTHER = '"db"."landing"."amazon__all_orders"'
SETTLEMENT = '"db"."staging"."settled"'
REACHING = {
    "a column under another name": f"select amount as expected_amount from {SETTLEMENT}",
    "a chain of with": f"""
        with imported as (select * from {SETTLEMENT}),
        renamed as (select imported.amount as price from imported),
        final as (select renamed.price * 0.15 as expected_amount from renamed)
        select * from final""",
    "the second branch of a union": f"""
        with both as (
            select orders.item_price as price from {OTHER} as orders
            union all
            select settled.amount from {SETTLEMENT} as settled)
        select both.price as expected_amount from both""",
    "the third branch of a union": f"""
        select item_price as expected_amount from {OTHER}
        union all select item_price from {OTHER}
        union all select amount from {SETTLEMENT}""",
    "a result of a case": f"""
        select case when orders.item_price > 0 then orders.item_price else settled.amount end
            as expected_amount
        from {OTHER} as orders left join {SETTLEMENT} as settled
            on orders.order_id = settled.order_id""",
    "a condition of a case": f"""
        select case when settled.amount > 0 then orders.item_price end as expected_amount
        from {OTHER} as orders left join {SETTLEMENT} as settled
            on orders.order_id = settled.order_id""",
    "an aggregate in a with": f"""
        with sums as (select order_id, sum(amount) as total from {SETTLEMENT} group by order_id)
        select coalesce(orders.item_price, sums.total) as expected_amount
        from {OTHER} as orders left join sums on orders.order_id = sums.order_id""",
    "the order of a window": f"""
        select first_value(orders.item_price) over (order by settled.amount) as expected_amount
        from {OTHER} as orders inner join {SETTLEMENT} as settled
            on orders.order_id = settled.order_id""",
    "a subquery among the columns": f"""
        select orders.item_price - (select max(settled.amount) from {SETTLEMENT} as settled)
            as expected_amount
        from {OTHER} as orders""",
    "a subquery in place of a relation": f"""
        select inner_rows.amount as expected_amount
        from (select * from {SETTLEMENT}) as inner_rows""",
    "the fee of a payout": f'select fee as expected_amount from "db"."landing"."{PAYOUTS}"',
    "the net of a payout": f'select -net as expected_amount from "db"."landing"."{PAYOUTS}"',
}
CLEAN = {
    "a settlement that only joins": f"""
        select orders.item_price as expected_amount
        from {OTHER} as orders inner join {SETTLEMENT} as settled
            on orders.order_id = settled.order_id
        where settled.amount < 0""",
    "another column of the same select": f"""
        with both as (
            select orders.item_price, settled.amount
            from {OTHER} as orders inner join {SETTLEMENT} as settled
                on orders.order_id = settled.order_id)
        select both.item_price as expected_amount, both.amount as charged_amount from both""",
    "the amount of a payout": f'select amount as expected_amount from "db"."landing"."{PAYOUTS}"',
}


def planted_charges(sql: str) -> list[Origin]:
    """The charges behind expected_amount of one planted model, which a model of its own reads."""
    models = {
        ("staging", "settled"): STAGED,
        ("intermediate", "planted"): sql,
        FACT: 'select planted.expected_amount from "db"."intermediate"."planted" as planted',
    }
    columns = {**PLANTED_COLUMNS, ("intermediate", "planted"): ["expected_amount"]}
    return charges(Lineage(models, columns), FACT, "expected_amount")


@pytest.mark.parametrize("sql", REACHING.values(), ids=REACHING)
def test_a_planted_expectation_that_reads_a_charge_is_caught(sql: str) -> None:
    assert planted_charges(sql) != []


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_an_expectation_that_reads_no_charge_is_not_accused(sql: str) -> None:
    assert planted_charges(sql) == []


@pytest.mark.parametrize(
    ("model", "old", "new"),
    [
        (
            "int_fees__amazon_compared",
            "lines_expected.expected_amount,",
            "coalesce(lines_expected.expected_amount, amazon_charged.charged_amount)"
            " as expected_amount,",
        ),
        (
            "int_fees__shopify_audited",
            "joined.expected_amount,",
            "case when joined.charged_amount is null then joined.expected_amount end"
            " as expected_amount,",
        ),
    ],
)
def test_a_charge_planted_in_a_model_of_the_project_reaches_the_audit(
    project: Lineage, model: str, old: str, new: str
) -> None:
    relation = ("intermediate", model)
    text = project.models[relation]
    assert text.count(old) == 1
    planted = Lineage({**project.models, relation: text.replace(old, new)}, project.columns)
    assert charges(planted, FACT, "expected_amount") != []
