"""Real exports land and tie out, and so do hand-written twins where the real ones are not there.

The real files lie beside the repository and are read in place; without them only the twins run.
"""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.python.glue.conftest import SAMPLES, Landing, outcome
from tests.python.glue.exports import component, delimited, settlement_v2

# Real file -> folder. The counts below were taken from the files with line tools, not with this
# project.
REAL = {
    "amazon_settlement_v1/adwweaver_50011020300.txt": "amazon/settlements",
    "amazon_settlement_v1/adwweaver_50034020328.txt": "amazon/settlements",
    "amazon_settlement_v1/adwweaver_50044020356.txt": "amazon/settlements",
    "amazon_settlement_v2/xieyi138_synthetic_v2_sample.txt": "amazon/settlements",
    "amazon_orders/scala_fs2csv_all_orders_scrubbed_row.txt": "amazon/all_orders",
    "ecb/eurofxref-hist_moneyman.csv": "reference/fx",
    "ecb/eurofxref_daily_currencyconverter.csv": "reference/fx",
    "google_ads/danielthec_campaign_report_1.csv": "google_ads/campaigns",
    "google_ads/vishalmotling_campaign_report.csv": "google_ads/campaigns",
    "meta_ads/danielthec_campaigns_sep2024.csv": "meta_ads/campaigns",
    "meta_ads/monfrere_ads_lifetime_2023_2026.csv": "meta_ads/campaigns",
    "meta_ads/monfrere_meta_daily_2026q1.csv": "meta_ads/campaigns",
    "amazon_ads/umairnsr_sp_campaign_report.csv": "amazon_ads/sponsored_products",
    "shopify_orders/inline_go_test_79col_two_lines.csv": "shopify/orders",
    "shopify_payments/inline_eur_vat_payoutid_18col.csv": "shopify/payment_transactions",
}
AMOUNTS = (
    "amount", "shipment_fee_amount", "order_fee_amount", "price_amount", "item_related_fee_amount",
    "misc_fee_amount", "other_fee_amount", "promotion_amount", "direct_payment_amount",
    "other_amount",
)  # fmt: skip


@pytest.fixture(scope="module")
def real(shared_landing: Landing):
    missing = [name for name in REAL if not (SAMPLES / name).exists()]
    if missing:
        pytest.skip(f"{len(missing)} of {len(REAL)} real sample files are not there")
    for name, folder in REAL.items():
        target = shared_landing.raw / folder / name.split("/")[1]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLES / name, target)
    return shared_landing, shared_landing.run()


def settlement_totals(landing: Landing) -> dict[str, tuple[Decimal, Decimal]]:
    """Per settlement the stated total and the sum of its rows."""
    stated: dict[str, Decimal] = {}
    summed: Counter = Counter()
    for row in landing.rows("amazon__settlements"):
        if row["_record_type"] == "control":
            stated[row["settlement_id"]] = row["total_amount"]
        else:
            summed[row["settlement_id"]] += sum(row[name] or Decimal(0) for name in AMOUNTS)
    return {number: (total, summed[number]) for number, total in stated.items()}


def test_real_every_record_is_accounted_for_and_none_is_quarantined(real):
    landing, result = real
    landing.assert_accounted()
    assert landing.quarantine() == []
    assert sum(file.rows_landed for file in result.files) == sum(f.rows_read for f in result.files)


def test_real_settlements_add_up_to_the_deposit_that_amazon_states(real):
    landing, _ = real
    totals = settlement_totals(landing)
    assert {number: total for number, (total, _) in totals.items()} == {
        "23874396421": Decimal("-321.6900"),
        "24288684721": Decimal("1016.0800"),
        "24495221541": Decimal("4630.2300"),
        "28471003921": Decimal("582.8900"),
    }
    assert all(total == rows for total, rows in totals.values())


