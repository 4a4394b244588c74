"""Writes the brand's own files: costs and products, and the ECB reference rates."""

from __future__ import annotations

import csv
import io

from data.simulator.calendar_fx import ReferenceRates
from data.simulator.catalog import (
    ALIASES,
    BRAND,
    NOT_MEASURED_BY_BRAND,
    PRODUCTS,
    WITHOUT_FEE_CATEGORY,
    CostRow,
    product_of,
)


def _text(header: str, rows: list[list[str]]) -> tuple[str, int]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return buffer.getvalue(), len(rows)


def cogs_csv(rows: list[CostRow]) -> tuple[str, int]:
    """A cogs file and its records."""
    header = "sku,unit_cost,freight_cost,duty_cost,other_cost,currency,effective_from,marketplace"
    return _text(
        header,
        [
            [
                row.sku,
                row.unit,
                row.freight,
                row.duty,
                row.other,
                row.currency,
                row.effective_from.isoformat(),
                row.marketplace,
            ]
            for row in rows
        ],
    )


def products_csv(store: str) -> tuple[str, int]:
    """A products file and its records; the US one also names the alias SKUs."""
    header = (
        "sku,asin,product_name,category,amazon_fee_category,brand,supplier,length_in,width_in,"
        "height_in,weight_lb,alias_of"
    )
    skus = [product.sku for product in PRODUCTS if store == "default" or product.eur]
    skus += list(ALIASES) if store == "default" else []
    rows = []
    for sku in skus:
        product = product_of(sku)
        measures = [product.length, product.width, product.height, product.weight_lb]
        if product.sku in NOT_MEASURED_BY_BRAND:
            measures = [""] * 4
        rows.append(
            [
                sku,
                product.asin,
                product.name,
                product.category,
                "" if product.sku in WITHOUT_FEE_CATEGORY else product.fee_category,
                BRAND,
                product.supplier,
                *measures,
                ALIASES.get(sku, ""),
            ]
        )
    return _text(header, rows)


def ecb_csv(rates: ReferenceRates) -> tuple[str, int]:
    """eurofxref-hist.csv: newest first, every row with a trailing comma, no newline at the end."""
    lines = [f"Date,{','.join(rates.codes)},"]
    for day in reversed(rates.days):
        lines.append(f"{day},{','.join(rates.printed(code, day) for code in rates.codes)},")
    return "\n".join(lines), len(rates.days)
