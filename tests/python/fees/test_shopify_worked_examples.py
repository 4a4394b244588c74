"""Fees that Shopify really charged, or published, come out of the models to the cent.

The examples stand in the folder beside the repository: observed rows of a real payout export,
published examples, and arithmetic over the rate card. Each becomes an order or a payment of a store
of its own, as landing would have it, and goes through every model from the landed table on.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.python.fees.landed import ROOT, LandedWarehouse, Row
from tests.python.fees.shopify_store import expected_fees, order, payment, plan, price

pytestmark = pytest.mark.dear

FACTS = ROOT.parent / "shared" / "fees"
COUNTRIES = {"UK": "GB"}
FEE_CODES = {
    "card_processing": "card_processing_fee",
    "card_processing_international": "card_processing_fee",
    "card_processing_uk_amex": "card_processing_fee",
    "refund_fee": "card_processing_fee",
    "third_party_transaction": "third_party_transaction_fee",
}
# Examples that the cards cannot price, and why: what was charged has no row.
WITHOUT_A_CARD = {"P026": "no_card"}
# What the text of an example says and its figures do not: (amount, plan).
SAID_IN_WORDS = {"P025": ("30.32", "basic"), "O035": ("-179.55", "advanced")}
AMEX_IN_PERSON = "21.42"


def examples() -> list[dict[str, str]]:
    """The worked examples about Shopify, or skip the test."""
    path = FACTS / "worked_examples.csv"
    if not path.exists():
        pytest.skip(f"no worked examples of fees beside the repository ({path})")
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["domain"] == "shopify"]


def amount_of(example: dict[str, str]) -> str:
    return SAID_IN_WORDS.get(example["example_id"], (example["item_price"], ""))[0]


def landed(example: dict[str, str], fee: str) -> tuple[Row, Row, list[Row]]:
    """An example as plan, order and payments of a store that has its id; fee: what was charged."""
    store, day, amount = example["example_id"], example["as_of_date"], amount_of(example)
    code, money = example["fee_code"], {"currency": example["currency"]}
    country = COUNTRIES.get(example["marketplace"], example["marketplace"])
    billing = "FR" if code.endswith("international") else country
    plan_name = example["plan"] or SAID_IN_WORDS[store][1]
    total = amount.removeprefix("-")
    sold = order(store, "#1", day, total, billing_country=billing, **money)
    paid = payment(store, "#1", day, amount, fee, presentment_currency=money["currency"], **money)
    if code == "third_party_transaction":
        return plan(store, country, plan_name), {**sold, "payment_method": "Authorize.net"}, []
    if example["channel"] == "in_person":
        paid = {**paid, "card_source": "stripe_terminal"}
    if example["card_class"] == "amex" or "amex" in code or amount == AMEX_IN_PERSON:
        paid = {**paid, "card_brand": "american_express"}
    if code == "refund_fee":
        paid = {**paid, "type": "refund"}
        charge = payment(store, "#1", day, total, "4.61")
        return plan(store, country, plan_name), sold, [charge, paid]
    return plan(store, country, plan_name), sold, [paid]


def build(warehouse: LandedWarehouse, fee_of: Callable[[dict[str, str]], str]) -> LandedWarehouse:
    """Price all examples in a warehouse; fee_of(example): the fee that its payment states."""
    stores = [landed(example, fee_of(example)) for example in examples()]
    price(
        warehouse,
        [store[0] for store in stores],
        [store[1] for store in stores],
        [row for store in stores for row in store[2]],
    )
    return warehouse


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> LandedWarehouse:
    """Every example charged what it says was charged."""
    examples()
    warehouse = LandedWarehouse(tmp_path_factory.mktemp("examples"))
    return build(warehouse, lambda example: example["expected_amount"])


def test_every_example_comes_out_to_the_cent(priced: LandedWarehouse) -> None:
    found = {}
    for row in expected_fees(priced):
        if row["subject_kind"] != "charge" or row["store"] != "O035":
            found[row["store"], row["fee_code"]] = row["expected_amount"], row["reason_code"]
    wanted = {}
    for example in examples():
        key = example["example_id"], FEE_CODES[example["fee_code"]]
        reason = WITHOUT_A_CARD.get(example["example_id"])
        wanted[key] = (None if reason else Decimal(example["expected_amount"])), reason
    assert len(wanted) >= 15
    # What another gateway charged has the gateway's own fee too, of which no card is known.
    others = {key: found.pop(key) for key in list(found) if key[1] == "gateway_fee"}
    assert set(others.values()) == {(None, "no_card")}
    assert found == wanted


def test_every_expected_fee_names_a_row_of_the_card_in_force(priced: LandedWarehouse) -> None:
    rows = priced.rows(
        """
        select expected.store, expected.priced_on, card.effective_from, card.effective_to
        from intermediate.int_fees__shopify_expected as expected
        left join seeds.shopify_payment_fees as card using (rate_card_row_id)
        where expected.expected_amount <> 0
        """
    )
    assert len(rows) >= 14
    for row in rows:
        assert row["effective_from"] <= row["priced_on"] < row["effective_to"], row["store"]


def test_fees_charged_as_they_should_be_have_no_variance(priced: LandedWarehouse) -> None:
    assert priced.rows("select * from intermediate.int_fees__shopify_variances_explained") == []


def test_what_a_payout_states_is_actual_and_the_rest_an_estimate(priced: LandedWarehouse) -> None:
    rows = priced.rows(
        "select store, fee_code, fee_basis, charged_amount, estimated_amount "
        "from intermediate.int_fees__shopify_fee_sources"
    )
    basis = {(row["store"], row["fee_code"]): row for row in rows}
    for example in examples():
        row = basis[example["example_id"], FEE_CODES[example["fee_code"]]]
        if example["fee_code"] == "third_party_transaction":
            assert row["fee_basis"] == "estimated"
            assert row["charged_amount"] is None
            assert row["estimated_amount"] == Decimal(example["expected_amount"])
        elif example["example_id"] != "O035":
            assert row["fee_basis"] == "actual"
            assert row["charged_amount"] == Decimal(example["expected_amount"])


def test_what_is_expected_does_not_know_what_was_charged(
    priced: LandedWarehouse, tmp_path: Path
) -> None:
    other = build(priced.copy(tmp_path), lambda example: "77.77")
    assert expected_fees(other) == expected_fees(priced)
    charged = "select sum(charged_amount) as total from intermediate.int_fees__shopify_charged"
    assert other.rows(charged) != priced.rows(charged)
