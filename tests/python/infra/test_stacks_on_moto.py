"""The stacks of prod, deployed in order into a stand-in for AWS, each fed by those before it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from commerce import deploy, package, templates
from commerce.errors import UserError
from commerce.templates import ORDER, Environment, environment, load
from tests.python.infra.on_moto import KNOWS, adapted, is_ignored
from tests.python.infra.templates import STAND_INS

pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse:UserWarning")
FROM_PEOPLE = ("BiPrincipalArn", "BiSecretArn")


def everything() -> Environment:
    """Prod with every stack, the dashboards included."""
    prod = environment("prod")
    given = prod.parameters | {name: STAND_INS[name] for name in FROM_PEOPLE}
    return dataclasses.replace(prod, stacks=ORDER, parameters=given)


@dataclasses.dataclass
class Account:
    """A stand-in account after a deployment. said: what was told; given: every output."""

    target: Environment
    artifacts: list[Path]
    said: list[str]
    given: dict[str, str]

    def deploy(self) -> None:
        self.given = deploy.deploy(self.target, self.said.append, lambda: self.artifacts, pause=0)

    def resources(self, stack: str) -> dict[str, str]:
        """Logical name -> physical name of what stands."""
        client = boto3.client("cloudformation", region_name=self.target.region)
        listed = client.describe_stack_resources(StackName=self.target.stack_name(stack))
        return {
            item["LogicalResourceId"]: item.get("PhysicalResourceId", "")
            for item in listed["StackResources"]
            if "LogicalResourceId" in item
        }


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Account]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    target = everything()
    # Parsed before the text is exchanged for the one that moto takes.
    for stack in ORDER:
        load(stack)
    monkeypatch.setattr(templates, "text_of", lambda stack: adapted(stack, target.parameters))
    artifacts = []
    for name in deploy.PLACES:
        (tmp_path / name).write_bytes(name.encode())
        artifacts.append(tmp_path / name)
    with mock_aws():
        yield Account(target, artifacts, [], {})


def test_every_stack_stands_and_only_what_is_listed_is_left_out(account: Account) -> None:
    account.deploy()
    assert [line.split(":")[0] for line in account.said if "created" in line] == list(ORDER)
    left_out = []
    for stack in ORDER:
        there = account.resources(stack)
        for logical, resource in load(stack)["Resources"].items():
            # Prod is serverless: what a provisioned cluster needs is off by its condition.
            if logical not in there and resource.get("Condition") != "Provisioned":
                left_out.append(f"{stack}.{logical}")
    off = ["schedule.ClusterAtItsCapacity"]
    assert sorted(left_out + off) == sorted(KNOWS["ignored"])


def test_what_is_listed_as_left_out_is_of_a_type_that_moto_does_not_know() -> None:
    for place in KNOWS["ignored"]:
        stack, logical = place.split(".")
        assert is_ignored(load(stack)["Resources"][logical]["Type"]), place


def test_a_provisioned_warehouse_stands_too(account: Account) -> None:
    given = account.target.parameters | {"WarehouseKind": "provisioned"}
    account.target = dataclasses.replace(account.target, stacks=ORDER[:4], parameters=given)
    account.deploy()
    assert {"Cluster", "ClusterSubnetGroup", "ClusterParameterGroup"} <= set(
        account.resources("warehouse")
    )
    (cluster,) = boto3.client("redshift").describe_clusters()["Clusters"]
    assert (cluster["Encrypted"], cluster["PubliclyAccessible"]) == (True, False)
    assert (cluster["DBName"], cluster["MasterUsername"]) == ("commerce", "warehouse_owner")
    assert cluster["EnhancedVpcRouting"] and cluster["NumberOfNodes"] == 2


def test_artifacts_lie_where_the_job_and_the_build_look_for_them(account: Account) -> None:
    account.deploy()
    bucket = account.given["ArtifactsBucketName"]
    listed = boto3.client("s3").list_objects_v2(Bucket=bucket)["Contents"]
    there = {f"s3://{bucket}/{item['Key']}" for item in listed}
    job = load("jobs")["Resources"]["LandingJob"]["Properties"]
    wanted = [job["Command"]["ScriptLocation"]["Fn::Sub"]]
    wanted += [
        job["DefaultArguments"][name]["Fn::Sub"]
        for name in ("--extra-py-files", "--additional-python-modules")
    ]
    source = load("jobs")["Resources"]["BuildProject"]["Properties"]["Source"]["Location"]
    wanted.append(f"s3://{source['Fn::Sub']}")
    assert {place.replace("${ArtifactsBucketName}", bucket) for place in wanted} == there
    assert set(deploy.PLACES) == {package.SCRIPT, package.LANDING, package.WHEELS, package.PROJECT}


def test_what_stands_has_its_protections(account: Account) -> None:
    """Of what moto keeps, the properties that matter most are really those of the resource."""
    account.deploy()
    s3 = boto3.client("s3")
    for name in ("RawBucketName", "LandedBucketName", "ArtifactsBucketName", "LogsBucketName"):
        bucket = account.given[name]
        (how,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"][
            "Rules"
        ]
        how = how["ApplyServerSideEncryptionByDefault"]
        if name != "LogsBucketName":
            assert how["KMSMasterKeyID"] == account.given["DataKeyArn"]
    key = account.given["DataKeyArn"].rpartition("/")[2]
    assert boto3.client("kms").get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]
    topic = boto3.client("sns").get_topic_attributes(TopicArn=account.given["AlarmTopicArn"])
    assert ":key/" in topic["Attributes"]["KmsMasterKeyId"]
    groups = boto3.client("logs").describe_log_groups()["logGroups"]
    assert groups and all(group["retentionInDays"] >= 180 for group in groups)


def test_a_second_deployment_changes_nothing_and_a_parameter_is_carried(account: Account) -> None:
    account.deploy()
    before = {stack: account.resources(stack) for stack in ("raw", "storage", "network")}
    account.said.clear()
    given = account.target.parameters | {"ReplacedDays": "14"}
    account.target = dataclasses.replace(account.target, stacks=ORDER[:3], parameters=given)
    account.deploy()
    assert {stack: account.resources(stack) for stack in before} == before
    client = boto3.client("cloudformation")
    (stack,) = client.describe_stacks(StackName=account.target.stack_name("storage"))["Stacks"]
    values = {item["ParameterKey"]: item["ParameterValue"] for item in stack["Parameters"]}
    assert values["ReplacedDays"] == "14"


def test_undeploy_deletes_all_but_the_raw_exports(account: Account) -> None:
    # Without the network: moto deletes one in an order that cannot succeed.
    network = {name: STAND_INS[name] for name in ("PrivateSubnetIds", "WarehouseSecurityGroupId")}
    account.target = dataclasses.replace(
        account.target,
        stacks=("raw", "storage", "warehouse"),
        parameters=account.target.parameters | network,
    )
    account.deploy()
    s3 = boto3.client("s3")
    raw, landed = account.given["RawBucketName"], account.given["LandedBucketName"]
    s3.put_object(Bucket=raw, Key="raw/shopify/orders/a.csv", Body=b"export")
    # moto takes no versioning from a template.
    enabled = {"Status": "Enabled"}
    s3.put_bucket_versioning(Bucket=landed, VersioningConfiguration=enabled)
    for body in (b"one", b"two"):
        s3.put_object(Bucket=landed, Key="landing/manifest.json", Body=body)
    account.said.clear()
    deploy.undeploy(account.target, account.said.append, pause=0)
    gone = [line.split(":")[0] for line in account.said if line.endswith(": deleted")]
    assert gone == ["warehouse", "storage"]
    buckets = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    assert buckets == {raw, account.given["LogsBucketName"]}
    assert s3.get_object(Bucket=raw, Key="raw/shopify/orders/a.csv")["Body"].read() == b"export"
    assert deploy.Stacks(account.target).outputs("raw") is not None
    # And it can be deployed again, onto the same raw exports.
    account.deploy()
    assert account.given["RawBucketName"] == raw


def test_the_raw_stack_is_protected_from_deletion(account: Account) -> None:
    account.target = dataclasses.replace(account.target, stacks=ORDER[:2])
    account.deploy()
    client = boto3.client("cloudformation")
    protected = {
        stack: client.describe_stacks(StackName=account.target.stack_name(stack))["Stacks"][0]
        for stack in ("raw", "storage")
    }
    assert {k: v["EnableTerminationProtection"] for k, v in protected.items()} == {
        "raw": True,
        "storage": False,
    }


def test_a_wrong_parameter_stops_before_anything_is_made(account: Account) -> None:
    given = account.target.parameters | {"AlarmEmail": "nobody"}
    account.target = dataclasses.replace(account.target, parameters=given)
    with pytest.raises(UserError, match="AlarmEmail of stack schedule is 'nobody', but must be an"):
        account.deploy()
    assert boto3.client("cloudformation").list_stacks()["StackSummaries"] == []


def test_every_stack_fits_into_one_request() -> None:
    """CloudFormation takes 51,200 bytes of template without a bucket to put it into."""
    for stack in ORDER:
        assert len(templates.text_of(stack).encode()) <= 51_200, stack
