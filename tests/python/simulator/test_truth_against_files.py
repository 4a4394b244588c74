"""Property: the truth and the exports tell the same money, seen from the files.

Each check recomputes a total or a line from the exports with its own short arithmetic. The dbt
models are compared with the truth; a truth that did not follow its own files would prove nothing.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.python.simulator.exports import (
    amazon_advertising,
    amazon_orders,
    cents,
    comma_rows,
    exchange,
    is_amazon_copy,
    is_balance_sheet,
    is_gift_card,
    local_date,
    payments,
    settlement_parts,
    shopify_orders,
    tab_rows,
)
from tests.python.simulator.money import Rates, measure, rounded, units
from tests.python.simulator.shopify_cards import COUNTED, paid_orders

FEES = (
    "amazon_referral_fees",
    "amazon_fulfillment_fees",
    "amazon_storage_fees",
    "amazon_other_fees",
    "payment_processing_fees",
    "shipping_cost",
    "ad_spend",
    "cogs",
)


def _by_order(truth: dict, store: str, event: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in truth["fact"]:
        shopify = row["channel"].startswith("Shopify") and row["order_line_id"]
        if row["store"] == store and row["event_type"] == event and shopify:
            found[row["order_line_id"].rsplit("/", 1)[0]].append(row)
    return found


@pytest.mark.parametrize(("store", "folder"), [("default", ""), ("eu", "eu")])
def test_sale_rows_carry_what_the_buyer_owes_without_tax_duties_and_gift_cards(
    truth: dict, sample: Path, rates: Rates, store: str, folder: str
):
    sales = _by_order(truth, store, "sale")
    orders = shopify_orders(sample / folder)
    counted = {
        name
        for name, rows in orders.items()
        if rows[0]["Financial Status"] in COUNTED and not is_amazon_copy(rows[0])
    }
    assert set(sales) == counted
    for name in counted:
        first = orders[name][0]
        cards = sum(
            cents(row["Lineitem price"]) * int(row["Lineitem quantity"])
            for row in orders[name]
            if is_gift_card(row["Lineitem name"])
        )
        owed = cents(first["Total"]) - cents(first["Taxes"]) - cents(first["Duties"]) - cards
        booked = sum(
            measure(row, "gross_revenue")
            - measure(row, "discounts")
            + measure(row, "shipping_revenue")
            + measure(row, "other_revenue")
            for row in sales[name]
        )
        day = first["Created at"][:10]
        assert {row["event_date"] for row in sales[name]} == {day}
        slack = 0 if store == "default" else 3 * len(orders[name])
        assert abs(booked - rates.translate(owed, first["Currency"], day)) <= slack, name


def _pieces(rows: list[dict[str, str]], paid: list[dict[str, str]]) -> list[tuple[str, int]]:
    first = rows[0]
    dated = sorted(
        (row["Transaction Date"], row["Type"], -cents(row["Amount"]) - exchange(row, paid))
        for row in paid
        if row["Type"] in ("refund", "chargeback")
    )
    pieces = [(moment[:10], amount) for moment, _, amount in dated]
    seen = sum(amount for _, kind, amount in dated if kind == "refund")
    if cents(first["Refunded Amount"]) > seen:
        day = (first["Cancelled at"] or first["Created at"])[:10]
        pieces.append((day, cents(first["Refunded Amount"]) - seen))
    return pieces


@pytest.mark.parametrize(("store", "folder"), [("default", ""), ("eu", "eu")])
def test_returns_are_the_refunded_money_without_its_share_of_tax_duties_and_gift_cards(
    truth: dict, sample: Path, rates: Rates, store: str, folder: str
):
    refunds = _by_order(truth, store, "refund")
    orders = shopify_orders(sample / folder)
    paid: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in payments(sample / folder):
        paid[row["Order"]].append(row)
    checked = set()
    for name, rows in orders.items():
        pieces = _pieces(rows, paid[name])
        if not pieces or rows[0]["Financial Status"] not in COUNTED:
            continue
        first = rows[0]
        cards = sum(
            cents(row["Lineitem price"]) for row in rows if is_gift_card(row["Lineitem name"])
        )
        kept = cards + cents(first["Taxes"]) + cents(first["Duties"])
        share = 1 - Fraction(kept, cents(first["Total"]))
        expected = sum(
            (amount * share * 100 * rates.usd(first["Currency"], day) for day, amount in pieces),
            Fraction(0),
        )
        booked = sum(measure(row, "returns") for row in refunds[name])
        assert abs(booked - expected) <= 100 * 3 * len(pieces), name
        if len(pieces) == 1 and pieces[0][1] == cents(first["Total"]) and store == "default":
            assert booked == (cents(first["Total"]) - kept) * 100, name
        assert {row["event_date"] for row in refunds[name]} <= {day for day, _ in pieces}
        checked.add(name)
    with_money = {
        name
        for name, rows in refunds.items()
        if any(row["measures"].get("returns") for row in rows)
    }
    assert checked == with_money
    assert len(checked) > 5


def test_card_fees_are_those_of_the_payments_export_or_estimated_where_it_has_none(
    truth: dict, sample: Path
):
    rows = payments(sample)
    charged = sum(cents(row["Fee"]) for row in rows)
    charged -= sum(cents(row["Amount"]) for row in rows if row["Type"] == "adjustment")
    charged += sum(
        exchange(row, [other for other in rows if other["Order"] == row["Order"]])
        for row in rows
        if row["Type"] == "refund"
    )
    for order in paid_orders(sample):
        estimates = order.estimates("default")
        charged += sum(fee for _, name, fee in estimates if name == "payment_processing_fees")
    booked = sum(
        measure(row, "payment_processing_fees")
        for row in truth["fact"]
        if row["store"] == "default"
    )
    assert booked == charged * 100


def _shares_of_space(sample: Path, amount: int) -> list[int]:
    """A storage charge of Amazon.ca by the space that its one report states, in cents."""
    (path,) = (sample / "amazon/storage_fees").glob("*_CA_*.txt")
    space = [
        Decimal(row["average_quantity_on_hand"]) * Decimal(row["item_volume"])
        for row in tab_rows(path)
    ]
    whole = [int(-amount * part / sum(space)) for part in space]
    rest = [-amount * part / sum(space) - cents for part, cents in zip(space, whole, strict=True)]
    left = -amount - sum(whole)
    for index in sorted(range(len(rest)), key=rest.__getitem__, reverse=True)[:left]:
        whole[index] += 1
    return [-cents for cents in whole]


def test_settled_money_is_in_the_fact_row_by_row(truth: dict, sample: Path, rates: Rates):
    lines = {line["order_line_id"]: line for line in truth["order_lines"]}
    shop = {name: rows[0]["Created at"][:10] for name, rows in shopify_orders(sample).items()}
    covered = {(row["Currency"], day[:7]) for row, day in amazon_advertising(sample)}
    expected = 0
    for part, currency, _ in settlement_parts(sample):
        if is_balance_sheet(part) or not cents(part["amount"]):
            continue
        day = local_date(part["posted"])
        advertising = "Cost of Advertising" in (part["amount-type"], part["amount-description"])
        taxed = part["amount-description"] == "TaxAmount"
        if advertising and not taxed and (currency, day[:7]) in covered:
            continue
        if part["transaction-type"] == "Order" and part["order-id"]:
            if part["marketplace-name"].startswith("Non-Amazon"):
                day = shop.get(part["merchant-order-id"], day)
            else:
                own = [
                    line for key, line in lines.items() if key.startswith(part["order-id"] + "/")
                ]
                day = own[0]["sale_date"]
        amounts = [cents(part["amount"])]
        if part["amount-description"] == "Storage Fee" and currency == "CAD":
            amounts = _shares_of_space(sample, amounts[0])
        expected += sum(rates.translate(amount, currency, day) for amount in amounts)
    estimated = {key for key, line in lines.items() if line["settled"] is False}
    booked = 0
    for row in truth["fact"]:
        # Parcels that the merchant sends itself are in no settlement.
        if row["event_type"] == "shipping" or row["store"] != "default":
            continue
        amazon = row["channel"].startswith("Amazon") and row["order_line_id"] not in estimated
        unknown = (row["platform"], row["campaign"]) == ("amazon_ads", "unknown")
        for name, text in row["measures"].items():
            mcf = name == "amazon_fulfillment_fees" and row["channel"].startswith("Shopify")
            if name in ("cogs", "other_costs") or not (amazon or unknown or mcf):
                continue
            minus = name in FEES or name in ("discounts", "returns")
            booked += -units(text) if minus else units(text)
    assert booked == expected


def test_estimates_are_the_all_orders_amounts_of_lines_not_settled(
    truth: dict, sample: Path, rates: Rates
):
    settled = {
        (part["order-id"], part["sku"])
        for part, _, _ in settlement_parts(sample)
        if part["transaction-type"] == "Order"
    }
    expected: dict[str, int] = {}
    for order_id, rows in amazon_orders(sample).items():
        for row in rows:
            backlog = row["order-status"] != "Shipped" or row["item-status"] == "Cancelled"
            if (
                backlog
                or row["sales-channel"].startswith("Non-")
                or (order_id, row["sku"]) in settled
            ):
                continue
            day = local_date(row["purchase-date"])
            signed = (
                ("item-price", 1),
                ("shipping-price", 1),
                ("gift-wrap-price", 1),
                ("item-promotion-discount", -1),
                ("ship-promotion-discount", -1),
            )
            expected[f"{order_id}/{row['sku']}"] = sum(
                sign * rates.translate(cents(row[column]), row["currency"], day)
                for column, sign in signed
            )
    estimated = {
        line["order_line_id"]
        for line in truth["order_lines"]
        if line["settled"] is False and line["store"] == "default"
    }
    assert set(expected) == estimated
    booked: dict[str, int] = defaultdict(int)
    for row in truth["fact"]:
        if row["order_line_id"] in estimated:
            booked[row["order_line_id"]] += (
                measure(row, "gross_revenue")
                + measure(row, "shipping_revenue")
                + measure(row, "gift_wrap_revenue")
                - measure(row, "discounts")
            )
    assert booked == expected


def _cost_rows(folder: Path) -> dict[tuple[str, str], list[tuple[str, Fraction, str]]]:
    newest: dict[tuple[str, str, str], tuple[Fraction, str]] = {}
    for path in sorted((folder / "costs/cogs").glob("*.csv")):
        for row in comma_rows(path):
            unit = sum(
                (
                    Fraction(row[name])
                    for name in ("unit_cost", "freight_cost", "duty_cost", "other_cost")
                    if row[name]
                ),
                Fraction(0),
            )
            newest[row["sku"], row["marketplace"], row["effective_from"]] = unit, row["currency"]
    costs: dict[tuple[str, str], list[tuple[str, Fraction, str]]] = defaultdict(list)
    for (sku, marketplace, start), (unit, currency) in sorted(newest.items()):
        costs[sku, marketplace].append((start, unit, currency))
    return costs


def test_cogs_of_every_line_from_the_cost_and_product_files(
    truth: dict, sample: Path, rates: Rates
):
    costs = {"default": _cost_rows(sample), "eu": _cost_rows(sample / "eu")}
    aliases = {
        row["sku"]: row["alias_of"] or row["sku"]
        for row in comma_rows(sample / "reference/products/products.csv")
    }
    bundles = defaultdict(list)
    for row in comma_rows(sample / "reference/bundles/bundles.csv"):
        part = (row["effective_from"], row["component_sku"], int(row["quantity"]))
        bundles[row["bundle_sku"]].append(part)
    booked = {
        (row["store"], row["order_line_id"]): measure(row, "cogs")
        for row in truth["fact"]
        if row["event_type"] == "sale"
    }
    canada = {
        order_id
        for order_id, rows in amazon_orders(sample).items()
        if rows[0]["sales-channel"] == "Amazon.ca"
    }
    statuses = set()
    for line in truth["order_lines"]:
        statuses.add(line["cost_status"])
        if line["kind"] != "merchandise":
            continue
        order = line["order_line_id"].split("/")[0]
        market = (
            "Shopify"
            if line["channel"].startswith("Shopify")
            else ("Amazon.ca" if order in canada or order.startswith("70") else "Amazon.com")
        )
        day, table = line["sale_date"], costs[line["store"]]

        def unit(sku: str, market: str = market, day: str = day, table: dict = table):
            sku = aliases.get(sku, sku)
            served = [row for row in table[sku, market] if row[0] <= day] or [
                row for row in table[sku, ""] if row[0] <= day
            ]
            return served[-1][1:] if served else None

        parts = [(1, unit(line["sku"]))]
        made = bundles.get(line["sku"], []) if line["store"] == "default" else []
        started = [row for row in made if row[0] <= day]
        if parts == [(1, None)] and started:
            newest = max(started)[0]
            parts = [(units, unit(sku)) for start, sku, units in started if start == newest]
        # A bundle's components are rounded one by one.
        cost = sum(
            rounded(line["quantity"] * units * found[0] * 10_000 * rates.usd(found[1], day))
            for units, found in parts
            if found
        )
        known = sum(found is not None for _, found in parts)
        status = "known" if known == len(parts) else "partly missing" if known else "missing"
        assert line["cost_status"] == status, line
        assert booked[line["store"], line["order_line_id"]] == cost, line
    assert statuses == {"known", "missing", "partly missing", "not_applicable"}


def test_the_cost_of_goods_comes_back_as_far_as_the_returns_report_proves_it(
    truth: dict, sample: Path
):
    sold = {row["order_line_id"]: row["quantity"] for row in truth["order_lines"]}
    left, sellable, lost = dict(sold), set(), set()
    rows = [row for path in sorted((sample / "amazon/returns").iterdir()) for row in tab_rows(path)]
    rows.sort(key=lambda row: (row["return-date"][:10], row["detailed-disposition"] != "SELLABLE"))
    for row in rows:
        line = f"{row['order-id']}/{row['sku']}"
        if left.get(line, 0) >= int(row["quantity"]):
            left[line] -= int(row["quantity"])
            where = sellable if row["detailed-disposition"] == "SELLABLE" else lost
            where.add((line, row["return-date"][:10]))
    cost_known = {
        row["order_line_id"] for row in truth["order_lines"] if row["cost_status"] != "missing"
    }
    booked = [
        row
        for row in truth["fact"]
        if row["event_type"] == "refund" and row["channel"].startswith("Amazon")
    ]
    came_back = {
        (row["order_line_id"], row["event_date"]) for row in booked if measure(row, "cogs") < 0
    }
    assert came_back == {place for place in sellable | lost if place[0] in cost_known} != set()
    written_off = {
        (row["order_line_id"], row["event_date"])
        for row in booked
        if measure(row, "other_costs") > 0
    }
    assert written_off == {place for place in lost if place[0] in cost_known} != set()
    assert not any(measure(row, "cogs") > 0 for row in booked)
