"""The project's own rules over its templates, as data: what scanners cannot know.

A rule is an id (of the AWS control that it meets, or OWN), a sentence, a function that names what
breaks it, and a mutation that breaks it. `tests/python/infra/test_own_rules.py` runs both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.python.infra.templates import (
    Templates,
    properties,
)

Found = Iterable[str]
BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
SECRET_LIKE = re.compile(r"passw|secret|token|credential|api.?key|private.?key", re.IGNORECASE)
# Actions that know no resource: AWS documents "*" as the only one.
WITHOUT_RESOURCE = re.compile(
    r"ec2:Describe\w+|xray:\w+|cloudwatch:PutMetricData|logs:\w+LogDeliver(y|ies)"
    r"|logs:(PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)"
)
SECURITY_GROUP_PORTS = {443, 5439}
DAYS_180 = 180
CLUSTER = "AWS::Redshift::Cluster"
WORKGROUP, NAMESPACE = "AWS::RedshiftServerless::Workgroup", "AWS::RedshiftServerless::Namespace"
BUCKET = "AWS::S3::Bucket"
JOB = "AWS::Glue::Job"


@dataclass(frozen=True)
class Rule:
    """id: control or OWN.name. check: names what breaks it. mutate: breaks it in place."""

    id: str
    sentence: str
    check: Callable[[Templates], Found]
    mutate: Callable[[Templates], None]


RULES: list[Rule] = []


def rule_of(id: str) -> Rule:
    """The rule of an id. Raises KeyError."""
    return {each.id: each for each in RULES}[id]


def rule(id: str, sentence: str, mutate: Callable[[Templates], object]):
    """Register the decorated check."""

    def add(check: Callable[[Templates], Found]):
        RULES.append(Rule(id, sentence, check, mutate))
        return check

    return add


def body_at(templates: Templates, place: str) -> dict:
    """The properties of `template.Resource`."""
    name, logical = place.split(".")
    return templates[name]["Resources"][logical]["Properties"]


def put(place: str, *path_and_value) -> Callable[[Templates], None]:
    """A mutation that sets one property."""
    *path, last, value = path_and_value

    def mutate(templates: Templates) -> None:
        target = body_at(templates, place)
        for step in path:
            target = target[step]
        target[last] = value

    return mutate


def drop(place: str, *path) -> Callable[[Templates], None]:
    """A mutation that removes one property."""
    *path, last = path

    def mutate(templates: Templates) -> None:
        target = body_at(templates, place)
        for step in path:
            target = target[step]
        del target[last]

    return mutate


def equal(kind: str, *path, to, among: str = "") -> Callable[[Templates], Found]:
    """A check that a property of every resource of a type has one value, or one of several."""
    wanted = to if isinstance(to, tuple) else (to,)

    def check(templates: Templates) -> Found:
        seen = list(properties(templates, kind))
        if not seen:
            yield f"no {kind}"
        for name, body in seen:
            value = body
            for step in path:
                value = value.get(step) if isinstance(value, dict) else None
            if value not in wanted:
                yield f"{name}: {'.'.join(path)} is {value!r}"

    return check


def add_rule(id: str, sentence: str, check, mutate) -> None:
    RULES.append(Rule(id, sentence, check, mutate))
