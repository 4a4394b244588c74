"""Orders are computed again when Amazon measures a product anew, not when its price changes.

Who relies on it: whoever lands a fee preview each day. What would go wrong silently: each of them
would have every order computed again that ever sold one of its products.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.python.incremental.warehouse import failures, invoke

pytestmark = pytest.mark.dear

MODEL = "int_changes__sku_states"
NEW_FILE = "'b2' as _batch_id, 'other' as _row_hash, 'fees.txt' as _source_file"


def states(warehouse: Path, target: Path, replaced: str) -> list[tuple]:
    """The states of all products when these columns of the previews say something else."""
    preview = "landing.amazon__fba_fee_preview"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            f"create or replace temp table told as select * replace ({replaced}) from {preview}"
        )
        assert connection.execute("select count(*) from told").fetchone() > (3,)
        ((kind,),) = connection.execute(
            "select table_type from information_schema.tables "
            "where table_schema = 'landing' and table_name = 'amazon__fba_fee_preview'"
        ).fetchall()
        connection.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {preview} cascade")
        connection.execute(f"create table {preview} as select * from told")
    done = invoke(warehouse, target, "run", "--select", MODEL)
    assert done.success, failures(done)
    with duckdb.connect(str(warehouse)) as connection:
        return connection.execute(f"select * from intermediate.{MODEL} order by all").fetchall()


def test_a_new_price_leaves_states_and_a_new_measure_does_not(demo, tmp_path: Path) -> None:
    warehouse = Path(shutil.copy(demo.warehouse, tmp_path / "preview.duckdb"))
    told = states(warehouse, tmp_path / "dbt", "_batch_id as _batch_id")
    repriced = "your_price + 1 as your_price, expected_fulfillment_fee_per_unit + 1 "
    repriced += f"as expected_fulfillment_fee_per_unit, {NEW_FILE}"
    assert states(warehouse, tmp_path / "dbt", repriced) == told
    remeasured = "item_package_weight + 1 as item_package_weight"
    assert states(warehouse, tmp_path / "dbt", remeasured) != told
