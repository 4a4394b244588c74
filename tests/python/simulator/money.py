"""Amounts of the truth and of the exports as whole numbers, and the rates between currencies."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.python.simulator.exports import comma_rows


def units(text: str) -> int:
    """Four-decimal text in 1/10,000."""
    return int(Decimal(text) * 10_000)


def measure(row: dict[str, Any], name: str) -> int:
    return units(row["measures"].get(name, "0"))


def rounded(value: Fraction) -> int:
    """Half away from zero, by Decimal: another road than the simulator's."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


class Rates:
    """Dollars per unit from the ECB file."""

    def __init__(self, sample: Path) -> None:
        rows = comma_rows(sample / "reference/fx/eurofxref-hist.csv")
        self.rows = {row["Date"]: row for row in rows}

    def usd(self, currency: str, day: str) -> Fraction:
        if currency == "USD":
            return Fraction(1)
        date = dt.date.fromisoformat(day)
        while date.isoformat() not in self.rows:
            date -= dt.timedelta(days=1)
        row = self.rows[date.isoformat()]
        return Fraction(row["USD"]) / (1 if currency == "EUR" else Fraction(row[currency]))

    def translate(self, amount: int, currency: str, day: str) -> int:
        return rounded(amount * 100 * self.usd(currency, day))
