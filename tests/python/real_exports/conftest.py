"""Exports as merchants downloaded them, read in place from the folder beside the repository.

They carry other people's figures and are never copied into it. Where the folder is absent the tests
that need it are skipped and counted; the rules that they show have twins on the demo brand's files.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
REAL = ROOT.parent / "shared" / "samples"
MISSING = "no real export"


@dataclass(frozen=True)
class Run:
    """One run of the command line: its warehouse, exit code and printed text."""

    warehouse: Path
    code: int
    output: str


@pytest.fixture(scope="session")
def real_files():
    """Return the real files of a pattern below the samples folder, or skip the test."""

    def find(pattern: str) -> list[Path]:
        found = sorted(REAL.glob(pattern))
        if not found:
            pytest.skip(f"{MISSING} {pattern} beside the repository")
        return found

    return find


@pytest.fixture(scope="session")
def run_over(commerce, tmp_path_factory: pytest.TempPathFactory):
    """Run the command line over files: run_over({'amazon/settlements': [files]}) -> Run."""

    def run(layout: dict[str, list[Path]]) -> Run:
        folder = tmp_path_factory.mktemp("exports")
        for report, files in layout.items():
            (folder / "raw" / report).mkdir(parents=True)
            for file in files:
                shutil.copy(file, folder / "raw" / report / file.name)
        warehouse = folder / "brand.duckdb"
        done = commerce("run", "--raw", folder / "raw", "--warehouse", warehouse)
        return Run(warehouse, done.returncode, done.stdout)

    return run


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many kinds of real exports were missing."""
    skipped = {str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])}
    missing = sum(MISSING in text for text in skipped)
    if missing:
        terminalreporter.write_line(f"real exports not found beside the repository: {missing}")
