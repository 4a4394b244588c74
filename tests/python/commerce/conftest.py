"""A tiny built warehouse, made by hand, with figures that can be added up in the head."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from commerce.workspace import Workspace, open_workspace

MEASURES = (
    "gross_revenue",
    "discounts",
    "shipping_revenue",
    "gift_wrap_revenue",
    "other_revenue",
    "returns",
    "net_revenue",
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
    "net_profit",
    "unallocated_amount",
)


class Built:
    """A warehouse with the relations that the command line reads, and rows as a test gives them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        amounts = ", ".join(f"{name} decimal(18, 4)" for name in MEASURES)
        self.execute(
            f"""
            create schema reports; create schema marts; create schema landing;
            create table reports.rpt_channel_profitability_monthly (
                store varchar, month date, channel_name varchar, reporting_currency varchar,
                {amounts});
            create table marts.fact_control_totals (
                store varchar, source varchar, report varchar, source_file varchar,
                document_id varchar, currency varchar, ledger_role varchar, amount decimal(18, 4));
            create table marts.fact_ledger_events (
                currency varchar, amount decimal(18, 4), amount_reporting decimal(18, 4),
                ledger_role varchar, component varchar, measure varchar);
            create table marts.fact_financial_performance (
                order_line_key varchar, cost_status varchar, quantity bigint,
                gross_revenue decimal(18, 4), reporting_currency varchar);
            create table landing.row_ledger (
                store varchar, source varchar, report varchar, source_file varchar,
                file_sha256 varchar, batch_id varchar, rows_quarantined bigint default 0,
                rows_duplicate bigint default 0, rows_superseded bigint default 0,
                replay_of_batch_id varchar);
            create table landing.restatements (
                restated_file_sha256 varchar, by_file_sha256 varchar default '', rows bigint);
            create table landing.quarantine (
                store varchar, source varchar, report varchar, source_file varchar,
                source_line integer, reason varchar, raw_record varchar, batch_id varchar);
            """
        )

    def execute(self, statements: str, parameters: list | None = None) -> None:
        with self.workspace.connect(read_only=False) as connection:
            connection.execute(statements, parameters)

    def month(self, channel: str, month: str = "2025-01-01", **measures: str | None) -> None:
        """Add a month of a channel; a measure that is not given is 0."""
        values = [measures.get(name, "0") for name in MEASURES]
        marks = ", ".join("?" * (4 + len(values)))
        self.execute(
            f"insert into reports.rpt_channel_profitability_monthly values ({marks})",
            ["default", month, channel, "USD", *values],
        )

    def landed(self, file: str, store: str = "default", **rows: int) -> None:
        """Add a file to the row ledger; its bytes are known by its name."""
        columns = ", ".join(f"rows_{name}" for name in rows)
        self.execute(
            "insert into landing.row_ledger "
            f"(store, source_file, file_sha256, batch_id{', ' + columns if columns else ''}) "
            f"values ({', '.join('?' * (4 + len(rows)))})",
            [store, file, f"sha-{file}", "b1", *rows.values()],
        )

    def control(self, source: str, report: str, document: str = "", **roles: str) -> None:
        """Add a file's control totals, in the currency and store that `roles` may name."""
        store, currency = roles.pop("store", "default"), roles.pop("currency", "USD")
        file = roles.pop("file", f"{source}/{report}/{document or 'one'}.txt")
        for role, amount in roles.items():
            self.execute(
                "insert into marts.fact_control_totals values (?, ?, ?, ?, ?, ?, ?, ?)",
                [store, source, report, file, document, currency, role, amount],
            )


@pytest.fixture
def built(tmp_path: Path) -> Built:
    return Built(open_workspace(tmp_path / "brand.duckdb"))


@pytest.fixture
def wide() -> Console:
    """A console of 200 columns that records what it prints."""
    return Console(width=200, record=True, highlight=False)
