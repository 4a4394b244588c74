"""How a build grows with the brand, and what a day costs a brand that is already large.

Two brands, one ten times as large as the other, are built in full; then the larger one gets the
newest day of every report, and what that changes is computed and published. What dbt takes before
any row counts is measured on the demo brand itself, by a second build with nothing new.

Gates are not asked: the copies have no files of their own that totals could be compared with.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from commerce.bench_build import land_the_demo
from commerce.bench_copies import deliver_the_day, hold_back_a_day, multiply
from commerce.build import run_dbt
from commerce.console import step
from commerce.errors import UserError
from commerce.workspace import ROOT, Workspace, open_workspace

TIMES = 10


@dataclass(frozen=True)
class Run:
    """One dbt command: its seconds by the clock and the most memory it held, in MiB."""

    seconds: float
    mib: float


def run(order_lines: int, console: Console) -> str:
    """Build `order_lines` and a tenth of them; return the sentence with exponent and day's share.

    Raises UserError when dbt fails, or when the day changed nothing or everything.
    """
    with tempfile.TemporaryDirectory() as name:
        demo = open_workspace(Path(name) / "demo.duckdb")
        with step(console, "Landing the demo brand"):
            land_the_demo(demo)
        full = {}
        for wanted in (order_lines // TIMES, order_lines):
            large = open_workspace(Path(name) / f"{wanted}.duckdb")
            lines = multiply(demo.warehouse, large.warehouse, wanted)
            held = hold_back_a_day(large.warehouse)
            with step(console, f"Building {lines - held:,} order lines") as running:
                built = full[lines - held] = _build(large, "--full-refresh")
                running.say(f"{built.seconds:.1f} s, {built.mib:,.0f} MiB at most")
        with step(console, "Building the demo brand twice"):
            _build(demo, "--full-refresh")
            own = _build(demo)
        deliver_the_day(large.warehouse)
        with step(console, f"Adding a day of {held:,} order lines"):
            day = _build(large)
        touched, orders = _orders(large)
    if len(full) == 1:
        raise UserError(f"{order_lines:,} order lines are one demo brand: name more of them.")
    (few, small), (many, whole) = full.items()
    exponent = math.log(whole.seconds / small.seconds) / math.log(many / few)
    share = (day.seconds - own.seconds) / whole.seconds
    for what, said in (
        (f"{few:,} lines", small),
        (f"{many:,} lines", whole),
        (f"a day, {touched:,} of {orders:,} orders", day),
        ("dbt's own", own),
    ):
        console.print(f"  {what:<36}{said.seconds:8.1f} s {said.mib:8,.0f} MiB at most")
    return (
        f"Time grows with the exponent {exponent:.2f}; a day costs {share:.1%} of a full build "
        f"beside dbt's own start."
    )


def _build(workspace: Workspace, *arguments: str) -> Run:
    """Build every model and publish what came out, without asking its gates."""
    if arguments:
        _dbt(workspace, "seed")
    built = _dbt(workspace, "run", *arguments)
    with workspace.connect(read_only=False) as connection:
        connection.execute("delete from main.open_gates")
    published = _dbt(workspace, "test", "--select", "unique_dim_date_date_key")
    return Run(built.seconds + published.seconds, max(built.mib, published.mib))


def _dbt(workspace: Workspace, *arguments: str) -> Run:
    """Run one dbt command below a process of its own, which tells what it took."""
    command = [sys.executable, "-c", "from commerce.bench_growth import weigh; weigh()"]
    command += [str(workspace.warehouse), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"dbt {arguments[0]} failed: {done.stdout.strip()[-600:]}")
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def weigh() -> None:
    """Run dbt on the warehouse <argument 1> with all other arguments; print time and memory."""
    warehouse, *arguments = sys.argv[1:]
    console = Console(width=200)
    started = time.perf_counter()
    with step(console, "dbt") as running:
        code = run_dbt(Workspace(Path(warehouse)), arguments, running)
    seconds = time.perf_counter() - started
    # Of all processes that have ended the one that held the most: dbt, in KiB on Linux.
    mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "mib": mib}))
    sys.exit(code)


def _orders(workspace: Workspace) -> tuple[int, int]:
    """How many orders the last run computed, and how many there are.

    Raises UserError when it was none or all: then the figures would mean nothing.
    """
    tables = "intermediate.int_changes__orders", "main.orders_built"
    with workspace.connect() as connection:
        touched, orders = (
            connection.execute(f"select count(*) from {table}").fetchall()[0][0] for table in tables
        )
    if not 0 < touched < orders:
        raise UserError(f"The day changed {touched:,} of {orders:,} orders: no comparison.")
    return touched, orders
