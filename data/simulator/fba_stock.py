"""Stock in Amazon's warehouses: the monthly storage report and the aged inventory surcharge."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction

from data.simulator.cases import CaseBook, audited
from data.simulator.catalog import (
    ALIASES,
    NOT_MEASURED_BY_AMAZON,
    PRODUCTS,
    measures_of,
    product_of,
)
from data.simulator.draw import Draw
from data.simulator.fee_cards import Measures, size_tier
from data.simulator.layout import columns, tab_text
from data.simulator.money import cents_text, half_away

CENTERS = ("ABE2", "IND8", "LGB8", "MDW2", "ONT8", "PHX7")
MONTHS = [dt.date(2025 + index // 12, index % 12 + 1, 1) for index in range(17)]
FBA_SKUS = [product.sku for product in PRODUCTS if product.amazon_usd] + list(ALIASES)
_STORAGE_HEADER = columns(
    "asin fnsku product_name fulfillment_center country_code longest_side median_side "
    "shortest_side measurement_units weight weight_units item_volume volume_units "
    "product_size_tier average_quantity_on_hand average_quantity_pending_removal "
    "estimated_total_item_volume month_of_charge storage_rate currency "
    "estimated_monthly_storage_fee dangerous_goods_storage_type eligible_for_inventory_discount "
    "qualifies_for_inventory_discount total_incentive_fee_amount breakdown_incentive_fee_amount "
    "average_quantity_customer_orders",
    None,
)
_AGED_HEADER = columns(
    "snapshot-date sku fnsku asin product-name condition per-unit-volume currency volume-unit "
    "country qty-charged amount-charged surcharge-age-tier rate-surcharge",
    None,
)


def fnsku_of(sku: str) -> str:
    """The code on the label of a SKU's units."""
    return f"X00{2_000_000 + 7_919 * (FBA_SKUS.index(sku) + 1):07d}"


def volume_of(measures: Measures) -> int:
    """Cubic feet of a unit in ten-thousandths, as reports print them."""
    cubic_inches = measures.longest * measures.median * measures.shortest
    return half_away(cubic_inches / 1_728 * 10_000)


def storage_rate(measures: Measures, month: dt.date) -> int:
    """Cents per cubic foot and month."""
    dear = month.month >= 10
    if size_tier(measures, month).endswith("standard"):
        return 240 if dear else 78
    return 140 if dear else 56


@dataclass(frozen=True)
class StorageRow:
    """One SKU in one fulfillment center in a month; quantity in hundredths, rate in cents."""

    month: dt.date
    sku: str
    center: str
    quantity: int
    volume: int
    rate: int

    @property
    def fee(self) -> int:
        """Average quantity times volume times rate, in cents."""
        return half_away(Fraction(self.quantity * self.volume * self.rate, 1_000_000))


@dataclass(frozen=True)
class AgedRow:
    """Units of a SKU that were too old on a snapshot day; rates in cents, per foot and per unit."""

    day: dt.date
    sku: str
    tier: str
    quantity: int
    rate: int
    least: int = 0

    @property
    def volume(self) -> int:
        """Cubic feet of a unit in ten-thousandths."""
        return volume_of(measures_of(self.sku))

    @property
    def fee(self) -> int:
        """The greater of the fee by volume and the fee by unit, in cents."""
        by_volume = half_away(Fraction(self.quantity * self.volume * self.rate, 10_000))
        return max(by_volume, self.quantity * self.least)


_WRONG_VOLUME = ("AG-BASK-M", dt.date(2025, 8, 1))
_WRONG_RATE = ("AG-MUG-SET4", dt.date(2026, 3, 1))
_WRONG_AGED = ("AG-VASE-BUD", dt.date(2025, 11, 15))


