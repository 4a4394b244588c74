"""Account-level settlement rows and the planted settlement rows of planted orders."""

from __future__ import annotations

import datetime as dt

from data.simulator.amazon_model import AmazonOrder, Settlement, SettlementRow
from data.simulator.amazon_settlements import Settler
from data.simulator.cases import CaseBook
from data.simulator.draw import Draw
from data.simulator.fba_stock import MONTHS, Stock
from data.simulator.money import percent

_OTHER = "other-transaction"
_BOUNCED = (
    "Transfer of funds unsuccessful: We could not transfer funds to your bank account because the "
    "account information on file is invalid. Please update your bank account information."
)


def _utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _other(description: str, amount: int, posted: str, **fields: object) -> SettlementRow:
    return SettlementRow(_OTHER, _OTHER, description, amount, _utc(posted), **fields)  # type: ignore[arg-type]


def _reimbursement(
    description: str, amount: int, posted: str, sku: str, **fields: object
) -> SettlementRow:
    kind = "FBA Inventory Reimbursement"
    return SettlementRow(
        _OTHER, kind, description, amount, _utc(posted), sku=sku, quantity=1, **fields
    )  # type: ignore[arg-type]


def monthly_rows(seed: int, stock: Stock, cases: CaseBook) -> list[SettlementRow]:
    """Storage, subscription and other USD account charges, month by month.

    Storage is billed in the month after; of December 2024 no report was kept.
    """
    draw, rows = Draw(seed, "amazon/accounts"), []
    months = [(2025 + index // 12, index % 12 + 1) for index in range(18)]
    for index, (year, month) in enumerate(months):
        day = draw.between(8, 12)
        busy = 180 if month in (11, 12, 1) else 100
        storage = -draw.between(1_400, 2_300) * busy // 100
        if index:
            storage = -stock.storage_of(MONTHS[index - 1])
        posted = (
            f"{year}-{month:02d}-{day:02d} {draw.between(0, 23):02d}:{draw.between(0, 59):02d}:07"
        )
        if index < 10:
            rows.append(_other("Storage Fee", storage, posted))
        else:
            rows.append(
                SettlementRow(
                    "FBAFees", "FBA Inventory Storage Fee", "Base fee", storage, _utc(posted)
                )
            )
        rows.append(_other("Subscription Fee", -3_999, f"{year}-{month:02d}-05 04:12:00"))
    rows.append(_other("Storage Fee", -137, "2025-08-29 10:00:00"))
    for day in sorted({row.day for row in stock.aged}):
        posted = f"{day + dt.timedelta(days=5)} 06:30:00"
        rows.append(_other("StorageRenewalBilling", -stock.aged_of(day), posted))
    rows += [
        _other(
            "FBA Inbound Placement Service Fee",
            -4_410,
            "2025-03-28 19:00:00",
            shipment_id="FBA18ZN0LT90",
        ),
        _other(
            "FBA Inbound Placement Service Fee",
            -5_277,
            "2025-10-03 19:00:00",
            shipment_id="FBA19B7K2QX4",
        ),
        _other(
            "FBAInboundTransportationFee",
            -11_836,
            "2025-10-04 19:00:00",
            shipment_id="FBA19B7K2QX4",
        ),
        _other("RemovalComplete", -624, "2025-12-02 11:00:00"),
        SettlementRow(
            "AmazonFees",
            "Vine Enrollment Fee",
            "Base fee",
            -7_500,
            _utc("2025-07-15 12:00:00"),
            sku="AG-CAND-SET",
        ),
        SettlementRow(
            "CouponRedemptionFee",
            "CouponRedemptionFee",
            "PLM-2511-10PCT",
            -480,
            _utc("2025-11-30 22:00:00"),
        ),
        SettlementRow(
            "Promotion Fee", "Deals", "Promotion Fee", -4_500, _utc("2025-11-29 08:00:00")
        ),
        _reimbursement("WAREHOUSE_LOST", 2_215, "2025-04-11 15:00:00", "AG-VASE-08"),
        _reimbursement("WAREHOUSE_DAMAGE", 1_390, "2025-06-19 02:30:00", "AG-MUG-CLAY"),
        _reimbursement("WAREHOUSE_LOST", 4_102, "2025-09-27 15:00:00", "AG-VASE-12-FBA"),
        _reimbursement("COMPENSATED_CLAWBACK", -2_215, "2025-12-09 15:00:00", "AG-VASE-08"),
        _reimbursement("WAREHOUSE_DAMAGE", 1_188, "2026-05-03 15:00:00", "AG-FRAME-57"),
        _other(_BOUNCED, 2_500, "2026-02-11 09:00:00"),
        SettlementRow(
            "Transfers", "Micro Deposit", "Micro Deposit", -1, _utc("2025-08-21 10:10:33")
        ),
        _other("SellerVaultHoldingFee", -777, "2025-12-28 03:00:00"),
        _other("SellerVaultHoldingFee", -312, "2026-03-18 18:00:00", sku="AG-TRAY-OAK"),
        SettlementRow(
            "Order",
            "ItemFees",
            "Commission",
            -123,
            _utc("2025-08-20 20:00:00"),
            marketplace="Amazon.com",
            fulfillment_id="AFN",
        ),
        SettlementRow(
            "Order",
            "ItemFees",
            "FBAPerUnitFulfillmentFee",
            -455,
            _utc("2026-01-30 20:00:00"),
            marketplace="Amazon.com",
            fulfillment_id="AFN",
        ),
    ]
    for decision, what, text in (
        (17, "storage fee under its old label", "Storage Fee"),
        (17, "storage fee under its 2025 label", "FBA Inventory Storage Fee"),
        (17, "second storage charge of a month, in another settlement", "2025-08-29 10:00:00"),
        (17, "storage of a month whose report nobody kept: account", "Storage Fee"),
        (17, "storage in the month stored, by SKU", "Storage Fee"),
        (18, "aged inventory surcharge, by SKU", "StorageRenewalBilling"),
        (21, "reimbursement of a lost unit", "WAREHOUSE_LOST"),
        (21, "clawback of a reimbursement: negative", "COMPENSATED_CLAWBACK"),
        (
            21,
            "reimbursement row that names an order: still account level",
            "REVERSAL_REIMBURSEMENT",
        ),
        (
            3,
            "account row whose local date is the day before its UTC date",
            "2025-06-19 02:30:00 UTC",
        ),
        (18, "account triple that nobody knows: unclassified", "SellerVaultHoldingFee"),
        (0, "order-linked triple without order-id: unallocated", "2025-08-20 20:00:00 UTC"),
        (0, "order-linked triple without order-id: unallocated", "2026-01-30 20:00:00 UTC"),
        (18, "micro deposit: balance sheet", "Micro Deposit"),
        (18, "returned transfer: balance sheet", "Transfer of funds unsuccessful"),
        (18, "Vine fee: amazon_other_fees", "Vine Enrollment Fee"),
        (18, "coupon fee: amazon_other_fees", "CouponRedemptionFee"),
        (18, "deal fee: amazon_other_fees", "Promotion Fee"),
        (18, "inbound fees: amazon_other_fees", "FBA Inbound Placement Service Fee"),
        (18, "removal fee: amazon_other_fees", "RemovalComplete"),
    ):
        cases.plant(decision, what, f"amazon/settlements: {text}")
    return rows


def canada_rows(cases: CaseBook) -> list[SettlementRow]:
    """CAD account rows: the first settlement is negative, so Amazon asks for money."""
    cases.plant(16, "CAD account row at the posted date's rate", "amazon/settlements: FBA18ZN0LT91")
    cases.plant(17, "storage of Amazon.ca by space: no fee stated", "amazon/storage_fees: YYZ4")
    cases.plant(
        18, "card charged by Amazon: balance sheet", "amazon/settlements: Successful charge"
    )
    return [
        _other("Subscription Fee", -3_209, "2025-09-06 23:04:51"),
        _other("Successful charge", 3_209, "2025-09-06 23:09:23"),
        _other(
            "FBAInboundTransportationFee",
            -22_169,
            "2025-08-28 20:13:08",
            shipment_id="FBA18ZN0LT91",
        ),
        _other("Storage Fee", -944, "2025-10-09 07:30:00"),
        # The reports of this month are of the account in USD.
        SettlementRow(
            _OTHER,
            "Cost of Advertising",
            "TransactionTotalAmount",
            -2_135,
            _utc("2025-11-05 18:00:00"),
        ),
        _reimbursement("WAREHOUSE_LOST", 3_905, "2026-01-21 03:15:00", "AG-BOWL-L"),
    ]


def advertising_rows(seed: int, spend: dict[dt.date, int], cases: CaseBook) -> list[SettlementRow]:
    """Cost of Advertising by half month: before the ad reports begin, then equal to them until
    the end of 2025, when the card is charged instead. `spend` is Amazon Ads spend by day.
    """
    draw, rows = Draw(seed, "amazon/advertising"), []
    for month in range(1, 13):
        last = (dt.date(2025 + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
        for first, end in ((1, 15), (16, last)):
            posted = dt.datetime(2025, month, end, 18, draw.between(0, 59), 5)
            if month <= 3:
                net = draw.between(5_200, 9_800)
                tax = percent(net, "0.04") if posted < dt.datetime(2025, 3, 8) else 0
            else:
                net = sum(spend.get(dt.date(2025, month, day), 0) for day in range(first, end + 1))
                tax = 0
                # A small difference for the reconciliation to find.
                if (month, first) == (10, 16):
                    net += 300
            rows.append(
                SettlementRow(
                    "ServiceFee",
                    "Cost of Advertising",
                    "TransactionTotalAmount",
                    -(net + tax),
                    posted,
                    tax_part=-tax,
                )
            )
    rows.append(
        SettlementRow(
            "ServiceFee",
            "Cost of Advertising",
            "TransactionTotalAmount",
            -1_240,
            _utc("2025-04-01 03:30:00"),
        )
    )
    # Tax and refunds are in no report, and a covered month does not make evidence of them.
    rows += [
        SettlementRow(
            _OTHER, "Cost of Advertising", "TaxAmount", -118, _utc("2025-06-12 18:00:00")
        ),
        SettlementRow(
            _OTHER,
            "Refund for Advertiser",
            "TransactionTotalAmount",
            264,
            _utc("2025-07-09 18:00:00"),
        ),
    ]
    for what, text in (
        ("Cost of Advertising before any Amazon Ads report: campaign unknown", "2025-01-15T18:"),
        ("Cost of Advertising on 1 April UTC, 31 March local: unknown", "2025-04-01 03:30:00 UTC"),
        ("Cost of Advertising in a covered month: evidence", "2025-05-31 18:"),
        ("evidence that differs from the ad reports by 3.00", "2025-10-31 18:"),
        ("tax on ads in a V1 settlement", "TaxAmount"),
    ):
        cases.plant(19, what, f"amazon/settlements: {text}")
    return rows


def planted_rows(planted: dict[str, AmazonOrder], settler: Settler) -> list[SettlementRow]:
    """Refunds, corrections and odd rows of planted orders (USD ones)."""
    rows: list[SettlementRow] = []

    def after(handle: str, days: int) -> dt.datetime:
        shipped = planted[handle].shipped
        if shipped is None:
            raise ValueError(f"{handle} has not shipped")
        return shipped + dt.timedelta(days=days, hours=5)

    def refund(handle: str, days: int, **fields: object) -> list[SettlementRow]:
        return settler.refund_rows(planted[handle], 0, after(handle, days), **fields)  # type: ignore[arg-type]

    def single(
        handle: str, triple: tuple[str, str, str], amount: int, days: int, **fields: object
    ) -> None:
        order = planted[handle]
        rows.append(
            SettlementRow(
                *triple,
                amount,
                after(handle, days),
                order_id=order.order_id,
                marketplace="Amazon.com",
                fulfillment_id=order.fulfillment_id,
                **fields,  # type: ignore[arg-type]
            )
        )

    rows += refund("refund_full", 9) + refund("refund_promo", 11)
    rows += refund("refund_one_of_two", 14, units=1)
    rows += refund("v1_refund", 24) + refund("restocking", 12)
    rows += refund("a_to_z", 30, transaction_type="A-to-z Guarantee Refund")
    single("restocking", ("Refund", "ItemPrice", "RestockingFee"), 978, 12, sku="AG-TRAY-OAK")
    single("goodwill", ("Refund", "ItemPrice", "Goodwill"), -1_000, 8, sku="AG-THROW-WL")
    retro = "Order_Retrocharge"
    single("retrocharge", (retro, "ItemPrice", "Tax"), -166, 20, sku="AG-VASE-BUD")
    single(
        "retrocharge",
        (retro, "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal"),
        166,
        20,
        sku="AG-VASE-BUD",
    )
    single("order_fee", ("Order", "Shipment-Fees", "FBAPerOrderFulfillmentFee"), -250, 0)
    single("label", (_OTHER, _OTHER, "Shipping label purchase"), -985, 0)
    single("unknown_fee", ("Order", "ItemFees", "EcoPackagingLevy"), -35, 0, sku="AG-VASE-08")
    never_back = planted["refund_full"].items[0]
    single(
        "refund_full",
        (_OTHER, "FBA Inventory Reimbursement", "REVERSAL_REIMBURSEMENT"),
        never_back.price - never_back.item_promotion,
        55,
        sku="AG-VASE-12",
        quantity=1,
    )
    return rows


def split_twin_fee(rows: list[SettlementRow], order_id: str) -> list[SettlementRow]:
    """Replace the fee of a two-unit line by two identical rows, as Amazon books some units."""
    result = []
    for row in rows:
        if row.order_id == order_id and row.description == "FBAPerUnitFulfillmentFee":
            half = SettlementRow(**{**vars(row), "amount": row.amount // 2})
            result += [half, SettlementRow(**vars(half))]
        else:
            result.append(row)
    return result


def label_rows(seed: int, orders: list[AmazonOrder], until: dt.datetime) -> list[SettlementRow]:
    """Shipping labels bought for merchant-fulfilled orders of one line."""
    draw, rows = Draw(seed, "amazon/labels"), []
    for order in orders:
        if order.channel != "Merchant" or order.shipped is None or len(order.items) > 1:
            continue
        if order.fate != "Shipped" or order.shipped >= until or not draw.chance(70):
            continue
        rows.append(
            SettlementRow(
                _OTHER,
                _OTHER,
                "Shipping label purchase",
                -draw.between(540, 1_180),
                order.shipped + dt.timedelta(minutes=2),
                order_id=order.order_id,
                marketplace="Amazon.com",
                fulfillment_id="MFN",
            )
        )
    return [row for row in rows if row.posted < until]


def add_reserves(settlements: list[Settlement], cases: CaseBook) -> None:
    """Hold back a part of late USD settlements and release it in the next; claim the first
    negative CAD total in the settlement after it. Rows are balance sheet on both sides.
    """
    dollars = [item for item in settlements if item.currency == "USD"]
    for current, following in zip(dollars[31:], dollars[32:], strict=False):
        held = max(0, current.total) // 4
        current.rows.append(
            SettlementRow(
                _OTHER,
                _OTHER,
                "Current Reserve Amount",
                -held,
                current.end - dt.timedelta(seconds=1),
            )
        )
        following.rows.append(
            SettlementRow(_OTHER, _OTHER, "Previous Reserve Amount Balance", held, following.start)
        )
    for text in ("Current Reserve Amount", "Previous Reserve Amount Balance"):
        cases.plant(18, "reserve: balance sheet", f"amazon/settlements: {text}")
    canadian = [item for item in settlements if item.currency == "CAD"]
    cases.plant(18, "negative settlement", canadian[0].settlement_id)
    cases.plant(
        18, "its claim in the next one: balance sheet", "amazon/settlements: Payable to Amazon"
    )
    if canadian[0].total >= 0:
        raise AssertionError("the first CAD settlement is planted to be negative")
    canadian[1].rows.append(
        SettlementRow(
            _OTHER,
            _OTHER,
            "Payable to Amazon",
            canadian[0].total,
            canadian[1].start,
            currency="CAD",
        )
    )
