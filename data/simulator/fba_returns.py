"""Units that buyers send back to Amazon, and what Amazon pays for units that it lost."""

from __future__ import annotations

import datetime as dt

from data.simulator.amazon_model import SettlementRow
from data.simulator.catalog import product_of
from data.simulator.draw import Draw
from data.simulator.fba_stock import CENTERS, fnsku_of
from data.simulator.layout import columns, tab_text
from data.simulator.money import cents_text, half_away_share

_TAKEN = dt.datetime(2026, 7, 1, 7)
_RETURNS_HEADER = columns(
    "return-date order-id sku asin fnsku product-name quantity fulfillment-center-id "
    "detailed-disposition reason status license-plate-number customer-comments",
    None,
)
_REIMBURSEMENTS_HEADER = columns(
    "approval-date reimbursement-id case-id amazon-order-id reason sku fnsku asin product-name "
    "condition currency-unit amount-per-unit amount-total quantity-reimbursed-cash "
    "quantity-reimbursed-inventory quantity-reimbursed-total original-reimbursement-id "
    "original-reimbursement-type",
    None,
)
_OUTCOMES = (
    (("SELLABLE", "UNWANTED_ITEM"), 46),
    (("SELLABLE", "NO_REASON_GIVEN"), 22),
    (("SELLABLE", "ORDERED_WRONG_ITEM"), 10),
    (("CUSTOMER_DAMAGED", "NOT_AS_DESCRIBED"), 10),
    (("DEFECTIVE", "DEFECTIVE"), 8),
    (("DAMAGED", "DAMAGED_BY_FC"), 4),
)
_COMMENTS = ("", "", "", "Too small for our shelf", "Color is not what I expected", '"chipped"')
_REASONS = {
    "WAREHOUSE_LOST": "Lost_Warehouse",
    "WAREHOUSE_DAMAGE": "Damaged_Warehouse",
    "REVERSAL_REIMBURSEMENT": "CustomerReturn",
    "COMPENSATED_CLAWBACK": "Reimbursement_Reversal",
}


def returned_units(rows: list[SettlementRow], seed: int, lost: set[str]) -> list[dict[str, str]]:
    """A record per unit that came back: of every refunded FBA unit but those of `lost` orders.

    Units arrive within 45 days of their refund; what is on its way when the report is taken has no
    record yet.
    """
    draw, records = Draw(seed, "amazon/returns"), []
    refunds = [
        row
        for row in rows
        if (row.transaction_type, row.amount_type, row.description)
        == ("Refund", "ItemPrice", "Principal")
        and row.fulfillment_id == "AFN"
        and row.order_id not in lost
    ]
    for row in sorted(refunds, key=lambda row: (row.posted, row.order_id, row.sku)):
        product = product_of(row.sku)
        for _ in range(row.quantity):
            back = row.posted + dt.timedelta(
                days=draw.between(2, 44), seconds=draw.between(0, 86_399)
            )
            disposition, reason = draw.weighted(_OUTCOMES)
            record = {
                "return-date": f"{back:%Y-%m-%dT%H:%M:%S}+00:00",
                "order-id": row.order_id,
                "sku": row.sku,
                "asin": product.asin,
                "fnsku": fnsku_of(row.sku),
                "product-name": product.name,
                "quantity": "1",
                "fulfillment-center-id": draw.pick(CENTERS),
                "detailed-disposition": disposition,
                "reason": reason,
                "status": "Unit returned to inventory",
                "license-plate-number": f"LPN{draw.token(11, 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789')}",
                "customer-comments": draw.pick(_COMMENTS),
            }
            if back < _TAKEN:
                records.append(record)
    return sorted(records, key=lambda record: (record["return-date"], record["order-id"]))


def returns_text(records: list[dict[str, str]], year: str) -> tuple[str, int]:
    """The customer returns of a year, and their records."""
    return tab_text(
        _RETURNS_HEADER, [row for row in records if row["return-date"].startswith(year)]
    )


REPORTED_LOWER = ("AG-MUG-CLAY", 1_390)
NOT_SETTLED_YET = ("AG-CAND-FIG", 1_260)


def reimbursements_text(rows: list[SettlementRow], seed: int) -> tuple[str, int]:
    """The reimbursements report: the same money that settlements paid, and its records."""
    draw, records = Draw(seed, "amazon/reimbursements"), []
    paid: dict[tuple[str, int], tuple[str, str]] = {}
    chosen = [row for row in rows if row.amount_type == "FBA Inventory Reimbursement"]
    for row in sorted(chosen, key=lambda row: (row.posted, row.sku)):
        product, number = product_of(row.sku), draw.digits(11)
        reason = _REASONS[row.description]
        original = paid.get((row.sku, -row.amount), ("", "")) if row.amount < 0 else ("", "")
        paid[row.sku, row.amount] = number, reason
        units = row.quantity if row.amount > 0 else -row.quantity
        approved = row.posted - dt.timedelta(hours=20, minutes=11)
        # Of one the report knows another amount, as after a re-evaluation.
        reported = row.amount - 20 * ((row.sku, row.amount) == REPORTED_LOWER)
        records.append(
            {
                "approval-date": f"{approved:%Y-%m-%dT%H:%M:%S}+00:00",
                "reimbursement-id": number,
                "case-id": draw.digits(11) if reason == "Lost_Warehouse" else "",
                "amazon-order-id": row.order_id,
                "reason": reason,
                "sku": row.sku,
                "fnsku": fnsku_of(row.sku),
                "asin": product.asin,
                "product-name": product.name,
                "condition": "NewItem",
                "currency-unit": row.currency,
                "amount-per-unit": cents_text(half_away_share(reported, 1, row.quantity)),
                "amount-total": cents_text(reported),
                "quantity-reimbursed-cash": str(units),
                "quantity-reimbursed-inventory": "0",
                "quantity-reimbursed-total": str(units),
                "original-reimbursement-id": original[0],
                "original-reimbursement-type": original[1],
            }
        )
    sku, amount = NOT_SETTLED_YET
    waiting = {
        "approval-date": "2026-06-29T08:14:00+00:00",
        "reimbursement-id": draw.digits(11),
        "reason": "Damaged_Warehouse",
        "sku": sku,
        "fnsku": fnsku_of(sku),
        "asin": product_of(sku).asin,
        "product-name": product_of(sku).name,
        "condition": "NewItem",
        "currency-unit": "USD",
        "amount-per-unit": cents_text(amount),
        "amount-total": cents_text(amount),
        "quantity-reimbursed-cash": "1",
        "quantity-reimbursed-inventory": "0",
        "quantity-reimbursed-total": "1",
    }
    return tab_text(_REIMBURSEMENTS_HEADER, [*records, waiting])
