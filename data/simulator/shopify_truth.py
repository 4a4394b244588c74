"""Books the truth of Shopify orders, refunds, card fees and account charges."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.simulator.calendar_fx import to_local
from data.simulator.catalog import lines_of
from data.simulator.ledger import FactKey, Ledger
from data.simulator.money import allocate
from data.simulator.shopify_fees import estimated_fees
from data.simulator.shopify_model import Line, Order

COUNTED = ("paid", "partially_paid", "partially_refunded", "refunded")
ACCOUNT_CHANNEL = "Shopify (account level)"
_CHANNELS = {
    "": "Shopify Web",
    "web": "Shopify Web",
    "pos": "Shopify POS",
    "iphone": "Shopify Mobile",
    "android": "Shopify Mobile",
    "shopify_draft_order": "Shopify Draft Orders",
    "subscription_contract": "Shopify Subscriptions",
}


@dataclass
class FeeShare:
    """An MCF fee of a Shopify order in cents (positive), on one SKU or on all lines."""

    sku: str
    cents: int


@dataclass
class _Piece:
    date: dt.date
    amount: int
    fee: int = 0
    is_chargeback: bool = False
    exchange: int = 0


def channel_of(order: Order) -> str:
    """The selling channel that an order's Source means."""
    return _CHANNELS.get(order.source, "Shopify Other")


