"""Removal effects against brute force with numpy, and against a simulation of others."""

from __future__ import annotations

import random

import pandas
import pytest

from tests.python.attribution.given import JOURNEYS, give_journeys, journey_rows
from tests.python.attribution.oracle import removal_effects

# What ChannelAttribution 2.2.5 says of these journeys (seed, channels, journeys), as parts of all
# orders. It is compiled where it is installed, so that only the extra `oracles` asks for it.
SIMULATED_JOURNEYS = (10, 8, 3_000)
SIMULATED = {
    "Channel 00": 195.810577, "Channel 01": 156.916695, "Channel 02": 205.254638,
    "Channel 03": 81.587741, "Channel 04": 257.113147, "Channel 05": 259.460191,
    "Channel 06": 226.098629, "Channel 07": 72.758382,
}  # fmt: skip
SIMULATED = {channel: orders / sum(SIMULATED.values()) for channel, orders in SIMULATED.items()}
MODELS = ("channel_states", "transitions", "markov_visits", "removal_effects")
STATES = 32


def drawn(seed: int, channels: int, count: int, longest: int = 9) -> tuple[list, list]:
    """Journeys with an order and without, of channels that are not alike."""
    draw = random.Random(seed)
    names = [f"Channel {number:02}" for number in range(channels)]
    pull = [draw.uniform(0.2, 5) for _ in names]
    orders, nothing = [], []
    for _ in range(count):
        journey = draw.choices(names, pull, k=draw.randint(1, longest))
        chance = 0.1 + 0.6 * pull[names.index(journey[-1])] / 5
        (orders if draw.random() < chance else nothing).append(journey)
    return orders, nothing


def effects(bench, store: str = "s") -> dict[str, float]:
    bench.run(*(f"int_attribution__{name}" for name in MODELS))
    query = (
        "select channel_group, removal_effect from intermediate.int_attribution__removal_effects "
        f"where store = '{store}'"
    )
    return dict(bench.rows(query))


@pytest.mark.parametrize(
    ("seed", "channels", "count"),
    [(1, 1, 20), (2, 2, 50), (3, 5, 300), (4, 12, 2_000), (5, 12, 60), (6, 31, 3_000)],
)
def test_effects_are_those_of_brute_force(bench, seed, channels, count) -> None:
    orders, nothing = drawn(seed, channels, count)
    right = removal_effects(orders, nothing)
    give_journeys(bench, orders, nothing)
    found = effects(bench)
    assert found.keys() == right.keys()
    assert max(abs(found[c] - right[c]) for c in right) < 1e-12


def test_two_stores_have_a_chain_each(bench) -> None:
    both = {"s": drawn(7, 6, 200), "t": drawn(8, 9, 200)}
    rows = [row for store, told in both.items() for row in journey_rows(*told, store)]
    bench.give("int_attribution__journey_touches", rows, JOURNEYS)
    for store, told in both.items():
        right, found = removal_effects(*told), effects(bench, store)
        assert found.keys() == right.keys()
        assert max(abs(found[c] - right[c]) for c in right) < 1e-12


def test_without_journeys_that_end_in_nothing_every_path_of_one_channel_is_lost_with_it(bench):
    give_journeys(bench, [["Email"], ["Email"], ["Display"], ["Display", "Email"]], [])
    # Of four orders all but one come to Email; half of those that come to Display end there.
    right = removal_effects([["Email"], ["Email"], ["Display"], ["Display", "Email"]], [])
    found = effects(bench)
    assert found == pytest.approx(right, abs=1e-12)
    assert found["Email"] == pytest.approx(0.75) and found["Display"] == pytest.approx(0.5)


def test_beyond_the_states_of_the_chain_the_smallest_channels_are_one(bench) -> None:
    orders, nothing = drawn(9, 40, 4_000)
    give_journeys(bench, orders, nothing)
    found = effects(bench)
    touches: dict[str, int] = {}
    for journey in orders + nothing:
        for channel in journey:
            touches[channel] = touches.get(channel, 0) + 1
    largest = sorted(touches, key=lambda c: (-touches[c], c))[: STATES - 2]
    merged = [
        [[c if c in largest else "Other" for c in journey] for journey in journeys]
        for journeys in (orders, nothing)
    ]
    right = removal_effects(*merged)
    assert len(found) == 40 and len(right) == STATES - 1
    worst = max(abs(found[c] - right[c if c in largest else "Other"]) for c in found)
    assert worst < 1e-12
    query = """
        select count(*) from intermediate.int_attribution__channel_states where state_name = 'Other'
    """
    assert bench.rows(query) == [(40 - (STATES - 2),)]


def simulated_shares(orders: list[list[str]], nothing: list[list[str]]) -> dict[str, float]:
    """By channel, its part of all orders as ChannelAttribution walks the chain at random."""
    attribution = pytest.importorskip("ChannelAttribution", reason="the extra `oracles`")
    table: dict[str, list[int]] = {}
    for journeys, end in ((orders, 0), (nothing, 1)):
        for journey in journeys:
            table.setdefault(" > ".join(journey), [0, 0])[end] += 1
    frame = pandas.DataFrame(
        [(path, *counts) for path, counts in table.items()], columns=["path", "orders", "nothing"]
    )
    told = attribution.markov_model(
        frame, "path", "orders", var_null="nothing", order=1, nsim_start=200_000, seed=1,
        verbose=False, flg_pro=False,
    )  # fmt: skip
    whole = told["total_conversions"].sum()
    return dict(zip(told["channel_name"], told["total_conversions"] / whole, strict=True))


@pytest.mark.parametrize("shares_of", [lambda *_: SIMULATED, simulated_shares])
def test_credits_are_near_those_of_a_simulation(bench, shares_of) -> None:
    """Recorded once, and walked anew where ChannelAttribution is installed."""
    orders, nothing = drawn(*SIMULATED_JOURNEYS)
    simulated = shares_of(orders, nothing)
    give_journeys(bench, orders, nothing)
    found = effects(bench)
    whole = sum(found.values())
    assert found.keys() == simulated.keys()
    for channel, effect in found.items():
        assert effect / whole == pytest.approx(simulated[channel], abs=1e-2)
