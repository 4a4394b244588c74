"""An empty state that is landed anew as its files once came ends as it was.

Who relies on it: whoever restores from raw. Landed all at once, a settlement and its correction
would contradict each other, and all that came before a close would count as having come after it.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from glue.landing.arrivals import PAUSE_SECONDS, deliveries
from glue.landing.discover import Candidate
from glue.landing.errors import LandingError
from glue.landing.storage import RawFile
from tests.python.glue.conftest import Landing, outcome
from tests.python.glue.exports import cogs, component, settlement_v2

JANUARY, MARCH = datetime(2026, 1, 15, 8), datetime(2026, 3, 15, 8)
FIRST = settlement_v2("7", "12.00", component("12.00"))
CORRECTED = settlement_v2("7", "11.00", component("11.00"))


def came(path: Path, moment: datetime) -> None:
    seconds = moment.replace(tzinfo=UTC).timestamp()
    os.utime(path, (seconds, seconds))


@pytest.fixture
def corrected(landing) -> Landing:
    """A settlement of January, a correction and a cost list of March; names in another order."""
    came(landing.put("amazon/settlements/z.txt", FIRST), JANUARY)
    came(landing.put("amazon/settlements/a.txt", CORRECTED), MARCH)
    came(landing.put("costs/cogs/costs.csv", cogs(("MUG", "1.00", "2025-01-01"))), MARCH)
    return landing


def test_the_later_of_two_contents_stands_and_each_counts_from_its_moment(corrected) -> None:
    result = corrected.run(as_arrived=True)
    assert corrected.total("amazon__settlements", "amount") == Decimal("11.00")
    corrected.assert_accounted()
    assert not corrected.quarantine()
    assert {name: row["loaded_at"] for name, row in corrected.ledger().items()} == {
        "amazon/settlements/z.txt": JANUARY,
        "amazon/settlements/a.txt": MARCH,
        "costs/cogs/costs.csv": MARCH,
    }
    batches = {name: row["batch_id"] for name, row in corrected.ledger().items()}
    assert batches["amazon/settlements/a.txt"] == batches["costs/cogs/costs.csv"]
    assert {row["_loaded_at"] for row in corrected.rows("amazon__settlements")} == {MARCH}
    assert [file.source_file for file in result.files] == sorted(batches)
    assert outcome(result, "z.txt").rows_landed == 2
    assert set(result.changed) == {"amazon__settlements", "costs__cogs"}


def test_all_at_once_the_two_contents_contradict_each_other(corrected) -> None:
    """What the option is for: without it nothing tells which of the two is right."""
    corrected.run()
    assert {row["reason"] for row in corrected.quarantine()} == {"KEY_CONFLICT"}
    assert corrected.total("amazon__settlements", "amount") == 0


def test_a_restore_that_was_cut_off_goes_on_and_a_grown_state_is_refused(corrected) -> None:
    late = corrected.raw / "amazon/settlements/a.txt"
    late.rename(late.with_suffix(".part"))
    corrected.run(as_arrived=True)
    late.with_suffix(".part").rename(late)
    result = corrected.run(as_arrived=True)
    assert corrected.total("amazon__settlements", "amount") == Decimal("11.00")
    # The next run of every day lands by its own clock, and what it lands is newer.
    corrected.put("costs/cogs/new.csv", cogs(("JAR", "2.00", "2025-01-01")))
    assert corrected.run().batch_id > result.batch_id
    came(corrected.put("costs/cogs/old.csv", cogs(("LID", "3.00", "2025-01-01"))), JANUARY)
    before = corrected.ledger()
    with pytest.raises(LandingError, match="Files of 2026-01-15 .* Empty the state first"):
        corrected.run(as_arrived=True)
    assert corrected.ledger() == before


def file(name: str, moment: float, *parts: str) -> tuple[Candidate, str]:
    return Candidate(RawFile(name, name, 1, modified=moment), "default", None, parts), name


def test_a_pause_ends_a_delivery_and_a_set_comes_with_its_last_part() -> None:
    longest = PAUSE_SECONDS - 1
    files = [
        file("a", 5000.0),
        file("b", 0.0),
        file("c", longest),
        file("d", 1.0, "d", "e"),
        file("e", 5000.0, "d", "e"),
        file("f", 2 * longest),
    ]
    found = [(moment, [name for _, name in part]) for moment, part in deliveries(files)]
    assert found == [(2 * longest, ["b", "c", "f"]), (5000.0, ["a", "d", "e"])]
