"""A spec that gains or loses columns: tables follow at the next run, rows stay as they landed."""

from __future__ import annotations

import dataclasses

import pytest

from glue.landing.catalog import load_specs
from glue.landing.errors import SpecError
from glue.landing.publish import published
from glue.landing.state import read_manifest
from glue.landing.storage import LocalStorage
from tests.python.glue.exports import cogs
from tests.python.glue.test_arrivals import changed_specs

REPORT = "costs__cogs"


def without(name: str):
    """The spec without one of its columns, as it was before the column came."""
    return lambda spec: dataclasses.replace(
        spec, columns=tuple(column for column in spec.columns if column.name != name)
    )


def landed_before(landing, monkeypatch, name: str) -> None:
    """Land a cost list with a spec that does not know the column yet, then forget that spec."""
    with monkeypatch.context() as before:
        changed_specs(before, REPORT, without(name))
        landing.put("costs/cogs/a.csv", cogs(("MUG", "4.50", "2025-01-01")))
        landing.run()
        assert name not in landing.rows(REPORT)[0]


@pytest.mark.parametrize("own", [False, True], ids=["small file", "large file"])
def test_a_column_that_a_spec_gains_is_in_the_table_without_a_new_file(landing, monkeypatch, own):
    from glue.landing import history

    monkeypatch.setattr(history, "OWN_PART_BYTES", 1 if own else 1 << 20)
    landed_before(landing, monkeypatch, "freight_cost")
    ledger = landing.ledger()
    result = landing.run()
    assert result.changed == [REPORT]
    (row,) = landing.rows(REPORT)
    assert (row["sku"], row["freight_cost"]) == ("MUG", None)
    assert landing.ledger() == ledger
    found = published(LocalStorage(landing.raw, landing.state))
    assert [table.rows for table in found.tables if table.name == REPORT] == [1]
    assert landing.run().batch_id == "", "the table follows once"
    landing.assert_accounted()


def test_a_column_that_has_another_type_now_is_refused_in_one_sentence(landing, monkeypatch):
    landing.put("costs/cogs/a.csv", cogs(("MUG", "4.50", "2025-01-01")))
    landing.run()
    before = read_manifest(LocalStorage(landing.raw, landing.state))

    def retyped(spec):
        columns = [
            dataclasses.replace(column, type="rate") if column.name == "unit_cost" else column
            for column in spec.columns
        ]
        return dataclasses.replace(spec, columns=tuple(columns))

    changed_specs(monkeypatch, REPORT, retyped)
    with pytest.raises(SpecError) as caught:
        landing.run()
    assert str(caught.value) == (
        "costs__cogs.yml: column 'unit_cost' was decimal(18,4) when files landed and is "
        "decimal(18,8) now; give it another name or land into a new folder."
    )
    assert read_manifest(LocalStorage(landing.raw, landing.state)) == before


def test_every_list_of_problems_fits_its_column():
    for name, spec in load_specs().items():
        longest = sum(len(f"LENGTH:{column.name},") for column in spec.columns)
        assert longest <= 8000, name


def test_a_column_that_nobody_knows_is_refused_where_the_spec_says_so(landing, monkeypatch):
    text = cogs(("MUG", "4.50", "2025-01-01")).replace("sku,", "sku,colour,", 1)
    landing.put("costs/cogs/a.csv", text.replace("MUG,", "MUG,red,"))
    with monkeypatch.context() as strict:
        changed_specs(strict, REPORT, lambda spec: dataclasses.replace(spec, new_columns="refuse"))
        (refused,) = landing.run().files
    assert (refused.status, refused.reason) == ("QUARANTINED_FILE", "NEW_COLUMN")
    assert 'column "colour" is new' in refused.message
    (recorded,) = landing.run(replay=True).files
    assert (recorded.status, recorded.rows_landed, recorded.ignored) == ("LANDED", 1, ("colour",))
    landing.assert_accounted()


def test_an_optional_column_of_another_type_refuses_the_file_and_one_bad_cell_does_not(landing):
    def products(*weights: str) -> str:
        return "sku,product_name,weight_lb\n" + "".join(
            f"S{i},Lamp,{weight}\n" for i, weight in enumerate(weights)
        )

    landing.put("reference/products/changed.csv", products(*["light"] * 25))
    landing.put("us/reference/products/one.csv", products(*["1.5"] * 24, "light"))
    files = {file.source_file: file for file in landing.run().files}
    changed, one = files["reference/products/changed.csv"], files["us/reference/products/one.csv"]
    assert (changed.status, changed.reason) == ("QUARANTINED_FILE", "TYPE_CHANGED")
    assert 'none of 25 values of column "weight_lb"' in changed.message
    assert (one.status, one.rows_landed) == ("LANDED", 25)
    assert one.nulled == {"TYPE:weight_lb": 1}
    landing.assert_accounted()
