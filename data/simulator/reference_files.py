"""Writes the brand's own files: costs, products, what-if questions, and the ECB reference rates."""

from __future__ import annotations

import csv
import io

from data.simulator.calendar_fx import ReferenceRates
from data.simulator.catalog import (
    ALIASES,
    BRAND,
    BUNDLES,
    NOT_MEASURED_BY_BRAND,
    PRODUCTS,
    WITHOUT_FEE_CATEGORY,
    CostRow,
    product_of,
)

_COASTERS = ["5.5", "4.5", "0.7", "0.45"]
_VASE = ["9.0", "5.5", "5.5", "1.9"]
_ROBE = ["14.0", "11.0", "3.0", "2.1"]
# Either side of the prices at which Amazon's fees step, the peak of a year, and the day after the
# last one that any rate card covers: scenario, marketplace, price, day, measures, units, unit cost.
_SCENARIOS = (
    ("coasters-at-9.99", "Amazon.com", "9.99", "2026-06-15", _COASTERS, "", "2.60"),
    ("coasters-at-10.00", "Amazon.com", "10.00", "2026-06-15", _COASTERS, "", "2.60"),
    ("vase-at-50.00", "US", "50.00", "2026-06-15", _VASE, "", "9.35"),
    ("vase-at-50.01", "US", "50.01", "2026-06-15", _VASE, "", "9.35"),
    ("robes-at-the-peak", "Amazon.com", "20.00", "2026-11-27", _ROBE, "2", "7.10"),
    ("vase-after-the-last-card", "Amazon.com", "35.99", "2027-01-15", _VASE, "", "9.35"),
)

_COASTERS = ["5.5", "4.5", "0.7", "0.45"]
_VASE = ["9.0", "5.5", "5.5", "1.9"]
_ROBE = ["14.0", "11.0", "3.0", "2.1"]
# Either side of the prices at which Amazon's fees step, the peak of a year, and the day after the
# last one that any rate card covers: scenario, marketplace, price, day, measures, units, unit cost.
_SCENARIOS = (
    ("coasters-at-9.99", "Amazon.com", "9.99", "2026-06-15", _COASTERS, "", "2.60"),
    ("coasters-at-10.00", "Amazon.com", "10.00", "2026-06-15", _COASTERS, "", "2.60"),
    ("vase-at-50.00", "US", "50.00", "2026-06-15", _VASE, "", "9.35"),
    ("vase-at-50.01", "US", "50.01", "2026-06-15", _VASE, "", "9.35"),
    ("robes-at-the-peak", "Amazon.com", "20.00", "2026-11-27", _ROBE, "2", "7.10"),
    ("vase-after-the-last-card", "Amazon.com", "35.99", "2027-01-15", _VASE, "", "9.35"),
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


def bundles_csv() -> tuple[str, int]:
    """The bundles file and its records."""
    rows = [
        [bundle, component, str(units), start.isoformat() if start else ""]
        for bundle, component, units, start in BUNDLES
    ]
    return _text("bundle_sku,component_sku,quantity,effective_from", rows)


def fee_scenarios_csv() -> tuple[str, int]:
    """The what-if questions and how many they are."""
    header = (
        "scenario_id,marketplace,price,as_of_date,amazon_fee_category,product_type,length_in,"
        "width_in,height_in,weight_lb,quantity,shipping,gift_wrap,fulfillment,is_sipp,unit_cost,"
        "currency"
    )
    rows = []
    for scenario, marketplace, price, day, measures, units, cost in _SCENARIOS:
        sold = ["home_and_kitchen", "non_apparel"]
        if measures is _ROBE:
            sold = ["clothing_and_accessories", "apparel"]
        asked = [scenario, marketplace, price, day, *sold, *measures]
        rows.append([*asked, units, "", "", "fba", "no", cost, "USD"])
    return _text(header, rows)


def ecb_csv(rates: ReferenceRates) -> tuple[str, int]:
    """eurofxref-hist.csv: newest first, every row with a trailing comma, no newline at the end."""
    lines = [f"Date,{','.join(rates.codes)},"]
    for day in reversed(rates.days):
        lines.append(f"{day},{','.join(rates.printed(code, day) for code in rates.codes)},")
    return "\n".join(lines), len(rates.days)
