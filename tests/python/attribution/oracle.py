"""What each model gives, worked out in fractions and by brute force: no SQL, no shared code.

A path is a list of touches, each with an id, a time in seconds, whether it is direct, whether the
person gave an address, and a channel. Credits are parts of a million, as lists along the path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from math import factorial

import numpy as np

MILLION = 1_000_000
HALF_LIFE = 7 * 86_400
START, ORDER, NOTHING = "(start)", "(order)", "(nothing)"


@dataclass(frozen=True)
class Touch:
    """A visit; at: seconds since some moment; its order was at `ordered`."""

    id: str
    at: int
    ordered: int
    is_direct: bool = False
    has_email: bool = False
    channel: str = "Email"


def in_order(path: Iterable[Touch]) -> list[Touch]:
    return sorted(path, key=lambda touch: (touch.at, touch.id))


def rounded(weights: Sequence[Fraction]) -> list[int]:
    """A million by weight; what whole parts leave goes to the largest remainders, then first."""
    whole = sum(weights)
    exact = [MILLION * weight / whole for weight in weights]
    units = [int(part) for part in exact]
    left = MILLION - sum(units)
    by_remainder = sorted(range(len(exact)), key=lambda k: (-(exact[k] - units[k]), k))
    for place in by_remainder[:left]:
        units[place] += 1
    return units


def only(place: int, path: Sequence[Touch]) -> list[int]:
    return [MILLION if k == place else 0 for k in range(len(path))]


def last_non_direct(path: Sequence[Touch]) -> list[int]:
    others = [k for k, touch in enumerate(path) if not touch.is_direct]
    return only(others[-1] if others else len(path) - 1, path)


def linear(path: Sequence[Touch]) -> list[int]:
    return rounded([Fraction(1)] * len(path))


def position_u(path: Sequence[Touch]) -> list[int]:
    ends, rest = Fraction(4, 10), Fraction(2, 10)
    if len(path) <= 2:
        return rounded([ends] * len(path))
    return rounded([ends, *[rest / (len(path) - 2)] * (len(path) - 2), ends])


def position_w(path: Sequence[Touch]) -> list[int]:
    anchor, rest = Fraction(3, 10), Fraction(1, 10)
    if len(path) <= 3:
        return rounded([anchor] * len(path))
    known = [k for k in range(1, len(path) - 1) if path[k].has_email]
    lead = known[0] if known else (len(path) + 1) // 2 - 1
    anchors = {0, lead, len(path) - 1}
    return rounded([anchor if k in anchors else rest / (len(path) - 3) for k in range(len(path))])


def time_decay(path: Sequence[Touch], half_life: int = HALF_LIFE) -> list[int]:
    """By the age before the order, as it is defined; half_life: seconds."""
    with localcontext() as context:
        context.prec = 60
        ages = [Decimal(touch.ordered - touch.at) / half_life for touch in path]
        return rounded([Fraction(Decimal(2) ** -age) for age in ages])


RULES: dict[str, Callable[[Sequence[Touch]], list[int]]] = {
    "first_touch": lambda path: only(0, path),
    "last_touch": lambda path: only(len(path) - 1, path),
    "last_non_direct": last_non_direct,
    "linear": linear,
    "position_u": position_u,
    "position_w": position_w,
    "time_decay": time_decay,
}


def removal_effects(orders: list[list[str]], nothing: list[list[str]]) -> dict[str, float]:
    """By channel, the part of orders lost when every journey that comes to it is lost.

    Brute force: the chain is solved once as it is, and once for each channel with that channel's
    visitors gone. orders, nothing: journeys as channels in the order of time.
    """
    journeys = [(j, ORDER) for j in orders] + [(j, NOTHING) for j in nothing]
    channels = sorted({channel for journey, _ in journeys for channel in journey})
    states = [START, *channels]
    moves = np.zeros((len(states), len(states) + 2))
    ends = {ORDER: len(states), NOTHING: len(states) + 1}
    place = {state: k for k, state in enumerate(states)} | ends
    for journey, end in journeys:
        for former, present in zip([START, *journey], [*journey, end], strict=True):
            moves[place[former], place[present]] += 1
    chances = moves / moves.sum(axis=1, keepdims=True)

    def chance_of_order(lost: int | None) -> float:
        kept = [k for k in range(len(states)) if k != lost]
        inner = np.eye(len(kept)) - chances[np.ix_(kept, kept)]
        return float(np.linalg.solve(inner, chances[kept, ends[ORDER]])[0])

    whole = chance_of_order(None)
    return {c: 1 - chance_of_order(place[c]) / whole for c in channels}


def shapley_values(paths: list[set[str]], worth: Callable[[frozenset[str]], Fraction]) -> dict:
    """By channel, its Shapley value, from all coalitions of all channels of the paths."""
    channels = sorted(set().union(*paths))
    count = len(channels)
    values = dict.fromkeys(channels, Fraction(0))
    for channel in channels:
        others = [other for other in channels if other != channel]
        for size in range(count):
            share = Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
            for coalition in map(frozenset, combinations(others, size)):
                values[channel] += share * (worth(coalition | {channel}) - worth(coalition))
    return values


def orders_within(paths: list[set[str]]) -> Callable[[frozenset[str]], Fraction]:
    """The worth of a coalition: the orders whose every channel is in it."""
    return lambda coalition: Fraction(sum(path <= coalition for path in paths))
