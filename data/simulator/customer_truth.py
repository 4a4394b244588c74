"""The truth about buyers: which orders are one customer's by the rules, and who bought in truth.

Rules, within one store, over all its Shopify orders whether they count or not:
- An order tells an e-mail address and a phone. An address is compared in lower case and without
  blanks; at gmail.com and googlemail.com also without dots and without `+` and what follows.
- Role addresses (info@, orders@ ...), the relay addresses of Amazon and broken ones link nobody.
- A phone is compared as digits with its country code; one beside more than five addresses links
  nobody.
- Orders that share an address or a phone are one customer, through any number of steps.
- An order without an address or phone that links has no customer.
"""

from __future__ import annotations

from collections import defaultdict

from data.simulator.shopify_model import Customer, Order

MAX_SHARING = 5
_ROLES = ("info", "orders")


def address(text: str) -> str:
    """The one spelling of an e-mail address; blank when it links nobody."""
    local, _, host = text.strip().lower().partition("@")
    if not host or local in _ROLES or host.startswith("marketplace.amazon."):
        return ""
    if host in ("gmail.com", "googlemail.com"):
        local, host = local.split("+")[0].replace(".", ""), "gmail.com"
    return f"{local}@{host}"


def phone_digits(text: str) -> str:
    """A North American phone as eleven digits; blank when there is none."""
    digits = "".join(letter for letter in text if letter.isdigit())
    return f"1{digits}" if len(digits) == 10 else digits


def person_of(customer: Customer) -> str:
    """Who really bought, whatever address was given."""
    return customer.person or customer.email


class Customers:
    """The customers of one store; a customer is called by the first of its orders' names."""

    def __init__(self, orders: list[Order]) -> None:
        self.orders = orders
        beside: dict[str, set[str]] = defaultdict(set)
        for order in orders:
            mail = address(order.customer.email)
            if mail:
                beside[phone_digits(order.customer.phone)].add(mail)
        self._crowded = {phone for phone, mails in beside.items() if len(mails) > MAX_SHARING}
        groups: dict[str, set[str]] = {}
        for order in orders:
            marks = self._marks(order)
            joined = set(marks).union(*(groups[mark] for mark in marks if mark in groups))
            for mark in joined:
                groups[mark] = joined
        names: dict[int, str] = {}
        self._by_mark: dict[str, str] = {}
        for order in sorted(orders, key=lambda order: (order.created, order.name)):
            for mark in self._marks(order)[:1]:
                label = names.setdefault(id(groups[mark]), order.name)
                self._by_mark |= dict.fromkeys(groups[mark], label)

    def _marks(self, order: Order) -> list[str]:
        mail, phone = address(order.customer.email), phone_digits(order.customer.phone)
        return [mark for mark in (mail, "" if phone in self._crowded else phone) if mark]

    def of_order(self, order: Order) -> str:
        """The order's customer, blank when it has none."""
        return next((self._by_mark[mark] for mark in self._marks(order)), "")

    def of_address(self, text: str) -> str:
        """The customer behind an address that a visit tells, blank when no order knows it."""
        return self._by_mark.get(address(text), "")
