"""The tool with which Shopify orders are planted by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from data.simulator.cases import CaseBook
from data.simulator.shopify_model import Customer, Line, Order
from data.simulator.shopify_orders import Shop


def order_name(order: Order) -> Callable[[], str]:
    """A case's place: store and name, asked for when names are known."""
    return lambda: f"{order.store} {order.name}"


def in_state(shop: Shop, code: str) -> Customer:
    """A customer of a US state."""
    return next(person for person in shop.customers if person.province == code)


class Planter:
    """Makes planted orders: finishes them, registers the case, and keeps them."""

    def __init__(self, shop: Shop, cases: CaseBook) -> None:
        self.shop, self.cases = shop, cases
        self.orders: list[Order] = []

    def add(
        self,
        decision: int,
        what: str,
        wall: str,
        lines: list[Line],
        *,
        taxed: bool = True,
        captures: tuple[int, ...] = (),
        gift_tender: int = 0,
        brand: str = "",
        **fields: object,
    ) -> Order:
        """Plant one order created at a local time; `fields` are those of Order."""
        order = self.shop.order(wall, lines, **fields)
        if taxed and not order.taxes:
            self.shop.add_taxes(order)
        self.shop.finish(order, gift_tender, captures, brand)
        if order.fulfilled_at is None and order.capture == "paid" and order.cancelled_at is None:
            order.fulfilled_at = order.created + dt.timedelta(hours=22)
        self.cases.plant(decision, what, order_name(order))
        self.orders.append(order)
        return order
