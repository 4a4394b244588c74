"""What ArtisanGlow sells: products, prices, measures, and landed unit costs by date."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from data.simulator.fee_cards import Measures
from data.simulator.money import half_away

BRAND = "ArtisanGlow"


@dataclass(frozen=True)
class Product:
    """One SKU. Prices in cents of the selling currency, 0 where it is not sold; sizes in inches."""

    sku: str
    name: str
    category: str
    fee_category: str
    usd: int
    eur: int
    amazon_usd: int
    unit_cost: str
    length: str
    width: str
    height: str
    weight_lb: str
    asin: str
    supplier: str


def _asin(position: int) -> str:
    digits = f"{7319 * (position + 11) % 10000:04d}"
    first, second = "CDFGHJKLM"[position % 9], "QRSTVWXYZ"[position % 9]
    return f"B0{first}{digits}{second}{'23456789'[position % 8]}{'BDFHJ'[position % 5]}"


def _read_catalog() -> tuple[Product, ...]:
    with Path(__file__).with_name("catalog.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Product(
                row["sku"],
                row["name"],
                row["category"],
                row["fee_category"],
                int(row["usd_cents"]),
                int(row["eur_cents"]),
                int(row["amazon_usd_cents"]),
                row["unit_cost_usd"],
                row["length_in"],
                row["width_in"],
                row["height_in"],
                row["weight_lb"],
                _asin(position),
                row["supplier"],
            )
            for position, row in enumerate(csv.DictReader(lines))
        )


PRODUCTS = _read_catalog()
BY_SKU = {product.sku: product for product in PRODUCTS}
ALIASES = {"AG-VASE-12-FBA": "AG-VASE-12", "AG-MUG-MOSS-FBA": "AG-MUG-MOSS"}

# What a bundle is made of, by the day from which it is; None is always. The first has a cost of its
# own on Amazon.com, the second two currencies and an alias, the third a cost of its own everywhere.
BUNDLES: tuple[tuple[str, str, int, dt.date | None], ...] = (
    ("AG-CAND-SET", "AG-CAND-FIG", 1, None),
    ("AG-CAND-SET", "AG-CAND-AMB", 1, None),
    ("AG-CAND-SET", "AG-CAND-FIG", 2, dt.date(2025, 10, 1)),
    ("AG-CAND-SET", "AG-CAND-AMB", 1, dt.date(2025, 10, 1)),
    ("AG-CAND-SET", "AG-CAND-FIG", 1, dt.date(2026, 3, 1)),
    ("AG-CAND-SET", "AG-SALT", 1, dt.date(2026, 3, 1)),
    ("AG-LAMP-TBL", "AG-VASE-12-FBA", 1, dt.date(2025, 1, 1)),
    ("AG-LAMP-TBL", "AG-LAMP-PIN", 1, dt.date(2025, 1, 1)),
    ("AG-MUG-SET4", "AG-MUG-MOSS", 2, None),
    ("AG-MUG-SET4", "AG-MUG-CLAY", 2, None),
)
_COSTED_BY_COMPONENTS = ("AG-CAND-SET", "AG-LAMP-TBL")

# What the brand's products file leaves blank. Of the second, Amazon tells no measures either.
NOT_MEASURED_BY_BRAND = ("AG-PLANT-6", "AG-TRAY-OAK")
NOT_MEASURED_BY_AMAZON = ("AG-TRAY-OAK",)
WITHOUT_FEE_CATEGORY = ("AG-PILL-LUM",)


def product_of(sku: str) -> Product:
    """The product that a SKU, or the SKU that it is an alias of, means."""
    return BY_SKU[ALIASES.get(sku, sku)]


def lines_of(sku: str, line_skus: list[str]) -> list[int]:
    """The lines of an order that Amazon's warehouse means by a SKU, as positions.

    Those with the SKU itself, else those with another SKU of the same product.
    """
    own = [position for position, other in enumerate(line_skus) if sku and other == sku]
    carrier = ALIASES.get(sku, sku)
    return own or [
        position
        for position, other in enumerate(line_skus)
        if sku and ALIASES.get(other, other) == carrier
    ]


def measures_of(sku: str) -> Measures:
    """What Amazon measures of a SKU."""
    product = product_of(sku)
    sides = (Fraction(side) for side in (product.length, product.width, product.height))
    return Measures(*sorted(sides, reverse=True), Fraction(product.weight_lb))


@dataclass(frozen=True)
class CostRow:
    """One row of a cogs file; the four parts are per unit, as text, in `currency`."""

    sku: str
    unit: str
    freight: str
    duty: str
    other: str
    currency: str
    effective_from: dt.date
    marketplace: str = ""

    @property
    def total(self) -> Fraction:
        """Landed cost of one unit."""
        return sum(
            (Fraction(part) for part in (self.unit, self.freight, self.duty, self.other) if part),
            Fraction(0),
        )


_START = dt.date(2025, 1, 1)
_RISE = dt.date(2025, 7, 1)
_YUAN_PER_DOLLAR = Fraction("7.25")


def _money(value: Fraction) -> str:
    scaled = half_away(value * 100)
    return f"{scaled // 100}.{scaled % 100:02d}"


def _four_decimals(value: Fraction) -> str:
    scaled = half_away(value * 10_000)
    return f"{scaled // 10_000}.{scaled % 10_000:04d}"


def _default_rows(product: Product) -> list[CostRow]:
    unit = Fraction(product.unit_cost)
    freight = _money(Fraction(product.weight_lb) * Fraction("0.31"))
    overseas = product.supplier in ("Jingdezhen Kiln", "Moradabad Brass", "Hanoi Weavers")
    duty = _four_decimals(unit * Fraction("0.0525")) if overseas else ""
    currency = "USD"
    if product.supplier == "Jingdezhen Kiln":
        unit, duty, currency = unit * _YUAN_PER_DOLLAR, "", "CNY"
        freight = _money(Fraction(freight) * _YUAN_PER_DOLLAR)
    elif product.sku == "AG-THROW-WL":
        unit, currency = unit * Fraction("0.93"), "EUR"
    # Sold for three months before anybody entered its cost.
    start = dt.date(2025, 4, 1) if product.sku == "AG-INCENSE" else _START
    rows = [CostRow(product.sku, _money(unit), freight, duty, "0.15", currency, start)]
    if product.supplier in ("Porto Stoneware", "Jingdezhen Kiln"):
        risen = _money(unit * Fraction("1.085"))
        rows.append(CostRow(product.sku, risen, freight, duty, "0.15", currency, _RISE))
    return rows


def cost_rows(store: str) -> dict[str, list[CostRow]]:
    """Cost rows of a store by file stem; a later file restates and extends an earlier one."""
    if store == "eu":
        sold = [product for product in PRODUCTS if product.eur]
        first = [
            CostRow(
                product.sku,
                _money(Fraction(product.unit_cost) * Fraction("0.94")),
                _money(Fraction(product.weight_lb) * Fraction("0.42")),
                "",
                "",
                "EUR",
                _START,
            )
            for product in sold
        ]
        later = [
            CostRow(
                row.sku,
                _money(Fraction(row.unit) * Fraction("1.04")),
                row.freight,
                "",
                "",
                "EUR",
                dt.date(2026, 1, 1),
            )
            for row in first[:6]
        ]
        return {"cogs_eu": first + later}
    first = [
        row
        for product in PRODUCTS
        if product.sku not in ("AG-SALT", *_COSTED_BY_COMPONENTS)
        for row in _default_rows(product)
    ]
    first += [
        CostRow("AG-CAND-SET", "10.25", "0.53", "", "0.85", "USD", _START, "Amazon.com"),
        CostRow("AG-BOWL-L", "11.40", "0.96", "1.10", "0.15", "USD", _START, "Amazon.ca"),
        CostRow("AG-TRAY-OAK", "12.90", "0.90", "", "0.40", "USD", dt.date(2025, 3, 1), "Shopify"),
    ]
    second = [
        CostRow("AG-FRAME-57", "5.25", "0.28", "", "0.15", "USD", _START),
        CostRow("AG-BASK-M", "10.35", "0.68", "0.4174", "0.15", "USD", dt.date(2026, 1, 1)),
        CostRow("AG-CAND-FIG", "6.10", "0.37", "", "0.15", "USD", dt.date(2026, 2, 15)),
        CostRow("AG-CAND-AMB", "6.10", "0.37", "", "0.15", "USD", dt.date(2026, 2, 15)),
        CostRow("AG-MUG-SET4", "19.80", "1.18", "", "0.15", "USD", dt.date(2026, 9, 1)),
    ]
    return {"cogs_2025": first, "cogs_2026_update": second}


class CostBook:
    """Costs of one store, by SKU, date and marketplace; later files win over the same key."""

    def __init__(self, store: str) -> None:
        self._rows: dict[tuple[str, dt.date, str], CostRow] = {}
        self._bundles = BUNDLES if store == "default" else ()
        for rows in cost_rows(store).values():
            for row in rows:
                self._rows[row.sku, row.effective_from, row.marketplace] = row

    def parts(self, sku: str, day: dt.date, marketplace: str) -> list[tuple[int, CostRow | None]]:
        """What one unit costs on a day: units and cost row of the SKU, or of its components."""
        own = self.in_force(sku, day, marketplace)
        carrier = ALIASES.get(sku, sku)
        made = [
            (start or dt.date.min, component, units)
            for bundle, component, units, start in self._bundles
            if bundle == carrier and (start or dt.date.min) <= day
        ]
        if own or not made:
            return [(1, own)]
        newest = max(start for start, _, _ in made)
        return [
            (units, self.in_force(component, day, marketplace))
            for start, component, units in made
            if start == newest
        ]

    def in_force(self, sku: str, day: dt.date, marketplace: str) -> CostRow | None:
        """The cost row of a SKU (or of the SKU it is an alias of) on a day; None when missing."""
        carrier = ALIASES.get(sku, sku)
        for served in (marketplace, ""):
            rows = [
                row
                for (name, start, place), row in self._rows.items()
                if name == carrier and place == served and start <= day
            ]
            if rows:
                return max(rows, key=lambda row: row.effective_from)
        return None