class OrderBooks:
    """One counted order, split to its lines once; every later amount uses these splits."""

    def __init__(self, order: Order, ledger: Ledger, as_of: dt.datetime) -> None:
        self.order, self.ledger, self.as_of = order, ledger, as_of
        self.lines = order.lines
        goods = [line.kind == "merchandise" for line in self.lines]
        product_discount = order.discount_amount if order.discount_type == "product" else 0
        # Discount Amount holds the line discounts already: only the rest is left to share out.
        rest = product_discount - sum(line.discount for line in self.lines)
        # A discount on nothing but gift cards is one on them.
        bearing = [
            is_goods or (line.kind == "gift_card" and not any(goods))
            for line, is_goods in zip(self.lines, goods, strict=True)
        ]
        shares = allocate(
            rest,
            [
                (line.amount - line.discount) * bears
                for line, bears in zip(self.lines, bearing, strict=True)
            ],
        )
        self.discount = [
            line.discount + share for line, share in zip(self.lines, shares, strict=True)
        ]
        self.net = [line.amount - cut for line, cut in zip(self.lines, self.discount, strict=True)]
        self.weights = self._weights(goods)
        self.tax = [0] * len(self.lines)
        shipping_tax = 0
        if order.tax_inclusive and order.tax_total:
            taxable = [
                net * (is_goods and line.taxable)
                for net, is_goods, line in zip(self.net, goods, self.lines, strict=True)
            ]
            # Shipping stands last, so that a tied cent goes to a product line first.
            *self.tax, shipping_tax = allocate(
                order.tax_total, [*taxable, order.shipping - order.shipping_discount]
            )
        self.shipping = allocate(order.shipping - shipping_tax, self.weights)
        self.shipping_discount = allocate(order.shipping_discount, self.weights)
        self.cogs = [0] * len(self.lines)

    def _weights(self, goods: list[bool]) -> list[int]:
        weights = [net * is_goods for net, is_goods in zip(self.net, goods, strict=True)]
        # A gift-card-only order still pays a card fee, which needs a line to go to.
        if not any(goods):
            return [line.amount for line in self.lines]
        if sum(weights) == 0:
            return [
                line.quantity * is_goods for line, is_goods in zip(self.lines, goods, strict=True)
            ]
        return weights

    def key(self, position: int, event_type: str, date: dt.date) -> FactKey:
        """The fact key of a line for an event."""
        order, line = self.order, self.lines[position]
        return FactKey(
            order.store,
            channel_of(order),
            f"{order.name}/{position + 1}",
            line.sku,
            event_type,
            date,
        )

    def _post(
        self,
        position: int,
        event: str,
        date: dt.date,
        measure: str,
        cents: int,
        rate_date: dt.date | None = None,
    ) -> None:
        key = self.key(position, event, date)
        self.ledger.post(key, measure, cents, self.order.currency, rate_date)

    def book_sale(self, mcf_fees: list[FeeShare], billed: int | None = None) -> None:
        """The sale row of each line: revenue, discounts, cost, card fees and MCF fees.

        `billed` is what a bill of Shopify takes for the order, in place of an estimate.
        """
        order, day = self.order, self.order.sale_date
        mcf_lines: set[int] = set()
        for position, line in enumerate(self.lines):
            key = self.key(position, "sale", day)
            if line.kind == "tip":
                self._post(position, "sale", day, "other_revenue", line.amount)
            elif line.kind == "merchandise":
                self._post(position, "sale", day, "gross_revenue", line.amount - self.tax[position])
                self.ledger.count(key, line.quantity, order.currency)
            self._post(position, "sale", day, "discounts", self.discount[position])
            self._post(position, "sale", day, "shipping_revenue", self.shipping[position])
            self._post(position, "sale", day, "discounts", self.shipping_discount[position])
        for charge in order.charges_seen:
            for position, share in enumerate(allocate(charge.fee, self.weights)):
                self._post(position, "sale", day, "payment_processing_fees", share)
        for code, measure, cents in estimated_fees(order):
            is_billed = billed is not None and code == "third_party_transaction_fee"
            for position, share in enumerate(
                allocate(billed if is_billed else cents, self.weights)
            ):
                key = self.key(position, "sale", day)
                if is_billed:
                    self.ledger.post(key, measure, share, order.currency)
                else:
                    self.ledger.estimate(key, code, measure, share, order.currency)
        for fee in mcf_fees:
            meant = lines_of(fee.sku, [line.sku for line in self.lines])
            chosen = [
                position in meant if meant else line.kind == "merchandise"
                for position, line in enumerate(self.lines)
            ]
            units = [line.quantity * hit for line, hit in zip(self.lines, chosen, strict=True)]
            mcf_lines |= {position for position, count in enumerate(units) if count}
            for position, share in enumerate(allocate(fee.cents, units)):
                # MCF fees are dollars of an Amazon.com settlement, whatever the shop's currency is.
                key = self.key(position, "sale", day)
                self.ledger.post(key, "amazon_fulfillment_fees", share, "USD")
        for position, line in enumerate(self.lines):
            self._describe(position, line, position in mcf_lines)

    def _describe(self, position: int, line: Line, is_mcf: bool) -> None:
        order, day = self.order, self.order.sale_date
        status = "not_applicable"
        if line.kind == "merchandise":
            cogs, status = self.ledger.cost_of_sale(
                order.store, line.sku, day, "Shopify", line.quantity
            )
            self.cogs[position] = cogs
            key = self.key(position, "sale", day)
            self.ledger.post_translated(key, "cogs", cogs, order.currency)
        method = "not_applicable" if line.kind != "merchandise" else "mcf" if is_mcf else "merchant"
        self.ledger.order_lines.append(
            {
                "store": order.store,
                "order_line_id": f"{order.name}/{position + 1}",
                "channel": channel_of(order),
                "sku": line.sku,
                "kind": line.kind,
                "sale_date": day.isoformat(),
                "quantity": line.quantity * (line.kind == "merchandise"),
                "fulfillment_method": method,
                "cost_status": status,
                "attributed_campaign": order.attribute("utm_campaign"),
                "promotion": order.discount_code,
                "settled": None,
            }
        )

    def _pieces(self) -> list[_Piece]:
        order = self.order
        # The payments export dates refunds; the order only knows their sum.
        dated = sorted(
            (refund for refund in order.refunds if refund.through_payments),
            key=lambda refund: refund.at,
        )
        pieces = [
            _Piece(
                to_local(refund.at, order.zone).date(),
                refund.amount,
                refund.fee,
                refund.is_chargeback,
                refund.exchange,
            )
            for refund in dated
        ]
        seen = sum(refund.amount for refund in dated if not refund.is_chargeback)
        undated = order.refunded(self.as_of) - seen
        if undated > 0:
            cancelled = (
                order.cancelled_at
                if order.cancelled_at and order.cancelled_at <= self.as_of
                else None
            )
            day = to_local(cancelled, order.zone).date() if cancelled else order.sale_date
            pieces.append(_Piece(day, undated))
        return pieces

    def book_refunds(self) -> None:
        """The refund rows: each piece is the step of one cumulative allocation."""
        order, count = self.order, len(self.lines)
        after_tax = [net - tax for net, tax in zip(self.net, self.tax, strict=True)]
        shipped = [
            share - cut for share, cut in zip(self.shipping, self.shipping_discount, strict=True)
        ]
        buckets = [*after_tax, *shipped, order.tax_total, order.duties]
        if sum(buckets) != order.total:
            raise AssertionError(f"{order.name}: refund buckets {sum(buckets)} != {order.total}")
        paid_back, refunded, before = 0, 0, [0] * len(buckets)
        pieces = self._pieces()
        for piece in pieces:
            paid_back += piece.amount
            # A dispute moves no goods; the refund that completes the total brings the rest back.
            was_open = refunded < order.total
            refunded += 0 if piece.is_chargeback else piece.amount
            is_completed = was_open and refunded >= order.total
            # Steps of one cumulative split: the pieces of a full refund add up to the sale exactly.
            after = allocate(paid_back, buckets)
            step = [new - old for new, old in zip(after, before, strict=True)]
            before = after
            for position, line in enumerate(self.lines):
                # Money given back for a gift card settles a liability; it is no return.
                if line.kind != "gift_card":
                    self._post(position, "refund", piece.date, "returns", step[position])
                self._post(position, "refund", piece.date, "returns", step[count + position])
                if is_completed and line.kind == "merchandise" and not self._is_back(line):
                    key = self.key(position, "refund", piece.date)
                    self.ledger.count(key, -line.quantity, order.currency)
            for cost in (piece.fee, piece.exchange):
                for position, share in enumerate(allocate(cost, self.weights)):
                    self._post(position, "refund", piece.date, "payment_processing_fees", share)
        given_back = [piece.date for piece in pieces if not piece.is_chargeback]
        if given_back:
            self._return_stock(max(given_back))

    def _is_back(self, line: Line) -> bool:
        """Whether the newest export says that the line is in stock again."""
        return line.restocked and self.order.refunded(self.as_of) > 0

    def _return_stock(self, day: dt.date) -> None:
        for position, line in enumerate(self.lines):
            if self._is_back(line) and line.kind == "merchandise":
                key = self.key(position, "refund", day)
                self.ledger.count(key, -line.quantity, self.order.currency)
                self.ledger.post_translated(key, "cogs", -self.cogs[position], self.order.currency)


def book_order(
    order: Order,
    ledger: Ledger,
    as_of: dt.datetime,
    mcf_fees: list[FeeShare],
    billed: int | None = None,
) -> OrderBooks | None:
    """Book an order in the state that its newest export shows; None when it does not count."""
    if order.financial_status(as_of) not in COUNTED or order.amazon_order_id:
        return None
    books = OrderBooks(order, ledger, as_of)
    books.book_sale(mcf_fees, billed)
    books.book_refunds()
    return books


def account_key(store: str, date: dt.date) -> FactKey:
    """The key of a Shopify charge that belongs to no landed order."""
    return FactKey(store, ACCOUNT_CHANNEL, "", "", "account_charge", date)
