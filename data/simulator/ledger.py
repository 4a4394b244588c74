"""The truth ledger: every booked amount, by the grain of the fact, in 1/10,000 USD."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from data.simulator.calendar_fx import ReferenceRates
from data.simulator.catalog import CostBook
from data.simulator.money import cents_text, half_away, ten_thousandths_text

MEASURES = (
    "gross_revenue",
    "discounts",
    "shipping_revenue",
    "gift_wrap_revenue",
    "other_revenue",
    "returns",
    "cogs",
    "amazon_referral_fees",
    "amazon_fulfillment_fees",
    "amazon_storage_fees",
    "amazon_other_fees",
    "shopify_fees",
    "payment_processing_fees",
    "shipping_cost",
    "reimbursements",
    "ad_spend",
    "other_costs",
    "unallocated_amount",
)


@dataclass(frozen=True)
class FactKey:
    """The grain of a truth row; blank text where a member does not apply.

    ad_account: the currency of an advertising account: one campaign's name may be in two of them.
    """

    store: str
    channel: str
    order_line_id: str
    sku: str
    event_type: str
    event_date: dt.date
    platform: str = ""
    campaign: str = ""
    ad_account: str = ""


@dataclass
class FactRow:
    """Amounts of one key: `quantity` in units, measures in 1/10,000 USD."""

    currency: str
    quantity: int = 0
    measures: dict[str, int] = field(default_factory=dict)


class Ledger:
    """Books events and keeps the lists that the reports must show item by item."""

    def __init__(self, rates: ReferenceRates) -> None:
        self.rates = rates
        self.rows: dict[FactKey, FactRow] = {}
        self.order_lines: list[dict[str, object]] = []
        self.estimated_fees: list[dict[str, str]] = []
        self.costs = {store: CostBook(store) for store in ("default", "eu")}

    def _row(self, key: FactKey, currency: str) -> FactRow:
        row = self.rows.setdefault(key, FactRow(currency))
        if row.currency != currency:
            raise ValueError(f"{key} mixes {row.currency} and {currency}")
        return row

    def post(
        self,
        key: FactKey,
        measure: str,
        cents: int,
        currency: str,
        rate_date: dt.date | None = None,
    ) -> int:
        """Book one event: `cents` of `currency`, translated at the rate of the event date.

        Returns the booked amount in 1/10,000 USD. Raises ValueError for an unknown measure or a
        row of another currency.
        """
        amount = self.rates.to_usd(cents, currency, rate_date or key.event_date)
        self.post_translated(key, measure, amount, currency)
        return amount

    def estimate(
        self, key: FactKey, fee_code: str, measure: str, cents: int, currency: str
    ) -> None:
        """Book a fee that nobody has charged yet as a card tells it, and list it."""
        if cents:
            self.post(key, measure, cents, currency)
            self.estimated_fees.append(
                {
                    "store": key.store,
                    "order": key.order_line_id.rsplit("/", 1)[0],
                    "order_line_id": key.order_line_id,
                    "sku": key.sku,
                    "fee_code": fee_code,
                    "measure": measure,
                    "amount": cents_text(cents),
                    "currency": currency,
                }
            )

    def post_translated(self, key: FactKey, measure: str, amount: int, currency: str) -> None:
        """Book an amount that is already in 1/10,000 USD."""
        if measure not in MEASURES:
            raise ValueError(f"unknown measure {measure}")
        if amount:
            measures = self._row(key, currency).measures
            measures[measure] = measures.get(measure, 0) + amount

    def count(self, key: FactKey, quantity: int, currency: str) -> None:
        """Add units to a row."""
        if quantity:
            self._row(key, currency).quantity += quantity

    def cost_of_sale(
        self, store: str, sku: str, day: dt.date, marketplace: str, quantity: int
    ) -> tuple[int, str]:
        """(cogs in 1/10,000 USD, cost_status) of units of a line.

        Unit cost x rate x units, rounded once for each component of a bundle.
        """
        parts = self.costs[store].parts(sku, day, marketplace)
        total = 0
        for units, row in parts:
            if row is not None:
                usd: Fraction = quantity * units * row.total * self.rates.usd_per(row.currency, day)
                total += half_away(usd * 10_000)
        known = sum(row is not None for _, row in parts)
        return total, "known" if known == len(parts) else "partly missing" if known else "missing"

    def fact(self) -> list[dict[str, object]]:
        """Truth rows in a stable order; rows without units and amounts are left out."""
        rows = []
        for key, row in sorted(
            self.rows.items(), key=lambda item: tuple(map(str, vars(item[0]).values()))
        ):
            amounts = {
                name: ten_thousandths_text(row.measures[name])
                for name in MEASURES
                if row.measures.get(name)
            }
            if amounts or row.quantity:
                members = {name: part for name, part in vars(key).items() if name != "ad_account"}
                rows.append(
                    {
                        **members,
                        "event_date": key.event_date.isoformat(),
                        "currency": row.currency,
                        "quantity": row.quantity,
                        "measures": amounts,
                    }
                )
        return rows

    def profit_by_channel(self) -> dict[str, dict[str, str]]:
        """The P&L of each channel over all stores and days, in USD with four decimals."""
        sums: dict[str, dict[str, int]] = {}
        for key, row in self.rows.items():
            bucket = sums.setdefault(key.channel, dict.fromkeys(MEASURES, 0))
            for name, amount in row.measures.items():
                bucket[name] += amount
        return {channel: _statement(sums[channel]) for channel in sorted(sums)}


def _statement(sums: dict[str, int]) -> dict[str, str]:
    net = (
        sums["gross_revenue"]
        - sums["discounts"]
        + sums["shipping_revenue"]
        + sums["gift_wrap_revenue"]
        + sums["other_revenue"]
        - sums["returns"]
    )
    margin_1 = net - sums["cogs"]
    fees = (
        "amazon_referral_fees",
        "amazon_fulfillment_fees",
        "amazon_storage_fees",
        "amazon_other_fees",
        "shopify_fees",
        "payment_processing_fees",
        "shipping_cost",
    )
    margin_2 = margin_1 - sum(sums[name] for name in fees) + sums["reimbursements"]
    margin_3 = margin_2 - sums["ad_spend"]
    lines = {
        **sums,
        "net_revenue": net,
        "cm1": margin_1,
        "cm2": margin_2,
        "cm3": margin_3,
        "net_profit": margin_3 - sums["other_costs"],
    }
    return {name: ten_thousandths_text(amount) for name, amount in lines.items()}
