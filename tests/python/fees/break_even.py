"""The price at which a what-if row loses nothing, found by trying one cent after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import ceil
from typing import NamedTuple

from tests.python.fees.cases import Drawing, account_of
from tests.python.fees.oracle import Fee
from tests.python.fees.scenarios import COUNTRIES, product_of, referral_price
from tests.python.fees.selling import Oracle

HIGHEST_CENTS = 40_000


class Balance(NamedTuple):
    """What one unit leaves over at a price. Where a fee is unknown, at most that much."""

    amount: Decimal
    is_known: bool


class Trial:
    """One what-if row, sold at any price."""

    def __init__(self, oracle: Oracle, case: dict[str, str]) -> None:
        self.oracle, self.case, self.account = oracle, case, account_of(case)
        self.country = COUNTRIES[case["marketplace"]]
        self.day = date.fromisoformat(case["as_of_date"])
        self.product = product_of(case)
        self.cost = Decimal(case["unit_cost"]) if case["unit_cost"] else None
        self._fulfillment_fee = cache(self._fulfillment_fee_in_band)
        rows = oracle.cards.fulfillment.items()
        self._edges = sorted(
            {
                edge
                for (country, _), cards in rows
                if country == self.country
                for card in cards
                for edge in (card.price_from, (card.price_up_to or 0) + Fraction(1, 100))
            }
        )

    def balance(self, price: Decimal, cost: Decimal | None = None) -> Balance:
        """Price less every fee of one unit sold alone and its cost."""
        fees = list(self.fees(price))
        told = sum((fee.amount for fee in fees if fee.amount is not None), Decimal(0))
        spent = self.cost if cost is None else cost
        return Balance(price - told - spent, all(fee.amount is not None for fee in fees))

    def fees(self, price: Decimal) -> Iterator[Fee]:
        """The fees of one unit at a price; one that never applies is left out."""
        oracle, category = self.oracle, self.case["amazon_fee_category"]
        base = referral_price(oracle, self.country, {**self.case, "price": f"{price}"})
        by = self.case["fulfillment"]
        unit = oracle.referral_per_unit(self.country, category, self.day, base, by)
        commission = unit
        if unit.amount is not None:
            commission = Fee(unit.amount + oracle.tax_on_fee(unit.amount, self.account))
        others = [
            oracle.closing_fee(self.country, category, self.day, base, 1),
            oracle.per_item_fee(self.country, self.day, self.account, 1),
            oracle.digital_services_fee(commission, self.account),
        ]
        if self.case["fulfillment"] == "fba":
            band = sum(edge <= price for edge in self._edges)
            others += self._fulfillment_fee(band, price if band == 0 else self._edges[band - 1])
        yield commission
        yield from (fee for fee in others if fee is not None)

    def _fulfillment_fee_in_band(self, band: int, price: Fraction) -> list[Fee | None]:
        """What Amazon's warehouse takes at any price of a band, which no edge of a card divides."""
        price = Fraction(price) or Fraction(1, 100)
        return [
            self.oracle.fulfillment_fee(self.country, self.product, self.day, price),
            self.oracle.overmax_fee(self.country, self.product, self.day),
            self.oracle.packaging_fee(self.country, self.product, self.day),
        ]

    def lowest(self) -> Decimal | None:
        """The lowest price up to the highest tried that loses nothing, None if there is none.

        Fees are not negative, so no price below the cost is tried. None too where a price may hold
        that has an unknown fee, and every lower one loses.
        """
        if self.cost is None:
            return None
        for cents in range(max(1, ceil(self.cost * 100)), HIGHEST_CENTS + 1):
            price = Decimal(cents).scaleb(-2)
            balance = self.balance(price)
            if balance.amount >= 0:
                return price if balance.is_known else None
        return None


def draw_priced(n: int, oracle: Oracle, seed: int = 20261115) -> list[dict[str, str]]:
    """What-if rows whose costs make them break even close to where a card jumps, or anywhere."""
    drawing, rng = Drawing(oracle.cards, seed), random.Random(seed)
    cases = []
    for number in range(1, n + 1):
        case = drawing.case(number)
        case["unit_cost"] = _cost(Trial(oracle, case), drawing, rng)
        cases.append(case)
    return cases


def _cost(trial: Trial, drawing: Drawing, rng: random.Random) -> str:
    """A cost of which a price near a limit, or any, just loses nothing; seldom a blank."""
    kind = rng.random()
    if kind < 0.05:
        return ""
    anything = Decimal(rng.randint(0, 9000)).scaleb(-2)
    category = trial.case["amazon_fee_category"]
    limits = [Decimal(10), Decimal(20), Decimal(50)]
    limits += 2 * drawing._price_limits(trial.country, category)
    target = rng.choice(limits) + rng.choice([-9, -1, -1, 0, 0, 1]) * Decimal("0.01")
    if kind < 0.25:
        target = anything + Decimal("0.01")
    if kind > 0.6:
        # The last cent before a jump: at the next one the same unit loses again.
        target = Decimal(rng.choice(["9.99", "10.00", "15.00", "20.00", "50.00"]))
        return f"{max(Decimal(0), trial.balance(target, Decimal(0)).amount):f}"
    left = trial.balance(target, Decimal(0)).amount + rng.choice([-1, 0, 1]) * Decimal("0.01")
    return f"{left if left >= 0 else anything:f}"
