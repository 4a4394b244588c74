"""The built star schema against the simulator's truth, to the fourth decimal, row by row.

The simulator shares no code with the project and writes the truth before it writes an export, so an
error would have to be made twice, independently and alike, to stay unseen here.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import duckdb

MEASURES = (
    "gross_revenue",
    "discounts",
    "shipping_revenue",
    "gift_wrap_revenue",
    "other_revenue",
    "returns",
    "cogs",
    "amazon_referral_fees",
    "amazon_fulfillment_fees",
    "amazon_storage_fees",
    "amazon_other_fees",
    "shopify_fees",
    "payment_processing_fees",
    "shipping_cost",
    "reimbursements",
    "ad_spend",
    "other_costs",
    "unallocated_amount",
)
Row = tuple[int, tuple[tuple[str, Decimal], ...]]


def fact_rows(warehouse: duckdb.DuckDBPyConnection) -> dict[tuple[str, ...], Row]:
    """The fact by its natural key: store, channel, line, SKU, event, day, platform, campaign.

    Advertising stands by campaign and day, as platforms tell it: what order lines bear of it and
    which campaign a sale carries are compared on their own.
    """
    sums = ", ".join(f"sum({name})" for name in MEASURES)
    rows = warehouse.execute(
        f"""
        select
            fact.store,
            case when fact.event_type = 'ad_spend' then 'Not applicable'
                else channel.channel_name end,
            case when fact.event_type = 'ad_spend' then ''
                else coalesce(fact.order_line_id, '') end,
            case when product.product_key in ('unknown', 'not_applicable')
                or fact.event_type = 'ad_spend' then '' else product.sku end,
            fact.event_type,
            cast(fact.event_date as varchar),
            case
                when fact.event_type <> 'ad_spend' or campaign.ad_campaign_key = 'unknown' then ''
                else campaign.platform
            end,
            case
                when fact.event_type <> 'ad_spend' then ''
                when campaign.ad_campaign_key = 'unknown' then 'unknown'
                else campaign.campaign_name
            end,
            sum(fact.quantity),
            {sums}
        from marts.fact_financial_performance as fact
        inner join marts.dim_channel as channel using (channel_key)
        inner join marts.dim_product as product using (product_key)
        inner join marts.dim_ad_campaign as campaign using (ad_campaign_key)
        group by all
        """
    ).fetchall()
    return {
        tuple(row[:8]): (int(row[8]), _nonzero(zip(MEASURES, row[9:], strict=True))) for row in rows
    }


def truth_rows(truth: dict) -> dict[tuple[str, ...], Row]:
    """The truth by the same key."""
    quantity: dict[tuple[str, ...], int] = defaultdict(int)
    amounts: dict[tuple[str, ...], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    keys = ("store", "channel", "order_line_id", "sku", "event_type", "event_date")
    for row in truth["fact"]:
        # Spend of no known campaign is one member, whoever's platform told it.
        platform = "" if row["campaign"] == "unknown" else row["platform"]
        key = (*(row[name] for name in keys), platform, row["campaign"])
        quantity[key] += row["quantity"]
        for name, amount in row["measures"].items():
            amounts[key][name] += Decimal(amount)
    return {key: (quantity[key], _nonzero(amounts[key].items())) for key in quantity}


def _nonzero(measures) -> tuple[tuple[str, Decimal], ...]:
    return tuple(sorted((name, Decimal(amount)) for name, amount in measures if amount))


def differences(truth: dict, fact: dict) -> list[str]:
    """What the two disagree on, a line each: missing rows, surplus rows, other amounts."""
    found = []
    for key in sorted({*truth, *fact}):
        if truth.get(key) != fact.get(key):
            found.append(f"{key}: truth {truth.get(key)}, fact {fact.get(key)}")
    return found


def test_every_row_of_the_fact_is_the_truth_and_none_is_missing(truth, warehouse):
    expected = truth_rows(truth)
    assert len(expected) > 8_000
    assert differences(expected, fact_rows(warehouse)) == []


def test_the_comparison_sees_a_single_wrong_digit_and_a_missing_row(truth):
    expected = truth_rows(truth)
    one, other = sorted(expected)[:2]
    quantity, measures = expected[one]
    (name, amount), *rest = measures
    wrong = {**expected, one: (quantity, ((name, amount + Decimal("0.0001")), *rest))}
    missing = {key: row for key, row in expected.items() if key != other}
    assert len(differences(expected, wrong)) == 1
    assert len(differences(expected, missing)) == 1


def test_profit_by_channel_is_the_truth_to_the_cent(truth, warehouse):
    rows = warehouse.execute(
        """
        select channel_name, sum(net_revenue), sum(cogs), sum(net_profit + ad_spend)
        from reports.rpt_channel_profitability_monthly
        group by all
        """
    ).fetchall()
    cents = Decimal("0.01")
    built = {name: [Decimal(x or 0).quantize(cents) for x in values] for name, *values in rows}
    drawn, advertising = {}, Decimal(0)
    for channel, line in truth["pnl_by_channel"].items():
        told = {name: Decimal(str(amount)) for name, amount in line.items()}
        before_ads = told.get("net_profit", Decimal(0)) + told.get("ad_spend", Decimal(0))
        known = (told.get("net_revenue", Decimal(0)), told.get("cogs", Decimal(0)), before_ads)
        drawn[channel] = [amount.quantize(cents) for amount in known]
        advertising += told.get("ad_spend", Decimal(0))
    assert {name: line for name, line in built.items() if any(line)} == {
        name: line for name, line in drawn.items() if any(line)
    }
    (spent,) = warehouse.execute(
        "select sum(ad_spend) from reports.rpt_channel_profitability_monthly"
    ).fetchone()
    assert spent.quantize(cents) == advertising.quantize(cents) > 0


def test_unclassified_settlement_rows_are_exactly_those_of_the_truth(truth, warehouse):
    listed = warehouse.execute(
        """
        select source_file, source_line, amount from marts.fact_settlement_lines
        where is_unclassified
        """
    ).fetchall()
    expected = [
        (row["source_file"], row["source_line"], Decimal(row["amount"]))
        for row in truth["unclassified"]
    ]
    assert sorted(listed) == sorted(expected) != []


def test_unallocated_money_is_exactly_that_of_the_truth(truth, warehouse):
    listed = warehouse.execute(
        """
        select source_file, source_line, measure, abs(amount)
        from marts.fact_ledger_events where ledger_role = 'unallocated'
        """
    ).fetchall()
    expected = [
        (row["source_file"], row["source_line"], row["measure"], abs(Decimal(row["amount"])))
        for row in truth["unallocated"]
    ]
    assert sorted(listed) == sorted(expected) != []


def test_each_settlement_has_its_total_and_the_file_that_counts(truth, warehouse):
    rows = warehouse.execute(
        """
        select settlement_id || case when is_primary then '' else '#v1' end, currency, sum(amount)
        from marts.fact_settlement_lines group by all
        """
    ).fetchall()
    built = {name: (currency, amount) for name, currency, amount in rows}
    drawn = {
        name: (row["currency"], Decimal(row["total"])) for name, row in truth["settlements"].items()
    }
    assert built == drawn
    assert any(row["role"] == "evidence" for row in truth["settlements"].values())


def test_each_line_knows_who_shipped_it_and_whether_its_cost_is_known(truth, warehouse):
    rows = warehouse.execute(
        """
        select store, order_line_id, fulfillment_method, cost_status
        from marts.fact_financial_performance where event_type = 'sale' and quantity > 0
        """
    ).fetchall()
    built = {(store, line): (method, status) for store, line, method, status in rows}
    drawn = {
        (row["store"], row["order_line_id"]): (row["fulfillment_method"], row["cost_status"])
        for row in truth["order_lines"]
    }
    wrong = {key: (value, drawn[key]) for key, value in built.items() if value != drawn.get(key)}
    assert wrong == {}