class Stock:
    """What lies in the warehouses and what Amazon asks for it."""

    def __init__(self, seed: int, cases: CaseBook) -> None:
        self.audit: list[dict[str, str]] = []
        self.storage = self._overcharge_storage(_everyday_storage(seed), cases)
        self.aged = self._overcharge_aged(_everyday_aged(), cases)

    def stored_in(self, month: dt.date, currency: str) -> dict[str, int]:
        """Who used the space of a month, by SKU: the fees of the report, else the space itself."""
        if currency == "CAD":
            return {sku: quantity * volume for sku, quantity, volume in canadian(month)}
        weights: dict[str, int] = {}
        for row in self.storage:
            if row.month == month:
                # Without a row in the fee preview a label leads nowhere, the ASIN to the main SKU.
                base = product_of(row.sku).sku
                sku = base if base in NOT_MEASURED_BY_AMAZON else row.sku
                weights[sku] = weights.get(sku, 0) + row.fee
        return weights

    def aged_at(self, posted: dt.date) -> tuple[dt.date, dict[str, int]] | None:
        """The last snapshot of the month before a posting, with its surcharges by SKU."""
        days = [row.day for row in self.aged if 0 <= (posted - row.day).days <= 31]
        if not days:
            return None
        return max(days), {row.sku: row.fee for row in self.aged if row.day == max(days)}

    def storage_of(self, month: dt.date) -> int:
        """The storage fee of a month in cents: the sum of its rows."""
        return sum(row.fee for row in self.storage if row.month == month)

    def aged_of(self, day: dt.date) -> int:
        """The surcharge of a snapshot in cents."""
        return sum(row.fee for row in self.aged if row.day == day)

    def _note(self, sku: str, day: dt.date, code: str, reason: str, fees: tuple[int, int]) -> None:
        subject = f"{sku}/{day:%Y-%m}"
        self.audit.append(audited(subject, code, reason, *fees))

    def _overcharge_storage(self, rows: list[StorageRow], cases: CaseBook) -> list[StorageRow]:
        for (sku, month), reason in (
            (_WRONG_VOLUME, "wrong_volume"),
            (_WRONG_RATE, "wrong_rate_period"),
        ):
            right = [row for row in rows if (row.sku, row.month) == (sku, month)]
            if reason == "wrong_volume":
                wrong = [
                    replace(row, volume=half_away(Fraction(3 * row.volume, 2))) for row in right
                ]
            else:
                wrong = [replace(row, rate=240) for row in right]
            fees = sum(row.fee for row in right), sum(row.fee for row in wrong)
            self._note(sku, month, "storage_fee", reason, fees)
            what = f"storage overcharged: {reason}"
            cases.plant(22, what, f"amazon/storage_fees: {fnsku_of(sku)}")
            rows = [wrong[right.index(row)] if row in right else row for row in rows]
        return rows

    def _overcharge_aged(self, rows: list[AgedRow], cases: CaseBook) -> list[AgedRow]:
        right = next(row for row in rows if (row.sku, row.day) == _WRONG_AGED)
        wrong = replace(right, rate=right.rate + 35)
        code = "aged_inventory_surcharge"
        self._note(right.sku, right.day, code, "unexplained", (right.fee, wrong.fee))
        cases.plant(22, "aged inventory at a wrong rate", f"amazon/aged_inventory: {wrong.tier}")
        return [wrong if row is right else row for row in rows]


def _everyday_storage(seed: int) -> list[StorageRow]:
    draw, rows = Draw(seed, "amazon/storage"), []
    for sku in FBA_SKUS:
        measures, level = measures_of(sku), draw.between(250, 1_100)
        for month in MONTHS:
            centers = [draw.pick(CENTERS)]
            if draw.chance(30):
                centers.append(draw.pick([name for name in CENTERS if name != centers[0]]))
            for center in centers:
                quantity = level * draw.between(60, 140) // 100 // len(centers)
                rate = storage_rate(measures, month)
                rows.append(StorageRow(month, sku, center, quantity, volume_of(measures), rate))
    return rows


def _everyday_aged() -> list[AgedRow]:
    may, november = dt.date(2025, 5, 15), dt.date(2025, 11, 15)
    winter, spring = dt.date(2026, 2, 15), dt.date(2026, 5, 15)
    return [
        AgedRow(may, "AG-BASK-M", "241-270 days", 5, 150),
        AgedRow(may, "AG-BOWL-L", "271-300 days", 3, 545),
        AgedRow(may, "AG-COAST-6", "366+ days", 9, 690, 15),
        AgedRow(november, "AG-VASE-BUD", "211-240 days", 14, 100),
        AgedRow(november, "AG-RUN-90", "181-210 days", 12, 50),
        AgedRow(november, "AG-PLANT-6", "331-365 days", 4, 590),
        AgedRow(winter, "AG-THROW-WL", "301-330 days", 2, 570),
        AgedRow(winter, "AG-COAST-6", "366-455 days", 8, 690, 30),
        AgedRow(spring, "AG-COAST-6", "456+ days", 6, 790, 35),
        AgedRow(spring, "AG-CAND-SET", "181-210 days", 10, 50),
    ]


