"""Buckets, their policies and keys."""

from __future__ import annotations

import json
import re

from tests.python.infra.rules.frame import (
    BLOCKS,
    BUCKET,
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
    Templates,
    as_list,
    properties,
    role_statements,
    statements,
    text,
)


@rule(
    "S3.8",
    "Every bucket blocks public access in all four ways.",
    put("raw.RawBucket", "PublicAccessBlockConfiguration", "BlockPublicPolicy", False),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, BUCKET):
        blocks = body.get("PublicAccessBlockConfiguration", {})
        if any(blocks.get(block) is not True for block in BLOCKS):
            yield name


add_rule(
    "S3.12",
    "No bucket has access control lists.",
    equal(BUCKET, "OwnershipControls", to={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}),
    drop("storage.LandedBucket", "OwnershipControls"),
)
add_rule(
    "S3.14",
    "Every bucket keeps versions.",
    equal(BUCKET, "VersioningConfiguration", "Status", to="Enabled"),
    put("storage.LandedBucket", "VersioningConfiguration", "Status", "Suspended"),
)


def _policies(templates: Templates) -> dict[str, list[dict]]:
    """Statements of bucket policies by `template.Bucket`."""
    found = {}
    for name, body in properties(templates, "AWS::S3::BucketPolicy"):
        place = f"{name.split('.')[0]}.{body['Bucket']['Ref']}"
        found[place] = statements(body["PolicyDocument"])
    return found


def _denies_plain(statement: dict) -> bool:
    return (
        statement["Effect"] == "Deny"
        and statement["Principal"] == "*"
        and statement["Action"] == "s3:*"
        and len(as_list(statement["Resource"])) == 2
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    )


@rule(
    "S3.5",
    "Every bucket denies whatever does not come over TLS.",
    put("storage.LandedBucketPolicy", "PolicyDocument", "Statement", 0, "Effect", "Allow"),
)
def _(templates: Templates) -> Found:
    policies = _policies(templates)
    for name, _body in properties(templates, BUCKET):
        if not any(map(_denies_plain, policies.get(name, []))):
            yield name


@rule(
    "S3.2",
    "No bucket policy lets everybody, or another account, in.",
    put("raw.LogsBucketPolicy", "PolicyDocument", "Statement", 1, "Principal", "*"),
)
def _(templates: Templates) -> Found:
    for name, listed in _policies(templates).items():
        for statement in listed:
            if statement["Effect"] == "Allow":
                who, when = statement["Principal"], json.dumps(statement.get("Condition", {}))
                if set(who) != {"Service"} or "aws:Source" not in when:
                    yield f"{name}: {statement['Sid']}"


@rule(
    "S3.6",
    "No bucket policy grants a service more than writing logs.",
    put("raw.LogsBucketPolicy", "PolicyDocument", "Statement", 1, "Action", "s3:*"),
)
def _(templates: Templates) -> Found:
    for name, listed in _policies(templates).items():
        for statement in listed:
            actions = set(as_list(statement["Action"]))
            if statement["Effect"] == "Allow" and not actions <= {
                "s3:PutObject",
                "s3:GetBucketAcl",
            }:
                yield f"{name}: {statement['Sid']}"


