"""What the brand of `exports.py` has earned, written down entry by entry.

Every amount was worked out by hand from the exports; the comment beside it says how. The only
arithmetic is the exchange: an amount times USD per EUR over its currency per EUR, of the last day
on or before its own. The rates are such that no product has more than four decimals.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

# Units of a currency per EUR on the days that the central bank has.
USD = {"01-05": "1.2", "01-06": "1.12", "01-09": "1.25", "01-19": "1.1", "01-26": "1.2"}
PER_EUR = {
    "EUR": dict.fromkeys(USD, "1"),
    "USD": USD,
    "CAD": {"01-05": "1.6", "01-06": "1.4", "01-09": "1.5625", "01-19": "1.375", "01-26": "1.5"},
    "CNY": {"01-05": "8", "01-06": "8", "01-09": "7.8125", "01-19": "8.8", "01-26": "8"},
}
# The measures, and the sign with which each stands in the profit.
INCOME = ("gross_revenue", "shipping_revenue", "reimbursements")
COST = (
    "discounts", "returns", "cogs", "amazon_referral_fees", "amazon_fulfillment_fees",
    "amazon_storage_fees", "amazon_other_fees", "shopify_fees", "payment_processing_fees",
    "shipping_cost", "ad_spend", "other_costs",
)  # fmt: skip
SHOP, FBA, FBM = "Shopify Web", "Amazon FBA", "Amazon FBM"
SHOP_ACCOUNT, AMAZON_ACCOUNT = "Shopify (account level)", "Amazon (account level)"
NOBODY = "Not applicable"


@dataclass(frozen=True)
class Entry:
    """One amount of the profit and loss, positive for the name of its measure."""

    store: str
    channel: str
    day: str
    currency: str
    measure: str
    amount: Decimal

    @property
    def in_dollars(self) -> Decimal:
        """The amount in USD, at the last rate on or before its day."""
        day = max(known for known in USD if known <= self.day)
        rate = Decimal(USD[day]) / Decimal(PER_EUR[self.currency][day])
        translated = self.amount * rate
        assert translated == translated.quantize(Decimal("0.0001")), self
        return translated


def _entries(store: str, channel: str, currency: str, *told: tuple[str, str, str]) -> list[Entry]:
    return [Entry(store, channel, day, currency, name, Decimal(a)) for day, name, a in told]


BOOKS = [
    *_entries(
        "us", SHOP, "USD",
        # #1001: two mugs of 20.00, 4.00 off, 6.00 of shipping; 3.15 of tax come on top.
        ("01-05", "gross_revenue", "40.00"),
        ("01-05", "discounts", "4.00"),
        ("01-05", "shipping_revenue", "6.00"),
        ("01-05", "cogs", "11.00"),  # 2 x (5.00 + 0.50)
        ("01-05", "payment_processing_fees", "1.61"),
        ("01-06", "shipping_cost", "7.00"),
        # 15.05 of 45.15 is a third: of the goods' 36.00, the shipping's 6.00 and the tax's 3.15.
        ("01-12", "returns", "12.00"),
        ("01-12", "returns", "2.00"),
        # #1002: a vase, wholly refunded; Sunday evening in the shop's own zone.
        ("01-11", "gross_revenue", "50.00"),
        ("01-11", "payment_processing_fees", "1.87"),
        ("01-20", "returns", "50.00"),
    ),
    # What the vase cost was paid in yuan, at Friday's rate. Nothing says that it came back.
    *_entries("us", SHOP, "CNY", ("01-11", "cogs", "80.00")),
    *_entries("us", SHOP_ACCOUNT, "USD", ("01-05", "shopify_fees", "39.00")),
    *_entries("us", NOBODY, "USD", ("01-06", "ad_spend", "10.00")),
    *_entries(
        "us", FBA, "USD",
        # 111-...1: a mug, settled two days later; its day is that of the order, at the Pacific.
        ("01-06", "gross_revenue", "22.00"),
        ("01-06", "discounts", "2.00"),
        ("01-06", "amazon_referral_fees", "3.00"),
        ("01-06", "amazon_fulfillment_fees", "3.50"),
        ("01-06", "cogs", "5.50"),
        # 111-...3: three mugs that no settlement has told yet.
        ("01-20", "gross_revenue", "66.00"),
        ("01-20", "cogs", "16.50"),
    ),
    *_entries(
        "us", FBM, "USD",
        # 111-...2: Amazon settled 59.50 where the order report had 60.00. All but shipping is
        # given back, less 1.95 that Amazon keeps.
        ("01-09", "gross_revenue", "59.50"),
        ("01-09", "shipping_revenue", "5.00"),
        ("01-09", "amazon_referral_fees", "9.75"),
        ("01-12", "shipping_cost", "8.00"),  # bought from Amazon; the shipment file has it, too
        ("01-16", "returns", "59.50"),
        ("01-16", "amazon_referral_fees", "-9.75"),
        ("01-16", "amazon_referral_fees", "1.95"),
    ),
    *_entries("us", FBM, "CNY", ("01-09", "cogs", "80.00")),
    *_entries(
        "us", FBA, "CAD",
        # 702-...1: a vase in Canada, where another cost is in force.
        ("01-06", "gross_revenue", "90.00"),
        ("01-06", "amazon_referral_fees", "13.50"),
        ("01-06", "amazon_fulfillment_fees", "8.00"),
    ),
    *_entries("us", FBA, "CNY", ("01-06", "cogs", "96.00")),
    *_entries(
        "us", AMAZON_ACCOUNT, "USD",
        ("01-07", "amazon_other_fees", "39.99"),
        ("01-15", "amazon_storage_fees", "4.40"),
        ("01-15", "reimbursements", "9.00"),
        ("01-15", "other_costs", "5.50"),  # the mug that was lost, and had not been sold
    ),
    *_entries(
        "eu", SHOP, "EUR",
        # #1001: 54.00 contain 9.00 of tax: 8.00 in the goods' 48.00, 1.00 in the shipping's 6.00.
        ("01-05", "gross_revenue", "40.00"),
        ("01-05", "shipping_revenue", "5.00"),
        ("01-05", "cogs", "8.80"),
        ("01-05", "payment_processing_fees", "1.06"),
        ("01-06", "shipping_cost", "6.50"),
        # 18.00 of 54.00 is a third: 13.33 1/3, 1.66 2/3 and 3.00 of tax; the cent goes to the
        # greater rest.
        ("01-12", "returns", "13.33"),
        ("01-12", "returns", "1.67"),
        # #1002: 60.00 less 12.00, with 8.00 of tax inside; half past five on Monday.
        ("01-12", "gross_revenue", "52.00"),
        ("01-12", "discounts", "12.00"),
        ("01-12", "cogs", "10.00"),
        ("01-12", "payment_processing_fees", "0.97"),
        ("01-20", "returns", "40.00"),
    ),
    *_entries("eu", SHOP_ACCOUNT, "EUR", ("01-05", "shopify_fees", "36.00")),
    *_entries("eu", NOBODY, "EUR", ("01-06", "ad_spend", "10.00")),
    *_entries(
        "eu", FBA, "EUR",
        # 302-...1: 29.75 contain 4.75 of tax, which the settlement does not tell.
        ("01-06", "gross_revenue", "25.00"),
        ("01-06", "amazon_referral_fees", "4.46"),
        ("01-06", "amazon_fulfillment_fees", "3.20"),
        ("01-06", "cogs", "4.40"),
        ("01-16", "returns", "25.00"),
        ("01-16", "amazon_referral_fees", "-4.46"),
        ("01-16", "amazon_referral_fees", "0.89"),
        # 302-...2: 59.50 contain 9.50, and are not settled.
        ("01-20", "gross_revenue", "50.00"),
        ("01-20", "cogs", "8.80"),
    ),
    *_entries(
        "eu", AMAZON_ACCOUNT, "EUR",
        ("01-15", "amazon_storage_fees", "2.20"),
        # This store's stock is in no export: nobody knows that the damaged mug was in it.
        ("01-15", "reimbursements", "6.00"),
    ),
]  # fmt: skip
# What each file says, added up by hand: rows of the profit and others, prices, taxes, reserves.
LANDED = {
    # Totals of the orders, and beside them what was refunded of each.
    ("us", "orders", "USD"): "30.10",  # 45.15 + 54.00 - 15.05 - 54.00
    ("eu", "orders", "EUR"): "36.00",  # 54.00 + 48.00 - 18.00 - 48.00
    # Amounts less fees of every row.
    ("us", "payment_transactions", "USD"): "-54.00",  # what is pending
    ("eu", "payment_transactions", "EUR"): "-48.00",
    ("us", "billing", "USD"): "39.00",
    ("eu", "billing", "EUR"): "36.00",
    # Price, taxes and shipping less promotions, of shipped orders: 21.76 + 65.00 + 71.28.
    ("us", "all_orders", "USD"): "158.04",
    ("us", "all_orders", "CAD"): "94.50",
    ("eu", "all_orders", "EUR"): "103.50",  # 34.50 + 69.00
    ("us", "settlements", "USD"): "13.16",
    ("us", "settlements", "CAD"): "68.50",
    ("eu", "settlements", "EUR"): "49.71",
    ("us", "reimbursements", "USD"): "9.00",
    ("eu", "reimbursements", "EUR"): "6.00",
    ("us", "shipments", "USD"): "15.00",
    ("eu", "shipments", "EUR"): "6.50",
    ("us", "campaigns", "USD"): "10.00",
    ("eu", "campaigns", "EUR"): "10.00",
}
# What has reached a bank account.
CASH = {
    ("us", "Shopify Payments", "USD", "2026-01-08"): "43.54",
    ("us", "Shopify Payments", "USD", "2026-01-15"): "37.08",  # 54.00 - 1.87 - 15.05
    ("us", "Amazon", "USD", "2026-01-21"): "13.16",
    ("us", "Amazon", "CAD", "2026-01-21"): "68.50",
    ("eu", "Shopify Payments", "EUR", "2026-01-08"): "52.94",
    ("eu", "Shopify Payments", "EUR", "2026-01-15"): "29.03",  # 48.00 - 0.97 - 18.00
    ("eu", "Amazon", "EUR", "2026-01-21"): "49.71",
}
# The sales in dollars if each stands on the day on which it was shipped: gross revenue, cost, and
# the fees of card and commission. Rates of the 6th hold until the 9th.
SHIPPED = {
    ("us", "#1001", "01-06"): ("40.00", "11.00", "1.61"),
    ("us", "#1002", "01-19"): ("50.00", "10.00", "1.87"),  # 80 yuan at 1.1 / 8.8
    ("eu", "#1001", "01-06"): ("44.80", "9.856", "1.1872"),  # all at 1.12
    ("eu", "#1002", "01-12"): ("65.00", "12.50", "1.2125"),
    # Of Amazon no shipment has landed: the settlement posts a sale when it leaves.
    ("us", "111-0000001-0000001", "01-08"): ("22.00", "5.50", "3.00"),
    ("us", "111-0000002-0000002", "01-11"): ("59.50", "12.80", "9.75"),
    ("us", "702-0000001-0000001", "01-08"): ("72.00", "13.44", "10.80"),
    ("eu", "302-0000001-0000001", "01-08"): ("28.00", "4.928", "4.9952"),
    # And nothing tells of these yet.
    ("us", "111-0000003-0000003", "01-20"): ("66.00", "16.50", "0"),
    ("eu", "302-0000002-0000002", "01-20"): ("55.00", "9.68", "0"),
}


def summed(*columns: str, in_dollars: bool) -> dict[tuple, Decimal]:
    """The entries added up by these columns, in their own currency or in dollars."""
    totals: dict[tuple, Decimal] = defaultdict(Decimal)
    for entry in BOOKS:
        key = tuple(getattr(entry, column) for column in columns)
        totals[key] += entry.in_dollars if in_dollars else entry.amount
    return dict(totals)


def profits(*columns: str) -> dict[tuple, dict[str, Decimal]]:
    """Net revenue, the three margins and the profit in dollars, by these columns."""
    found = {}
    totals = summed(*columns, "measure", in_dollars=True)
    for key in {key[:-1] for key in totals}:
        of_key = {name: totals.get((*key, name), Decimal(0)) for name in (*INCOME, *COST)}
        net = of_key["gross_revenue"] + of_key["shipping_revenue"]
        net -= of_key["discounts"] + of_key["returns"]
        cm1 = net - of_key["cogs"]
        fees = sum(of_key[name] for name in COST[3:-2])
        cm2 = cm1 - fees + of_key["reimbursements"]
        cm3 = cm2 - of_key["ad_spend"]
        found[key] = {
            "net_revenue": net,
            "cm1": cm1,
            "cm2": cm2,
            "cm3": cm3,
            "net_profit": cm3 - of_key["other_costs"],
        }
    return found
