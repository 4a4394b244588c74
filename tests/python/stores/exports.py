"""The raw exports of a brand with two stores, written by hand: three sellers' currencies, one week.

`us` sells in a shop whose taxes come on top, on Amazon.com and on Amazon.ca; `eu` in a shop whose
prices contain the tax, and on Amazon.de. Whatever can be mistaken for the other store's is the
same in both: order names, SKUs, a customer, parcels' order numbers, campaigns, charges. `books.py`
says what all of it is worth; nothing here is computed.
"""

from __future__ import annotations

import csv
import io

from tests.python.incremental.brand import Export

RATES = """\
Date,USD,JPY,GBP,CAD,CNY,
2026-01-26,1.2,180,0.8,1.5,8,
2026-01-19,1.1,180,0.8,1.375,8.8,
2026-01-09,1.25,180,0.8,1.5625,7.8125,
2026-01-06,1.12,180,0.8,1.4,8,
2026-01-05,1.2,180,0.8,1.6,8,
2025-12-31,1.3,N/A,0.8,1.3,6.5,
"""
SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
    "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Shipping Province,Shipping Country,Notes,Note Attributes,Cancelled at,Payment Method,"
    "Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties"
)
PAYMENTS = (
    "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,"
    "Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,"
    "Presentment Currency,Currency"
)
ALL_ORDERS = (
    "amazon-order-id,merchant-order-id,purchase-date,last-updated-date,order-status,"
    "fulfillment-channel,sales-channel,order-channel,url,ship-service-level,product-name,sku,"
    "asin,item-status,quantity,currency,item-price,item-tax,shipping-price,shipping-tax,"
    "gift-wrap-price,gift-wrap-tax,item-promotion-discount,ship-promotion-discount,ship-city,"
    "ship-state,ship-postal-code,ship-country,promotion-ids,is-business-order,"
    "purchase-order-number,price-designation"
)
SETTLEMENT = (
    "settlement-id,settlement-start-date,settlement-end-date,deposit-date,total-amount,currency,"
    "transaction-type,order-id,merchant-order-id,adjustment-id,shipment-id,marketplace-name,"
    "amount-type,amount-description,amount,fulfillment-id,posted-date,posted-date-time,"
    "order-item-code,merchant-order-item-id,merchant-adjustment-item-id,sku,quantity-purchased,"
    "promotion-id"
)


