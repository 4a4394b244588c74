"""Rules of the oracle that no published example shows, worked out by hand from the cards.

The amounts are written here as sums over the card's own figures, so that a reader can check them
against the seeds with a pencil.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.python.fees.oracle import (
    NO_CARD,
    NO_DIMENSIONS,
    NO_PRICE,
    UNMAPPED_CATEGORY,
    Fee,
    Measured,
    Product,
    half_up,
)
from tests.python.fees.scenarios import COLUMNS, answer
from tests.python.fees.selling import Account, Oracle

oracle = Oracle()
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)


def unit(*sides: str, weight: str, **more) -> Product:
    return Product(tuple(map(Fraction, sides)), Fraction(weight), **more)


def scenario(**told: str) -> dict:
    """A sale of an envelope-sized unit of home_and_kitchen under FBA, but for what is told."""
    usual = {
        "marketplace": "Amazon.com",
        "price": "20.00",
        "as_of_date": "2026-03-01",
        "amazon_fee_category": "home_and_kitchen",
        "product_type": "non_apparel",
        "length_in": "0.5",
        "width_in": "10",
        "height_in": "6",
        "weight_lb": "0.25",
        "quantity": "1",
        "fulfillment": "fba",
    }
    return dict.fromkeys(COLUMNS, "") | usual | told


def amounts(account: Account | None = None, **told: str) -> dict[str, Decimal | str]:
    """Amount, or reason, of each fee of a scenario."""
    fees = answer(oracle, scenario(**told), account or Account()).fees
    return {code: fee.reason if fee.amount is None else fee.amount for code, fee in fees.items()}


def test_a_half_is_rounded_up():
    assert half_up(Fraction("1.485")) == Decimal("1.49")
    assert half_up(Fraction("1.4849999")) == Decimal("1.48")
    assert half_up(Fraction("-0.005")) == Decimal("-0.01")


def test_a_tier_bills_the_greater_weight_with_two_inches_at_least():
    # 20 x 2 (not 1) x 2 (not 1) / 139 = 0.5755 lb, lighter than the unit; at 0.5 lb it is greater.
    slim = oracle.measured("US", unit("20", "1", "1", weight="0.5"), MARCH)
    assert isinstance(slim, Measured) and slim.tier.size_tier == "small_bulky"
    assert half_up(slim.billable, 6) == Decimal("0.575540")


@pytest.mark.parametrize(
    ("country", "sides", "kilograms", "price", "fee"),
    [
        ("CA", "20 15 10", "0.8", "30", "7.95"),
        ("CA", "20 15 10", "0.801", "30", "8.25"),
        ("GB", "33 23 2.5", "0.1", "25", "2.08"),
        ("GB", "33 23 2.5", "0.101", "25", "2.10"),
    ],
)
def test_metric_limits_hold_what_was_measured_at_them(country, sides, kilograms, price, fee):
    product = Product.metric(map(Fraction, sides.split()), Fraction(kilograms), "non_apparel")
    found = oracle.base_fee(country, product, MARCH, Fraction(price))
    assert found.amount == Decimal(fee)


@pytest.mark.parametrize(("fulfillment", "fee"), [("merchant", "9.00"), ("fba", "7.40")])
def test_above_forty_pounds_clothes_cost_less_only_where_amazon_ships(fulfillment, fee):
    # 15 % of 40 and 7 % of 20, or 15 % of 60.
    told = {"marketplace": "Amazon.co.uk", "price": "60.00", "fulfillment": fulfillment}
    found = amounts(amazon_fee_category="clothing_and_accessories", **told)
    assert found["referral_fee"] == Decimal(fee)


def test_the_heaviest_tier_by_volume_alone_has_no_card():
    # 60 x 40 x 10 / 139 = 172.7 lb: past 150 lb by volume, where the card bills the unit's 40 lb.
    bulky = unit("60", "40", "10", weight="40")
    measured = oracle.measured("US", bulky, MARCH)
    assert isinstance(measured, Measured)
    assert (measured.tier.size_tier, measured.billable) == ("extra_large_150_plus", 40)
    assert oracle.fulfillment_fee("US", bulky, MARCH, Fraction(80)).reason == NO_CARD
    # 5 lb above 150, of which the first is in the base: 194.95 + 4 x 0.19.
    heavy = unit("60", "40", "10", weight="155")
    assert oracle.fulfillment_fee("US", heavy, MARCH, Fraction(80)).amount == Decimal("195.71")


def test_the_packaging_discount_comes_after_the_surcharge():
    # 6.97 + 0.08 for the started step + round(0.24675) - 0.23; the other order gives 7.06.
    product = unit("8", "6", "3", weight="3.01", is_sipp=True)
    assert oracle.fulfillment_fee("US", product, MAY, Fraction(20)).amount == Decimal("7.07")
    apparel = unit("10", "6", "0.5", weight="0.25", is_sipp=True, product_type="apparel")
    # 3.54 + round(0.1239): no discount on apparel.
    assert oracle.fulfillment_fee("US", apparel, MAY, Fraction(20)).amount == Decimal("3.66")


def test_handling_of_long_units_and_packing_of_bulky_ones():
    long = unit("97", "10", "5", weight="10")
    assert oracle.overmax_fee("US", long, MARCH).amount == Decimal("17.00")
    # 90 + 2 x (15 + 5) = 130 is not over; 90 + 2 x (15 + 5.01) is, but 90 in is too long for bulky.
    assert oracle.overmax_fee("US", unit("90", "15", "5", weight="9"), MARCH) is None
    assert oracle.overmax_fee("US", unit("90", "15", "5.01", weight="9"), MARCH).amount == 17
    assert oracle.overmax_fee("US", long, date(2026, 1, 14)) is None
    # 20 x 10 x 7 / 139 = 10.07 lb by volume.
    assert oracle.packaging_fee("US", unit("20", "10", "7", weight="1"), MARCH).amount == Decimal(
        "1.97"
    )
    certified = unit("20", "10", "7", weight="1", is_sipp=True)
    assert oracle.packaging_fee("US", certified, MARCH) is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [((5, 13), "0.89"), ((13, 14), "0.63"), ((21, 3), "0.32"), ((5, 28), None), ((30, 27), None)],
)
def test_the_longer_supply_picks_the_low_inventory_band(days: tuple, expected: str | None):
    supply = (Fraction(days[0]), Fraction(days[1]))
    fee = oracle.low_inventory_fee("US", unit("9", "6", "0.5", weight="0.5"), MARCH, supply)
    assert (fee.amount if fee else None) == (Decimal(expected) if expected else None)


def test_removal_and_liquidation_start_a_step_per_pound():
    small = unit("9", "6", "2", weight="4.01")
    # 2.89 + 3 x 1.06 and 0.40 + 3 x 0.20 for 2.01 lb above 2.
    assert oracle.removal_fee("US", small, MARCH).amount == Decimal("6.07")
    assert oracle.removal_fee("US", small, MARCH, "liquidation_processing").amount == 1
    assert oracle.removal_fee("US", small, date(2024, 4, 14)).reason == NO_CARD
    assert oracle.liquidation_referral("US", MARCH, Fraction("9.90")).amount == Decimal("1.49")


def test_storage_beyond_the_utilization_bands_and_exempt_ages():
    kind = ("US", date(2026, 6, 30), "standard", "non_dangerous", Fraction(10))
    surcharge = {
        weeks: oracle.storage_fee(*kind, "utilization_surcharge", Fraction(weeks))
        for weeks in ("21.99", "22", "28", "52")
    }
    assert surcharge["21.99"].reason == NO_CARD
    told = [str(fee.amount) for fee in surcharge.values()]
    assert told[1:] == ["4.40", "7.60", "18.80"]
    october = ("US", date(2026, 10, 1), "oversize", "dangerous_goods", Fraction(10))
    assert oracle.storage_fee(*october).amount == Decimal("24.30")
    assert oracle.storage_fee("GB", *kind[1:]).reason == NO_CARD
    assert oracle.aged_surcharge("US", MARCH, 180, Fraction(1), 1) is None
    assert oracle.aged_surcharge("US", MARCH, 200, Fraction(1), 1, "jewelry") is None
    assert oracle.aged_surcharge("US", MARCH, 200, Fraction(1), 1, "toys").amount == Decimal("0.50")
    assert oracle.aged_surcharge("US", date(2023, 4, 14), 200, Fraction(1), 1).reason == NO_CARD


def test_coupons_cost_per_redemption_until_the_new_card():
    assert oracle.coupon_fee("US", date(2025, 6, 1), Fraction(4200), 100).amount == Decimal("60.00")
    assert oracle.coupon_fee("US", date(2025, 6, 2), Fraction(4200), 100).amount == Decimal("110")


def test_shipping_bears_a_referral_fee_only_where_the_merchant_ships():
    extra = {"shipping": "4.00", "gift_wrap": "1.00"}
    assert amounts(**extra)["referral_fee"] == Decimal("3.00")
    merchant = amounts(fulfillment="merchant", **extra)
    assert merchant["referral_fee"] == Decimal("3.75")
    assert "fba_fulfillment_fee" not in merchant and "removal_fee" not in merchant
    books = {"amazon_fee_category": "media_books_dvd_music_software_video", "quantity": "2"}
    media = amounts(fulfillment="merchant", **books, **extra)
    assert media["referral_fee"] == Decimal("6.00")
    assert media["variable_closing_fee"] == Decimal("3.60")


def test_fees_of_the_selling_plan_the_account_and_a_refund():
    taxed = Account("individual", Fraction("0.07"), Fraction("0.03"))
    line = amounts(taxed, quantity="3", price="9.99")
    # 3 x 1.50; + round(0.315); 3 % of 4.82; 3 x 0.99; 20 % of 4.50 without tax in the US.
    assert line["referral_fee"] == Decimal("4.82")
    assert line["digital_services_fee"] == Decimal("0.14")
    assert line["per_item_selling_fee"] == Decimal("2.97")
    assert line["refund_administration"] == Decimal("0.90")
    assert amounts(price="200.00")["refund_administration"] == Decimal("5.00")


def test_what_is_unknown_says_why():
    assert oracle.fulfillment_fee("US", unit("9", "6", "1", weight="1"), MARCH, None).reason == (
        NO_PRICE
    )
    assert amounts(weight_lb="")["fba_fulfillment_fee"] == NO_DIMENSIONS
    assert amounts(height_in="0")["fba_fulfillment_fee"] == NO_DIMENSIONS
    assert amounts(amazon_fee_category="")["referral_fee"] == UNMAPPED_CATEGORY
    assert amounts(amazon_fee_category="")["refund_administration"] == UNMAPPED_CATEGORY
    # Canada's card names one category; those of other countries are known, but have no rate there.
    assert amounts(marketplace="Amazon.ca")["referral_fee"] == NO_CARD
    # A rate that nobody verified does not count.
    assert amounts(amazon_fee_category="amazon_explore")["referral_fee"] == NO_CARD


@pytest.mark.parametrize(
    ("day", "price", "expected"),
    [
        ("2023-01-16", "20.00", NO_CARD),
        ("2023-01-17", "20.00", "3.22"),
        ("2023-08-28", "9.99", "3.22"),
        ("2023-08-29", "9.99", "2.45"),
        ("2023-10-15", "20.00", NO_CARD),
        ("2023-10-15", "9.99", "2.45"),
        ("2024-10-14", "9.99", "2.38"),
        ("2024-10-15", "9.99", NO_CARD),
        ("2024-10-15", "10.00", "3.34"),
        ("2025-01-15", "10.00", "3.15"),
        ("2026-01-14", "50.01", "3.34"),
        ("2026-01-15", "50.01", "3.68"),
        ("2027-01-14", "20.00", "3.74"),
        ("2027-01-15", "20.00", NO_CARD),
    ],
)
def test_a_card_counts_from_its_first_to_its_last_day(day: str, price: str, expected: str):
    # The last one is the peak of 2026 with its surcharge: 3.61 + round(0.126).
    found = amounts(as_of_date=day, price=price)["fba_fulfillment_fee"]
    assert found == (NO_CARD if expected == NO_CARD else Decimal(expected))


def test_a_price_of_more_than_two_decimals_counts_in_cents():
    fees = [amounts(price=price)["fba_fulfillment_fee"] for price in ("9.994", "9.995", "50.0049")]
    assert fees == [Decimal("2.49"), Decimal("3.42"), Decimal("3.42")]


def test_a_card_that_contradicts_itself_is_refused():
    row = oracle.cards.fulfillment["US", "small_standard"][0]
    with pytest.raises(ValueError, match="several rows apply"):
        oracle.only([row, row])
    assert oracle.only([]) is None
    assert Fee(None, NO_CARD).rows == ()
