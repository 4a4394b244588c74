"""Books the truth of parcels: on the lines that were in them, by units."""

from __future__ import annotations

import datetime as dt

from data.simulator.amazon_model import SettlementRow
from data.simulator.amazon_truth import AmazonBooks
from data.simulator.calendar_fx import LOS_ANGELES, to_local
from data.simulator.ledger import FactKey, Ledger
from data.simulator.money import allocate, cents_text
from data.simulator.shipping import Depot, Invoice, Parcel, Sent, nowhere
from data.simulator.shopify_truth import OrderBooks

_LAST_DAY = dt.date(2026, 6, 30)


def pack_shopify(depot: Depot, store: str, books: list[OrderBooks]) -> list[Parcel]:
    """Send what the merchant itself ships; returns the parcels that left the country."""
    abroad = []
    for booked in books:
        order = booked.order
        goods = [i for i, line in enumerate(order.lines) if line.kind == "merchandise"]
        ships = any(order.lines[i].requires_shipping for i in goods)
        if order.fulfilled_at is None or order.source == "pos" or order.is_mcf or not ships:
            continue
        shipped = to_local(order.fulfilled_at, order.zone).date()
        if shipped > _LAST_DAY:
            continue
        sent = Sent(
            order.name,
            order.currency,
            [order.lines[i].quantity for i in goods],
            lambda i, day, booked=booked, goods=goods: booked.key(goods[i], "shipping", day),
        )
        domestic = order.customer.country == "US"
        parcel = depot.pack(store, sent, shipped, domestic)
        if order.customer.country == "CH":
            abroad.append(parcel)
    return abroad


def pack_amazon(depot: Depot, books: AmazonBooks, rows: list[SettlementRow]) -> None:
    """Send the merchant's Amazon orders, but those whose label was bought from Amazon."""
    labeled = {row.order_id for row in rows if row.description == "Shipping label purchase"}
    for order in books.orders.values():
        lines = sorted(sku for order_id, sku in books.lines if order_id == order.order_id)
        if order.channel != "Merchant" or order.shipped is None or order.order_id in labeled:
            continue
        if not lines or order.ship_day > _LAST_DAY:
            continue
        found = [books.lines[order.order_id, sku] for sku in lines]
        sent = Sent(
            order.order_id,
            order.currency,
            [line.quantity for line in found],
            lambda i, day, order=order, found=found: FactKey(
                "default",
                found[i].channel,
                f"{order.order_id}/{found[i].sku}",
                found[i].sku,
                "shipping",
                day,
            ),
        )
        depot.pack("default", sent, order.ship_day, order.currency == "USD")
        sent.printed = order.order_id


def list_bought_labels(depot: Depot, rows: list[SettlementRow]) -> None:
    """Have the shipment file repeat labels that Amazon took out of its settlements.

    Call it after `book`: they are booked with the settlement.
    """
    bought = [row for row in rows if row.description == "Shipping label purchase" and row.order_id]
    chosen = sorted(bought, key=lambda row: row.posted)[4:7]
    for number, row in enumerate(chosen):
        day = to_local(row.posted, LOS_ANGELES).date()
        sent = Sent(row.order_id, "USD", [1], nowhere, -row.amount, row.order_id)
        tracking = f"94001110000000774551{number:02}"
        depot.parcels.append(
            Parcel("default", day, "USPS", "Ground Advantage", tracking, "USD", [sent])
        )
    depot.note(18, "label in settlement and shipment file: counts once", chosen[0].order_id)


def _share(ledger: Ledger, sent: list[Sent], cents: int, currency: str, day: dt.date) -> None:
    places = [
        (one, i) for one in sorted(sent, key=lambda s: s.order_id) for i in range(len(one.units))
    ]
    shares = allocate(cents, [one.units[i] for one, i in places])
    for (one, i), share in zip(places, shares, strict=True):
        amount = ledger.rates.to_usd(share, currency, day)
        ledger.post_translated(one.key(i, day), "shipping_cost", amount, one.currency)


def _account(day: dt.date) -> FactKey:
    return FactKey("default", "Not applicable", "", "", "account_charge", day)


def book(depot: Depot, ledger: Ledger) -> None:
    """What a carrier charged counts, on the day of shipping or, of a correction, of its invoice."""
    for parcel in depot.parcels:
        if not parcel.is_invoiced:
            for sent in parcel.sent:
                if sent.units:
                    _share(ledger, [sent], sent.cost, parcel.currency, parcel.shipped)
                else:
                    ledger.post(_account(parcel.shipped), "shipping_cost", sent.cost, "USD")
        for invoice, charge in parcel.charged:
            day = invoice.date if charge.kind == "ADJ" else parcel.shipped
            _share(ledger, parcel.sent, charge.cents, invoice.currency, day)
    for invoice in depot.invoices:
        for charge in invoice.charges:
            if charge.parcel is None:
                key = _account(charge.shipped)
                ledger.post(key, "shipping_cost", charge.cents, invoice.currency)


def unallocated(depot: Depot) -> list[dict[str, str | int]]:
    """What belongs to an order that nobody knows; call it after the files are written."""
    found = [
        (parcel.file, parcel.line, sent.cost, parcel.currency)
        for parcel in depot.parcels
        for sent in parcel.sent
        if not sent.units
    ]
    found += [
        (charge.file, charge.line, charge.cents, invoice.currency)
        for invoice in depot.invoices
        for charge in invoice.charges
        if charge.parcel is None and charge.tracking
    ]
    return [
        {
            "source_file": file,
            "source_line": line,
            "amount": cents_text(cents),
            "currency": currency,
            "measure": "shipping_cost",
        }
        for file, line, cents, currency in found
    ]


def differences(depot: Depot) -> list[dict[str, str]]:
    """What shipment file and invoices say differently of a parcel, estimate less charges."""
    found = []
    for parcel in depot.parcels:
        if not (parcel.listed and parcel.is_invoiced):
            continue
        charged = sum(
            charge.cents for _, charge in parcel.charged if charge.category not in ("BRK", "GOV")
        )
        difference = sum(sent.cost for sent in parcel.sent) - charged
        if difference:
            found.append(
                {
                    "order": min(sent.printed for sent in parcel.sent),
                    "amount": cents_text(difference),
                    "currency": parcel.currency,
                }
            )
    return found


def charged_invoices(depot: Depot) -> dict[str, list[Invoice]]:
    """Invoices by the file that brings them, each month's last one again in the file after it."""
    files: dict[str, list[Invoice]] = {}
    for invoice in depot.invoices:
        path = f"costs/carrier_invoices/ups_{invoice.date:%Y_%m}.csv"
        if invoice.currency != "USD":
            path = "eu/costs/carrier_invoices/zoll_schweiz.csv"
        files.setdefault(path, []).append(invoice)
    return files
