"""What dbt-redshift asks of a unit test's rows, checked for all of them and without a warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# A province, an answer: words that YAML reads as booleans, which Redshift takes for no text.
READ_AS_BOOLEAN = re.compile(r"[:,\[] (on|off|yes|no)\s*[,}\]]", re.IGNORECASE)


def fixtures(manifest: dict) -> Iterator[tuple[str, str, list[dict]]]:
    """Test, input and its rows."""
    for test in manifest["unit_tests"].values():
        for given in test["given"]:
            yield test["name"], given["input"], given["rows"] or []


def without_a_whole_row(rows: list[dict]) -> bool:
    """Whether each row states a null: Redshift takes the types of a fixture from one without."""
    return bool(rows) and all(None in row.values() for row in rows)


def test_every_fixture_has_a_row_that_states_no_null(manifest: dict) -> None:
    found = list(fixtures(manifest))
    assert len(found) > 1000
    assert [(test, of) for test, of, rows in found if without_a_whole_row(rows)] == []


def test_a_fixture_of_nulls_is_seen() -> None:
    assert without_a_whole_row([{"sku": "MUG", "cost": None}])
    assert not without_a_whole_row([{"sku": "MUG", "cost": None}, {"sku": "MUG"}])
    assert not without_a_whole_row([])


def test_no_word_of_a_fixture_is_read_as_a_boolean() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in (ROOT / "models").rglob("*.yml")
        for match in READ_AS_BOOLEAN.finditer(path.read_text("utf-8"))
    ]
    assert found == []
    assert READ_AS_BOOLEAN.search("{ship_state: ON}") and READ_AS_BOOLEAN.search("{a: no, b: 1}")
