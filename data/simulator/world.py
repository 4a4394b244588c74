"""Draws the whole brand and books the truth; the files are written from the same objects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from data.simulator import (
    ads,
    ads_cases,
    ads_products,
    ads_regions,
    amazon_accounts,
    shipping_truth,
    shopify_billing,
    shopify_fee_cases,
)
from data.simulator.amazon_cases import plant_orders
from data.simulator.amazon_fee_cases import plant_at_limits
from data.simulator.amazon_german_cases import GermanShop, plant_german
from data.simulator.amazon_model import AmazonOrder, Settlement, SettlementRow
from data.simulator.amazon_orders import AmazonShop
from data.simulator.amazon_settlements import (
    FIRST_START,
    SETTLED_UNTIL,
    Settler,
    assign,
    canada_end,
    periods,
)
from data.simulator.amazon_truth import AmazonBooks
from data.simulator.calendar_fx import (
    BERLIN,
    LOS_ANGELES,
    NEW_YORK,
    ReferenceRates,
    to_local,
    to_utc,
)
from data.simulator.cases import CaseBook
from data.simulator.fba_returns import NOT_SETTLED_YET, REPORTED_LOWER, returned_units
from data.simulator.fba_stock import Stock
from data.simulator.goods_back import (
    amazon_lines,
    book_returns,
    plant_returns,
    warehouse_lines,
)
from data.simulator.journey_cases import draw_visits
from data.simulator.journeys import Visit
from data.simulator.ledger import Ledger
from data.simulator.money import percent
from data.simulator.overcharges import Overcharges
from data.simulator.shipping import Depot
from data.simulator.shopify_cases import plant_us
from data.simulator.shopify_model import ExportWindow, Line, Order, last_view
from data.simulator.shopify_orders import Shop
from data.simulator.shopify_payments import (
    Transaction,
    account_transactions,
    book_account_rows,
    order_transactions,
    with_payouts,
)
from data.simulator.shopify_people_cases import plant_people
from data.simulator.shopify_store_cases import plant_eu, sold_on_amazon
from data.simulator.shopify_truth import OrderBooks, book_order

SEED = 20_250_101


def _windows(zone: str, *specs: tuple[str, str, str, str]) -> list[ExportWindow]:
    """(file, first day, last day, local day at whose start the export was taken) as windows."""
    return [
        ExportWindow(
            file,
            dt.date.fromisoformat(first),
            dt.date.fromisoformat(last),
            to_utc(dt.datetime.fromisoformat(taken), zone),
        )
        for file, first, last, taken in specs
    ]


_WHOLESALE = _windows(
    NEW_YORK,
    ("shopify/orders/orders_export_wholesale.csv", "2026-02-01", "2026-06-30", "2026-07-01"),
)
ORDER_WINDOWS = {
    "default": _windows(
        NEW_YORK,
        ("shopify/orders/orders_export_2025_h1.csv", "2025-01-01", "2025-07-02", "2025-07-03"),
        ("shopify/orders/orders_export_2025_h2.csv", "2025-06-01", "2026-01-04", "2026-01-05"),
        ("shopify/orders/orders_export_2026_h1.csv", "2025-12-01", "2026-06-30", "2026-07-01"),
    )
    + [replace(window, is_apart=True) for window in _WHOLESALE],
    "eu": _windows(
        BERLIN,
        ("eu/shopify/orders/orders_export_1.csv", "2025-01-01", "2025-12-14", "2025-12-15"),
        ("eu/shopify/orders/orders_export_2.csv", "2025-11-10", "2026-06-30", "2026-07-01"),
    ),
}
PAYMENT_WINDOWS = {
    "default": _windows(
        NEW_YORK,
        (
            "shopify/payment_transactions/payment_transactions_export_1.csv",
            "2025-01-01",
            "2025-07-02",
            "2025-07-03",
        ),
        (
            "shopify/payment_transactions/payment_transactions_export_2.csv",
            "2025-06-25",
            "2026-01-04",
            "2026-01-05",
        ),
        (
            "shopify/payment_transactions/payment_transactions_export_3.csv",
            "2025-12-29",
            "2026-06-30",
            "2026-07-01",
        ),
    ),
    "eu": _windows(
        BERLIN,
        (
            "eu/shopify/payment_transactions/payment_transactions_export_1.csv",
            "2025-01-01",
            "2025-12-14",
            "2025-12-15",
        ),
        (
            "eu/shopify/payment_transactions/payment_transactions_export_2.csv",
            "2025-12-10",
            "2026-06-30",
            "2026-07-01",
        ),
    ),
}
ALL_ORDERS_WINDOWS = _windows(
    LOS_ANGELES,
    *(
        (f"amazon/all_orders/AllOrders_{first}_{last}.txt", first, last, taken)
        for first, last, taken in (
            ("2025-01-01", "2025-03-31", "2025-04-01"),
            ("2025-03-25", "2025-06-30", "2025-07-01"),
            ("2025-06-24", "2025-09-30", "2025-10-01"),
            ("2025-09-24", "2025-12-31", "2026-01-01"),
            ("2025-12-25", "2026-03-31", "2026-04-01"),
            ("2026-03-25", "2026-06-30", "2026-07-01"),
        )
    ),
)


@dataclass
class World:
    """Everything that the writers and the truth file need."""

    seed: int
    rates: ReferenceRates
    ledger: Ledger
    cases: CaseBook
    shopify: dict[str, list[Order]] = field(default_factory=dict)
    payments: dict[str, list[Transaction]] = field(default_factory=dict)
    amazon: list[AmazonOrder] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    ad_rows: dict[str, list[ads.AdRow]] = field(default_factory=dict)
    february: list[ads.AdRow] = field(default_factory=list)
    ad_cases: ads_cases.AdCases = field(default_factory=ads_cases.AdCases)
    unclassified: list[SettlementRow] = field(default_factory=list)
    unallocated: list[tuple[SettlementRow, str]] = field(default_factory=list)
    stock: Stock | None = None
    returns: list[dict[str, str]] = field(default_factory=list)
    ad_differences: list[dict[str, str]] = field(default_factory=list)
    fee_audit: list[dict[str, str]] = field(default_factory=list)
    unknown_fees: list[dict[str, str]] = field(default_factory=list)
    bills: dict[str, list[shopify_billing.Bill]] = field(default_factory=dict)
    depot: Depot | None = None
    german: GermanShop = field(default_factory=GermanShop)
    visits: dict[str, list[Visit]] = field(default_factory=dict)

    @property
    def spent(self) -> list[ads.AdRow]:
        """The report rows of all advertising accounts that count, and evidence beside them."""
        rows = [row for group in self.ad_rows.values() for row in group]
        return [*rows, *self.february, *self.ad_cases.booked]


def build(seed: int = SEED) -> World:
    """Draw every business event of the brand and book the truth about it."""
    rates, cases = ReferenceRates(seed), CaseBook()
    world = World(seed, rates, Ledger(rates), cases)
    shop = AmazonShop(seed)
    planted = plant_orders(shop, cases)
    everyday = shop.everyday_orders(1_140)
    _promote_in_january(everyday, planted["both_versions"], cases)
    _shopify_orders(world, seed, everyday)
    mcf = shop.multi_channel(world.shopify["default"], cases)
    at_limits = plant_at_limits(AmazonShop(seed, "limits"), cases)
    world.amazon = [*planted.values(), *everyday, *mcf, *at_limits]
    _advertising(world, seed)
    _settle(world, seed, planted, everyday, at_limits)
    _bill(world, seed)
    _send(world, seed, *_book(world))
    world.german = plant_german(world.ledger, cases)
    for store, orders in world.shopify.items():
        world.visits[store] = draw_visits(seed, store, orders, world.ad_rows["google"], cases)
    return world


def _promote_in_january(everyday: list[AmazonOrder], both: AmazonOrder, cases: CaseBook) -> None:
    """Give two orders a promotion: V1 settlements of their periods then have all 36 columns."""
    first, last = FIRST_START + dt.timedelta(days=15), FIRST_START + dt.timedelta(days=27)
    early = min(
        (
            order
            for order in everyday
            if order.fate == "Shipped" and order.shipped and first < order.shipped < last
        ),
        key=lambda order: order.purchased,
    )
    for order in (early, both):
        item = order.items[0]
        item.item_promotion = percent(item.price, "0.1")
        item.promotion_ids = ("PLM-2501-10PCT",)
        cases.plant(9, "promotion told by a V1 settlement", order.order_id)


def _shopify_orders(world: World, seed: int, amazon: list[AmazonOrder]) -> None:
    shop, eu_shop = Shop(seed, "default"), Shop(seed, "eu")
    copied = [
        order
        for order in amazon
        if order.channel == "Merchant"
        and len(order.items) == 1
        and order.fate == "Shipped"
        and order.shipped is not None
        and order.shipped < SETTLED_UNTIL
    ][:5]
    matches = []
    # The app that copies Amazon orders into Shopify needs a few minutes.
    for order in copied:
        item = order.items[0]
        line = Line(item.sku, shop.line(item.sku).name, item.quantity, item.price // item.quantity)
        matches.append((order.order_id, order.purchased + dt.timedelta(minutes=9), line))
    for store, orders in (
        (
            "default",
            plant_us(shop, world.cases)
            + sold_on_amazon(shop, world.cases, matches)
            + shop.everyday_orders(1_430)
            + shopify_fee_cases.plant_gateways(shop.aside(seed, "gateways"), world.cases)
            + plant_people(shop.aside(seed, "people"), world.cases),
        ),
        ("eu", plant_eu(eu_shop, world.cases) + eu_shop.everyday_orders(290)),
    ):
        orders.sort(key=lambda order: (order.is_apart, order.created, order.order_id))
        for position, order in enumerate(orders):
            order.name = f"#{1001 + position}"
        world.shopify[store] = orders
    world.cases.plant(0, "the same order names in two stores", "default #1001, eu #1001")
    _choose_mcf(shop, world.shopify["default"])
    world.fee_audit += shopify_fee_cases.overcharge_cards(world.shopify["default"], world.cases)


def _choose_mcf(shop: Shop, orders: list[Order]) -> None:
    """Some everyday orders are sent from Amazon's warehouse too (settled well before the end)."""
    for order in orders:
        plain = (
            order.capture == "paid"
            and not order.refunds
            and order.source == "web"
            and order.fulfilled_at is not None
            and not order.is_mcf
            and dt.date(2025, 4, 15) <= order.sale_date <= dt.date(2026, 5, 20)
        )
        goods = all(
            line.kind == "merchandise" and line.requires_shipping and line.sku in _AMAZON_SKUS
            for line in order.lines
        )
        if plain and goods and len(order.lines) <= 2 and shop.draw.chance(5):
            order.is_mcf = True


