"""A warehouse that grew delivery by delivery tells what one built at once tells, to the last row.

Who relies on it: everybody whose scheduled run computes only what changed. An increment that
forgets a late refund, keeps a withdrawn line or counts a file twice shows here and nowhere else.
"""

from __future__ import annotations

from pathlib import Path

from tests.python.incremental.brand import Brand
from tests.python.incremental.warehouse import OF_THE_SOURCE, Warehouse, differences

PLACED = "component = 'campaign_spend_allocated'"
# Whoever brings these bears on every order of the products in them.
OF_ALL = ("costs/cogs/", "reference/products/")


def test_increments_equal_a_full_build(
    seed: int, longest: int | None, spark, tmp_path: Path, record_property
) -> None:
    brand = Brand(seed, longest)
    grown = Warehouse(tmp_path / "grown")
    touched, borne = [], []
    for number, exports in enumerate(brand.deliveries):
        grown.deliver(exports)
        grown.build(views=number == 0)
        touched.append(grown.count("intermediate.int_changes__orders"))
        borne.append(grown.count(f"marts.fact_ledger_events where {PLACED}"))
    as_grown = grown.published()
    assert len(as_grown["marts.fact_ledger_events"]) > 500
    # The increments were increments: only costs and products had all computed that there is.
    orders = grown.count("main.orders_built")
    of_some = [
        count
        for count, exports in zip(touched, brand.deliveries, strict=True)
        if not any(export.path.startswith(OF_ALL) for export in exports)
    ]
    assert orders >= 30 and max(of_some) < orders
    # The last one brought visits only: whose its advertising is may change of any order, and none
    # was computed.
    assert touched[-1] == 0

    if longest is None:
        grown.build()
        assert grown.count("intermediate.int_changes__orders") == 0
        assert differences(as_grown, grown.published()) == []

    grown.build("--full-refresh")
    assert differences(as_grown, grown.published()) == []

    if longest is None:
        whole = Warehouse(tmp_path / "whole")
        whole.deliver([export for exports in brand.deliveries for export in exports])
        whole.build(gates=True)
        assert differences(grown.published(OF_THE_SOURCE), whole.published(OF_THE_SOURCE)) == []

    line = (
        f"brand {seed}: {len(brand.deliveries)} deliveries, orders computed {touched} of {orders}"
    )
    record_property("increments equal full builds", f"{line}, shares of advertising {borne}")
