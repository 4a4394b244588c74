"""The VPC, its ways in and out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from tests.python.infra.rules.frame import (
    SECURITY_GROUP_PORTS,
    Found,
    add_rule,
    body_at,
    equal,
    put,
    rule,
)
from tests.python.infra.templates import (
    Templates,
    as_list,
    properties,
    resources,
    statements,
    text,
)


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


add_rule(
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
    lambda t: body_at(t, "network.PublicSubnetB").update(
        AvailabilityZone=body_at(t, "network.PublicSubnetA")["AvailabilityZone"]
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
    lambda t: body_at(t, "network.PrivateSubnetC").update(
        AvailabilityZone=body_at(t, "network.PrivateSubnetA")["AvailabilityZone"]
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
    lambda t: body_at(t, "network.S3Endpoint")["PolicyDocument"]["Statement"][0].update(
        Resource="*"
    ),
)
def _(templates: Templates) -> Found:
    body = body_at(templates, "network.S3Endpoint")
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
