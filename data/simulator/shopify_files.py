"""Writes Shopify's orders_export.csv files: one row per line item, totals on the first row."""

from __future__ import annotations

import csv
import datetime as dt
import io

from data.simulator.calendar_fx import shop_text
from data.simulator.layout import columns
from data.simulator.money import cents_text
from data.simulator.shopify_model import ExportWindow, Line, Order

_ADDRESS = (
    "Name",
    "Street",
    "Address1",
    "Address2",
    "Company",
    "City",
    "Zip",
    "Province",
    "Country",
    "Phone",
)
HEADER = columns(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
    "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    + ",".join(f"Billing {part}" for part in _ADDRESS)
    + ","
    + ",".join(f"Shipping {part}" for part in _ADDRESS)
    + ",Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,"
    "Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,"
    "Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,"
    "Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,"
    "Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References"
)


def orders_csv(orders: list[Order], window: ExportWindow) -> tuple[str, int]:
    """The text of one export and its number of records; newest orders first, as Shopify lists."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER)
    records = 0
    for order in sorted(orders, key=lambda order: (order.created, order.order_id), reverse=True):
        if not window.holds(order) or order.created > window.as_of:
            continue
        for position, line in enumerate(order.lines):
            cells = _line_cells(order, line, window.as_of)
            if position == 0:
                cells |= _order_cells(order, window.as_of)
            # Follow rows of real exports are not alike: some repeat the date, some the e-mail too.
            elif int(order.order_id) % 7:
                cells["Created at"] = shop_text(order.created, order.zone)
                cells["Email"] = order.customer.email if int(order.order_id) % 3 else ""
            writer.writerow([cells.get(column, "") for column in HEADER])
            records += 1
    return buffer.getvalue(), records


def _moment(order: Order, moment: dt.datetime | None, as_of: dt.datetime) -> str:
    return shop_text(moment, order.zone) if moment is not None and moment <= as_of else ""


def _line_status(order: Order, line: Line, as_of: dt.datetime) -> str:
    if line.kind == "tip":
        return "not_eligible"
    if line.restocked and order.refunded(as_of):
        return "restocked"
    return "fulfilled" if _moment(order, order.fulfilled_at, as_of) else "pending"


def _line_cells(order: Order, line: Line, as_of: dt.datetime) -> dict[str, str]:
    return {
        "Name": order.name,
        "Lineitem quantity": str(line.quantity),
        "Lineitem name": line.name,
        "Lineitem price": cents_text(line.price),
        "Lineitem compare at price": cents_text(line.compare_at) if line.compare_at else "",
        "Lineitem sku": line.sku,
        "Lineitem requires shipping": "true" if line.requires_shipping else "false",
        "Lineitem taxable": "true" if line.taxable else "false",
        "Lineitem fulfillment status": _line_status(order, line, as_of),
        "Vendor": line.vendor,
        "Lineitem discount": cents_text(line.discount),
    }


def _order_cells(order: Order, as_of: dt.datetime) -> dict[str, str]:
    status = order.financial_status(as_of)
    goods = [line for line in order.lines if line.kind == "merchandise"]
    statuses = {_line_status(order, line, as_of) for line in goods} or {"fulfilled"}
    paid = order.captured_at if order.capture in ("paid", "partially_paid") else None
    open_balance = (
        order.outstanding
        if order.capture == "partially_paid"
        else (order.total if status in ("pending", "authorized") else 0)
    )
    cells = {
        "Email": order.customer.email,
        "Financial Status": status,
        "Paid at": _moment(order, paid, as_of) if order.show_paid_at else "",
        "Fulfillment Status": _order_fulfillment(statuses),
        "Fulfilled at": ""
        if statuses & {"pending", "restocked"}
        else _moment(order, order.fulfilled_at, as_of),
        "Accepts Marketing": "yes" if order.accepts_marketing else "no",
        "Currency": order.currency,
        "Subtotal": cents_text(order.subtotal),
        "Shipping": cents_text(order.shipping),
        "Taxes": cents_text(order.tax_total),
        "Total": cents_text(order.total),
        "Discount Code": order.discount_code,
        "Discount Amount": cents_text(order.discount_amount),
        "Shipping Method": _shipping_method(order),
        "Created at": shop_text(order.created, order.zone),
        "Notes": order.notes,
        "Note Attributes": "\n".join(f"{key}: {value}" for key, value in order.attributes),
        "Cancelled at": _moment(order, order.cancelled_at, as_of),
        "Payment Method": order.payment_method,
        "Payment Reference": f"r{order.order_id[-9:]}.1" if order.charges else "",
        "Refunded Amount": cents_text(order.refunded(as_of)),
        "Outstanding Balance": cents_text(open_balance),
        "Location": order.location,
        "Id": order.order_id,
        "Tags": order.tags,
        "Risk Level": "Low",
        "Source": order.source,
        "Phone": order.customer.phone,
        "Duties": cents_text(order.duties) if order.duties else "",
        "Payment ID": f"r{order.order_id[-9:]}.1" if order.charges else "",
        "Payment Terms Name": order.payment_terms,
        "Next Payment Due At": shop_text(order.due_at, order.zone) if order.due_at else "",
        "Payment References": f"r{order.order_id[-9:]}.1" if order.charges else "",
    }
    for number, (name, cents) in enumerate(order.taxes, start=1):
        cells |= {f"Tax {number} Name": name, f"Tax {number} Value": cents_text(cents)}
    if order.source != "pos":
        for side in ("Billing", "Shipping"):
            cells |= _address_cells(order, side)
    return cells


def _order_fulfillment(statuses: set[str]) -> str:
    if len(statuses) > 1:
        return "partial"
    status = next(iter(statuses))
    return "unfulfilled" if status == "pending" else status


def _shipping_method(order: Order) -> str:
    if order.source == "pos":
        return ""
    if order.shipping == 0:
        return "Free Shipping"
    return "Versand" if order.store == "eu" else "Standard Shipping"


def _address_cells(order: Order, side: str) -> dict[str, str]:
    customer = order.customer
    code = customer.postal_code
    return {
        f"{side} Name": customer.name,
        f"{side} Street": customer.street,
        f"{side} Address1": customer.street,
        f"{side} City": customer.city,
        # The export guards leading zeros from spreadsheets with an apostrophe.
        f"{side} Zip": f"'{code}" if code[:1].isdigit() else code,
        f"{side} Province": customer.province,
        f"{side} Country": customer.country,
        f"{side} Phone": customer.phone,
        f"{side} Province Name": customer.province_name,
    }
