"""The table of faults in glue/README.md names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NAMED = re.compile(r"`(test_\w+)`")


def test_every_fault_names_a_test_that_exists():
    table = (ROOT / "glue" / "README.md").read_text("utf-8")
    table = table[table.index("## Faults") : table.index("## Into Redshift")]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    written = "".join(path.read_text("utf-8") for path in ROOT.glob("tests/python/*/test_*.py"))
    exist = set(re.findall(r"^def (test_\w+)", written, re.MULTILINE))
    assert len(rows) > 35
    for row in rows:
        named = NAMED.findall(row)
        assert named, row
        assert set(named) <= exist, set(named) - exist
