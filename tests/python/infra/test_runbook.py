"""The runbook names what there is: every stack, alarm, step and parameter that a person meets."""

from __future__ import annotations

import re

from commerce.templates import INFRA, ORDER, load
from glue.landing import s3, secret
from tests.python.infra.on_moto import KNOWS

RUNBOOK = (INFRA / "README.md").read_text("utf-8")


def test_every_stack_and_every_alarm_is_explained() -> None:
    for stack in ORDER:
        assert f"| `{stack}` |" in RUNBOOK
    for name, resource in load("schedule")["Resources"].items():
        if resource["Type"] == "AWS::CloudWatch::Alarm":
            alarm = resource["Properties"]["AlarmName"]["Fn::Sub"].removeprefix(
                "${Project}-${Environment}-"
            )
            assert f"| `{alarm}` |" in RUNBOOK, name


def test_every_parameter_that_it_names_exists() -> None:
    known = {name for stack in ORDER for name in load(stack)["Parameters"]}
    known |= {name for stack in ORDER for name in load(stack)["Outputs"]}
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`", RUNBOOK))
    assert named - known == set()


def test_every_step_of_a_build_that_it_names_exists() -> None:
    source = load("jobs")["Resources"]["BuildProject"]["Properties"]["Source"]["BuildSpec"]
    steps = set(re.findall(r"^\s+(\w+)\)$", source, re.MULTILINE))
    assert steps == {"load", "build", "rebuild", "docs"}
    named = set(re.findall(r"STEP,value=(\w+)|`STEP` `(\w+)`", RUNBOOK))
    assert {word for pair in named for word in pair if word} <= steps


def test_what_moto_ignores_is_counted_and_named_right() -> None:
    (said,) = re.findall(r"moto makes nothing of these (\d+) resources", RUNBOOK)
    assert int(said) == len(KNOWS["ignored"])
    (table,) = re.findall(
        r"^\| stack \| left out \|\n\|---\|---\|\n((?:\|.+\n)+)", RUNBOOK, re.MULTILINE
    )
    named = []
    for line in table.splitlines():
        stack, names = (cell.strip(" `") for cell in line.strip("|").split("|"))
        named += [f"{stack}.{name}" for name in names.split(", ")]
    assert named == KNOWS["ignored"]


def test_the_sentences_are_those_of_the_code() -> None:
    """A person looks a sentence up: it must read as it is printed."""
    code = "".join(
        open(module.__file__, encoding="utf-8").read()  # noqa: SIM115
        for module in (s3, secret)
    )
    for part in ("it does not exist", "the bucket does not exist", "access is denied; grant"):
        assert part in code and part in RUNBOOK
