"""cfn-lint finds nothing, in any region and with the parameters of any environment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cfnlint.config import ConfigMixIn
from cfnlint.runner import Runner

from commerce.templates import ORDER, Environment, load
from tests.python.infra.templates import ENVIRONMENTS, STAND_INS, TEMPLATES

pytestmark = pytest.mark.dear

# Far from one another in what they offer, beside those of the parameter files.
REGIONS = {"us-east-1", "us-west-2", "eu-central-1", *(each.region for each in ENVIRONMENTS)}


def lint(*arguments: str | Path) -> list[str]:
    """What cfn-lint finds: rule and sentence, one per match."""
    matches = Runner(ConfigMixIn(list(map(str, arguments)))).run()
    return [f"{match.rule.id} {match.message}" for match in matches]


def parameter_file(folder: Path, template: dict, values: dict[str, str]) -> Path:
    """A file of parameters as CloudFormation's tools take it; lists as lists."""
    listed = []
    for name, declared in template["Parameters"].items():
        if name in values:
            many = declared["Type"].startswith("List<")
            value = values[name].split(",") if many else values[name]
            listed.append({"ParameterKey": name, "ParameterValue": value})
    path = folder / "parameters.json"
    path.write_text(json.dumps(listed))
    return path


def test_no_template_has_an_error_a_warning_or_a_hint() -> None:
    templates = sorted(TEMPLATES.glob("*.yml"))
    assert lint("--include-checks", "I", "--regions", *sorted(REGIONS), "--", *templates) == []


def test_a_wrong_property_would_be_found(tmp_path: Path) -> None:
    text = (TEMPLATES / "storage.yml").read_text("utf-8")
    wrong = tmp_path / "storage.yml"
    wrong.write_text(text.replace("{Status: Enabled}", "{Status: On}", 1))
    assert [said.split()[0] for said in lint("--", wrong)] == ["E3030"]


@pytest.mark.parametrize("each", ENVIRONMENTS, ids=lambda each: each.name)
@pytest.mark.parametrize("stack", ORDER)
def test_the_parameters_of_an_environment_fit(each: Environment, stack: str, tmp_path: Path):
    file = parameter_file(tmp_path, load(stack), STAND_INS | each.parameters)
    assert lint("--parameter-files", file, "--", TEMPLATES / f"{stack}.yml") == []


def test_a_parameter_that_is_not_allowed_is_found(tmp_path: Path) -> None:
    values = {"Project": "commerce", "Environment": "staging"}
    file = parameter_file(tmp_path, load("raw"), values)
    found = lint("--parameter-files", file, "--", TEMPLATES / "raw.yml")
    assert "E2900 'staging' is not one of ['dev', 'prod']" in found
