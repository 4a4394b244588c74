"""Property: an auditor who has the exports and the cards finds what was planted, and no more.

The differences are worked out from the files and a second copy of the cards. A fee that was drawn
off its card would make every audit that is compared with this truth look wrong, or right.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.python.simulator.cards import AGED, Unit, cents_of, commission, kept_of
from tests.python.simulator.exports import comma_rows, local_date, settlement_parts
from tests.python.simulator.fba_exports import (
    Line,
    Refund,
    lines,
    refunds,
    report,
    units,
)

D = Decimal
Found = set[tuple[str, str, Decimal, Decimal]]
COMMISSION, FBA_FEE = "Commission", "FBAPerUnitFulfillmentFee"


def planted(truth: dict[str, Any], *codes: str) -> Found:
    """(subject, fee code, expected, charged) of the truth's list."""
    return {
        (row["subject"], row["fee_code"], D(row["expected"]), D(row["charged"]))
        for row in truth["fee_audit"]
        if row["fee_code"] in codes
    }


class Auditor:
    """The cards applied to the brand's own data; None and a reason where that is impossible."""

    def __init__(self, sample: Path) -> None:
        self.units = units(sample)
        products = comma_rows(sample / "reference/products/products.csv")
        self.category = {row["sku"]: row["amazon_fee_category"] for row in products}

    def referral(self, line: Line, rate: str = "0.15") -> tuple[Decimal | None, str]:
        if not line.rows or not line.rows[0]["item-price"]:
            return None, "no_price" if line.rows else "no_order_report"
        if not self.category[line.sku]:
            return None, "unmapped_category"
        assert self.category[line.sku] == "home_and_kitchen"
        if line.currency != "USD":
            return None, "no_card"
        return commission(line.referral_base, line.quantity, rate), ""

    def fulfillment(self, line: Line, **other: Any) -> tuple[Decimal | None, str]:
        if not line.rows or not line.rows[0]["item-price"]:
            return None, "no_price" if line.rows else "no_order_report"
        unit = self.units.get(line.sku)
        if unit is None:
            return None, "no_dimensions"
        if not self.category[line.sku] and line.currency == "USD":
            return None, "unmapped_category"  # it may be clothing, which has cards of its own there
        day = other.pop("day", line.shipped)
        if line.currency == "CAD":
            fee = unit.fulfillment_in_canada(day)
        else:
            fee = unit.fulfillment(day, line.unit_price, **other)
        return (None, "no_card") if fee is None else (fee * line.quantity, "")


@pytest.fixture(scope="module")
def auditor(sample: Path) -> Auditor:
    return Auditor(sample)


@pytest.fixture(scope="module")
def sold(sample: Path) -> dict[str, Line]:
    return {line.subject: line for line in lines(sample).values()}


@pytest.fixture(scope="module")
def given_back(sample: Path) -> list[Refund]:
    return refunds(sample)


def test_referral_and_fulfillment_fees_are_the_cards_but_for_the_planted_ones(
    truth: dict, sold: dict[str, Line], auditor: Auditor
):
    found: Found = set()
    priced: Counter[str] = Counter()
    for line in sold.values():
        asked = [("referral_fee", COMMISSION, auditor.referral(line)[0])]
        if line.is_fba:
            asked.append(("fba_fulfillment_fee", FBA_FEE, auditor.fulfillment(line)[0]))
        for code, description, expected in asked:
            if line.is_settled and expected is not None:
                priced[code] += 1
                if line.charged[description] != expected:
                    charged = D(line.charged[description])
                    found.add((line.subject, code, expected, charged))
    assert found == planted(truth, "referral_fee", "fba_fulfillment_fee")
    assert min(priced.values()) > 900


def test_what_cannot_be_priced_is_listed_with_its_reason(
    truth: dict, sold: dict[str, Line], auditor: Auditor
):
    found = set()
    for line in sold.values():
        reasons = {"referral_fee": auditor.referral(line)[1]}
        if line.is_fba:
            reasons["fba_fulfillment_fee"] = auditor.fulfillment(line)[1]
        found |= {(line.subject, code, why) for code, why in reasons.items() if why}
    told = [row for row in truth["fee_audit_unknown_fees"] if row["store"] == "default"]
    assert {(row["subject"], row["fee_code"], row["reason"]) for row in told} == found
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _, code, why in found:
        counts[why][code] += 1
    assert truth["fee_audit_unknown"] == counts
    assert set(counts) >= {"no_card", "no_dimensions", "unmapped_category"}


