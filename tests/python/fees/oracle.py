"""What Amazon charges by its rate cards, written a second time and without the warehouse's SQL.

The models are compared with it on random products (test_models_agree_with_the_oracle), and it is
compared with published and observed fees itself (test_oracle_worked_examples). Exact fractions all
the way; a rounding stands only where Amazon rounds, and where a ruler or a scale does. Each reading
of a card is a method of its own, so that a test can replace one of them and see which cases notice.

A fee that no card tells is unknown: None with a reason, never 0, and no card is read outside its
days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from tests.python.fees.cards import Cards, Row

NO_CARD, NO_DIMENSIONS = "no_card", "no_dimensions"
UNMAPPED_CATEGORY, NO_PRICE = "unmapped_category", "no_price"
CM_PER_INCH, KG_PER_POUND = Fraction("2.54"), Fraction("0.45359237")
CUBIC_INCHES_PER_CUBIC_FOOT = 1728
OVERMAX_LONGEST, OVERMAX_LENGTH_PLUS_GIRTH = 96, 130


@dataclass(frozen=True)
class Fee:
    """An amount in the card's currency, or None and why; rows: ids of the card rows behind it."""

    amount: Decimal | None
    reason: str | None = None
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Product:
    """A packed unit. sides: inches, the longest first; weight: pounds; None where not measured."""

    sides: tuple[Fraction, Fraction, Fraction] | None
    weight: Fraction | None
    product_type: str = "non_apparel"
    is_sipp: bool = False
    fee_category: str = ""

    @classmethod
    def metric(cls, sides: Iterable[Fraction], weight: Fraction, *more) -> Product:
        """A unit measured in centimeters and kilograms, exactly."""
        longest_first = sorted((side / CM_PER_INCH for side in sides), reverse=True)
        return cls(tuple(longest_first), weight / KG_PER_POUND, *more)

    @property
    def needs_care(self) -> bool:
        """Whether Amazon handles it specially when it leaves a warehouse unsold."""
        careful = ("clothing_and_accessories", "footwear", "watches", "jewelry")
        special = ("apparel", "dangerous_goods")
        return self.product_type in special or self.fee_category in careful

    @property
    def is_measured(self) -> bool:
        return bool(self.sides and self.weight and min(*self.sides, self.weight) > 0)


@dataclass(frozen=True)
class Measured:
    """A product on a card: its tier and weights in the card's unit, length plus girth likewise."""

    tier: Row
    billable: Fraction
    dimensional: Fraction | None
    sides: tuple[Fraction, ...] = ()

    @property
    def length_plus_girth(self) -> Fraction:
        return length_plus_girth(self.sides)


def half_up(value: Fraction, places: int = 2) -> Decimal:
    """Round to decimal places, a half away from zero."""
    scaled = floor(abs(value) * 10**places + Fraction(1, 2))
    return Decimal(scaled if value >= 0 else -scaled).scaleb(-places)


def length_plus_girth(sides: tuple[Fraction, ...]) -> Fraction:
    """Longest side plus twice the sum of the other two."""
    return sides[0] + 2 * (sides[1] + sides[2])


def unknown(reason: str) -> Fee:
    """A fee that can't be told, and why."""
    return Fee(None, reason)


