"""Every version of a key: what closed books were made of stays readable after a newer file.

The models ask what was known on a day: a version that is missing, or one that never counted, would
restate a closed period without a sign.
"""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from commerce import land as landed_views
from commerce.workspace import Workspace
from glue.landing.catalog import load_specs, parse_spec
from glue.landing.errors import LandingError, SpecError
from glue.landing.publish import publish, published
from glue.landing.state import MANIFEST, current_files, table_schema
from glue.landing.storage import LocalStorage
from tests.python.glue.conftest import Landing
from tests.python.glue.test_specs import changed

pytestmark = pytest.mark.dear

TABLE, VERSIONS = "costs__cogs", "costs__cogs__versions"
HEADER = "sku,unit_cost,currency,effective_from\n"


def costs(*rows: str) -> str:
    return HEADER + "".join(f"{row}\n" for row in rows)


def versions(landing: Landing) -> list[tuple]:
    """SKU, cost, day of validity, file and batch of every version, in order of arrival."""
    rows = landing.rows(VERSIONS, "_file_no, _source_line")
    return [(row["sku"], row["unit_cost"], row["_source_file"], row["_batch_id"]) for row in rows]


@pytest.fixture(scope="module")
def history(spark, tmp_path_factory) -> tuple[Landing, list[str]]:
    """Four batches: a list, a correction with a copy, an older list that comes late, the same."""
    landing, batches = Landing(tmp_path_factory.mktemp("versions")), []
    for name, text in (
        ("one", costs("MUG,4,USD,2025-01-01", "BOWL,7,USD,2025-02-01")),
        ("two", costs("MUG,4.50,USD,2025-01-01", "BOWL,7,USD,2025-02-01", "VASE,9,USD,2025-03-01")),
        ("late", costs("MUG,3,USD,2025-01-01")),
        ("conflict", costs("VASE,8,USD,2025-03-01", "VASE,8.10,USD,2025-03-01")),
    ):
        landing.put(f"costs/cogs/{name}.csv", text)
        batches.append(landing.run().batch_id)
    return landing, batches


def test_a_row_that_a_newer_one_replaced_stays_a_version_and_a_copy_is_none(history):
    landing, (one, two, late, _) = history
    assert versions(landing) == [
        ("MUG", Decimal("4"), "costs/cogs/one.csv", one),
        ("BOWL", Decimal("7"), "costs/cogs/one.csv", one),
        ("MUG", Decimal("4.5"), "costs/cogs/two.csv", two),
        ("VASE", Decimal("9"), "costs/cogs/two.csv", two),
        ("MUG", Decimal("3"), "costs/cogs/late.csv", late),
    ]
    current = {row["sku"]: row["unit_cost"] for row in landing.rows(TABLE)}
    assert current == {"MUG": Decimal("4.5"), "BOWL": Decimal("7"), "VASE": Decimal("9")}
    landing.assert_accounted()


def test_a_version_says_as_of_when_its_file_speaks_so_that_a_late_old_file_is_told(history):
    landing, _ = history
    dates = {row["_source_file"]: row["_as_of"].date() for row in landing.rows(VERSIONS)}
    assert {name.rsplit("/")[-1]: str(day) for name, day in dates.items()} == {
        "one.csv": "2025-02-01",
        "two.csv": "2025-03-01",
        "late.csv": "2025-01-01",
    }


def test_the_newest_version_of_each_key_is_the_table(history):
    landing, _ = history
    newest = {}
    for row in landing.rows(VERSIONS, "_as_of nulls first, _file_no"):
        newest[row["sku"], row["effective_from"], row["marketplace"]] = row
    rows = [{k: v for k, v in row.items() if k != "_as_of"} for row in newest.values()]
    assert sorted(rows, key=str) == sorted(landing.rows(TABLE), key=str)


def test_versions_are_published_like_any_table(history):
    landing, (*_, newest) = history
    storage = LocalStorage(landing.raw, landing.state)
    publish(storage)
    (table,) = [table for table in published(storage).tables if table.name == VERSIONS]
    assert table.rows == 5
    assert [name for name, _ in table.columns] == [name for name, _ in table_schema(VERSIONS)]
    assert f"publish/{newest}/{VERSIONS}.manifest" in table.manifest_url
    assert [file.url for file in table.files] == [
        str(path.absolute()) for path in current_files(landing.state, VERSIONS)
    ]


def test_a_report_without_files_has_an_empty_view_of_its_versions(spark, tmp_path):
    landing = Landing(tmp_path)
    landing.put("costs/cogs/empty.csv", HEADER)
    landing.run()
    workspace = Workspace(tmp_path / "brand.duckdb")
    landing.state.rename(workspace.landing)
    with duckdb.connect() as connection:
        landed_views.load(workspace, connection)
        for table in (VERSIONS, "reference__products__versions", "reference__bundles__versions"):
            cursor = connection.execute(f"select * from landing.{table}")
            names = [column[0] for column in cursor.description]
            assert names == [name for name, _ in table_schema(table)]
            assert cursor.fetchall() == []


def test_a_state_of_before_gets_its_versions_with_the_next_run(history, tmp_path):
    landing, _ = history
    storage = LocalStorage(landing.raw, landing.state)
    body = storage.read_json(MANIFEST)
    del body["reports"][TABLE]["versions"]
    before = versions(landing)
    storage.write_json(MANIFEST, body)
    assert versions(landing) == []
    landing.run()
    assert versions(landing) == before
    assert landing.run().batch_id == ""


def test_versions_go_when_the_next_ones_are_published(history):
    landing, _ = history
    landing.put("costs/cogs/later.csv", costs("MUG,5,USD,2025-06-01"))
    landing.run()
    landing.put("costs/cogs/last.csv", costs("MUG,6,USD,2025-07-01"))
    landing.run()
    folder = landing.state / "versions" / TABLE
    # The ones that the last run replaced are swept by the next.
    assert len(list(folder.iterdir())) <= 2
    assert len(versions(landing)) == 7


def test_a_count_that_differs_publishes_nothing(spark, tmp_path, monkeypatch):
    landing = Landing(tmp_path)
    landing.put("costs/cogs/one.csv", costs("MUG,4,USD,2025-01-01"))
    from glue.landing import current

    true = current._read_back

    def short(batch, paths):
        counts = true(batch, paths)
        if any(path.startswith("versions/") for path in paths):
            counts.subtract(dict.fromkeys(counts, 1))
        return counts

    monkeypatch.setattr(current, "_read_back", short)
    with pytest.raises(LandingError, match="1 versions were computed but 0 were read back"):
        landing.run()
    assert not (landing.state / MANIFEST).exists()


@pytest.mark.parametrize(
    ("load", "columns", "said"),
    [
        ({"mode": "document"}, [], "versions are kept of a snapshot"),
        ({"version": "since"}, [], "versions are kept of a snapshot"),
        ({}, [{"name": "mail", "from": "mail", "pii": "email_hash"}], "with personal columns"),
    ],
)
def test_versions_are_refused_where_they_could_not_be_resolved_or_erased(load, columns, said):
    good = changed()
    body = changed(load=good["load"] | {"versions": True} | load, columns=good["columns"] + columns)
    with pytest.raises(SpecError, match=said):
        parse_spec("costs__demo", body)


def test_what_a_closed_month_has_to_know_keeps_its_versions():
    kept = {spec.report for spec in load_specs().values() if spec.load.versions}
    assert kept == {
        "amazon__returns", "amazon__storage_fees", "costs__cogs", "reference__bundles",
        "reference__fx", "reference__products", "shopify__payment_transactions",
    }  # fmt: skip
