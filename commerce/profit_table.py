"""The headline table: profit and loss by channel, from the monthly channel report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import duckdb
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

CENT = Decimal("0.01")
REPORT = "reports.rpt_channel_profitability_monthly"
# What a column of the table shows: measures of the report to add or, with a minus, to take off.
# From gross revenue to net revenue, and from there to net profit, the columns add up.
COLUMNS: dict[str, tuple[str, ...]] = {
    "Gross revenue": ("gross_revenue",),
    "Discounts": ("discounts",),
    "Shipping & other revenue": ("shipping_revenue", "gift_wrap_revenue", "other_revenue"),
    "Returns": ("returns",),
    "Net revenue": ("net_revenue",),
    "COGS": ("cogs",),
    "Amazon fees": (
        "amazon_referral_fees",
        "amazon_fulfillment_fees",
        "amazon_storage_fees",
        "amazon_other_fees",
    ),
    "Shopify & payment fees": ("shopify_fees", "payment_processing_fees"),
    "Shipping": ("shipping_cost",),
    "Ad spend": ("ad_spend",),
    "Other": ("other_costs", "-reimbursements"),
    "Net profit": ("net_profit",),
}


@dataclass(frozen=True)
class ProfitTable:
    """Sums over all stores and months, in the reporting currency, one row per channel.

    unallocated: money of the ledger that matches nothing yet, in no channel's profit. An amount is
    None when something in it has no exchange rate.
    """

    currency: str
    first_month: date
    last_month: date
    rows: list[tuple[str, list[Decimal | None]]]
    unallocated: Decimal | None

    @property
    def total(self) -> list[Decimal | None]:
        """The sum of each column over the channels; None where one of them is not known."""
        columns = zip(*(values for _, values in self.rows), strict=True)
        return [None if None in column else sum(column, Decimal(0)) for column in columns]


def read(connection: duckdb.DuckDBPyConnection) -> ProfitTable | None:
    """Read the report; None when it has no row (nothing sold, spent or charged yet)."""
    period = connection.execute(
        f"select min(month), max(month), string_agg(distinct reporting_currency, '/') from {REPORT}"
    ).fetchone()
    if period is None or period[0] is None:
        return None
    sums = ", ".join(_sum(measures) for measures in COLUMNS.values())
    *rows, (_, *_, unallocated) = connection.execute(
        f"select channel_name, {sums}, {_sum(('unallocated_amount',))} from {REPORT} "
        "group by rollup (channel_name) "
        "order by grouping(channel_name), sum(net_revenue) desc nulls last, channel_name"
    ).fetchall()
    shown = [(name, list(values)) for name, *values, _ in rows if any(v != 0 for v in values)]
    return ProfitTable(period[2], period[0], period[1], shown, unallocated)


def _sum(measures: tuple[str, ...]) -> str:
    """Return the SQL that adds up `measures`: null as soon as one amount is."""
    terms = " ".join(
        f"{'-' if measure.startswith('-') else '+'} {measure.lstrip('-')}" for measure in measures
    )
    return f"case when count(*) = count({terms}) then sum({terms}) end"


def money(amount: Decimal | None) -> str:
    """Return an amount in cents, rounded half away from zero, with thousands separators."""
    return "n/a" if amount is None else f"{amount.quantize(CENT, ROUND_HALF_UP) + 0:,.2f}"


def margin(profit: Decimal | None, revenue: Decimal | None) -> str:
    """Return profit as a percentage of revenue to one place; a dash when there is no revenue."""
    if profit is None or revenue is None or revenue <= 0:
        return "-"
    return f"{profit / revenue * 100:.1f} %"


def show(table: ProfitTable, console: Console) -> None:
    """Print the table, as wide as the terminal allows: columns that do not fit go below."""
    months = f"{table.first_month:%Y-%m} to {table.last_month:%Y-%m}"
    console.print(f"\n[bold]Profit and loss by channel[/bold], {months}, in {table.currency}")
    revenue, profit = (list(COLUMNS).index(name) for name in ("Net revenue", "Net profit"))
    headers = [*COLUMNS, "Net margin"]
    lines = [*table.rows, ("Total", table.total)]
    cells = [
        [*(money(value) for value in values), margin(values[profit], values[revenue])]
        for _, values in lines
    ]
    names = [name for name, _ in lines]
    for block in _blocks(names, cells, console.width):
        console.print(_block(names, headers, cells, block))
    if table.unallocated != 0:
        console.print(
            f"Unallocated, in no channel and not in the profit: "
            f"{money(table.unallocated)} {table.currency}",
            style="yellow",
        )


def _blocks(names: Sequence[str], cells: list[list[str]], width: int) -> list[range]:
    """Split the columns into as few runs of about equal length as fit `width` beside the names."""
    room = width - max(len(name) for name in names) - 4
    widths = [max(9, *(len(row[column]) for row in cells)) + 3 for column in range(len(cells[0]))]
    for runs in range(1, len(widths)):
        size, longer = divmod(len(widths), runs)
        ends = [size * (run + 1) + min(run + 1, longer) for run in range(runs)]
        blocks = [range(*pair) for pair in zip([0, *ends], ends, strict=False)]
        if all(sum(widths[column] for column in block) <= room for block in blocks):
            return blocks
    return [range(column, column + 1) for column in range(len(widths))]


def _block(names: Sequence[str], headers: list[str], cells: list[list[str]], block: range) -> Table:
    """Return one run of columns as a table whose last row is the total."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=False)
    grid.add_column("Channel", no_wrap=True, vertical="bottom")
    for column in block:
        grid.add_column(headers[column], justify="right", vertical="bottom", min_width=9)
    for index, name in enumerate(names):
        if index == len(names) - 1:
            grid.add_section()
        texts = [cells[index][column] for column in block]
        values = [Text(text, style="red" if re.match(r"-\d", text) else "") for text in texts]
        grid.add_row(name, *values, style="bold" if index == len(names) - 1 else None)
    return grid
