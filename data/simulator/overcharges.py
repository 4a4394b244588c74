"""Plants what Amazon charged wrongly, and keeps what a perfect audit finds.

Works on settlement rows that are already drawn and right: each plant changes a few rows of orders
that nothing else is planted on. What was charged stays the truth of the profit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from data.simulator.amazon_model import AmazonItem, AmazonOrder, SettlementRow
from data.simulator.amazon_settlements import (
    SETTLED_UNTIL,
    Settler,
    commission_of,
    fulfillment_of,
)
from data.simulator.cases import CaseBook, audited
from data.simulator.catalog import (
    NOT_MEASURED_BY_AMAZON,
    WITHOUT_FEE_CATEGORY,
    measures_of,
)
from data.simulator.fee_cards import (
    CARDS,
    base_fee,
    card_of,
    next_tier,
    referral_fee,
    refund_administration,
    size_tier,
    with_surcharge,
)
from data.simulator.money import half_away_share, percent

FBA_FEE = "FBAPerUnitFulfillmentFee"
FBA_CODE = "fba_fulfillment_fee"
NEWEST = SETTLED_UNTIL - dt.timedelta(seconds=1)
_UNPRICED = (*NOT_MEASURED_BY_AMAZON, *WITHOUT_FEE_CATEGORY)
_WITHOUT_SHIPMENTS = (dt.date(2025, 10, 8), dt.date(2025, 10, 20))


class Overcharges:
    """The plants of one account; `rows` are changed in place."""

    def __init__(
        self,
        orders: list[AmazonOrder],
        everyday: list[AmazonOrder],
        rows: list[SettlementRow],
        settler: Settler,
        cases: CaseBook,
    ) -> None:
        self.orders, self.rows, self.settler, self.cases = orders, rows, settler, cases
        self.everyday = sorted(everyday, key=lambda order: (order.purchased, order.order_id))
        self.by_id = {order.order_id: order for order in everyday}
        self.audit: list[dict[str, str]] = []
        self.never_returned: set[str] = set()
        self._used: set[str] = set()
        self._refunded = {row.order_id for row in rows if row.transaction_type != "Order"}

    def plant(self) -> None:
        """Plant every kind of difference, those of whole SKUs first."""
        self._wrong_band("AG-COAST-6", "2025-07-01", 6, "wrong_size_tier")
        self._wrong_band("AG-MUG-MOSS", "2026-02-02", 3, "wrong_weight_band")
        for order in self._lines("2025-10-01", "2025-10-07", 3, self._tells_the_period):
            self._charge_peak(order)
        for order in self._lines("2026-01-16", "2026-01-31", 1, self._tells_the_period):
            self._charge_peak(order)
        self._commissions()
        for day in ("2025-06-02", "2026-03-02"):
            self._fba_fee(self._lines(day, "2026-05-31", 1, _is_odd)[0], 37, "unexplained")
        self._not_charged(self._lines("2025-11-20", "2026-05-31", 1)[0])
        self._refunds()
        self._reimbursements()

    def _find(self, order_id: str, sku: str, name: str, kind: str = "Order") -> SettlementRow:
        found = [
            row
            for row in self.rows
            if (row.order_id, row.sku, row.description, row.transaction_type)
            == (order_id, sku, name, kind)
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} rows of {name} for {order_id} {sku}")
        return found[0]

    def _note(
        self, order: AmazonOrder, sku: str, code: str, reason: str, fees: tuple[int, int]
    ) -> None:
        subject = f"{order.order_id}/{sku}"
        self.audit.append(audited(subject, code, reason, *fees, order.currency))
        self.cases.plant(22, f"{code} that differs from the card: {reason}", order.order_id)
        self._used.add(order.order_id)

    def _lines(
        self,
        first: str,
        last: str,
        count: int,
        fits: Callable[[AmazonOrder], bool] | None = None,
        sku: str = "",
    ) -> list[AmazonOrder]:
        """The first `count` everyday FBA orders of one settled line that shipped in a period."""
        found = []
        for order in self.everyday:
            item = order.items[0]
            plain = (
                order.fate == "Shipped"
                and order.channel == "Amazon"
                and order.currency == "USD"
                and len(order.items) == 1
                and order.order_id not in self._used | self._refunded
                and order.shipped is not None
                and order.shipped < SETTLED_UNTIL - dt.timedelta(days=1)
            )
            if not plain or item.sku in _UNPRICED or (sku and item.sku != sku):
                continue
            if _WITHOUT_SHIPMENTS[0] <= order.ship_day <= _WITHOUT_SHIPMENTS[1]:
                continue
            within = dt.date.fromisoformat(first) <= order.ship_day <= dt.date.fromisoformat(last)
            if within and (fits is None or fits(order)):
                found.append(order)
            if len(found) == count:
                return found
        raise LookupError(f"only {len(found)} of {count} lines shipped from {first} to {last}")

    def _set(
        self,
        order: AmazonOrder,
        item: AmazonItem,
        name: str,
        fees: tuple[int, int],
        code: str,
        reason: str,
    ) -> None:
        row = self._find(order.order_id, item.sku, name)
        if row.amount != -fees[0]:
            raise AssertionError(f"{order.order_id}: {row.amount} is not {-fees[0]}")
        row.amount = -fees[1]
        self._note(order, item.sku, code, reason, fees)

    def _wrong_band(self, sku: str, first: str, weeks: int, reason: str) -> None:
        """Charge a SKU as if it were larger or heavier, for all that left in some weeks.

        They begin on `first`, or as many weeks later as it takes to find two lines.
        """
        start, measures = dt.date.fromisoformat(first), measures_of(sku)
        lines: list[tuple[AmazonOrder, AmazonItem]] = []
        while len(lines) < 2 and start < SETTLED_UNTIL.date() - dt.timedelta(weeks=weeks):
            lines = self._all_lines(sku, start, start + dt.timedelta(weeks=weeks, days=-1))
            start += dt.timedelta(weeks=1)
        if len(lines) < 2:
            raise LookupError(f"no weeks with two lines of {sku} since {first}")
        for order, item in lines:
            day = order.ship_day
            card = card_of(day, Fraction(item.price, item.quantity))
            if card is None:
                raise ValueError(f"no card for {order.order_id}")
            tier = size_tier(measures, day)
            if reason == "wrong_size_tier":
                unit = base_fee(card, next_tier(tier, day), measures)
            else:
                unit = base_fee(card, tier, measures, bands_up=1)
            fees = fulfillment_of(order, item)[0], with_surcharge(unit, day) * item.quantity
            self._set(order, item, FBA_FEE, fees, FBA_CODE, reason)

    def _all_lines(
        self, sku: str, first: dt.date, last: dt.date
    ) -> list[tuple[AmazonOrder, AmazonItem]]:
        return [
            (order, item)
            for order in self.orders
            if order.fate == "Shipped"
            and order.channel == "Amazon"
            and order.currency == "USD"
            and not order.is_mcf
            and first <= order.ship_day <= last
            for item in order.items
            if item.sku == sku
        ]

    def _peak(self, order: AmazonOrder) -> int:
        item, day = order.items[0], order.ship_day
        card = card_of(dt.date(2025, 11, 15), Fraction(item.price, item.quantity))
        if card is None:
            raise ValueError(f"no peak card for {order.order_id}")
        measures = measures_of(item.sku)
        return with_surcharge(base_fee(card, size_tier(measures, day), measures), day)

    def _tells_the_period(self, order: AmazonOrder) -> bool:
        """True when the peak fee is on no card of the day, so that only the period explains it."""
        return self._peak(order) not in _figures(order.ship_day)

    def _charge_peak(self, order: AmazonOrder) -> None:
        fee = self._peak(order) * order.items[0].quantity
        self._fba_fee(order, fee - fulfillment_of(order, order.items[0])[0], "wrong_rate_period")

    def _fba_fee(self, order: AmazonOrder, more: int, reason: str) -> None:
        item = order.items[0]
        right = fulfillment_of(order, item)[0]
        self._set(order, item, FBA_FEE, (right, right + more), FBA_CODE, reason)

    def _not_charged(self, order: AmazonOrder) -> None:
        row = self._find(order.order_id, order.items[0].sku, FBA_FEE)
        self.rows.remove(row)
        self._note(order, row.sku, FBA_CODE, "not_charged", (-row.amount, 0))

    def _commissions(self) -> None:
        for order in self._lines("2025-04-01", "2026-05-31", 3, sku="AG-HOLD-BR"):
            item = order.items[0]
            wrong = referral_fee(item.price - item.item_promotion, item.quantity, "0.20")
            fees = commission_of(order, item), wrong
            self._set(order, item, "Commission", fees, "referral_fee", "wrong_category")
        for day in ("2025-09-01", "2026-04-20"):
            order = self._lines(day, "2026-05-31", 1)[0]
            right = commission_of(order, order.items[0])
            fees = right, right + percent(right, "0.07")
            self._set(order, order.items[0], "Commission", fees, "referral_fee", "tax_on_fee")

    def _settled_refunds(self, first: str, last: dt.datetime, count: int) -> list[SettlementRow]:
        """Principal rows of everyday refunds of FBA orders with one line, in time."""
        found = []
        for row in sorted(self.rows, key=lambda row: (row.posted, row.order_id)):
            order = self.by_id.get(row.order_id)
            if row.transaction_type != "Refund" or row.description != "Principal" or order is None:
                continue
            if row.amount_type != "ItemPrice" or order.channel != "Amazon":
                continue
            if len(order.items) > 1 or row.sku in _UNPRICED or row.order_id in self._used:
                continue
            if dt.datetime.fromisoformat(first) <= row.posted <= last:
                found.append(row)
            if len(found) == count:
                return found
        raise LookupError(f"only {len(found)} of {count} refunds from {first} to {last}")

    def _refunds(self) -> None:
        for first in ("2025-05-01", "2025-11-15"):
            row = self._settled_refunds(first, NEWEST, 1)[0]
            order = self.by_id[row.order_id]
            back = self._find(row.order_id, row.sku, "Commission", "Refund")
            kept = self._find(row.order_id, row.sku, "RefundCommission", "Refund")
            for gone in (back, kept):
                self.rows.remove(gone)
            fees = -back.amount, 0
            self._note(order, row.sku, "referral_fee_refund", "missing_refund", fees)
            fees = refund_administration(back.amount), 0
            self._note(order, row.sku, "refund_administration", "not_charged", fees)
        row = self._settled_refunds("2026-01-20", NEWEST, 1)[0]
        kept = self._find(row.order_id, row.sku, "RefundCommission", "Refund")
        fees = -kept.amount, 111 - kept.amount
        kept.amount -= 111
        order = self.by_id[row.order_id]
        self._note(order, row.sku, "refund_administration", "unexplained", fees)

    def _reimbursements(self) -> None:
        """Refunded units that never came back: four without a word, one that Amazon paid for."""
        old = NEWEST - dt.timedelta(days=121)
        for first in ("2025-03-20", "2025-07-20", "2025-12-01"):
            self._never_back(self._settled_refunds(first, old, 1)[0])
        recent = NEWEST - dt.timedelta(days=70)
        last = (recent - dt.timedelta(days=8)).date()
        order = self._lines("2026-03-01", f"{last}", 1)[0]
        rows = self.settler.refund_rows(order, 0, recent)
        self.rows += rows
        self._never_back(next(row for row in rows if row.description == "Principal"))
        paid = self._settled_refunds("2025-10-01", old, 1)[0]
        value = self._value(paid)
        reimbursed = SettlementRow(
            "other-transaction",
            "FBA Inventory Reimbursement",
            "REVERSAL_REIMBURSEMENT",
            value,
            paid.posted + dt.timedelta(days=63, hours=2),
            order_id=paid.order_id,
            marketplace="Amazon.com",
            fulfillment_id="AFN",
            sku=paid.sku,
            quantity=paid.quantity,
        )
        self.rows.append(reimbursed)
        self.never_returned.add(paid.order_id)
        self._used.add(paid.order_id)
        what = "refunded unit that never came back, and that Amazon paid for"
        self.cases.plant(21, what, paid.order_id)

    def _value(self, refund: SettlementRow) -> int:
        """What the buyer had paid for the refunded units, after the seller's promotion."""
        item = self.by_id[refund.order_id].items[0]
        return half_away_share(item.price - item.item_promotion, refund.quantity, item.quantity)

    def _never_back(self, refund: SettlementRow) -> None:
        order, fees = self.by_id[refund.order_id], (-self._value(refund), 0)
        code = "customer_return_reimbursement"
        self._note(order, refund.sku, code, "missing_reimbursement", fees)
        self.never_returned.add(refund.order_id)


def _figures(day: dt.date) -> set[int]:
    """Every figure of the cards that serve a day, whatever the price."""
    return {
        with_surcharge(fee, day)
        for card in CARDS
        if card.first <= day <= card.last
        for fee in (*card.small, *card.large)
    }


def _is_odd(order: AmazonOrder) -> bool:
    """True for one unit whose fee and 37 cents is on no card at all."""
    item = order.items[0]
    fee = fulfillment_of(order, item)[0] + 37
    known = {figure for card in CARDS for figure in (*card.small, *card.large)}
    return item.quantity == 1 and fee not in known | _figures(order.ship_day)
