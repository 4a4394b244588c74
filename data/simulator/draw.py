"""Seeded draws that depend on `random.Random.random` only, which Python keeps stable."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A named stream of draws: streams with other names never disturb this one."""

    def __init__(self, seed: int, stream: str) -> None:
        self._random = random.Random(f"{seed}/{stream}")

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def chance(self, percent: float) -> bool:
        """True in `percent` of a hundred draws."""
        return self._random.random() * 100 < percent

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`, all equally likely."""
        return options[int(self._random.random() * len(options))]

    def weighted(self, options: Sequence[tuple[T, int]]) -> T:
        """One of (option, weight) pairs."""
        point = self._random.random() * sum(weight for _, weight in options)
        for option, weight in options:
            point -= weight
            if point < 0:
                return option
        return options[-1][0]

    def digits(self, count: int) -> str:
        """A string of `count` digits that does not start with zero."""
        return str(self.between(1, 9)) + "".join(str(self.between(0, 9)) for _ in range(count - 1))

    def token(self, count: int, alphabet: str = "abcdefghjkmnpqrstuvwxyz23456789") -> str:
        """A string of `count` characters of `alphabet`."""
        return "".join(self.pick(alphabet) for _ in range(count))
