"""A run that crosses midnight keeps the samples that it began with, in all its processes."""

from __future__ import annotations

import os
from datetime import date

import pytest

from tests.python import planting


class Tomorrow(date):
    """A clock that has passed midnight since the run began."""

    @classmethod
    def today(cls) -> date:
        return date(2026, 1, 2)


def test_midnight_does_not_change_the_day_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(planting.DAY, "1")
    monkeypatch.setattr(planting, "date", Tomorrow)
    assert planting.day_of_the_run() == 1
    planting.settle_the_day()
    assert planting.day_of_the_run() == 2


def test_the_day_is_settled_for_every_process() -> None:
    assert planting.DAY in os.environ
