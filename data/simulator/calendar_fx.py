"""Time zones by rule, the demand calendar, and a made-up ECB reference rate table."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from data.simulator.draw import Draw
from data.simulator.money import half_away

FIRST_DAY = dt.date(2025, 1, 1)
LAST_DAY = dt.date(2026, 6, 30)
NEW_YORK, LOS_ANGELES, BERLIN = "America/New_York", "America/Los_Angeles", "Europe/Berlin"
_STANDARD_HOURS = {NEW_YORK: -5, LOS_ANGELES: -8, BERLIN: 1}

# TARGET closing days: the ECB publishes no rates on them.
_CLOSED = {
    dt.date(2024, 12, 25),
    dt.date(2024, 12, 26),
    dt.date(2025, 1, 1),
    dt.date(2025, 4, 18),
    dt.date(2025, 4, 21),
    dt.date(2025, 5, 1),
    dt.date(2025, 12, 25),
    dt.date(2025, 12, 26),
    dt.date(2026, 1, 1),
    dt.date(2026, 4, 3),
    dt.date(2026, 4, 6),
    dt.date(2026, 5, 1),
}

# Column order of eurofxref-hist.csv: code, level at the start and at the end, decimals.
# None marks a currency that has no rate any more.
_ECB_COLUMNS: tuple[tuple[str, str | None, str | None, int], ...] = (
    ("USD", "1.0512", "1.1688", 4),
    ("JPY", "158.40", "171.90", 2),
    ("BGN", "1.9558", "1.9558", 4),
    ("CYP", None, None, 0),
    ("CZK", "25.21", "24.38", 3),
    ("DKK", "7.4580", "7.4640", 4),
    ("EEK", None, None, 0),
    ("GBP", "0.8290", "0.8706", 5),
    ("HUF", "411.2", "372.4", 2),
    ("LTL", None, None, 0),
    ("LVL", None, None, 0),
    ("MTL", None, None, 0),
    ("PLN", "4.2870", "4.2543", 4),
    ("ROL", None, None, 0),
    ("RON", "4.9760", "5.0920", 4),
    ("SEK", "11.5150", "10.8920", 4),
    ("SIT", None, None, 0),
    ("SKK", None, None, 0),
    ("CHF", "0.9310", "0.9242", 4),
    ("ISK", "145.5", "143.2", 2),
    ("NOK", "11.6800", "11.0980", 4),
    ("HRK", None, None, 0),
    ("RUB", None, None, 0),
    ("TRL", None, None, 0),
    ("TRY", "36.40", "51.20", 4),
    ("AUD", "1.6190", "1.6610", 4),
    ("BRL", "6.3300", "5.8740", 4),
    ("CAD", "1.4760", "1.6177", 4),
    ("CNY", "7.6420", "8.1320", 4),
    ("HKD", "8.1800", "9.1507", 4),
    ("IDR", "16720.00", "19480.00", 2),
    ("ILS", "3.8200", "3.5787", 4),
    ("INR", "89.05", "102.40", 4),
    ("KRW", "1475.0", "1680.9", 2),
    ("MXN", "21.3100", "20.3203", 4),
    ("MYR", "4.6800", "4.6444", 4),
    ("NZD", "1.7950", "2.0081", 4),
    ("PHP", "61.700", "70.356", 3),
    ("SGD", "1.4150", "1.4912", 4),
    ("THB", "36.050", "37.728", 3),
    ("ZAR", "19.0500", "19.3849", 4),
)


def _nth_sunday(year: int, month: int, nth: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


def _last_sunday(year: int, month: int) -> dt.date:
    last = dt.date(year, month, 31)
    return last - dt.timedelta(days=(last.weekday() - 6) % 7)


def offset_hours(moment: dt.datetime, zone: str) -> int:
    """Hours that `zone` is ahead of UTC at a UTC `moment` (a datetime without zone)."""
    standard = _STANDARD_HOURS[zone]
    year = moment.year
    if zone == BERLIN:
        start = dt.datetime.combine(_last_sunday(year, 3), dt.time(1))
        end = dt.datetime.combine(_last_sunday(year, 10), dt.time(1))
    else:
        start = dt.datetime.combine(_nth_sunday(year, 3, 2), dt.time(2 - standard))
        end = dt.datetime.combine(_nth_sunday(year, 11, 1), dt.time(1 - standard))
    return standard + (1 if start <= moment < end else 0)


def to_local(moment: dt.datetime, zone: str) -> dt.datetime:
    """A UTC moment on the wall clock of `zone`."""
    return moment + dt.timedelta(hours=offset_hours(moment, zone))


def to_utc(wall: dt.datetime, zone: str) -> dt.datetime:
    """A wall-clock moment of `zone` in UTC; a repeated hour means its first pass."""
    guess = wall - dt.timedelta(hours=_STANDARD_HOURS[zone] + 1)
    if to_local(guess, zone) == wall:
        return guess
    return wall - dt.timedelta(hours=_STANDARD_HOURS[zone])


def shop_text(moment: dt.datetime, zone: str) -> str:
    """A UTC moment as Shopify prints it: "2025-12-06 10:37:33 -0500"."""
    hours = offset_hours(moment, zone)
    return (
        f"{to_local(moment, zone):%Y-%m-%d %H:%M:%S} {'-' if hours < 0 else '+'}{abs(hours):02d}00"
    )


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day from `first` to `last`, both included."""
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def demand(day: dt.date) -> int:
    """Relative demand of a home-goods brand on a day: Q4 peaks, weekends, slow growth."""
    by_month = (80, 78, 88, 92, 104, 90, 84, 90, 98, 110, 168, 190)[day.month - 1]
    weekend = 115 if day.weekday() >= 5 else 100
    growth = 100 + (day - FIRST_DAY).days // 12
    black_friday = 180 if day.month == 11 and 26 <= day.day <= 30 else 100
    return by_month * weekend * growth * black_friday // 1_000_000


