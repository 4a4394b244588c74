"""What campaigns cost falls on orders to the cent: against fractions, and against itself when the
spend is scaled, turned, split or shuffled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.python.attribution.given import DAY, TEXT, TRUTH, WHOLE

pytestmark = pytest.mark.dear

shared = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
MONEY = pa.decimal128(18, 4)
ON = dt.date(2026, 3, 2)
SPEND = pa.schema(
    {
        "ad_spend_key": TEXT, "store": TEXT, "platform": TEXT, "campaign_key": TEXT,
        "currency": TEXT, "period_start_date": DAY, "spend_date": DAY, "spend": MONEY,
        "witnessed_spend": MONEY, "is_restated": TRUTH, "source_file": TEXT, "source_line": WHOLE,
        "batch_id": TEXT,
    }
)  # fmt: skip
PRODUCTS = pa.schema(
    {"ad_spend_key": TEXT, "store": TEXT, "advertised_sku": TEXT, "advertised_asin": TEXT}
)
ORDERS_KEPT = pa.schema({"store": TEXT, "sale_date": DAY})
CREDITS = pa.schema(
    {
        "store": TEXT, "order_id": TEXT, "touch_id": TEXT, "attribution_model": TEXT,
        "credit_units": WHOLE, "ad_platform": TEXT, "campaign_key": TEXT, "touched_date": DAY,
    }
)  # fmt: skip
LINES = pa.schema(
    {
        "store": TEXT, "platform": TEXT, "order_id": TEXT, "order_line_key": TEXT, "sku": TEXT,
        "asin": TEXT, "line_kind": TEXT, "line_amount": MONEY, "currency": TEXT,
        "sale_date": DAY, "is_counted": TRUTH,
    }
)  # fmt: skip
MODELS = ("campaign_days", "spend_to_orders", "spend_allocated", "spend_loaded")


@dataclass(frozen=True)
class Spend:
    """A row of an advertising report; sku: what it advertised, at Amazon."""

    campaign: str
    cents: int
    platform: str = "meta_ads"
    sku: str | None = None


@dataclass(frozen=True)
class Credit:
    """What a visit by a campaign earned of an order."""

    order: str
    touch: str
    campaign: str
    units: int


@dataclass(frozen=True)
class Line:
    """A line of an order with its price."""

    key: str
    order: str
    cents: int
    platform: str = "shopify"
    sku: str | None = None


def placed(
    bench, spends: Sequence[Spend], credits: Sequence[Credit], lines: Sequence[Line]
) -> dict[tuple[str, str | None], int]:
    """Cents by campaign and order line, None for what no line bears, as the models place them."""
    bench.give("int_ads__spend", spend_rows(spends), SPEND)
    products = [
        {"ad_spend_key": str(number), "store": "s", "advertised_sku": spend.sku}
        for number, spend in enumerate(spends)
        if spend.sku
    ]
    bench.give("int_ads__products_advertised", products, PRODUCTS)
    bench.give("int_orders__orders_kept", [{"store": "s", "sale_date": ON}], ORDERS_KEPT)
    told = [
        {
            "store": "s", "order_id": c.order, "touch_id": c.touch, "credit_units": c.units,
            "attribution_model": "last_non_direct", "ad_platform": "meta_ads",
            "campaign_key": c.campaign, "touched_date": ON,
        }
        for c in credits
    ]  # fmt: skip
    bench.give("int_attribution__credits", told, CREDITS)
    sold = [
        {
            "store": "s", "platform": line.platform, "order_id": line.order, "sku": line.sku,
            "order_line_key": line.key, "line_kind": "product", "currency": "USD",
            "line_amount": Decimal(line.cents).scaleb(-2), "sale_date": ON, "is_counted": True,
        }
        for line in lines
    ]  # fmt: skip
    bench.give("int_orders__lines_kept", sold, LINES)
    bench.run(*(f"int_attribution__{name}" for name in MODELS))
    found = bench.rows(
        "select campaign_key, order_line_key, sum(allocated_amount) "
        "from intermediate.int_attribution__spend_loaded group by all"
    )
    return {(campaign, line): int(amount * 100) for campaign, line, amount in found if amount}


def spend_rows(spends: Iterable[Spend]) -> list[dict]:
    return [
        {
            "ad_spend_key": str(number), "store": "s", "platform": spend.platform,
            "campaign_key": spend.campaign, "currency": "USD", "period_start_date": ON,
            "spend_date": ON, "spend": Decimal(spend.cents).scaleb(-2),
            "witnessed_spend": Decimal(0), "is_restated": False, "source_file": "ads.csv",
            "source_line": number, "batch_id": "b",
        }
        for number, spend in enumerate(spends)
    ]  # fmt: skip


def by_remainder(cents: int, weights: dict) -> dict:
    """Cents by weight in fractions; the largest remainders get what whole parts leave, by key."""
    whole = sum(weights.values())
    exact = {key: Fraction(abs(cents) * weight, whole) for key, weight in weights.items()}
    parts = {key: int(part) for key, part in exact.items()}
    order = sorted(exact, key=lambda key: (parts[key] - exact[key], key))
    for key in order[: abs(cents) - sum(parts.values())]:
        parts[key] += 1
    return {key: part if cents > 0 else -part for key, part in parts.items()}


def in_fractions(spends: Sequence[Spend], credits: Sequence[Credit], lines: Sequence[Line]) -> dict:
    """The same, one campaign after the other and without SQL."""
    found: dict[tuple[str, str | None], int] = {}

    def add(campaign: str, line: str | None, cents: int) -> None:
        found[campaign, line] = found.get((campaign, line), 0) + cents

    def share(campaign: str, cents: int, borne: Sequence[Line]) -> None:
        priced = sum(line.cents for line in borne) > 0
        weights = {line.key: line.cents if priced else 1 for line in borne}
        for key, part in by_remainder(cents, weights).items():
            add(campaign, key, part)

    costs: dict[tuple[str, str | None], int] = {}
    for spend in spends:
        costs[spend.campaign, spend.sku] = costs.get((spend.campaign, spend.sku), 0) + spend.cents
    for (campaign, sku), cents in costs.items():
        own = {(c.order, c.touch): c.units for c in credits if c.campaign == campaign}
        if sku:
            borne = [line for line in lines if line.platform == "amazon" and line.sku == sku]
            share(campaign, cents, borne) if borne else add(campaign, None, cents)
        elif not own or not cents:
            add(campaign, None, cents)
        else:
            per_order: dict[str, int] = {}
            for (order, _), part in by_remainder(cents, own).items():
                per_order[order] = per_order.get(order, 0) + part
            for order, part in per_order.items():
                share(campaign, part, [line for line in lines if line.order == order])
    return {key: cents for key, cents in found.items() if cents}


@st.composite
def days(draw) -> tuple[list[Spend], list[Credit], list[Line]]:
    """A day of some campaigns, their visits and orders, and a product advertised at Amazon."""
    campaigns = ["a", "b", "c"]
    spends = [
        Spend(campaign, draw(st.integers(-5_000, 90_000)))
        for campaign in campaigns
        for _ in range(draw(st.integers(0, 2)))
    ]
    spends.append(Spend("products", draw(st.integers(1, 90_000)), "amazon_ads", "MUG"))
    orders = [f"#{number}" for number in range(draw(st.integers(1, 4)))]
    credits = [
        Credit(draw(st.sampled_from(orders)), f"t{number}", campaign, draw(st.integers(1, 10**6)))
        for number in range(draw(st.integers(0, 6)))
        for campaign in [draw(st.sampled_from(campaigns))]
    ]
    lines = [
        Line(f"{order}/{number}", order, draw(st.integers(0, 9_999)))
        for order in orders
        for number in range(draw(st.integers(1, 3)))
    ]
    lines += [
        Line(f"A{number}", f"A{number}", draw(st.integers(0, 9_999)), "amazon", "MUG")
        for number in range(draw(st.integers(0, 3)))
    ]
    return spends, credits, lines


@shared
@given(day=days())
def test_spend_falls_on_lines_as_fractions_say_and_none_is_lost(bench, day) -> None:
    found = placed(bench, *day)
    assert found == in_fractions(*day)
    assert sum(found.values()) == sum(spend.cents for spend in day[0])


@shared
@given(day=days(), data=st.data())
def test_shuffling_the_rows_places_the_same(bench, day, data) -> None:
    shuffled = [data.draw(st.permutations(rows)) for rows in day]
    assert placed(bench, *shuffled) == placed(bench, *day)


@shared
@given(day=days())
def test_a_correction_is_placed_as_what_it_takes_back(bench, day) -> None:
    spends, credits, lines = day
    back = [replace(spend, cents=-spend.cents) for spend in spends]
    once = placed(bench, spends, credits, lines)
    assert placed(bench, back, credits, lines) == {key: -cents for key, cents in once.items()}


@shared
@given(day=days(), times=st.integers(2, 50))
def test_so_many_times_the_spend_is_so_many_times_each_part(bench, day, times) -> None:
    """To the cent that rounding moves, once among the visits and once among the lines."""
    spends, credits, lines = day
    once = placed(bench, spends, credits, lines)
    scaled = [replace(spend, cents=spend.cents * times) for spend in spends]
    found = placed(bench, scaled, credits, lines)
    visits = len(credits) + 1
    for key in once.keys() | found.keys():
        off = abs(found.get(key, 0) - times * once.get(key, 0))
        assert off <= (times + 1) * (visits + 1)
    assert sum(found.values()) == times * sum(once.values())
    # Spend of which each visit and each line bears whole cents is scaled exactly.
    even = [Spend("a", 600)]
    halves = [Credit("#0", "t0", "a", 1), Credit("#1", "t1", "a", 2)]
    of_two = [Line("x", "#0", 100), Line("y", "#1", 100), Line("z", "#1", 300)]
    right = {("a", "x"): 200 * times, ("a", "y"): 100 * times, ("a", "z"): 300 * times}
    assert placed(bench, [replace(even[0], cents=600 * times)], halves, of_two) == right


@shared
@given(day=days(), data=st.data())
def test_a_campaign_told_in_several_rows_is_placed_as_in_one(bench, day, data) -> None:
    spends, credits, lines = day
    parts = []
    for spend in spends:
        first = data.draw(st.integers(-9_000, 9_000))
        parts += [replace(spend, cents=first), replace(spend, cents=spend.cents - first)]
    assert placed(bench, parts, credits, lines) == placed(bench, spends, credits, lines)


@shared
@given(day=days(), data=st.data())
def test_splitting_a_campaign_keeps_what_it_cost(bench, day, data) -> None:
    """Half of its visits and a part of its spend under another name: the day costs the same."""
    spends, credits, lines = day
    split = []
    for spend in spends:
        part = data.draw(st.integers(0, max(spend.cents, 0)))
        split.append(replace(spend, cents=spend.cents - part))
        split.append(replace(spend, campaign=f"{spend.campaign} two", cents=part))
    moved = [
        replace(credit, campaign=f"{credit.campaign} two") if data.draw(st.booleans()) else credit
        for credit in credits
    ]
    total: dict[str, int] = {}
    for (campaign, _), cents in placed(bench, split, moved, lines).items():
        name = campaign.removesuffix(" two")
        total[name] = total.get(name, 0) + cents
    cost: dict[str, int] = {}
    for spend in spends:
        cost[spend.campaign] = cost.get(spend.campaign, 0) + spend.cents
    assert {k: v for k, v in total.items() if v} == {k: v for k, v in cost.items() if v}


@pytest.mark.parametrize(
    ("model", "right", "wrong"),
    [
        ("spend_to_orders", "desc nulls last", "asc nulls last"),
        ("spend_allocated", "desc nulls last", "asc nulls last"),
        ("spend_loaded", "where campaign_days.spend <>", "where 1 = 0 and campaign_days.spend <>"),
        ("campaign_days", "where spent.spend <> 0", "where spent.spend > 0"),
    ],
)
def test_the_fractions_see_a_rule_that_is_taken_away(
    bench, monkeypatch, model: str, right: str, wrong: str
) -> None:
    day = (
        [Spend("a", 1_001), Spend("b", -300), Spend("c", 7)],
        [Credit("#0", "t0", "a", 700_000), Credit("#1", "t1", "a", 350_000)],
        [Line("x", "#0", 333), Line("y", "#1", 100), Line("z", "#1", 201)],
    )
    assert placed(bench, *day) == in_fractions(*day)
    name = f"int_attribution__{model}"
    assert right in bench.texts[name]
    monkeypatch.setitem(bench.texts, name, bench.texts[name].replace(right, wrong))
    assert placed(bench, *day) != in_fractions(*day)
