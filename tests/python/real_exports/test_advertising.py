"""Advertising exports: spend in the files is spend in the ledger, per platform and currency."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.dear


def spend_in_the_files(layout: dict[str, list[Path]]) -> dict[tuple[str, str], Decimal]:
    """Spend by platform and currency, read without the project."""
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for report, files in layout.items():
        platform = report.split("/")[0]
        for path in files:
            text = path.read_text(encoding="utf-8-sig").splitlines()
            start = 2 if platform == "google_ads" else 0
            for row in csv.DictReader(text[start:]):
                if platform == "google_ads" and not row["Campaign status"].startswith("Total"):
                    totals[platform, row["Currency code"]] += Decimal(row["Cost"].replace(",", ""))
                if platform == "meta_ads" and row["Reporting ends"]:
                    totals[platform, "USD"] += Decimal(row["Amount spent (USD)"] or 0)
                if platform == "amazon_ads":
                    totals[platform, row["Currency"]] += Decimal(re.sub("^Rs.", "", row["Spend"]))
    return dict(totals)


@pytest.fixture(scope="module")
def advertising(run_over, real_files):
    """A run over real advertising exports and a few Shopify rows, without exchange rates."""
    layout = {
        "google_ads/campaigns": [
            *real_files("google_ads/danielthec*.csv"),
            *real_files("google_ads/vishal*.csv"),
        ],
        "meta_ads/campaigns": [
            *real_files("meta_ads/monfrere*.csv"),
            *real_files("meta_ads/danielthec*.csv"),
        ],
        "amazon_ads/sponsored_products": real_files("amazon_ads/umairnsr_sp_campaign_report.csv"),
    }
    shop = {
        "shopify/orders": real_files("shopify_orders/*.csv"),
        "shopify/payment_transactions": real_files("shopify_payments/*.csv"),
    }
    run = run_over({**layout, **shop})
    assert run.code == 0, run.output[-3000:]
    with duckdb.connect(str(run.warehouse), read_only=True) as connection:
        yield run, spend_in_the_files(layout), connection


def test_spend_in_is_spend_out_per_platform_and_currency(advertising):
    _, files, connection = advertising
    booked = connection.execute(
        """
        select source, currency, -sum(amount) from marts.fact_ledger_events
        where source in ('google_ads', 'meta_ads', 'amazon_ads') group by all
        """
    ).fetchall()
    assert {(source, currency): amount for source, currency, amount in booked} == files
    assert len(files) == 4


def test_several_currencies_without_rates_are_null_and_listed(advertising):
    run, files, connection = advertising
    known = connection.execute(
        """
        select source_currency, count(net_profit), count(*)
        from marts.fact_financial_performance group by all
        """
    ).fetchall()
    assert {currency: translated == rows for currency, translated, rows in known} == {
        "USD": True,
        "EUR": False,
        "GBP": False,
        "INR": False,
    }
    assert "No exchange rate" in run.output


def test_a_lifetime_total_counts_less_what_its_days_say(advertising):
    _, files, connection = advertising
    roles = dict(
        connection.execute(
            """
            select ledger_role, -sum(amount) from marts.fact_ledger_events
            where source = 'meta_ads' group by all
            """
        ).fetchall()
    )
    assert set(roles) == {"pnl", "evidence"}
    assert sum(roles.values()) == files["meta_ads", "USD"]


def test_the_shopify_order_of_two_lines_is_its_total(advertising):
    _, _, connection = advertising
    lines = connection.execute(
        """
        select order_line_id, gross_revenue, shipping_revenue, net_revenue
        from marts.fact_financial_performance
        where order_id = '#1001' and event_type = 'sale' order by all
        """
    ).fetchall()
    # 34.98 in the file: 2 x 9.99, 10.00 and 5.00 shipping, shared 3.33 to 1.67 by value.
    assert lines == [
        ("#1001/1", Decimal("19.9800"), Decimal("3.3300"), Decimal("23.3100")),
        ("#1001/2", Decimal("10.0000"), Decimal("1.6700"), Decimal("11.6700")),
    ]
