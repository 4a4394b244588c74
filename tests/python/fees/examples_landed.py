"""Published and observed fees as rows that land: what-if rows, order lines, storage, aged goods."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from tests.python.fees.facts import country_of
from tests.python.fees.oracle import KG_PER_POUND

STORE = "worked"
MARKETPLACES = {"US": "Amazon.com", "CA": "Amazon.ca", "GB": "Amazon.co.uk"}
CURRENCIES = {"US": "USD", "CA": "CAD", "GB": "GBP"}
# The Canadian seller pays a tax on fees and the digital services fee; the British page counts the
# digital services fee into its rates.
ACCOUNTS = [
    dict(
        zip(
            (
                "store",
                "country",
                "selling_plan",
                "fee_tax_rate",
                "digital_services_rate",
                "effective_from",
            ),
            (STORE, country, "professional", tax, digital, "2020-01-01"),
            strict=True,
        )
    )
    for country, tax, digital in (("US", "0", "0"), ("CA", "0.07", "0.03"), ("GB", "0", "0.02"))
]
SCENARIOS, PRODUCTS = "reference__fee_scenarios", "reference__products"
ORDERS, STORAGE, AGED = "amazon__all_orders", "amazon__storage_fees", "amazon__aged_inventory"
CANADIAN = "Health & Personal Care"
# Cartons whose volume never outweighs them, and one of ten inches cubed that is standard by its
# sides, which a cube of ten inches is not.
FLAT, SLIM, LONG = ("10", "6", "0.5"), ("10", "6", "1"), ("40", "20", "2")
CUBE, TWENTIETH = ("12.5", "10", "8"), ("9", "4", "2.4")


@dataclass(frozen=True)
class Ask:
    """What lands for an example and where its amount comes out.

    landed: rows by table; told: column of the answer (see the query of the test); tier, weight:
    what else the example says of the product.
    """

    landed: tuple[tuple[str, dict[str, str]], ...]
    told: str
    tier: str = ""
    weight: str = ""
    counted: Callable[[Decimal], Decimal] = field(default=lambda amount: amount)


def what_if(row: dict[str, str], told: str, **values: str) -> Ask:
    """A what-if row of an example's own values, and of those given."""
    country = country_of(row)
    case = {
        "_store": STORE,
        "scenario_id": row["example_id"],
        "marketplace": MARKETPLACES[country],
        "currency": CURRENCIES[country],
        "as_of_date": row["as_of_date"],
        "price": row["item_price"] or "30",
        "quantity": row["quantity"] or "1",
        "amazon_fee_category": row["category"],
        # An example that names no kind of goods is neither of clothes nor of dangerous goods.
        "product_type": row["product_type"] or "non_apparel",
        "fulfillment": "fba",
        **values,
    }
    return Ask(
        ((SCENARIOS, case),), told, row["expected_size_tier"], row["expected_billable_weight_lb"]
    )


def measured(sides: Iterable[str], weight: str) -> dict[str, str]:
    """The four measures as columns."""
    return dict(
        zip(("length_in", "width_in", "height_in", "weight_lb"), (*sides, weight), strict=True)
    )


def kilograms(weight: str) -> str:
    """A weight in pounds of four decimals."""
    return f"{float(Fraction(weight) / KG_PER_POUND):.4f}"


def fulfillment(row: dict[str, str]) -> Ask:
    """An FBA fee; a row that prints only a weight gets a carton that its tier holds."""
    sides = [row[f"{side}_in"] for side in ("longest", "median", "shortest")]
    if not all(sides):
        shapes = {"small_standard": FLAT, "large_standard": SLIM}
        sides = shapes.get(row["expected_size_tier"], LONG)
    told = {"fba_fulfilment_base": "base_fee", "fba_fulfilment_incl_surcharge": "unit_fee"}
    return what_if(row, told[row["fee_code"]], **measured(sides, row["unit_weight_lb"]))


def canadian_fulfillment(weight: str, **values: str) -> Callable[[dict[str, str]], Ask]:
    return lambda row: what_if(row, "unit_fee", **measured(SLIM, kilograms(weight)), **values)


def order_line(told: str, price: str = "") -> Callable[[dict[str, str]], Ask]:
    """A shipped Canadian order line of an example's price and quantity."""

    def ask(row: dict[str, str]) -> Ask:
        quantity = int(row["quantity"] or 1)
        total = Decimal(price or row["item_price"]) * quantity
        line = {
            "_store": STORE,
            "amazon_order_id": row["example_id"],
            "sku": row["example_id"],
            "order_status": "Shipped",
            "item_status": "Shipped",
            "fulfillment_channel": "Amazon",
            "sales_channel": MARKETPLACES["CA"],
            "currency": "CAD",
            "quantity": f"{quantity}",
            "item_price": f"{total}",
            "purchase_date": row["as_of_date"],
            "purchase_at": f"{row['as_of_date']} 12:00:00",
        }
        return Ask(((ORDERS, line), product(row, CUBE, CANADIAN)), told)

    return ask


def product(row: dict[str, str], sides: Iterable[str], category: str) -> tuple[str, dict[str, str]]:
    """The product list's row of the SKU that bears the example's name."""
    name = row["example_id"]
    return PRODUCTS, {
        "_store": STORE,
        "sku": name,
        "asin": f"B0{name}",
        "product_name": name,
        "amazon_fee_category": category,
        **measured(sides, "2"),
    }


