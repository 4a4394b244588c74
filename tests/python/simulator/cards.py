"""Amazon's published fee cards, typed a second time, and the arithmetic of an auditor.

Nothing here comes from the simulator: it prices lines from their measures, price and day alone.
Amounts are Decimals of the marketplace's currency.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

D = Decimal
CENT = D("0.01")
# first and last day, prices from and to, 2 oz steps of small standard, 4 oz steps of large standard
# with the fee above 3 lb last, first pound of small bulky and of large bulky.
US = """
2024-10-15 2025-01-14 10.00 - | 3.25 3.34 3.44 3.53 3.64 3.74 3.82 3.87 | 3.92 4.16 4.43 4.84 5.29
  5.68 5.84 6.10 6.24 6.44 6.61 7.03 7.46 | - 10.65
2025-01-15 2025-10-14 0.00 9.99 | 2.29 2.38 2.47 2.56 2.66 2.76 2.83 2.88 | 2.91 3.13 3.38 3.78 4.22
  4.60 4.75 5.00 5.10 5.28 5.44 5.85 6.15 | - 8.84
2025-01-15 2025-10-14 10.00 - | 3.06 3.15 3.24 3.33 3.43 3.53 3.60 3.65 | 3.68 3.90 4.15 4.55 4.99
  5.37 5.52 5.77 5.87 6.05 6.21 6.62 6.92 | - 9.61
2025-10-15 2026-01-14 10.00 - | 3.25 3.34 3.44 3.53 3.64 3.74 3.82 3.87 | 3.92 4.16 4.43 4.84 5.29
  5.68 5.84 6.10 6.24 6.44 6.61 7.03 7.46 | - 10.65
2026-01-15 2026-10-14 0.00 9.99 | 2.43 2.49 2.56 2.66 2.77 2.82 2.92 2.95 | 2.91 3.13 3.38 3.78 4.22
  4.60 4.75 5.00 5.10 5.28 5.44 5.85 6.15 | 6.78 8.58
2026-01-15 2026-10-14 10.00 50.00 | 3.32 3.42 3.45 3.54 3.68 3.78 3.91 3.96 | 3.73 3.95 4.20 4.60
  5.04 5.42 5.57 5.82 5.92 6.10 6.26 6.67 6.97 | 7.55 9.35
2026-01-15 2026-10-14 50.01 - | 3.58 3.68 3.71 3.80 3.94 4.04 4.17 4.22 | 3.99 4.21 4.46 4.86 5.30
  5.68 5.83 6.08 6.18 6.36 6.52 6.93 7.23 | 7.55 9.35
