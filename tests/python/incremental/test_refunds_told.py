"""What the shop tells of a refund wins over what was shared by weight, to the cent.

Who relies on it: whoever reads returns by product, and the cost of goods that came back. A shop of
ten orders lands with its payments first; then come its refunds. The expected pieces are worked out
by hand in the comments, from what each refund tells.
"""

from __future__ import annotations

import csv
import io
import json
import time
from decimal import Decimal

import duckdb
import pytest

from tests.python.incremental.brand import Export
from tests.python.incremental.warehouse import Warehouse, differences

pytestmark = pytest.mark.dear

D = Decimal
ORDER = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Currency", "Subtotal",
    "Shipping", "Taxes", "Total", "Discount Amount", "Created at", "Lineitem quantity",
    "Lineitem name", "Lineitem price", "Lineitem sku", "Lineitem requires shipping",
    "Lineitem taxable", "Billing Country", "Payment Method", "Refunded Amount", "Id", "Source",
)  # fmt: skip
PAYMENT = (
    "Transaction Date", "Type", "Order", "Card Brand", "Card Source", "Payout Status",
    "Payout Date", "Available On", "Amount", "Fee", "Net", "Checkout", "Payment Method Name",
    "Presentment Amount", "Presentment Currency", "Currency",
)  # fmt: skip
PRICES = {"MUG": "20.00", "BOWL": "10.00", "VASE": "15.00"}


