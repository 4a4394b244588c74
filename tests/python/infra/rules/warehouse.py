"""Redshift, serverless or a cluster."""

from __future__ import annotations

import json

from tests.python.infra.rules.frame import (
    CLUSTER,
    NAMESPACE,
    WORKGROUP,
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
    properties,
)

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
    add_rule(
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


add_rule(
    "RedshiftServerless.2",
    "Both warehouses take connections over TLS only.",
    _is_set("require_ssl"),
    put("warehouse.Workgroup", "ConfigParameters", 0, "ParameterValue", "false"),
)
add_rule(
    "Redshift.2",
    "The parameter group that the cluster really uses asks for TLS.",
    _is_set("require_ssl"),
    put("warehouse.ClusterParameterGroup", "Parameters", 0, "ParameterValue", "false"),
)
add_rule(
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
    return rule_of("RedshiftServerless.5").check(templates)


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
    return rule_of("RedshiftServerless.7").check(templates)


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
    body = body_at(templates, "network.WarehouseSecurityGroup")
    for entry in body["SecurityGroupIngress"]:
        if "SourceSecurityGroupId" not in entry or "CidrIp" in entry or entry["FromPort"] != 5439:
            yield json.dumps(entry)
