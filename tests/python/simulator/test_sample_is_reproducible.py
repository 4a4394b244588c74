"""Property: data/sample is exactly what the simulator writes, and small enough for a repository."""

from __future__ import annotations

from pathlib import Path


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_fresh_run_writes_the_committed_bytes(fresh: Path, sample: Path):
    written, committed = _files(fresh / "sample"), _files(sample)
    assert written.keys() == committed.keys()
    assert [name for name in written if written[name] != committed[name]] == []


def test_the_sample_stays_below_six_megabytes(sample: Path):
    assert sum(len(content) for content in _files(sample).values()) < 6_000_000


def test_every_file_is_in_the_truth_with_its_records(fresh: Path, truth: dict):
    assert set(truth["files"]) == set(_files(fresh / "sample"))
    assert all(0 <= entry["control"] <= entry["records"] for entry in truth["files"].values())
