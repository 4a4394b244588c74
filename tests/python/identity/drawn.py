"""Orders of invented people, and who they are by a second reading of the rules.

The answer is worked out with networkx over plain Python sets; it shares nothing with the SQL.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

import networkx
import pandas

FIRST = date(2025, 1, 1)
RANKS = ("customer_id", "email", "phone", "amazon_relay", "household")


@dataclass
class Order:
    """An order as int_orders__orders_kept holds it."""

    store: str
    platform: str
    order_id: str
    sale_date: date
    ordered_at: datetime | None = None
    is_counted: bool = True
    is_amazon_copy: bool = False
    amazon_order_id: str | None = None
    customer_hash: str | None = None
    email_hash: str | None = None
    email_kind: str | None = None
    phone_hash: str | None = None
    household_hash: str | None = None
    fulfillment_method: str = "merchant"


def as_rows(orders: Iterable[Order]) -> pandas.DataFrame:
    """The orders as a table; texts stay texts where every value is missing."""
    rows = pandas.DataFrame([asdict(order) for order in orders])
    others = ["sale_date", "ordered_at", "is_counted", "is_amazon_copy"]
    texts = [column for column in rows if column not in others]
    rows[texts] = rows[texts].astype("string")
    rows["ordered_at"] = pandas.to_datetime(rows["ordered_at"])
    rows["sale_date"] = pandas.to_datetime(rows["sale_date"]).dt.date
    return rows


def drawn(store: str, seed: int, people: int = 250) -> list[Order]:
    """Orders of a store: accounts, guests, shared numbers, tills, relays, copies, bad addresses."""
    draw = random.Random(seed)
    orders: list[Order] = []

    def name(kind: str, *parts: object) -> str:
        return f"{kind}:{'-'.join(map(str, parts))}"

    for person in range(people):
        emails = [name("email", person, n) for n in range(draw.randrange(1, 4))]
        # Some telephones ring in two households of our count, a few in many.
        phones = [name("phone", draw.randrange(people * 8)) for _ in range(draw.randrange(3))]
        if draw.random() < 0.15:
            phones.append(name("phone of the shop", draw.randrange(3)))
        account = name("account", person) if draw.random() < 0.5 else None
        for _ in range(draw.choice((1, 1, 1, 2, 3, 7))):
            day = FIRST + timedelta(days=draw.randrange(500))
            order = Order(store, "shopify", f"#{len(orders) + 1}", day)
            order.ordered_at = datetime.combine(day, time(draw.randrange(24)))
            order.is_counted = draw.random() < 0.9
            guest = name("guest", person, len(orders)) if draw.random() < 0.5 else None
            order.customer_hash = account if account and draw.random() < 0.7 else guest
            if draw.random() < 0.8:
                order.email_hash, order.email_kind = draw.choice(emails), "personal"
            elif draw.random() < 0.5:
                order.email_hash = name("role", draw.randrange(5))
                order.email_kind = draw.choice(("role", "amazon_relay", "invalid"))
            order.phone_hash = draw.choice(phones) if phones and draw.random() < 0.6 else None
            if draw.random() < 0.04:
                order.customer_hash = name("walk-in", draw.randrange(2))
            if draw.random() < 0.04:
                order.email_hash, order.email_kind = "email:till", "personal"
            order.household_hash = name("home", person % 90) if draw.random() < 0.5 else None
            order.fulfillment_method = draw.choice(("merchant", "mcf"))
            orders.append(order)
    for number in range(people):
        day = FIRST + timedelta(days=draw.randrange(500))
        order = Order(store, "amazon", f"A-{number}", day, is_counted=draw.random() < 0.9)
        order.fulfillment_method = draw.choice(("merchant", "fba"))
        relay = name("relay", draw.randrange(people // 2))
        if draw.random() < 0.5:
            order.email_hash = relay
            order.email_kind = draw.choice(("amazon_relay", "amazon_relay", "personal"))
        orders.append(order)
        for _ in range(draw.choice((0, 0, 1, 2))):
            copy = Order(store, "shopify", f"#copy-{len(orders)}", day, is_counted=False)
            copy.is_amazon_copy, copy.amazon_order_id = True, order.order_id
            copy.email_hash, copy.email_kind = relay, "amazon_relay"
            copy.phone_hash = name("phone", draw.randrange(people))
            copy.household_hash = name("home", draw.randrange(90))
            orders.append(copy)
    return orders


def identifiers(orders: list[Order], households: bool) -> dict[tuple, dict[str, str]]:
    """(platform, order) -> kind -> value of one store, by the written rules."""
    copied: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        if order.is_amazon_copy:
            copied[order.amazon_order_id].append(order)
    told: dict[tuple, dict[str, str]] = {}
    for order in orders:
        if order.is_amazon_copy:
            continue
        found: dict[str, str | None] = {}
        copies = copied[order.order_id] if order.platform == "amazon" else []
        if order.platform == "shopify":
            found["customer_id"] = order.customer_hash
            found["email"] = order.email_hash if order.email_kind == "personal" else None
            found["phone"] = order.phone_hash
        else:
            relays = [c.email_hash for c in copies if c.email_kind == "amazon_relay"]
            own = order.email_hash if order.email_kind == "amazon_relay" else None
            found["amazon_relay"] = own or max(relays, default=None)
        if households and order.fulfillment_method == "merchant":
            homes = [c.household_hash for c in copies if c.household_hash]
            found["household"] = order.household_hash or max(homes, default=None)
        told[order.platform, order.order_id] = {k: v for k, v in found.items() if v}
    return told


def who(orders: list[Order], sharing: int, size: int, households: bool = False) -> set[frozenset]:
    """The orders of one store, grouped by customer; orders without one are in no group."""
    told = identifiers(orders, households)
    beside: dict[tuple, set[str]] = defaultdict(set)
    for (platform, _), found in told.items():
        witness = {
            "customer_id": found.get("email"),
            "email": found.get("phone"),
            "phone": found.get("email") or found.get("customer_id"),
            "household": found.get("email")
            or found.get("amazon_relay")
            or found.get("customer_id")
            or found.get("phone"),
        }
        for kind, value in found.items():
            beside[platform, kind, value] |= {witness.get(kind)} - {None}
    trusted = {
        order: [(order[0], k, found[k]) for k in RANKS if k in found]
        for order, found in told.items()
    }
    trusted = {o: [i for i in ids if len(beside[i]) <= sharing] for o, ids in trusted.items()}
    graph = networkx.Graph()
    for ids in trusted.values():
        graph.add_nodes_from(ids)
        graph.add_edges_from((one, other) for one in ids for other in ids if one != other)
    label: dict[tuple, object] = {}
    for number, component in enumerate(networkx.connected_components(graph)):
        for identifier in component:
            label[identifier] = number if len(component) <= size else identifier
    groups: dict[object, set[tuple]] = defaultdict(set)
    for order, ids in trusted.items():
        if ids:
            groups[label[ids[0]]].add(order)
    return {frozenset(group) for group in groups.values()}
