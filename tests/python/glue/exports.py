"""Small exports in the vendors' real shapes, written by hand for the tests."""

from __future__ import annotations

import csv
import io


def names(text: str, delimiter: str | None = None) -> list[str]:
    """A header as written on one line."""
    return text.split(delimiter)


SHOPIFY_HEADER = names(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
    "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,"
    "Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,"
    "Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,"
    "Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,"
    "Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,"
    "Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,"
    "Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,"
    "Next Payment Due At,Payment References",
    ",",
)
PAYMENT_HEADER = names(
    "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,"
    "Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,"
    "Presentment Currency,Currency",
    ",",
)
V2_HEADER = names(
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount "
    "currency transaction-type order-id merchant-order-id adjustment-id shipment-id "
    "marketplace-name amount-type amount-description amount fulfillment-id posted-date "
    "posted-date-time order-item-code merchant-order-item-id merchant-adjustment-item-id sku "
    "quantity-purchased promotion-id"
)
ALL_ORDERS_HEADER = names(
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status "
    "fulfillment-channel sales-channel order-channel url ship-service-level product-name sku "
    "asin item-status quantity currency item-price item-tax shipping-price shipping-tax "
    "gift-wrap-price gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city "
    "ship-state ship-postal-code ship-country promotion-ids is-business-order "
    "purchase-order-number price-designation"
)


def delimited(header: list[str], rows: list[dict], delimiter: str = ",") -> str:
    """A file with all columns of `header`; a row names only the cells that are filled."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, header, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def shopify_order(name: str, **cells: str) -> dict:
    """One line of an order with the cells that a first line has."""
    row = {
        "Name": name,
        "Email": "ann@example.com",
        "Financial Status": "paid",
        "Paid at": "2025-03-01 21:30:00 -0500",
        "Currency": "USD",
        "Subtotal": "20.00",
        "Shipping": "5.00",
        "Taxes": "0.00",
        "Total": "25.00",
        "Discount Amount": "0.00",
        "Created at": "2025-03-01 21:29:58 -0500",
        "Lineitem quantity": "2",
        "Lineitem name": "Mug",
        "Lineitem price": "10.00",
        "Lineitem sku": "MUG",
        "Id": "5001",
        "Source": "web",
    }
    return row | {key.replace("_", " "): value for key, value in cells.items()}


def shopify(*rows: dict) -> str:
    return delimited(SHOPIFY_HEADER, list(rows))


def payment(at: str, kind: str, order: str, amount: str, fee: str, net: str, **cells: str) -> dict:
    row = {
        "Transaction Date": at,
        "Type": kind,
        "Order": order,
        "Payout Status": "paid",
        "Payout Date": "2025-03-05",
        "Amount": amount,
        "Fee": fee,
        "Net": net,
        "Checkout": "#77",
        "Currency": "USD",
    }
    return row | {key.replace("_", " "): value for key, value in cells.items()}


def payments(*rows: dict) -> str:
    return delimited(PAYMENT_HEADER, list(rows))


def settlement_v2(
    number: str, total: str, *rows: dict, currency: str = "USD", header: list[str] = V2_HEADER
) -> str:
    """A Flat File V2: the summary record and one record per amount component."""
    summary = {
        "settlement-id": number,
        "settlement-start-date": "2025-03-01 00:00:00 UTC",
        "settlement-end-date": "2025-03-15 00:00:00 UTC",
        "deposit-date": "2025-03-17 02:00:00 UTC",
        "total-amount": total,
        "currency": currency,
    }
    filled = [summary, *({"settlement-id": number} | row for row in rows)]
    lines = ["\t".join(header)]
    lines += ["\t".join(row.get(name, "") for name in header) for row in filled]
    return "\n".join(lines) + "\n"


def component(amount: str, description: str = "Principal", **cells: str) -> dict:
    """One amount component of a settlement."""
    row = {
        "transaction-type": "Order",
        "order-id": "111-1",
        "marketplace-name": "Amazon.com",
        "amount-type": "ItemPrice",
        "amount-description": description,
        "amount": amount,
        "posted-date": "2025-03-02",
        "posted-date-time": "2025-03-02 03:00:00 UTC",
        "sku": "MUG",
        "quantity-purchased": "1",
    }
    return row | {key.replace("_", "-"): value for key, value in cells.items()}


def all_orders(*rows: dict) -> str:
    lines = ["\t".join(ALL_ORDERS_HEADER)]
    lines += ["\t".join(row.get(name, "") for name in ALL_ORDERS_HEADER) for row in rows]
    return "\n".join(lines) + "\n"


def amazon_order(number: str, updated: str, **cells: str) -> dict:
    row = {
        "amazon-order-id": number,
        "purchase-date": "2025-03-02T03:00:00+00:00",
        "last-updated-date": updated,
        "order-status": "Shipped",
        "sales-channel": "Amazon.com",
        "sku": "MUG",
        "item-status": "Shipped",
        "quantity": "1",
        "currency": "USD",
        "item-price": "10.00",
    }
    return row | {key.replace("_", "-"): value for key, value in cells.items()}


COGS_HEADER = names(
    "sku,unit_cost,freight_cost,duty_cost,other_cost,currency,effective_from,marketplace",
    ",",
)


def cogs(*rows: tuple[str, str, str]) -> str:
    """Unit costs in USD: (sku, unit_cost, effective_from)."""
    return delimited(
        COGS_HEADER,
        [
            {"sku": sku, "unit_cost": cost, "currency": "USD", "effective_from": since}
            for sku, cost, since in rows
        ],
    )


def by_alias(header: list[str], *folded: str) -> str:
    """The column of a header whose name, in lower case, is one of these."""
    return next(name for name in header if name.casefold() in folded)
