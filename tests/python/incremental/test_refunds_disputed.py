"""What a bank takes back is given back once, and a refund in another currency is split as told.

Who relies on it: whoever reads the returns of a shop that sells abroad or has disputes. A shop in
euros whose prices include tax was paid in pounds; and an order that its export calls refunded was
disputed. The expected pieces are worked out by hand in the comments.
"""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest

from tests.python.incremental.brand import Export
from tests.python.incremental.test_refunds_told import (
    ORDER,
    PAYMENT,
    order,
    payment,
    pieces,
    query,
    refund,
    written,
)
from tests.python.incremental.warehouse import Warehouse, differences

pytestmark = pytest.mark.dear

D = Decimal
ABROAD = {
    "Subtotal": "238.00", "Total": "238.00", "Currency": "EUR", "Lineitem price": "119.00",
}  # fmt: skip
DISPUTED = {
    "Subtotal": "54.00", "Total": "54.00", "Currency": "EUR", "Lineitem price": "54.00",
    "Financial Status": "refunded", "Created at": "2025-02-20 10:00:00 -0500",
    "Paid at": "2025-02-20 10:00:00 -0500",
}  # fmt: skip
ORDERS = [
    order(1, {"MUG": 2}, "0.00", "38.00", "119.00")[0] | ABROAD,
    order(2, {"MUG": 2}, "0.00", "38.00", "118.40")[0] | ABROAD,
    order(1067, {"BOWL": 1}, "0.00", "0.00", "54.00")[0] | DISPUTED,
]
IN_POUNDS = {"Currency": "EUR", "Presentment Currency": "GBP", "Presentment Amount": "101.15"}
BACK = [payment(1, 10, "119.00") | IN_POUNDS, payment(2, 10, "118.40") | IN_POUNDS]
IN_EUROS = {"Currency": "EUR", "Presentment Currency": "EUR"}
LOST = payment(1067, 2, "54.00") | IN_EUROS | {"Type": "chargeback"}
WON = LOST | {
    "Transaction Date": "2025-03-25 12:00:00 -0500", "Amount": "54.00", "Net": "54.00",
    "Presentment Amount": "54.00",
}  # fmt: skip
CLOSED = ("--vars", json.dumps({"closed_through": "2025-02-28"}))


def told() -> Export:
    """A mug of 119.00 with its tax of 19.00 inside, paid back in pounds, of two orders."""
    refunds = []
    for number in (1, 2):
        told = refund(number, 9000 + number, 10, "101.15",
                      [("MUG", 1, "no_restock", "119.00", "19.00")])  # fmt: skip
        told["transactions"][0]["currency"] = "GBP"
        refunds.append(told)
    text = json.dumps({"refunds": refunds}).replace(
        '"currency_code": "USD"', '"currency_code": "EUR"'
    )
    return Export("shopify/refunds/refunds.json", text.encode())


def paid(name: str, rows: list[dict]) -> Export:
    return Export(f"shopify/payment_transactions/{name}.csv", written(PAYMENT, rows))


def returns(warehouse: Warehouse) -> dict[tuple, Decimal]:
    """Returns and returned units of the disputed order, by month."""
    rows = query(
        warehouse,
        "select month(event_date), sum(returns), sum(quantity) "
        "from marts.fact_financial_performance where order_id = '#1067' "
        "and event_type = 'refund' group by all having sum(returns) <> 0 or sum(quantity) <> 0",
    )
    return {month: (amount, units) for month, amount, units in rows}


def test_a_dispute_and_a_refund_in_pounds(spark, tmp_path) -> None:
    shop = Warehouse(tmp_path)
    orders = Export("shopify/orders/orders.csv", written(ORDER, ORDERS))
    shop.deliver([orders, paid("payments", [*BACK, LOST]), told()])
    shop.build()
    assert pieces(shop) == {
        ("#1", "refund_goods", "MUG"): D("-100.00"), ("#1", "refund_tax", None): D("-19.00"),
        # 118.40 of 238.00 by weight, since the shop tells 119.00: 38/238 of it is tax.
        ("#2", "refund_goods", "MUG"): D("-99.50"), ("#2", "refund_tax", None): D("-18.90"),
        ("#1067", "refund_goods", "BOWL"): D("-54.00"),
    }  # fmt: skip
    events = "from marts.fact_ledger_events where event_type = 'refund' and "
    assert set(query(shop, f"select order_id, basis {events} component = 'refund_goods'")) == {
        ("#1", "actual"), ("#2", "estimated"), ("#1067", "actual"),
    }  # fmt: skip
    differing = query(shop, f"select order_id, amount {events} component = 'refund_difference'")
    assert differing == [("#2", D("0.60"))]
    # On its own day, and the bank moves no goods.
    assert returns(shop) == {3: (D("54.00"), 0)}


def test_a_closed_month_keeps_the_refund_that_was_a_dispute(spark, tmp_path) -> None:
    shop = Warehouse(tmp_path)
    shop.deliver([Export("shopify/orders/orders.csv", written(ORDER, ORDERS))])
    shop.build()
    query(
        shop,
        "update seeds.fiscal_periods set closed_at = (select max(loaded_at) + interval 1 second "
        "from landing.row_ledger) where ends_on <= '2025-02-28'",
    )
    # A close is a moment between two landings, which are told apart by the second.
    time.sleep(2)
    shop.build(*CLOSED)
    assert returns(shop) == {2: (D("54.00"), -1)}

    shop.deliver([paid("lost", [LOST])])
    shop.build(*CLOSED)
    # March has the dispute and takes the undated refund back, and the unit with it.
    assert returns(shop) == {2: (D("54.00"), -1), 3: (D("0.00"), 1)}

    shop.deliver([paid("won", [WON])])
    shop.build(*CLOSED)
    assert returns(shop) == {2: (D("54.00"), -1)}
    published = shop.published()
    shop.build(*CLOSED, "--full-refresh")
    assert differences(published, shop.published()) == []
