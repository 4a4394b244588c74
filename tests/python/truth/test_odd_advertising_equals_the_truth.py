"""Advertising and visits that tell less than they should, or the wrong thing, against the truth.

Each case is planted in the demo brand. None may lose money, and none may give an order to somebody
who did not bring it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest

LAST_DAY = dt.date(2026, 6, 30)
# What the register calls the planted visit, and what must become of it.
USES = {
    "late touch: a visit after the order": "after_the_order",
    "clock skew: the visit that ended with the order seems to begin after it": "after_the_order",
    "empty visit of a buyer: in no path": "empty",
    "empty visit of nobody": "empty",
    "a visit with a role address: nobody's": "no_customer",
    "the only visit is older than the lookback: the order is direct": "too_old",
}
BASES = {
    "campaign id that no ad file knows": "unknown_id",
    "campaign name that no ad file knows": "unknown_name",
    "click id alone: paid, of no told campaign": "click_id",
}


def planted(truth: dict, what: str) -> str:
    """The id of the one visit that is planted under these words."""
    (where,) = [case["where"] for case in truth["cases"] if case["what"] == what]
    folder, session = where.split(": ")
    assert folder == "web/sessions"
    return session


def test_a_report_by_product_falls_on_amazon_s_sales_of_that_product_and_day(truth, warehouse):
    found: dict[tuple[str, ...], dict[str, Decimal]] = defaultdict(dict)
    left: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for *key, order, status, amount in warehouse.execute(
        """
        select
            days.campaign_key, cast(days.spend_date as varchar), days.currency,
            coalesce(days.advertised_sku, ''), coalesce(days.advertised_asin, ''),
            shares.order_id, shares.spend_status, shares.allocated_amount
        from intermediate.int_attribution__campaign_days as days
        inner join intermediate.int_attribution__spend_loaded as shares using (campaign_day_key)
        where days.is_by_product
        """
    ).fetchall():
        if status == "attributed":
            assert order not in found[tuple(key)]
            found[tuple(key)][order] = amount
        else:
            left[tuple(key)] += amount
    drawn = {
        # Where the report tells the SKU, the SKU is what counts.
        (row["campaign"], row["day"], row["currency"], row["sku"],
         "" if row["sku"] else row["asin"]): row
        for row in truth["product_spend"]
    }  # fmt: skip
    assert {*found, *left} == drawn.keys()
    for key, row in drawn.items():
        assert found.get(key, {}).keys() == row["prices"].keys()
        parts = [[row["prices"][order], str(part)[:-2]] for order, part in found[key].items()]
        assert sorted(parts) == row["parts"]
        assert left.get(key, Decimal(0)) == Decimal(row["unattributed"])
    borne = [len(row["prices"]) for row in truth["product_spend"]]
    assert min(borne) == 0
    assert max(borne) > 2
    assert any(len(set(row["prices"].values())) > 1 for row in truth["product_spend"])


def test_what_a_product_s_sales_bear_stands_in_the_fact_on_amazon_s_order_lines(truth, warehouse):
    rows = warehouse.execute(
        """
        select fact.order_id, channel.channel_name, sum(fact.ad_spend)
        from marts.fact_financial_performance as fact
        inner join marts.dim_channel as channel using (channel_key)
        inner join marts.dim_ad_campaign as campaign using (ad_campaign_key)
        where campaign.campaign_name = ? and fact.order_id is not null
        group by all
        """,
        [truth["product_spend"][0]["campaign"]],
    ).fetchall()
    bearers = {order for row in truth["product_spend"] for order in row["prices"]}
    assert {order for order, _, _ in rows} == bearers
    assert {channel for _, channel, _ in rows} <= {"Amazon FBA", "Amazon FBM"}
    assert sum(amount for *_, amount in rows) == sum(
        Decimal(row["spend"]) - Decimal(row["unattributed"]) for row in truth["product_spend"]
    )


def test_spend_without_a_campaign_name_is_kept_day_by_day_and_no_order_bears_it(truth, warehouse):
    found = warehouse.execute(
        """
        select cast(spend_date as varchar), spend_status, order_id, sum(allocated_amount)
        from marts.fact_ad_spend_allocated
        where platform = 'meta_ads' and currency = 'CAD' group by all order by all
        """
    ).fetchall()
    drawn = [
        (row["day"], "unattributed", None, Decimal(row["spend"]))
        for row in truth["campaign_spend"]
        if (row["platform"], row["currency"]) == ("meta_ads", "CAD")
    ]
    assert found == drawn
    assert len(drawn) == 3
    # Nothing is matched by the word that stands for a missing name.
    named = warehouse.execute(
        """
        select touch_id from intermediate.int_attribution__touches
        where lower(campaign_key) = 'unknown'
        union all
        select ad_campaign_key from marts.dim_ad_campaign
        where campaign_name = 'unknown' and ad_campaign_key <> 'unknown'
        """
    ).fetchall()
    assert named == []


def test_a_platform_s_spend_holds_what_names_no_campaign(truth, warehouse):
    found = dict(
        warehouse.execute(
            """
            select cast(month as varchar), ad_spend from reports.rpt_platform_claims
            where platform = 'meta_ads' and ad_spend <> 0
            """
        ).fetchall()
    )
    drawn: dict[str, Decimal] = defaultdict(Decimal)
    for row in truth["fact"]:
        if row["event_type"] == "ad_spend" and row["platform"] == "meta_ads":
            drawn[f"{row['event_date'][:7]}-01"] += Decimal(row["measures"]["ad_spend"])
    assert found == drawn


def test_a_campaign_without_spend_has_its_orders_and_no_return_on_spend(truth, warehouse):
    session = planted(truth, "a visit of a campaign without spend")
    (order,) = [row for row in truth["attributed_orders"] if session in row["touches"]]
    assert order["credits"]["last_non_direct"][order["touches"].index(session)] == 1_000_000
    rows = warehouse.execute(
        """
        select months.ad_spend, months.order_units, months.net_revenue > 0
        from marts.fact_campaign_months as months
        inner join marts.dim_ad_campaign as campaign using (ad_campaign_key)
        where campaign.campaign_name = 'Referral - Pilot'
            and months.attribution_model = 'last_non_direct'
        """
    ).fetchall()
    assert rows == [(Decimal(0), 1_000_000, True)]
    (spent,) = warehouse.execute(
        """
        select count(*) from intermediate.int_attribution__campaign_days
        where campaign_key = '20411870097'
        """
    ).fetchone()
    assert spent == 0


def test_spend_that_no_order_bears_is_immature_for_thirty_days_and_unattributed_then(warehouse):
    found = warehouse.execute(
        """
        select distinct spend_status, spend_date from marts.fact_ad_spend_allocated
        where order_line_key is null
        """
    ).fetchall()
    # The exports of both stores end with orders of the last day.
    drawn = {
        (status, day): "immature" if LAST_DAY - day < dt.timedelta(days=30) else "unattributed"
        for status, day in found
    }
    assert {(right, day) for (_, day), right in drawn.items()} == set(found)
    assert {status for status, _ in found} == {"immature", "unattributed"}
    assert LAST_DAY - dt.timedelta(days=30) in {day for _, day in found}


def test_an_id_that_only_an_advertising_report_knows_keeps_its_spend(truth, warehouse):
    (where,) = [
        case["where"]
        for case in truth["cases"]
        if case["what"] == "campaign id that no visit tells"
    ]
    campaign = where.split(": ")[1]
    assert campaign not in {row["campaign_key"] for row in truth["touches"]}
    found = warehouse.execute(
        """
        select cast(spend_date as varchar), order_id, sum(allocated_amount)
        from marts.fact_ad_spend_allocated
        inner join marts.dim_ad_campaign as campaign using (ad_campaign_key)
        where campaign.campaign_id = ? group by all order by all
        """,
        [campaign],
    ).fetchall()
    drawn = [
        (row["day"], None, Decimal(row["spend"]))
        for row in truth["campaign_spend"]
        if row["campaign_key"] == campaign
    ]
    assert found == drawn != []


@pytest.mark.parametrize("what", sorted(BASES))
def test_a_visit_of_a_campaign_that_no_report_knows_is_paid_and_of_no_campaign(
    truth, warehouse, what
):
    row = warehouse.execute(
        """
        select match_basis, ad_platform, campaign_key
        from intermediate.int_attribution__touches where touch_id = ?
        """,
        [planted(truth, what)],
    ).fetchone()
    assert row == (BASES[what], "google_ads", None)


def test_a_visit_under_a_campaign_s_former_name_is_of_the_campaign(truth, warehouse):
    session = planted(truth, "a campaign under a name that it had before")
    row = warehouse.execute(
        """
        select match_basis, campaign_key
        from intermediate.int_attribution__touches where touch_id = ?
        """,
        [session],
    ).fetchone()
    assert row == ("campaign_name", "20411870099")


@pytest.mark.parametrize("what", sorted(USES))
def test_a_visit_that_can_have_led_to_no_order_is_in_no_path_and_says_why(truth, warehouse, what):
    session = planted(truth, what)
    assert all(session not in row["touches"] for row in truth["attributed_orders"])
    (use,) = warehouse.execute(
        "select touch_use from intermediate.int_attribution__touch_uses where touch_id = ?",
        [session],
    ).fetchone()
    credited = warehouse.execute(
        "select order_id from marts.fact_attribution where touch_id = ?", [session]
    ).fetchall()
    assert (use, credited) == (USES[what], [])
