"""The models of attribution, worked out in fractions: what each touch of a path is worth.

Every function takes a path in the order of (time, touch id) and returns one weight per touch; the
weights add up to 1. Only time decay is not exact: its powers of two have fifty digits.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction

UNITS = 1_000_000
HALF_LIFE_SECONDS = 7 * 86_400
_START, _SOLD, _LOST = "(start)", "(sold)", "(lost)"


def units(weights: list[Fraction]) -> list[int]:
    """Whole units of a million: largest remainder, ties to the earlier touch."""
    shares = [weight * UNITS // 1 for weight in weights]
    rests = [weight * UNITS - share for weight, share in zip(weights, shares, strict=True)]
    order = sorted(range(len(weights)), key=lambda place: (-rests[place], place))
    for place in order[: UNITS - sum(shares)]:
        shares[place] += 1
    return [int(share) for share in shares]


def only(place: int, count: int) -> list[Fraction]:
    """All of it to one touch."""
    return [Fraction(int(position == place)) for position in range(count)]


def last_non_direct(is_direct: list[bool]) -> list[Fraction]:
    """The last touch that is not direct; the last one of a path of direct touches."""
    told = [place for place, direct in enumerate(is_direct) if not direct]
    return only(told[-1] if told else len(is_direct) - 1, len(is_direct))


def linear(count: int) -> list[Fraction]:
    """The same to each."""
    return [Fraction(1, count)] * count


def position_u(count: int) -> list[Fraction]:
    """0.4 to the first and the last, 0.2 spread over the rest; halves where there are two."""
    if count < 3:
        return linear(count)
    rest = Fraction(2, 10 * (count - 2))
    return [Fraction(4, 10), *[rest] * (count - 2), Fraction(4, 10)]


def position_w(tells_email: list[bool]) -> list[Fraction]:
    """0.3 to first, lead and last, 0.1 spread over the rest; thirds where there are three.

    The lead is the first touch between first and last that tells an e-mail address; without one it
    is the middle touch, the earlier of two.
    """
    count = len(tells_email)
    if count < 4:
        return linear(count)
    leads = [place for place in range(1, count - 1) if tells_email[place]]
    anchors = {0, leads[0] if leads else (count - 1) // 2, count - 1}
    rest = Fraction(1, 10 * (count - 3))
    return [Fraction(3, 10) if place in anchors else rest for place in range(count)]


def time_decay(ages: list[int]) -> list[Fraction]:
    """Half as much for every seven days of age; ages in seconds before the order."""
    with localcontext() as context:
        context.prec = 50
        raw = [Fraction(Decimal(2) ** (Decimal(-age) / Decimal(HALF_LIFE_SECONDS))) for age in ages]
    return [value / sum(raw) for value in raw]


def shapley(channels: list[str]) -> list[Fraction]:
    """The same to each channel of the path, and within a channel to each of its touches."""
    times = Counter(channels)
    return [Fraction(1, len(times) * times[channel]) for channel in channels]


def by_effect(channels: list[str], effects: dict[str, Fraction]) -> list[Fraction]:
    """In the ratio of each touch's channel's removal effect; the same to each when all are zero."""
    whole = sum(effects[channel] for channel in channels)
    if not whole:
        return linear(len(channels))
    return [effects[channel] / whole for channel in channels]


def removal_effects(sold: list[list[str]], lost: list[list[str]]) -> dict[str, Fraction]:
    """Share of all sales that a first-order Markov chain loses without a channel.

    sold, lost: the channels of each path that ended with an order, or with none. A channel is taken
    out by sending whoever would come to it to the end without an order. A channel that follows
    itself is a step like others.
    """
    steps: Counter[tuple[str, str]] = Counter()
    for paths, end in ((sold, _SOLD), (lost, _LOST)):
        for path in paths:
            steps.update(zip([_START, *path], [*path, end], strict=True))
    channels = sorted({channel for path in (*sold, *lost) for channel in path})
    whole = _chance_of_sale(steps, channels)
    effects = {}
    for gone in channels:
        without: Counter[tuple[str, str]] = Counter()
        for (before, after), count in steps.items():
            without[before, _LOST if after == gone else after] += count
        left = _chance_of_sale(without, [channel for channel in channels if channel != gone])
        effects[gone] = 1 - left / whole if whole else Fraction(0)
    return effects


def _chance_of_sale(steps: Counter[tuple[str, str]], channels: list[str]) -> Fraction:
    """The chance that a walk from the start ends with an order, by elimination."""
    states = [_START, *channels]
    leaving: Counter[str] = Counter()
    for (before, _), count in steps.items():
        leaving[before] += count
    place = {state: number for number, state in enumerate(states)}
    rows = [[Fraction(int(i == j)) for j in range(len(states))] for i in range(len(states))]
    ends = [Fraction(0)] * len(states)
    for (before, after), count in steps.items():
        if before in place and after in place:
            rows[place[before]][place[after]] -= Fraction(count, leaving[before])
        elif before in place and after == _SOLD:
            ends[place[before]] += Fraction(count, leaving[before])
    # From the last state to the first, so that the start's own row is solved at the end.
    for pivot in range(len(states) - 1, 0, -1):
        for row in range(pivot):
            factor = rows[row][pivot] / rows[pivot][pivot]
            if factor:
                ends[row] -= factor * ends[pivot]
                rows[row] = [
                    value - factor * other
                    for value, other in zip(rows[row], rows[pivot], strict=True)
                ]
    return ends[0] / rows[0][0]
