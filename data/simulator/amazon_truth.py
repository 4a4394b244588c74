"""Books the truth of Amazon orders and of every settlement row that counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.simulator.ads import AdRow
from data.simulator.amazon_model import AmazonItem, AmazonOrder, SettlementRow
from data.simulator.amazon_settlements import posted_date
from data.simulator.calendar_fx import LOS_ANGELES, to_local
from data.simulator.fba_stock import Stock
from data.simulator.fee_truth import MEASURES, chargebacks, expected_fee, fee_codes, unknown_reason
from data.simulator.ledger import FactKey, Ledger
from data.simulator.money import allocate, cents_text
from data.simulator.shopify_truth import FeeShare

ACCOUNT_CHANNEL = "Amazon (account level)"
REFUND_TYPES = ("Refund", "A-to-z Guarantee Refund")
_ORDER_TYPES = ("Order", *REFUND_TYPES, "Order_Retrocharge")
_BALANCE_SHEET = (
    "Current Reserve Amount",
    "Previous Reserve Amount Balance",
    "Payable to Amazon",
    "Successful charge",
    "Micro Deposit",
)
_ITEM_FEES = {
    "Commission": "amazon_referral_fees",
    "RefundCommission": "amazon_referral_fees",
    "FBAPerUnitFulfillmentFee": "amazon_fulfillment_fees",
    "FBAPerOrderFulfillmentFee": "amazon_fulfillment_fees",
    "FBA transportation fee": "amazon_fulfillment_fees",
    "ShippingChargeback": "amazon_other_fees",
    "GiftwrapChargeback": "amazon_other_fees",
    "DigitalServicesFee": "amazon_other_fees",
}
_ACCOUNT_FEES = {
    "Storage Fee": "amazon_storage_fees",
    "FBA Inventory Storage Fee": "amazon_storage_fees",
    "StorageRenewalBilling": "amazon_storage_fees",
    "Subscription Fee": "amazon_other_fees",
    "FBA Inbound Placement Service Fee": "amazon_other_fees",
    "FBAInboundTransportationFee": "amazon_other_fees",
    "RemovalComplete": "amazon_other_fees",
    "Vine Enrollment Fee": "amazon_other_fees",
    "CouponRedemptionFee": "amazon_other_fees",
    "Deals": "amazon_other_fees",
    "Shipping label purchase": "shipping_cost",
}
_SALE = {
    "Principal": "gross_revenue",
    "Shipping": "shipping_revenue",
    "GiftWrap": "gift_wrap_revenue",
}


def classify(row: SettlementRow) -> tuple[str, str, int]:
    """(role, measure, amount positive for its name) of a settlement row.

    role is pnl, balance_sheet, advertising or unclassified.
    """
    kind, name, amount = row.amount_type, row.description, row.amount
    if kind in ("Cost of Advertising", "Refund for Advertiser"):
        return "advertising", "ad_spend", -amount
    if kind == "ItemWithheldTax" or (kind == "ItemPrice" and name.endswith("Tax")):
        return "balance_sheet", "", 0
    if name in _BALANCE_SHEET or name.startswith("Transfer of funds unsuccessful"):
        return "balance_sheet", "", 0
    if kind == "FBA Inventory Reimbursement":
        return "pnl", "reimbursements", amount
    if kind == "ItemPrice" and name == "RestockingFee":
        return "pnl", "other_revenue", amount
    # A promotion given back with a refund makes the return smaller.
    if row.transaction_type in REFUND_TYPES and kind in ("ItemPrice", "Promotion"):
        return "pnl", "returns", -amount
    if kind == "Promotion":
        return "pnl", "discounts", -amount
    if kind == "ItemPrice" and name in _SALE:
        return "pnl", _SALE[name], amount
    if kind in ("ItemFees", "Shipment-Fees") and name in _ITEM_FEES:
        return "pnl", _ITEM_FEES[name], -amount
    for label in (name, kind):
        if label in _ACCOUNT_FEES:
            return "pnl", _ACCOUNT_FEES[label], -amount
    return "unclassified", "amazon_other_fees", -amount


@dataclass
class _Line:
    sku: str
    items: list[AmazonItem]
    settled: list[SettlementRow]
    sale_date: dt.date
    channel: str
    quantity: int


class AmazonBooks:
    """All Amazon orders of the account, booked line by line."""

    def __init__(
        self,
        orders: list[AmazonOrder],
        rows: list[SettlementRow],
        ledger: Ledger,
        views: dict[str, dt.datetime | None],
        covered_months: set[tuple[str, int, int]],
        stock: Stock,
    ) -> None:
        """`rows` are those of the settlements that count; `views` the moment of the newest All
        Orders report per order id (None: in no report); `covered_months` the months with Amazon Ads
        rows.
        """
        self.ledger, self.covered, self.stock = ledger, covered_months, stock
        self.orders = {order.order_id: order for order in orders}
        self.views = views
        self.rows = rows
        self.lines: dict[tuple[str, str], _Line] = {}
        self.unclassified: list[SettlementRow] = []
        self.unallocated: list[tuple[SettlementRow, str]] = []
        self.mcf_fees: dict[str, list[FeeShare]] = {}
        self.unknown_fees: list[dict[str, str]] = []
        for order in orders:
            if not order.is_mcf:
                self._open_lines(order)

    def _open_lines(self, order: AmazonOrder) -> None:
        for sku in dict.fromkeys(item.sku for item in order.items):
            items = [item for item in order.items if item.sku == sku]
            settled = [
                row
                for row in self.rows
                if row.order_id == order.order_id
                and row.sku == sku
                and row.transaction_type == "Order"
            ]
            as_of = self.views[order.order_id]
            shipped = (
                as_of is not None
                and order.status(as_of).startswith("Shipped")
                and items[0].status != "Cancelled"
            )
            # Amazon settles only what it shipped: a settled line counts whatever All Orders says.
            if not shipped and not settled:
                continue
            if as_of is None:
                date = min(posted_date(row) for row in settled)
                quantity = sum(row.quantity for row in settled if row.description == "Principal")
            else:
                date = to_local(order.purchased, LOS_ANGELES).date()
                quantity = sum(item.quantity for item in items)
            channel = "Amazon FBA" if order.channel == "Amazon" else "Amazon FBM"
            self.lines[order.order_id, sku] = _Line(sku, items, settled, date, channel, quantity)

    def key(self, order_id: str, line: _Line, event_type: str, date: dt.date) -> FactKey:
        """The key of a line's row of the fact."""
        return FactKey(
            "default", line.channel, f"{order_id}/{line.sku}", line.sku, event_type, date
        )

    def book(self) -> None:
        """Book every sale line, then every settlement row."""
        for (order_id, _), line in self.lines.items():
            self._book_sale(self.orders[order_id], line)
        for row in self.rows:
            self._book_row(row)

    def _book_sale(self, order: AmazonOrder, line: _Line) -> None:
        key = self.key(order.order_id, line, "sale", line.sale_date)
        self.ledger.count(key, line.quantity, order.currency)
        cogs, status = self.ledger.cost_of_sale(
            "default", line.sku, line.sale_date, order.sales_channel, line.quantity
        )
        self.ledger.post_translated(key, "cogs", cogs, order.currency)
        # Once settled, the settlement tells revenue; All Orders is only evidence of it.
        if not line.settled:
            for measure, attribute in (
                ("gross_revenue", "price"),
                ("shipping_revenue", "shipping"),
                ("gift_wrap_revenue", "gift_wrap"),
                ("discounts", "item_promotion"),
                ("discounts", "shipping_promotion"),
            ):
                cents = sum(getattr(item, attribute) for item in line.items)
                self.ledger.post(key, measure, cents, order.currency)
        self._book_fees(order, line, key)
        promotions = list(dict.fromkeys(name for item in line.items for name in item.promotion_ids))
        self.ledger.order_lines.append(
            {
                "store": "default",
                "order_line_id": f"{order.order_id}/{line.sku}",
                "channel": line.channel,
                "sku": line.sku,
                "kind": "merchandise",
                "sale_date": line.sale_date.isoformat(),
                "quantity": line.quantity,
                "fulfillment_method": "fba" if line.channel == "Amazon FBA" else "merchant",
                "cost_status": status,
                "attributed_campaign": "",
                "promotion": promotions[0]
                if len(promotions) == 1
                else "multiple"
                if promotions
                else "",
                "settled": bool(line.settled),
            }
        )

    def _book_fees(self, order: AmazonOrder, line: _Line, key: FactKey) -> None:
        """List the fees that no card tells; of a line that is not settled, book the others."""
        for code in fee_codes(order):
            view = self.views[order.order_id]
            reason = unknown_reason(order, line.items[0], code, view)
            if reason:
                self.unknown_fees.append(
                    {
                        "store": "default",
                        "subject": f"{order.order_id}/{line.sku}",
                        "fee_code": code,
                        "reason": reason,
                    }
                )
            elif not line.settled:
                cents = expected_fee(order, line.items, code)
                self.ledger.estimate(key, code, MEASURES[code], cents, order.currency)
        if order.channel == "Amazon" and not line.settled:
            for code, cents in chargebacks(line.items):
                self.ledger.estimate(key, code, "amazon_other_fees", cents, order.currency)

    def _book_row(self, row: SettlementRow) -> None:
        role, measure, amount = classify(row)
        if role == "balance_sheet":
            return
        if role == "advertising":
            self._book_advertising(row)
            return
        if role == "unclassified":
            self.unclassified.append(row)
        currency = row.currency
        if row.marketplace.startswith("Non-Amazon"):
            self._book_mcf(row, measure, amount)
        # A reimbursement pays for stock, not for a sale, even when its row names an order.
        elif measure == "reimbursements" or not row.order_id:
            if row.transaction_type in _ORDER_TYPES:
                self.unallocated.append((row, measure))
            self._book_account_row(row, measure, amount)
        else:
            self._book_order_row(row, measure, amount, currency)

    def _stored(self, row: SettlementRow) -> tuple[dt.date, dict[str, int]] | None:
        """(month stored, who used the space) of a storage charge; None where no report tells."""
        day = posted_date(row)
        if row.description == "StorageRenewalBilling":
            return self.stock.aged_at(day)
        if "Storage Fee" in (row.description, row.amount_type.removeprefix("FBA Inventory ")):
            month = (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
            weights = self.stock.stored_in(month, row.currency)
            return (month, weights) if weights else None
        return None

    def _book_account_row(self, row: SettlementRow, measure: str, amount: int) -> None:
        day, stored = posted_date(row), self._stored(row)
        if stored is None:
            key = FactKey("default", ACCOUNT_CHANNEL, "", row.sku, "account_charge", day)
            self.ledger.post(key, measure, amount, row.currency)
            return
        month, weights = stored
        end = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        skus = sorted(weights)
        shares = allocate(amount, [weights[sku] for sku in skus])
        for sku, share in zip(skus, shares, strict=True):
            key = FactKey("default", ACCOUNT_CHANNEL, "", sku, "account_charge", end)
            # Goods of two marketplaces may share a SKU and a month: one truth row in dollars.
            usd = self.ledger.rates.to_usd(share, row.currency, day)
            self.ledger.post_translated(key, measure, usd, "USD")

    def _book_order_row(self, row: SettlementRow, measure: str, amount: int, currency: str) -> None:
        if row.sku:
            lines, shares = [self.lines[row.order_id, row.sku]], [amount]
        else:
            lines = [line for (order_id, _), line in self.lines.items() if order_id == row.order_id]
            shares = allocate(amount, [line.quantity for line in lines])
        for line, share in zip(lines, shares, strict=True):
            if row.transaction_type == "Order":
                key = self.key(row.order_id, line, "sale", line.sale_date)
            elif row.transaction_type in REFUND_TYPES:
                key = self.key(row.order_id, line, "refund", posted_date(row))
                if (row.amount_type, row.description) == (
                    "ItemPrice",
                    "Principal",
                ):
                    self.ledger.count(key, -row.quantity, currency)
            else:
                key = self.key(row.order_id, line, "fee_adjustment", posted_date(row))
            self.ledger.post(key, measure, share, currency)

    def _book_mcf(self, row: SettlementRow, measure: str, amount: int) -> None:
        if amount == 0:
            return
        if row.merchant_order_id.startswith("#"):
            self.mcf_fees.setdefault(row.merchant_order_id, []).append(FeeShare(row.sku, amount))
            return
        self.unallocated.append((row, measure))
        key = FactKey("default", ACCOUNT_CHANNEL, "", row.sku, "account_charge", posted_date(row))
        self.ledger.post(key, measure, amount, "USD")

    def advertising_differences(self, told: list[AdRow]) -> list[dict[str, str]]:
        """Covered months whose settled advertising is not the reported one, oldest first.

        told: the rows of Amazon Ads reports that count. Amounts in the sign of a settlement.
        """
        settled: dict[tuple[str, int, int], int] = {}
        for row in self.rows:
            if row.amount_type == "Cost of Advertising" and row.description != "TaxAmount":
                day = posted_date(row)
                key = (row.currency, day.year, day.month)
                # A V1 row has the tax in a cell of its own.
                settled[key] = settled.get(key, 0) + row.amount - row.tax_part
        reported: dict[tuple[str, int, int], int] = {}
        for ad in told:
            key = (ad.currency, ad.start.year, ad.start.month)
            reported[key] = reported.get(key, 0) + ad.spend
        return [
            {
                "currency": key[0],
                "month": f"{key[1]}-{key[2]:02}-01",
                "amount": cents_text(settled[key] + reported[key]),
            }
            for key in sorted(settled)
            if key in reported and settled[key] + reported[key]
        ]

    def _book_advertising(self, row: SettlementRow) -> None:
        day = posted_date(row)
        # Where the ad reports of its account speak, the deduction is evidence of the same money.
        # Tax and refunds are in no ad report.
        told = row.amount_type == "Cost of Advertising" and row.description != "TaxAmount"
        if told and (row.currency, day.year, day.month) in self.covered:
            return
        key = FactKey(
            "default", "Not applicable", "", "", "ad_spend", day, "amazon_ads", "unknown",
            row.currency,
        )  # fmt: skip
        self.ledger.post(key, "ad_spend", -row.amount, row.currency)
