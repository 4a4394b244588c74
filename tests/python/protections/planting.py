"""Take one protection out of a copy of the project, and run its test there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import yaml

from tests.python.planting import Planting, copy_project, planted

LIST = Path(__file__).with_name("protections.yml")
# What the named tests read; data/sample is for none of them.
PLACES = (
    "commerce", "glue", "infra", "macros", "models", "seeds", "tests", "dbt_project.yml",
    "selectors.yml", ".dbtignore", "pyproject.toml", "profiles.example.yml",
)  # fmt: skip
FAULT = re.compile(r"(L\d{2}) \S")
# What a test says when what it asserts is not so. Any other exception is a program that broke.
_SAID = re.compile(r"AssertionError|assert |Failed: ")
# A process that a test started may die of these, and the test then says so in an assertion.
_BROKEN = re.compile(
    r"\b(Syntax|Indentation|Name|UnboundLocal|Import|ModuleNotFound|Attribute|Type)Error: "
)
_SECONDS_PER_TEST = 300


@dataclass(frozen=True)
class Removal(Planting):
    """A change that takes a protection away.

    fault: its number and a few words; test: the node of the test that must fail.
    """

    fault: str
    file: str
    old: str
    new: str
    test: str

    @property
    def number(self) -> str:
        return FAULT.match(self.fault)[1]


@dataclass(frozen=True)
class Verdict:
    """What became of a test. state: passed, failed or did not run; reason: why it did not pass."""

    state: str
    reason: str = ""


def load_removals() -> list[Removal]:
    """Every planted change, in the order of the list."""
    return [Removal(**entry) for entry in yaml.safe_load(LIST.read_text("utf-8"))]


def verdict_of(report: ElementTree.Element) -> Verdict:
    """The verdict of pytest's report on a run: failed only where what a test asserts is not so.

    A test that is skipped, cannot be collected or set up, or dies of another exception did not run.
    """
    cases = list(report.iter("testcase"))
    if not cases or list(report.iter("skipped")):
        return Verdict("did not run", "no test was found, or it was skipped")
    for kind in ("error", "failure"):
        for found in report.iter(kind):
            message = found.get("message", "")
            caught = kind == "failure" and _SAID.match(message) and not _BROKEN.search(message)
            return Verdict("failed" if caught else "did not run", message)
    return Verdict("passed")


class Workbench:
    """A copy of the project in which tests run in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self._report = folder / "report.xml"
        copy_project(self.project, PLACES)

    def run(self, tests: Sequence[str]) -> Verdict:
        """Run tests on the copy as it is, until one fails."""
        self._report.unlink(missing_ok=True)
        # Bytecode is told from its source by seconds and size, and changes follow fast.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        environment |= {"PYTHONPATH": str(self.project), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", *tests, "-x", "-q", "-p", "no:cacheprovider"]
        command.append(f"--junitxml={self._report}")
        try:
            done = subprocess.run(
                command,
                cwd=self.project,
                env=environment,
                timeout=_SECONDS_PER_TEST * len(tests),
                capture_output=True,
                text=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Verdict("did not run", "it did not end")
        if not self._report.exists():
            return Verdict("did not run", (done.stdout + done.stderr)[-2000:])
        return verdict_of(ElementTree.parse(self._report).getroot())

    def without(self, removal: Removal) -> Verdict:
        """Run the change's test on the copy without the protection."""
        with planted(removal, self.project):
            return self.run([removal.test])
