"""What the fee models add to a build, at a size that a brand may grow into.

The demo brand's landed rows are taken as many times as it needs. Then every model is built once, in
one thread, and dbt's own timings are added up.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from commerce.bench_copies import multiply
from commerce.build import run_dbt
from commerce.console import step
from commerce.errors import UserError
from commerce.workspace import DEFAULT_RAW, ROOT, Workspace, open_workspace

# Models that only the fee engines and the audit need; the rest places what was charged.
PLACING = (
    "int_fees__card_fees_allocated",
    "int_fees__settlement_amounts_placed",
    "int_fees__settlement_amounts_shared",
)
OF_FEES = ("int_fees__", "int_ledger__fee_estimate", "fact_fee_", "rpt_fee_", "int_products__")
OF_FEES_TOO = ("int_orders__shipment_dates", "int_orders__customer_returns")


def run(order_lines: int, console: Console) -> str:
    """Build at least `order_lines` order lines; return the sentence with the fee models' share."""
    with tempfile.TemporaryDirectory() as name:
        small, large = (
            open_workspace(Path(name) / f"{size}.duckdb") for size in ("small", "large")
        )
        with step(console, "Landing the demo brand"):
            land_the_demo(small)
        lines = multiply(small.warehouse, large.warehouse, order_lines)
        console.print(f"{lines:,} order lines, every model once, one thread")
        with step(console, "Building") as running:
            for arguments in (["seed"], ["run", "--threads", "1"]):
                if run_dbt(large, arguments, running) != 0:
                    raise UserError(f"dbt {arguments[0]} failed: no comparison.")
        fees, rest = shares(large)
    for what, seconds in (("fee models", fees), ("all others", rest)):
        console.print(f"  {what:<12}{seconds:7.1f} s")
    return f"The fee models add {fees / rest:.0%} to the build of {lines:,} order lines."


def shares(workspace: Workspace) -> tuple[float, float]:
    """The seconds of the last dbt run: those of the fee models, and those of all others."""
    results = json.loads((workspace.dbt / "target" / "run_results.json").read_text("utf-8"))
    fees = rest = 0.0
    for result in results["results"]:
        name = result["unique_id"].split(".")[-1]
        if name in OF_FEES_TOO or (name.startswith(OF_FEES) and name not in PLACING):
            fees += result["execution_time"]
        else:
            rest += result["execution_time"]
    return fees, rest


def land_the_demo(workspace: Workspace) -> None:
    """Land the sample in a process of its own, which takes its Spark session along when it ends."""
    raw = ["--raw", str(ROOT / DEFAULT_RAW), "--warehouse", str(workspace.warehouse)]
    command = [sys.executable, "-m", "commerce", "land", *raw]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"The demo brand did not land: {done.stdout.strip()[-300:]}")
