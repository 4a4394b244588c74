"""Advertising against the simulator's truth, where the fact alone does not show it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal


def test_settled_advertising_differs_from_the_reports_as_the_truth_says(truth, warehouse) -> None:
    found = warehouse.execute(
        """
        select currency, document_id, amount, ledger_role from marts.fact_ledger_events
        where component = 'advertising_difference' order by all
        """
    ).fetchall()
    drawn = [
        (row["currency"], row["month"], Decimal(row["amount"]), "evidence")
        for row in truth["advertising_differences"]
    ]
    assert found == drawn != []


def test_a_renamed_campaign_is_one_member_with_two_names_over_time(warehouse) -> None:
    names = warehouse.execute(
        """
        select history.campaign_name, history.valid_from, history.valid_to, campaign.campaign_name
        from marts.dim_ad_campaign_history as history
        inner join marts.dim_ad_campaign as campaign using (ad_campaign_key)
        where history.campaign_id = '20411870099' order by history.valid_from
        """
    ).fetchall()
    assert names == [
        ("Outlet - Test", dt.date(2026, 5, 2), dt.date(2026, 5, 4), "Outlet - Clearance"),
        ("Outlet - Clearance", dt.date(2026, 5, 4), None, "Outlet - Clearance"),
    ]


def test_what_a_later_export_restated_under_an_id_is_evidence(warehouse) -> None:
    (restated,) = warehouse.execute(
        """
        select sum(amount) from marts.fact_ledger_events
        where component = 'campaign_spend_restated' and ledger_role = 'evidence'
            and campaign = '20411870098'
        """
    ).fetchone()
    # Two days of the export without ids.
    assert restated == Decimal("-21.00")


def test_an_export_by_region_restates_whole_days_and_is_restated_by_a_newer_whole_one(
    truth, warehouse
) -> None:
    days = warehouse.execute(
        """
        select platform, campaign_key, spend_date, region is null, sum(spend), count(*)
        from intermediate.int_ads__spend
        where spend_date between '2025-05-01' and '2025-07-01' and not is_restated
            and not is_multi_day and currency = 'USD' and platform <> 'amazon_ads'
        group by all
        """
    ).fetchall()
    spent: dict[tuple[str, str, str], Decimal] = {}
    rows = 0
    for platform, campaign, day, _, spend, count in days:
        key = (platform, campaign, str(day))
        spent[key] = spent.get(key, Decimal(0)) + spend
        rows += count
    drawn = {
        (row["platform"], row["campaign_key"], row["day"]): Decimal(row["spend"])
        for row in truth["campaign_spend"]
        if "2025-05-01" <= row["day"] <= "2025-07-01"
        and row["currency"] == "USD"
        and row["platform"] != "amazon_ads"
    }
    assert spent == drawn
    told = {(platform, str(day)) for platform, _, day, is_whole, _, _ in days if not is_whole}
    # The next whole export of Google begins on 17 June, Meta's on 1 July.
    assert max(day for platform, day in told if platform == "google_ads") == "2025-06-16"
    assert max(day for platform, day in told if platform == "meta_ads") == "2025-06-30"
    assert rows > 6 * len(told)