@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("adwweaver_50011020300.txt", 4),
        ("adwweaver_50034020328.txt", 190),
        ("adwweaver_50044020356.txt", 730),
        ("xieyi138_synthetic_v2_sample.txt", 24),
        ("eurofxref-hist_moneyman.csv", 6239),
        ("eurofxref_daily_currencyconverter.csv", 1),
        ("danielthec_campaign_report_1.csv", 7),
        ("vishalmotling_campaign_report.csv", 6),
        ("danielthec_campaigns_sep2024.csv", 0),
        ("monfrere_ads_lifetime_2023_2026.csv", 1751),
        ("monfrere_meta_daily_2026q1.csv", 14504),
        ("umairnsr_sp_campaign_report.csv", 182),
        ("inline_go_test_79col_two_lines.csv", 2),
        ("inline_eur_vat_payoutid_18col.csv", 3),
    ],
)
def test_real_record_counts_are_those_of_the_files(real, name, records):
    _, result = real
    assert outcome(result, name).rows_read == records


def test_real_google_campaigns_add_up_to_the_total_that_google_states(real):
    landing, _ = real
    for name, cost in (("danielthec", "1164.0000"), ("vishalmotling", "2565.9300")):
        rows = [r for r in landing.rows("google_ads__campaigns") if name in r["_source_file"]]
        data = sum(row["cost"] for row in rows if row["_record_type"] == "data")
        (total,) = [row["cost"] for row in rows if row["campaign"] == "Total: Campaigns"]
        # Google rounds each shown row: the sum may differ from the stated total by cents.
        assert abs(data - total) <= Decimal("0.10"), (data, cost)


def test_real_amazon_ads_take_money_with_a_prefix_and_the_window_from_the_header(real):
    landing, _ = real
    first = landing.rows("amazon_ads__sponsored_products")[0]
    assert (first["spend"], first["sales"]) == (Decimal("201.6800"), Decimal("961.6200"))
    assert first["attribution_window_days"] == 14
    assert first["period_start_date"] == first["period_end_date"] == date(2020, 2, 1)


def test_real_rates_keep_every_digit_and_retired_currencies_are_null(real):
    landing, _ = real
    rates = {row["rate_date"]: row for row in landing.rows("reference__fx")}
    assert rates[date(2023, 5, 12)]["usd"] == Decimal("1.08920000")
    assert rates[date(2023, 5, 12)]["cyp"] is None
    assert rates[date(1999, 1, 4)]["idr"] is None or rates[date(1999, 1, 4)]["usd"] > 1


def test_real_v1_without_promotion_columns_lands(real):
    landing, _ = real
    rows = [
        row for row in landing.rows("amazon__settlements") if "50011020300" in row["_source_file"]
    ]
    assert [str(row["other_amount"]) for row in rows[1:]] == ["-321.6900", "-32.0900", "32.0900"]
    # 20:13 UTC on July 31 is 13:13 in Seattle; 23:04 UTC on June 6 is still June 6 there.
    assert [row["posted_date"] for row in rows[1:]] == [
        date(2025, 7, 31),
        date(2025, 6, 6),
        date(2025, 6, 6),
    ]


