"""Writes Amazon's flat files: All Orders, and settlements as Flat File V2 and V1. No quoting."""

from __future__ import annotations

import datetime as dt

from data.simulator.amazon_model import AmazonItem, AmazonOrder, Settlement, SettlementRow
from data.simulator.calendar_fx import LOS_ANGELES, to_local
from data.simulator.catalog import product_of
from data.simulator.layout import columns
from data.simulator.money import cents_text
from data.simulator.shopify_model import ExportWindow

_OLD_HEADER = columns(
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status "
    "fulfillment-channel sales-channel order-channel url ship-service-level product-name sku asin "
    "item-status quantity currency item-price item-tax shipping-price shipping-tax gift-wrap-price "
    "gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city ship-state "
    "ship-postal-code ship-country promotion-ids is-business-order purchase-order-number "
    "price-designation",
    None,
)
_NEW_HEADER = columns(
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status "
    "fulfillment-channel sales-channel order-channel ship-service-level product-name sku asin "
    "number-of-items item-status tax-collection-model tax-collection-responsible-party quantity "
    "currency item-price item-tax shipping-price shipping-tax gift-wrap-price gift-wrap-tax "
    "item-promotion-discount ship-promotion-discount address-type ship-city ship-state "
    "ship-postal-code ship-country promotion-ids is-business-order purchase-order-number "
    "price-designation",
    None,
)
ALL_ORDERS_HEADERS = {
    "old": _OLD_HEADER,
    "new": _NEW_HEADER,
    "newest": [*_NEW_HEADER, "is-iba", "is-sold-by-ab"],
}

_V2_HEADER = columns(
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency "
    "transaction-type order-id merchant-order-id adjustment-id shipment-id marketplace-name "
    "amount-type amount-description amount fulfillment-id posted-date posted-date-time "
    "order-item-code merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased "
    "promotion-id",
    None,
)
_V1_HEADER = columns(
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency "
    "transaction-type order-id merchant-order-id adjustment-id shipment-id marketplace-name "
    "shipment-fee-type shipment-fee-amount order-fee-type order-fee-amount fulfillment-id "
    "posted-date order-item-code merchant-order-item-id merchant-adjustment-item-id sku "
    "quantity-purchased price-type price-amount item-related-fee-type item-related-fee-amount "
    "misc-fee-amount other-fee-amount other-fee-reason-description promotion-id promotion-type "
    "promotion-amount direct-payment-type direct-payment-amount other-amount",
    None,
)
_PROMOTION_COLUMNS = ("promotion-id", "promotion-type", "promotion-amount")


def all_orders_text(
    orders: list[AmazonOrder], window: ExportWindow, layout: str, shown: set[str]
) -> tuple[str, int]:
    """One All Orders report and its records. `shown` holds the orders of earlier reports; orders
    that appear only in their first report are left out once they are in it.
    """
    header = ALL_ORDERS_HEADERS[layout]
    lines = ["\t".join(header)]
    for order in sorted(orders, key=lambda order: (order.purchased, order.order_id)):
        day = to_local(order.purchased, LOS_ANGELES).date()
        if not order.listed or not window.first <= day <= window.last:
            continue
        if order.only_in_first_file and order.order_id in shown:
            continue
        shown.add(order.order_id)
        for item in order.items:
            cells = _all_orders_cells(order, item, window)
            lines.append("\t".join(cells.get(column, "") for column in header))
    return "\n".join(lines) + "\n", len(lines) - 1


def _iso(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}+00:00"


def _last_updated(order: AmazonOrder, as_of: dt.datetime) -> dt.datetime:
    moments = [order.purchased + dt.timedelta(minutes=31)]
    status = order.status(as_of)
    if status == "Shipped" and order.shipped is not None:
        moments.append(order.shipped + dt.timedelta(minutes=12))
    elif status == "Cancelled":
        moments.append(order.purchased + dt.timedelta(hours=20))
    elif status == "Unshipped":
        moments.append(order.purchased + dt.timedelta(hours=12))
    # Delivery and settlement touch an order again, so that a later report shows a newer version.
    moments.append(moments[-1] + dt.timedelta(days=13, minutes=7))
    return max((moment for moment in moments if moment <= as_of), default=order.purchased)


