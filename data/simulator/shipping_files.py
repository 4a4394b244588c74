"""Writes the merchant's shipment file and UPS billing data: 250 columns, no header."""

from __future__ import annotations

import csv
import datetime as dt
import io

from data.simulator.money import cents_text
from data.simulator.shipping import Invoice, Parcel

_HEADER = (
    "order_number",
    "shipped_at",
    "carrier",
    "service",
    "tracking_number",
    "cost",
    "currency",
    "invoice_number",
)
SHIPMENT_FILES = (
    ("default", "costs/shipments/shipments_2025_h1.csv", "2025-01-01", "2025-06-30"),
    ("default", "costs/shipments/shipments_2025_h2.csv", "2025-07-01", "2025-12-31"),
    ("default", "costs/shipments/shipments_2026_h1.csv", "2026-01-01", "2026-06-30"),
    ("eu", "eu/costs/shipments/sendungen.csv", "2025-01-01", "2026-06-30"),
)


def shipments_csv(
    parcels: list[Parcel], store: str, path: str, first: dt.date, last: dt.date
) -> tuple[str, int]:
    """The shipments of a period; one that was restated stands in the next file again."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_HEADER)
    line = 1
    chosen = [parcel for parcel in parcels if parcel.store == store and parcel.listed]
    for parcel in sorted(chosen, key=lambda p: (p.shipped, p.sent[0].order_id, p.tracking)):
        again = bool(parcel.former_cost) and parcel.shipped < first <= dt.date(2025, 7, 1)
        if not (first <= parcel.shipped <= last or again):
            continue
        for sent in parcel.sent:
            line += 1
            former = parcel.former_cost if parcel.former_cost and not again else sent.cost
            writer.writerow(
                [
                    sent.printed,
                    parcel.shipped.isoformat(),
                    parcel.carrier,
                    parcel.service,
                    parcel.tracking,
                    cents_text(former),
                    parcel.currency,
                    "",
                ]
            )
            parcel.file, parcel.line = path, line
    return buffer.getvalue(), line - 1


def ups_csv(invoices: list[Invoice], path: str) -> tuple[str, int]:
    """UPS billing data, version 2.1: one record per charge."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    line = 0
    for invoice in invoices:
        for charge in invoice.charges:
            line += 1
            fields = [""] * 250
            cells = {
                0: "2.1",
                1: invoice.account,
                2: invoice.account,
                3: "US",
                4: invoice.date.isoformat(),
                5: invoice.number,
                6: "E",
                9: invoice.currency,
                10: cents_text(invoice.total),
                11: charge.shipped.isoformat(),
                15: charge.reference,
                20: charge.tracking,
                33: "Ground" if charge.tracking else "",
                34: charge.kind,
                35: "ADC" if charge.kind == "ADJ" else "",
                43: charge.category,
                44: charge.code,
                45: charge.description,
                51: "0.00",
                52: cents_text(charge.cents),
            }
            for position, text in cells.items():
                fields[position] = text
            writer.writerow(fields)
            if not charge.file:
                charge.file, charge.line = path, line
    return buffer.getvalue(), line
