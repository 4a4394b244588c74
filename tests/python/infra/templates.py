"""The templates as plain data: every short tag in its long form, in the order of deployment."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

from commerce.templates import INFRA, ORDER, environment, load

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = INFRA / "templates"
ENVIRONMENTS = [environment(path.stem) for path in sorted((INFRA / "parameters").glob("*.json"))]
# What other stacks put out and people write down, where no stack has run: of the shape of the real.
STAND_INS = {
    "DataKeyArn": "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    "RawBucketName": "commerce-dev-raw-123456789012",
    "LandedBucketName": "commerce-dev-landed-123456789012",
    "ArtifactsBucketName": "commerce-dev-artifacts-123456789012",
    "LogsBucketName": "commerce-dev-logs-123456789012",
    "PiiKeySecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:pii-key-AbCdEf",
    "VpcId": "vpc-0123456789abcdef0",
    "PrivateSubnetIds": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
    "JobsSubnetId": "subnet-0123456789abcdef0",
    "JobsZone": "us-east-1a",
    "JobsSecurityGroupId": "sg-0123456789abcdef0",
    "BuildSecurityGroupId": "sg-0123456789abcdef1",
    "BiSecurityGroupId": "sg-0123456789abcdef2",
    "WarehouseSecurityGroupId": "sg-0123456789abcdef3",
    "CopyRoleArn": "arn:aws:iam::123456789012:role/commerce-dev-copy",
    "RedshiftHost": "commerce-dev.123456789012.us-east-1.redshift-serverless.amazonaws.com",
    "RedshiftDatabase": "commerce",
    "RedshiftClusterId": "",
    "RedshiftLoginArn": "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/0123-4567",
    "LandingJobName": "commerce-dev-land-raw-exports",
    "BuildProjectName": "commerce-dev-build",
    "AlarmTopicArn": "arn:aws:sns:us-east-1:123456789012:commerce-dev-alarms",
    "AlarmKeyArn": "arn:aws:kms:us-east-1:123456789012:key/66666666-7777-8888-9999-000000000000",
    "RunArn": "arn:aws:states:us-east-1:123456789012:stateMachine:commerce-dev-run",
    "OidcProviderArn": "",
    "Repository": "example-org/commerce-profit",
    "BiPrincipalArn": "arn:aws:quicksight:us-east-1:123456789012:group/default/finance",
    "BiSecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:commerce/dev/bi-AbCdEf",
}  # fmt: skip

Template = dict
Templates = dict[str, Template]


def load_all() -> Templates:
    """Every template by name, in the order of deployment."""
    return copy.deepcopy({name: load(name) for name in ORDER})


def resources(templates: Templates, kind: str) -> Iterator[tuple[str, dict]]:
    """(template.resource, resource) of every resource whose type is or begins with `kind`."""
    for name, template in templates.items():
        for logical, resource in template["Resources"].items():
            if resource["Type"] == kind or (
                kind.endswith("::") and resource["Type"].startswith(kind)
            ):
                yield f"{name}.{logical}", resource


def properties(templates: Templates, kind: str) -> Iterator[tuple[str, dict]]:
    """(template.resource, properties) of every resource of a type."""
    for name, resource in resources(templates, kind):
        yield name, resource.get("Properties", {})


def as_list(value) -> list:
    """A policy's one or many, as a list."""
    return value if isinstance(value, list) else [value]


def statements(document: dict) -> list[dict]:
    """The statements of a policy document."""
    return as_list(document["Statement"])


def role_statements(templates: Templates) -> Iterator[tuple[str, dict]]:
    """(template.role, statement) of every policy of every role."""
    for name, role in properties(templates, "AWS::IAM::Role"):
        for policy in role.get("Policies", []):
            for statement in statements(policy["PolicyDocument"]):
                yield name, statement


def text(value) -> str:
    """An ARN, or whatever an intrinsic function makes, as one text to look into."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "Fn::Sub" in value:
        body = value["Fn::Sub"]
        return body if isinstance(body, str) else body[0]
    return json.dumps(value)
