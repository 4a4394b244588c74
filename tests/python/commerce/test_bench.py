"""The benchmark lands what it generates, and says how it compares."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from commerce import bench


def test_the_generated_settlement_states_the_sum_of_its_rows(tmp_path: Path) -> None:
    bench.write_settlement(tmp_path / "s.txt", 50)
    header, *rows = (line.split("\t") for line in (tmp_path / "s.txt").read_text().splitlines())
    stated, amount = header.index("total-amount"), header.index("amount")
    assert sum(Decimal(row[amount]) for row in rows[1:]) == Decimal(rows[0][stated])
    assert len(rows) == 51


def test_the_benchmark_prints_both_ratios(commerce) -> None:
    done = commerce("bench", "--rows", "200")
    assert done.returncode == 0, done.stdout
    assert re.search(r"4 files +\d[\d,]* MiB.*\n +50 files +\d[\d,]* MiB", done.stdout)
    assert re.search(
        r"Landing takes \d+\.\d times the plain Spark floor; peak memory of 50 files is "
        r"\d+\.\d\d times that of 4\.",
        " ".join(done.stdout.split()),
    )
