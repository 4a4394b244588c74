"""Amazon orders and settlement rows as the brand knows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from data.simulator.calendar_fx import LOS_ANGELES, to_local


@dataclass
class AmazonItem:
    """One All Orders row of an order: amounts in cents for all its units together."""

    sku: str
    quantity: int
    price: int
    tax: int = 0
    shipping: int = 0
    shipping_tax: int = 0
    gift_wrap: int = 0
    gift_wrap_tax: int = 0
    item_promotion: int = 0
    shipping_promotion: int = 0
    promotion_ids: tuple[str, ...] = ()
    status: str = ""
    settled_price: int | None = None


@dataclass
class AmazonOrder:
    """An Amazon order; `fate` is what finally becomes of it."""

    order_id: str
    purchased: dt.datetime
    items: list[AmazonItem]
    channel: str = "Amazon"
    sales_channel: str = "Amazon.com"
    currency: str = "USD"
    fate: str = "Shipped"
    shipped: dt.datetime | None = None
    merchant_order_id: str = ""
    is_business: bool = False
    ship_to: tuple[str, str, str] = ("", "", "")
    listed: bool = True
    settles: bool = True
    only_in_first_file: bool = False
    shipment_id: str = ""

    @property
    def ship_day(self) -> dt.date:
        """The local day on which it left; every marketplace here keeps Los Angeles time."""
        if self.shipped is None:
            raise ValueError(f"{self.order_id} has not shipped")
        return to_local(self.shipped, LOS_ANGELES).date()

    @property
    def is_mcf(self) -> bool:
        """True for an order of another channel that Amazon only fulfills."""
        return self.sales_channel.startswith("Non-Amazon")

    @property
    def fulfillment_id(self) -> str:
        """The settlement's word for the fulfillment channel."""
        return "AFN" if self.channel == "Amazon" else "MFN"

    def status(self, as_of: dt.datetime) -> str:
        """order-status in a report taken at `as_of`."""
        if self.fate == "Cancelled" and self.purchased + dt.timedelta(hours=20) <= as_of:
            return "Cancelled"
        if self.fate == "Shipped" and self.shipped is not None and self.shipped <= as_of:
            return "Shipped"
        if self.fate == "Pending" or as_of < self.purchased + dt.timedelta(hours=12):
            return "Pending"
        return "Unshipped"


@dataclass
class SettlementRow:
    """One amount component of a settlement, in cents, signed as booked."""

    transaction_type: str
    amount_type: str
    description: str
    amount: int
    posted: dt.datetime
    order_id: str = ""
    merchant_order_id: str = ""
    adjustment_id: str = ""
    shipment_id: str = ""
    marketplace: str = ""
    fulfillment_id: str = ""
    item_code: str = ""
    sku: str = ""
    quantity: int = 0
    promotion_id: str = ""
    tax_part: int = 0
    padded_sku: bool = False
    currency: str = "USD"
    layout: str = "v2"
    file: str = ""
    line: int = 0


@dataclass
class Settlement:
    """One settlement period of one currency."""

    settlement_id: str
    start: dt.datetime
    end: dt.datetime
    currency: str
    layouts: tuple[str, ...] = ("v2",)
    rows: list[SettlementRow] = field(default_factory=list)

    @property
    def total(self) -> int:
        """What Amazon pays out, or asks for when negative."""
        return sum(row.amount for row in self.rows)
