"""What dbt-redshift asks of a unit test's rows, checked for all of them and without a warehouse."""

from __future__ import annotations

from collections.abc import Iterator


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
