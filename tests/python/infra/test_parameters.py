"""A parameter that its template does not allow is refused in one sentence, before any call."""

from __future__ import annotations

import json

import pytest

from commerce.errors import UserError
from commerce.templates import ORDER, environment, fault_of, load, values_for
from tests.python.infra.templates import ENVIRONMENTS, STAND_INS

# A value that each parameter refuses; what CloudFormation checks itself by type needs none.
REFUSED = {
    "Project": ["Commerce", "a", "-shop", "shop.brand", "a-project-name-much-too-long"],
    "Environment": ["", "staging", "PROD"],
    "ObjectLockDays": ["0", "3651", "ten"],
    "LogRetentionDays": ["30", "90", "179", "7"],
    "ReplacedDays": ["0", "366"],
    "VpcCidr": ["8.8.0.0/16", "10.0.0.0/8", "10.0.0.0/24", "172.15.0.0/16", "10.0.0.0"],
    "NatGateways": ["two"],
    "InterfaceEndpoints": ["true"],
    "WarehouseKind": ["Serverless", "cluster"],
    "BaseCapacity": ["5", "512"],
    "MaxCapacity": ["4", "512"],
    "MaxQuerySeconds": ["0", "86400"],
    "NodeType": ["dc2.large"],
    "NumberOfNodes": ["1", "33"],
    "GlueWorkerType": ["Standard"],
    "GlueWorkers": ["1", "100"],
    "GlueTimeoutMinutes": ["5", "2880"],
    "EncryptCatalog": ["maybe"],
    "DailySchedule": ["daily", "cron(0 5 * * *)", "rate(1 day)"],
    "ScheduleState": ["on"],
    "AlarmEmail": ["", "nobody", "a b@example.com"],
    "SilentHours": ["1", "169"],
    "QuarantinePercent": ["-1", "101"],
    "Repository": ["*/*", "org", "org/repo:*", "org/repo/x", "org/*"],
    "OidcProviderArn": ["arn:aws:iam::123456789012:oidc-provider/evil.example"],
    "DataKeyArn": ["alias/aws/s3", "arn:aws:kms:us-east-1:123456789012:key/*"],
    "RawBucketName": ["UPPER", "b"],
    "LandedBucketName": ["*"],
    "ArtifactsBucketName": ["a/b"],
    "LogsBucketName": ["-x"],
    "PiiKeySecretArn": ["hunter2", "arn:aws:secretsmanager:us-east-1:123456789012:secret:*"],
    "CopyRoleArn": ["arn:aws:iam::123456789012:user/me", "arn:aws:iam::aws:role/x"],
    "RedshiftHost": ["", "https://host"],
    "RedshiftDatabase": ["", "Dev", "a b"],
    "RedshiftClusterId": ["Cluster", "a_b"],
    "RedshiftLoginArn": ["arn:aws:redshift:us-east-1:123456789012:dbname:*"],
    "LandingJobName": ["a job", "*"],
    "BuildProjectName": ["a/b", "*"],
    "RunArn": ["arn:aws:states:us-east-1:123456789012:stateMachine:*"],
    "AlarmTopicArn": ["arn:aws:sns:us-east-1:123456789012:*", "alarms"],
    "AlarmKeyArn": ["alias/alarms", "arn:aws:kms:us-east-1:123456789012:key/*"],
    "BiPrincipalArn": ["arn:aws:iam::123456789012:user/me"],
    "BiSecretArn": ["hunter2"],
}
CASES = [
    (stack, name, value)
    for stack in ORDER
    for name in load(stack)["Parameters"]
    for value in REFUSED.get(name, [])
]


@pytest.mark.parametrize(("stack", "name", "value"), CASES)
def test_a_value_outside_is_refused(stack: str, name: str, value: str) -> None:
    with pytest.raises(UserError, match=f"{name} of stack {stack} is .*, but must be ") as refused:
        values_for(stack, load(stack), STAND_INS | ENVIRONMENTS[0].parameters | {name: value})
    assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize("stack", ORDER)
def test_every_parameter_is_constrained_and_has_a_refused_value(stack: str) -> None:
    """A type of AWS's own is checked by AWS: no such thing may stand in the account."""
    for name, declared in load(stack)["Parameters"].items():
        bounds = {"AllowedPattern", "AllowedValues", "MinValue"} & set(declared)
        assert bounds or "AWS::" in declared["Type"], name
        assert name in REFUSED or "AWS::" in declared["Type"], name


@pytest.mark.parametrize("each", ENVIRONMENTS, ids=lambda each: each.name)
@pytest.mark.parametrize("stack", ORDER)
def test_the_files_and_the_defaults_are_allowed(each, stack: str) -> None:
    template = load(stack)
    values = values_for(stack, template, STAND_INS | each.parameters)
    for name, declared in template["Parameters"].items():
        assert fault_of(declared, str(values.get(name, declared.get("Default")))) == "", name


@pytest.mark.parametrize("stack", ORDER)
def test_the_same_parameter_means_the_same_in_every_stack(stack: str) -> None:
    for other in ORDER:
        for name, declared in load(stack)["Parameters"].items():
            there = load(other)["Parameters"].get(name, declared)
            for rule in ("Type", "Default", "AllowedPattern", "AllowedValues"):
                assert there.get(rule) == declared.get(rule), f"{name}: {stack}, {other}"


def test_a_stack_without_what_it_needs_is_named() -> None:
    with pytest.raises(UserError, match="Stack ci needs Repository: write it into the file"):
        given = {name: value for name, value in STAND_INS.items() if name != "Repository"}
        values_for("ci", load("ci"), given | ENVIRONMENTS[0].parameters)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{", "test.json is not JSON with Region, Stacks and Parameters."),
        ({"Region": "us-east-1", "Stacks": ["raw"]}, "is not JSON with Region"),
        ({"Stacks": ["storage", "raw"]}, "The stacks of test.json are some of raw, storage, "),
        ({"Parameters": {"Environment": "prod"}}, "Environment in test.json must be test."),
        ({"Parameters": {"Environment": "test", "Porject": "x"}}, "takes Porject: check how it"),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path, body, sentence: str) -> None:
    if isinstance(body, dict) and "Region" not in body:
        whole = {"Region": "us-east-1", "Stacks": ["raw"], "Parameters": {"Environment": "test"}}
        body = whole | body
    text = body if isinstance(body, str) else json.dumps(body)
    (tmp_path / "test.json").write_text(text)
    with pytest.raises(UserError, match=sentence.replace("(", r"\(")):
        environment("test", tmp_path)


def test_an_unknown_environment_is_one_sentence() -> None:
    with pytest.raises(UserError, match="There is no environment stage: dev and prod have a file"):
        environment("stage")


def test_the_base_capacity_never_exceeds_the_highest() -> None:
    """Of every pair that the parameters allow, exactly those in order pass the template's rules."""
    template = load("warehouse")
    base, highest = (
        template["Parameters"][name]["AllowedValues"] for name in ("BaseCapacity", "MaxCapacity")
    )
    for most in highest:
        allowed = {str(value) for value in base}
        for rule in template["Rules"].values():
            if rule["RuleCondition"]["Fn::Equals"] == [{"Ref": "MaxCapacity"}, str(most)]:
                (assertion,) = rule["Assertions"]
                listed, asked = assertion["Assert"]["Fn::Contains"]
                assert asked == {"Ref": "BaseCapacity"}
                allowed &= set(listed)
        assert allowed == {str(value) for value in base if value <= most}, most
