"""The protocol: repeatable, all or nothing, one run at a time."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import pytest

from glue.landing import engine, reporting
from glue.landing.errors import LandingError
from glue.landing.state import current_files
from glue.landing.storage import LocalStorage
from tests.python.glue.conftest import Landing, outcome
from tests.python.glue.exports import cogs, component, settlement_v2

ROOT = Path(__file__).resolve().parents[3]
ONE = settlement_v2("1", "12.00", component("12.00"))
CORRECTED = settlement_v2("1", "13.00", component("13.00"))


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def no_spark(monkeypatch):
    def refuse(*_):
        raise AssertionError("a session was started")

    monkeypatch.setattr("glue.landing.session.get_session", refuse)


def test_a_rerun_with_nothing_new_writes_nothing_and_starts_no_spark(landed, no_spark):
    before = tree(landed.state)
    result = landed.run()
    assert tree(landed.state) == before
    assert (result.batch_id, [file.status for file in result.files]) == ("", ["DUPLICATE"])
    assert not result.has_rejections


def test_same_bytes_under_another_name_or_deeper_folder_land_once(landed, no_spark):
    landed.put("amazon/settlements/2025/renamed.txt", ONE)
    result = landed.run()
    assert [file.status for file in result.files] == ["DUPLICATE", "DUPLICATE"]
    assert len(landed.rows("row_ledger", "source_file")) == 1
    assert len(landed.rows("amazon__settlements")) == 2


def test_the_same_file_written_again_at_another_time_is_known(landed, no_spark):
    before = tree(landed.state)
    os.utime(landed.put("amazon/settlements/one.txt", ONE), (1, 1))
    (file,) = landed.run().files
    assert (file.status, tree(landed.state)) == ("DUPLICATE", before)


def test_the_same_rows_packed_are_duplicates_and_counted(landed):
    landed.put("amazon/settlements/again.txt", gzip.compress(ONE.encode()))
    file = outcome(landed.run(), "again.txt")
    assert (file.status, file.rows_read, file.rows_duplicate) == ("LANDED", 2, 2)
    assert str(landed.total("amazon__settlements", "amount")) == "12.0000"
    landed.assert_accounted()


def test_same_bytes_of_another_store_are_that_stores_own(landed):
    landed.put("eu/amazon/settlements/one.txt", ONE)
    landed.run()
    assert sorted(row["_store"] for row in landed.rows("amazon__settlements")) == (
        ["default"] * 2 + ["eu"] * 2
    )


def test_same_bytes_twice_in_one_run_land_once(landing):
    landing.put("amazon/settlements/a.txt", ONE)
    landing.put("amazon/settlements/b.txt", ONE)
    result = landing.run()
    assert [file.status for file in result.files] == ["LANDED", "DUPLICATE"]
    assert outcome(result, "b.txt").message.endswith("same bytes as amazon/settlements/a.txt.")


def test_a_rejected_file_stays_rejected_in_later_runs_without_a_second_ledger_row(landed, no_spark):
    landed.put("costs/cogs/empty.csv", "")
    first = landed.run()
    second = landed.run()
    assert first.has_rejections and second.has_rejections
    assert second.messages == first.messages
    assert second.batch_id == ""
    assert len(landed.rows("row_ledger", "source_file")) == 2


def test_a_run_that_stops_before_the_manifest_leaves_the_previous_state(landed, monkeypatch):
    class Died(Exception):
        pass

    landed.put("amazon/settlements/two.txt", CORRECTED)
    before = landed.rows("amazon__settlements")
    for point in ("after_report", "before_ledger", "before_manifest"):

        def die(name: str, point=point) -> None:
            if name == point:
                raise Died

        with monkeypatch.context() as patch:
            patch.setattr(engine, "_barrier", die)
            with pytest.raises(Died):
                landed.run()
        assert landed.rows("amazon__settlements") == before, point
        assert len(landed.ledger()) == 1, point
    landed.run()
    assert str(landed.total("amazon__settlements", "amount")) == "13.0000"
    assert len(landed.ledger()) == 2
    landed.assert_accounted()


def test_two_runs_at_once_one_wins_and_the_other_says_locked(landed):
    landed.put("amazon/settlements/two.txt", CORRECTED)
    with (
        LocalStorage(landed.raw, landed.state).lock(),
        pytest.raises(LandingError, match=f"locked by another run .*process {os.getpid()}"),
    ):
        landed.run()
    assert landed.run().changed == ["amazon__settlements"]


def test_what_another_run_has_landed_while_this_one_looked_is_not_landed_again(landed, monkeypatch):
    landed.put("amazon/settlements/two.txt", CORRECTED)
    honest = LocalStorage.lock

    def after_the_other(storage):
        monkeypatch.setattr(LocalStorage, "lock", honest)
        assert landed.run().changed == ["amazon__settlements"]
        return honest(storage)

    monkeypatch.setattr(LocalStorage, "lock", after_the_other)
    assert landed.run().batch_id == ""
    assert len(landed.rows("row_ledger", "batch_id")) == 2
    landed.assert_accounted()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("history", "7 records were read but 6 written"),
        ("current", "4 current rows were computed but 3 were read back"),
        ("quarantine", "the quarantined rows read back differ from the rows found"),
    ],
)
def test_a_row_that_is_lost_while_it_is_written_keeps_all_from_being_published(
    landing, monkeypatch, place, said
):
    costs = [(str(number), "1.00" if number < 4 else "x", "2025-01-01") for number in range(7)]
    landing.put("costs/cogs/a.csv", cogs(*costs))
    honest = LocalStorage.write_frame

    def lossy(storage, frame, relative, by=()):
        if relative.startswith(f"{place}/"):
            line = "source_line" if place == "quarantine" else "_source_line"
            last = 8 if place == "quarantine" else 5
            frame = frame.where(f"{line} is null or {line} <> {last}")
        honest(storage, frame, relative, by)

    monkeypatch.setattr(LocalStorage, "write_frame", lossy)
    with pytest.raises(LandingError, match=said):
        landing.run()
    assert landing.ledger() == {}


def test_a_count_that_reads_back_differently_is_not_published(landing, monkeypatch):
    landing.put("amazon/settlements/one.txt", ONE)
    honest = reporting.read_facts

    def lossy(batch, spec, folder, plans):
        facts = honest(batch, spec, folder, plans)
        facts.good = {number: lines[:-1] for number, lines in facts.good.items()}
        return facts

    monkeypatch.setattr(reporting, "read_facts", lossy)
    with pytest.raises(LandingError, match="nothing of this run was published"):
        landing.run()
    assert current_files(landing.state, "amazon__settlements") == []
    assert landing.ledger() == {}


def test_part_files_that_no_manifest_names_are_ignored_and_swept(landed):
    folder = landed.state / "current" / "amazon__settlements"
    shutil.copytree(next(folder.iterdir()), folder / "stale")
    assert len(landed.rows("amazon__settlements")) == 2
    landed.put("costs/cogs/a.csv", cogs(("A", "1.00", "2025-01-01")))
    landed.run()
    assert not (folder / "stale").exists()


def test_a_manifest_that_names_a_missing_file_fails(landed):
    shutil.rmtree(landed.state / "current")
    with pytest.raises(LandingError, match="which is missing"):
        current_files(landed.state, "amazon__settlements")


def test_another_pseudonym_key_is_refused(landed):
    landed.put("amazon/settlements/two.txt", CORRECTED)
    with pytest.raises(LandingError, match="pseudonym key"):
        landed.run(key=b"another key of enough bytes")


def test_a_missing_or_empty_folder_is_one_sentence(landing):
    with pytest.raises(LandingError, match="holds no files"):
        landing.run()
    landing.raw.rmdir()
    with pytest.raises(LandingError, match="does not exist"):
        landing.run()


def test_fifty_files_of_a_report_take_no_more_spark_jobs_than_two(spark, tmp_path):
    """Jobs are what costs: one per file would make a year of daily files unbearable."""

    def jobs(count: int) -> int:
        landing = Landing(tmp_path / str(count))
        for number in range(count):
            rows = settlement_v2(str(number), "2.00", component("1.50"), component("0.50"))
            landing.put(f"amazon/settlements/{number}.txt", rows)
        # Spark forgets its oldest jobs; their numbers go on.
        before = max(spark.sparkContext.statusTracker().getJobIdsForGroup(None), default=-1)
        landing.run()
        assert landing.total("amazon__settlements", "amount") == 2 * count
        return max(spark.sparkContext.statusTracker().getJobIdsForGroup(None)) - before

    few = jobs(2)
    assert few > 0
    assert jobs(50) <= few