def _all_orders_cells(order: AmazonOrder, item: AmazonItem, window: ExportWindow) -> dict[str, str]:
    status = order.status(window.as_of)
    item_status = {"Shipped": "Shipped", "Cancelled": "Cancelled"}.get(status, "Unshipped")
    # Pending and cancelled orders, and those of other channels, show no price.
    priced = status in ("Shipped", "Unshipped") and not order.is_mcf
    product = product_of(item.sku)
    country = {"Amazon.ca": "CA", "Amazon.de": "DE"}.get(order.sales_channel, "US")
    cells = {
        "amazon-order-id": order.order_id,
        "merchant-order-id": order.merchant_order_id or order.order_id,
        "purchase-date": _iso(order.purchased),
        "last-updated-date": _iso(_last_updated(order, window.as_of)),
        "order-status": status,
        "fulfillment-channel": order.channel,
        "sales-channel": order.sales_channel,
        "ship-service-level": "Expedited" if order.channel == "Amazon" else "Standard",
        "product-name": product.name,
        "sku": item.sku,
        "asin": product.asin,
        "number-of-items": str(item.quantity),
        "item-status": item.status or item_status,
        "quantity": "0" if status == "Cancelled" else str(item.quantity),
        "address-type": "Commercial" if order.is_business else "Residential",
        "ship-city": order.ship_to[0],
        "ship-state": order.ship_to[1],
        "ship-postal-code": order.ship_to[2],
        "ship-country": country,
        "promotion-ids": ", ".join(item.promotion_ids),
        "is-business-order": "true" if order.is_business else "false",
        "purchase-order-number": f"PO-{order.order_id[4:11]}" if order.is_business else "",
        "price-designation": "Business Price" if order.is_business else "",
        "is-iba": "false",
        "is-sold-by-ab": "false",
    }
    if priced:
        cells |= _prices(order, item)
    return cells


def _prices(order: AmazonOrder, item: AmazonItem) -> dict[str, str]:
    def optional(cents: int) -> str:
        return cents_text(cents) if cents else ""

    taxed = order.sales_channel == "Amazon.com" and item.tax > 0
    return {
        "currency": order.currency,
        "item-price": cents_text(item.price),
        "item-tax": optional(item.tax),
        "shipping-price": optional(item.shipping),
        "shipping-tax": optional(item.shipping_tax),
        "gift-wrap-price": optional(item.gift_wrap),
        "gift-wrap-tax": optional(item.gift_wrap_tax),
        "item-promotion-discount": optional(item.item_promotion),
        "ship-promotion-discount": optional(item.shipping_promotion),
        "tax-collection-model": "MarketplaceFacilitator" if taxed else "",
        "tax-collection-responsible-party": "Amazon Services, Inc." if taxed else "",
    }


def settlement_v2(settlement: Settlement, file: str) -> tuple[str, int]:
    """Flat File V2 and its records; tells every row its file and line. Ragged, as the real ones."""

    def moment(value: dt.datetime) -> str:
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"

    deposit = settlement.end + dt.timedelta(days=2)
    summary = [
        settlement.settlement_id,
        moment(settlement.start),
        moment(settlement.end),
        moment(deposit),
        cents_text(settlement.total),
        settlement.currency,
    ]
    lines = ["\t".join(_V2_HEADER), "\t".join(summary)]
    for row in sorted(settlement.rows, key=lambda row: (row.posted, row.order_id, row.item_code)):
        cells = {
            "settlement-id": settlement.settlement_id,
            "transaction-type": row.transaction_type,
            "order-id": row.order_id,
            "merchant-order-id": row.merchant_order_id,
            "adjustment-id": row.adjustment_id,
            "shipment-id": row.shipment_id,
            "marketplace-name": row.marketplace,
            "amount-type": row.amount_type,
            "amount-description": row.description,
            "amount": cents_text(row.amount),
            "fulfillment-id": row.fulfillment_id,
            "posted-date": f"{row.posted:%Y-%m-%d} 00:00:00 UTC",
            "posted-date-time": moment(row.posted),
            "order-item-code": row.item_code,
            "sku": f" {row.sku} " if row.padded_sku else row.sku,
            "quantity-purchased": str(row.quantity) if row.quantity else "",
            "promotion-id": row.promotion_id,
        }
        text = "\t".join(cells.get(column, "") for column in _V2_HEADER)
        # Real files drop trailing empty columns in some rows and keep them in others.
        if row.posted.minute % 2 == 0:
            text = text.rstrip("\t")
        lines.append(text)
        row.file, row.line = file, len(lines)
    return "\n".join(lines) + "\n", len(lines) - 1


