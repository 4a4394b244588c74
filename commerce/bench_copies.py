"""A brand of any size: the demo brand's landing taken many times, and its newest day held back.

Each copy has order, settlement and shipment numbers, customers, visitors and files of its own, so
that every share of fulfillment, refund and promotion stays as it is and no customer grows.
Advertising, products and costs are those of one brand.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

# What makes a landed row another one: the numbers of orders, settlements and shipments, and people.
NUMBERS = {
    "shopify__orders": (
        "name",
        "order_id",
        "amazon_order_id",
        "payment_id",
        "email_hash",
        "phone_hash",
        "household_hash",
    ),
    "shopify__payment_transactions": ("order_name",),
    "shopify__payment_transactions__versions": ("order_name",),
    "amazon__all_orders": ("amazon_order_id", "merchant_order_id"),
    "amazon__settlements": (
        "settlement_id",
        "order_id",
        "merchant_order_id",
        "adjustment_id",
        "shipment_id",
        "order_item_code",
    ),
    "amazon__fulfilled_shipments": (
        "amazon_order_id",
        "merchant_order_id",
        "shipment_id",
        "tracking_number",
        "email_hash",
        "phone_hash",
        "household_hash",
    ),
    "amazon__returns": ("order_id",),
    "amazon__returns__versions": ("order_id",),
    "amazon__reimbursements": ("reimbursement_id", "amazon_order_id"),
    "costs__shipments": ("order_number", "tracking_number", "invoice_number"),
    "costs__carrier_invoices": ("order_reference", "tracking_number", "invoice_number"),
    "web__sessions": ("session_id", "visitor_id", "order_name", "email_hash"),
}
# The day of a row of each report that a brand exports daily.
DAYS = {
    "shopify__orders": "created_date",
    "shopify__payment_transactions": "transaction_date",
    "shopify__payment_transactions__versions": "transaction_date",
    "amazon__all_orders": "purchase_date",
    "amazon__settlements": "posted_date",
    "amazon__fulfilled_shipments": "shipment_date",
    "amazon__returns": "return_date",
    "amazon__returns__versions": "return_date",
    "amazon__reimbursements": "approval_date",
    "costs__shipments": "shipped_date",
    "costs__carrier_invoices": "invoice_date",
    "web__sessions": "started_date",
    "google_ads__campaigns": "period_start_date",
    "amazon_ads__sponsored_products": "period_start_date",
}
LINES = ("shopify__orders", "amazon__all_orders")
NEXT_BATCH = "99991231T000000Z-000001"


def multiply(small: Path, large: Path, order_lines: int) -> int:
    """Write landing of `small` into `large`, often enough; return the order lines that makes.

    An order line is a row of the Shopify orders or of All Orders.
    """
    with duckdb.connect(str(large)) as connection:
        connection.execute(f"attach '{small}' as small (read_only)")
        connection.execute("create schema landing")
        query = """
            select table_name from information_schema.tables
            where table_catalog = 'small' and table_schema = 'landing'
        """
        tables = [name for (name,) in connection.execute(query).fetchall()]
        lines = sum(_rows(connection, f"small.landing.{table}") for table in LINES)
        copies = -(-order_lines // lines)
        for table in tables:
            connection.execute(_copied(table, copies))
        return sum(_rows(connection, f"landing.{table}") for table in LINES)


def hold_back_a_day(warehouse: Path) -> int:
    """Take the newest day of every daily report out of landing; return the order lines it has.

    deliver_the_day brings them back.
    """
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema held")
        for table, day in DAYS.items():
            newest = f"(select max({day}) from landing.{table})"
            whole = f"{day} = {newest}"
            if table == "shopify__orders":
                # Only the first row of an order may say when it was created.
                whole = f"name in (select name from landing.{table} where {whole})"
            connection.execute(f"create table held.{table} as from landing.{table} where {whole}")
            connection.execute(f"delete from landing.{table} where {whole}")
        return sum(_rows(connection, f"held.{table}") for table in LINES)


def deliver_the_day(warehouse: Path) -> None:
    """Land what was held back, as files of a batch of their own."""
    batch = f"'{NEXT_BATCH}' as _batch_id, _loaded_at + interval '1 day' as _loaded_at"
    file = "_source_file || '-day' as _source_file, _file_sha256 || '-day' as _file_sha256"
    with duckdb.connect(str(warehouse)) as connection:
        for table in DAYS:
            connection.execute(
                f"insert into landing.{table} select * replace ({batch}, {file}) from held.{table}"
            )
        connection.execute(
            f"insert into landing.row_ledger select * replace ('{NEXT_BATCH}' as batch_id, "
            "loaded_at + interval '1 day' as loaded_at, source_file || '-day' as source_file) "
            "from landing.row_ledger limit 1"
        )


def _copied(table: str, copies: int) -> str:
    """The statement that makes a landed table, as often as `copies` where its rows are orders."""
    if table not in NUMBERS:
        return f'create table landing."{table}" as select * from small.landing."{table}"'
    renamed = ", ".join(
        f"case when copy = 0 then {name} else {name} || '-' || copy end as {name}"
        for name in (*NUMBERS[table], "_source_file", "_file_sha256")
    )
    return (
        f'create table landing."{table}" as select * exclude (copy) replace ({renamed}) '
        f'from small.landing."{table}" cross join (select unnest(range({copies})) as copy)'
    )


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return connection.execute(f"select count(*) from {table}").fetchall()[0][0]
