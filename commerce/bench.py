"""Landing against its floor: plain Spark that reads, casts, de-duplicates, hashes and writes.

Both get the same generated settlement report and the same running session, so the ratio is what
quarantine, the ledger, versions and pseudonyms cost per row. Then the same rows land as few files
and as many, each in processes of their own, to see whether memory grows with the number of files.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as sql
from rich.console import Console

from commerce.errors import UserError
from glue.landing import engine
from glue.landing.catalog import load_specs
from glue.landing.session import get_session

REPORT = "amazon__settlements"
LAYOUT = "flat_file_v2"
KEY = b"bench-only-pseudonym-key"
BYTES_PER_ROW = 200
# As many as tasks at once, and many more.
FEW_FILES, MANY_FILES = 4, 50


def write_settlement(path: Path, rows: int, first: int = 0) -> None:
    """Write one Flat File V2 with `rows` amount rows and the summary row that states their sum.

    first: number of its first row; it makes the settlement's own number too.
    """
    settlement, numbers = str(90_000_000_001 + first), range(first, first + rows)
    headers = load_specs()[REPORT].layout(LAYOUT).headers
    blank = dict.fromkeys(headers, "")
    total = sum(_cents(number) for number in numbers)
    summary = {"settlement-id": settlement, "currency": "USD", "total-amount": _money(total)}
    days = ("settlement-start-date", "settlement-end-date", "deposit-date")
    summary |= dict.fromkeys(days, "2025-06-30 00:00:00 UTC")
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in (dict(zip(headers, headers, strict=True)), blank | summary):
            file.write("\t".join(row[name] for name in headers) + "\n")
        for number in numbers:
            row = blank | {
                "settlement-id": settlement,
                "currency": "USD",
                "transaction-type": "Order",
                "order-id": f"111-{number // 4:07d}-{number % 9973:07d}",
                "marketplace-name": "Amazon.com",
                "amount-type": "ItemPrice" if number % 4 == 0 else "ItemFees",
                "amount-description": ("Principal", "Commission", "FBAWeight", "Tax")[number % 4],
                "amount": _money(_cents(number)),
                "fulfillment-id": "AFN",
                "posted-date": "2025-06-17",
                "posted-date-time": f"2025-06-17 {number // 3600 % 24:02d}:{number // 60 % 60:02d}"
                f":{number % 60:02d} UTC",
                "order-item-code": f"{number:014d}",
                "sku": f"SKU-{number % 500}",
                "quantity-purchased": "1",
            }
            file.write("\t".join(row[name] for name in headers) + "\n")


def floor(spark: SparkSession, raw: Path, out: Path) -> None:
    """What any Spark job would do with the file, with no account of a single row."""
    rows = spark.read.csv(str(raw), sep="\t", header=True, quote="")
    typed = rows.select(
        *(sql.col(f"`{name}`").alias(name.replace("-", "_")) for name in rows.columns)
    )
    utc = "yyyy-MM-dd HH:mm:ss 'UTC'"
    times = ("settlement_start_date", "settlement_end_date", "deposit_date", "posted_date_time")
    typed = typed.withColumns(
        {
            "amount": sql.col("amount").cast("decimal(18,4)"),
            "total_amount": sql.col("total_amount").cast("decimal(18,4)"),
            "quantity_purchased": sql.col("quantity_purchased").cast("bigint"),
            "posted_date": sql.to_date("posted_date", "yyyy-MM-dd"),
            **{name: sql.to_timestamp(name, utc) for name in times},
        }
    )
    hashed = typed.withColumn("row_hash", sql.sha2(sql.concat_ws("\x1f", *typed.columns), 256))
    hashed.dropDuplicates().write.parquet(str(out))


def run(rows: int, console: Console) -> str:
    """Time both once, after a warm-up on a small file; return the sentence with the ratio.

    Raises UserError when landing did not land every row: then the figure would mean nothing.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spark, _ = get_session(folder / "scratch", rows * BYTES_PER_ROW)
        try:
            _both(spark, folder / "warm", 100)
            console.print(f"{rows:,} settlement rows, local Spark, one session for both")
            floored, landed = _both(spark, folder / "timed", rows)
        finally:
            spark.stop()
    for what, seconds in (("plain Spark", floored), ("landing", landed)):
        console.print(f"  {what:<12}{seconds:7.1f} s {rows / seconds:10,.0f} rows/s")
    few, many = (_weighed(rows, files, console) for files in (FEW_FILES, MANY_FILES))
    return (
        f"Landing takes {landed / floored:.1f} times the plain Spark floor; peak memory of "
        f"{MANY_FILES} files is {many / few:.2f} times that of {FEW_FILES}."
    )


