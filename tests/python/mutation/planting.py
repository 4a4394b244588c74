"""Plant one wrong rule in a copy of the project and see which test fails."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import yaml

from tests.python.conftest import begin_parsed
from tests.python.planting import Planting, copy_project, planted

RULES = Path(__file__).parent / "rules"
PROJECT = ("models", "macros", "seeds", "tests", "analyses", "commerce/profiles")
FILES = ("dbt_project.yml", "selectors.yml", ".dbtignore")
# The warehouse of a bench, from the folder of its project.
AS_DBT_SEES_IT = "../warehouse.duckdb"
# What the truth tells of a row; its keys are hashes of the same.
TRUTH_COLUMNS = "* exclude (financial_performance_key, revenue_basis, cost_status)"


@dataclass(frozen=True)
class Change(Planting):
    """A change that breaks one rule.

    rule: the rule in words; tests: dbt's selector of the tests that stand behind it.
    """

    rule: str
    file: str
    old: str
    new: str
    tests: str

    @property
    def model(self) -> str:
        """The model that the change is of; blank for a macro or a seed."""
        path = Path(self.file)
        return path.stem if path.parts[0] == "models" and path.suffix == ".sql" else ""


@dataclass(frozen=True)
class Outcome:
    """What became of one node of a dbt command; model: the one that a unit test is of."""

    kind: str
    name: str
    status: str
    message: str
    model: str = ""

    @property
    def is_test(self) -> bool:
        return self.kind in ("test", "unit_test")


def load_changes() -> list[Change]:
    """Every planted change, in the order of the files in rules/ and of their entries."""
    changes = []
    for path in sorted(RULES.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8")):
            model = Path(entry["file"]).stem
            changes.append(Change(**{"tests": f"{model},test_type:unit", **entry}))
    return changes


class Workbench:
    """A copy of the project and of a built warehouse, with one dbt process that stays.

    A test that fails on a planted change is what catches it; a change that does not even run is a
    mistake in the list and raises AssertionError.
    """

    def __init__(self, folder: Path, built: Path) -> None:
        self.project = folder / "project"
        self.built = built
        self.warehouse = folder / "warehouse.duckdb"
        self._log = folder / "dbt.log"
        self._process: subprocess.Popen[str] | None = None
        copy_project(self.project, (*PROJECT, *FILES), "python")
        begin_parsed(self.project / "target", AS_DBT_SEES_IT)
        shutil.copy(built, self.warehouse)

    def run(self, *arguments: str) -> list[Outcome]:
        """Run a dbt command on the copy. Raises AssertionError when it does not come to a node."""
        process = self._started()
        folders = ["--project-dir", self.project, "--target-path", self.project / "target"]
        folders += ["--profiles-dir", self.project / "commerce" / "profiles"]
        folders += ["--log-path", self.project / "logs", "--log-level-file", "none"]
        # What a build leaves behind is for a retry; of all else the outcomes are told.
        folders += [] if arguments[0] in ("build", "retry") else ["--no-write-json"]
        line = ""
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps([*arguments, *map(str, folders)]) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        if not line:
            self.close()
            raise AssertionError(f"dbt ended: {self._log.read_text('utf-8')[-3000:]}")
        answer = json.loads(line)
        assert not answer["error"], answer["error"]
        return [Outcome(*outcome) for outcome in answer["outcomes"]]

    def caught_together(self, changes: Iterable[Change]) -> dict[Change, list[str]]:
        """The unit tests of its own model that fail on each change, one change per model at a time.

        A unit test reads its model, the macros and its own rows, so that changes of several models
        do not disturb each other. What no such test catches is left out.
        """
        caught = {}
        for together in rounds(changes):
            selected = sorted({test for change in together for test in change.tests.split()})
            with ExitStack() as stack, suppress(AssertionError, ValueError):
                for change in together:
                    stack.enter_context(planted(change, self.project))
                failed = [
                    outcome
                    for outcome in self.run("test", "--select", *selected)
                    if outcome.kind == "unit_test" and outcome.status == "fail"
                ]
                for change in together:
                    if names := sorted(o.name for o in failed if o.model == change.model):
                        caught[change] = names
        return caught

    def caught_by(self, change: Change) -> list[str]:
        """The tests that fail on the change: its own first, else all that a build can tell."""
        try:
            with planted(change, self.project):
                self._load(change)
                outcomes = self.run("test", "--select", *change.tests.split())
                assert outcomes, f"{change.tests} selects no test"
                return failing(outcomes) or self._caught_by_a_build(change)
        finally:
            self._load(change)

    def _load(self, change: Change) -> None:
        """Load the seed of the change anew: a data test reads the table and not the file."""
        if change.file.startswith("seeds/"):
            failing(self.run("seed", "--select", Path(change.file).stem))

    def _caught_by_a_build(self, change: Change) -> list[str]:
        """Build the model and its descendants on the copy, with the data tests, then compare facts.

        The truth comparison proves that the built fact is the truth: a fact that differs from it
        fails that comparison.
        """
        is_model = change.file.startswith("models/")
        chosen = ["--select", f"{Path(change.file).stem}+"] if is_model else []
        try:
            failed = failing(self.run("build", *chosen, "--exclude-resource-type", "unit_test"))
            self.close()
            different = rows_that_differ(self.warehouse, self.built)
            return failed + ([f"comparison with the truth ({different} rows)"] if different else [])
        finally:
            self.close()
            shutil.copy(self.built, self.warehouse)

    def close(self) -> None:
        """End the dbt process; the next command starts a new one."""
        if self._process:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.wait()
            self._process = None

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            environment = {
                **os.environ,
                "COMMERCE_WAREHOUSE": AS_DBT_SEES_IT,
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
                "DBT_QUIET": "true",
                "DBT_USE_COLORS": "false",
            }
            with self._log.open("a", encoding="utf-8") as log:
                self._process = subprocess.Popen(
                    [sys.executable, str(Path(__file__).with_name("dbt_worker.py"))],
                    cwd=self.project,
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    encoding="utf-8",
                )
        return self._process


def rounds(changes: Iterable[Change]) -> list[list[Change]]:
    """The changes of models in rounds: no model twice in one, each change in one."""
    found: list[list[Change]] = []
    number_of: Counter[str] = Counter()
    for change in changes:
        if change.model:
            if number_of[change.model] == len(found):
                found.append([])
            found[number_of[change.model]].append(change)
            number_of[change.model] += 1
    return found


def failing(outcomes: list[Outcome]) -> list[str]:
    """Names of the tests that failed. Raises AssertionError when a node could not be run at all."""
    broken = [f"{o.name}: {o.message}" for o in outcomes if o.status in ("error", "runtime error")]
    assert not broken, "the planted change does not run:\n" + "\n".join(broken)
    return sorted(o.name for o in outcomes if o.is_test and o.status == "fail")


def rows_that_differ(warehouse: Path, built: Path) -> int:
    """Rows of the fact that stand in one warehouse and not in the other."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as changed (read_only)")
        connection.execute(f"attach '{built}' as built (read_only)")
        fact = f"select {TRUTH_COLUMNS} from {{}}.marts.fact_financial_performance"
        changed, right = fact.format("changed"), fact.format("built")
        (count,) = connection.execute(
            f"select count(*) from (({changed} except all {right}) union all "
            f"({right} except all {changed}))"
        ).fetchone()
    return count