_AMAZON_SKUS = {
    "AG-VASE-08",
    "AG-MUG-CLAY",
    "AG-CAND-FIG",
    "AG-CAND-AMB",
    "AG-COAST-6",
    "AG-BOWL-L",
    "AG-BOWL-S",
    "AG-FRAME-57",
    "AG-FRAME-81",
    "AG-NAPK-4",
    "AG-PILL-20",
}


def _advertising(world: World, seed: int) -> None:
    for name, store, platform, currency, campaigns in (
        ("google", "default", "google_ads", "USD", ads.GOOGLE),
        ("google_eu", "eu", "google_ads", "EUR", ads.GOOGLE_EU),
        ("meta", "default", "meta_ads", "USD", ads.META),
        ("amazon", "default", "amazon_ads", "USD", ads.AMAZON),
    ):
        world.ad_rows[name] = ads.daily_rows(seed, store, platform, currency, campaigns)
        ads.book(world.ad_rows[name], world.ledger)
    world.february = ads.february_only(world.cases)
    ads.book(world.february, world.ledger)
    world.ad_cases = ads_cases.plant_ads(world.cases)
    by_product = ads_products.plant_products(world.amazon, world.shopify["default"], world.cases)
    world.ad_cases.products = by_product
    ads.book(list(by_product), world.ledger)
    ads_regions.plant_regions(world.cases)
    ads.book(world.ad_cases.booked, world.ledger)
    for what, text in (
        ("costs restated by a later overlapping report", "google_ads/campaigns: 2025-06-17"),
        ("costs restated by a later overlapping report", "meta_ads/campaigns: 2025-12-18"),
        ("costs restated by a later report", "amazon_ads/sponsored_products: Dec 18, 2025"),
        ("multi-day rows over daily rows: evidence", "meta_ads/campaigns: 2025-04-01,2025-06-30"),
        (
            "summary row with a blank campaign: control",
            "meta_ads/campaigns: 2025-07-01,2025-12-31,,",
        ),
        ("empty export", "meta_ads/campaigns: No data available."),
        ("euro account of the EU store", "eu/google_ads/campaigns: EU - Marke - Suche"),
    ):
        world.cases.plant(19, what, text)
    for decision, what, text in (
        (23, "cost row restated by a later file", "costs/cogs: AG-FRAME-57,5.25"),
        (15, "cost that takes effect after the last sale", "costs/cogs: 2026-09-01"),
        (15, "bundle at the cost of its components", "reference/bundles: AG-CAND-SET"),
        (15, "bundle with a cost of its own on one marketplace", "costs/cogs: AG-CAND-SET"),
        (15, "bundle of two currencies and an alias", "reference/bundles: AG-LAMP-TBL"),
        (15, "bundle with a cost of its own", "reference/bundles: AG-MUG-SET4"),
        (15, "component without a cost: partly missing", "reference/bundles: 2026-03-01"),
        (16, "currency without rates since 2026", "reference/fx: N/A"),
    ):
        world.cases.plant(decision, what, text)


