"""A small second implementation of the two methods that cost units by goods received.

It moves unit by unit and receipt by receipt, in fractions, and shares nothing with the models: they
work on ranges of units.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

Money = dict[str, Decimal]


@dataclass(frozen=True)
class Receipt:
    """Goods received in the morning of a day. order: place among those of its day."""

    day: date
    order: int
    units: int
    cost: Decimal
    currency: str


@dataclass
class Line:
    """A line of one SKU. returns: day, whether sellable, units; in order, no more than `units`."""

    key: str
    day: date
    units: int
    returns: list[tuple[date, bool, int]] = field(default_factory=list)


@dataclass
class Costed:
    """What a line costs by currency, how many of its units have no cost, what came back of it.

    back: by day, whether sellable, and currency.
    """

    cost: Money
    missing: int
    back: dict[tuple[date, bool, str], Decimal]


def _rounded(value: Fraction | Decimal, places: int) -> Decimal:
    unit = Fraction(1, 10**places)
    whole = int(abs(Fraction(value)) / unit + Fraction(1, 2))
    return (Decimal(whole) / 10**places).copy_sign(Decimal(1 if value >= 0 else -1))


def first_in_first_out(receipts: list[Receipt], lines: list[Line]) -> dict[str, Costed]:
    """The n-th unit sold is the n-th of the queue; a returned one goes to its end as itself."""
    sold = [
        (line, unit)
        for line in sorted(lines, key=lambda line: (line.day, line.key))
        for unit in range(line.units)
    ]
    place = {(line.key, unit): n for n, (line, unit) in enumerate(sold)}
    arrivals: list[tuple[tuple, list]] = [
        ((receipt.day, 0, receipt.order, ""), [receipt] * receipt.units) for receipt in receipts
    ]
    for line in lines:
        done = 0
        for day, sellable, units in line.returns:
            if sellable:
                again = [place[line.key, unit] for unit in range(done, done + units)]
                arrivals.append(((day, 1, 0, f"{line.key} {done:09d}"), again))
            done += units
    queue = [unit for _, units in sorted(arrivals, key=lambda item: item[0]) for unit in units]

    def receipt_of(position: int) -> Receipt | None:
        while position < len(queue):
            unit = queue[position]
            if isinstance(unit, Receipt):
                return unit
            if unit >= position:
                return None
            position = unit
        return None

    result = {}
    for line in lines:
        units = [receipt_of(place[line.key, unit]) for unit in range(line.units)]
        cost: Money = defaultdict(Decimal)
        for receipt in units:
            if receipt:
                cost[receipt.currency] += receipt.cost
        back: dict = defaultdict(Decimal)
        done = 0
        for day, sellable, count in line.returns:
            for receipt in units[done : done + count]:
                if receipt:
                    back[day, sellable, receipt.currency] += receipt.cost
            done += count
        result[line.key] = Costed(dict(cost), units.count(None), dict(back))
    return result


def weighted_average(receipts: list[Receipt], lines: list[Line]) -> dict[str, Costed]:
    """Day by day: goods received move the average, goods sold and brought back move the stock."""
    currencies = sorted({receipt.currency for receipt in receipts})
    average = dict.fromkeys(currencies, Fraction(0))
    days = {receipt.day for receipt in receipts} | {line.day for line in lines}
    days |= {day for line in lines for day, sellable, _ in line.returns if sellable}
    stock = received = sold = returned = 0
    result = {}
    for day in sorted(days):
        for receipt in sorted((r for r in receipts if r.day == day), key=lambda r: r.order):
            before = max(stock, 0)
            for currency in currencies:
                more = Fraction(receipt.units * receipt.cost) if receipt.currency == currency else 0
                total = before * average[currency] + more
                average[currency] = Fraction(total, before + receipt.units)
            stock += receipt.units
            received += receipt.units
        came = [
            units
            for line in lines
            for when, sellable, units in line.returns
            if sellable and when == day
        ]
        stock += sum(came)
        returned += sum(came)
        for line in sorted((o for o in lines if o.day == day), key=lambda line: line.key):
            # Goods that come back without a receipt ever have no cost to serve at.
            there = received + returned - sold if received else 0
            served = min(max(there, 0), line.units)
            stock -= line.units
            sold += line.units
            rounded = {name: _rounded(unit, 8) for name, unit in average.items()}
            result[line.key] = _averaged(line, served, rounded)
    return result


def _averaged(line: Line, served: int, average: Money) -> Costed:
    cost = {name: _rounded(served * unit, 4) for name, unit in average.items() if served and unit}
    back: dict = defaultdict(Decimal)
    done = 0
    for day, sellable, count in line.returns:
        for name, unit in average.items():
            upto = _rounded(min(done + count, served) * unit, 4)
            back[day, sellable, name] += upto - _rounded(min(done, served) * unit, 4)
        done += count
    return Costed(cost, line.units - served, {k: v for k, v in back.items() if v})