class ReferenceRates:
    """Made-up ECB reference rates: foreign units per euro, as printed, on publication days."""

    def __init__(self, seed: int) -> None:
        draw = Draw(seed, "fx")
        self.days = [
            day
            for day in days(dt.date(2024, 12, 2), dt.date(2026, 7, 3))
            if day.weekday() < 5 and day not in _CLOSED
        ]
        self._printed: dict[str, dict[dt.date, str]] = {}
        for code, first, last, decimals in _ECB_COLUMNS:
            self._printed[code] = self._walk(draw, code, first, last, decimals)

    def _walk(
        self, draw: Draw, code: str, first: str | None, last: str | None, decimals: int
    ) -> dict[dt.date, str]:
        if first is None or last is None:
            return dict.fromkeys(self.days, "N/A")
        noise, printed = 0, {}
        pegged = code in ("BGN", "DKK")
        for position, day in enumerate(self.days):
            # A pull back to the trend keeps the walk near the two levels that the table gives.
            noise = noise * 97 // 100 + (0 if pegged else draw.between(-420, 420))
            share = Fraction(position, len(self.days) - 1)
            level = (1 - share) * Fraction(first) + share * Fraction(last)
            scaled = half_away(level * (1 + Fraction(noise, 100_000)) * 10**decimals)
            whole, rest = divmod(scaled, 10**decimals)
            text = f"{whole}.{rest:0{decimals}d}".rstrip("0").rstrip(".")
            retired = code == "BGN" and day >= dt.date(2026, 1, 1)
            printed[day] = "N/A" if retired else text
        return printed

    @property
    def codes(self) -> list[str]:
        """Currency codes in the file's column order."""
        return [column[0] for column in _ECB_COLUMNS]

    def printed(self, code: str, day: dt.date) -> str:
        """The rate as the file prints it, "N/A" when there is none."""
        return self._printed[code][day]

    def usd_per(self, currency: str, day: dt.date) -> Fraction:
        """Dollars per unit of `currency`, by the last rate at most seven days old on `day`."""
        if currency == "USD":
            return Fraction(1)
        for age in range(8):
            known = day - dt.timedelta(days=age)
            if known in self._printed["USD"]:
                usd = Fraction(self._printed["USD"][known])
                return usd if currency == "EUR" else usd / Fraction(self._printed[currency][known])
        raise LookupError(f"no rate for {currency} on {day} or the seven days before")

    def to_usd(self, cents: int, currency: str, day: dt.date) -> int:
        """Cents of `currency` in ten-thousandths of a dollar, rounded half away from zero."""
        return half_away(Fraction(cents, 100) * self.usd_per(currency, day) * 10_000)
