"""Exact money: integer cents, integer ten-thousandths of a dollar, and fractions. Never floats."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def half_away(value: Fraction) -> int:
    """Round to the nearest integer, halves away from zero."""
    magnitude = abs(value)
    rounded = (2 * magnitude.numerator + magnitude.denominator) // (2 * magnitude.denominator)
    return rounded if value >= 0 else -rounded


def percent(cents: int, rate: str) -> int:
    """`cents` times a decimal `rate` such as "0.029", half up to the cent."""
    return half_away(cents * Fraction(rate))


def half_away_share(cents: int, units: int, quantity: int) -> int:
    """The part of a line's cents that `units` of its `quantity` carry."""
    return half_away(Fraction(cents * units, quantity))


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` cents over `weights` by largest remainder, ties in the order given.

    in: total 100, weights 1 1 1     out: 34 33 33
    in: total -5, weights 1 3        out: -1 -4
    Raises ValueError for a negative weight, or for money that has no weight to go to.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError(f"negative weight in {list(weights)}")
    whole = sum(weights)
    if total == 0:
        return [0] * len(weights)
    if whole == 0:
        raise ValueError(f"{total} cents have no weight to go to")
    sign, amount = (1, total) if total > 0 else (-1, -total)
    shares = [amount * weight // whole for weight in weights]
    left = amount - sum(shares)
    order = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
    for i in order[:left]:
        shares[i] += 1
    return [sign * share for share in shares]


def cents_text(cents: int) -> str:
    """Cents as exports print them: 1234 -> "12.34", -5 -> "-0.05"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def grouped_text(cents: int) -> str:
    """Cents with thousands separators: 123456 -> "1,234.56"."""
    return f"{cents // 100:,}.{cents % 100:02d}"


def ten_thousandths_text(amount: int) -> str:
    """An amount in 1/10,000 as text with four decimals: 123400 -> "12.3400"."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 10_000}.{abs(amount) % 10_000:04d}"
