"""Amazon's fee cards as far as they are known, and what Amazon charges on the days without one.

Amounts are cents. A card serves shipments from its first to its last day, both local days of the
marketplace and both included, of units whose price lies in its band.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from data.simulator.money import half_away


@dataclass(frozen=True)
class Measures:
    """A packaged unit: sides in inches, longest first, and its weight in pounds."""

    longest: Fraction
    median: Fraction
    shortest: Fraction
    weight: Fraction

    @property
    def girth(self) -> Fraction:
        """Length plus girth."""
        return self.longest + 2 * (self.median + self.shortest)

    def fits(self, longest: str, median: str, shortest: str) -> bool:
        """True when no side is longer than its limit."""
        return (
            self.longest <= Fraction(longest)
            and self.median <= Fraction(median)
            and self.shortest <= Fraction(shortest)
        )

    def dimensional(self, least: int = 0) -> Fraction:
        """Dimensional weight in pounds; median and shortest side count as at least `least`."""
        return self.longest * max(self.median, least) * max(self.shortest, least) / 139


@dataclass(frozen=True)
class Card:
    """US fulfillment fees of a period and price band, for what is neither apparel nor dangerous.

    small: by 2 oz up to 16 oz; large: by 4 oz up to 3 lb, and the fee above it, which grows by 8
    cents for 4 oz; bulky: of the first pound, which grows by 38 cents for a pound.
    """

    first: dt.date
    last: dt.date
    price_from: int
    price_to: int | None
    small: tuple[int, ...]
    large: tuple[int, ...]
    large_above: int
    small_bulky: int | None
    large_bulky: int

    def serves(self, day: dt.date, price: Fraction) -> bool:
        """True for a unit price in cents on a day."""
        top = self.price_to is None or price <= self.price_to
        return self.first <= day <= self.last and self.price_from <= price and top


_LOW_PRICE = (291, 313, 338, 378, 422, 460, 475, 500, 510, 528, 544, 585)
_PEAK = (
    (325, 334, 344, 353, 364, 374, 382, 387),
    (392, 416, 443, 484, 529, 568, 584, 610, 624, 644, 661, 703),
)
_YEAR_2025 = (dt.date(2025, 1, 15), dt.date(2025, 10, 14))
_YEAR_2026 = (dt.date(2026, 1, 15), dt.date(2026, 10, 14))
# Nobody has published what a unit below 10.00 pays in the two peak seasons.
CARDS = (
    Card(dt.date(2024, 10, 15), dt.date(2025, 1, 14), 1_000, None, *_PEAK, 746, None, 1_065),
    Card(
        *_YEAR_2025,
        0,
        999,
        (229, 238, 247, 256, 266, 276, 283, 288),
        _LOW_PRICE,
        615,
        None,
        884,
    ),
    Card(
        *_YEAR_2025,
        1_000,
        None,
        (306, 315, 324, 333, 343, 353, 360, 365),
        (368, 390, 415, 455, 499, 537, 552, 577, 587, 605, 621, 662),
        692,
        None,
        961,
    ),
    Card(dt.date(2025, 10, 15), dt.date(2026, 1, 14), 1_000, None, *_PEAK, 746, None, 1_065),
    Card(
        *_YEAR_2026,
        0,
        999,
        (243, 249, 256, 266, 277, 282, 292, 295),
        _LOW_PRICE,
        615,
        678,
        858,
    ),
    Card(
        *_YEAR_2026,
        1_000,
        5_000,
        (332, 342, 345, 354, 368, 378, 391, 396),
        (373, 395, 420, 460, 504, 542, 557, 582, 592, 610, 626, 667),
        697,
        755,
        935,
    ),
    Card(
        *_YEAR_2026,
        5_001,
        None,
        (358, 368, 371, 380, 394, 404, 417, 422),
        (399, 421, 446, 486, 530, 568, 583, 608, 618, 636, 652, 693),
        723,
        755,
        935,
    ),
)
SURCHARGE_FROM = dt.date(2026, 4, 17)
# Multi-channel orders pay the surcharge two weeks later.
MCF_SURCHARGE_FROM = dt.date(2026, 5, 2)
_NEXT_TIER = {"small_standard": "large_standard", "large_standard": "small_bulky"}


def card_of(day: dt.date, price: Fraction) -> Card | None:
    """The US card of a shipment; None where none is known."""
    return next((card for card in CARDS if card.serves(day, price)), None)


def size_tier(measures: Measures, day: dt.date) -> str:
    """Amazon.com's size tier; raises ValueError for what is larger than large bulky."""
    if measures.fits("15", "12", "0.75") and measures.weight <= 1:
        return "small_standard"
    if measures.fits("18", "14", "8") and max(measures.weight, measures.dimensional()) <= 20:
        return "large_standard"
    heavy = max(measures.weight, measures.dimensional(2)) > 50 or measures.girth > 130
    if not heavy and day >= _YEAR_2026[0] and measures.fits("37", "28", "20"):
        return "small_bulky"
    if not heavy and measures.fits("59", "33", "33"):
        return "large_bulky"
    raise ValueError(f"{measures} is extra large")


