"""The profit and loss in the README is the one that the demo run prints."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FIGURE = re.compile(r"-?[\d,]+\.\d\d")


def figures(text: str, channel: str) -> set[str]:
    """Every amount on the lines of a channel, however many blocks the table was split into."""
    lines = [line for line in text.splitlines() if line.strip().startswith(f"{channel}  ")]
    return {figure for line in lines for figure in FIGURE.findall(line)}


def test_each_row_of_the_readme_table_is_printed(demo):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.split("## What it prints")[1].split("```")[1]
    for channel in ("Shopify Web", "Amazon FBA", "Amazon FBM", "Not applicable", "Total"):
        shown = figures(table, channel)
        assert len(shown) >= 3
        assert shown == figures(demo.output.split("Tie-out")[0], channel)
