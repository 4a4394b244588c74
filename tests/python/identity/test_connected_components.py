"""How far eight rounds reach, and what happens beyond: chains, trees and the worst orders of keys.

Keys are hashes, so that their order along a chain is random; the tests choose it all the same.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence

import networkx
import numpy
import pandas
import pytest

from tests.python.identity.compiled import ROUNDS

pytestmark = pytest.mark.dear

Edges = list[tuple[int, int]]
CAP = 50


def chain(keys: Sequence[int]) -> Edges:
    """The edges between neighbors."""
    return list(itertools.pairwise(keys))


def ascending(size: int) -> list[int]:
    return list(range(size))


def turned(size: int) -> list[int]:
    """The smallest key at one end, all others falling towards it: labels walk away from it."""
    return [0, *range(size - 1, 0, -1)]


def zigzag(size: int) -> list[int]:
    half = (size + 1) // 2
    return [n // 2 if n % 2 == 0 else half + n // 2 for n in range(size)]


def bit_reversed(size: int) -> list[int]:
    """Local minima as dense as can be, again after every round."""
    bits = max(1, (size - 1).bit_length())
    turned_bits = [int(format(n, f"0{bits}b")[::-1], 2) for n in range(size)]
    return [int(place) for place in numpy.argsort(numpy.argsort(turned_bits))]


def shuffled(size: int, seed: int = 1) -> list[int]:
    keys = list(range(size))
    random.Random(seed).shuffle(keys)
    return keys


def solved(people, edges: Iterable[tuple[int, int]]):
    """A warehouse with these edges after all rounds, and each identifier's component."""
    table = numpy.array(list(edges), dtype="int64")
    both = numpy.concatenate([table, table[:, ::-1]])
    names = [pandas.Series(both[:, side]).map("{:09d}".format) for side in (0, 1)]
    warehouse = people()
    given = pandas.DataFrame({"from_key": names[0], "to_key": names[1]})
    warehouse.put("int_identity__edges", given)
    warehouse.run(*ROUNDS)
    keys = pandas.DataFrame({"identifier_key": names[0].drop_duplicates().astype("string")})
    keys["store"], keys["platform"] = "s", "shopify"
    keys["identifier_rank"], keys["is_shared_by_many"] = 2, False
    keys["first_seen_date"] = pandas.Timestamp("2025-01-01").date()
    warehouse.put("int_identity__identifiers", keys)
    trusted = keys[["identifier_key"]].assign(identifier_kind="email", strongest_key="")
    warehouse.put("int_identity__order_identifiers_trusted", trusted)
    warehouse.run("int_identity__components")
    return warehouse


def rounds_needed(warehouse) -> int:
    """After how many rounds no edge joined two labels; 9 when some still do after the last."""
    edges = warehouse.models.relation["int_identity__edges"]
    for number, name in enumerate(ROUNDS, start=1):
        labels = warehouse.models.relation[name]
        (broken,) = warehouse.connection.execute(
            f"select count(*) from {edges} e join {labels} f on e.from_key = f.identifier_key "
            f"join {labels} t on e.to_key = t.identifier_key "
            "where f.component_label <> t.component_label"
        ).fetchone()
        if broken == 0:
            return number
    return len(ROUNDS) + 1


def smallest_classes(warehouse) -> dict[str, int]:
    """Label -> identifiers that have it."""
    rows = warehouse.rows("int_identity__components", ("component_label", "component_size"))
    return dict(rows)


def agrees_with_networkx(warehouse, edges: Iterable[tuple[int, int]]) -> bool:
    """Whether labels are the smallest keys of networkx's components."""
    graph = networkx.Graph(list(edges))
    smallest = {node: min(c) for c in networkx.connected_components(graph) for node in c}
    rows = warehouse.rows("int_identity__components", ("identifier_key", "component_label"))
    return {int(key): int(label) for key, label in rows} == smallest


def disjoint(chains: Iterable[Sequence[int]]) -> Edges:
    """Many chains in one table, each with keys of its own in the same order."""
    edges: Edges = []
    base = 0
    for keys in chains:
        edges += chain([base + key for key in keys])
        base += len(keys)
    return edges


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6, 7])
def test_every_chain_of_up_to_seven_is_settled_in_every_order_of_its_keys(people, size) -> None:
    edges = disjoint(itertools.permutations(range(size)))
    warehouse = solved(people, edges)
    assert agrees_with_networkx(warehouse, edges)
    assert rounds_needed(warehouse) <= 3


