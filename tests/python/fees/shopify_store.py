"""Orders and payments of a shop as landing has them, and the models that price their fees."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tests.python.fees.landed import LandedWarehouse, Row

MODELS = (
    "+int_fees__shopify_estimates_allocated",
    "+int_fees__shopify_variances_explained",
)


def plan(store: str, country: str, name: str, **more: object) -> Row:
    """A row of the seed shopify_plans: a plan that has always been in force."""
    return {
        "store": store,
        "country": country,
        "plan": name,
        "pays_fee_on_store_credit": False,
        "is_third_party_fee_waived": False,
        "effective_from": "2019-01-01",
        "source": "the brand",
        **more,
    }


def order(store: str, name: str, day: str, total: str, **more: object) -> Row:
    """The one row of an order with one line, paid and sold on the web of a US shop."""
    return {
        "_store": store,
        "name": name,
        "financial_status": "paid",
        "currency": "USD",
        "subtotal": total,
        "shipping": "0",
        "taxes": "0",
        "total": total,
        "discount_amount": "0",
        "created_date": day,
        "lineitem_quantity": "1",
        "lineitem_name": "Mug",
        "lineitem_price": total,
        "lineitem_sku": "MUG",
        "lineitem_requires_shipping": "true",
        "billing_country": "US",
        "payment_method": "Shopify Payments",
        "source_name": "web",
        **more,
    }


def payment(store: str, name: str, day: str, amount: str, fee: str, **more: object) -> Row:
    """A charge of Shopify Payments on a visa card, online."""
    return {
        "_store": store,
        "order_name": name,
        "type": "charge",
        "card_brand": "visa",
        "card_source": "online",
        "payment_method_name": "card",
        "currency": "USD",
        "presentment_currency": "USD",
        "amount": amount,
        "fee": fee,
        "net": Decimal(amount) - Decimal(fee),
        "transaction_date": day,
        **more,
    }


def price(
    warehouse: LandedWarehouse,
    plans: Sequence[Row],
    orders: Sequence[Row],
    payments: Sequence[Row],
) -> None:
    """Land a shop and build the models of its fees."""
    if not warehouse.rows("select 1 from information_schema.tables where table_schema = 'seeds'"):
        warehouse.dbt("seed")
    warehouse.replace_seed("shopify_plans", plans)
    warehouse.land("shopify__orders", orders)
    warehouse.land("shopify__payment_transactions", payments)
    built = warehouse.dbt("run", "--select", *MODELS)
    assert set(built.values()) == {"success"}, built


def expected_fees(warehouse: LandedWarehouse) -> list[dict]:
    """What the rate cards say, in one order."""
    return warehouse.rows(
        "select * from intermediate.int_fees__shopify_expected order by subject_key, fee_code"
    )