class Oracle:
    """The fees of a product, sale or month of storage on the cards of a day."""

    def __init__(self, cards: Cards | None = None) -> None:
        self.cards = cards or Cards()
        self._last: tuple = (None, None, None, None)

    # How a card is read.

    def in_effect(self, row: Row, day: date) -> bool:
        """The end of a row's days is exclusive."""
        return row.effective_from <= day < row.effective_to

    def in_price_band(self, row: Row, price: Fraction) -> bool:
        """Bands of the fulfillment card are written in cents, both ends included."""
        return row.price_from <= price and (row.price_up_to is None or price <= row.price_up_to)

    def in_weight_band(self, row: Row, weight: Fraction) -> bool:
        """Heavier than the lower end, up to and with the upper one."""
        return row.weight_above < weight and (
            row.weight_up_to is None or weight <= row.weight_up_to
        )

    def started_steps(self, weight: Fraction, above: Fraction, step: Fraction) -> int:
        """Part of a step bills whole."""
        return max(0, ceil((weight - above) / step))

    def unit_price(self, total: Fraction | None, quantity: int = 1) -> Fraction | None:
        """The price of one unit in whole cents."""
        return None if total is None else Fraction(half_up(total / quantity))

    def only(self, rows: Iterable[Row]) -> Row | None:
        """The one row that applies, or None. Raises ValueError when the card contradicts itself."""
        found = list(rows)
        if len(found) > 1:
            raise ValueError(f"several rows apply: {[row.rate_card_row_id for row in found]}")
        return found[0] if found else None

    # Size tier and weights.

    def in_centimeters(self, inches: Fraction) -> Fraction:
        """A side to a thousandth of a centimeter: nobody measures a parcel finer."""
        return Fraction(half_up(inches * CM_PER_INCH, 3))

    def in_kilograms(self, pounds: Fraction) -> Fraction:
        """A weight to a tenth of a gram."""
        return Fraction(half_up(pounds * KG_PER_POUND, 4))

    def dimensional(self, tier: Row, sides: tuple[Fraction, ...]) -> Fraction:
        """Volume weight; bulky tiers count width and height as no less than a minimum."""
        floor_side = tier.minimum_side or 0
        return (
            sides[0] * max(sides[1], floor_side) * max(sides[2], floor_side)
        ) / tier.dimensional_divisor

    def billable(self, tier: Row, unit: Fraction, dimensional: Fraction) -> Fraction:
        """The weight that the card bills: the unit's own, or the greater of it and its volume's."""
        return unit if tier.billing_basis == "unit" else max(unit, dimensional)

    def fits(self, tier: Row, sides: tuple, unit: Fraction, dimensional: Fraction) -> bool:
        """Whether a product is within every limit of a tier; a limit itself is within."""
        pairs = (
            (sides[0], tier.max_longest),
            (sides[1], tier.max_median),
            (sides[2], tier.max_shortest),
            (length_plus_girth(sides), tier.max_length_plus_girth),
            (unit, tier.max_unit_weight),
            (dimensional, tier.max_dimensional_weight),
            (self.billable(tier, unit, dimensional), tier.max_billable_weight),
        )
        lightest = tier.min_unit_weight_above
        return (lightest is None or unit > lightest) and all(
            limit is None or measure <= limit for measure, limit in pairs
        )

    def measured(self, country: str, product: Product, day: date) -> Measured | str:
        """The first tier that a product fits in on a day and its weights, or why there is none."""
        place, day_before, product_before, found = self._last
        if product is not product_before or (country, day) != (place, day_before):
            found = self._measured(country, product, day)
            self._last = (country, day, product, found)
        return found

    def _measured(self, country: str, product: Product, day: date) -> Measured | str:
        if not product.is_measured:
            return NO_DIMENSIONS
        for tier in self.cards.size_tiers[country]:
            if not self.in_effect(tier, day):
                continue
            sides, unit = product.sides, product.weight
            if tier.dimension_unit == "cm":
                sides = tuple(self.in_centimeters(side) for side in sides)
            if tier.weight_unit == "kg":
                unit = self.in_kilograms(unit)
            dimensional = self.dimensional(tier, sides)
            if self.fits(tier, sides, unit, dimensional):
                return Measured(tier, self.billable(tier, unit, dimensional), dimensional, sides)
        return NO_CARD

    # The fulfillment fee and what comes with it.

    def fulfillment_fee(
        self, country: str, product: Product, day: date, price: Fraction | None
    ) -> Fee:
        """FBA fee of one unit that ships on a day: base, surcharge, SIPP discount."""
        base = self.base_fee(country, product, day, price)
        if base.amount is None:
            return base
        surcharge, because = self.surcharge(country, Fraction(base.amount), day)
        discount, why = self.sipp_discount(country, product, day)
        total = Fraction(base.amount) + surcharge + discount
        return Fee(half_up(total), rows=(*base.rows, *because, *why))

    def base_fee(self, country: str, product: Product, day: date, price: Fraction | None) -> Fee:
        """The card's own figure for one unit: its band and the started steps above it."""
        if price is None:
            return unknown(NO_PRICE)
        measured = self.measured(country, product, day)
        if isinstance(measured, str):
            return unknown(measured)
        row = self.only(
            row
            for row in self.cards.fulfillment[country, measured.tier.size_tier]
            if self.in_effect(row, day)
            and row.product_type in ("all", product.product_type)
            and self.in_price_band(row, self.unit_price(price))
            and self.in_weight_band(row, measured.billable)
        )
        if row is None:
            return unknown(NO_CARD)
        amount = self.stepped(row, row.base_fee, measured.billable)
        return Fee(half_up(amount), rows=(row.rate_card_row_id,))

    def stepped(self, row: Row, first: Fraction, weight: Fraction) -> Fraction:
        """A first amount and one increment per started step."""
        if row.increment_fee is None:
            return first
        return first + row.increment_fee * self.started_steps(
            weight, row.increment_above, row.increment_step
        )

    def surcharge(self, country: str, base: Fraction, day: date) -> tuple[Fraction, tuple]:
        """Fuel and logistics surcharge on a unit's base fee, rounded on its own."""
        row = self.rate(country, "fuel_logistics_surcharge", day, "fba")
        if row is None:
            return Fraction(0), ()
        return Fraction(half_up(base * row.rate)), (row.rate_card_row_id,)

    def sipp_discount(self, country: str, product: Product, day: date) -> tuple[Fraction, tuple]:
        """What a unit in its own packaging costs less; the surcharge does not change with it."""
        measured = self.measured(country, product, day) if product.is_sipp else NO_CARD
        if isinstance(measured, str):
            return Fraction(0), ()
        row = self.unit_row(country, "sipp_discount", product, measured, day)
        return (row.amount, (row.rate_card_row_id,)) if row else (Fraction(0), ())

    def overmax_fee(self, country: str, product: Product, day: date) -> Fee | None:
        """Handling of a unit that is too long; None where it is not or no tier has such a fee."""
        measured = self.measured(country, product, day)
        if isinstance(measured, str):
            return None
        too_long = measured.sides[0] > OVERMAX_LONGEST
        if not too_long and measured.length_plus_girth <= OVERMAX_LENGTH_PLUS_GIRTH:
            return None
        return self._unit_fee(country, "overmax_handling", product, measured, day)

    def packaging_fee(self, country: str, product: Product, day: date) -> Fee | None:
        """Packing of a bulky unit that is not certified to ship in its own packaging."""
        measured = self.measured(country, product, day)
        if isinstance(measured, str) or product.is_sipp:
            return None
        return self._unit_fee(country, "non_sipp_packaging_fee", product, measured, day)

    def low_inventory_fee(
        self, country: str, product: Product, day: date, days_of_supply: tuple[Fraction, Fraction]
    ) -> Fee | None:
        """Surcharge of a unit in short supply; days_of_supply: over 30 and over 90 days."""
        measured = self.measured(country, product, day)
        if isinstance(measured, str):
            return unknown(measured)
        supply = max(days_of_supply)
        return self._unit_fee(country, "low_inventory_level", product, measured, day, supply)

    def removal_fee(
        self, country: str, product: Product, day: date, code: str = "removal_or_disposal"
    ) -> Fee:
        """Removal, disposal or liquidation_processing of one unit, on the day it is ordered."""
        measured = self.measured(country, product, day)
        if isinstance(measured, str):
            return unknown(measured)
        return self._unit_fee(country, code, product, measured, day) or unknown(NO_CARD)

    def unit_row(
        self,
        country: str,
        code: str,
        product: Product,
        measured: Measured,
        day: date,
        supply: Fraction | None = None,
    ) -> Row | None:
        """The row of a fee per unit by size, product type, weight and, if asked, days of supply."""
        size = measured.tier.storage_size
        special = size == "oversize" or product.needs_care
        sizes = (size, "oversize_or_special_handling") if size == "oversize" else (size,)
        if special and code in ("removal_or_disposal", "liquidation_processing"):
            sizes = ("oversize_or_special_handling",)
        return self.only(
            row
            for row in self.cards.unit_fees[country, code]
            if self.in_effect(row, day)
            and row.size_tier in (None, measured.tier.size_tier)
            and (row.storage_size is None or row.storage_size in sizes)
            and row.product_type in ("all", product.product_type)
            and self.in_weight_band(
                row,
                measured.dimensional if row.weight_basis == "dimensional" else measured.billable,
            )
            and (supply is None or row.days_of_supply_from <= supply < row.days_of_supply_below)
        )

    def _unit_fee(self, *arguments) -> Fee | None:
        row = self.unit_row(*arguments)
        if row is None:
            return None
        measured = arguments[3]
        weight = measured.dimensional if row.weight_basis == "dimensional" else measured.billable
        return Fee(half_up(self.stepped(row, row.amount, weight)), rows=(row.rate_card_row_id,))

    def rate(self, country: str, code: str, day: date, applies_to: str | None = None) -> Row | None:
        """The rate or amount of a fee code on a day."""
        return self.only(
            row
            for row in self.cards.rates[country, code]
            if self.in_effect(row, day) and row.applies_to == applies_to
        )
