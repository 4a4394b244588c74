"""Property: what nobody has charged yet is estimated by the known cards, and nothing else is.

Recomputed from the exports. A profit without these fees would fall when they are settled; a profit
with a fee that no card tells would be an invention.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

from tests.python.simulator.exports import cents
from tests.python.simulator.fba_exports import lines
from tests.python.simulator.money import Rates
from tests.python.simulator.shopify_cards import known_fee, paid_orders
from tests.python.simulator.test_fee_audit import Auditor, planted
from tests.python.simulator.test_shopify_lines import Split, billed_fees, share_out

D = Decimal
AMAZON = {
    "referral_fee": "amazon_referral_fees",
    "fba_fulfillment_fee": "amazon_fulfillment_fees",
    "shipping_chargeback": "amazon_other_fees",
    "gift_wrap_chargeback": "amazon_other_fees",
}
Estimate = tuple[str, str, str, str, int, str]


def _amazon(sample: Path) -> set[Estimate]:
    auditor, found = Auditor(sample), set()
    for line in lines(sample).values():
        if line.is_settled:
            continue
        fees = {"referral_fee": auditor.referral(line)[0]}
        if line.is_fba:
            fees["fba_fulfillment_fee"] = auditor.fulfillment(line)[0]
            promotion = line.total("ship-promotion-discount")
            fees["shipping_chargeback"] = line.total("shipping-price") - promotion
            fees["gift_wrap_chargeback"] = line.total("gift-wrap-price")
        for code, fee in fees.items():
            if fee:
                key = ("default", line.subject, code, AMAZON[code])
                found.add((*key, int(fee * 100), line.currency))
    return found


def _shopify(sample: Path) -> set[Estimate]:
    found = set()
    for store, folder in (("default", ""), ("eu", "eu")):
        billed = billed_fees(sample / folder, store)
        for order in paid_orders(sample / folder):
            for code, measure, amount in order.estimates(store):
                if code == "third_party_transaction_fee" and order.name in billed:
                    continue
                shares = share_out(amount, Split(order.rows).weights)
                for position, part in enumerate(shares, start=1):
                    line = f"{order.name}/{position}"
                    found.add((store, line, code, measure, part, order.first["Currency"]))
    return {row for row in found if row[4]}


def test_the_listed_estimates_are_those_of_the_cards_for_what_is_not_charged(
    truth: dict, sample: Path
):
    told = [
        (
            row["store"],
            row["order_line_id"],
            row["fee_code"],
            row["measure"],
            cents(row["amount"]),
            row["currency"],
        )
        for row in truth["estimated_fees"]
    ]
    expected = _amazon(sample) | _shopify(sample)
    assert len(told) == len(set(told))
    assert set(told) == expected
    codes = Counter(row[2] for row in told)
    assert min(codes["referral_fee"], codes["fba_fulfillment_fee"], codes["gateway_fee"]) > 15
    assert codes["third_party_transaction_fee"] == 2
    assert codes["shipping_chargeback"] >= 1
    # Three lines of an order without a charge, two of one whose second capture is not there.
    assert codes["card_processing_fee"] == 5


def test_lines_that_are_not_settled_have_no_other_amazon_fee_than_the_estimate(
    truth: dict, sample: Path
):
    rates = Rates(sample)
    days = {line["order_line_id"]: line["sale_date"] for line in truth["order_lines"]}
    waiting = {line.subject for line in lines(sample).values() if not line.is_settled}
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for _, line, _, measure, amount, currency in _amazon(sample):
        expected[line, measure] += rates.translate(amount, currency, days[line])
    booked: dict[tuple[str, str], int] = defaultdict(int)
    for row in truth["fact"]:
        if row["order_line_id"] in waiting:
            for name, text in row["measures"].items():
                if name.startswith("amazon_"):
                    booked[row["order_line_id"], name] += int(D(text) * 10_000)
    assert booked == expected
    assert len(waiting) > len({line for line, _ in booked}) > 15


def test_third_party_fees_are_the_only_fees_of_shopify_itself(truth: dict, sample: Path):
    expected: dict[str, int] = {}
    for _, line, _, measure, amount, _ in _shopify(sample):
        if measure == "shopify_fees":
            expected[line] = amount * 100
    charged = billed_fees(sample, "default")
    for order in paid_orders(sample):
        shares = share_out(charged.get(order.name, 0), Split(order.rows).weights)
        for position, part in enumerate(shares, start=1):
            if part:
                expected[f"{order.name}/{position}"] = part * 100
    assert len(charged) == 2
    booked = {
        row["order_line_id"]: int(D(row["measures"]["shopify_fees"]) * 10_000)
        for row in truth["fact"]
        if "shopify_fees" in row["measures"] and row["order_line_id"]
    }
    assert booked == expected != {}


def test_card_fees_are_the_known_cards_but_for_the_planted_charges(truth: dict, sample: Path):
    found, priced = set(), Counter()
    for order in paid_orders(sample):
        for charge in order.charges:
            expected, charged = known_fee(charge, order.first), cents(charge["Fee"])
            if expected is None:
                continue
            period = "late" if charge["Transaction Date"] > "2026" else "early"
            priced[period, charge["Card Brand"] == "american_express"] += 1
            if expected != charged:
                code = "card_processing_fee"
                found.add((order.name, code, D(expected) / 100, D(charged) / 100))
                due = {"wrong_card_class": cents(charge["Amount"]) * D("0.035") + 30}
                due["unexplained"] = D(expected + 25)
                (reason,) = (
                    row["reason"] for row in truth["fee_audit"] if row["subject"] == order.name
                )
                assert charge["Card Brand"] == "visa"
                assert charge["Transaction Date"][:10] >= "2026-05-04"
                assert abs(charged - due[reason]) <= D("0.5")
    assert found == planted(truth, "card_processing_fee")
    assert len(found) == 3
    assert min(priced["early", False], priced["late", False]) > 100
    assert priced["late", True] > 5
