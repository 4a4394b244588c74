"""What the chain and the Shapley value give an order's touches, against all coalitions."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.python.attribution.given import PATH_TOUCHES, TEXT, WHOLE, path_rows
from tests.python.attribution.oracle import (
    MILLION,
    Touch,
    in_order,
    orders_within,
    rounded,
    shapley_values,
)

pytestmark = pytest.mark.dear

CHANNELS = ("Direct", "Display", "Email", "Paid Search", "Paid Social", "Referral")
EFFECTS = pa.schema({"store": TEXT, "channel_group": TEXT, "removal_weight": WHOLE})
shared = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
journeys = st.lists(
    st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=8), min_size=1, max_size=8
)


def paths_of(told: list[list[str]]) -> dict[str, list[Touch]]:
    return {
        f"#{number}": [Touch(f"{k:02}", k, 100, channel=c) for k, c in enumerate(channels)]
        for number, channels in enumerate(told)
    }


def credits(bench, told: list[list[str]], weights: dict[str, int]) -> dict:
    """By order, the units of markov and of shapley along the path."""
    orders = paths_of(told)
    bench.give("int_attribution__path_touches", path_rows(orders), PATH_TOUCHES)
    rows = [
        {"store": "s", "channel_group": channel, "removal_weight": weight}
        for channel, weight in weights.items()
    ]
    bench.give("int_attribution__removal_effects", rows, EFFECTS)
    bench.run("int_attribution__channel_credits")
    found = {
        (order.removeprefix("s "), touch): units
        for order, touch, *units in bench.rows(
            "select order_key, touch_id, markov_units, shapley_units "
            "from intermediate.int_attribution__channel_credits"
        )
    }
    return {
        order: list(zip(*(found[order, t.id] for t in in_order(path)), strict=True))
        for order, path in orders.items()
    }


def alike(channels: tuple[str, ...] = CHANNELS) -> dict[str, int]:
    return dict.fromkeys(channels, 1)


def channel_totals(bench, told: list[list[str]]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    found = credits(bench, told, alike())
    for channels, (_, shapley) in zip(told, found.values(), strict=True):
        for channel, units in zip(channels, shapley, strict=True):
            totals[channel] += units
    return totals


@shared
@given(told=journeys, weights=st.lists(st.integers(1, 10**9), min_size=6, max_size=6))
def test_markov_shares_an_order_by_the_effects_of_its_touches(bench, told, weights) -> None:
    effect = dict(zip(CHANNELS, weights, strict=True))
    for channels, (markov, _) in zip(told, credits(bench, told, effect).values(), strict=True):
        assert list(markov) == rounded([Fraction(effect[c]) for c in channels])


@shared
@given(told=journeys)
def test_an_order_is_shared_by_its_distinct_channels_and_then_by_their_touches(bench, told):
    for channels, (_, shapley) in zip(told, credits(bench, told, alike()).values(), strict=True):
        distinct = len(set(channels))
        parts = [Fraction(1, distinct * channels.count(c)) for c in channels]
        assert list(shapley) == rounded(parts)


@shared
@given(told=journeys)
def test_channels_get_the_shapley_value_of_all_coalitions(bench, told) -> None:
    sets = [set(channels) for channels in told]
    right = shapley_values(sets, orders_within(sets))
    found = channel_totals(bench, told)
    # Each order is rounded for itself: a unit for each of its touches at most.
    touches = sum(map(len, told))
    assert found.keys() == right.keys()
    assert all(abs(found[c] - MILLION * right[c]) <= touches for c in right)


@shared
@given(told=journeys)
def test_efficiency_all_orders_are_given_out(bench, told) -> None:
    found = channel_totals(bench, told)
    assert sum(found.values()) == MILLION * len(told)


@shared
@given(told=journeys)
def test_symmetry_channels_in_the_same_paths_are_worth_the_same(bench, told) -> None:
    others = [[c for c in channels if c not in ("Email", "Referral")] for channels in told]
    twins = [channels + ["Email", "Referral"] for channels in others]
    found = channel_totals(bench, twins)
    assert abs(found["Email"] - found["Referral"]) <= len(twins)


@shared
@given(told=journeys)
def test_null_a_channel_of_no_order_is_worth_nothing(bench, told) -> None:
    without = [[c for c in channels if c != "Email"] or ["Direct"] for channels in told]
    assert "Email" not in channel_totals(bench, without)


@shared
@given(one=journeys, other=journeys)
def test_additivity_two_sets_of_orders_are_worth_their_sum(bench, one, other) -> None:
    apart = channel_totals(bench, one), channel_totals(bench, other)
    together = channel_totals(bench, one + other)
    for channel in CHANNELS:
        parts = sum(totals.get(channel, 0) for totals in apart)
        assert together.get(channel, 0) == parts
