"""The project's own rules over its templates, as data: what scanners cannot know.

A rule is an id (of the AWS control that it meets, or OWN), a sentence, a function that names what
breaks it, and a mutation that breaks it. `tests/python/infra/test_own_rules.py` runs both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.python.infra.templates import (
    Templates,
    as_list,
    properties,
    resources,
    role_statements,
    statements,
    text,
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


@dataclass(frozen=True)
class Rule:
    """id: control or OWN.name. check: names what breaks it. mutate: breaks it in place."""

    id: str
    sentence: str
    check: Callable[[Templates], Found]
    mutate: Callable[[Templates], None]


RULES: list[Rule] = []


def rule(id: str, sentence: str, mutate: Callable[[Templates], object]):
    """Register the decorated check."""

    def add(check: Callable[[Templates], Found]):
        RULES.append(Rule(id, sentence, check, mutate))
        return check

    return add


def _at(templates: Templates, place: str) -> dict:
    """The properties of `template.Resource`."""
    name, logical = place.split(".")
    return templates[name]["Resources"][logical]["Properties"]


def put(place: str, *path_and_value) -> Callable[[Templates], None]:
    """A mutation that sets one property."""
    *path, last, value = path_and_value

    def mutate(templates: Templates) -> None:
        target = _at(templates, place)
        for step in path:
            target = target[step]
        target[last] = value

    return mutate


def drop(place: str, *path) -> Callable[[Templates], None]:
    """A mutation that removes one property."""
    *path, last = path

    def mutate(templates: Templates) -> None:
        target = _at(templates, place)
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


def _add(id: str, sentence: str, check, mutate) -> None:
    RULES.append(Rule(id, sentence, check, mutate))


# ------------------------------------------------------------------------------- warehouse

WORKGROUP, NAMESPACE = "AWS::RedshiftServerless::Workgroup", "AWS::RedshiftServerless::Namespace"
CLUSTER = "AWS::Redshift::Cluster"
for id, kind, path, value, place, broken in (
    (
        "RedshiftServerless.1",
        WORKGROUP,
        ("EnhancedVpcRouting",),
        True,
        "warehouse.Workgroup",
        False,
    ),
    (
        "RedshiftServerless.3",
        WORKGROUP,
        ("PubliclyAccessible",),
        False,
        "warehouse.Workgroup",
        True,
    ),
    (
        "RedshiftServerless.4",
        NAMESPACE,
        ("KmsKeyId",),
        {"Ref": "DataKeyArn"},
        "warehouse.Namespace",
        "",
    ),
    ("SecretsManager.1", NAMESPACE, ("ManageAdminPassword",), True, "warehouse.Namespace", False),
    ("Redshift.1", CLUSTER, ("PubliclyAccessible",), False, "warehouse.Cluster", True),
    ("Redshift.6", CLUSTER, ("AllowVersionUpgrade",), True, "warehouse.Cluster", False),
    ("Redshift.7", CLUSTER, ("EnhancedVpcRouting",), True, "warehouse.Cluster", False),
    ("Redshift.10", CLUSTER, ("Encrypted",), True, "warehouse.Cluster", False),
    ("Redshift.10-key", CLUSTER, ("KmsKeyId",), {"Ref": "DataKeyArn"}, "warehouse.Cluster", ""),
    ("Redshift.18", CLUSTER, ("MultiAZ",), True, "warehouse.Cluster", False),
    ("SecretsManager.4", CLUSTER, ("ManageMasterPassword",), True, "warehouse.Cluster", False),
    (
        "Redshift.4",
        CLUSTER,
        ("LoggingProperties", "BucketName"),
        {"Ref": "LogsBucketName"},
        "warehouse.Cluster",
        "",
    ),
):
    _add(
        id,
        f"{'.'.join(path)} of every {kind.rpartition('::')[2].lower()} is {value!r}.",
        equal(kind, *path, to=value),
        put(place, *path, broken),
    )


def _parameters_of(body: dict) -> dict:
    listed = body.get("ConfigParameters") or body.get("Parameters") or []
    names = ("ParameterKey", "ParameterName")
    return {p.get(names[0]) or p.get(names[1]): p["ParameterValue"] for p in listed}


def _is_set(name: str):
    def check(templates: Templates) -> Found:
        kinds = (WORKGROUP, "AWS::Redshift::ClusterParameterGroup")
        for kind in kinds:
            seen = list(properties(templates, kind))
            if not seen:
                yield f"no {kind}"
            for place, body in seen:
                if _parameters_of(body).get(name) != "true":
                    yield f"{place}: {name} is not true"

    return check


_add(
    "RedshiftServerless.2",
    "Both warehouses take connections over TLS only.",
    _is_set("require_ssl"),
    put("warehouse.Workgroup", "ConfigParameters", 0, "ParameterValue", "false"),
)
_add(
    "Redshift.2",
    "The parameter group that the cluster really uses asks for TLS.",
    _is_set("require_ssl"),
    put("warehouse.ClusterParameterGroup", "Parameters", 0, "ParameterValue", "false"),
)
_add(
    "OWN.user-activity",
    "Both warehouses write the log of user activity.",
    _is_set("enable_user_activity_logging"),
    put("warehouse.ClusterParameterGroup", "Parameters", 1, "ParameterValue", "false"),
)


@rule(
    "RedshiftServerless.6",
    "The namespace exports all three logs.",
    put("warehouse.Namespace", "LogExports", ["userlog", "connectionlog"]),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, NAMESPACE):
        missing = {"userlog", "connectionlog", "useractivitylog"} - set(body.get("LogExports", []))
        if missing:
            yield f"{name}: {sorted(missing)}"


@rule(
    "RedshiftServerless.5",
    "No administrator has a name that every attacker tries first.",
    put("warehouse.Namespace", "AdminUsername", "admin"),
)
def _(templates: Templates) -> Found:
    for kind, key in ((NAMESPACE, "AdminUsername"), (CLUSTER, "MasterUsername")):
        for name, body in properties(templates, kind):
            if body.get(key, "admin") in ("admin", "awsuser", "root", "postgres"):
                yield f"{name}: {body.get(key)}"


@rule(
    "Redshift.8",
    "The cluster's administrator has a name of its own.",
    put("warehouse.Cluster", "MasterUsername", "awsuser"),
)
def _(templates: Templates) -> Found:
    return RULES_BY_ID["RedshiftServerless.5"].check(templates)


@rule(
    "RedshiftServerless.7",
    "No database has the default name.",
    put("warehouse.Namespace", "DbName", "dev"),
)
def _(templates: Templates) -> Found:
    for kind, key in ((NAMESPACE, "DbName"), (CLUSTER, "DBName")):
        for name, body in properties(templates, kind):
            if body.get(key, "dev") in ("dev", "default"):
                yield f"{name}: {body.get(key)}"


@rule(
    "Redshift.9",
    "The cluster's database has a name of its own.",
    drop("warehouse.Cluster", "DBName"),
)
def _(templates: Templates) -> Found:
    return RULES_BY_ID["RedshiftServerless.7"].check(templates)


@rule(
    "Redshift.3",
    "Snapshots of the cluster are kept for a week or longer.",
    put("warehouse.Cluster", "AutomatedSnapshotRetentionPeriod", 1),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, CLUSTER):
        if body.get("AutomatedSnapshotRetentionPeriod", 1) < 7:
            yield name


@rule(
    "OWN.no-admin-password",
    "No template knows an administrator's password.",
    put("warehouse.Namespace", "AdminUserPassword", {"Ref": "Password"}),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, NAMESPACE):
        if "AdminUserPassword" in body:
            yield name
    for name, body in properties(templates, CLUSTER):
        if "MasterUserPassword" in body:
            yield name
    for name, template in templates.items():
        for parameter in template.get("Parameters", {}):
            if "password" in parameter.lower():
                yield f"{name}: parameter {parameter}"


@rule(
    "OWN.max-capacity",
    "The workgroup has a capacity that it never exceeds.",
    drop("warehouse.Workgroup", "MaxCapacity"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, WORKGROUP):
        if body.get("MaxCapacity") != {"Ref": "MaxCapacity"}:
            yield name


@rule(
    "OWN.query-time",
    "A query of the workgroup that never ends is stopped.",
    drop("warehouse.Workgroup", "ConfigParameters", 2),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, WORKGROUP):
        if "max_query_execution_time" not in _parameters_of(body):
            yield name


@rule(
    "Redshift.15",
    "Only security groups of ours, never an address, reach the warehouse.",
    put("network.WarehouseSecurityGroup", "SecurityGroupIngress", 0, "CidrIp", "10.0.0.0/8"),
)
def _(templates: Templates) -> Found:
    body = _at(templates, "network.WarehouseSecurityGroup")
    for entry in body["SecurityGroupIngress"]:
        if "SourceSecurityGroupId" not in entry or "CidrIp" in entry or entry["FromPort"] != 5439:
            yield json.dumps(entry)


# ---------------------------------------------------------------------------------- storage

BUCKET = "AWS::S3::Bucket"


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


_add(
    "S3.12",
    "No bucket has access control lists.",
    equal(BUCKET, "OwnershipControls", to={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}),
    drop("storage.LandedBucket", "OwnershipControls"),
)
_add(
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


_add(
    "S3.10",
    "Every bucket lets replaced versions go after a time.",
    _lifecycle("NoncurrentVersionExpiration"),
    drop("raw.RawBucket", "LifecycleConfiguration", "Rules", 0, "NoncurrentVersionExpiration"),
)
_add(
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
    for each in _at(templates, "raw.RawBucket")["LifecycleConfiguration"]["Rules"]:
        if "ExpirationInDays" in each or "ExpirationDate" in each:
            yield each["Id"]


_add(
    "S3.11",
    "The bucket of raw exports sends events.",
    lambda t: (
        []
        if _at(t, "raw.RawBucket").get("NotificationConfiguration")
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
    body = _at(templates, "raw.RawBucket")
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
    return RULES_BY_ID["OWN.raw-outlives"].check(templates)


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
    (trust,) = statements(_at(templates, "raw.ErasureRole")["AssumeRolePolicyDocument"])
    if trust.get("Condition") != {"Bool": {"aws:MultiFactorAuthPresent": "true"}}:
        yield "raw.ErasureRole"


# ------------------------------------------------------------------------------------- jobs

JOB = "AWS::Glue::Job"


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
    lambda t: _at(t, "jobs.BuildProject")["Environment"]["EnvironmentVariables"].append(
        {"Name": "REDSHIFT_PASSWORD", "Value": "hunter2"}
    ),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::CodeBuild::Project"):
        for variable in body["Environment"]["EnvironmentVariables"]:
            if SECRET_LIKE.search(variable["Name"]):
                yield f"{name}: {variable['Name']}"


_add(
    "OWN.timeout",
    "A job that hangs is stopped.",
    equal(JOB, "Timeout", to={"Ref": "GlueTimeoutMinutes"}),
    drop("jobs.LandingJob", "Timeout"),
)
_add(
    "OWN.one-run",
    "One run of a job at a time.",
    equal(JOB, "ExecutionProperty", "MaxConcurrentRuns", to=1),
    put("jobs.LandingJob", "ExecutionProperty", "MaxConcurrentRuns", 3),
)
_add(
    "OWN.one-build",
    "One build at a time.",
    equal("AWS::CodeBuild::Project", "ConcurrentBuildLimit", to=1),
    drop("jobs.BuildProject", "ConcurrentBuildLimit"),
)
_add(
    "OWN.no-bookmarks",
    "The ledger knows what has landed: bookmarks are off.",
    equal(JOB, "DefaultArguments", "--job-bookmark-option", to="job-bookmark-disable"),
    put("jobs.LandingJob", "DefaultArguments", "--job-bookmark-option", "job-bookmark-enable"),
)
_add(
    "OWN.continuous-logs",
    "A job's log can be read while it runs.",
    equal(JOB, "DefaultArguments", "--enable-continuous-cloudwatch-log", to="true"),
    drop("jobs.LandingJob", "DefaultArguments", "--enable-continuous-cloudwatch-log"),
)
_add(
    "OWN.no-own-retry",
    "A job does not retry behind the state machine's back.",
    equal(JOB, "MaxRetries", to=0),
    put("jobs.LandingJob", "MaxRetries", 1),
)
_add(
    "CodeBuild.5",
    "Builds have no rights over their host.",
    equal("AWS::CodeBuild::Project", "Environment", "PrivilegedMode", to=False),
    put("jobs.BuildProject", "Environment", "PrivilegedMode", True),
)


# -------------------------------------------------------------------------------------- IAM


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
                ):
                    yield f"{name}: {text(resource)}"


_add(
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
    (trust,) = statements(_at(templates, "ci.CiRole")["AssumeRolePolicyDocument"])
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
    return RULES_BY_ID["OWN.ci-trust"].check(templates)


# ---------------------------------------------------------------------------------- network


@rule(
    "EC2.6",
    "All traffic of the network is logged.",
    put("network.FlowLog", "TrafficType", "ACCEPT"),
)
def _(templates: Templates) -> Found:
    logged = {
        body["ResourceId"]["Ref"]
        for _name, body in properties(templates, "AWS::EC2::FlowLog")
        if body["TrafficType"] == "ALL"
    }
    for name, _body in resources(templates, "AWS::EC2::VPC"):
        if name.split(".")[1] not in logged:
            yield name


@rule(
    "EC2.10",
    "EC2 is reached without leaving the network.",
    lambda t: t["network"]["Resources"].pop("Ec2Endpoint"),
)
def _(templates: Templates) -> Found:
    seen = {text(b["ServiceName"]) for _n, b in properties(templates, "AWS::EC2::VPCEndpoint")}
    if "com.amazonaws.${AWS::Region}.ec2" not in seen:
        yield "network"


_add(
    "EC2.15",
    "No subnet gives out public addresses.",
    equal("AWS::EC2::Subnet", "MapPublicIpOnLaunch", to=False),
    put("network.PublicSubnetA", "MapPublicIpOnLaunch", True),
)


def _ingress(templates: Templates) -> Iterable[tuple[str, dict]]:
    for name, body in properties(templates, "AWS::EC2::SecurityGroup"):
        for entry in body.get("SecurityGroupIngress", []):
            yield name, entry
    yield from properties(templates, "AWS::EC2::SecurityGroupIngress")


@rule(
    "EC2.18",
    "Nothing comes in from the internet.",
    put("network.EndpointSecurityGroup", "SecurityGroupIngress", 0, "CidrIp", "0.0.0.0/0"),
)
def _(templates: Templates) -> Found:
    for name, entry in _ingress(templates):
        if entry.get("CidrIp") == "0.0.0.0/0" or entry.get("CidrIpv6") == "::/0":
            yield name


@rule(
    "EC2.19",
    "Ports of known services are open to their users only.",
    put("network.WarehouseSecurityGroup", "SecurityGroupIngress", 0, "FromPort", 22),
)
def _(templates: Templates) -> Found:
    for name, entry in _ingress(templates):
        ports = {entry["FromPort"], entry["ToPort"]}
        if "SourceSecurityGroupId" in entry and "GroupId" in entry:
            continue
        if not ports <= SECURITY_GROUP_PORTS:
            yield f"{name}: {sorted(ports)}"


@rule(
    "OWN.egress",
    "What goes out is TLS, or goes to the warehouse.",
    put("network.BuildSecurityGroup", "SecurityGroupEgress", 0, "ToPort", 65535),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::EC2::SecurityGroup"):
        # A group without rules of its own lets everything out.
        if not body.get("SecurityGroupEgress"):
            yield name
        for entry in body.get("SecurityGroupEgress", []):
            if (
                entry["FromPort"] != entry["ToPort"]
                or entry["FromPort"] not in SECURITY_GROUP_PORTS
            ):
                yield name


@rule(
    "EC2.21",
    "No network ACL lets SSH or RDP in from the internet.",
    put("network.AclInAnswersBelowRdp", "PortRange", {"From": 1024, "To": 65535}),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::EC2::NetworkAclEntry"):
        if (
            not body["Egress"]
            and body["RuleAction"] == "allow"
            and body["CidrBlock"] == "0.0.0.0/0"
        ):
            ports = body.get("PortRange", {"From": 0, "To": 65535})
            if any(ports["From"] <= port <= ports["To"] for port in (22, 3389)):
                yield name


@rule(
    "OWN.acl-everywhere",
    "Every subnet is under the network ACL.",
    lambda t: t["network"]["Resources"].pop("PrivateSubnetCAcl"),
)
def _(templates: Templates) -> Found:
    under = {
        body["SubnetId"]["Ref"]
        for _name, body in properties(templates, "AWS::EC2::SubnetNetworkAclAssociation")
    }
    for name, _body in resources(templates, "AWS::EC2::Subnet"):
        if name.split(".")[1] not in under:
            yield name


@rule(
    "OWN.two-zones",
    "Public and private subnets lie in two zones, private ones behind NAT.",
    lambda t: _at(t, "network.PublicSubnetB").update(
        AvailabilityZone=_at(t, "network.PublicSubnetA")["AvailabilityZone"]
    ),
)
def _(templates: Templates) -> Found:
    network = templates["network"]["Resources"]
    zones: dict[str, set[str]] = {"Public": set(), "Private": set()}
    for name, body in properties(templates, "AWS::EC2::Subnet"):
        logical = name.split(".")[1]
        zones["Public" if logical.startswith("Public") else "Private"].add(
            json.dumps(body["AvailabilityZone"])
        )
        table = network[f"{logical}Routes"]["Properties"]["RouteTableId"]["Ref"]
        routes = [
            route
            for _name, route in properties(templates, "AWS::EC2::Route")
            if route["RouteTableId"] == {"Ref": table}
        ]
        wanted = "GatewayId" if logical.startswith("Public") else "NatGatewayId"
        if not routes or any(wanted not in route for route in routes):
            yield f"{name}: {table}"
    yield from (f"{tier}: {len(seen)} zones" for tier, seen in zones.items() if len(seen) < 2)


@rule(
    "OWN.three-for-serverless",
    "The warehouse has three subnets in three zones.",
    lambda t: _at(t, "network.PrivateSubnetC").update(
        AvailabilityZone=_at(t, "network.PrivateSubnetA")["AvailabilityZone"]
    ),
)
def _(templates: Templates) -> Found:
    network = templates["network"]
    listed = network["Outputs"]["PrivateSubnetIds"]["Value"]["Fn::Join"][1]
    zones = {
        json.dumps(network["Resources"][subnet["Ref"]]["Properties"]["AvailabilityZone"])
        for subnet in listed
    }
    if len(zones) < 3:
        yield f"{len(zones)} zones"


@rule(
    "OWN.s3-endpoint",
    "The way to S3 leads to our buckets only, and for our account only.",
    lambda t: _at(t, "network.S3Endpoint")["PolicyDocument"]["Statement"][0].update(Resource="*"),
)
def _(templates: Templates) -> Found:
    body = _at(templates, "network.S3Endpoint")
    buckets = {"RawBucketName", "LandedBucketName", "ArtifactsBucketName"}
    for statement in statements(body["PolicyDocument"]):
        for resource in as_list(statement["Resource"]):
            named = set(re.findall(r"\$\{(\w+BucketName)\}", text(resource)))
            if not named or not named <= buckets:
                yield f"{text(resource)}"
        only = statement.get("Condition", {}).get("StringEquals", {})
        if only.get("aws:PrincipalAccount") != {"Ref": "AWS::AccountId"}:
            yield "condition"
        if any("*" in action for action in as_list(statement["Action"])):
            yield "actions"
    private = {"PrivateRouteTableA", "PrivateRouteTableB"}
    if {table["Ref"] for table in body["RouteTableIds"]} != private:
        yield "route tables"


# ------------------------------------------------------------------- schedule, logs, alarms


@rule(
    "OWN.log-retention",
    "Every log is kept for 180 days or longer, and is encrypted.",
    put("schedule.RunLogGroup", "RetentionInDays", 30),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::Logs::LogGroup"):
        if body.get("RetentionInDays") != {"Ref": "LogRetentionDays"} or "KmsKeyId" not in body:
            yield name
    for name, template in templates.items():
        allowed = template.get("Parameters", {}).get("LogRetentionDays", {}).get("AllowedValues")
        if allowed and min(allowed) < DAYS_180:
            yield f"{name}: parameter LogRetentionDays"


@rule(
    "OWN.log-retention-parameter",
    "No parameter file can ask for a shorter retention.",
    lambda t: t["network"]["Parameters"]["LogRetentionDays"]["AllowedValues"].append(30),
)
def _(templates: Templates) -> Found:
    return RULES_BY_ID["OWN.log-retention"].check(templates)


@rule(
    "OWN.missing-data",
    "Every alarm says what silence means; for the dead man it is the fault.",
    drop("schedule.RunFailed", "TreatMissingData"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::CloudWatch::Alarm"):
        wanted = "breaching" if name == "schedule.RunNeverCame" else "notBreaching"
        if body.get("TreatMissingData") != wanted:
            yield name


@rule(
    "OWN.dead-man",
    "A run that never comes raises an alarm.",
    put("schedule.RunNeverCame", "TreatMissingData", "notBreaching"),
)
def _(templates: Templates) -> Found:
    return RULES_BY_ID["OWN.missing-data"].check(templates)


@rule(
    "OWN.alarms-tell",
    "Every alarm is sent to somebody.",
    put("schedule.EventLost", "AlarmActions", []),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::CloudWatch::Alarm"):
        if body.get("AlarmActions") != [{"Ref": "AlarmTopic"}]:
            yield name


@rule(
    "OWN.alarms-there",
    "Failed and missing runs, quarantine, capacity and lost events are watched.",
    lambda t: t["schedule"]["Resources"].pop("TooMuchInQuarantine"),
)
def _(templates: Templates) -> Found:
    seen = json.dumps([body for _n, body in properties(templates, "AWS::CloudWatch::Alarm")])
    for metric in (
        "ExecutionsFailed",
        "ExecutionsTimedOut",
        "ExecutionsAborted",
        "RunsPublished",
        "RowsQuarantined",
        "FilesRefused",
        "ComputeCapacity",
        "CPUUtilization",
        "ApproximateNumberOfMessagesVisible",
    ):
        if f'"{metric}"' not in seen:
            yield metric


@rule(
    "OWN.alarm-key",
    "Alarms and events can encrypt for the topic.",
    put(
        "schedule.AlarmKey",
        "KeyPolicy",
        "Statement",
        1,
        "Principal",
        {"Service": ["events.amazonaws.com"]},
    ),
)
def _(templates: Templates) -> Found:
    allowed = {
        service
        for statement in statements(_at(templates, "schedule.AlarmKey")["KeyPolicy"])
        for service in as_list(statement["Principal"].get("Service", []))
        if {"kms:Decrypt", "kms:GenerateDataKey"} <= set(as_list(statement["Action"]))
    }
    yield from {"cloudwatch.amazonaws.com", "events.amazonaws.com"} - allowed


_add(
    "SNS.1",
    "Topics are encrypted with the key that alarms can use.",
    equal("AWS::SNS::Topic", "KmsMasterKeyId", to={"Fn::GetAtt": ["AlarmKey", "Arn"]}),
    put("schedule.AlarmTopic", "KmsMasterKeyId", "alias/aws/sns"),
)
_add(
    "SNS.2",
    "What became of a message is logged.",
    lambda t: [
        n for n, b in properties(t, "AWS::SNS::Topic") if not b.get("DeliveryStatusLogging")
    ],
    drop("schedule.AlarmTopic", "DeliveryStatusLogging"),
)


@rule(
    "SNS.4",
    "Only AWS's own alarms and events of this account publish to the topic.",
    drop("schedule.AlarmTopicPolicy", "PolicyDocument", "Statement", 0, "Condition"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::SNS::TopicPolicy"):
        for statement in statements(body["PolicyDocument"]):
            if statement["Effect"] == "Allow":
                only = statement.get("Condition", {}).get("StringEquals", {})
                if set(statement["Principal"]) != {"Service"} or "aws:SourceAccount" not in only:
                    yield name


@rule(
    "StepFunctions.1",
    "Every step of a run is logged.",
    put("schedule.Run", "LoggingConfiguration", "Level", "OFF"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::StepFunctions::StateMachine"):
        logging = body.get("LoggingConfiguration", {})
        if logging.get("Level") != "ALL" or not logging.get("Destinations"):
            yield name


@rule(
    "OWN.lost-events",
    "An event that starts no run is kept and told of.",
    lambda t: _at(t, "schedule.RawExportArrived")["Targets"][0].pop("DeadLetterConfig"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::Events::Rule"):
        for target in body["Targets"]:
            if "DeadLetterConfig" not in target or "RetryPolicy" not in target:
                yield name


@rule(
    "OWN.starts",
    "Raw exports and a daily schedule start runs.",
    drop("schedule.EveryDay", "ScheduleExpression"),
)
def _(templates: Templates) -> Found:
    rules = [body for _name, body in properties(templates, "AWS::Events::Rule")]
    if not any("ScheduleExpression" in body for body in rules):
        yield "no schedule"
    events = [b["EventPattern"] for b in rules if "EventPattern" in b]
    wanted = [{"prefix": "raw/"}]
    if not any(e["detail"].get("object", {}).get("key") == wanted for e in events):
        yield "no raw exports"


@rule(
    "OWN.no-file-name",
    "No file name, which may name a person, enters the log of a run.",
    lambda t: _at(t, "schedule.RawExportArrived")["Targets"][0].update(InputPath="$.detail.object"),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::Events::Rule"):
        for target in body["Targets"]:
            if target.get("InputPath") != "$.detail.bucket" and "Input" not in target:
                yield name


@rule(
    "OWN.dashboards-over-tls",
    "Dashboards reach the warehouse privately, over TLS, by a secret.",
    put("bi.Warehouse", "SslProperties", "DisableSsl", True),
)
def _(templates: Templates) -> Found:
    for name, body in properties(templates, "AWS::QuickSight::DataSource"):
        if body["SslProperties"]["DisableSsl"] or "VpcConnectionProperties" not in body:
            yield name
        if set(body["Credentials"]) != {"SecretArn"}:
            yield name


RULES_BY_ID = {each.id: each for each in RULES}
