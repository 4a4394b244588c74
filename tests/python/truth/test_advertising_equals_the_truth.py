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
        """
    ).fetchone()
    # Two days of the export without ids.
    assert restated == Decimal("-21.00")