def _decimals(value: int, places: int) -> str:
    """An integer of 10**-places as text without trailing zeros, but one."""
    text = f"{value // 10**places}.{value % 10**places:0{places}d}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def storage_text(rows: list[StorageRow], months: list[dt.date]) -> tuple[str, int]:
    """One storage report and its records."""
    chosen = [row for row in rows if row.month in months]
    records = []
    for row in sorted(chosen, key=lambda row: (row.month, product_of(row.sku).asin, row.center)):
        product, measures = product_of(row.sku), measures_of(row.sku)
        records.append(
            {
                "asin": product.asin,
                "fnsku": fnsku_of(row.sku),
                "product_name": product.name,
                "fulfillment_center": row.center,
                "country_code": "US",
                "longest_side": _decimals(half_away(measures.longest * 100), 2),
                "median_side": _decimals(half_away(measures.median * 100), 2),
                "shortest_side": _decimals(half_away(measures.shortest * 100), 2),
                "measurement_units": "inches",
                "weight": _decimals(half_away(measures.weight * 100), 2),
                "weight_units": "pounds",
                "item_volume": _decimals(row.volume, 4),
                "volume_units": "cubic feet",
                "product_size_tier": "Standard-Size"
                if size_tier(measures, row.month).endswith("standard")
                else "Oversize",
                "average_quantity_on_hand": _decimals(row.quantity, 2),
                "average_quantity_pending_removal": "0.0",
                "estimated_total_item_volume": _decimals(
                    half_away(Fraction(row.quantity * row.volume, 1_000)), 3
                ),
                "month_of_charge": f"{row.month:%Y-%m}",
                "storage_rate": _decimals(row.rate, 2),
                "currency": "USD",
                "estimated_monthly_storage_fee": cents_text(row.fee),
                "dangerous_goods_storage_type": "--",
                "eligible_for_inventory_discount": "N",
                "qualifies_for_inventory_discount": "N",
                "total_incentive_fee_amount": "0.0",
                "breakdown_incentive_fee_amount": "--",
                "average_quantity_customer_orders": "0.0",
            }
        )
    return tab_text(_STORAGE_HEADER, records)


_CANADA = dt.date(2025, 9, 1)


def canadian(month: dt.date) -> list[tuple[str, int, int]]:
    """(SKU, quantity in hundredths, volume) of Amazon.ca's one report, which states no fee."""
    if month != _CANADA:
        return []
    return [
        (sku, quantity, volume_of(measures_of(sku)))
        for sku, quantity in (("AG-BOWL-L", 1_420), ("AG-CAND-FIG", 3_075), ("AG-MUG-CLAY", 900))
    ]


def canadian_storage_text() -> tuple[str, int]:
    """The storage report of Amazon.ca and its records: goods and space, the fee still blank."""
    records = [
        {
            "asin": product_of(sku).asin,
            "fnsku": fnsku_of(sku),
            "product_name": product_of(sku).name,
            "fulfillment_center": "YYZ4",
            "country_code": "CA",
            "item_volume": _decimals(volume, 4),
            "volume_units": "cubic feet",
            "average_quantity_on_hand": _decimals(quantity, 2),
            "month_of_charge": f"{_CANADA:%Y-%m}",
            "currency": "CAD",
            "estimated_monthly_storage_fee": "--",
        }
        for sku, quantity, volume in canadian(_CANADA)
    ]
    return tab_text(_STORAGE_HEADER, records)


def aged_text(rows: list[AgedRow], year: int) -> tuple[str, int]:
    """One aged inventory report and its records."""
    records = []
    for row in rows:
        if row.day.year != year:
            continue
        product = product_of(row.sku)
        records.append(
            {
                "snapshot-date": f"{row.day}T00:00:00+00:00",
                "sku": row.sku,
                "fnsku": fnsku_of(row.sku),
                "asin": product.asin,
                "product-name": product.name,
                "condition": "NewItem",
                "per-unit-volume": _decimals(row.volume, 4),
                "currency": "USD",
                "volume-unit": "cubic feet",
                "country": "US",
                "qty-charged": str(row.quantity),
                "amount-charged": cents_text(row.fee),
                "surcharge-age-tier": row.tier,
                "rate-surcharge": _decimals(row.rate, 2),
            }
        )
    return tab_text(_AGED_HEADER, records)