def _settle(
    world: World,
    seed: int,
    planted: dict[str, AmazonOrder],
    everyday: list[AmazonOrder],
    at_limits: list[AmazonOrder],
) -> None:
    settler, cases = Settler(seed), world.cases
    other_settler = Settler(seed, "limits/settlements")
    dollars: list[SettlementRow] = []
    canadian: list[SettlementRow] = []

    def put(order: AmazonOrder, rows: list[SettlementRow]) -> None:
        (canadian if order.currency == "CAD" else dollars).extend(rows)

    # One order ships although its only report still says Pending.
    stale = planted["stale"].order_id
    for order in world.amazon:
        if order.fate == "Shipped" or order.order_id == stale:
            put(order, (other_settler if order in at_limits else settler).order_rows(order))
    dollars = amazon_accounts.split_twin_fee(dollars, planted["twin_fee"].order_id)
    for row in dollars:
        row.padded_sku = row.order_id == planted["padded"].order_id
    for order in everyday:
        if order.fate == "Shipped":
            put(order, settler.everyday_refunds([order]))
    dollars += amazon_accounts.planted_rows(planted, settler)
    refunded = planted["ca_refund"]
    if refunded.shipped is not None:
        canadian += settler.refund_rows(refunded, 0, refunded.shipped + dt.timedelta(days=25))
    dollars += amazon_accounts.label_rows(seed, everyday, SETTLED_UNTIL)
    world.stock = Stock(seed, cases)
    dollars += amazon_accounts.monthly_rows(seed, world.stock, cases)
    spend: dict[dt.date, int] = {}
    planted_ads = [
        *world.ad_cases.brands, *world.ad_cases.display, *world.ad_cases.products,
    ]  # fmt: skip
    for row in world.ad_rows["amazon"] + planted_ads:
        spend[row.start] = spend.get(row.start, 0) + row.spend
    dollars += amazon_accounts.advertising_rows(seed, spend, cases)
    canadian += amazon_accounts.canada_rows(cases)
    overcharges = Overcharges(world.amazon, everyday, dollars, settler, cases)
    overcharges.plant()
    world.fee_audit += overcharges.audit + world.stock.audit
    world.settlements = periods(seed)
    late = assign(dollars, world.settlements, "USD") + assign(canadian, world.settlements, "CAD")
    early = [row for row in late if row.posted < canada_end()]
    if early:
        raise AssertionError(f"rows that no settlement takes: {early[:3]}")
    amazon_accounts.add_reserves(world.settlements, cases)
    settled = [row for settlement in world.settlements for row in settlement.rows]
    lost = overcharges.never_returned | {planted["refund_full"].order_id}
    world.returns = plant_returns(returned_units(settled, seed, lost), world.amazon, cases)
    _name_settlement_cases(world)


