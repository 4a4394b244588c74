"""The register of planted cases: what was planted, under which accounting decision, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.simulator.money import cents_text


@dataclass
class Case:
    """One planted case. `where` is called when every name and file position is known."""

    decision: int
    what: str
    where: Callable[[], str]


class CaseBook:
    """Collects planted cases in the order in which they are planted."""

    def __init__(self) -> None:
        self._cases: list[Case] = []

    def plant(self, decision: int, what: str, where: Callable[[], str] | str) -> None:
        """Register a case; decision 0 marks what no accounting rule covers: a format, a visit."""
        self._cases.append(Case(decision, what, where if callable(where) else lambda: where))

    def resolved(self) -> list[dict[str, object]]:
        """Cases as truth.json lists them."""
        return [
            {"decision": case.decision, "what": case.what, "where": case.where()}
            for case in self._cases
        ]


def audited(
    subject: str,
    fee_code: str,
    reason: str,
    expected: int,
    charged: int,
    currency: str = "USD",
) -> dict[str, str]:
    """A difference that a perfect audit finds; fees are positive, fees given back negative."""
    return {
        "store": "default",
        "subject": subject,
        "fee_code": fee_code,
        "reason": reason,
        "expected": cents_text(expected),
        "charged": cents_text(charged),
        "currency": currency,
    }
