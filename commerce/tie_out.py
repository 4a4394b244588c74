"""The tie-out: what each source says against the ledger, from marts.fact_control_totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

import duckdb
from rich.console import Console
from rich.markup import escape

from commerce.profit_table import money

LEDGER_ROLES = ("pnl", "balance_sheet", "evidence", "unallocated")
# Above this many settlements, those that tie are counted and only the others are named.
SETTLEMENTS_NAMED = 60


@dataclass(frozen=True)
class Control:
    """One document (or one report) in one currency: the source's own figure and the ledger's.

    stated: the total that the vendor prints in the file, None where it prints none; landed: the sum
    of the rows that landed; ledger: the sum over the four ledger roles. repeated: how many of the
    file's rows another file tells too, so that they landed once and not from this file.
    """

    store: str
    source: str
    report: str
    document: str
    currency: str
    files: frozenset[str] = frozenset()
    stated: Decimal | None = None
    roles: dict[str, Decimal] = field(default_factory=dict)
    landed: Decimal = Decimal(0)
    repeated: int = 0

    @property
    def in_file(self) -> Decimal:
        """The source's figure: its stated total; without one, or with repeats, the sum of rows."""
        return self.landed if self.stated is None or self.repeated else self.stated

    @property
    def ledger(self) -> Decimal:
        """What the ledger holds of it, over the four roles."""
        return sum(self.roles.values(), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """The ledger less the file, or the rows less the stated total where those differ."""
        return self.ledger - self.in_file or self.landed - self.in_file

    @property
    def name(self) -> str:
        """What a person calls it."""
        if self.report == "settlements" and self.document:
            return f"settlement {self.document}"
        return f"{self.source} {self.report}{f' {self.document}' if self.document else ''}"


def read(connection: duckdb.DuckDBPyConnection) -> list[Control]:
    """Return one control per store, report, file, document and currency."""
    rows = connection.execute(
        """
        select
            store, source, report, source_file, coalesce(document_id, ''), coalesce(currency, ''),
            ledger_role, sum(amount)
        from marts.fact_control_totals
        group by all
        order by all
        """
    ).fetchall()
    repeated = _repeated_rows(connection)
    grouped: dict[tuple[str, ...], dict[str, Decimal]] = defaultdict(dict)
    for *key, role, amount in rows:
        grouped[tuple(key)][role] = Decimal(amount or 0)
    return [
        Control(
            store,
            source,
            report,
            document,
            currency,
            frozenset({file}),
            amounts.get("stated"),
            {role: amounts[role] for role in LEDGER_ROLES if role in amounts},
            amounts.get("landed", Decimal(0)),
            repeated.get((store, file), 0),
        )
        for (store, source, report, file, document, currency), amounts in grouped.items()
    ]


def _repeated_rows(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int]:
    """Rows per (store, file) that other files tell too: dropped at landing or restated since.

    A file with quarantined rows is left out: there a stated total that differs is news.
    """
    rows = connection.execute(
        """
        select row_ledger.store, row_ledger.source_file, sum(
            row_ledger.rows_duplicate + row_ledger.rows_superseded
            + coalesce(restated.restated_rows, 0)
        )
        from landing.row_ledger
        left join (
            select restated_file_sha256, sum(rows) as restated_rows
            from landing.restatements
            where restated_file_sha256 <> by_file_sha256
            group by restated_file_sha256
        ) as restated
            on row_ledger.file_sha256 = restated.restated_file_sha256
        left join landing.row_ledger as replay
            on row_ledger.batch_id = replay.replay_of_batch_id
            and row_ledger.file_sha256 = replay.file_sha256
        where row_ledger.rows_quarantined = 0 and replay.batch_id is null
        group by row_ledger.store, row_ledger.source_file
        """
    ).fetchall()
    return {(store, file): int(count) for store, file, count in rows if count}


def by_report(controls: Iterable[Control]) -> list[Control]:
    """Add up everything but settlements to one control per store, report and currency.

    A report's file figure is the sum of its documents' figures, stated where stated; a document
    that does not tie stays on its own, or two differences could cancel out.
    """
    kept: list[Control] = []
    sums: dict[tuple[str, ...], Control] = {}
    for control in controls:
        if control.report == "settlements" or control.difference:
            kept.append(control)
            continue
        key = (control.store, control.source, control.report, control.currency)
        before = sums.get(key, Control(*key[:3], "", key[3]))
        sums[key] = replace(
            before,
            files=before.files | control.files,
            landed=before.landed + control.in_file,
            repeated=before.repeated + control.repeated,
            roles={
                role: before.roles.get(role, Decimal(0)) + control.roles.get(role, Decimal(0))
                for role in LEDGER_ROLES
            },
        )
    return [*sums.values(), *kept]


def line(control: Control, several_stores: bool) -> str:
    """Return the sentence for one control; a difference says its amount."""
    store = f"{control.store}: " if several_stores else ""
    unit = f" {control.currency}" if control.currency else ""
    files = "the file" if len(control.files) == 1 else f"{len(control.files)} files"
    text = (
        f"{store}{control.name}: {money(control.in_file)}{unit} in {files}, "
        f"{money(control.ledger)} in the ledger"
    )
    if control.repeated:
        text += f" ({control.repeated:,} rows that overlapping files repeat count once)"
    if control.difference:
        return f"{text}: {money(control.difference)}{unit} apart"
    if control.ledger and control.roles.get("evidence") == control.ledger:
        return f"{text} (as evidence: another source tells this money)"
    return text


def show(controls: list[Control], console: Console, verbose: bool) -> int:
    """Print one line per settlement and per report and currency; return how many differ."""
    several = len({control.store for control in controls}) > 1
    lines = controls if verbose else by_report(controls)
    tied = [c for c in lines if c.report == "settlements" and not c.difference]
    folded = [] if verbose or len(tied) <= SETTLEMENTS_NAMED else tied
    console.print("\n[bold]Tie-out[/bold], files against the ledger")
    for control in lines:
        if control.difference:
            console.print(f"  [red]{escape(line(control, several))}[/red]", soft_wrap=True)
        elif control not in folded:
            console.print(f"  {escape(line(control, several))}", soft_wrap=True)
    if folded:
        console.print(f"  {len(folded)} settlements: each equal to the cent (--verbose lists them)")
    differing = sum(1 for control in lines if control.difference)
    if not lines:
        console.print("  nothing landed that carries an amount")
    return differing