def test_the_reason_of_each_fulfillment_fee_explains_it_to_the_cent(
    truth: dict, sold: dict[str, Line], auditor: Auditor
):
    seen: Counter[str] = Counter()
    for row in truth["fee_audit"]:
        if row["fee_code"] not in ("referral_fee", "fba_fulfillment_fee"):
            continue
        line, charged, expected = sold[row["subject"]], D(row["charged"]), D(row["expected"])
        explained = {
            "wrong_size_tier": auditor.fulfillment(line, tier="large_standard")[0],
            "wrong_weight_band": auditor.fulfillment(line, more_bands=1)[0],
            "wrong_rate_period": auditor.fulfillment(line, day="2025-11-15")[0],
            "wrong_category": auditor.referral(line, "0.20")[0],
            "tax_on_fee": expected + cents_of(expected * D("0.07")),
            "not_charged": D(0),
        }
        if row["reason"] == "unexplained":
            assert charged - expected == D("0.37")
            assert charged not in explained.values()
        else:
            assert charged == explained[row["reason"]], row
            others = {why: fee for why, fee in explained.items() if why != row["reason"]}
            assert charged not in others.values(), row
        seen[row["reason"]] += 1
        when = line.shipped
        if row["reason"] == "wrong_size_tier":
            assert auditor.units[line.sku].tier(when) == "small_standard"
        if row["reason"] == "wrong_rate_period":
            assert "2025-10-01" <= when <= "2025-10-07" or "2026-01-16" <= when <= "2026-01-31"
        if row["reason"] == "wrong_category":
            assert line.unit_price < 250
    assert seen.pop("wrong_size_tier") > 1
    assert seen.pop("wrong_weight_band") > 1
    assert seen == {
        "wrong_rate_period": 4,
        "wrong_category": 3,
        "tax_on_fee": 2,
        "unexplained": 2,
        "not_charged": 1,
    }


def test_a_sku_in_a_wrong_tier_or_band_is_so_on_all_lines_of_those_weeks(
    truth: dict, sold: dict[str, Line]
):
    for reason in ("wrong_size_tier", "wrong_weight_band"):
        wrong = {row["subject"] for row in truth["fee_audit"] if row["reason"] == reason}
        days = sorted(sold[subject].shipped for subject in wrong)
        (sku,) = {subject.split("/")[1] for subject in wrong}
        within = {
            line.subject
            for line in sold.values()
            if line.sku == sku
            and line.is_fba
            and line.currency == "USD"
            and days[0] <= line.shipped <= days[-1]
        }
        assert within == wrong


def test_refunds_give_the_commission_back_less_a_fifth_but_for_the_planted_ones(
    truth: dict, sold: dict[str, Line], given_back: list[Refund], auditor: Auditor
):
    found: Found = set()
    for refund in given_back:
        line = sold[refund.subject]
        expected = auditor.referral(line)[0]
        if expected is None:
            # What was charged on the sale is what the refund must go by.
            expected = D(line.charged[COMMISSION])
        back = cents_of(expected / line.quantity * refund.units)
        for code, due, name in (
            ("referral_fee_refund", -back, COMMISSION),
            ("refund_administration", kept_of(back), "RefundCommission"),
        ):
            charged = -refund.amount("ItemFees", name)
            if charged != due:
                found.add((refund.subject, code, due, charged))
    assert found == planted(truth, "referral_fee_refund", "refund_administration")
    assert len(given_back) > 50
    reasons = Counter(
        (row["fee_code"], row["reason"])
        for row in truth["fee_audit"]
        if "refund" in row["fee_code"]
    )
    assert reasons == {
        ("referral_fee_refund", "missing_refund"): 2,
        ("refund_administration", "not_charged"): 2,
        ("refund_administration", "unexplained"): 1,
    }


def test_units_that_never_came_back_are_missing_unless_paid_for(
    truth: dict, sample: Path, sold: dict[str, Line], given_back: list[Refund]
):
    returned = Counter(
        f"{row['order-id']}/{row['sku']}"
        for row in report(sample, "returns")
        for _ in range(int(row["quantity"]))
    )
    paid = {row["amazon-order-id"] for row in report(sample, "reimbursements")}
    newest = max(local_date(part["posted"]) for part, _, _ in settlement_parts(sample))
    found: Found = set()
    waiting: Counter[str] = Counter()
    for refund in given_back:
        line = sold[refund.subject]
        if not refund.is_fba or returned[refund.subject] >= refund.units:
            continue
        if days_between(refund.posted, newest) <= 60 or refund.order_id in paid:
            waiting["paid" if refund.order_id in paid else "recent"] += 1
            continue
        value = (line.referral_base / line.quantity * refund.units).quantize(D("0.01"))
        code = "customer_return_reimbursement"
        found.add((refund.subject, code, -value, D(0)))
        waiting["old" if days_between(refund.posted, newest) > 120 else "70 days"] += 1
    assert found == planted(truth, "customer_return_reimbursement")
    assert (waiting["old"], waiting["70 days"], waiting["paid"]) == (3, 1, 2)


def days_between(first: str, last: str) -> int:
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days


def cubic_feet(unit: Unit) -> Decimal:
    return (unit.cubic_inches / 1728).quantize(D("0.0001"), ROUND_HALF_UP)


