"""One run: land, load, build, print; and the sentence that says how it ended."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from commerce import build, land, notices, profit_table, runs, tie_out
from commerce.console import step
from commerce.notices import count
from commerce.workspace import ROOT, Workspace, check_raw, exclusive, open_workspace, shown
from glue.landing.engine import LandingResult
from glue.landing.ledger import DUPLICATE

ALL_GOOD, NOT_BUILT, SOME_REJECTED = 0, 1, 3
LAST_RUN = ROOT / "build" / "last_run.txt"


def run(
    raw: Path,
    warehouse: Path,
    console: Console,
    *,
    rebuild: bool = False,
    verbose: bool = False,
    variables: str = "",
    replay: bool = False,
    unit_tests: bool = False,
    as_arrived: bool = False,
) -> tuple[int, str]:
    """Build the warehouse from `raw` and print its tables.

    Returns the exit code (0 all landed and all gates passed, 3 built but something was rejected,
    1 not built) and the last line. Raises UserError when a step cannot start.
    """
    check_raw(raw)
    workspace = open_workspace(warehouse)
    with exclusive(workspace):
        landed = land_new(raw, workspace, console, replay, as_arrived)
        result = _build(workspace, console, rebuild, variables, unit_tests)
    if result.failures:
        console.print(f"\n[bold]{count(len(result.failures), 'failure')}[/bold]")
        for failure in result.failures:
            console.print(f"  [red]{escape(failure)}[/red]", soft_wrap=True)
        notices.show_gates(result.warnings, console)
        return NOT_BUILT, (
            f"Not built: {count(len(result.failures), 'node')} failed and {result.skipped:,} that "
            "depend on them were left as the last good build made them."
        )
    return summarize(workspace, landed, result, console, verbose)


def land_new(
    raw: Path,
    workspace: Workspace,
    console: Console,
    replay: bool = False,
    as_arrived: bool = False,
) -> LandingResult:
    """Land what is new below `raw`; the workspace is held by the caller."""
    with step(console, f"Landing {shown(raw)}") as running:
        landed = land.land(raw, workspace, running, replay, as_arrived)
        new = [file for file in landed.files if file.status != DUPLICATE]
        rows = sum(file.rows_landed for file in new)
        running.say(
            f"{count(len(new), 'new file')}, {count(rows, 'row')} landed, "
            f"{count(len(landed.files) - len(new), 'file')} known before ({running.seconds:.0f} s)"
        )
    return landed


def load(workspace: Workspace) -> None:
    """Make schema `landing` of the warehouse name what has landed."""
    with workspace.connect(read_only=False) as connection:
        land.load(workspace, connection)


def _build(
    workspace: Workspace, console: Console, rebuild: bool, variables: str, unit_tests: bool
) -> build.BuildResult:
    """Load and build, unless the last good build was made of the very same things."""
    made_of = build.fingerprint(land.contents(workspace), variables)
    last = build.last_build(workspace)
    if last and last[0] == made_of and not rebuild:
        console.print("Nothing has changed since the last build: it stands (--rebuild repeats it).")
        return last[1]
    load(workspace)
    with step(console, f"Building {shown(workspace.warehouse)}") as running:
        result = build.build(workspace, running, variables, made_of, unit_tests, rebuild)
        runs.record_in_duckdb(workspace.dbt / "target", workspace)
        running.say(
            f"{result.passed:,} nodes passed, {len(result.warnings):,} warned, "
            f"{len(result.failures):,} failed, {result.skipped:,} skipped ({running.seconds:.0f} s)"
        )
    return result


def summarize(
    workspace: Workspace,
    landed: LandingResult,
    result: build.BuildResult,
    console: Console,
    verbose: bool,
) -> tuple[int, str]:
    """Print the tables of a built warehouse; return the exit code and the last line."""
    with workspace.connect() as connection:
        table = profit_table.read(connection)
        if table is None:
            console.print("\nNothing was sold, spent or charged in what landed: the P&L is empty.")
        else:
            profit_table.show(table, console)
        differing = tie_out.show(tie_out.read(connection), console, verbose)
        notices.show_rejected(landed, connection, console)
        notices.show_open_items(connection, console)
    notices.show_gates(result.warnings, console)
    console.print(
        f"\nWarehouse: {shown(workspace.warehouse)} (DuckDB; query the schemas marts and reports)"
        "\nDocumentation: `make docs` writes build/docs/index.html"
    )
    return _verdict(landed, differing)


def _verdict(landed: LandingResult, differing: int) -> tuple[int, str]:
    """Return the exit code and the last line of a run that was built.

    A total that a vendor states and its own rows do not reach rejects nothing (Google rounds its
    totals): it is said and does not change the code. Where the ledger differs, a gate has failed.
    """
    files, rows = notices.rejected_counts(landed)
    parts = [count(number, noun) for number, noun in ((files, "file"), (rows, "row")) if number]
    said = ""
    if differing:
        verb = "differs" if differing == 1 else "differ"
        said = f"{count(differing, 'stated total')} {verb} from the rows of the file"
    if parts:
        verb = "was" if files + rows == 1 else "were"
        line = f"Built, but {' and '.join(parts)} {verb} rejected{'; ' if said else ''}{said}"
        return SOME_REJECTED, f"{line}; see above."
    line = f"Built: all {count(len(landed.files), 'file')} landed, all gates passed"
    return ALL_GOOD, f"{line}; {said}, see above." if said else f"{line}."
