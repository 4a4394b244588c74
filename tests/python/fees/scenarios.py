"""The oracle's answer to a row of the what-if table (report reference/fee_scenarios)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.python.fees.cards import number
from tests.python.fees.oracle import Fee, Measured, Product, half_up
from tests.python.fees.selling import Account, Oracle

# The columns of the what-if table, in its own order.
COLUMNS = (
    "scenario_id",
    "marketplace",
    "price",
    "as_of_date",
    "amazon_fee_category",
    "product_type",
    "length_in",
    "width_in",
    "height_in",
    "weight_lb",
    "quantity",
    "shipping",
    "gift_wrap",
    "fulfillment",
    "is_sipp",
    "unit_cost",
    "currency",
)
COUNTRIES = {"Amazon.com": "US", "Amazon.ca": "CA", "Amazon.co.uk": "GB"}


@dataclass(frozen=True)
class Answer:
    """What a scenario costs: fee code -> fee of the whole line; a fee that never applies is absent.

    size_tier, billable_weight: of the product on that day's card, in the card's unit.
    """

    size_tier: str | None = None
    billable_weight: Decimal | None = None
    fees: dict[str, Fee] = field(default_factory=dict)


def product_of(case: dict) -> Product:
    """The product of a scenario; a blank side leaves all of them unknown.

    A case may tell what was measured in centimeters and kilograms before it was written in inches.
    """
    kind = (case["product_type"], case["is_sipp"] == "true", case["amazon_fee_category"])
    if case.get("_metric"):
        *sides, weight = map(Fraction, case["_metric"].split())
        return Product.metric(sides, weight, *kind)
    written = [number(case[name]) for name in ("length_in", "width_in", "height_in")]
    sides = None if None in written else tuple(sorted(written, reverse=True))
    return Product(sides, number(case["weight_lb"]), *kind)


def referral_price(oracle: Oracle, country: str, case: dict) -> Fraction | None:
    """What a unit's referral fee is rated on.

    Shipping and gift wrap count where the merchant ships: under FBA Amazon takes them back. Media
    are rated on the item's price alone.
    """
    price = number(case["price"])
    day, category = date.fromisoformat(case["as_of_date"]), case["amazon_fee_category"]
    rows = oracle.referral_rows(country, category, day, price)
    item_only = not isinstance(rows, str) and any(row.fee_base == "item" for row in rows)
    if price is None or item_only or case["fulfillment"] != "merchant":
        return price
    extra = (number(case["shipping"]) or 0) + (number(case["gift_wrap"]) or 0)
    return price + extra


def answer(oracle: Oracle, case: dict, account: Account) -> Answer:
    """Every fee of a scenario's line, and the units of that line refunded or removed."""
    country = COUNTRIES[case["marketplace"]]
    day, category = date.fromisoformat(case["as_of_date"]), case["amazon_fee_category"]
    quantity, product = int(case["quantity"]), product_of(case)
    price = referral_price(oracle, country, case)
    per_unit = oracle.referral_per_unit(country, category, day, price, case["fulfillment"])
    referral = oracle.referral_line(per_unit, quantity)
    tax = Decimal(0) if referral.amount is None else oracle.tax_on_fee(referral.amount, account)
    commission = referral
    if referral.amount is not None:
        commission = Fee(referral.amount + tax, rows=referral.rows)
    fees = {
        "referral_fee": commission,
        "variable_closing_fee": oracle.closing_fee(country, category, day, price, quantity),
        "per_item_selling_fee": oracle.per_item_fee(country, day, account, quantity),
        "refund_administration": oracle.refund_administration(country, day, referral, tax),
        "digital_services_fee": oracle.digital_services_fee(commission, account),
    }
    measured = oracle.measured(country, product, day)
    if case["fulfillment"] == "fba":
        unit = oracle.fulfillment_fee(country, product, day, number(case["price"]))
        fees["fba_fulfillment_fee"] = _of_line(unit, quantity)
        fees["removal_fee"] = _of_line(oracle.removal_fee(country, product, day), quantity)
        fees["liquidation_processing"] = _of_line(
            oracle.removal_fee(country, product, day, "liquidation_processing"), quantity
        )
        fees["overmax_handling"] = _of_line(oracle.overmax_fee(country, product, day), quantity)
        fees["non_sipp_packaging_fee"] = _of_line(
            oracle.packaging_fee(country, product, day), quantity
        )
    known = {code: fee for code, fee in fees.items() if fee is not None}
    if isinstance(measured, Measured):
        return Answer(measured.tier.size_tier, half_up(measured.billable, 6), known)
    return Answer(fees=known)


def _of_line(fee: Fee | None, quantity: int) -> Fee | None:
    """A fee per unit times the units of a line."""
    if fee is None or fee.amount is None:
        return fee
    return Fee(fee.amount * quantity, fee.reason, fee.rows)
