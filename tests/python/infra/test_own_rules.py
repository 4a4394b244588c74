"""Each of the project's own rules holds, and its mutation breaks it."""

from __future__ import annotations

import copy
import re

import pytest

from glue.landing.state import SYSTEM_TABLES
from tests.python.infra.rules import RULES, Rule
from tests.python.infra.templates import (
    TEMPLATES,
    Templates,
    as_list,
    load_all,
    role_statements,
    text,
)


@pytest.fixture(scope="module")
def templates() -> Templates:
    return load_all()


def ids(rule: Rule) -> str:
    return rule.id


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_the_templates_keep_the_rule(templates: Templates, rule: Rule) -> None:
    assert sorted(rule.check(templates)) == [], rule.sentence


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_the_rule_sees_its_mutation(templates: Templates, rule: Rule) -> None:
    mutant = copy.deepcopy(templates)
    rule.mutate(mutant)
    assert mutant != templates, "the mutation changes nothing"
    assert sorted(rule.check(mutant)) != [], rule.sentence


def test_no_two_rules_share_an_id() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_every_template_is_looked_at(templates: Templates) -> None:
    assert {path.stem for path in TEMPLATES.glob("*.yml")} == set(templates)


def test_copy_may_read_every_folder_that_landing_publishes(templates: Templates) -> None:
    """A folder that is left out shows when the first row of its table lands: in a failed load."""
    folders = {
        found[1]
        for name, statement in role_statements(templates)
        for resource in as_list(statement["Resource"])
        if name == "warehouse.CopyRole"
        and (found := re.search(r"/landing/(\w+)/\*$", text(resource)))
    }
    assert folders == {"current", "history", "versions", "publish", *SYSTEM_TABLES}