def stored(
    sides: tuple[str, ...], volume: str, units: str, **values: str
) -> Callable[[dict[str, str]], Ask]:
    """A month of storage of standard goods."""

    def ask(row: dict[str, str]) -> Ask:
        month = {
            "_store": STORE,
            "asin": f"B0{row['example_id']}",
            "fulfillment_center": "ABE8",
            "country_code": "US",
            "currency": "USD",
            "month_of_charge": f"{row['as_of_date'][:7]}-01",
            "average_quantity_on_hand": units,
            "item_volume": volume,
            "estimated_monthly_storage_fee": "1.00",
            **values,
        }
        return Ask(((STORAGE, month), product(row, sides, "Home & Kitchen")), "storage")

    return ask


def aged(tier: str, volume: str, units: str = "1") -> Callable[[dict[str, str]], Ask]:
    """Units of an age at a snapshot."""

    def ask(row: dict[str, str]) -> Ask:
        snapshot = {
            "_store": STORE,
            "sku": row["example_id"],
            "asin": f"B0{row['example_id']}",
            "country": "US",
            "currency": "USD",
            "snapshot_date": row["as_of_date"],
            "surcharge_age_tier": tier,
            "per_unit_volume": volume,
            "quantity_charged": units,
            "amount_charged": "1.00",
        }
        return Ask(((AGED, snapshot), product(row, SLIM, "Home & Kitchen")), "aged")

    return ask


def referral(row: dict[str, str]) -> Ask:
    return what_if(row, "referral_fee")


def refund(row: dict[str, str]) -> Ask:
    return what_if(row, "refund_administration")


def canadian_refund(row: dict[str, str]) -> Ask:
    return what_if(row, "refund_administration", amazon_fee_category=CANADIAN, price="50.99")


def british_marginal(row: dict[str, str]) -> Ask:
    """Car & Motorbike at 100.00, with the digital services fee."""
    return what_if(row, "with_digital_services", amazon_fee_category="Automotive", price="100.00")


def surcharge_of_six(row: dict[str, str]) -> Ask:
    """The page's base fee of 6.00 is no product's: the rate is the models', the product is here."""
    ask = what_if(row, "surcharge_rate", **measured(SLIM, "1"))
    return Ask(ask.landed, ask.told, counted=lambda rate: Decimal("6.00") * rate)


def removed(told: str) -> Callable[[dict[str, str]], Ask]:
    return lambda row: what_if(row, told, **measured(SLIM, "1.5"))


def coupon(row: dict[str, str]) -> Ask:
    return what_if(row, "coupon_fee", coupon_sales="4200.00")


ASKED: dict[str, Callable[[dict[str, str]], Ask]] = {
    "D065": stored(CUBE, "0.578704", "1"),
    "D067": stored(CUBE, "0.578704", "1"),
    "D070": aged("366-455 days", "0.02"),
    "D071": aged("456+ days", "0.02"),
    "D073": aged("271-300 days", "0.072"),
    "O001": order_line("referral_fee"),
    "O002": order_line("referral_fee"),
    "O007": order_line("referral_fee"),
    "O008": order_line("referral_fee"),
    "O010": canadian_refund,
    "O011": order_line("digital_services_fee", price="59.99"),
    "O014": canadian_fulfillment("0.65"),
    "O015": canadian_fulfillment("0.75"),
    "O016": canadian_fulfillment("0.85"),
    "O017": canadian_fulfillment("0.95"),
    "P012": surcharge_of_six,
    "P013": stored(TWENTIETH, "0.05", "100"),
    "P014": stored(TWENTIETH, "0.05", "100", est_vol_for_sus="0.5", storage_utilization_ratio="25"),
    "P019": british_marginal,
    "P020": removed("removal_fee"),
    "P021": removed("liquidation_processing"),
    "P022": coupon,
}
BY_CHECK = {
    "fba": fulfillment,
    "fba_band": fulfillment,
    "referral": referral,
    "refund_admin": refund,
}
# What no card tells, with the attempt that would come to the amount if one did.
NOT_COVERED: dict[str, tuple[str, Callable[[dict[str, str]], Ask]]] = {
    "O012": (
        "the buyer's shipping that Amazon takes back is no fee by a card",
        lambda row: what_if(
            row, "referral_fee", amazon_fee_category=CANADIAN, price="59.99", shipping="7.06"
        ),
    ),
    "O018": (
        "no Canadian card of discounts for units in their own packaging was found",
        canadian_fulfillment("0.85", is_sipp="true"),
    ),
    "P015": (
        "it shows the rule at a rate of 6.00 that no card has; D070 and D071 show it on the cards",
        aged("365+ days", "0.125", "120"),
    ),
}


def asking(row: dict[str, str]) -> Ask | None:
    """What to land for an example; None when nothing is known to do for it."""
    how = ASKED.get(row["example_id"]) or BY_CHECK.get(row["check"])
    if row["example_id"] in NOT_COVERED:
        how = NOT_COVERED[row["example_id"]][1]
    return how(row) if how else None
