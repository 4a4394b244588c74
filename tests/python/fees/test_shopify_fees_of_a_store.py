"""A shop in dollars and one in euros, from landed rows to the shares that the profit takes.

Every figure below is worked out by hand from the rate cards: 2.9 % + 0.30 on Basic in the US since
2026-05-04 (3.5 % + 0.30 on American Express), 2 % on other gateways, PayPal's 2.49 % in the EU.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.python.fees.landed import LandedWarehouse
from tests.python.fees.shopify_store import order, payment, plan, price

pytestmark = pytest.mark.dear

D = Decimal
JUNE = "2026-06-10"
EUR = {"currency": "EUR"}
AMEX = {"card_brand": "american_express"}
# The store "none" is in no plan.
PLANS = [plan("us", "US", "basic"), plan("eu", "IE", "basic")]


def us_orders() -> list[dict]:
    three_lines = order("us", "#4", JUNE, "30.00", lineitem_price="10.00", payment_method="Stripe")
    more_lines = {
        "_store": "us",
        "name": "#4",
        "lineitem_quantity": "1",
        "lineitem_name": "Bowl",
        "lineitem_price": "10.00",
        "lineitem_requires_shipping": "true",
    }
    return [
        order("us", "#1", JUNE, "100.00"),
        order("us", "#2", JUNE, "100.00"),
        order("us", "#3", JUNE, "33.33", payment_method="Authorize.net"),
        three_lines,
        more_lines,
        more_lines,
        order("us", "#5", JUNE, "80.00", payment_method="Gift Card + Shopify Payments"),
        order("us", "#6", JUNE, "64.95", payment_method="Shopify Payments"),
        order("us", "#7", JUNE, "50.00", payment_method="PayPal Express Checkout"),
        order("us", "#8", JUNE, "12.00", payment_method="Barter"),
        order("us", "#9", "2026-05-03", "40.00", payment_method="Authorize.net"),
        order("us", "#10", JUNE, "20.00", financial_status="pending"),
        order("us", "#11", JUNE, "0.00", payment_method=None),
        order("us", "#12", JUNE, "100.00", billing_country="CA"),
        order("us", "#13", JUNE, "100.00"),
    ]


def us_payments() -> list[dict]:
    return [
        payment("us", "#1", JUNE, "100.00", "3.20"),
        payment("us", "#1", JUNE, "-100.00", "0.00", type="refund"),
        payment("us", "#2", JUNE, "100.00", "3.80"),
        payment("us", "#5", JUNE, "60.00", "2.40", **AMEX),
        payment("us", "#12", JUNE, "100.00", "4.20", presentment_currency="CAD"),
        payment("us", "#13", JUNE, "100.00", "3.45"),
        payment("us", "#13", JUNE, "-100.00", "15.00", type="chargeback"),
    ]


def eu_orders() -> list[dict]:
    paypal = {"payment_method": "PayPal Express Checkout", **EUR}
    return [
        order("eu", "#1", JUNE, "59.90", billing_country="DE", **paypal),
        order("eu", "#2", JUNE, "100.00", billing_country="CH", **paypal),
        order("eu", "#3", JUNE, "25.00", billing_country="DE", **EUR),
        order("none", "#1", JUNE, "25.00", payment_method="Authorize.net"),
    ]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> LandedWarehouse:
    warehouse = LandedWarehouse(tmp_path_factory.mktemp("shop"))
    charge = payment("eu", "#3", JUNE, "25.00", "0.83", presentment_currency="EUR", **EUR)
    price(warehouse, PLANS, us_orders() + eu_orders(), [*us_payments(), charge])
    return warehouse


def sources(shop: LandedWarehouse) -> dict[tuple, tuple]:
    """(charged, expected, basis, estimate) by store, order and fee."""
    rows = shop.rows("select * from intermediate.int_fees__shopify_fee_sources")
    return {
        (row["store"], row["order_name"], row["fee_code"]): (
            row["charged_amount"],
            row["expected_amount"],
            row["fee_basis"],
            row["estimated_amount"],
        )
        for row in rows
    }


CARD, THIRD, GATEWAY = "card_processing_fee", "third_party_transaction_fee", "gateway_fee"
DISPUTE, CONVERSION = "chargeback_fee", "currency_conversion_fee"
# No fee at all: #10 is not paid, #11 cost nothing.
SOURCES = {
    ("us", "#1", CARD): (D("3.20"), D("3.20"), "actual", None),
    ("us", "#2", CARD): (D("3.80"), D("3.20"), "actual", None),
    ("us", "#3", THIRD): (None, D("0.67"), "estimated", D("0.67")),
    ("us", "#3", GATEWAY): (None, None, "unknown", None),
    ("us", "#4", THIRD): (None, D("0.60"), "estimated", D("0.60")),
    ("us", "#4", GATEWAY): (None, None, "unknown", None),
    ("us", "#5", CARD): (D("2.40"), D("2.40"), "actual", None),
    ("us", "#5", THIRD): (None, D("0"), "estimated", D("0")),
    ("us", "#6", CARD): (None, D("2.18"), "estimated", D("2.18")),
    ("us", "#7", THIRD): (None, D("0"), "estimated", D("0")),
    ("us", "#7", GATEWAY): (None, None, "unknown", None),
    ("us", "#8", THIRD): (None, None, "unknown", None),
    ("us", "#8", GATEWAY): (None, None, "unknown", None),
    ("us", "#9", THIRD): (None, None, "unknown", None),
    ("us", "#9", GATEWAY): (None, None, "unknown", None),
    ("us", "#12", CARD): (D("4.20"), None, "actual", None),
    ("us", "#12", CONVERSION): (D("0"), None, "actual", None),
    ("us", "#13", CARD): (D("3.45"), D("3.20"), "actual", None),
    ("us", "#13", DISPUTE): (D("15.00"), D("15.00"), "actual", None),
    ("eu", "#1", THIRD): (None, D("0"), "estimated", D("0")),
    ("eu", "#1", GATEWAY): (None, D("1.49"), "estimated", D("1.49")),
    ("eu", "#2", THIRD): (None, D("0"), "estimated", D("0")),
    ("eu", "#2", GATEWAY): (None, D("5.48"), "estimated", D("5.48")),
    ("eu", "#3", CARD): (D("0.83"), None, "actual", None),
    ("none", "#1", THIRD): (None, None, "unknown", None),
    ("none", "#1", GATEWAY): (None, None, "unknown", None),
}


def test_each_order_has_the_fees_that_somebody_takes(shop: LandedWarehouse) -> None:
    assert sources(shop) == SOURCES


def test_a_fee_that_nobody_can_know_says_why(shop: LandedWarehouse) -> None:
    rows = shop.rows(
        "select store, order_name, fee_code, reason_code from "
        "intermediate.int_fees__shopify_expected where expected_amount is null"
    )
    reasons = {
        (row["store"], row["order_name"], row["fee_code"]): row["reason_code"] for row in rows
    }
    unmapped = {key for key, reason in reasons.items() if reason == "unmapped_method"}
    assert unmapped == {("us", "#8", THIRD), ("us", "#8", GATEWAY)}
    assert set(reasons) == {key for key, row in SOURCES.items() if row[1] is None}
    assert set(reasons.values()) == {"unmapped_method", "no_card"}


def test_every_cent_of_an_estimate_reaches_a_line(shop: LandedWarehouse) -> None:
    rows = shop.rows(
        "select store, order_name, fee_code, measure, order_line_key, fee_share from "
        "intermediate.int_fees__shopify_estimates_allocated"
    )
    shares: dict[tuple, list] = {}
    for row in rows:
        assert row["order_line_key"] is not None
        key = row["store"], row["order_name"], row["fee_code"]
        shares.setdefault(key, []).append(row["fee_share"])
    estimated = {key: row[3] for key, row in SOURCES.items() if row[3]}
    assert {key: sum(each) for key, each in shares.items()} == estimated
    assert shares["us", "#4", THIRD] == [D("0.20")] * 3
    measures = {row["measure"] for row in rows if row["fee_code"] == THIRD}
    assert measures == {"shopify_fees"}
    assert {row["measure"] for row in rows if row["fee_code"] != THIRD} == {
        "payment_processing_fees"
    }


def test_a_wrong_charge_is_explained_or_said_to_be_unexplained(shop: LandedWarehouse) -> None:
    rows = shop.rows(
        "select order_name, difference_amount, reason, implied_card_class, rate_card_row_id from "
        "intermediate.int_fees__shopify_variances_explained order by order_name"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("#13", D("0.25"), "unexplained", None, None),
        (
            "#2",
            D("0.60"),
            "wrong_card_class",
            "amex",
            "us-card_processing-basic-online-amex-20260504",
        ),
    ]


def test_the_charge_replaces_the_estimate_once_its_payout_lands(
    shop: LandedWarehouse, tmp_path: Path
) -> None:
    arrived = payment("us", "#6", JUNE, "64.95", "2.57", **AMEX)
    other = shop.copy(tmp_path)
    price(other, PLANS, us_orders(), [*us_payments(), arrived])
    assert sources(other)["us", "#6", CARD] == (D("2.57"), D("2.57"), "actual", None)
    left = other.rows(
        "select * from intermediate.int_fees__shopify_estimates_allocated where order_name = '#6'"
    )
    assert left == []