def written(header: str, records: list[dict[str, str]], delimiter: str = ",") -> str:
    """A file of these records, as the vendor delimits it. Raises ValueError on unknown columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header.split(","), "", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


def shop_order(name: str, currency: str, sku: str, quantity: str, price: str, **told: str) -> dict:
    """One order of one line, paid by card; `told`: the figures of its first row."""
    return {
        "Name": name,
        "Email": "anna@example.com",
        "Fulfillment Status": "fulfilled",
        "Currency": currency,
        "Lineitem quantity": quantity,
        "Lineitem name": sku.title(),
        "Lineitem price": price,
        "Lineitem sku": sku,
        "Lineitem requires shipping": "true",
        "Lineitem taxable": "true",
        "Lineitem fulfillment status": "fulfilled",
        "Payment Method": "Shopify Payments",
        "Outstanding Balance": "0.00",
        "Source": "web",
        **{column.replace("_", " "): text for column, text in told.items()},
    }


def payment(kind: str, order: str, amount: str, fee: str, net: str, currency: str, **when: str):
    """One row of the payments export; when: `at` and the day of its payout, blank if pending."""
    paid = when.get("paid", "")
    return {
        "Transaction Date": when["at"],
        "Type": kind,
        "Order": order,
        "Payout Status": "paid" if paid else "pending",
        "Payout Date": paid,
        "Payout ID": paid.replace("-", ""),
        "Amount": amount,
        "Fee": fee,
        "Net": net,
        "Presentment Amount": amount.lstrip("-"),
        "Presentment Currency": currency,
        "Currency": currency,
    }


def amazon_order(order: str, at: str, market: str, sku: str, quantity: str, **told: str) -> dict:
    """One shipped row of the All Orders report; `told` overrides or adds."""
    return {
        "amazon-order-id": order,
        "purchase-date": at,
        "last-updated-date": "2026-01-25T00:00:00+00:00",
        "order-status": "Shipped",
        "fulfillment-channel": "Amazon",
        "sales-channel": market,
        "product-name": sku.title(),
        "sku": sku,
        "item-status": "Shipped",
        "quantity": quantity,
        **{column.replace("_", "-"): text for column, text in told.items()},
    }


def settlement(number: str, dates: tuple[str, str, str], currency: str, total: str, rows: list):
    """A settlement as Flat File V2: the row of its total, then one row per amount.

    rows: (posted at, transaction type, order, marketplace, fulfillment, sku, quantity,
    amount type, amount description, amount)
    """
    summary = {"settlement-id": number, "total-amount": total, "currency": currency}
    names = ("settlement-start-date", "settlement-end-date", "deposit-date")
    records = [summary | dict(zip(names, dates, strict=True))]
    columns = (
        "posted-date-time,transaction-type,order-id,marketplace-name,fulfillment-id,sku,"
        "quantity-purchased,amount-type,amount-description,amount"
    )
    records += [
        {"settlement-id": number, **dict(zip(columns.split(","), row, strict=True))} for row in rows
    ]
    return written(SETTLEMENT, records, "\t")


US_ORDERS = [
    shop_order("#1001", "USD", "MUG", "2", "20.00", Financial_Status="partially_refunded",
               Subtotal="36.00", Shipping="6.00", Taxes="3.15", Total="45.15",
               Discount_Code="LAUNCH", Discount_Amount="4.00", Refunded_Amount="15.05",
               Created_at="2026-01-05 10:00:00 -0500",
               Fulfilled_at="2026-01-06 12:00:00 -0500", Id="9000000000001"),
    # Monday in Berlin, still Sunday in New York.
    shop_order("#1002", "USD", "VASE", "1", "50.00", Financial_Status="refunded",
               Subtotal="50.00", Shipping="0.00", Taxes="4.00", Total="54.00",
               Discount_Amount="0.00", Refunded_Amount="54.00",
               Created_at="2026-01-11 23:30:00 -0500",
               Fulfilled_at="2026-01-19 09:00:00 -0500", Id="9000000000002"),
]  # fmt: skip
EU_ORDERS = [
    shop_order("#1001", "EUR", "MUG", "2", "24.00", Financial_Status="partially_refunded",
               Subtotal="48.00", Shipping="6.00", Taxes="9.00", Total="54.00",
               Discount_Amount="0.00", Refunded_Amount="18.00",
               Created_at="2026-01-05 16:00:00 +0100",
               Fulfilled_at="2026-01-06 09:00:00 +0100", Id="9100000000001"),
    shop_order("#1002", "EUR", "VASE", "1", "60.00", Financial_Status="refunded",
               Subtotal="48.00", Shipping="0.00", Taxes="8.00", Total="48.00",
               Discount_Code="LAUNCH", Discount_Amount="12.00", Refunded_Amount="48.00",
               Created_at="2026-01-12 05:30:00 +0100",
               Fulfilled_at="2026-01-12 17:00:00 +0100", Id="9100000000002"),
]  # fmt: skip
US_PAYMENTS = [
    payment("charge", "#1001", "45.15", "1.61", "43.54", "USD",
            at="2026-01-05 10:00:05 -0500", paid="2026-01-08"),
    payment("payout", "", "-43.54", "0.00", "-43.54", "USD",
            at="2026-01-08 05:00:00 -0500", paid="2026-01-08"),
    payment("refund", "#1001", "-15.05", "0.00", "-15.05", "USD",
            at="2026-01-12 09:00:00 -0500", paid="2026-01-15"),
    payment("charge", "#1002", "54.00", "1.87", "52.13", "USD",
            at="2026-01-11 23:30:05 -0500", paid="2026-01-15"),
    payment("payout", "", "-37.08", "0.00", "-37.08", "USD",
            at="2026-01-15 05:00:00 -0500", paid="2026-01-15"),
    payment("refund", "#1002", "-54.00", "0.00", "-54.00", "USD",
            at="2026-01-20 09:00:00 -0500"),
]  # fmt: skip
EU_PAYMENTS = [
    payment("charge", "#1001", "54.00", "1.06", "52.94", "EUR",
            at="2026-01-05 16:00:05 +0100", paid="2026-01-08"),
    payment("payout", "", "-52.94", "0.00", "-52.94", "EUR",
            at="2026-01-08 05:00:00 +0100", paid="2026-01-08"),
    payment("refund", "#1001", "-18.00", "0.00", "-18.00", "EUR",
            at="2026-01-12 09:00:00 +0100", paid="2026-01-15"),
    payment("charge", "#1002", "48.00", "0.97", "47.03", "EUR",
            at="2026-01-12 05:30:05 +0100", paid="2026-01-15"),
    payment("payout", "", "-29.03", "0.00", "-29.03", "EUR",
            at="2026-01-15 05:00:00 +0100", paid="2026-01-15"),
    payment("refund", "#1002", "-48.00", "0.00", "-48.00", "EUR",
            at="2026-01-20 09:00:00 +0100"),
]  # fmt: skip
US_AMAZON = [
    # The evening of the 6th at the Pacific.
    amazon_order("111-0000001-0000001", "2026-01-07T05:30:00+00:00", "Amazon.com", "MUG", "1",
                 currency="USD", item_price="22.00", item_tax="1.76",
                 item_promotion_discount="2.00", promotion_ids="LAUNCH"),
    amazon_order("111-0000002-0000002", "2026-01-09T18:00:00+00:00", "Amazon.com", "VASE", "1",
                 fulfillment_channel="Merchant", currency="USD", item_price="60.00",
                 shipping_price="5.00"),
    amazon_order("111-0000003-0000003", "2026-01-20T18:00:00+00:00", "Amazon.com", "MUG", "3",
                 currency="USD", item_price="66.00", item_tax="5.28"),
    amazon_order("702-0000001-0000001", "2026-01-06T18:00:00+00:00", "Amazon.ca", "VASE", "1",
                 currency="CAD", item_price="90.00", item_tax="4.50"),
    amazon_order("702-0000002-0000002", "2026-01-20T18:00:00+00:00", "Amazon.ca", "MUG", "1",
                 order_status="Pending", item_status="Pending"),
]  # fmt: skip
EU_AMAZON = [
    amazon_order("302-0000001-0000001", "2026-01-06T12:00:00+00:00", "Amazon.de", "MUG", "1",
                 currency="EUR", item_price="29.75", item_tax="4.75"),
    amazon_order("302-0000002-0000002", "2026-01-20T12:00:00+00:00", "Amazon.de", "MUG", "2",
                 currency="EUR", item_price="59.50", item_tax="9.50"),
]  # fmt: skip
US_DATES = ("2026-01-05 08:00:00 UTC", "2026-01-19 08:00:00 UTC", "2026-01-21 20:00:00 UTC")
EU_DATES = ("05.01.2026 08:00:00 UTC", "19.01.2026 08:00:00 UTC", "21.01.2026 12:00:00 UTC")
MUG_US = ("2026-01-08 20:00:00 UTC", "Order", "111-0000001-0000001", "Amazon.com", "AFN", "MUG",
          "1")  # fmt: skip
VASE_US = ("2026-01-11 20:00:00 UTC", "Order", "111-0000002-0000002", "Amazon.com", "MFN",
           "VASE", "1")  # fmt: skip
VASE_BACK = ("2026-01-16 20:00:00 UTC", "Refund", "111-0000002-0000002", "Amazon.com", "MFN",
             "VASE", "1")  # fmt: skip
VASE_CA = ("2026-01-08 20:00:00 UTC", "Order", "702-0000001-0000001", "Amazon.ca", "AFN", "VASE",
           "1")  # fmt: skip
MUG_DE = ("08.01.2026 12:00:00 UTC", "Order", "302-0000001-0000001", "Amazon.de", "AFN", "MUG",
          "1")  # fmt: skip
MUG_BACK = ("16.01.2026 12:00:00 UTC", "Refund", "302-0000001-0000001", "Amazon.de", "AFN",
            "MUG", "1")  # fmt: skip


def of_no_order(posted: str, sku: str, kind: str, description: str, amount: str) -> tuple:
    """A row of a settlement that belongs to the account."""
    return (posted, "other-transaction", "", "", "", sku, "", kind, description, amount)


AMAZON_COM = settlement("41000000001", US_DATES, "USD", "13.16", [
    (*MUG_US, "ItemPrice", "Principal", "22.00"),
    (*MUG_US, "ItemPrice", "Tax", "1.76"),
    (*MUG_US, "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", "-1.76"),
    (*MUG_US, "Promotion", "Principal", "-2.00"),
    (*MUG_US, "ItemFees", "Commission", "-3.00"),
    (*MUG_US, "ItemFees", "FBAPerUnitFulfillmentFee", "-3.50"),
    (*VASE_US, "ItemPrice", "Principal", "59.50"),
    (*VASE_US, "ItemPrice", "Shipping", "5.00"),
    (*VASE_US, "ItemFees", "Commission", "-9.75"),
    ("2026-01-12 20:00:00 UTC", "other-transaction", "111-0000002-0000002", "", "", "", "",
     "other-transaction", "Shipping label purchase", "-8.00"),
    (*VASE_BACK, "ItemPrice", "Principal", "-59.50"),
    (*VASE_BACK, "ItemFees", "Commission", "9.75"),
    (*VASE_BACK, "ItemFees", "RefundCommission", "-1.95"),
    of_no_order("2026-01-05 20:00:00 UTC", "", "other-transaction",
                "Previous Reserve Amount Balance", "60.00"),
    of_no_order("2026-01-07 20:00:00 UTC", "", "other-transaction", "Subscription Fee", "-39.99"),
    of_no_order("2026-01-15 20:00:00 UTC", "MUG", "FBA Inventory Reimbursement",
                "WAREHOUSE_LOST", "9.00"),
    of_no_order("2026-01-15 20:00:00 UTC", "", "other-transaction", "Storage Fee", "-4.40"),
    of_no_order("2026-01-19 07:00:00 UTC", "", "other-transaction",
                "Current Reserve Amount", "-20.00"),
])  # fmt: skip
AMAZON_CA = settlement("42000000001", US_DATES, "CAD", "68.50", [
    (*VASE_CA, "ItemPrice", "Principal", "90.00"),
    (*VASE_CA, "ItemPrice", "Tax", "4.50"),
    (*VASE_CA, "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", "-4.50"),
    (*VASE_CA, "ItemFees", "Commission", "-13.50"),
    (*VASE_CA, "ItemFees", "FBAPerUnitFulfillmentFee", "-8.00"),
])  # fmt: skip
AMAZON_DE = settlement("43000000001", EU_DATES, "EUR", "49,71", [
    (*MUG_DE, "ItemPrice", "Principal", "29,75"),
    (*MUG_DE, "ItemFees", "Commission", "-4,46"),
    (*MUG_DE, "ItemFees", "FBAPerUnitFulfillmentFee", "-3,20"),
    (*MUG_BACK, "ItemPrice", "Principal", "-29,75"),
    (*MUG_BACK, "ItemFees", "Commission", "4,46"),
    (*MUG_BACK, "ItemFees", "RefundCommission", "-0,89"),
    of_no_order("05.01.2026 12:00:00 UTC", "", "other-transaction",
                "Previous Reserve Amount Balance", "50,00"),
    of_no_order("15.01.2026 12:00:00 UTC", "", "other-transaction", "Storage Fee", "-2,20"),
    of_no_order("15.01.2026 12:00:00 UTC", "MUG", "FBA Inventory Reimbursement",
                "WAREHOUSE_DAMAGE", "6,00"),
])  # fmt: skip
REIMBURSED = (
    "approval-date,reimbursement-id,case-id,amazon-order-id,reason,sku,fnsku,asin,product-name,"
    "condition,currency-unit,amount-per-unit,amount-total,quantity-reimbursed-cash,"
    "quantity-reimbursed-inventory,quantity-reimbursed-total,original-reimbursement-id,"
    "original-reimbursement-type"
)


def reimbursed(number: str, reason: str, currency: str, amount: str) -> str:
    """The reimbursements report with one mug."""
    row = {
        "approval-date": "2026-01-14T18:00:00+00:00",
        "reimbursement-id": number,
        "reason": reason,
        "sku": "MUG",
        "condition": "NewItem",
        "currency-unit": currency,
        "amount-per-unit": amount,
        "amount-total": amount,
        "quantity-reimbursed-cash": "1",
        "quantity-reimbursed-inventory": "0",
        "quantity-reimbursed-total": "1",
    }
    return written(REIMBURSED, [row], "\t")


META = (
    '"Reporting starts","Reporting ends","Campaign name","Campaign delivery",Results,'
    '"Result indicator",Reach,Impressions,"Amount spent ({currency})",Ends\n'
    "2026-01-06,2026-01-06,Launch,active,1,reach,900,1000,{spend},Ongoing\n"
)
COSTS = "sku,unit_cost,freight_cost,duty_cost,other_cost,currency,effective_from,marketplace\n"
PARCELS = "order_number,shipped_at,carrier,service,tracking_number,cost,currency,invoice_number\n"
BILLS = "charged_at,charge_type,description,amount,currency\n"
TEXTS = {
    "reference/fx/eurofxref-hist.csv": RATES,
    "us/shopify/orders/orders_export.csv": written(SHOPIFY, US_ORDERS),
    "eu/shopify/orders/orders_export.csv": written(SHOPIFY, EU_ORDERS),
    "us/shopify/payment_transactions/payments.csv": written(PAYMENTS, US_PAYMENTS),
    "eu/shopify/payment_transactions/payments.csv": written(PAYMENTS, EU_PAYMENTS),
    "us/shopify/billing/bill.csv": BILLS + "2026-01-05,Subscription,Basic plan,39.00,USD\n",
    "eu/shopify/billing/bill.csv": BILLS + "2026-01-05,Subscription,Basic plan,36.00,EUR\n",
    "us/amazon/all_orders/orders.txt": written(ALL_ORDERS, US_AMAZON, "\t"),
    "eu/amazon/all_orders/orders.txt": written(ALL_ORDERS, EU_AMAZON, "\t"),
    "us/amazon/settlements/com.txt": AMAZON_COM,
    "us/amazon/settlements/ca.txt": AMAZON_CA,
    "eu/amazon/settlements/de.txt": AMAZON_DE,
    "us/amazon/reimbursements/paid.txt": reimbursed("8100000001", "Lost_Warehouse", "USD", "9.00"),
    "eu/amazon/reimbursements/paid.txt": reimbursed(
        "8200000001", "Damaged_Warehouse", "EUR", "6.00"
    ),
    # Only one of the stores counts its stock.
    "us/amazon/inventory/stock.csv": "as_of,sku,fulfillment_center,quantity,volume_cubic_ft\n"
    "2026-01-01,MUG,ONT8,40,2.5\n",
    "us/costs/cogs/costs.csv": COSTS
    + "MUG,5.00,0.50,,,USD,2025-01-01,\n"
    + "VASE,80.00,,,,CNY,2025-01-01,\n"
    + "VASE,96.00,,,,CNY,2025-01-01,Amazon.ca\n",
    "eu/costs/cogs/costs.csv": COSTS
    + "MUG,4.40,,,,EUR,2025-01-01,\n"
    + "VASE,10.00,,,,EUR,2025-01-01,\n",
    "us/costs/shipments/parcels.csv": PARCELS
    + "1001,2026-01-06,USPS,Ground,9400A,7.00,USD,\n"
    + "111-0000002-0000002,2026-01-11,USPS,Ground,9400B,8.00,USD,\n",
    "eu/costs/shipments/parcels.csv": PARCELS + "1001,2026-01-06,DHL,Paket,JJDA,6.50,EUR,\n",
    "us/meta_ads/campaigns/meta.csv": META.format(currency="USD", spend="10.00"),
    "eu/meta_ads/campaigns/meta.csv": META.format(currency="EUR", spend="10.00"),
}
EXPORTS = [Export(path, text.encode("utf-8")) for path, text in TEXTS.items()]
