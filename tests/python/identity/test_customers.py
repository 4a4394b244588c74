"""Who is one customer: the models against networkx, and each guard by a case of its own."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta

import pytest

from tests.python.identity.compiled import AFTER_ROUNDS, ROUNDS, UNTIL_EDGES
from tests.python.identity.drawn import FIRST, Order, as_rows, drawn, who

SEEDS = (1, 2, 3, 4)
MODELS = (*UNTIL_EDGES, *ROUNDS, *AFTER_ROUNDS)
# How the variable renders in the compiled text.
HOUSEHOLDS = {"when false": "when true"}


def solved(people, orders, replace=None):
    """A warehouse that has told who bought the orders."""
    warehouse = people()
    warehouse.put("int_orders__orders_kept", as_rows(orders))
    warehouse.run(*MODELS, replace=replace)
    assert warehouse.broken_edges() == 0
    return warehouse


def labels(warehouse) -> dict[tuple, str]:
    """(store, platform, order) -> label; fails when an order has two rows."""
    columns = ("store", "platform", "order_id", "customer_label")
    rows = warehouse.rows("int_identity__order_customers", columns)
    found = {row[:3]: row[3] for row in rows}
    assert len(found) == len(rows)
    return found


def groups(warehouse, store: str) -> set[frozenset]:
    found: dict[str, set[tuple]] = defaultdict(set)
    for (of, platform, order), label in labels(warehouse).items():
        if of == store:
            found[label].add((platform, order))
    return {frozenset(group) for group in found.values()}


def bought(*orders: dict) -> list[Order]:
    """Orders of one store, one a day, with what each says of its buyer."""
    made = []
    for number, order in enumerate(orders):
        kind = "personal" if order.get("email_hash") else None
        fields = {"email_kind": kind, "sale_date": FIRST + timedelta(days=number), **order}
        made.append(Order("s", fields.pop("platform", "shopify"), f"#{number}", **fields))
    return made


def apart(people, *orders: dict, replace=None) -> list[set[int]]:
    """The numbers of the orders of each customer, the first one's first."""
    found = groups(solved(people, bought(*orders), replace), "s")
    return sorted(({int(o[1:]) for _, o in group} for group in found), key=min)


@pytest.fixture(scope="module")
def stores() -> dict[str, list[Order]]:
    return {f"store {seed}": drawn(f"store {seed}", seed) for seed in SEEDS}


@pytest.mark.parametrize("households", [False, True])
def test_customers_are_the_connected_components_of_networkx(people, stores, households) -> None:
    orders = [order for of_store in stores.values() for order in of_store]
    warehouse = solved(people, orders, HOUSEHOLDS if households else None)
    for store, of_store in stores.items():
        expected = who(of_store, sharing=5, size=50, households=households)
        assert groups(warehouse, store) == expected
        assert len(expected) > 200 and max(map(len, expected)) > 10


def test_the_draw_meets_every_guard(stores) -> None:
    """Without the sharing guard, and without the cap, other people would come out."""
    for of_store in stores.values():
        right = who(of_store, sharing=5, size=50)
        assert right != who(of_store, sharing=10**6, size=50)
    assert any(
        who(s, sharing=10**6, size=50) != who(s, sharing=10**6, size=10**6) for s in stores.values()
    )


def test_no_chain_leads_from_the_shop_to_amazon(people, stores) -> None:
    orders = [order for of_store in stores.values() for order in of_store]
    found: dict[str, set[tuple]] = defaultdict(set)
    for (store, platform, _), label in labels(solved(people, orders, HOUSEHOLDS)).items():
        found[label].add((store, platform))
    assert {len(sides) for sides in found.values()} == {1}
    assert {platform for sides in found.values() for _, platform in sides} == {"shopify", "amazon"}


def test_shuffled_rows_give_the_same_labels(people, stores) -> None:
    orders = [order for of_store in stores.values() for order in of_store]
    first = labels(solved(people, orders))
    random.Random(7).shuffle(orders)
    assert labels(solved(people, orders)) == first
    assert len(first) > 2000


def test_joins_never_multiply_orders(people, stores) -> None:
    """Each order that is no copy has one row or none, and a number only when it counts."""
    orders = [order for of_store in stores.values() for order in of_store]
    warehouse = solved(people, orders)
    known = {(o.store, o.platform, o.order_id): o for o in orders}
    columns = ("store", "platform", "order_id", "order_number", "customer_label")
    rows = warehouse.rows("int_identity__order_customers", columns)
    assert len({row[:3] for row in rows}) == len(rows)
    assert not any(known[row[:3]].is_amazon_copy for row in rows)
    assert all((row[3] is not None) == known[row[:3]].is_counted for row in rows)
    numbers: dict[str, list[int]] = defaultdict(list)
    for *_, number, label in rows:
        if number is not None:
            numbers[label].append(number)
    assert all(sorted(of) == list(range(1, len(of) + 1)) for of in numbers.values())


