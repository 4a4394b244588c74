"""The models by rule against fractions, and what must not change a credit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.python.attribution.given import PATH_TOUCHES, path_rows
from tests.python.attribution.oracle import (
    HALF_LIFE,
    MILLION,
    RULES,
    Touch,
    in_order,
    time_decay,
)

pytestmark = pytest.mark.dear

DAY = 86_400
shared = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def paths(draw, most: int = 14) -> dict[str, list[Touch]]:
    """A few orders with their touches in any order; several of one second are likely."""
    orders = {}
    for number in range(draw(st.integers(1, 6))):
        ordered = 40 * DAY + number
        ages = draw(
            st.lists(
                st.one_of(st.integers(0, 30 * DAY), st.integers(0, 4).map(lambda k: k * DAY * 7)),
                min_size=1,
                max_size=most,
            )
        )
        orders[f"#{number}"] = [
            Touch(
                id=f"t{draw(st.integers(0, 999))}-{place}",
                at=ordered - age,
                ordered=ordered,
                is_direct=draw(st.booleans()),
                has_email=draw(st.booleans()),
            )
            for place, age in enumerate(ages)
        ]
    return orders


def credits(bench, rows: list[dict]) -> dict[tuple[str, str], dict[str, int]]:
    """By order and touch, what the compiled model gives, by name of the model."""
    bench.give("int_attribution__path_touches", rows, PATH_TOUCHES)
    bench.run("int_attribution__rule_credits")
    listed = ", ".join(f"{name}_units" for name in RULES)
    query = f"select order_key, touch_id, {listed} from intermediate.int_attribution__rule_credits"
    told = bench.rows(query)
    assert len(told) == len(rows)
    return {(o.removeprefix("s "), t): dict(zip(RULES, u, strict=True)) for o, t, *u in told}


@shared
@given(orders=paths())
def test_every_model_gives_what_fractions_say(bench, orders) -> None:
    found = credits(bench, path_rows(orders))
    for order, path in orders.items():
        path = in_order(path)
        for name, rule in RULES.items():
            right = rule(path)
            said = [found[order, touch.id][name] for touch in path]
            assert sum(said) == sum(right) == MILLION, (name, path)
            assert all(isinstance(units, int) and units >= 0 for units in said)
            if name == "time_decay" and any((t.ordered - t.at) % HALF_LIFE for t in path):
                # Whole numbers of 30 bits against 60 digits: a unit may fall the other way.
                assert max(abs(a - b) for a, b in zip(said, right, strict=True)) <= 1
            else:
                assert said == right, (name, path)


def test_touches_of_0_1_and_2_half_lives_get_four_two_and_one_sevenths(bench) -> None:
    path = [Touch(f"t{k}", 40 * DAY - k * HALF_LIFE, 40 * DAY) for k in (0, 1, 2)]
    found = credits(bench, path_rows({"#1": path}))
    units = [found["#1", f"t{k}"]["time_decay"] for k in (0, 1, 2)]
    assert units == [round(MILLION * share / 7) for share in (4, 2, 1)]
    assert sum(units) == MILLION


def test_touches_of_one_age_in_whole_half_lives_tie_and_the_earlier_place_has_the_unit(
    bench,
) -> None:
    path = [Touch(f"t{k}", 40 * DAY - (k > 0) * 2 * HALF_LIFE, 40 * DAY) for k in (0, 1, 2)]
    found = credits(bench, path_rows({"#1": path}))
    units = [found["#1", f"t{k}"]["time_decay"] for k in (0, 1, 2)]
    assert units == [666_666, 166_667, 166_667]


def aged(*ages: int) -> list[Touch]:
    """A path of touches so many seconds before their order."""
    return [Touch(f"t{k}", 4_000 * DAY - age, 4_000 * DAY) for k, age in enumerate(ages)]


def decayed(bench, path: list[Touch]) -> list[int]:
    found = credits(bench, path_rows({"#1": path}))
    return [found["#1", touch.id]["time_decay"] for touch in path]


def test_a_lookback_of_a_year_keeps_the_age_of_its_touches(bench) -> None:
    assert decayed(bench, aged(200 * DAY, 100 * DAY, 10 * DAY)) == [0, 135, 999_865]


def test_a_half_life_of_a_day_keeps_the_weights_of_a_month(bench_of_a_day) -> None:
    ages = aged(30 * DAY - 60, 27 * DAY + DAY // 2)
    assert decayed(bench_of_a_day, ages) == [150_283, 849_717]


LONG = st.lists(st.integers(0, 3_650 * DAY), min_size=1, max_size=10)
CLOSE = st.builds(
    lambda first, more: [first, *(first + age for age in more)],
    st.integers(0, 3_650 * DAY),
    st.lists(st.integers(0, 40 * DAY), max_size=9),
)


@shared
@given(ages=st.one_of(LONG, CLOSE))
@pytest.mark.parametrize("half_life", [HALF_LIFE, DAY])
def test_old_touches_decay_as_sixty_digits_say(
    bench, bench_of_a_day, ages: list[int], half_life: int
) -> None:
    path = in_order(aged(*ages))
    said = decayed(bench_of_a_day if half_life == DAY else bench, path)
    right = time_decay(path, half_life)
    assert sum(said) == MILLION
    assert max(abs(a - b) for a, b in zip(said, right, strict=True)) <= 1


@pytest.mark.parametrize("half_life", [HALF_LIFE, DAY])
def test_a_thousand_touches_long_before_the_last_one_take_nothing_of_it(
    bench, bench_of_a_day, half_life: int
) -> None:
    path = aged(*[40 * half_life + 60 * k + 1 for k in range(1_000)], 0)
    said = decayed(bench_of_a_day if half_life == DAY else bench, path)
    assert said[-1] == time_decay(path, half_life)[-1] == MILLION


@shared
@given(orders=paths(), data=st.data())
def test_shuffling_rows_changes_nothing(bench, orders, data) -> None:
    rows = path_rows(orders)
    assert credits(bench, rows) == credits(bench, data.draw(st.permutations(rows)))


@shared
@given(orders=paths())
def test_the_first_touch_of_reversed_time_is_the_last_touch(bench, orders) -> None:
    distinct = {
        order: [replace(t, at=t.ordered - 60 * k - 1) for k, t in enumerate(path)]
        for order, path in orders.items()
    }
    reverse = {
        order: [replace(t, at=t.ordered - (60 * len(path) - (t.ordered - t.at))) for t in path]
        for order, path in distinct.items()
    }
    forward, backward = credits(bench, path_rows(distinct)), credits(bench, path_rows(reverse))
    for key, units in forward.items():
        assert backward[key]["first_touch"] == units["last_touch"]
        assert backward[key]["last_touch"] == units["first_touch"]
        # Of n touches the middle one or ones keep their part; rounding alone may pass a unit on.
        assert abs(backward[key]["linear"] - units["linear"]) <= 1
        assert abs(backward[key]["position_u"] - units["position_u"]) <= 1


@shared
@given(orders=paths(), days=st.integers(-300, 300))
def test_only_the_time_before_the_order_counts_and_not_the_date(bench, orders, days) -> None:
    later = {
        order: [replace(t, at=t.at + days * DAY, ordered=t.ordered + days * DAY) for t in path]
        for order, path in orders.items()
    }
    assert credits(bench, path_rows(orders)) == credits(bench, path_rows(later))


@shared
@given(orders=paths())
def test_an_order_alone_is_credited_as_it_is_among_others(bench, orders) -> None:
    together = credits(bench, path_rows(orders))
    order, path = next(iter(orders.items()))
    alone = credits(bench, path_rows({order: path}))
    assert alone == {key: units for key, units in together.items() if key[0] == order}


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 99, 1000])
def test_long_paths_add_up_too(bench, count) -> None:
    path = [Touch(f"{k:04}", 40 * DAY - 60 * k, 40 * DAY) for k in range(count)]
    found = credits(bench, path_rows({"#1": path}))
    for name, rule in RULES.items():
        assert sum(units[name] for units in found.values()) == MILLION
        if name != "time_decay":
            assert [found["#1", t.id][name] for t in in_order(path)] == rule(in_order(path))