def sku_of_label(sample: Path) -> dict[tuple[str, str], str]:
    """SKU by ASIN and FNSKU; a product without preview is known by its ASIN alone."""
    found = {(row["asin"], row["fnsku"]): row["sku"] for row in report(sample, "fba_fee_preview")}
    for row in comma_rows(sample / "reference/products/products.csv"):
        found.setdefault((row["asin"], ""), row["sku"])
    return found


def test_storage_is_quantity_times_volume_times_rate_but_for_the_planted_months(
    truth: dict, sample: Path
):
    known, labels = units(sample), sku_of_label(sample)
    expected: Counter[str] = Counter()
    charged: Counter[str] = Counter()
    reasons = {row["subject"]: row["reason"] for row in truth["fee_audit"]}
    for row in report(sample, "storage_fees"):
        if row["country_code"] == "CA":
            assert row["estimated_monthly_storage_fee"] == "--"
            continue
        fee = D(row["estimated_monthly_storage_fee"])
        quantity, volume = D(row["average_quantity_on_hand"]), D(row["item_volume"])
        assert fee == cents_of(quantity * volume * D(row["storage_rate"]))
        sku = labels.get((row["asin"], row["fnsku"])) or labels[row["asin"], ""]
        unit = known.get(sku)
        if unit is None:
            continue
        subject, month = f"{sku}/{row['month_of_charge']}", f"{row['month_of_charge']}-01"
        true_volume = cubic_feet(unit)
        due = cents_of(quantity * true_volume * unit.storage_rate(month))
        expected[subject] += due
        charged[subject] += fee
        if reasons.get(subject) == "wrong_volume":
            assert abs(volume - true_volume * D("1.5")) <= D("0.0001")
        elif reasons.get(subject) == "wrong_rate_period":
            assert (row["storage_rate"], month[5:7]) == ("2.4", "03")
        else:
            assert volume == true_volume
    found = {
        (subject, "storage_fee", expected[subject], charged[subject])
        for subject in expected
        if expected[subject] != charged[subject]
    }
    assert found == planted(truth, "storage_fee")
    assert len(found) == 2


def test_aged_inventory_is_at_its_tier_but_for_one_row(truth: dict, sample: Path):
    known: dict[str, Unit] = units(sample)
    found: Found = set()
    rows = report(sample, "aged_inventory")
    for row in rows:
        day = row["snapshot-date"][:10]
        assert day.endswith("-15")
        rate, least = AGED[row["surcharge-age-tier"], day[:4]]
        quantity, volume = int(row["qty-charged"]), D(row["per-unit-volume"])
        assert volume == cubic_feet(known[row["sku"]])
        due = max(cents_of(quantity * volume * D(rate)), quantity * D(least))
        if D(row["amount-charged"]) != due:
            subject = f"{row['sku']}/{day[:7]}"
            found.add((subject, "aged_inventory_surcharge", due, D(row["amount-charged"])))
    assert found == planted(truth, "aged_inventory_surcharge")
    assert (len(found), len(rows) > 6) == (1, True)


def test_settlements_bill_what_the_storage_and_aged_reports_add_up_to(sample: Path):
    billed: dict[str, Counter[str]] = {"storage": Counter(), "aged": Counter()}
    charges: Counter[tuple[str, str]] = Counter()
    for part, currency, _ in settlement_parts(sample):
        words = {part["amount-type"], part["amount-description"]}
        kind = "storage" if words & {"Storage Fee", "FBA Inventory Storage Fee"} else ""
        kind = "aged" if "StorageRenewalBilling" in words else kind
        if kind and currency == "USD":
            month = local_date(part["posted"])[:7]
            charges[kind, month] += 1
            billed[kind][month] += -D(part["amount"])
    told: dict[str, Counter[str]] = {"storage": Counter(), "aged": Counter()}
    for row in report(sample, "storage_fees"):
        year, month = map(int, row["month_of_charge"].split("-"))
        following = f"{year + month // 12}-{month % 12 + 1:02d}"
        if row["country_code"] == "US":
            told["storage"][following] += D(row["estimated_monthly_storage_fee"])
    for row in report(sample, "aged_inventory"):
        told["aged"][row["snapshot-date"][:7]] += D(row["amount-charged"])
    # The storage of December 2024 was billed in January: its report was never downloaded.
    assert billed["storage"].pop("2025-01") > 0
    # A second charge for July came in another settlement, beyond what the report states.
    assert [key for key, count in charges.items() if count > 1] == [("storage", "2025-08")]
    told["storage"]["2025-08"] += D("1.37")
    assert billed == told
    assert (len(told["storage"]), len(told["aged"])) == (17, 4)


def test_settlements_carry_no_shipping_holdback_any_more(sample: Path):
    names = {part["amount-description"] for part, _, _ in settlement_parts(sample)}
    assert "Commission" in names
    assert "ShippingHB" not in names