def _name_settlement_cases(world: World) -> None:
    dollars = [item for item in world.settlements if item.currency == "USD"]
    promoted = [
        any(row.amount_type == "Promotion" for row in dollars[index].rows) for index in (0, 1, 2, 4)
    ]
    if promoted != [False, True, True, True]:
        raise AssertionError("only the first V1 settlement is planted without promotions")
    plant = world.cases.plant
    plant(20, "V1 settlement of 33 columns (no promotions)", dollars[0].settlement_id)
    plant(
        20,
        "V1 settlements of 36 columns",
        f"{dollars[1].settlement_id}, {dollars[2].settlement_id}",
    )
    plant(20, "one settlement as V2 and as V1: V2 counts", dollars[4].settlement_id)
    plant(
        21,
        "reimbursements report that states less than the settlement paid: evidence",
        f"amazon/reimbursements: {REPORTED_LOWER[0]}",
    )
    plant(
        21,
        "reimbursement that no settlement has paid: listed, not counted",
        f"amazon/reimbursements: {NOT_SETTLED_YET[0]}",
    )
    plant(0, "ragged rows, mixed-case marketplace names, blank order-ids", dollars[5].settlement_id)


def _bill(world: World, seed: int) -> None:
    orders = world.shopify["default"]
    world.bills = {
        "default": shopify_billing.default_bills(seed, orders, world.cases),
        "eu": shopify_billing.euro_bills(),
    }
    shopify_billing.book(world.bills["default"], "default", "USD", world.ledger)
    shopify_billing.book(world.bills["eu"], "eu", "EUR", world.ledger)
    world.fee_audit += shopify_billing.audit(orders)