def test_later_orders_leave_the_labels_alone_and_the_elder_name_stays(people, stores) -> None:
    orders = [order for of_store in stores.values() for order in of_store]
    before = labels(solved(people, orders))
    last = max(order.sale_date for order in orders)
    later = [
        Order(store, "shopify", f"#later-{n}", last + timedelta(days=1), email_kind="personal")
        for store in stores
        for n in range(100)
    ]
    for n, order in enumerate(later):
        order.email_hash, order.phone_hash = f"email:{n}-0", f"phone:new-{n}"
    after = labels(solved(people, orders + later))
    oldest: dict[str, set[str]] = defaultdict(set)
    for order, label in before.items():
        oldest[after[order]].add(label)
    assert all(label in elders for label, elders in oldest.items())
    assert sum(order.startswith("#later") for _, _, order in after) == 100 * len(stores)


GUEST = [{"customer_hash": f"guest {n}", "email_hash": "ann"} for n in range(9)]


def test_a_guest_with_a_new_number_each_time_is_one_customer(people) -> None:
    assert apart(people, *GUEST) == [set(range(9))]


def test_a_telephone_of_five_addresses_joins_and_one_of_six_does_not(people) -> None:
    ring = [{"email_hash": f"e{n}", "phone_hash": "p"} for n in range(6)]
    assert apart(people, *ring[:5]) == [{0, 1, 2, 3, 4}]
    assert apart(people, *ring) == [{n} for n in range(6)]


def test_a_telephone_without_addresses_counts_the_numbers_of_the_shop(people) -> None:
    ring = [{"customer_hash": f"c{n}", "phone_hash": "p"} for n in range(6)]
    assert apart(people, *ring[:5]) == [{0, 1, 2, 3, 4}]
    assert apart(people, *ring) == [{n} for n in range(6)]


def test_an_address_of_five_telephones_joins_and_one_of_six_does_not(people) -> None:
    till = [{"email_hash": "till", "phone_hash": f"p{n}"} for n in range(6)]
    assert apart(people, *till[:5]) == [{0, 1, 2, 3, 4}]
    assert apart(people, *till) == [{n} for n in range(6)]


def test_a_customer_number_of_six_addresses_joins_nobody(people) -> None:
    walk_in = [{"customer_hash": "walk-in", "email_hash": f"e{n}"} for n in range(6)]
    assert apart(people, *walk_in) == [{n} for n in range(6)]
    assert apart(people, *walk_in[:5], {"customer_hash": "walk-in"}) == [{0, 1, 2, 3, 4, 5}]


def test_an_order_with_nothing_but_what_many_share_has_no_customer(people) -> None:
    ring = [{"email_hash": f"e{n}", "phone_hash": "p"} for n in range(6)]
    assert apart(people, *ring, {"phone_hash": "p"}) == [{n} for n in range(6)]


@pytest.mark.parametrize("kind", ["role", "amazon_relay", "invalid"])
def test_an_address_of_no_one_person_joins_nobody(people, kind) -> None:
    office = [{"email_hash": "info", "email_kind": kind, "phone_hash": f"p{n}"} for n in range(2)]
    assert apart(people, *office, {"email_hash": "info", "email_kind": kind}) == [{0}, {1}]


def test_the_relay_address_joins_orders_of_amazon_and_no_other_address_does(people) -> None:
    relay = {"platform": "amazon", "email_hash": "r", "email_kind": "amazon_relay"}
    old = {"platform": "amazon", "email_hash": "ann"}
    shop = {"email_hash": "ann"}
    assert apart(people, relay, relay, old, old, shop) == [{0, 1}, {4}]


def test_a_household_joins_when_asked_for_but_not_across_the_marketplace(people) -> None:
    home = [{"email_hash": f"e{n}", "household_hash": "h"} for n in range(2)]
    relays = [
        {
            "platform": "amazon",
            "email_hash": f"r{n}",
            "email_kind": "amazon_relay",
            "household_hash": "h",
        }
        for n in range(2)
    ]
    assert apart(people, *home, *relays) == [{0}, {1}, {2}, {3}]
    assert apart(people, *home, *relays, replace=HOUSEHOLDS) == [{0, 1}, {2, 3}]
    warehouse = solved(people, bought(*home), HOUSEHOLDS)
    basis = warehouse.rows("int_identity__order_customers", ("link_basis",))
    assert basis == [("probable household",)] * 2


def test_a_customer_above_the_cap_falls_apart_into_its_strongest_identifiers(people) -> None:
    """A chain of addresses and telephones, each beside two of the others."""
    chain = [{"email_hash": f"e{n // 2}", "phone_hash": f"p{(n + 1) // 2}"} for n in range(51)]
    assert apart(people, *chain[:49]) == [set(range(49))]
    assert apart(people, *chain) == [{n, n + 1} for n in range(0, 50, 2)] + [{50}]


def test_stores_have_customers_of_their_own(people) -> None:
    one = Order("s", "shopify", "#1", date(2025, 1, 1), email_hash="ann", email_kind="personal")
    other = Order("t", "shopify", "#1", date(2025, 1, 1), email_hash="ann", email_kind="personal")
    assert len(set(labels(solved(people, [one, other])).values())) == 2
