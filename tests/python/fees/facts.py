"""The collected facts about fee schedules, read in place from the folder beside the repository.

They are other people's texts with their sources and are never copied into it: the rate card seeds
carry the figures. Where the folder is absent, what compares with it is skipped.
"""

from __future__ import annotations

import csv

import pytest

from tests.python.fees.cards import ROOT

FACTS = ROOT.parent / "shared" / "fees"
COUNTRIES = {"UK": "GB"}


def facts(name: str) -> list[dict[str, str]]:
    """The rows of a file of facts, or skip the test."""
    path = FACTS / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"no fee facts: {path} is not beside the repository")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def country_of(fact: dict[str, str]) -> str:
    """The country code of the seeds."""
    return COUNTRIES.get(fact["marketplace"], fact["marketplace"])