def settlement_v1(settlement: Settlement, file: str) -> tuple[str, int]:
    """Flat File V1 and its records: 36 columns, 33 when the period has no promotions."""
    has_promotions = any(row.amount_type == "Promotion" for row in settlement.rows)
    header = [column for column in _V1_HEADER if has_promotions or column not in _PROMOTION_COLUMNS]
    summary = {
        "settlement-id": settlement.settlement_id,
        "settlement-start-date": _iso(settlement.start),
        "settlement-end-date": _iso(settlement.end),
        "deposit-date": _iso(settlement.end + dt.timedelta(days=2)),
        "total-amount": cents_text(settlement.total),
        "currency": settlement.currency,
    }
    lines = ["\t".join(header)]

    def put(cells: dict[str, str]) -> None:
        lines.append("\t".join(cells.get(column, "") for column in header))

    put(summary)
    told: set[str] = set()
    for row in sorted(settlement.rows, key=lambda row: (row.posted, row.order_id, row.item_code)):
        base = _v1_base(settlement, row)
        # V1 tells the quantity of an item once, on a row of its own that carries no amount.
        if row.transaction_type == "Order" and row.item_code and row.item_code not in told:
            told.add(row.item_code)
            put({**base, "quantity-purchased": str(row.quantity)})
        put({**base, **_v1_amounts(row)})
        if settlement.layouts[0] == "v1":
            row.file, row.line = file, len(lines)
    # Some downloads of V1 end with an empty line.
    blank = "\n" if settlement.layouts[0] == "v1" else ""
    return "\n".join(lines) + "\n" + blank, len(lines) - 1


def _v1_base(settlement: Settlement, row: SettlementRow) -> dict[str, str]:
    return {
        "settlement-id": settlement.settlement_id,
        "transaction-type": row.transaction_type,
        "order-id": row.order_id,
        "merchant-order-id": row.order_id,
        "adjustment-id": row.adjustment_id,
        "shipment-id": row.shipment_id,
        "marketplace-name": row.marketplace,
        "fulfillment-id": row.fulfillment_id,
        "posted-date": _iso(row.posted),
        "order-item-code": row.item_code,
        "sku": row.sku,
    }


def _v1_amounts(row: SettlementRow) -> dict[str, str]:
    amount = cents_text(row.amount)
    if row.amount_type == "ItemPrice":
        return {"price-type": row.description, "price-amount": amount}
    if row.amount_type == "Promotion":
        return {
            "promotion-id": row.promotion_id,
            "promotion-type": row.description,
            "promotion-amount": amount,
        }
    if row.amount_type == "Shipment-Fees":
        return {"shipment-fee-type": row.description, "shipment-fee-amount": amount}
    if row.amount_type in ("ItemFees", "ItemWithheldTax"):
        return {"item-related-fee-type": row.description, "item-related-fee-amount": amount}
    if row.amount_type == "Cost of Advertising":
        cells = {
            "item-related-fee-type": row.amount_type,
            "item-related-fee-amount": cents_text(row.amount - row.tax_part),
        }
        if row.tax_part:
            cells |= {
                "other-fee-amount": cents_text(row.tax_part),
                "other-fee-reason-description": "TaxAmount",
            }
        return cells
    # Account rows of V1 carry their label as the transaction type.
    return {"transaction-type": row.description, "other-amount": amount}
