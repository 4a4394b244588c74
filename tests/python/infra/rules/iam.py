"""Who may do what: roles, policies and whom they trust."""

from __future__ import annotations

import json
import re

import yaml

from tests.python.infra.rules.frame import (
    WITHOUT_RESOURCE,
    Found,
    add_rule,
    body_at,
    drop,
    equal,
    put,
    rule,
    rule_of,
)
from tests.python.infra.templates import (
    ROOT,
    Templates,
    as_list,
    properties,
    resources,
    role_statements,
    statements,
    text,
)


@rule(
    "IAM.1",
    "No policy grants everything.",
    lambda t: t["jobs"]["Resources"]["GlueRole"]["Properties"]["Policies"][0]["PolicyDocument"][
        "Statement"
    ][0].update(Action="*", Resource="*"),
)
def _(templates: Templates) -> Found:
    for name, statement in role_statements(templates):
        if "*" in as_list(statement["Action"]):
            yield name


@rule(
    "IAM.21",
    "No policy grants all actions of a service.",
    lambda t: t["jobs"]["Resources"]["GlueRole"]["Properties"]["Policies"][0]["PolicyDocument"][
        "Statement"
    ][0].update(Action="s3:*"),
)
def _(templates: Templates) -> Found:
    for name, statement in role_statements(templates):
        for action in as_list(statement["Action"]):
            if "*" in action:
                yield f"{name}: {action}"


@rule(
    "OWN.exact-arn",
    "Every grant names its resource, but for actions that know none.",
    lambda t: t["schedule"]["Resources"]["StartRole"]["Properties"]["Policies"][0][
        "PolicyDocument"
    ]["Statement"][0].update(Resource="*"),
)
def _(templates: Templates) -> Found:
    for name, statement in role_statements(templates):
        for resource in as_list(statement["Resource"]):
            if re.search(r"arn:[^:]*:[a-z-]*:\*|:::\*", text(resource)):
                yield f"{name}: {text(resource)}"
            if resource == "*":
                for action in as_list(statement["Action"]):
                    if not WITHOUT_RESOURCE.fullmatch(action):
                        yield f"{name}: {action} on *"


@rule(
    "OWN.metric-namespace",
    "Who may send metrics may send them under the project's name only.",
    lambda t: [s for n, s in role_statements(t) if s.get("Sid") == "Measure"][0].pop("Condition"),
)
def _(templates: Templates) -> Found:
    for name, statement in role_statements(templates):
        if "cloudwatch:PutMetricData" in as_list(statement["Action"]):
            only = statement.get("Condition", {}).get("StringEquals", {})
            if "cloudwatch:namespace" not in only:
                yield name