def _send(
    world: World, seed: int, amazon: AmazonBooks, shopify: dict[str, list[OrderBooks]]
) -> None:
    depot = world.depot = Depot(seed, world.cases)
    shipping_truth.pack_shopify(depot, "default", shopify["default"])
    abroad = shipping_truth.pack_shopify(depot, "eu", shopify["eu"])
    shipping_truth.pack_amazon(depot, amazon, amazon.rows)
    depot.plant()
    depot.pay_duty(abroad)
    shipping_truth.book(depot, world.ledger)
    shipping_truth.list_bought_labels(depot, amazon.rows)


def _book(world: World) -> tuple[AmazonBooks, dict[str, list[OrderBooks]]]:
    ledger = world.ledger
    if world.stock is None:
        raise ValueError("a world without stock")
    booked_orders: dict[str, list[OrderBooks]] = {store: [] for store in world.shopify}
    billed = shopify_billing.fees_billed(world.shopify["default"])
    views: dict[str, dt.datetime | None] = {}
    for order in world.amazon:
        day = to_local(order.purchased, LOS_ANGELES).date()
        taken = [
            window.as_of for window in ALL_ORDERS_WINDOWS if window.first <= day <= window.last
        ]
        if order.only_in_first_file:
            taken = taken[:1]
        views[order.order_id] = max(taken) if order.listed else None
    rows = [row for settlement in world.settlements for row in settlement.rows]
    # Any report row makes its month covered, for its own account, as the accounting rule says.
    planted = [*world.ad_cases.booked, *world.ad_cases.products]
    told = world.ad_rows["amazon"] + [row for row in planted if row.platform == "amazon_ads"]
    covered = {(row.currency, row.start.year, row.start.month) for row in told}
    books = AmazonBooks(world.amazon, rows, ledger, views, covered, world.stock)
    books.book()
    world.ad_differences = books.advertising_differences(told)
    world.unclassified, world.unallocated = books.unclassified, books.unallocated
    world.unknown_fees = books.unknown_fees
    shop: dict[str, OrderBooks] = {}
    for store, orders in world.shopify.items():
        for order in orders:
            fees = books.mcf_fees.pop(order.name, []) if store == "default" else []
            as_of = last_view(order, ORDER_WINDOWS[store])
            charged = billed.get(order.name) if store == "default" else None
            booked = book_order(order, ledger, as_of, fees, charged)
            if booked is not None:
                booked_orders[store].append(booked)
            if fees and booked is None:
                raise AssertionError(f"MCF fees of an order that does not count: {order.name}")
            if booked is not None and store == "default":
                shop[order.name] = booked
        account = account_transactions(store, world.cases)
        book_account_rows(account, store, ledger)
        world.payments[store] = with_payouts(order_transactions(orders) + account, store)
    back = amazon_lines(books) | warehouse_lines(world.amazon, shop)
    book_returns(world.returns, back, ledger)
    if books.mcf_fees:
        raise AssertionError(f"MCF fees of unknown orders: {sorted(books.mcf_fees)}")
    return books, booked_orders
