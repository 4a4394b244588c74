"""What the Python suites share: dbt's manifest, one full demo run, and the time each suite took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITES = Path(__file__).parent
_seconds: dict[str, float] = defaultdict(float)
_tests: dict[str, int] = defaultdict(int)


@dataclass(frozen=True)
class DemoRun:
    """One run of the command line over data/sample into a warehouse of its own.

    code: its exit code, 0 or 3; output: all that it printed; seconds: how long it took.
    """

    warehouse: Path
    code: int
    output: str
    seconds: float


def run_commerce(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `python -m commerce` as a user would, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "commerce", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def commerce():
    """Run the command line: commerce("run", "--raw", folder) -> the completed process."""
    return run_commerce


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """Land data/sample and build every model, data test and unit test, once per session.

    The warehouse is shared: tests read it and never write to it.
    """
    warehouse = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    started = time.monotonic()
    done = run_commerce("run", "--raw", ROOT / "data" / "sample", "--warehouse", warehouse)
    seconds = time.monotonic() - started
    _seconds["demo build"] += seconds
    if done.returncode not in (0, 3):
        pytest.fail(f"the demo brand was not built:\n{done.stdout[-6000:]}", pytrace=False)
    return DemoRun(warehouse, done.returncode, done.stdout, seconds)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sample/ and truth.json, written by a run of the simulator just now."""
    folder = tmp_path_factory.mktemp("simulator")
    command = [sys.executable, "-m", "data.simulator"]
    command += ["--out", str(folder / "sample"), "--truth", str(folder / "truth.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def truth(fresh: Path) -> dict:
    """The simulator's own account of every order line and charge; no model reads it."""
    return json.loads((fresh / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """dbt's manifest of the project, parsed once and without a warehouse."""
    folder = tmp_path_factory.mktemp("manifest")
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "parse"]
    command += ["--project-dir", ROOT, "--profiles-dir", ROOT / "commerce" / "profiles"]
    command += ["--target-path", folder, "--log-path", folder]
    parsed = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "COMMERCE_WAREHOUSE": str(folder / "unused.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert parsed.returncode == 0, parsed.stdout[-4000:]
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the time of each suite, a suite being a folder of tests/python."""
    path = ROOT / report.location[0]
    parts = path.relative_to(SUITES).parts if path.is_relative_to(SUITES) else path.parts
    suite = parts[0] if len(parts) > 1 else "tests/python"
    _seconds[suite] += report.duration
    _tests[suite] += report.when == "call"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the minutes of each suite; the demo build counts within the suite that asked first."""
    terminalreporter.section("minutes per suite")
    for suite, seconds in sorted(_seconds.items(), key=lambda item: -item[1]):
        count = f"  {_tests[suite]} tests" if suite in _tests else "  (once, shared)"
        terminalreporter.write_line(f"{seconds / 60:6.1f}  {suite}{count}")