@rule(
    "OWN.no-managed-policy",
    "No role takes a policy of AWS's own, such as AWSGlueServiceRole.",
    put(
        "jobs.GlueRole",
        "ManagedPolicyArns",
        ["arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole"],
    ),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::IAM::Role"):
        if body.get("ManagedPolicyArns"):
            yield name


@rule(
    "IAM.2",
    "Rights are those of roles; there are no users and no keys.",
    lambda t: t["ci"]["Resources"].update(User={"Type": "AWS::IAM::User", "Properties": {}}),
)
def _(templates: Templates) -> Found:
    for kind in ("AWS::IAM::User", "AWS::IAM::AccessKey", "AWS::IAM::Group"):
        yield from (name for name, _body in resources(templates, kind))


@rule(
    "OWN.confused-deputy",
    "A service takes a role for this account only.",
    drop("warehouse.CopyRole", "AssumeRolePolicyDocument", "Statement", 0, "Condition"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::IAM::Role"):
        for trust in statements(body["AssumeRolePolicyDocument"]):
            only = trust.get("Condition", {}).get("StringEquals", {})
            if "Service" in trust["Principal"] and "aws:SourceAccount" not in only:
                yield name


@rule(
    "KMS.1",
    "No grant of decryption is over all keys.",
    lambda t: [s for n, s in role_statements(t) if n == "warehouse.CopyRole"][3].update(
        Resource="arn:aws:kms:us-east-1:123456789012:key/*"
    ),
)
def _(templates: Templates) -> Found:
    for name, statement in role_statements(templates):
        if any(action.startswith("kms:") for action in as_list(statement["Action"])):
            for resource in as_list(statement["Resource"]):
                if resource not in (
                    {"Ref": "DataKeyArn"},
                    {"Fn::GetAtt": ["DataKey", "Arn"]},
                    {"Fn::GetAtt": ["AlarmKey", "Arn"]},
                    {"Ref": "AlarmKeyArn"},
                ):
                    yield f"{name}: {text(resource)}"


add_rule(
    "KMS.4",
    "Every key rotates.",
    equal("AWS::KMS::Key", "EnableKeyRotation", to=True),
    put("raw.DataKey", "EnableKeyRotation", False),
)


@rule(
    "KMS.5",
    "No key is open to everybody.",
    put("raw.DataKey", "KeyPolicy", "Statement", 0, "Principal", "*"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::KMS::Key"):
        for statement in statements(body["KeyPolicy"]):
            if "*" in json.dumps(statement["Principal"]):
                yield name
                continue
            services = (
                statement["Principal"].get("Service") if name == "schedule.AlarmKey" else None
            )
            own = set(as_list(services or [])) == {
                "cloudwatch.amazonaws.com",
                "events.amazonaws.com",
            }
            if "Service" in statement["Principal"] and "Condition" not in statement and not own:
                yield name


@rule(
    "OWN.copy-role",
    "COPY reads landed tables and manifests, and nothing else.",
    lambda t: [s for n, s in role_statements(t) if n == "warehouse.CopyRole"][0].update(
        Resource="arn:aws:s3:::commerce-prod-raw-123456789012/*"
    ),
)
def _(templates: Templates) -> Found:
    landed = re.compile(r"arn:\$\{AWS::Partition\}:s3:::\$\{LandedBucketName\}/landing/[a-z_]+/\*")
    for name, statement in role_statements(templates):
        if name != "warehouse.CopyRole":
            continue
        actions = set(as_list(statement["Action"]))
        if not actions <= {"s3:GetObject", "s3:ListBucket", "kms:Decrypt"}:
            yield f"{name}: {actions}"
        if actions == {"s3:GetObject"}:
            for resource in as_list(statement["Resource"]):
                if not landed.fullmatch(text(resource)):
                    yield f"{name}: {text(resource)}"
        if actions == {"s3:ListBucket"} and "landing/*" not in json.dumps(statement["Condition"]):
            yield name


def _ci_trust(condition: dict):
    return put("ci.CiRole", "AssumeRolePolicyDocument", "Statement", 0, "Condition", condition)


OIDC = "token.actions.githubusercontent.com"
TRUSTED = {
    f"{OIDC}:aud": "sts.amazonaws.com",
    f"{OIDC}:sub": {"Fn::Sub": "repo:${Repository}:environment:prod"},
}


@rule(
    "OWN.ci-trust",
    "CI is trusted from one environment of one repository, compared exactly.",
    _ci_trust({"StringLike": {f"{OIDC}:sub": "repo:org/*"}}),
)
def _(templates: Templates) -> Found:
    (trust,) = statements(body_at(templates, "ci.CiRole")["AssumeRolePolicyDocument"])
    if trust["Action"] != "sts:AssumeRoleWithWebIdentity":
        yield "ci.CiRole: action"
    if trust["Condition"] != {"StringEquals": TRUSTED}:
        yield "ci.CiRole: condition"


@rule(
    "OWN.ci-audience",
    "CI's token is meant for AWS.",
    _ci_trust({"StringEquals": {f"{OIDC}:sub": TRUSTED[f"{OIDC}:sub"]}}),
)
def _(templates: Templates) -> Found:
    return rule_of("OWN.ci-trust").check(templates)


def _jobs_of_ci() -> list[dict]:
    """Every job of every workflow that takes a role of the account."""
    folder = ROOT / ".github" / "workflows"
    bodies = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yml"))]
    jobs = [job for body in bodies for job in body["jobs"].values()]
    return [job for job in jobs if "AWS_ROLE_ARN" in json.dumps(job)]


def _granted(templates: Templates, action: str) -> list:
    """The resources that the role of CI may do something to."""
    return [
        resource
        for name, statement in role_statements(templates)
        if name == "ci.CiRole" and action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]


def _without(sid: str):
    """A mutation that takes one statement from the role of CI."""

    def mutate(templates: Templates) -> None:
        for policy in body_at(templates, "ci.CiRole")["Policies"]:
            body = policy["PolicyDocument"]
            body["Statement"] = [s for s in body["Statement"] if s.get("Sid") != sid]

    return mutate


@rule(
    "OWN.ci-session",
    "CI may hold its role for as long as the longest job asks for.",
    put("ci.CiRole", "MaxSessionDuration", 3600),
)
def _(templates: Templates) -> Found:
    steps = [step.get("with", {}) for job in _jobs_of_ci() for step in job["steps"]]
    asked = [with_["role-duration-seconds"] for with_ in steps if "role-duration-seconds" in with_]
    if not asked:
        yield "no workflow asks for a duration"
    allowed = body_at(templates, "ci.CiRole").get("MaxSessionDuration", 3600)
    for seconds in asked:
        if seconds > allowed:
            yield f"ci.CiRole: {allowed} seconds of {seconds}"


@rule(
    "OWN.ci-tells",
    "CI may publish to the alarm topic, which the daily workflow tells of a failed run.",
    _without("Tell"),
)
def _(templates: Templates) -> Found:
    scripts = [step.get("run", "") for job in _jobs_of_ci() for step in job["steps"]]
    if not any("aws sns publish" in script for script in scripts):
        yield "no workflow tells the topic"
    if _granted(templates, "sns:Publish") != [{"Ref": "AlarmTopicArn"}]:
        yield "ci.CiRole: sns:Publish"


@rule(
    "OWN.ci-tells-encrypted",
    "CI may use the key of the alarm topic: without it its message is refused.",
    _without("TellEncrypted"),
)
def _(templates: Templates) -> Found:
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        if {"Ref": "AlarmKeyArn"} not in _granted(templates, action):
            yield f"ci.CiRole: {action}"


@rule(
    "OWN.ci-loads",
    "CI may do what the build may to landed tables and the warehouse: it loads and builds itself.",
    _without("WriteManifests"),
)
def _(templates: Templates) -> Found:
    for name, statement in role_statements(templates):
        if name == "jobs.BuildRole" and statement.get("Sid") in (
            "ReadLanded",
            "WriteManifests",
            "LogIn",
        ):
            for action in as_list(statement["Action"]):
                if statement["Resource"] not in _granted(templates, action):
                    yield f"ci.CiRole: {action}"


@rule(
    "OWN.ci-writes",
    "CI writes releases and COPY manifests, and neither raw exports nor landed rows.",
    lambda t: [s for n, s in role_statements(t) if s.get("Sid") == "BringARelease"][0].update(
        Resource={"Fn::Sub": "arn:${AWS::Partition}:s3:::${LandedBucketName}/landing/*"}
    ),
)
def _(templates: Templates) -> Found:
    allowed = re.compile(
        r"arn:\$\{AWS::Partition\}:s3:::"
        r"(\$\{ArtifactsBucketName\}/(glue|build)|\$\{LandedBucketName\}/landing/publish)/\*"
    )
    for action in ("s3:PutObject", "s3:DeleteObject"):
        for resource in _granted(templates, action):
            if not allowed.fullmatch(text(resource)):
                yield f"ci.CiRole: {action} on {text(resource)}"
