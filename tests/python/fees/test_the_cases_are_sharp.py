"""Each way to misread a rate card changes the answer to some of the random cases.

The comparison of the models with the oracle is worth what its cases are: a boundary that none of
them stands on could be read wrongly by the models, and nothing would show it. Whoever adds a rule
to the oracle adds its misreading here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import floor

import pytest

from tests.python.fees import scenarios
from tests.python.fees.cards import Row, number
from tests.python.fees.cases import account_of, draw
from tests.python.fees.oracle import CM_PER_INCH, KG_PER_POUND, Fee, Product, half_up
from tests.python.fees.scenarios import Answer, answer
from tests.python.fees.selling import Account, Oracle

pytestmark = pytest.mark.dear

CASES = 2000


class WeightBandsIncludeTheLowerEnd(Oracle):
    def in_weight_band(self, row: Row, weight: Fraction) -> bool:
        return row.weight_above <= weight and (
            row.weight_up_to is None or weight < row.weight_up_to
        )


class LastDayIncluded(Oracle):
    def in_effect(self, row: Row, day: date) -> bool:
        return row.effective_from < day <= row.effective_to


class PriceInMoreThanCents(Oracle):
    def unit_price(self, total: Fraction | None, quantity: int = 1) -> Fraction | None:
        return total


class TopOfThePriceBandExcluded(Oracle):
    def in_price_band(self, row: Row, price: Fraction) -> bool:
        return row.price_from <= price and (row.price_up_to is None or price < row.price_up_to)


class OnlyWholeSteps(Oracle):
    def started_steps(self, weight: Fraction, above: Fraction, step: Fraction) -> int:
        return max(0, floor((weight - above) / step))


class NoSurcharge(Oracle):
    def surcharge(self, country: str, base: Fraction, day: date) -> tuple[Fraction, tuple]:
        return Fraction(0), ()


class SurchargeRoundedDown(Oracle):
    def surcharge(self, country: str, base: Fraction, day: date) -> tuple[Fraction, tuple]:
        amount, rows = super().surcharge(country, base, day)
        row = self.rate(country, "fuel_logistics_surcharge", day, "fba")
        return (Fraction(floor(base * row.rate * 100), 100), rows) if row else (amount, rows)


class DiscountBeforeTheSurcharge(Oracle):
    def fulfillment_fee(
        self, country: str, product: Product, day: date, price: Fraction | None
    ) -> Fee:
        base = self.base_fee(country, product, day, price)
        if base.amount is None:
            return base
        discounted = Fraction(base.amount) + self.sipp_discount(country, product, day)[0]
        return Fee(half_up(discounted + self.surcharge(country, discounted, day)[0]))


class DiscountForApparelToo(Oracle):
    def sipp_discount(self, country: str, product: Product, day: date) -> tuple[Fraction, tuple]:
        return super().sipp_discount(country, replace(product, product_type="non_apparel"), day)


class CentimetersByWayOfInches(Oracle):
    def in_centimeters(self, inches: Fraction) -> Fraction:
        return Fraction(half_up(Fraction(half_up(inches, 4)) * CM_PER_INCH, 6))


class KilogramsByWayOfPounds(Oracle):
    def in_kilograms(self, pounds: Fraction) -> Fraction:
        return Fraction(half_up(Fraction(half_up(pounds, 4)) * KG_PER_POUND, 6))


class NoMinimumSide(Oracle):
    def dimensional(self, tier: Row, sides: tuple[Fraction, ...]) -> Fraction:
        return sides[0] * sides[1] * sides[2] / tier.dimensional_divisor


class MinimumSideForLargeStandard(Oracle):
    def dimensional(self, tier: Row, sides: tuple[Fraction, ...]) -> Fraction:
        if tier.size_tier == "large_standard":
            sides = (sides[0], max(sides[1], Fraction(2)), max(sides[2], Fraction(2)))
        return super().dimensional(tier, sides)


class VolumeBilledInEveryTier(Oracle):
    def billable(self, tier: Row, unit: Fraction, dimensional: Fraction) -> Fraction:
        return max(unit, dimensional)


class UnitWeightBilledInEveryTier(Oracle):
    def billable(self, tier: Row, unit: Fraction, dimensional: Fraction) -> Fraction:
        return unit


class LimitsExcluded(Oracle):
    def fits(self, tier: Row, sides: tuple, unit: Fraction, dimensional: Fraction) -> bool:
        limits = (tier.max_longest, tier.max_median, tier.max_shortest)
        return super().fits(tier, sides, unit, dimensional) and not any(
            side == limit for side, limit in zip(sides, limits, strict=True)
        )


class GirthForgotten(Oracle):
    def fits(self, tier: Row, sides: tuple, unit: Fraction, dimensional: Fraction) -> bool:
        return super().fits(Row(tier, max_length_plus_girth=None), sides, unit, dimensional)


class PortionRatedAsTheWhole(Oracle):
    def rated(self, row: Row, price: Fraction) -> Fraction:
        covers = row.portion_above < price and (
            row.portion_up_to is None or price <= row.portion_up_to
        )
        return row.rate * price if covers else Fraction(0)


class WholePriceRatedByPortions(Oracle):
    def rated(self, row: Row, price: Fraction) -> Fraction:
        if row.tier_mode == "whole_price":
            return row.rate * (price - row.price_above)
        return super().rated(row, price)


class ReferralBandsIncludeTheLowerEnd(Oracle):
    def in_referral_band(self, row: Row, price: Fraction) -> bool:
        return row.price_above <= price and (row.price_up_to is None or price < row.price_up_to)


class NoMinimum(Oracle):
    def minimum(self, rows: list[Row]) -> Fraction:
        return Fraction(0)


class ReferralRoundedPerLine(Oracle):
    def referral_per_unit(self, country, category, day, price, fulfillment="fba") -> Fee:
        exact = super().referral_per_unit(country, category, day, price, fulfillment)
        if exact.amount is None:
            return exact
        rows = self.referral_rows(country, category, day, price, fulfillment)
        amount = max(sum(self.rated(row, price) for row in rows), self.minimum(rows))
        return Fee(Decimal(amount.numerator) / Decimal(amount.denominator))

    def referral_line(self, per_unit: Fee, quantity: int) -> Fee:
        if per_unit.amount is None:
            return per_unit
        return Fee(half_up(Fraction(per_unit.amount) * quantity))


class HalfToEven(Oracle):
    def referral_per_unit(self, country, category, day, price, fulfillment="fba") -> Fee:
        known = super().referral_per_unit(country, category, day, price, fulfillment)
        if known.amount is None:
            return known
        rows = self.referral_rows(country, category, day, price, fulfillment)
        amount = max(sum(self.rated(row, price) for row in rows), self.minimum(rows))
        exact = Decimal(amount.numerator) / Decimal(amount.denominator)
        return Fee(exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN))


class TaxForgotten(Oracle):
    def tax_on_fee(self, line: Decimal, account: Account) -> Decimal:
        return Decimal(0)


class NoCapOnRefunds(Oracle):
    def refund_administration(self, country: str, day: date, referral: Fee, tax: Decimal) -> Fee:
        row = self.rate(country, "refund_administration", day)
        if referral.amount is None or row is None:
            return super().refund_administration(country, day, referral, tax)
        base = referral.amount + (tax if row.rate_base == "referral_fee_with_tax" else 0)
        return Fee(half_up(Fraction(base) * row.rate))


class RefundsIgnoreTheTaxOnTheFee(Oracle):
    def refund_administration(self, country: str, day: date, referral: Fee, tax: Decimal) -> Fee:
        return super().refund_administration(country, day, referral, Decimal(0))


class UnverifiedRowsCount(Oracle):
    def referral_rows(self, country, category, day, price, fulfillment="fba"):
        found = super().referral_rows(country, category, day, price, fulfillment)
        if found == "no_card" and category == "amazon_explore":
            return self.cards.referral["US", "home_and_kitchen"]
        return found


MISREADINGS = [
    kind for kind in list(globals().values()) if isinstance(kind, type) and Oracle in kind.__bases__
]


@pytest.fixture(scope="module")
def cases() -> list[dict[str, str]]:
    return draw(CASES)


@pytest.fixture(scope="module")
def answers(cases: list[dict[str, str]]) -> list[Answer]:
    oracle = Oracle()
    return [answer(oracle, case, account_of(case)) for case in cases]


def told(found: Answer) -> tuple:
    """What a comparison sees of an answer: not the rows of the card."""
    fees = {code: (fee.amount, fee.reason) for code, fee in found.fees.items()}
    return found.size_tier, found.billable_weight, fees


@pytest.mark.parametrize("misreading", MISREADINGS, ids=lambda kind: kind.__name__)
def test_a_misreading_changes_answers(misreading: type[Oracle], cases, answers):
    wrong = misreading()
    different = [
        case["scenario_id"]
        for case, right in zip(cases, answers, strict=True)
        if told(answer(wrong, case, account_of(case))) != told(right)
    ]
    assert different, f"none of {CASES} cases shows {misreading.__name__}"


def test_shipping_counted_under_fba_changes_answers(cases, answers, monkeypatch):
    def counted(oracle: Oracle, country: str, case: dict) -> Fraction | None:
        extra = (number(case["shipping"]) or 0) + (number(case["gift_wrap"]) or 0)
        return number(case["price"]) + extra

    monkeypatch.setattr(scenarios, "referral_price", counted)
    oracle = Oracle()
    found = [answer(oracle, case, account_of(case)) for case in cases]
    changed = [
        case["fulfillment"]
        for case, one, other in zip(cases, found, answers, strict=True)
        if told(one) != told(other)
    ]
    # What merchants ship changes too: media are rated on the item alone.
    assert set(changed) == {"fba", "merchant"}


def test_the_same_seed_draws_the_same_cases(cases):
    assert draw(50) == cases[:50]
    assert draw(50, seed=1) != cases[:50]


def test_the_cases_reach_every_tier_and_every_reason(cases, answers):
    oracle = Oracle()
    tiers = {
        (country, row.size_tier)
        for country, rows in oracle.cards.size_tiers.items()
        for row in rows
    }
    reached = {
        (scenarios.COUNTRIES[case["marketplace"]], found.size_tier)
        for case, found in zip(cases, answers, strict=True)
        if found.size_tier
    }
    assert reached == tiers
    reasons = {fee.reason for found in answers for fee in found.fees.values()}
    assert reasons == {None, "no_card", "no_dimensions", "unmapped_category"}
    categories = {key[1] for key in oracle.cards.referral if key[0] == "US"}
    assert categories <= {case["amazon_fee_category"] for case in cases}
