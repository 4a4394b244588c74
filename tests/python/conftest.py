"""What the Python suites share: dbt's manifest, one full demo run, and the time each suite took.

The suites run in several processes at once. What is dear is made by the first that asks for it and
read by the others, from a folder that the run makes and removes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.python.planting import day_of_the_run, settle_the_day

ROOT = Path(__file__).resolve().parents[2]
SUITES = Path(__file__).parent
SHARED = "COMMERCE_TEST_SHARED"
DEAR = ("incremental", "real_exports", "commerce", "stores")
# Tests marked `dear` have their turn every so many days when all suites run, and always when they
# or their folder are asked for.
TURN = "COMMERCE_TEST_TURN"
TURNS = 14
# Speed is shown by `make bench`: no test fails because the machine was busy.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
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


def pytest_configure(config: pytest.Config) -> None:
    """Settle what all processes of this run share before any starts: the folder and the day."""
    config.addinivalue_line("markers", "dear: runs on one day of several, see TURNS")
    if not hasattr(config, "workerinput"):
        settle_the_day()
        os.environ[SHARED] = tempfile.mkdtemp(prefix="suites-")
        # dbt's log has what its terminal would say: more of it costs time in every build.
        os.environ.setdefault("DBT_LOG_LEVEL_FILE", "info")
        some = config.args_source is config.ArgsSource.TESTPATHS and not config.option.keyword
        all_of_them = config.getoption("everything", default=False)
        os.environ[TURN] = str(day_of_the_run() % TURNS) if some and not all_of_them else ""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--everything", action="store_true", help="run the tests marked dear, too")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]):
    """Hand out files whole, what shares a dear build as one, and what takes long first.

    A process that waits for another one's build is idle, and so is one that has nothing left.
    """
    _keep_those_of_the_day(config, items)
    needed: dict[str, set[str]] = defaultdict(set)
    for item in items:
        needed[_group_of(item)] |= set(item.fixturenames)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group_of(item)))
    items.sort(key=lambda item: (_turn_of(_group_of(item), needed), _group_of(item)))
    return (yield)


def _keep_those_of_the_day(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the dear tests whose turn is another day's."""
    if not os.environ[TURN]:
        return
    dear = sorted({_group_of(item) for item in items if item.get_closest_marker("dear")})
    today = set(dear[int(os.environ[TURN]) :: TURNS])
    left_out = [
        item for item in items if item.get_closest_marker("dear") and _group_of(item) not in today
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _group_of(item: pytest.Item) -> str:
    """What runs in one process: a file, all that reads the other engine's build, one brand."""
    suite = item.path.parent.name
    if suite == "redshift" and "built" in item.fixturenames:
        return "redshift"
    return f"{item.path} {item.name}" if suite == "incremental" else str(item.path)


def _turn_of(group: str, needed: dict[str, set[str]]) -> int:
    """Who comes first: the other engine, suites that build brands of their own, the rest."""
    if group == "redshift":
        return 0
    if group.endswith("test_the_daily_run_here.py"):
        return 2
    if "demo" in needed[group]:
        return len(DEAR) + 2
    own = [turn for turn, suite in enumerate(DEAR, start=1) if f"/{suite}/" in group]
    return own[0] if own else len(DEAR) + 1


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the shared folder when the last process is done."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True)


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The shared folder `name`, filled by `make` in whichever process asks first.

    A `make` that fails is not tried again: every test that needs it fails at once.
    """
    folder = Path(os.environ[SHARED]) / name
    unfinished = folder.with_suffix(".unfinished")
    with FileLock(f"{folder}.lock"):
        if unfinished.exists():
            pytest.fail(f"{name} has failed before in this run", pytrace=False)
        if not folder.exists():
            started = time.monotonic()
            unfinished.mkdir()
            make(unfinished)
            (unfinished / "seconds").write_text(str(time.monotonic() - started))
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="session")
def demo() -> DemoRun:
    """Land data/sample and build every model, data test and unit test, once per run of the suites.

    The warehouse is shared: tests read it and never write to it.
    """

    def build(folder: Path) -> None:
        warehouse = Path(os.environ[SHARED]) / "warehouse" / "demo.duckdb"
        warehouse.parent.mkdir(exist_ok=True)
        sample = ["--raw", ROOT / "data" / "sample", "--warehouse", warehouse]
        done = run_commerce("run", "--unit_tests", *sample)
        if done.returncode not in (0, 3):
            text = f"the demo brand was not built:\n{done.stdout[-6000:]}"
            pytest.fail(text, pytrace=False)
        body = {"warehouse": str(warehouse), "code": done.returncode, "output": done.stdout}
        (folder / "run.json").write_text(json.dumps(body), encoding="utf-8")

    folder = made_once("demo build", build)
    body = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    seconds = float((folder / "seconds").read_text())
    return DemoRun(Path(body["warehouse"]), body["code"], body["output"], seconds)


@pytest.fixture
def verdict(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Keep a line about a planted change for the end of the run."""
    return lambda line: record_property("planted change", line)


@pytest.fixture
def compared(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Keep a line about what was found equal on both engines for the end of the run."""
    return lambda line: record_property("equal on both engines", line)


@pytest.fixture(scope="session")
def fresh() -> Path:
    """A folder with sample/ and truth.json, written by a run of the simulator just now."""

    def simulate(folder: Path) -> None:
        command = [sys.executable, "-m", "data.simulator"]
        command += ["--out", str(folder / "sample"), "--truth", str(folder / "truth.json")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return made_once("simulation", simulate)


@pytest.fixture(scope="session")
def truth(fresh: Path) -> dict:
    """The simulator's own account of every order line and charge; no model reads it."""
    return json.loads((fresh / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def manifest() -> dict:
    """dbt's manifest of the project, parsed once and without a warehouse."""

    folder = _parsed_once("unused.duckdb")
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def begin_parsed(target: Path, warehouse: str) -> None:
    """Put the project as dbt has parsed it once into a target folder, so that it need not again.

    warehouse: COMMERCE_WAREHOUSE as dbt will be told, relative to the folder in which it will run:
    dbt reads everything anew for a warehouse at another path.
    """
    if SHARED in os.environ:
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(_parsed_once(warehouse) / "partial_parse.msgpack", target)


def _parsed_once(warehouse: str) -> Path:
    """The target folder of one parse of the project for a warehouse at this path."""

    def parse(folder: Path) -> None:
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "parse"]
        command += ["--project-dir", ROOT, "--profiles-dir", ROOT / "commerce" / "profiles"]
        command += ["--target-path", folder, "--log-path", folder]
        parsed = subprocess.run(
            list(map(str, command)),
            cwd=folder,
            env={**os.environ, "COMMERCE_WAREHOUSE": warehouse},
            capture_output=True,
            text=True,
            check=False,
        )
        assert parsed.returncode == 0, parsed.stdout[-4000:]

    return made_once(f"project parsed for {Path(warehouse).stem}", parse)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the time of each suite, a suite being a folder of tests/python."""
    path = ROOT / report.location[0]
    parts = path.relative_to(SUITES).parts if path.is_relative_to(SUITES) else path.parts
    suite = parts[0] if len(parts) > 1 else "tests/python"
    _seconds[suite] += report.duration
    _tests[suite] += report.when == "call"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what caught each planted change, and the minutes of each suite over all processes.

    What is made once counts within the suite that asked first, and is named below it.
    """
    _say(terminalreporter, "planted change")
    terminalreporter.section("minutes per suite, added up over all processes")
    for suite, seconds in sorted(_seconds.items(), key=lambda item: -item[1]):
        count = f"  {_tests[suite]} tests"
        terminalreporter.write_line(f"{seconds / 60:6.1f}  {suite}{count}")
    for made in sorted(Path(os.environ[SHARED]).glob("*/seconds")):
        minutes = float(made.read_text()) / 60
        terminalreporter.write_line(f"{minutes:6.1f}  {made.parent.name}, once")
    _say(terminalreporter, "equal on both engines")
    _say(terminalreporter, "increments equal full builds")


def _say(terminalreporter: pytest.TerminalReporter, name: str) -> None:
    """Print the lines that tests have kept under a name."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, [])]
    told = [line for r in reports for key, line in r.user_properties if key == name]
    if told:
        terminalreporter.section(name)
        for line in dict.fromkeys(told):
            terminalreporter.write_line(line)
