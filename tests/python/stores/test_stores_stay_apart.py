"""Two stores, three marketplaces and four currencies in one warehouse, equal to books kept by hand.

Who relies on it: whoever has a second shop or sells in a second country. A join that forgets the
store would give one store's order, cost or parcel to the other one's, and totals over both stores
would still look right. So what can be confused is the same in both, and every number is stated by
store.
"""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.incremental.warehouse import failures, invoke
from tests.python.stores.books import BOOKS, CASH, COST, INCOME, LANDED, SHIPPED, profits, summed

MEASURES = (*INCOME, *COST)


def as_decimals(told: dict[tuple, str]) -> dict[tuple, Decimal]:
    return {key: Decimal(amount) for key, amount in told.items()}


def test_every_reconciliation_gate_passes(gates) -> None:
    assert gates == []


def test_every_record_of_every_file_has_landed(totals) -> None:
    landed = totals(
        "select store, report, status, sum(rows_read - rows_landed) + count(*) "
        "from landing.row_ledger group by all"
    )
    assert len({(store, report) for store, report, _ in landed}) == 20
    assert sum(landed.values()) == 21
    assert {status for _, _, status in landed} == {"LANDED"}


def test_each_measure_of_a_store_channel_and_currency_is_that_of_the_books(totals) -> None:
    signed = totals(
        "select store, coalesce(channel_name, 'Not applicable'), currency, measure, "
        "sum(profit_sign * amount) from marts.fact_ledger_events "
        "left join staging.stg_reference__measures using (measure) "
        "where ledger_role in ('pnl', 'unallocated') group by all"
    )
    assert signed == summed("store", "channel", "currency", "measure", in_dollars=False)


def test_each_measure_in_dollars_is_that_of_the_books(totals) -> None:
    found = {}
    for measure in MEASURES:
        of_fact = totals(
            f"select fact.store, channel_name, strftime(event_date, '%m-%d'), sum({measure}) "
            "from marts.fact_financial_performance fact "
            "join marts.dim_channel using (channel_key) group by all"
        )
        found |= {(*key, measure): amount for key, amount in of_fact.items()}
    assert found == summed("store", "channel", "day", "measure", in_dollars=True)


def test_the_margins_and_the_profit_of_each_store_and_channel_follow(query) -> None:
    sums = "sum(net_revenue), sum(cm1), sum(cm2), sum(cm3), sum(net_profit)"
    rows = query(
        f"select fact.store, channel_name, {sums} from marts.fact_financial_performance fact "
        "join marts.dim_channel using (channel_key) group by all"
    )
    names = ("net_revenue", "cm1", "cm2", "cm3", "net_profit")
    found = {(store, name): dict(zip(names, sums, strict=True)) for store, name, *sums in rows}
    assert found == profits("store", "channel")


def test_what_the_monthly_report_says_is_the_same_profit(totals) -> None:
    reported = totals(
        "select store, sum(net_profit) from reports.rpt_channel_profitability_monthly group by all"
    )
    expected = {key: found["net_profit"] for key, found in profits("store").items()}
    assert reported == expected


def test_all_is_stated_in_dollars_and_nothing_is_untranslated(query) -> None:
    ((currencies, untranslated, unallocated, events),) = query(
        "select list(distinct reporting_currency), count(*) filter (amount_reporting is null), "
        "count(*) filter (ledger_role = 'unallocated'), count(*) from marts.fact_ledger_events"
    )
    assert (currencies, untranslated, unallocated) == (["USD"], 0, 0)
    assert events > len(BOOKS)


def test_the_roles_of_each_source_and_currency_hold_what_its_files_say(totals) -> None:
    control = (
        "select store, report, currency, sum(amount) from marts.fact_control_totals "
        "where ledger_role {} group by all"
    )
    says = as_decimals(LANDED)
    assert totals(control.format("= 'landed'")) == says
    roles = "in ('pnl', 'balance_sheet', 'evidence', 'unallocated')"
    assert totals(control.format(roles)) == says


def test_what_reached_each_account_is_what_was_paid_out(totals) -> None:
    paid = totals(
        "select store, account, currency, cast(movement_date as varchar), sum(amount) "
        "from marts.fact_cash_movements group by all"
    )
    assert paid == as_decimals(CASH)


def test_what_shopify_still_owes_is_the_pending_refund_of_each_store(totals) -> None:
    owed = totals(
        "select store, currency, sum(amount) from marts.fact_receivables "
        "where account = 'Shopify Payments' and paid_date is null group by all"
    )
    assert owed == {("us", "USD"): Decimal("-54.00"), ("eu", "EUR"): Decimal("-48.00")}