def next_tier(tier: str, day: dt.date) -> str:
    """The tier above; before 2026 there was no small bulky."""
    above = _NEXT_TIER.get(tier, "large_bulky")
    return "large_bulky" if above == "small_bulky" and day < _YEAR_2026[0] else above


def base_fee(card: Card, tier: str, measures: Measures, bands_up: int = 0) -> int:
    """The card's fee of a tier, `bands_up` weight bands above the one of the unit."""
    if tier == "small_standard":
        return card.small[_band(measures.weight, 8) - 1 + bands_up]
    if tier == "large_standard":
        band = _band(max(measures.weight, measures.dimensional()), 4) + bands_up
        return card.large[band - 1] if band <= 12 else card.large_above + 8 * (band - 12)
    first = card.small_bulky if tier == "small_bulky" else card.large_bulky
    if first is None:
        raise ValueError(f"no {tier} on the card of {card.first}")
    pounds = _band(max(measures.weight, measures.dimensional(2)), 1) + bands_up
    return first + 38 * (pounds - 1)


def _band(weight: Fraction, steps_per_pound: int) -> int:
    """The step that a weight falls in; a limit belongs to the step below it."""
    return max(1, -(-weight * steps_per_pound // 1))


def with_surcharge(fee: int, day: dt.date, since: dt.date = SURCHARGE_FROM) -> int:
    """A fee with the fuel and logistics surcharge of 3.5 %, rounded by itself."""
    return fee + half_away(fee * Fraction("0.035")) if day >= since else fee


def us_fee(measures: Measures, day: dt.date, price: Fraction) -> int | None:
    """What Amazon.com's card says that a unit costs; None where no card is known."""
    card = card_of(day, price)
    if card is None:
        return None
    return with_surcharge(base_fee(card, size_tier(measures, day), measures), day)


def mcf_fee(measures: Measures, day: dt.date) -> int:
    """What a unit of another channel's order costs: as one that sells for 10.00 to 50.00."""
    card = card_of(day, Fraction(3_000))
    if card is None:
        raise ValueError(f"no card on {day}")
    fee = base_fee(card, size_tier(measures, day), measures)
    return with_surcharge(fee, day, MCF_SURCHARGE_FROM)


# Amazon.ca, from August 2025: by 100 g up to 500 g and to 1.5 kg.
_ENVELOPE = (446, 471, 501, 528, 562)
_STANDARD = (592, 612, 636, 673, 723, 740, 771, 795, 825, 849, 858, 884, 904, 929, 960)
_STANDARD_ABOVE = 1_032
_KNOWN_PEAK = {2: 649, 8: 843, 9: 874}
_CANADA_PEAK = (dt.date(2025, 10, 15), dt.date(2026, 1, 14))
_CANADA_FROM = dt.date(2025, 8, 14)


def canada_fee(measures: Measures, day: dt.date) -> tuple[int, bool]:
    """(cents of a unit on Amazon.ca, whether the card says so or only Amazon knows).

    Raises ValueError for what is larger than standard size.
    """
    inch, pound = Fraction("2.54"), Fraction("0.45359237")
    sides = [side * inch for side in (measures.longest, measures.median, measures.shortest)]
    kilograms = max(measures.weight * pound, sides[0] * sides[1] * sides[2] / 5_000)
    band = max(1, -(-kilograms * 10 // 1))
    envelope = sides[0] <= 38 and sides[1] <= 27 and sides[2] <= 2 and band <= 5
    if not envelope and not (sides[0] <= 45 and sides[1] <= 35 and sides[2] <= 20 and band <= 90):
        raise ValueError(f"{measures} is oversize in Canada")
    if envelope:
        fee = _ENVELOPE[band - 1]
    elif band <= 15:
        fee = _STANDARD[band - 1]
    else:
        fee = _STANDARD_ABOVE + 9 * (band - 15)
    known = day >= _CANADA_FROM
    if _CANADA_PEAK[0] <= day <= _CANADA_PEAK[1]:
        known = not envelope and band in _KNOWN_PEAK
        fee = _KNOWN_PEAK[band] if known else fee + 37
    return with_surcharge(fee, day), known


def referral_fee(base: int, quantity: int, rate: str = "0.15") -> int:
    """Commission on `quantity` units that sold for `base` together: a rate, at least 0.30.

    Half up per unit, as real settlements show.
    """
    return max(30, half_away(Fraction(base, quantity) * Fraction(rate))) * quantity


def refund_administration(commission: int) -> int:
    """What Amazon keeps of a commission that it gives back: 20 %, at most 5.00."""
    return min(500, half_away(commission * Fraction("0.2")))