@pytest.mark.parametrize("order", [ascending, turned, zigzag, bit_reversed, shuffled])
def test_a_chain_as_long_as_the_cap_needs_six_rounds_at_most(people, order) -> None:
    edges = chain(order(CAP))
    warehouse = solved(people, edges)
    assert agrees_with_networkx(warehouse, edges)
    assert rounds_needed(warehouse) <= 6


def worst_chain(seed: int, steps: int = 400) -> list[int]:
    """A chain of the cap's size whose keys were exchanged as long as that made it slower."""
    draw = random.Random(seed)
    keys = shuffled(CAP, seed)
    reached = slowness(keys)
    for _ in range(steps):
        one, other = draw.randrange(CAP), draw.randrange(CAP)
        keys[one], keys[other] = keys[other], keys[one]
        now = slowness(keys)
        if now < reached:
            keys[one], keys[other] = keys[other], keys[one]
        reached = max(reached, now)
    return keys


def slowness(keys: Sequence[int]) -> tuple[int, int]:
    """Rounds that a chain needs, and labels left over all of them, by arrays and not by SQL."""
    edges = numpy.array(chain(keys))
    labels = numpy.arange(len(keys))
    left = 0
    for number in range(1, 20):
        seen = labels.copy()
        for one, other in (edges.T, edges.T[::-1]):
            numpy.minimum.at(seen, labels[one], labels[other])
        labels = seen[seen]
        labels = labels[labels]
        left += len(numpy.unique(labels))
        if (labels[edges[:, 0]] == labels[edges[:, 1]]).all():
            return number, left
    raise AssertionError("not settled")


def test_the_slowest_chains_of_a_search_are_settled_with_rounds_to_spare(people) -> None:
    edges = disjoint(worst_chain(seed) for seed in range(8))
    warehouse = solved(people, edges)
    assert agrees_with_networkx(warehouse, edges)
    assert 4 <= rounds_needed(warehouse) <= 7


def test_a_thousand_random_graphs_of_the_caps_size_are_those_of_networkx(people) -> None:
    draw = random.Random(11)
    edges: Edges = []
    for number in range(1000):
        keys = [number * CAP + key for key in shuffled(CAP, number)]
        for place in range(1, CAP):
            if draw.random() < 0.97:
                edges.append((keys[draw.randrange(max(0, place - 3), place)], keys[place]))
        edges += [tuple(draw.sample(keys, 2)) for _ in range(draw.randrange(3))]
    warehouse = solved(people, edges)
    assert agrees_with_networkx(warehouse, edges)
    assert warehouse.broken_edges() == 0


def test_five_thousand_identifiers_in_a_row_are_settled_in_random_order(people) -> None:
    edges = chain(shuffled(5000))
    warehouse = solved(people, edges)
    assert agrees_with_networkx(warehouse, edges)


@pytest.mark.parametrize("order", [shuffled, bit_reversed])
def test_a_chain_too_long_for_the_rounds_lies_in_parts_above_the_cap_and_falls_apart(
    people, order
) -> None:
    """What eight rounds leave is larger than the cap, so that no label of it names a customer."""
    warehouse = solved(people, chain(order(100_000)))
    assert rounds_needed(warehouse) == 9
    assert min(smallest_classes(warehouse).values()) > 2 * CAP
    assert warehouse.broken_edges() == 0
    columns = ("identifier_key", "customer_label")
    assert all(key == label for key, label in warehouse.rows("int_identity__components", columns))


def test_the_certificate_fails_where_the_rounds_were_not_enough(people) -> None:
    """Keys that fall along a hundred thousand identifiers: no hash does that, a test may."""
    warehouse = solved(people, chain(ascending(100_000)))
    assert rounds_needed(warehouse) == 9
    assert min(smallest_classes(warehouse).values()) < CAP
    assert warehouse.broken_edges() > 0


def test_the_certificate_sees_one_wrong_label(people) -> None:
    warehouse = solved(people, chain(ascending(10)))
    assert warehouse.broken_edges() == 0
    warehouse.connection.execute(
        f"update {warehouse.models.relation['int_identity__components']} "
        "set component_label = identifier_key where identifier_key = '000000005'"
    )
    assert warehouse.broken_edges() == 4
