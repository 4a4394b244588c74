"""Random what-if rows that stand on, just under and just over every limit of the rate cards.

A product drawn at random seldom meets a limit, so each is built around one: a side, length plus
girth, the weight of a band or of a started step, a volume that weighs exactly that, a price, a
first or last day. Seeded: the same n and seed give the same rows.

On a metric card most products are measured in centimeters and grams, and the row is written from
that in inches and pounds of four decimals, as a list of products would land.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from math import floor

from tests.python.fees.cards import Cards, Row
from tests.python.fees.oracle import CM_PER_INCH, KG_PER_POUND, Measured, half_up
from tests.python.fees.scenarios import COUNTRIES, product_of
from tests.python.fees.selling import Account, Oracle

SEED = 20260115
# Stores that ask, each with what its own account with Amazon pays: the columns of the seed
# amazon_seller_accounts, whose ends are exclusive and blank where a row still holds.
ACCOUNT_COLUMNS = (
    "store",
    "country",
    "selling_plan",
    "fee_tax_rate",
    "digital_services_rate",
    "effective_from",
    "effective_to",
)
ACCOUNTS = [
    dict(zip(ACCOUNT_COLUMNS, row.split("|"), strict=True))
    for row in (
        "default|US|professional|0|0|2022-01-01|",
        "default|CA|professional|0|0|2022-01-01|",
        "default|GB|professional|0|0|2022-01-01|",
        "taxed|US|professional|0.07|0|2022-01-01|",
        "taxed|CA|professional|0.07|0.03|2022-01-01|2026-06-01",
        "taxed|CA|professional|0.05|0|2026-06-01|",
        "taxed|GB|professional|0|0|2022-01-01|2026-03-01",
        "taxed|GB|professional|0|0.02|2026-03-01|",
        "occasional|US|individual|0|0|2022-01-01|",
        "occasional|CA|individual|0|0|2022-01-01|",
        "occasional|GB|individual|0|0|2022-01-01|",
    )
]
# Names of categories that mean Canada's one observed rate there, not what they mean elsewhere.
OBSERVED_IN_CANADA = {"beauty_health_personal_care", "grocery_and_gourmet"}
MARKETPLACES = {country: name for name, country in COUNTRIES.items()}
CURRENCIES = {"US": "USD", "CA": "CAD", "GB": "GBP"}
# Apparel and dangerous goods have cards of their own from this day on, and hardly any before.
ALL_TYPES_FROM = date(2026, 1, 15)
FIRST_DAY, LAST_DAY = date(2022, 12, 25), date(2027, 2, 10)
HUNDREDTH, STEP = Decimal("0.01"), Decimal("0.0001")
# In centimeters and in kilograms.
MILLIMETER, GRAM = Decimal("0.1"), Decimal("0.001")
# Half a unit of the sixth decimal, in which a warehouse may keep a weight.
FINEST = 6


class RoundedWeights(Oracle):
    """The oracle on weights of six decimals, to find what turns on less than that."""

    def dimensional(self, tier: Row, sides: tuple[Fraction, ...]) -> Fraction:
        return Fraction(half_up(super().dimensional(tier, sides), FINEST))

    def billable(self, tier: Row, unit: Fraction, dimensional: Fraction) -> Fraction:
        return Fraction(half_up(super().billable(tier, unit, dimensional), FINEST))

    def fits(self, tier: Row, sides: tuple, unit: Fraction, dimensional: Fraction) -> bool:
        return super().fits(tier, sides, Fraction(half_up(unit, FINEST)), dimensional)


class Drawing:
    """One seeded drawing of cases from the limits of the cards."""

    def __init__(self, cards: Cards, seed: int = SEED) -> None:
        self.cards, self.random = cards, random.Random(seed)
        # Metric measures are drawn beside the rest, which stays the same with and without them.
        self.ruler = random.Random(seed)
        self.exact, self.rounded = Oracle(cards), RoundedWeights(cards)
        self._known_weights: dict[tuple[str, str], tuple[list[Fraction], list[Row]]] = {}
        self.days = {country: self._days(country) for country in MARKETPLACES}

    def case(self, number: int) -> dict[str, str]:
        """One what-if row as texts, a blank where it tells nothing, and the store that asks."""
        while True:
            case = self._case(number)
            if self.is_clear(case):
                return case

    def is_clear(self, case: dict[str, str]) -> bool:
        """Whether the case is the same to a warehouse that keeps weights to six decimals.

        How a weight is kept there is no rule of Amazon's, so what turns on it is not asked.
        """
        country, day = COUNTRIES[case["marketplace"]], date.fromisoformat(case["as_of_date"])
        product, found = product_of(case), []
        for oracle in (self.exact, self.rounded):
            measured = oracle.measured(country, product, day)
            tier = measured.tier.size_tier if isinstance(measured, Measured) else measured
            price = Fraction(case["price"])
            fees = (
                oracle.fulfillment_fee(country, product, day, price),
                oracle.removal_fee(country, product, day),
                oracle.packaging_fee(country, product, day),
            )
            found.append((tier, fees))
        return found[0] == found[1]

    def _case(self, number: int) -> dict[str, str]:
        pick = self.random.choice
        country = self.random.choices(["US", "CA", "GB"], weights=[80, 10, 10])[0]
        day = self._day(country)
        category = self._category(country)
        product_type = "non_apparel"
        if self.random.random() < (0.6 if day >= ALL_TYPES_FROM else 0.1):
            product_type = pick(["apparel", "dangerous_goods"])
        sides, weight, metric = self._measures(country, day, product_type)
        price, category = self._price(country, category)
        fulfillment = self.random.choices(["fba", "merchant"], weights=[85, 15])[0]
        written = [f"{side:f}" for side in sides]
        self.random.shuffle(written)
        measures = [*written, f"{weight:f}"]
        if self.random.random() < 0.02:
            measures[self.random.randrange(4)], metric = pick(["", "", "0"]), ""
        length, width, height, weight_lb = measures
        return {
            "_store": pick(["default", "default", "taxed", "occasional"]),
            "_metric": metric,
            "scenario_id": f"case-{number:05}",
            "marketplace": MARKETPLACES[country],
            "price": f"{price:f}",
            "as_of_date": day.isoformat(),
            "amazon_fee_category": category,
            "product_type": product_type,
            "length_in": length,
            "width_in": width,
            "height_in": height,
            "weight_lb": weight_lb,
            "quantity": str(self.random.choices([1, 2, 3, 7], weights=[55, 25, 12, 8])[0]),
            "shipping": pick(["", "0.00", "3.99", "5.95", "0.01"]),
            "gift_wrap": pick(["", "", "0.00", "2.49"]),
            "fulfillment": fulfillment,
            "is_sipp": pick(["true", "false", "false", ""]),
            "unit_cost": pick(["", "4.20"]),
            "currency": CURRENCIES[country],
        }

    # Days.

    def _days(self, country: str) -> list[date]:
        """First and last days of every card of a country, and the days beside them."""
        tables = (
            self.cards.size_tiers[country],
            *(rows for key, rows in self.cards.fulfillment.items() if key[0] == country),
            *(rows for key, rows in self.cards.referral.items() if key[0] == country),
            *(rows for key, rows in self.cards.unit_fees.items() if key[0] == country),
            *(rows for key, rows in self.cards.rates.items() if key[0] == country),
        )
        edges = {
            edge
            for rows in tables
            for row in rows
            for edge in (row.effective_from, row.effective_to)
        }
        edges |= {
            date.fromisoformat(row["effective_to"])
            for row in ACCOUNTS
            if row["country"] == country and row["effective_to"]
        }
        beside = {edge - timedelta(days=1) for edge in edges} | edges
        return sorted(day for day in beside if FIRST_DAY <= day <= LAST_DAY)

    def _day(self, country: str) -> date:
        """An edge of a card or any day, seldom one on which the country has no sizes at all."""
        span = (LAST_DAY - FIRST_DAY).days
        tiers = self.cards.size_tiers[country]
        while True:
            day = FIRST_DAY + timedelta(days=self.random.randint(0, span))
            if self.random.random() < 0.5:
                day = self.random.choice(self.days[country])
            if any(self.exact.in_effect(row, day) for row in tiers) or self.random.random() < 0.1:
                return day

    # Categories and prices.

    def _category(self, country: str) -> str:
        own = sorted({name for place, name in self.cards.referral if place == country})
        # Canada's card is one observed rate: ask there for what sells elsewhere too.
        if country == "CA" and self.random.random() < 0.5:
            others = {name for place, name in self.cards.referral if place == "US"}
            own = sorted(others - OBSERVED_IN_CANADA)
        if self.random.random() < 0.03:
            return self.random.choice(["", "no such category", "amazon_explore"])
        return self.random.choice(own)

    def _price(self, country: str, category: str) -> tuple[Decimal, str]:
        """A unit's price near a limit, with the category that it is asked for.

        A price of more decimals goes with a flat rate, on which cents and more give the same fee.
        """
        draw = self.random.random()
        if draw < 0.02 and country == "US":
            odd = ["9.9949", "9.9950", "10.0049", "50.0049", "50.0050"]
            return Decimal(self.random.choice(odd)), "home_and_kitchen"
        if draw < 0.3:
            near = self._near([Decimal(text) for text in ("10", "50", "20.00")], HUNDREDTH)
            return near, category
        limits = self._price_limits(country, category)
        if draw < 0.6 and limits:
            return self._near(limits, HUNDREDTH), category
        cents = self.random.choice([self.random.randint(1, 1200), self.random.randint(1, 12000)])
        return Decimal(cents).scaleb(-2), category

    def _price_limits(self, country: str, category: str) -> list[Decimal]:
        """Ends of bands and portions, and the price whose fee is the minimum."""
        found = set()
        for row in self.cards.referral.get((country, category), []):
            found |= {row.price_above, row.price_up_to, row.portion_above, row.portion_up_to}
            found.add(row.minimum_fee / row.rate)
        return sorted(half_up(limit) for limit in found if limit)

    # Sides and weights.

    def _measures(self, country: str, day: date, product_type: str) -> tuple[list, Decimal, str]:
        """Sides in inches and a weight in pounds around the limits of a tier of the day.

        With them centimeters and kilograms as one text, where those were measured.
        """
        tiers = [row for row in self.cards.size_tiers[country] if self.exact.in_effect(row, day)]
        if not tiers:
            tiers = self.cards.size_tiers[country]
        standard = [row for row in tiers if row.storage_size == "standard"]
        tier = self.random.choice(standard if self.random.random() < 0.45 else tiers)
        kinds: list[Callable] = [self._at_sides, self._at_girth, self._at_volume, self._at_weight]
        kind = self.random.choices(kinds, weights=[3, 1, 3, 5])[0]
        weights = self._weights(country, tier, product_type)
        sides, weight = kind(tier, tiers, weights)
        if tier.dimension_unit != "cm" or self.ruler.random() < 0.3:
            return sides, weight, ""
        if kind == self._at_girth:
            centimeters = self._around_a_girth(tiers)
        elif kind == self._at_volume:
            centimeters = self._around_a_volume(tier, weights)
        else:
            beside = [Decimal("-0.1"), Decimal(0), Decimal(0), Decimal("0.1")]
            centimeters = [
                max(MILLIMETER, half_up(Fraction(side) * CM_PER_INCH, 1) + self._one_of(beside))
                for side in sides
            ]
        kilograms = half_up(Fraction(weight) * KG_PER_POUND, 3)
        kilograms = max(GRAM, kilograms + self._one_of([-GRAM, Decimal(0), Decimal(0), GRAM]))
        return (
            [half_up(Fraction(side) / CM_PER_INCH, 4) for side in centimeters],
            half_up(Fraction(kilograms) / KG_PER_POUND, 4),
            " ".join(f"{measure:f}" for measure in (*centimeters, kilograms)),
        )

    def _around_a_girth(self, tiers: list[Row]) -> list[Decimal]:
        """Centimeters whose length plus girth is a limit, or two millimeters more or less."""
        limits = [row.max_length_plus_girth for row in tiers if row.max_length_plus_girth]
        whole = int(self.ruler.choice(limits or [Fraction(330)]))
        # Even what is left, so that half of it is whole.
        longest = self.ruler.randrange(60, 150) // 2 * 2 + whole % 2
        rest = (whole - longest) // 2
        median = rest * self.ruler.randint(50, 75) // 100
        beside = self._one_of([-MILLIMETER, Decimal(0), Decimal(0), MILLIMETER])
        return [Decimal(longest), Decimal(median), rest - median + beside]

    def _around_a_volume(self, tier: Row, weights: list[Fraction]) -> list[Decimal]:
        """Whole centimeters whose volume weighs what a limit says, or a millimeter more or less."""
        volume = int(self.ruler.choice(weights) * tier.dimensional_divisor) or 1
        sides: list[Decimal] = []
        for root in (3, 2):
            fit = volume ** (1 / root) + 1
            divisors = [side for side in range(1, int(fit) + 1) if volume % side == 0]
            side = self.ruler.choice(divisors[-4:])
            sides.append(Decimal(side))
            volume //= side
        beside = self._one_of([-MILLIMETER, Decimal(0), Decimal(0), MILLIMETER])
        return [*sides, max(MILLIMETER, volume + beside)]

    def _one_of(self, choices: list[Decimal]) -> Decimal:
        return self.ruler.choice(choices)

    def _weights(self, country: str, tier: Row, product_type: str) -> list[Fraction]:
        """Limits of a tier's weight: its own, those of its fees, and of some started steps."""
        key = (tier.rate_card_row_id, product_type)
        if key not in self._known_weights:
            self._known_weights[key] = self._all_weights(country, tier, product_type)
        limits, stepped = self._known_weights[key]
        steps = self.random.randint(0, 40)
        started = {row.increment_above + steps * row.increment_step for row in stepped}
        return limits + sorted(limit for limit in started if limit)

    def _all_weights(
        self, country: str, tier: Row, product_type: str
    ) -> tuple[list[Fraction], list[Row]]:
        """The limits that are written on the cards, and the rows with started steps."""
        found = {
            tier.min_unit_weight_above,
            tier.max_unit_weight,
            tier.max_dimensional_weight,
            tier.max_billable_weight,
        }
        fees = self.cards.fulfillment[country, tier.size_tier]
        rows = [row for row in fees if row.product_type in ("all", product_type)]
        rows += [
            row
            for (place, _), fee_rows in self.cards.unit_fees.items()
            for row in fee_rows
            if place == country and row.size_tier in (None, tier.size_tier)
        ]
        for row in rows:
            found |= {row.weight_above, row.weight_up_to}
        stepped = [row for row in rows if row.increment_fee is not None]
        return sorted(limit for limit in found if limit), stepped

    def _near(self, limits: list, step: Decimal) -> Decimal:
        """One of the limits, or a step under or over it."""
        limit = Decimal(str(self.random.choice(limits)))
        return max(step, limit + self.random.choice([-step, Decimal(0), step]))

    def _near_weight(self, tier: Row, limits: list[Fraction]) -> Decimal:
        """Pounds on, just under or just over a limit that may be written in kilograms."""
        limit = self.random.choice(limits)
        if tier.weight_unit == "kg":
            return self._beside(limit / KG_PER_POUND)
        steps = self.random.choice([-STEP, Decimal(0), Decimal(0), STEP, HUNDREDTH])
        return max(STEP, _four(limit, ROUND_FLOOR) + steps)

    def _beside(self, value: Fraction) -> Decimal:
        """The last number of four decimals under a value or the first over it."""
        return max(STEP, _four(value, self.random.choice([ROUND_FLOOR, ROUND_CEILING])))

    def _inches(self, tier: Row, limit: Fraction) -> Decimal:
        """Inches on, just under or just over a limit that may be written in centimeters."""
        if tier.dimension_unit == "cm":
            return self._beside(limit / CM_PER_INCH)
        steps = self.random.choice([-HUNDREDTH, Decimal(0), Decimal(0), HUNDREDTH, STEP])
        return _four(limit, ROUND_FLOOR) + steps

    def _side(self, tier: Row, limit: Fraction | None) -> Decimal:
        """A side at its limit, or anywhere below; without a limit, up to ten feet."""
        top = limit or Fraction(120)
        if limit and self.random.random() < 0.6:
            return self._inches(tier, limit)
        if tier.dimension_unit == "cm":
            top = top / CM_PER_INCH
        return max(HUNDREDTH, _four(top * self.random.randint(1, 100) / 100, ROUND_FLOOR))

    def _at_sides(self, tier: Row, tiers: list[Row], weights: list) -> tuple[list, Decimal]:
        """Sides at a tier's limits, with a light unit or one at a limit of weight."""
        limits = (tier.max_longest, tier.max_median, tier.max_shortest)
        sides = [self._side(tier, limit) for limit in limits]
        if None in limits:
            smaller = [row for row in tiers if row.max_median and row.tier_order < tier.tier_order]
            if smaller and self.random.random() < 0.7:
                below = self.random.choice(smaller)
                sides[1:] = [self._side(below, below.max_median), self._side(below, Fraction(8))]
        weight = Decimal("0.1") if self.random.random() < 0.3 else self._near_weight(tier, weights)
        return sides, weight

    def _at_girth(self, tier: Row, tiers: list[Row], weights: list) -> tuple[list, Decimal]:
        """Length plus girth on, just under or just over a limit."""
        limited = [row for row in tiers if row.max_length_plus_girth]
        row = self.random.choice(limited or [tier])
        whole = self._inches(row, row.max_length_plus_girth or Fraction(130))
        longest = _four(Fraction(whole) * self.random.randint(30, 80) / 100, ROUND_FLOOR)
        rest = (whole - longest) / 2
        median = _four(Fraction(rest) * self.random.randint(50, 95) / 100, ROUND_FLOOR)
        return [longest, median, max(STEP, _four(rest - median, ROUND_FLOOR))], self._near_weight(
            tier, weights
        )

    def _at_volume(self, tier: Row, tiers: list[Row], weights: list) -> tuple[list, Decimal]:
        """A light unit whose volume weighs what a limit says, or just less or more."""
        divisor, limit = tier.dimensional_divisor, self.random.choice(weights)
        if tier.dimension_unit == "in" and self.random.random() < 0.5:
            # 13.9 x 10 x h weighs h pounds; wider ones divide it evenly.
            wide = self.random.choice([1, 2, 4])
            longest, median = Decimal("13.9") * min(wide, 2), Decimal(10) * (2 if wide == 4 else 1)
            shortest = _four(limit / wide, ROUND_FLOOR)
            shortest += self.random.choice([-STEP, Decimal(0), Decimal(0), STEP])
        else:
            scale = CM_PER_INCH**3 if tier.dimension_unit == "cm" else 1
            volume = limit * divisor / scale
            edge = Fraction(floor(float(volume) ** (1 / 3) * 100) + 1, 100)
            longest = _four(edge * self.random.randint(100, 220) / 100, ROUND_FLOOR)
            median = _four(edge * self.random.randint(80, 110) / 100, ROUND_FLOOR)
            shortest = self._beside(volume / Fraction(longest * median))
        light = self.random.choice([Decimal("0.05"), Decimal("0.6"), Decimal("2.25")])
        return [longest, median, max(STEP, shortest)], light

    def _at_weight(self, tier: Row, tiers: list[Row], weights: list) -> tuple[list, Decimal]:
        """A unit of little volume for its tier whose own weight is at a limit."""
        limits = (tier.max_longest, tier.max_median, tier.max_shortest)
        below = [row for row in tiers if row.tier_order < tier.tier_order and row.max_longest]
        sides = [self._side(tier, limit and limit * Fraction(2, 3)) for limit in limits]
        if below and self.random.random() < 0.5:
            last = below[-1]
            scale = CM_PER_INCH if tier.dimension_unit == "cm" else 1
            longest = _four(last.max_longest / scale, ROUND_CEILING) + HUNDREDTH
            sides = [longest, Decimal(3), Decimal(self.random.choice(["0.5", "1", "2"]))]
        return sides, self._near_weight(tier, weights)