def _weighed(rows: int, files: int, console: Console) -> float:
    """The peak memory in MiB of landing the rows as so many files, in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        raw = Path(name) / "raw" / "amazon" / "settlements"
        raw.mkdir(parents=True)
        for number in range(files):
            write_settlement(raw / f"{number}.txt", rows // files, number * (rows // files))
        command = [sys.executable, "-c", "from commerce.bench import weigh; weigh()", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"Landing {files} files did not end: {done.stderr.strip()[-300:]}")
    said = json.loads(done.stdout.splitlines()[-1])
    if said["rows"] != rows // files * files + files:
        raise UserError(f"Landing took {said['rows']} rows of {rows}: no comparison.")
    noun = "file" if files == 1 else "files"
    console.print(f"  {files:>3} {noun:<8}{said['mib']:7,.0f} MiB at most, all processes together")
    return said["mib"]


def weigh() -> None:
    """Land <argument>/raw and print how many rows landed and the most memory that it took."""
    folder = Path(sys.argv[1])
    size = sum(path.stat().st_size for path in (folder / "raw").rglob("*.txt"))
    # A session of our own is still there when landing has ended, and so are its workers.
    spark, _ = get_session(folder / "scratch", size)
    result = engine.land(folder / "raw", folder / "state", pii_key=KEY)
    mib = sum(map(_peak_kib, _family(os.getpid()))) / 1024
    print(json.dumps({"rows": sum(file.rows_landed for file in result.files), "mib": mib}))
    spark.stop()


def _family(pid: int) -> list[int]:
    """A process and all that it has started, as Linux lists them."""
    tasks = Path(f"/proc/{pid}/task")
    children = [
        int(child)
        for task in (tasks.iterdir() if tasks.exists() else ())
        for child in (task / "children").read_text().split()
    ]
    return [pid, *(member for child in children for member in _family(child))]


def _peak_kib(pid: int) -> int:
    """The most memory that a process has held, in KiB (VmHWM)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else 0


def _both(spark: SparkSession, folder: Path, rows: int) -> tuple[float, float]:
    """Return the seconds of the floor and of landing over the same file of `rows` rows."""
    raw = folder / "raw" / "amazon" / "settlements" / "settlement.txt"
    raw.parent.mkdir(parents=True)
    write_settlement(raw, rows)
    floored = _seconds(lambda: floor(spark, raw, folder / "floor"))
    results: list[engine.LandingResult] = []
    state = folder / "state"
    landed = _seconds(lambda: results.append(engine.land(folder / "raw", state, pii_key=KEY)))
    outcome = results[0].files[0]
    if outcome.rows_landed != rows + 1:
        raise UserError(f"Landing took {outcome.rows_landed} of {rows + 1} rows: no comparison.")
    return floored, landed


def _seconds(action: Callable[[], object]) -> float:
    """Return how long `action` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _cents(number: int) -> int:
    """A deterministic amount between -25.00 and 99.99."""
    return number * 7919 % 12_500 - 2_500


def _money(cents: int) -> str:
    """Cents as the export writes an amount."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