def written(header: tuple[str, ...], rows: list[dict]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def order(number: int, lines: dict[str, int], shipping: str, taxes: str, back: str, **more) -> list:
    """The rows of an order of March 1."""
    goods = sum((D(PRICES[sku]) * units for sku, units in lines.items()), D(0))
    first = {
        "Name": f"#{number}", "Financial Status": "partially_refunded", "Currency": "USD",
        "Subtotal": goods, "Shipping": shipping, "Taxes": taxes, "Discount Amount": "0.00",
        "Total": goods + D(shipping) + D(taxes), "Refunded Amount": back, "Id": 9000 + number,
        "Paid at": "2025-03-01 10:00:00 -0500", "Payment Method": "Shopify Payments",
        "Billing Country": "US", "Source": "web", "Fulfillment Status": "fulfilled", **more,
    }  # fmt: skip
    rows = []
    for sku, units in lines.items():
        rows.append({} if rows else first)
        rows[-1] = rows[-1] | {
            "Name": f"#{number}", "Created at": "2025-03-01 10:00:00 -0500",
            "Lineitem quantity": units, "Lineitem name": sku.title(), "Lineitem sku": sku,
            "Lineitem price": PRICES[sku], "Lineitem requires shipping": "true",
            "Lineitem taxable": "true",
        }  # fmt: skip
    return rows


def payment(number: int, day: int, amount: str) -> dict:
    return {
        "Transaction Date": f"2025-03-{day:02d} 12:00:00 -0500", "Type": "refund",
        "Order": f"#{number}", "Payout Status": "paid", "Payout Date": "2025-03-20",
        "Amount": f"-{amount}", "Fee": "0.00", "Net": f"-{amount}", "Currency": "USD",
        "Presentment Amount": amount, "Presentment Currency": "USD",
    }  # fmt: skip


def charge(number: int, day: int, amount: str) -> dict:
    taken = {"Type": "charge", "Amount": amount, "Net": amount}
    return payment(number, day, amount) | taken


def refund(number: int, order_id: int, day: int, paid: str, lines=(), adjusted=()) -> dict:
    """As the API tells it; without a payment where nothing was paid back."""
    moment = f"2025-03-{day:02d}T12:00:00-05:00"
    shop = lambda amount: {"shop_money": {"amount": amount, "currency_code": "USD"}}  # noqa: E731
    return {
        "id": number, "order_id": order_id, "created_at": moment, "processed_at": moment,
        "refund_line_items": [
            {
                "line_item_id": place, "quantity": units, "restock_type": restock,
                "line_item": {"sku": sku}, "subtotal_set": shop(amount), "total_tax_set": shop(tax),
            }
            for place, (sku, units, restock, amount, tax) in enumerate(lines, start=1)
        ],
        "order_adjustments": [
            {"kind": kind, "amount_set": shop(amount), "tax_amount_set": shop(tax)}
            for kind, amount, tax in adjusted
        ],
        "transactions": [
            {"kind": "refund", "status": "success", "amount": paid, "currency": "USD"}
        ] if paid else [],
    }  # fmt: skip


ORDERS = [
    *order(1, {"MUG": 2, "BOWL": 1}, "6.00", "4.48", "17.28"),
    *order(2, {"MUG": 1}, "0.00", "1.60", "16.60"),
    *order(3, {"MUG": 1, "BOWL": 1}, "0.00", "0.00", "4.00"),
    *order(4, {"VASE": 3}, "0.00", "0.00", "18.00", **{"Payment Method": "PayPal Express"}),
    *order(5, {"MUG": 1, "BOWL": 1}, "0.00", "0.00", "14.00"),
    *order(6, {"MUG": 1}, "0.00", "0.00", "6.50"),
    *order(7, {"MUG": 1, "BOWL": 1}, "0.00", "0.00", "6.00"),
    # The mug was taken out before it was paid; then a bowl was given back for a vase.
    *order(8, {"MUG": 1, "BOWL": 1}, "0.00", "2.40", "0.00"),
    *order(9, {"BOWL": 2, "VASE": 1}, "0.00", "0.00", "0.00"),
    # The mug was taken out after it was paid, and its money went back by a refund of its own.
    *order(10, {"MUG": 1, "BOWL": 1}, "0.00", "0.00", "20.00"),
]
PAYMENTS = [
    payment(1, 10, "10.80"), payment(1, 12, "6.48"), payment(2, 10, "16.60"),
    payment(3, 10, "4.00"), payment(5, 10, "10.00"), payment(5, 15, "4.00"),
    payment(6, 10, "6.50"), payment(7, 10, "6.00"), charge(8, 2, "10.80"), charge(9, 1, "20.00"),
    charge(9, 4, "5.00"), payment(10, 12, "20.00"),
]  # fmt: skip
REFUNDS = [
    refund(1, 9001, 10, "10.80", [("BOWL", 1, "return", "10.00", "0.80")]),
    refund(2, 9001, 12, "6.48", adjusted=[("shipping_refund", "-6.00", "-0.48")]),
    # A restocking fee of 5.00 is kept; the mug does not go back into stock.
    refund(3, 9002, 10, "16.60", [("MUG", 1, "no_restock", "20.00", "1.60")],
           [("refund_discrepancy", "5.00", "0.00")]),
    refund(4, 9003, 10, "4.00", adjusted=[("refund_discrepancy", "-4.00", "0.00")]),
    refund(5, 9004, 5, "15.00", [("VASE", 1, "cancel", "15.00", "0.00")]),
    refund(6, 9004, 6, "3.00", adjusted=[("refund_discrepancy", "-3.00", "0.00")]),
    refund(7, 9005, 10, "10.00", [("BOWL", 1, "return", "10.00", "0.00")]),
    # The payment of this one was 6.50.
    refund(8, 9006, 10, "7.00", [("MUG", 1, "no_restock", "7.00", "0.00")]),
    refund(9, 9999, 10, "1.00", [("MUG", 1, "return", "1.00", "0.00")]),
    refund(10, 9008, 2, "", [("MUG", 1, "cancel", "20.00", "1.60")]),
    refund(11, 9009, 4, "", [("BOWL", 1, "return", "10.00", "0.00")]),
    refund(12, 9010, 3, "", [("MUG", 1, "no_restock", "20.00", "0.00")]),
    refund(13, 9010, 12, "20.00"),
]  # fmt: skip
COSTS = (
    b"sku,unit_cost,currency,effective_from\n"
    b"MUG,4.00,USD,2025-01-01\nBOWL,2.00,USD,2025-01-01\nVASE,3.00,USD,2025-01-01\n"
)
# Without what the shop tells, each refund is a part of all that the customer paid.
SHARED = {
    # 50.00 goods, 6.00 shipping, 4.48 tax of 60.48: 2/7 of each, as 17.28 is of it.
    ("#1", "refund_goods", "MUG"): D("-11.43"), ("#1", "refund_goods", "BOWL"): D("-2.86"),
    ("#1", "refund_shipping", "MUG"): D("-1.37"), ("#1", "refund_shipping", "BOWL"): D("-0.34"),
    ("#1", "refund_tax", None): D("-1.28"),
    ("#2", "refund_goods", "MUG"): D("-15.37"), ("#2", "refund_tax", None): D("-1.23"),
    ("#3", "refund_goods", "MUG"): D("-2.67"), ("#3", "refund_goods", "BOWL"): D("-1.33"),
    ("#4", "refund_goods", "VASE"): D("-18.00"),
    ("#5", "refund_goods", "MUG"): D("-9.33"), ("#5", "refund_goods", "BOWL"): D("-4.67"),
    ("#6", "refund_goods", "MUG"): D("-6.50"),
    ("#7", "refund_goods", "MUG"): D("-4.00"), ("#7", "refund_goods", "BOWL"): D("-2.00"),
    ("#10", "refund_goods", "MUG"): D("-13.33"), ("#10", "refund_goods", "BOWL"): D("-6.67"),
}  # fmt: skip
TOLD = {
    ("#1", "refund_goods", "BOWL"): D("-10.00"), ("#1", "refund_tax", None): D("-1.28"),
    # 6.00 shipping, by what each line bore of it: 4.80 and 1.20.
    ("#1", "refund_shipping", "MUG"): D("-4.80"), ("#1", "refund_shipping", "BOWL"): D("-1.20"),
    ("#2", "refund_goods", "MUG"): D("-20.00"), ("#2", "refund_tax", None): D("-1.60"),
    ("#2", "refund_discrepancy", "MUG"): D("5.00"),
    ("#3", "refund_discrepancy", "MUG"): D("-2.67"),
    ("#3", "refund_discrepancy", "BOWL"): D("-1.33"),
    ("#4", "refund_goods", "VASE"): D("-15.00"), ("#4", "refund_discrepancy", "VASE"): D("-3.00"),
    # The bowl is told; the 4.00 of March 15 are not, and only the mug is left to give them back.
    ("#5", "refund_goods", "MUG"): D("-4.00"), ("#5", "refund_goods", "BOWL"): D("-10.00"),
    ("#6", "refund_goods", "MUG"): D("-6.50"),
    ("#7", "refund_goods", "MUG"): D("-4.00"), ("#7", "refund_goods", "BOWL"): D("-2.00"),
    # Of 32.40 only 10.80 were charged; of 35.00 only 25.00.
    ("#8", "refund_goods", "MUG"): D("-20.00"), ("#8", "refund_tax", None): D("-1.60"),
    ("#8", "refund_without_payment", None): D("21.60"),
    ("#9", "refund_goods", "BOWL"): D("-10.00"),
    ("#9", "refund_without_payment", None): D("10.00"),
    # What was taken out was paid back, so it leaves nothing that nobody paid.
    ("#10", "refund_goods", "MUG"): D("-13.33"), ("#10", "refund_goods", "BOWL"): D("-6.67"),
}  # fmt: skip
BASES = {
    ("#1", "actual"), ("#2", "actual"), ("#3", "actual"), ("#4", "undated"), ("#5", "actual"),
    ("#5", "estimated"), ("#6", "estimated"), ("#7", "estimated"), ("#8", "actual"),
    ("#9", "actual"), ("#10", "estimated"),
}  # fmt: skip


def query(warehouse: Warehouse, text: str) -> list[tuple]:
    with duckdb.connect(str(warehouse.workspace.warehouse)) as connection:
        return connection.execute(text).fetchall()


def pieces(warehouse: Warehouse) -> dict[tuple, Decimal]:
    """What refunds give back, by order, component and SKU."""
    rows = query(
        warehouse,
        "select order_id, component, sku, sum(amount) from marts.fact_ledger_events "
        "where event_type = 'refund' and component like 'refund_%' and ledger_role <> 'evidence' "
        "group by all having sum(amount) <> 0",
    )
    return {tuple(key): amount for *key, amount in rows}


def costs_back(warehouse: Warehouse) -> dict[tuple, Decimal]:
    rows = query(
        warehouse,
        "select order_id, sku, cast(event_date as varchar), sum(amount) "
        "from marts.fact_ledger_events where event_type = 'refund' and measure = 'cogs' "
        "group by all",
    )
    return {tuple(key): amount for *key, amount in rows}


@pytest.fixture
def shop(spark, tmp_path) -> Warehouse:
    """The shop before it has told of any refund."""
    warehouse = Warehouse(tmp_path)
    warehouse.deliver(
        [
            Export("shopify/orders/orders.csv", written(ORDER, ORDERS)),
            Export("shopify/payment_transactions/payments.csv", written(PAYMENT, PAYMENTS)),
            Export("costs/cogs/costs.csv", COSTS),
        ]
    )
    warehouse.build()
    return warehouse


def tell(shop: Warehouse) -> None:
    content = json.dumps({"refunds": REFUNDS}).encode()
    shop.deliver([Export("shopify/refunds/refunds.json", content)])


def test_refunds_that_the_shop_tells_later_are_split_as_told(shop: Warehouse) -> None:
    assert pieces(shop) == SHARED
    assert costs_back(shop) == {}
    returned = "select sum(amount) from marts.fact_ledger_events where event_type = 'refund'"
    returned += (
        " and ledger_role in ('pnl', 'balance_sheet', 'unallocated') and measure is distinct"
    )
    returned += " from 'cogs'"
    before = query(shop, returned)

    tell(shop)
    shop.build()
    assert pieces(shop) == TOLD
    # Not a cent more or less was given back.
    assert query(shop, returned) == before
    bases = query(
        shop,
        "select distinct order_id, basis from marts.fact_ledger_events where event_type = 'refund' "
        "and component like 'refund_%' and ledger_role <> 'evidence'",
    )
    assert set(bases) == BASES
    # Three bowls, a vase and a mug went back into stock on the days of their refunds; the other
    # mugs did not.
    assert costs_back(shop) == {
        ("#1", "BOWL", "2025-03-10"): D("2"), ("#5", "BOWL", "2025-03-10"): D("2"),
        ("#4", "VASE", "2025-03-05"): D("3"), ("#8", "MUG", "2025-03-02"): D("4"),
        ("#9", "BOWL", "2025-03-04"): D("2"),
    }  # fmt: skip

    witnesses = query(
        shop,
        "select component, source, order_id, amount from marts.fact_ledger_events "
        "where ledger_role = 'evidence' and component in ('refund_told', 'refund_difference')",
    )
    assert ("refund_difference", "reconciliation", "#6", D("0.5")) in witnesses
    # Of the fifth order the shop tells 10.00 of the 14.00 that were paid back.
    assert ("refund_difference", "reconciliation", "#5", D("-4")) in witnesses
    assert sum(row[0] == "refund_difference" for row in witnesses) == 2
    assert sum(amount for name, *_, amount in witnesses if name == "refund_told") == D("-93.88")
    totals = query(
        shop,
        "select ledger_role, amount from marts.fact_control_totals where report = 'refunds'",
    )
    # What left an order without a payment is given back, and owed no more.
    assert sorted(totals) == [
        ("balance_sheet", D("30")), ("evidence", D("-93.88")), ("landed", D("-93.88")),
        ("pnl", D("-30")),
    ]  # fmt: skip

    grown = shop.published()
    shop.build("--full-refresh")
    assert differences(grown, shop.published()) == []


def booked(warehouse: Warehouse) -> dict[tuple, Decimal]:
    """The profit and loss by month, SKU and measure."""
    rows = query(
        warehouse,
        "select month(event_date), sku, measure, sum(amount) from marts.fact_ledger_events "
        "where ledger_role in ('pnl', 'unallocated') group by all having sum(amount) <> 0",
    )
    return {tuple(key): amount for *key, amount in rows}


def test_a_closed_month_keeps_the_split_that_it_knew(shop: Warehouse) -> None:
    closed = ("--vars", json.dumps({"closed_through": "2025-03-31"}))
    query(
        shop,
        "update seeds.fiscal_periods set closed_at = (select max(loaded_at) + interval 1 second "
        "from landing.row_ledger) where ends_on <= '2025-03-31'",
    )
    # A close is a moment between two landings, which are told apart by the second.
    time.sleep(2)
    shop.build(*closed)
    signed = booked(shop)
    assert {month for month, *_ in signed} == {3}

    tell(shop)
    shop.build(*closed)
    grown = booked(shop)
    assert {key: amount for key, amount in grown.items() if key[0] == 3} == signed
    # April has what the told split says beyond the one of March, and the goods that came back.
    assert {key: amount for key, amount in grown.items() if key[0] != 3} == {
        (4, "MUG", "returns"): D("11.43") + D("1.37") - D("4.80")
        + D("15.37") - D("20.00") + D("5.00") + D("9.33") - D("4.00") - D("20.00"),
        (4, "BOWL", "returns"): D("2.86") + D("0.34") - D("10.00") - D("1.20")
        + D("4.67") - D("10.00") - D("10.00"),
        (4, "BOWL", "cogs"): D("6"),
        (4, "MUG", "cogs"): D("4"),
        (4, "VASE", "cogs"): D("3"),
    }  # fmt: skip
    assert pieces(shop) == TOLD

    published = shop.published()
    shop.build(*closed, "--full-refresh")
    assert differences(published, shop.published()) == []
