"""What the job says when its role may not do something: one sentence, with the place and the right.

Who relies on it: whoever has written a policy by hand. A right that is missing and shows as "still
being written" or as a traceback costs a day, and a job that ends well without landing costs more.
The role is that of infra/templates/jobs.yml, judged by the stand-in's own evaluation of policies.
"""

from __future__ import annotations

import copy
import json

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import settings
from moto.core.responses import ActionAuthenticatorMixin

from commerce.templates import load
from glue.jobs.land_raw_exports import main
from glue.landing import s3, secret
from tests.python.glue.exports import cogs
from tests.python.infra.templates import STAND_INS

RAW, LANDED = "denied-raw", "denied-landed"
SECRET = "commerce/denied/pii-key"
ARGUMENTS = [
    "job", "--raw", f"s3://{RAW}/raw", "--state", f"s3://{LANDED}/landing",
    "--pii_secret", SECRET,
]  # fmt: skip


def filled(value, names: dict[str, str]):
    """A part of a template with its names filled in."""
    if isinstance(value, list):
        return [filled(item, names) for item in value]
    if isinstance(value, dict):
        if set(value) == {"Ref"}:
            return names[value["Ref"]]
        if set(value) == {"Fn::Sub"}:
            text = value["Fn::Sub"]
            for name, given in names.items():
                text = text.replace(f"${{{name}}}", given)
            return text
        return {key: filled(item, names) for key, item in value.items()}
    return value


@pytest.fixture
def job_without(aws, monkeypatch: pytest.MonkeyPatch):
    """Run the job as a user with the rights of its role but those of one statement."""
    places = boto3.client("s3")
    for bucket in (RAW, LANDED):
        places.create_bucket(Bucket=bucket)
    key = "raw/costs/cogs/costs.csv"
    places.put_object(Bucket=RAW, Key=key, Body=cogs(("A", "1.00", "2025-01-01")).encode())
    monkeypatch.setenv("COMMERCE_PII_KEY", "k" * 32)
    names = STAND_INS | {
        "AWS::Partition": "aws",
        "AWS::Region": "us-east-1",
        "AWS::AccountId": "123456789012",
        "RawBucketName": RAW,
        "LandedBucketName": LANDED,
        "Project": "commerce",
        "Environment": "dev",
        "Database": "commerce",
        "Connection": "commerce",
    }
    (policy,) = load("jobs")["Resources"]["GlueRole"]["Properties"]["Policies"]
    statements = filled(copy.deepcopy(policy["PolicyDocument"]["Statement"]), names)

    def run(*sids: str) -> int | str:
        left = [statement for statement in statements if statement["Sid"] not in sids]
        assert len(left) == len(statements) - len(sids)
        iam, name = boto3.client("iam"), f"without-{'-'.join(sids)}"
        iam.create_user(UserName=name)
        document = json.dumps({"Version": "2012-10-17", "Statement": left})
        iam.put_user_policy(UserName=name, PolicyName="land", PolicyDocument=document)
        made = iam.create_access_key(UserName=name)["AccessKey"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", made["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", made["SecretAccessKey"])
        boto3.DEFAULT_SESSION = None
        s3.client.cache_clear()
        # The stand-in evaluates policies from the next call on.
        monkeypatch.setattr(ActionAuthenticatorMixin, "request_count", 0)
        monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
        return main(ARGUMENTS[:5])

    yield run
    boto3.DEFAULT_SESSION = None
    s3.client.cache_clear()


WHOLE = (
    "s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket on it, kms:Decrypt and "
    "kms:GenerateDataKey on its key"
)


@pytest.mark.parametrize(
    ("sid", "place", "rights"),
    [
        ("ReadRaw", f"{RAW}/raw/costs/cogs/costs.csv", "s3:GetObject and s3:ListBucket on it"),
        ("List", f"{RAW}/raw/", WHOLE),
        ("WriteLanded", f"{LANDED}/landing/manifest.json", WHOLE),
    ],
)
def test_a_right_that_is_missing_is_one_sentence(job_without, sid, place, rights) -> None:
    said = job_without(sid)
    assert said == f"s3://{place}: access is denied; grant the job's role {rights}."


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("AccessDeniedException", "access is denied; grant secretsmanager:GetSecretValue"),
        ("ResourceNotFoundException", "it does not exist"),
        ("DecryptionFailure", "Secrets Manager answered DecryptionFailure"),
    ],
)
def test_a_key_that_cannot_be_read_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    class Refusing:
        def get_secret_value(self, **_given):
            raise ClientError({"Error": {"Code": code, "Message": "no"}}, "GetSecretValue")

    monkeypatch.setattr(secret.boto3, "client", lambda name: Refusing())
    assert main(ARGUMENTS) == f"The secret {SECRET} cannot be read: {reason}."