@rule(
    "S3.9",
    "Every bucket but that of the logs logs who reads it.",
    drop("raw.RawBucket", "LoggingConfiguration"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, BUCKET):
        if name != "raw.LogsBucket" and "LoggingConfiguration" not in body:
            yield name


def _lifecycle(key: str):
    def check(templates: Templates) -> Found:
        for name, body in properties(templates, BUCKET):
            rules = body.get("LifecycleConfiguration", {}).get("Rules", [])
            if not any(key in each and each["Status"] == "Enabled" for each in rules):
                yield name

    return check


add_rule(
    "S3.10",
    "Every bucket lets replaced versions go after a time.",
    _lifecycle("NoncurrentVersionExpiration"),
    drop("raw.RawBucket", "LifecycleConfiguration", "Rules", 0, "NoncurrentVersionExpiration"),
)
add_rule(
    "S3.13",
    "Every bucket lets uploads go that never ended.",
    _lifecycle("AbortIncompleteMultipartUpload"),
    drop(
        "storage.ArtifactsBucket",
        "LifecycleConfiguration",
        "Rules",
        0,
        "AbortIncompleteMultipartUpload",
    ),
)


@rule(
    "OWN.raw-never-expires",
    "No lifecycle rule ends a current raw export.",
    put("raw.RawBucket", "LifecycleConfiguration", "Rules", 0, "ExpirationInDays", 30),
)
def _(templates: Templates) -> Found:
    for each in body_at(templates, "raw.RawBucket")["LifecycleConfiguration"]["Rules"]:
        if "ExpirationInDays" in each or "ExpirationDate" in each:
            yield each["Id"]


add_rule(
    "S3.11",
    "The bucket of raw exports sends events.",
    lambda t: (
        []
        if body_at(t, "raw.RawBucket").get("NotificationConfiguration")
        == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
        else ["raw.RawBucket"]
    ),
    drop("raw.RawBucket", "NotificationConfiguration"),
)


@rule(
    "S3.15",
    "Raw exports are under object lock, with a default retention.",
    drop("raw.RawBucket", "ObjectLockConfiguration", "Rule"),
)
def _(templates: Templates) -> Found:
    body = body_at(templates, "raw.RawBucket")
    lock = body.get("ObjectLockConfiguration", {})
    kept = lock.get("Rule", {}).get("DefaultRetention", {})
    if not (
        body.get("ObjectLockEnabled") and kept.get("Mode") == "GOVERNANCE" and kept.get("Days")
    ):
        yield "raw.RawBucket"


@rule(
    "S3.17",
    "Every bucket encrypts with the project's key; that of the logs cannot.",
    put(
        "storage.LandedBucket",
        "BucketEncryption",
        "ServerSideEncryptionConfiguration",
        0,
        "ServerSideEncryptionByDefault",
        {"SSEAlgorithm": "AES256"},
    ),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, BUCKET):
        (how,) = body["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        how = how["ServerSideEncryptionByDefault"]
        if name != "raw.LogsBucket" and (
            how["SSEAlgorithm"] != "aws:kms" or "DataKey" not in json.dumps(how["KMSMasterKeyID"])
        ):
            yield name


def _keep(name: str):
    def mutate(templates: Templates) -> None:
        templates["raw"]["Resources"][name]["DeletionPolicy"] = "Delete"

    return mutate


@rule(
    "OWN.raw-outlives",
    "Raw exports, their logs and both of their keys outlive the stack.",
    _keep("RawBucket"),
)
def _(templates: Templates) -> Found:
    for logical in ("RawBucket", "RawBucketPolicy", "LogsBucket", "DataKey", "PiiKeySecret"):
        resource = templates["raw"]["Resources"][logical]
        for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
            if resource.get(policy) != "Retain":
                yield f"raw.{logical}: {policy}"


@rule(
    "OWN.key-outlives",
    "The key that raw exports are encrypted with outlives the stack.",
    _keep("DataKey"),
)
def _(templates: Templates) -> Found:
    return rule_of("OWN.raw-outlives").check(templates)


@rule(
    "OWN.erasure-only",
    "Only the erasure role deletes a version of a raw export.",
    put(
        "raw.RawBucketPolicy",
        "PolicyDocument",
        "Statement",
        1,
        "Condition",
        {"ArnNotEquals": {"aws:PrincipalArn": "*"}},
    ),
)
def _(templates: Templates) -> Found:
    (deny,) = [s for s in _policies(templates)["raw.RawBucket"] if "Version" in s["Sid"]]
    wanted = {"s3:DeleteObjectVersion", "s3:BypassGovernanceRetention", "s3:PutObjectRetention"}
    only = {"ArnNotEquals": {"aws:PrincipalArn": {"Fn::GetAtt": ["ErasureRole", "Arn"]}}}
    if not (
        deny["Effect"] == "Deny"
        and deny["Principal"] == "*"
        and set(deny["Action"]) == wanted
        and deny["Condition"] == only
    ):
        yield "raw.RawBucketPolicy"


@rule(
    "OWN.nobody-else-erases",
    "No role but that of erasure may delete a raw export at all.",
    lambda t: t["jobs"]["Resources"]["GlueRole"]["Properties"]["Policies"][0]["PolicyDocument"][
        "Statement"
    ][0].update(Action=["s3:GetObject", "s3:DeleteObject"]),
)
def _(templates: Templates) -> Found:
    for name, statement in role_statements(templates):
        deletes = any(
            re.match(r"s3:(Delete|\*)", action) for action in as_list(statement["Action"])
        )
        raw = any("raw" in text(r).lower() for r in as_list(statement["Resource"]))
        if deletes and raw and name != "raw.ErasureRole":
            yield name


@rule(
    "OWN.erasure-mfa",
    "The erasure role is taken with a second factor.",
    drop("raw.ErasureRole", "AssumeRolePolicyDocument", "Statement", 0, "Condition"),
)
def _(templates: Templates) -> Found:
    (trust,) = statements(body_at(templates, "raw.ErasureRole")["AssumeRolePolicyDocument"])
    if trust.get("Condition") != {"Bool": {"aws:MultiFactorAuthPresent": "true"}}:
        yield "raw.ErasureRole"
