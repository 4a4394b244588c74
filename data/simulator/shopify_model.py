"""A Shopify order as the brand knows it, and the money identities of its export."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from data.simulator.calendar_fx import BERLIN, NEW_YORK, to_local

ZONES = {"default": NEW_YORK, "eu": BERLIN}


@dataclass
class Line:
    """One line item; price and discount in cents, `discount` for all its units together."""

    sku: str
    name: str
    quantity: int
    price: int
    discount: int = 0
    kind: str = "merchandise"
    requires_shipping: bool = True
    taxable: bool = True
    vendor: str = "ArtisanGlow"
    compare_at: int = 0
    restocked: bool = False

    @property
    def amount(self) -> int:
        """Price of all units before any discount."""
        return self.price * self.quantity


@dataclass
class Charge:
    """Money taken from a card through Shopify Payments."""

    at: dt.datetime
    amount: int
    fee: int
    brand: str = "visa"
    card_source: str = "online"
    presentment: tuple[int, str] | None = None
    is_lost: bool = False


@dataclass
class Refund:
    """Money given back; a refund through another gateway leaves no payment row.

    `exchange`: what it cost more than that, because the customer's currency had become dearer.
    """

    at: dt.datetime
    amount: int
    through_payments: bool = True
    is_chargeback: bool = False
    fee: int = 0
    presentment: tuple[int, str] | None = None
    exchange: int = 0


@dataclass
class Customer:
    """Who bought; everything about them is invented. `person`: who it is, where the e-mail lies."""

    name: str
    email: str
    street: str
    city: str
    postal_code: str
    province: str
    province_name: str
    country: str
    phone: str
    person: str = ""


@dataclass
class Order:
    """A Shopify order with its whole life; `name` is given once all orders are known."""

    store: str
    created: dt.datetime
    lines: list[Line]
    customer: Customer
    currency: str = "USD"
    tax_inclusive: bool = False
    shipping: int = 0
    discount_code: str = ""
    discount_amount: int = 0
    discount_type: str = ""
    taxes: list[tuple[str, int]] = field(default_factory=list)
    duties: int = 0
    source: str = "web"
    payment_method: str = "Shopify Payments"
    capture: str = "paid"
    captured_at: dt.datetime | None = None
    show_paid_at: bool = True
    fulfilled_at: dt.datetime | None = None
    cancelled_at: dt.datetime | None = None
    charges: list[Charge] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    outstanding: int = 0
    notes: str = ""
    attributes: list[tuple[str, str]] = field(default_factory=list)
    tags: str = ""
    location: str = ""
    accepts_marketing: bool = False
    payment_terms: str = ""
    due_at: dt.datetime | None = None
    is_mcf: bool = False
    is_apart: bool = False
    order_id: str = ""
    checkout: str = ""
    name: str = ""

    @property
    def charges_seen(self) -> list[Charge]:
        """The charges that a payments export holds."""
        return [charge for charge in self.charges if not charge.is_lost]

    @property
    def amazon_order_id(self) -> str:
        """The Amazon order that this one is a copy of."""
        return self.attribute("amazon_order_id")

    @property
    def zone(self) -> str:
        """The shop's time zone."""
        return ZONES[self.store]

    @property
    def sale_date(self) -> dt.date:
        """Local date of Created at."""
        return to_local(self.created, self.zone).date()

    @property
    def tips(self) -> int:
        """Tips left at checkout."""
        return sum(line.amount for line in self.lines if line.kind == "tip")

    @property
    def subtotal(self) -> int:
        """All lines but tips, after product discounts."""
        lines = sum(line.amount for line in self.lines if line.kind != "tip")
        return lines - (self.discount_amount if self.discount_type == "product" else 0)

    @property
    def shipping_discount(self) -> int:
        """What a free-shipping code took off."""
        return self.discount_amount if self.discount_type == "shipping" else 0

    @property
    def tax_total(self) -> int:
        """Tax that the order shows, on top of prices or inside them."""
        return sum(cents for _, cents in self.taxes)

    @property
    def total(self) -> int:
        """What the buyer owes."""
        added_tax = 0 if self.tax_inclusive else self.tax_total
        goods = self.subtotal + self.shipping - self.shipping_discount
        return goods + added_tax + self.tips + self.duties

    def refunded(self, as_of: dt.datetime) -> int:
        """Refunded Amount as an export taken at `as_of` shows it."""
        return sum(
            refund.amount
            for refund in self.refunds
            if not refund.is_chargeback and refund.at <= as_of
        )

    def financial_status(self, as_of: dt.datetime) -> str:
        """Financial Status as an export taken at `as_of` shows it."""
        refunded = self.refunded(as_of)
        if refunded:
            return "refunded" if refunded >= self.total else "partially_refunded"
        if self.capture == "paid" and self.captured_at and self.captured_at > as_of:
            return "pending"
        return self.capture

    def attribute(self, key: str) -> str:
        """Value of a note attribute, its key compared without case, blanks and underscores."""
        wanted = key.replace("_", "").lower()
        for name, value in self.attributes:
            if name.replace("_", "").replace(" ", "").lower() == wanted:
                return value
        return ""


@dataclass(frozen=True)
class ExportWindow:
    """One download of an export: the local days it covers and the UTC moment it was taken.

    is_apart: it holds the orders of another sales app, which no other export holds.
    """

    file: str
    first: dt.date
    last: dt.date
    as_of: dt.datetime
    is_apart: bool = False

    def holds(self, order: Order) -> bool:
        """True when the download has the order."""
        return self.first <= order.sale_date <= self.last and self.is_apart == order.is_apart


def last_view(order: Order, windows: list[ExportWindow]) -> dt.datetime:
    """The moment of the newest export that holds the order.

    Raises LookupError when no export covers the order's day.
    """
    moments = [window.as_of for window in windows if window.holds(order)]
    if not moments:
        raise LookupError(f"no export covers {order.sale_date}")
    return max(moments)