V1_HEADER = (
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency "
    "transaction-type order-id merchant-order-id adjustment-id shipment-id marketplace-name "
    "shipment-fee-type shipment-fee-amount order-fee-type order-fee-amount fulfillment-id "
    "posted-date order-item-code merchant-order-item-id merchant-adjustment-item-id sku "
    "quantity-purchased price-type price-amount item-related-fee-type item-related-fee-amount "
    "misc-fee-amount other-fee-amount other-fee-reason-description direct-payment-type "
    "direct-payment-amount other-amount"
)
V1_ROWS = [
    {
        "settlement-id": "900",
        "deposit-date": "2025-09-02T02:07:18+00:00",
        "total-amount": "41.00",
        "currency": "CAD",
    },
    {"transaction-type": "Order", "sku": "A", "quantity-purchased": "1", "order-id": "701-1"},
    {"transaction-type": "Order", "sku": "A", "price-type": "Principal", "price-amount": "60.00"},
    {
        "transaction-type": "Order",
        "sku": "A",
        "item-related-fee-type": "Commission",
        "item-related-fee-amount": "-9.00",
    },
    {"transaction-type": "Storage Fee", "other-amount": "-8.84    "},
    {
        "transaction-type": "ServiceFee",
        "misc-fee-amount": "-1.02",
        "other-fee-amount": "-0.14",
        "other-fee-reason-description": "TaxAmount",
    },
]
FX = (
    "Date,USD,JPY,CYP,TRY,\n2025-03-04,1.0557,157.4,N/A,38.4,\n2025-03-03,1.0465,157.48,N/A,38.2,\n"
)
DAILY = "Date, USD, JPY, TRY, \n5 March 2025, 1.0694, 159.86, 38.9, \n"
ADS = (
    "Date,Campaign Name,Status,Currency,Impressions,Clicks,Spend,14 Day Total Orders (#),"
    "14 Day Total Sales (₹)\n"
    '"Feb 1, 2020",Oil,ENABLED,INR,782,13,Rs.201.68,3,Rs.961.62\n'
)


@pytest.fixture(scope="module")
def twins(spark, tmp_path_factory):
    landing = Landing(tmp_path_factory.mktemp("twins"))
    rows = [
        {
            "settlement-id": "900",
            "posted-date": "" if "total-amount" in row else "2025-08-18T02:48:54+00:00",
        }
        | row
        for row in V1_ROWS
    ]
    landing.put("amazon/settlements/v1.txt", delimited(V1_HEADER.split(), rows, "\t") + "\n\n")
    landing.put(
        "amazon/settlements/v2.txt",
        settlement_v2(
            "901",
            "9.00",
            component("10.00"),
            component("-1.00", "Commission", amount_type="ItemFees"),
        ),
    )
    landing.put("reference/fx/hist.csv", FX)
    landing.put("reference/fx/daily.csv", DAILY)
    landing.put("amazon_ads/sponsored_products/sp.csv", ADS)
    return landing, landing.run()


def test_twin_settlements_of_both_layouts_add_up_to_their_stated_total(twins):
    landing, result = twins
    assert settlement_totals(landing) == {
        "900": (Decimal("41.0000"), Decimal("41.0000")),
        "901": (Decimal("9.0000"), Decimal("9.0000")),
    }
    layouts = Counter(row["_layout"] for row in landing.rows("amazon__settlements"))
    assert layouts == {"flat_file_v1": 6, "flat_file_v2": 3}
    assert outcome(result, "v1.txt").rows_read == 6


def test_twin_account_rows_take_the_day_of_the_settlements_currency(twins):
    landing, _ = twins
    rows = landing.rows("amazon__settlements")
    # 02:07 UTC on September 2 is September 1 in Seattle, where Canadian dollars are reported.
    assert rows[0]["deposit_date"] == date(2025, 9, 1)
    storage = [row for row in rows if row["transaction_type"] == "Storage Fee"][0]
    assert storage["posted_date"] == date(2025, 8, 17)
    assert storage["posted_at"] == datetime(2025, 8, 18, 2, 48, 54)


def test_twin_rates_of_the_history_and_the_daily_file_are_one_table(twins):
    landing, _ = twins
    rates = {row["rate_date"]: row for row in landing.rows("reference__fx")}
    assert sorted(rates) == [date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 5)]
    assert rates[date(2025, 3, 5)]["try_"] == Decimal("38.90000000")
    assert rates[date(2025, 3, 4)]["cyp"] is None


def test_twin_amazon_ads_money_has_its_prefix_taken_off(twins):
    landing, _ = twins
    (row,) = landing.rows("amazon_ads__sponsored_products")
    assert (row["spend"], row["sales"], row["orders"]) == (
        Decimal("201.6800"),
        Decimal("961.6200"),
        3,
    )
    assert row["attribution_window_days"] == 14