def test_the_settled_price_differs_from_the_ordered_one_in_one_store(query) -> None:
    differences = query(
        "select store, order_id, currency, component, amount from marts.fact_ledger_events "
        "where basis = 'difference'"
    )
    order = "111-0000002-0000002"
    price = ("us", order, "USD", "settled_price_difference", Decimal("-0.50"))
    assert differences == [price]


def test_no_event_comes_from_another_stores_file_or_of_its_currency(query) -> None:
    crossed = query(
        "select event_key from marts.fact_ledger_events "
        "where not starts_with(source_file, store || '/') "
        "or (store = 'eu' and currency <> 'EUR') or (store = 'us' and currency = 'EUR')"
    )
    assert crossed == []


def test_orders_of_one_name_are_two_orders(query) -> None:
    lines = query(
        "select store, count(distinct order_line_key), list(distinct source_currency order by 1), "
        "sum(quantity), sum(shipping_cost) from marts.fact_financial_performance "
        "where order_id = '#1001' group by all order by store"
    )
    assert lines == [
        ("eu", 1, ["EUR"], 2, Decimal("7.28")),
        ("us", 1, ["USD"], 2, Decimal("7.00")),
    ]
    ((shared,),) = query(
        "select count(*) from (select order_line_key from marts.fact_financial_performance "
        "where order_line_key is not null group by 1 having count(distinct store) > 1)"
    )
    assert shared == 0


def test_units_are_counted_where_they_were_sold(totals) -> None:
    units = totals(
        "select fact.store, sku, event_type, sum(quantity) "
        "from marts.fact_financial_performance fact "
        "join marts.dim_product using (product_key) where quantity <> 0 group by all"
    )
    assert units == {
        ("us", "MUG", "sale"): 2 + 1 + 3,
        ("us", "VASE", "sale"): 1 + 1 + 1,
        ("us", "VASE", "refund"): -2,
        ("eu", "MUG", "sale"): 2 + 1 + 2,
        ("eu", "MUG", "refund"): -1,
        ("eu", "VASE", "sale"): 1,
        ("eu", "VASE", "refund"): -1,
    }


def test_what_has_one_name_in_both_stores_has_a_member_in_each(query) -> None:
    def stores(dimension: str, where: str) -> list[str]:
        return [
            s for (s,) in query(f"select store from marts.{dimension} where {where} order by 1")
        ]

    assert stores("dim_product", "sku = 'MUG'") == ["eu", "us"]
    assert stores("dim_product", "sku = 'VASE'") == ["eu", "us"]
    assert stores("dim_channel", "channel_name = 'Amazon FBA'") == ["eu", "us"]
    assert stores("dim_ad_campaign", "campaign_name = 'Launch'") == ["eu", "us"]
    promoted = stores("dim_promotion", "promotion_code = 'LAUNCH'")
    assert promoted == ["eu", "us", "us"], "the shop's and Amazon's are two"
    # One address bought in both shops; each store knows a customer of two orders.
    bought = query(
        "select store, count(distinct order_id) from marts.fact_financial_performance "
        "where order_id like '#%' group by store, customer_key order by store"
    )
    assert bought == [("eu", 2), ("us", 2)]


def test_each_store_bears_its_own_cost_of_one_sku(totals) -> None:
    costs = totals(
        "select store, sku, currency, sum(-amount) from marts.fact_ledger_events "
        "where component = 'cogs' group by all"
    )
    assert costs == {
        ("us", "MUG", "USD"): Decimal("33.00"),  # six of 5.50
        ("us", "VASE", "CNY"): Decimal("256.00"),  # two of 80 and one in Canada of 96
        ("eu", "MUG", "EUR"): Decimal("22.00"),  # five of 4.40
        ("eu", "VASE", "EUR"): Decimal("10.00"),
    }


@pytest.mark.dear
def test_cost_rate_and_fees_follow_a_sale_to_the_day_of_its_shipment(
    two_stores, gates, tmp_path: Path
) -> None:
    copy = tmp_path / two_stores.workspace.warehouse.name
    with duckdb.connect(str(two_stores.workspace.warehouse)) as connection:
        connection.execute("force checkpoint")
    shutil.copy(two_stores.workspace.warehouse, copy)
    by_shipment = json.dumps({"revenue_date": "shipped"})
    done = invoke(copy, tmp_path / "target", "run", "--vars", by_shipment)
    assert done.success, failures(done)
    with duckdb.connect(str(copy)) as connection:
        sales = connection.execute(
            "select store, order_id, strftime(event_date, '%m-%d'), sum(gross_revenue), sum(cogs), "
            "sum(payment_processing_fees + amazon_referral_fees) "
            "from marts.fact_financial_performance__candidate where event_type = 'sale' "
            "group by all"
        ).fetchall()
    assert {tuple(row[:3]): tuple(row[3:]) for row in sales} == {
        key: tuple(map(Decimal, amounts)) for key, amounts in SHIPPED.items()
    }