def draw(n: int, seed: int = SEED, cards: Cards | None = None) -> list[dict[str, str]]:
    """n cases; the first ones of a longer drawing are those of a shorter one."""
    drawing = Drawing(cards or Cards(), seed)
    return [drawing.case(number) for number in range(1, n + 1)]


def landed(case: dict[str, str]) -> dict[str, str]:
    """The case as its row lands: without what was measured before it was written in inches."""
    return {name: text for name, text in case.items() if name != "_metric"}


def account_of(case: dict[str, str]) -> Account:
    """The account of the store that asks, on the day that it asks about."""
    (row,) = [
        row
        for row in ACCOUNTS
        if (row["store"], row["country"]) == (case["_store"], COUNTRIES[case["marketplace"]])
        and row["effective_from"] <= case["as_of_date"]
        and (not row["effective_to"] or case["as_of_date"] < row["effective_to"])
    ]
    return Account(
        row["selling_plan"],
        Fraction(row["fee_tax_rate"]),
        Fraction(row["digital_services_rate"]),
    )


def _four(value: Fraction | Decimal, rounding: str) -> Decimal:
    """A number of four decimals under or over a value."""
    exact = Fraction(value)
    whole = Decimal(floor(exact * 10**4))
    if rounding == ROUND_CEILING and whole != exact * 10**4:
        whole += 1
    return whole.scaleb(-4)