"""
CANADA = """
4.46 4.71 5.01 5.28 5.62
5.92 6.12 6.36 6.73 7.23 7.40 7.71 7.95 8.25 8.49 8.58 8.84 9.04 9.29 9.60
"""
CANADA_ENVELOPE, CANADA_STANDARD = (line.split() for line in CANADA.strip().split("\n"))
CANADA_PEAK = {2: "6.49", 8: "8.43", 9: "8.74"}
STORAGE = {"standard": ("0.78", "2.40"), "oversize": ("0.56", "1.40")}
AGED = {
    ("181-210 days", "2025"): ("0.50", "0"),
    ("211-240 days", "2025"): ("1.00", "0"),
    ("241-270 days", "2025"): ("1.50", "0"),
    ("271-300 days", "2025"): ("5.45", "0"),
    ("331-365 days", "2025"): ("5.90", "0"),
    ("366+ days", "2025"): ("6.90", "0.15"),
    ("181-210 days", "2026"): ("0.50", "0"),
    ("301-330 days", "2026"): ("5.70", "0"),
    ("366-455 days", "2026"): ("6.90", "0.30"),
    ("456+ days", "2026"): ("7.90", "0.35"),
}


def cents_of(value: Decimal) -> Decimal:
    """Half up to the cent."""
    return value.quantize(CENT, ROUND_HALF_UP)


def us_cards() -> list[tuple[list[str], list[Decimal], list[Decimal], list[str]]]:
    """(days and prices, small, large, bulky) of every US card of the table."""
    cards = []
    for text in US.replace("\n  ", " ").strip().split("\n"):
        head, small, large, bulky = (part.split() for part in text.split("|"))
        cards.append((head, [D(fee) for fee in small], [D(fee) for fee in large], bulky))
    return cards


def steps(weight: Decimal, size: str) -> int:
    """How many steps of a size a weight takes: a full step belongs to itself."""
    return max(1, int((weight / D(size)).to_integral_value(ROUND_CEILING)))


class Unit:
    """A packaged unit in inches and pounds, priced by day."""

    def __init__(self, sides: list[str], pounds: str) -> None:
        self.sides = sorted((D(side) for side in sides), reverse=True)
        self.pounds = D(pounds)

    @property
    def cubic_inches(self) -> Decimal:
        return self.sides[0] * self.sides[1] * self.sides[2]

    def within(self, *limits: str) -> bool:
        return all(side <= D(limit) for side, limit in zip(self.sides, limits, strict=True))

    def tier(self, day: str) -> str:
        """Size tier; nothing here is extra large."""
        heavier = max(self.pounds, self.cubic_inches / 139)
        if self.within("15", "12", "0.75") and self.pounds <= 1:
            return "small_standard"
        if self.within("18", "14", "8") and heavier <= 20:
            return "large_standard"
        assert self.within("59", "33", "33") and heavier <= 50
        small = day >= "2026-01-15" and self.within("37", "28", "20")
        return "small_bulky" if small else "large_bulky"

    def base(self, day: str, price: Decimal, tier: str = "", more_bands: int = 0) -> Decimal | None:
        """The card's fee, of another tier or some weight bands higher when asked; no surcharge."""
        tier = tier or self.tier(day)
        for (first, last, low, top), small, large, bulky in us_cards():
            served = first <= day <= last and D(low) <= price and (top == "-" or price <= D(top))
            if not served:
                continue
            if tier == "small_standard":
                return small[steps(self.pounds, "0.125") - 1 + more_bands]
            if tier == "large_standard":
                weight = max(self.pounds, self.cubic_inches / 139)
                band = steps(weight, "0.25") + more_bands
                return large[band - 1] if band < 13 else large[12] + D("0.08") * (band - 12)
            floored = [self.sides[0], *(max(side, D(2)) for side in self.sides[1:])]
            weight = max(self.pounds, floored[0] * floored[1] * floored[2] / 139)
            first_pound = D(bulky[0 if tier == "small_bulky" else 1])
            return first_pound + D("0.38") * (steps(weight, "1") - 1 + more_bands)
        return None

    def fulfillment(self, day: str, price: Decimal, **other: str | int) -> Decimal | None:
        """What Amazon.com asks for a unit with the surcharge of its day; None without a card."""
        base = self.base(day, price, **other)  # type: ignore[arg-type]
        return None if base is None else surcharged(base, day)

    def fulfillment_in_canada(self, day: str) -> Decimal | None:
        """What Amazon.ca's card asks for a unit; None for most of a peak season."""
        centimeters = [side * D("2.54") for side in self.sides]
        volume = centimeters[0] * centimeters[1] * centimeters[2]
        kilograms = max(self.pounds * D("0.45359237"), volume / 5000)
        step = steps(kilograms, "0.1")
        flat = all(side <= D(top) for side, top in zip(centimeters, (38, 27, 2), strict=True))
        table = CANADA_ENVELOPE if flat and step <= 5 else CANADA_STANDARD
        if "2025-10-15" <= day <= "2026-01-14":
            known = table is CANADA_STANDARD and step in CANADA_PEAK
            return D(CANADA_PEAK[step]) if known else None
        above = step > len(table)
        base = D("10.32") + D("0.09") * (step - 15) if above else D(table[step - 1])
        return surcharged(base, day)

    def storage_rate(self, day: str) -> Decimal:
        """Dollars per cubic foot in a month."""
        group = "standard" if self.tier(day).endswith("standard") else "oversize"
        return D(STORAGE[group][day[5:7] >= "10"])


def surcharged(fee: Decimal, day: str) -> Decimal:
    """With the fuel and logistics surcharge, which is rounded by itself."""
    return fee + cents_of(fee * D("0.035")) if day >= "2026-04-17" else fee


def commission(base: Decimal, units: int, rate: str = "0.15") -> Decimal:
    """A rate of what each unit sold for, half up per unit, at least 0.30 each."""
    return max(D("0.30"), cents_of(base / units * D(rate))) * units


def kept_of(referral: Decimal) -> Decimal:
    """What Amazon keeps of a commission that it gives back."""
    return min(D("5.00"), cents_of(referral * D("0.20")))
