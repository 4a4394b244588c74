"""A variable that says nothing sensible about the day of a sale stops dbt with a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"revenue_date": "paid"},
            "The variable revenue_date is 'paid': it must be order or shipped.",
        ),
        (
            {"revenue_date": "shipped", "closed_through": "2025-12-31"},
            "revenue_date shipped moves a sale when its shipment is told, so no period stays",
        ),
    ],
)
def test_another_day_and_closed_books_beside_the_shipments_day_are_refused(
    given: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMERCE_WAREHOUSE", str(tmp_path / "unused.duckdb"))
    folders = ["--target-path", str(tmp_path), "--log-path", str(tmp_path), "--quiet"]
    project = ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT / "commerce" / "profiles")]
    read = dbtRunner().invoke(["parse", "--vars", json.dumps(given), *project, *folders])
    assert not read.success
    assert said in " ".join(str(read.exception).split())
