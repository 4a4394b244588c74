"""What a reader of the table has to know beside it: rejected, untranslated and unplaced money."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import duckdb
from rich.console import Console
from rich.markup import escape

from commerce.profit_table import money
from glue.landing.engine import LandingResult
from glue.landing.ledger import QUARANTINED_FILE

EXAMPLES_SHOWN = 10


def count(number: int, noun: str) -> str:
    """Return '1 row', '2 rows'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def rejected_counts(landed: LandingResult) -> tuple[int, int]:
    """How many raw files were rejected as a whole, and how many rows of the others."""
    whole = [file for file in landed.files if file.ledger_status == QUARANTINED_FILE]
    rows = sum(f.rows_quarantined for f in landed.files if f.ledger_status != QUARANTINED_FILE)
    return len(whole) + len(landed.unrecognized) + len(landed.waiting), rows


def show_rejected(
    landed: LandingResult, connection: duckdb.DuckDBPyConnection, console: Console
) -> None:
    """Print a sentence per rejected file and a line per reason for rejected rows."""
    if not landed.has_rejections:
        return
    console.print("\n[bold]Rejected[/bold], listed in landing.quarantine")
    for message in landed.messages:
        console.print(f"  [red]{escape(message)}[/red]", soft_wrap=True)
    rows = connection.execute(
        """
        select quarantine.reason, count(*), arg_min(
            quarantine.source_file || ':' || quarantine.source_line,
            (quarantine.source_file, quarantine.source_line)
        )
        from landing.quarantine
        inner join landing.row_ledger
            using (store, source, report, source_file, batch_id)
        left join landing.row_ledger as replay
            on row_ledger.batch_id = replay.replay_of_batch_id
            and row_ledger.file_sha256 = replay.file_sha256
        where quarantine.source_line is not null
            and replay.batch_id is null
            and list_contains(?, row_ledger.file_sha256)
        group by quarantine.reason
        order by count(*) desc, quarantine.reason
        """,
        [[file.file_sha256 for file in landed.files]],
    ).fetchall()
    for reason, number, first in rows[:EXAMPLES_SHOWN]:
        line = f"{reason}: {count(number, 'row')}, the first at {first}"
        console.print(f"  [red]{escape(line)}[/red]", soft_wrap=True)
    if len(rows) > EXAMPLES_SHOWN:
        console.print(f"  and {count(len(rows) - EXAMPLES_SHOWN, 'more reason')}")


def show_open_items(connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    """Print what the ledger holds but could not translate, classify, allocate or cost."""
    events = "select currency, count(*), sum(amount) from marts.fact_ledger_events where "
    by_currency = " group by currency order by currency"
    lines = [
        _line("No exchange rate, so not in the table", connection.execute(
            events + "amount_reporting is null and amount <> 0 "
            "and ledger_role in ('pnl', 'unallocated')" + by_currency
        ).fetchall()),
        _line("Unclassified, booked as other Amazon fees", connection.execute(
            events + "component = 'unclassified' and ledger_role <> 'evidence' "
            "and measure = 'amazon_other_fees'" + by_currency
        ).fetchall()),
        _line("Unclassified, booked as Shopify fees", connection.execute(
            events + "component = 'unclassified' and measure = 'shopify_fees'" + by_currency
        ).fetchall()),
        _line("Unallocated, outside the profit until its order lands", connection.execute(
            events + "ledger_role = 'unallocated' and measure = 'unallocated_amount'" + by_currency
        ).fetchall()),
        _line("Unallocated fees, inside the profit but on no order", connection.execute(
            events + "ledger_role = 'unallocated' and measure <> 'unallocated_amount'" + by_currency
        ).fetchall()),
    ]  # fmt: skip
    units = connection.execute(
        "select count(distinct order_line_key), sum(quantity), coalesce(sum(gross_revenue), 0), "
        "max(reporting_currency) from marts.fact_financial_performance where cost_status <> 'known'"
    ).fetchone()
    if units and units[0]:
        lines.append(
            f"No cost known: {count(units[0], 'order line')} with {count(units[1], 'unit')} sold "
            f"for {units[2]:,.2f} {units[3]}, whose COGS counts as 0 in whole or in part"
        )
    lines = [line for line in lines if line]
    if lines:
        console.print("\n[bold]Open items[/bold], listed in marts.fact_ledger_events")
    for line in lines:
        console.print(f"  [yellow]{line}[/yellow]", soft_wrap=True)


def show_gates(warnings: Iterable[str], console: Console) -> None:
    """Print the gates that warned."""
    warnings = list(warnings)
    if warnings:
        console.print(f"\n[bold]{count(len(warnings), 'warning')}[/bold] of the quality gates")
    for warning in warnings:
        console.print(f"  [yellow]{escape(warning)}[/yellow]", soft_wrap=True)


def _line(what: str, rows: list[tuple[str, int, Decimal]]) -> str:
    """Return one line with the events and the amount per currency; '' when there are none."""
    parts = (
        f"{count(number, 'amount')}, {money(amount)} {currency}"
        for currency, number, amount in rows
    )
    return f"{what}: {'; '.join(parts)}" if rows else ""
