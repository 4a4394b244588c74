"""One month as finance closes it, from the reports of the close; no figure is worked out here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
from rich import box
from rich.console import Console
from rich.table import Table

from commerce.errors import UserError
from commerce.profit_table import money
from commerce.workspace import Workspace, shown

CLOSE = "reports.rpt_month_end_close"
LINE_HEADERS = (
    "Line", "Booked", "Documents", "Difference", "Estimated", "Open items", "Status",
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """A fiscal period or calendar month of the report, with its days and its currency."""

    kind: str
    name: str
    start: date
    end: date
    is_closed: bool
    currency: str


@dataclass(frozen=True)
class Line:
    """A line of the profit and loss, with the cells that are printed of it."""

    is_subtotal: bool
    open_items: int
    status: str
    cells: tuple[str, ...]


def run(workspace: Workspace, month: str, console: Console) -> tuple[int, str]:
    """Print one month of the close; return the exit code and the last line.

    month: 2026-05 for a calendar month, 2026-P05 for a fiscal period, nothing for the newest one.
    Raises UserError when the warehouse is not built or has nothing of that month.
    """
    if not workspace.warehouse.exists():
        raise UserError(
            f"The warehouse {shown(workspace.warehouse)} is not there: `make run` builds it."
        )
    with workspace.connect() as connection:
        period = _period(connection, month)
        state = "closed" if period.is_closed else "open"
        console.print(
            f"[bold]Month-end close {period.name}[/bold], {period.start} to {period.end}, "
            f"in {period.currency}; the period is {state}\n"
        )
        lines = _lines(connection, period)
        console.print(_table(LINE_HEADERS, [line.cells for line in lines], 1))
        _show_of_the_fiscal_period(connection, period, console)
    if any(line.status == "untied" for line in lines):
        return 3, f"{period.name} does not tie: a line differs from its documents."
    items = sum(line.open_items for line in lines if not line.is_subtotal)
    return 0, (
        f"{period.name} ties: every line equals its documents; {items} open items are listed in "
        "reports.rpt_open_items."
    )


def _period(connection: duckdb.DuckDBPyConnection, month: str) -> Period:
    """Find the month; raises UserError, which names the newest ones, when it is not there."""
    try:
        rows = connection.execute(
            f"select distinct period_kind, period_name, period_start, period_end, is_closed, "
            f"reporting_currency from {CLOSE} order by period_start desc, period_kind"
        ).fetchall()
    except duckdb.CatalogException as error:
        raise UserError("The warehouse has no close yet: `make run` builds it.") from error
    periods = [Period(*row) for row in rows]
    for period in periods:
        if month in ("", period.name):
            return period
    newest = ", ".join(period.name for period in periods[:4])
    raise UserError(
        f"Nothing is booked in {month!r}; months are written 2026-05, fiscal periods 2026-P05"
        + (f", and the newest are {newest}." if newest else ".")
    )


def _lines(connection: duckdb.DuckDBPyConnection, period: Period) -> list[Line]:
    """The lines of the profit and loss that hold something, added up over stores and channels."""
    rows = connection.execute(
        f"""
        select
            pnl_line, is_subtotal, {_sum("booked_amount")}, {_sum("source_amount")},
            {_sum("difference")}, sum(estimated_amount), cast(sum(open_items) as bigint),
            case max(case status when 'untied' then 2 when 'itemized' then 1 else 0 end)
                when 2 then 'untied' when 1 then 'itemized' else 'tied' end
        from {CLOSE}
        where period_kind = ? and period_start = ?
        group by pnl_line, is_subtotal, line_sort_order
        having sum(source_events) > 0 or sum(open_items) > 0
        order by line_sort_order
        """,
        [period.kind, period.start],
    ).fetchall()
    return [
        Line(
            is_subtotal, items, status,
            (name, *(money(amount) for amount in amounts), str(items), status),
        )
        for name, is_subtotal, *amounts, items, status in rows
    ]  # fmt: skip


def _show_of_the_fiscal_period(
    connection: duckdb.DuckDBPyConnection, period: Period, console: Console
) -> None:
    """Print what is kept by fiscal period, where the month is one: sources, cash, open items."""
    days = [period.start, period.end]
    roles = connection.execute(
        """
        select
            source || ' ' || report, currency, sum(pnl_amount), sum(balance_sheet_amount),
            sum(evidence_amount), sum(unallocated_amount),
            cast(sum(documents) as varchar), case max(status) when 'untied' then 'untied'
                else min(status) end
        from reports.rpt_ledger_roles where period_start = ? and period_end = ?
        group by all order by all
        """,
        days,
    ).fetchall()
    if not roles:
        console.print(
            "This month is no fiscal period: sources, cash and receivables are kept by those."
        )
        return
    headers = ("Source", "Currency", "Profit and loss", "Balance sheet", "Evidence", "Unallocated",
               "Documents", "Status")  # fmt: skip
    console.print(_table(headers, [_shown(row) for row in roles], 2))
    cash = connection.execute(
        """
        select
            account || case store when 'default' then '' else ' (' || store || ')' end, currency,
            sum(opening_receivable), sum(reserve_brought_forward), sum(accrued_net_proceeds),
            sum(cash_received),
            sum(closing_receivable), sum(closing_unsettled), sum(closing_settled_unpaid),
            sum(closing_held)
        from reports.rpt_cash_and_accrual where period_start = ? and period_end = ?
        group by all order by all
        """,
        days,
    ).fetchall()
    headers = ("Account", "Currency", "Opening", "Brought in", "Accrued", "Cash", "Closing",
               "Unsettled", "Unpaid", "Held")  # fmt: skip
    console.print(_table(headers, [_shown(row) for row in cash], 2))


def _shown(row: Iterable[object]) -> tuple[str, ...]:
    """Texts as they are, amounts in cents."""
    return tuple(money(cell) if isinstance(cell, Decimal) else str(cell) for cell in row)


def _sum(column: str) -> str:
    """Return the SQL that adds up a column: null as soon as one amount is."""
    return f"case when count(*) = count({column}) then sum({column}) end"


def _table(headers: Iterable[str], rows: Iterable[tuple[str, ...]], texts: int) -> Table:
    """A table whose first columns are texts and whose others are amounts."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, header in enumerate(headers):
        is_text = index < texts or header == "Status"
        grid.add_column(header, justify="left" if is_text else "right", no_wrap=True)
    for row in rows:
        grid.add_row(*row)
    return grid
