"""The seeds of Shopify's and the gateways' rates hold the collected facts, and nothing else.

A fact becomes one or two rows by the rules below; every row of the seeds comes from a fact. A
figure mistyped in a seed would price every payment of its class wrongly, and no model would notice.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.python.fees.landed import ROOT

FACTS = ROOT.parent / "shared" / "fees" / "shopify_payment_fee.csv"
SEEDS = ROOT / "seeds" / "rate_cards"
OPEN_END = date(2027, 1, 15)
RETRIEVED = date(2026, 11, 22)
COUNTRIES = {"UK": "GB", "non-US": "*"}
FEE_CODES = {
    "card_processing": "card_processing_fee",
    "third_party_transaction": "third_party_transaction_fee",
    "currency_conversion": "currency_conversion_fee",
    "chargeback": "chargeback_fee",
    "shop_pay_installments": "card_processing_fee",
}
# One label of the price list is two classes: commercial cards, and American Express.
CLASSES = {
    "premium(commercial_or_amex)_domestic": ("premium_domestic", "amex"),
    "standard_international": ("international",),
    "n/a": ("any",),
}
# The first day of the period that a source names; without one, the day on which it was read.
FIRST_DAYS = {
    "2026": date(2026, 1, 1),
    "2025": date(2025, 1, 1),
    "2025-03": date(2025, 3, 1),
    "c.2020": date(2020, 1, 1),
    "undated (<=2021)": date(2021, 1, 1),
    "undated": RETRIEVED,
    "": RETRIEVED,
}
# An unverified rate gives way where a confirmed one of the same class is known.
GIVES_WAY = {
    ("basic", "premium_domestic"): (date(2025, 1, 1), date(2026, 5, 4)),
    ("basic", "international"): (date(2025, 7, 1), OPEN_END),
}
# A surcharge that contradicts the confirmed international rate is not carried.
NOT_CARRIED = {"international_card_addon"}
SURCHARGES = {
    "domestic": "0",
    "EEA": "0.00",
    "GB": "1.29",
    "US": "1.99",
    "CA": "1.99",
    "other": "2.99",
}


def facts() -> list[dict[str, str]]:
    """The facts about payments, or skip the test."""
    if not FACTS.exists():
        pytest.skip(f"no fee facts beside the repository ({FACTS})")
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> Decimal | None:
    """A figure; a fixed fee of zero is none."""
    return Decimal(text).normalize() if text and Decimal(text) else None


def days(fact: dict[str, str], card_class: str) -> tuple[date, date]:
    """First day and exclusive end of a fact of a class."""
    if fact["confidence"] == "unverified" and (fact["plan"], card_class) in GIVES_WAY:
        return GIVES_WAY[fact["plan"], card_class]
    start, end = fact["effective_from"], fact["effective_to"]
    return (
        date.fromisoformat(start) if start else FIRST_DAYS[fact["source_date"]],
        date.fromisoformat(end) + timedelta(days=1) if end else OPEN_END,
    )


def rows_of(fact: dict[str, str]) -> list[tuple]:
    """The rows of shopify_payment_fees that a fact makes."""
    if fact["fee_type"] in NOT_CARRIED or fact["fee_type"] == "paypal":
        return []
    classes = CLASSES.get(fact["card_class"], (fact["card_class"],))
    if fact["fee_type"] == "shop_pay_installments":
        classes = ("shop_pay_installments",)
    return [
        (
            COUNTRIES.get(fact["country"], fact["country"]),
            fact["currency"],
            fact["plan"],
            FEE_CODES[fact["fee_type"]],
            fact["channel"],
            card_class,
            number(fact["rate"]),
            number(fact["fixed_fee"]),
            *days(fact, card_class),
            fact["confidence"],
        )
        for card_class in classes
    ]


def test_the_payment_fees_are_the_facts() -> None:
    names = ("country", "currency", "plan", "fee_code", "channel", "card_class")
    found = Counter(
        (
            *(row[name] for name in names),
            number(row["rate"]),
            number(row["fixed_fee"]),
            date.fromisoformat(row["effective_from"]),
            date.fromisoformat(row["effective_to"]),
            row["confidence"],
        )
        for row in seed("shopify_payment_fees")
    )
    assert found == Counter(row for fact in facts() for row in rows_of(fact))
    assert len(found) > 40


def test_the_gateway_fees_are_the_fact_and_its_surcharges() -> None:
    (fact,) = [fact for fact in facts() if fact["fee_type"] == "paypal"]
    for region, surcharge in SURCHARGES.items():
        said = {"domestic": "", "GB": "UK", "US": "US/CA", "CA": "US/CA"}.get(region, region)
        assert not said or f"+{surcharge} {said}" in fact["notes"], region
    assert fact["country"] == "EU" and fact["fixed_fee"] == ""
    base = Decimal(fact["rate"])
    found = {
        row["buyer_region"]: (row["gateway"], row["seller_region"], Decimal(row["rate"]))
        for row in seed("gateway_fees")
    }
    assert found == {
        region: ("paypal", "EU", base + Decimal(surcharge) / 100)
        for region, surcharge in SURCHARGES.items()
    }
    for row in seed("gateway_fees"):
        assert (row["currency"], row["fixed_fee"], row["confidence"]) == ("EUR", "", "medium")
        assert (row["effective_from"], row["effective_to"]) == ("2025-01-01", "2027-01-15")


def test_every_row_says_where_and_when_it_was_read() -> None:
    for name in ("shopify_payment_fees", "gateway_fees"):
        for row in seed(name):
            assert row["source"].strip() and row["retrieved_on"] == RETRIEVED.isoformat()
