"""The rate card seeds as the oracle reads them: exact numbers, days, and nothing unverified."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SEEDS = ROOT / "seeds" / "rate_cards"
TEXTS = {
    "rate_card_row_id",
    "country",
    "currency",
    "fee_category",
    "fee_code",
    "tier_mode",
    "fee_base",
    "fulfillment",
    "rate_base",
    "amount_per",
    "applies_to",
    "size_tier",
    "storage_size",
    "product_type",
    "season",
    "component",
    "service_level",
    "assessed_on",
    "weight_basis",
    "billing_basis",
    "weight_unit",
    "dimension_unit",
    "exempt_categories",
    "confidence",
    "source",
    "note",
}
DATES = {"effective_from", "effective_to", "retrieved_on"}


class Row(dict):
    """A row of a rate card: text, date, Fraction or None by column, read as attributes."""

    __getattr__ = dict.__getitem__


def number(text: str | Decimal | int | None) -> Fraction | None:
    """The exact number that a text writes; None for a blank."""
    return None if text in ("", None) else Fraction(Decimal(str(text)))


def rows_of(path: Path) -> list[Row]:
    """Every row of a card, unverified ones too, with exact numbers and days."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Row({k: _typed(k, v) for k, v in row.items()}) for row in csv.DictReader(file)]


def _typed(column: str, text: str) -> str | date | Fraction | None:
    if column in TEXTS:
        return text or None
    if column in DATES:
        return date.fromisoformat(text)
    return number(text)


@dataclass(frozen=True)
class Cards:
    """The rate cards of a folder. Rows whose confidence is `unverified` do not count."""

    folder: Path = SEEDS

    def _read(self, name: str) -> list[Row]:
        known = rows_of(self.folder / f"{name}.csv")
        return [row for row in known if row.confidence != "unverified"]

    @cached_property
    def size_tiers(self) -> dict[str, list[Row]]:
        """Country -> its size tiers, the smallest first."""
        found = defaultdict(list)
        for row in sorted(self._read("fba_size_tiers"), key=lambda row: row.tier_order):
            found[row.country].append(row)
        return found

    @cached_property
    def fulfillment(self) -> dict[tuple[str, str], list[Row]]:
        """Country and size tier -> fulfillment fees."""
        return self._by("fba_fulfillment_fees", "country", "size_tier")

    @cached_property
    def referral(self) -> dict[tuple[str, str], list[Row]]:
        """Country and fee category -> referral rates."""
        return self._by("referral_fees", "country", "fee_category")

    @cached_property
    def unit_fees(self) -> dict[tuple[str, str], list[Row]]:
        """Country and fee code -> fees per unit."""
        return self._by("fba_unit_fees", "country", "fee_code")

    @cached_property
    def rates(self) -> dict[tuple[str, str], list[Row]]:
        """Country and fee code -> rates and amounts that no product measure changes."""
        return self._by("amazon_rates", "country", "fee_code")

    @cached_property
    def storage(self) -> dict[tuple[str, str], list[Row]]:
        """Country and component (base, utilization_surcharge) -> rates per cubic foot."""
        return self._by("fba_storage_fees", "country", "component")

    @cached_property
    def aged(self) -> dict[tuple[str], list[Row]]:
        """Country -> aged inventory surcharges."""
        return self._by("fba_aged_surcharges", "country")

    @cached_property
    def fee_categories(self) -> frozenset[str]:
        """Every fee category that any country's card names, unverified ones too."""
        return frozenset(row.fee_category for row in rows_of(self.folder / "referral_fees.csv"))

    def _by(self, name: str, *columns: str) -> dict:
        found = defaultdict(list)
        for row in self._read(name):
            found[tuple(row[column] for column in columns)].append(row)
        return found
