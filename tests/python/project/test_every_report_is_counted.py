"""Every report that can land is counted by the gate that compares rows with the row ledger.

A report that the gate does not know fails it as soon as a file of that report lands.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_gate_of_landed_rows_knows_every_report_once() -> None:
    macro = (ROOT / "macros" / "hooks" / "landed_row_counts.sql").read_text("utf-8")
    counted = [f"{source}__{name}" for source, name in re.findall(r"\('(\w+)', '(\w+)'\)", macro)]
    specs = [path.stem for path in (ROOT / "glue" / "specs").glob("*__*.yml")]
    assert len(specs) > 20
    assert sorted(counted) == sorted(name for name in specs if not name.startswith("__"))
