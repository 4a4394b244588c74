"""A protection that can be taken away without a test failing is none: each is, here, on purpose."""

from __future__ import annotations

import ast
import time
from collections import Counter
from xml.etree import ElementTree

import pytest

from tests.python.planting import ROOT, sample_of_the_day
from tests.python.protections.planting import (
    FAULT,
    Removal,
    Verdict,
    Workbench,
    load_removals,
    verdict_of,
)

FAULTS = {f"L{number:02}" for number in range(1, 57)}
REPORT = '<testsuites><testsuite><testcase name="t">{}</testcase></testsuite></testsuites>'


def test_the_unchanged_copy_passes_the_same_tests(workbench: Workbench, removals_today) -> None:
    assert workbench.run(sorted({removal.test for removal in removals_today})) == Verdict("passed")


def test_a_removed_protection_is_missed(removal: Removal, workbench: Workbench, verdict) -> None:
    started = time.monotonic()
    found = workbench.without(removal)
    seconds = time.monotonic() - started
    verdict(f"{removal.fault}: {removal.test.split('::')[1]} {found.state} ({seconds:.1f} s)")
    assert found.state == "failed", f"{removal.test} {found.state}: {found.reason}"


def test_every_change_is_of_a_text_that_stands_once() -> None:
    for removal in load_removals():
        text = (ROOT / removal.file).read_text("utf-8")
        assert removal.planted_in(text) != text, removal.fault


def test_every_fault_has_a_planted_change_and_a_name_of_its_own() -> None:
    named = [removal.fault for removal in load_removals()]
    assert {FAULT.match(fault)[1] for fault in named} == FAULTS
    assert [fault for fault, count in Counter(named).items() if count > 1] == []


def test_every_named_test_exists() -> None:
    for removal in load_removals():
        path, name = removal.test.split("::")
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name.split("[")[0] in defined, removal.test


def test_every_change_has_its_day_within_a_year() -> None:
    removals = load_removals()
    days = range(1, 366)
    assert {found for day in days for found in sample_of_the_day(removals, day, 1)} == set(removals)
    assert all(len(sample_of_the_day(removals, day, 1)) == 1 for day in days)


@pytest.mark.parametrize(
    ("inside", "state"),
    [
        ("", "passed"),
        ('<failure message="AssertionError: assert 2 == 1" />', "failed"),
        ('<failure message="assert 2 == 1" />', "failed"),
        ('<failure message="Failed: DID NOT RAISE LandingError" />', "failed"),
        ("<failure message=\"NameError: name 'x' is not defined\" />", "did not run"),
        ('<failure message="AssertionError: NameError: name x\nassert 1 == -9" />', "did not run"),
        ('<failure message="AttributeError: no such attribute" />', "did not run"),
        ('<error message="collection failure" />', "did not run"),
        ('<error message="failed on setup with &quot;AssertionError&quot;" />', "did not run"),
        ('<skipped message="no export" />', "did not run"),
    ],
)
def test_only_a_test_whose_assertion_fails_has_caught_a_change(inside: str, state: str) -> None:
    assert verdict_of(ElementTree.fromstring(REPORT.format(inside))).state == state


def test_a_test_that_was_not_found_did_not_run() -> None:
    empty = ElementTree.fromstring("<testsuites><testsuite /></testsuites>")
    assert verdict_of(empty).state == "did not run"
