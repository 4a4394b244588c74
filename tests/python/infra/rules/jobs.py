"""Glue jobs, the catalog and the build project."""

from __future__ import annotations

import json
import re

from tests.python.infra.rules.frame import (
    BUCKET,
    CLUSTER,
    JOB,
    NAMESPACE,
    SECRET_LIKE,
    WORKGROUP,
    Found,
    add_rule,
    body_at,
    drop,
    equal,
    put,
    rule,
)
from tests.python.infra.templates import (
    Templates,
    properties,
    text,
)


@rule(
    "Glue.4",
    "Jobs run on a supported version of Glue.",
    put("jobs.LandingJob", "GlueVersion", "3.0"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, JOB):
        if not re.fullmatch(r"5\.\d+", str(body.get("GlueVersion"))):
            yield name


@rule(
    "Glue.1",
    "What can carry tags says which project and environment it is of.",
    drop("jobs.LandingJob", "Tags"),
)
def _(templates: Templates) -> Found:
    tagged = (
        JOB,
        "AWS::IAM::Role",
        BUCKET,
        WORKGROUP,
        NAMESPACE,
        CLUSTER,
        "AWS::KMS::Key",
        "AWS::SNS::Topic",
        "AWS::SQS::Queue",
        "AWS::StepFunctions::StateMachine",
        "AWS::CodeBuild::Project",
        "AWS::SecretsManager::Secret",
    )
    for kind in tagged:
        for name, body in properties(templates, kind):
            tags = body.get("Tags", [])
            keys = set(tags) if isinstance(tags, dict) else {tag["Key"] for tag in tags}
            if "RoleName" not in body and kind == "AWS::IAM::Role":
                continue
            if not {"project", "environment"} <= keys:
                yield name


@rule(
    "Glue.3",
    "Every job encrypts what it writes, its logs included.",
    drop("jobs.LandingJob", "SecurityConfiguration"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, JOB):
        if body.get("SecurityConfiguration") != {"Ref": "SecurityConfiguration"}:
            yield name


@rule(
    "OWN.security-configuration",
    "The security configuration encrypts files, logs and bookmarks.",
    put(
        "jobs.SecurityConfiguration",
        "EncryptionConfiguration",
        "CloudWatchEncryption",
        "CloudWatchEncryptionMode",
        "DISABLED",
    ),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::Glue::SecurityConfiguration"):
        how = body["EncryptionConfiguration"]
        modes = (
            how["S3Encryptions"][0]["S3EncryptionMode"],
            how["CloudWatchEncryption"]["CloudWatchEncryptionMode"],
            how["JobBookmarksEncryption"]["JobBookmarksEncryptionMode"],
        )
        if modes != ("SSE-KMS", "SSE-KMS", "CSE-KMS"):
            yield f"{name}: {modes}"


@rule(
    "Glue.2",
    "The Data Catalog is encrypted.",
    put(
        "jobs.CatalogSettings",
        "DataCatalogEncryptionSettings",
        "EncryptionAtRest",
        "CatalogEncryptionMode",
        "DISABLED",
    ),
)
def _(templates: Templates) -> Found:
    seen = list(properties(templates, "AWS::Glue::DataCatalogEncryptionSettings"))
    if not seen:
        yield "no settings"
    for name, body in seen:
        settings = body["DataCatalogEncryptionSettings"]
        if settings["EncryptionAtRest"]["CatalogEncryptionMode"] != "SSE-KMS":
            yield name
        if not settings["ConnectionPasswordEncryption"]["ReturnConnectionPasswordEncrypted"]:
            yield name


@rule(
    "OWN.no-secret-argument",
    "No argument of a job is a secret; it may name one.",
    put("jobs.LandingJob", "DefaultArguments", "--db_password", "hunter2"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, JOB):
        for arguments in ("DefaultArguments", "NonOverridableArguments"):
            for argument, value in body.get(arguments, {}).items():
                names_one = isinstance(value, dict) and value.get("Ref", "").endswith("SecretArn")
                if (SECRET_LIKE.search(argument) and not names_one) or "resolve:" in text(value):
                    yield f"{name}: {argument}"


@rule(
    "OWN.no-resolved-secret",
    "No property of any template is filled with a secret's text.",
    put("jobs.LandingJob", "Description", "{{resolve:secretsmanager:x}}"),
)
def _(templates: Templates) -> Found:
    for name, template in templates.items():
        if "{{resolve:" in json.dumps(template):
            yield name


@rule(
    "OWN.build-has-no-secret",
    "The build project has no secret in its environment.",
    lambda t: body_at(t, "jobs.BuildProject")["Environment"]["EnvironmentVariables"].append(
        {"Name": "REDSHIFT_PASSWORD", "Value": "hunter2"}
    ),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::CodeBuild::Project"):
        for variable in body["Environment"]["EnvironmentVariables"]:
            if SECRET_LIKE.search(variable["Name"]):
                yield f"{name}: {variable['Name']}"


add_rule(
    "OWN.timeout",
    "A job that hangs is stopped.",
    equal(JOB, "Timeout", to={"Ref": "GlueTimeoutMinutes"}),
    drop("jobs.LandingJob", "Timeout"),
)
add_rule(
    "OWN.one-run",
    "One run of a job at a time.",
    equal(JOB, "ExecutionProperty", "MaxConcurrentRuns", to=1),
    put("jobs.LandingJob", "ExecutionProperty", "MaxConcurrentRuns", 3),
)
add_rule(
    "OWN.one-build",
    "One build at a time.",
    equal("AWS::CodeBuild::Project", "ConcurrentBuildLimit", to=1),
    drop("jobs.BuildProject", "ConcurrentBuildLimit"),
)
add_rule(
    "OWN.no-bookmarks",
    "The ledger knows what has landed: bookmarks are off.",
    equal(JOB, "DefaultArguments", "--job-bookmark-option", to="job-bookmark-disable"),
    put("jobs.LandingJob", "DefaultArguments", "--job-bookmark-option", "job-bookmark-enable"),
)
add_rule(
    "OWN.continuous-logs",
    "A job's log can be read while it runs.",
    equal(JOB, "DefaultArguments", "--enable-continuous-cloudwatch-log", to="true"),
    drop("jobs.LandingJob", "DefaultArguments", "--enable-continuous-cloudwatch-log"),
)
add_rule(
    "OWN.no-own-retry",
    "A job does not retry behind the state machine's back.",
    equal(JOB, "MaxRetries", to=0),
    put("jobs.LandingJob", "MaxRetries", 1),
)
add_rule(
    "CodeBuild.5",
    "Builds have no rights over their host.",
    equal("AWS::CodeBuild::Project", "Environment", "PrivilegedMode", to=False),
    put("jobs.BuildProject", "Environment", "PrivilegedMode", True),
)


def _raw_page(templates: Templates) -> None:
    """A mutation: the docs step publishes what dbt wrote, candidates and folders included."""
    source = body_at(templates, "jobs.BuildProject")["Source"]
    source["BuildSpec"] = source["BuildSpec"].replace(
        "build/docs/index.html", "target/static_index.html"
    )


@rule(
    "OWN.docs-page",
    "The docs step publishes the project's own page, which `make docs` writes, and not dbt's.",
    _raw_page,
)
def _(templates: Templates) -> Found:
    script = body_at(templates, "jobs.BuildProject")["Source"]["BuildSpec"]
    step = re.search(r"^ +docs\)\n(.*?);;", script, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for line in step[1].splitlines()] if step else []
    if lines != [
        ".venv/bin/python -m commerce docs --redshift",
        'aws s3 cp --only-show-errors build/docs/index.html "$DOCS"',
    ]:
        yield f"jobs.BuildProject: {lines}"
