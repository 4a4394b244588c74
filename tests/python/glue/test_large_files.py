"""A large file of which every row is current stands in the table as it landed.

Who relies on it: a first load of years of orders, which would else be written twice. What would go
wrong silently: a row that a later file restates would stay in the table.
"""

from __future__ import annotations

import pytest

from glue.landing import history
from glue.landing.erase import erase, identity_hashes
from glue.landing.publish import published
from glue.landing.state import current_files
from glue.landing.storage import LocalStorage
from tests.python.glue.conftest import KEY
from tests.python.glue.exports import cogs, shopify, shopify_order

pytestmark = pytest.mark.dear

REPORT = "shopify__orders"


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch):
    monkeypatch.setattr(history, "OWN_PART_BYTES", 1)


def places(landing) -> list[str]:
    """Below which folder of the state each file of the table lies."""
    files = current_files(landing.state, REPORT)
    return [path.relative_to(landing.state).parts[0] for path in files]


def quantities(landing) -> list[tuple[str, int]]:
    return [(row["name"], row["lineitem_quantity"]) for row in landing.rows(REPORT, "name")]


@pytest.fixture
def two_files(landing):
    landing.put("shopify/orders/a.csv", shopify(shopify_order("#1"), shopify_order("#2")))
    landing.put("shopify/orders/b.csv", shopify(shopify_order("#3"), shopify_order("#4")))
    landing.run()
    return landing


def test_files_that_nothing_contests_are_not_written_twice(two_files):
    assert places(two_files) == ["history", "history"]
    assert not (two_files.state / "current" / REPORT).exists()
    assert [name for name, _ in quantities(two_files)] == ["#1", "#2", "#3", "#4"]
    two_files.assert_accounted()


def test_what_was_set_aside_is_in_no_part_of_the_table(landing):
    good, bad = shopify_order("#1"), shopify_order("#2", Lineitem_price="39.38.0")
    landing.put("shopify/orders/a.csv", shopify(good, bad, shopify_order("#3")))
    landing.run()
    assert [name for name, _ in quantities(landing)] == ["#1", "#3"]
    assert [row["reason"] for row in landing.quarantine()] == ["TYPE:lineitem_price"]
    landing.assert_accounted()


def test_of_a_file_that_lost_a_row_the_others_are_written_anew(two_files):
    newer = shopify_order("#2", Created_at="2025-05-01 08:00:00 -0400", Lineitem_quantity="7")
    two_files.put("shopify/orders/c.csv", shopify(newer))
    two_files.run()
    assert sorted(places(two_files)) == ["current", "history", "history"]
    assert quantities(two_files) == [("#1", 2), ("#2", 7), ("#3", 2), ("#4", 2)]
    two_files.assert_accounted()


def test_what_is_published_fits_the_table_wherever_it_lies(two_files):
    found = published(LocalStorage(two_files.raw, two_files.state))
    (table,) = [table for table in found.tables if table.name == REPORT]
    assert (len(table.files), table.rows) == (2, 4)


def test_a_file_of_a_refused_set_stays_out(landing):
    landing.put("costs/cogs/a.csv", cogs(("A", "1.00", "2025-01-01")))
    landing.put("costs/cogs/b.csv", "nothing,of,it\n1,2,3\n")
    landing.put("costs/cogs/set.parts", "a.csv\nb.csv\n")
    landing.run()
    assert landing.rows("costs__cogs") == []
    landing.assert_accounted()


def test_erasing_who_is_only_in_quarantine_leaves_the_large_file_where_the_table_finds_it(landing):
    bad = shopify_order("#2", Lineitem_price="39.38.0", Email="eve@example.com")
    landing.put("shopify/orders/a.csv", shopify(shopify_order("#1"), bad, shopify_order("#3")))
    landing.run()
    person = identity_hashes(KEY, ["eve@example.com"], [])
    done = erase(landing.state, pii_key=KEY, person=person)
    assert (done.rows_history, done.rows_current) == (1, 0)
    assert [name for name, _ in quantities(landing)] == ["#1", "#3"]
    landing.put("shopify/orders/b.csv", shopify(shopify_order("#4")))
    landing.run()
    assert [name for name, _ in quantities(landing)] == ["#1", "#3", "#4"]
    landing.assert_accounted()


def test_a_replaced_table_is_swept_also_while_a_large_file_of_its_batch_is_current(
    landing, monkeypatch
):
    large = shopify(*(shopify_order(f"#1{number}") for number in range(9)))
    monkeypatch.setattr(history, "OWN_PART_BYTES", len(large.encode()))
    landing.put("shopify/orders/large.csv", large)
    landing.put("shopify/orders/small.csv", shopify(shopify_order("#1")))
    landing.run()
    (first,) = (landing.state / "current" / REPORT).iterdir()
    landing.put("shopify/orders/newer.csv", shopify(shopify_order("#2")))
    landing.run()
    assert set(places(landing)) == {"current", "history"}
    landing.put("costs/cogs/a.csv", cogs(("A", "1.00", "2025-01-01")))
    landing.run()
    assert not first.exists()
