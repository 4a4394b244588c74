"""What a person reads when a deployment cannot go on: one sentence, and no traceback."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, WaiterError

from commerce import deploy
from commerce.errors import UserError
from commerce.templates import environment
from tests.python.infra.templates import ROOT


class CloudFormation:
    """A stand-in that answers as told. answers: action -> what it returns or raises, in order."""

    def __init__(self, **answers) -> None:
        self.answers = answers
        self.called: list[tuple[str, dict]] = []

    def __getattr__(self, action: str):
        def call(**given):
            self.called.append((action, given))
            listed = self.answers[action]
            answer = listed.pop(0) if len(listed) > 1 else listed[0]
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call

    def get_waiter(self, name: str):
        self.called.append((name, {}))
        answer = self.answers.get(name)

        class Waiter:
            def wait(self, **_given):
                if answer:
                    raise answer

        return Waiter()


def client_error(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Action")


GONE = client_error("ValidationError", "Stack with id commerce-dev-raw does not exist")
THERE = {"Stacks": [{"Outputs": [{"OutputKey": "RawBucketName", "OutputValue": "raw"}]}]}


@pytest.fixture
def raw_of(monkeypatch: pytest.MonkeyPatch):
    """Deploy the first stack of dev against a stand-in; the stand-in and what was said."""

    def run(**answers):
        client, said = CloudFormation(**answers), []
        monkeypatch.setattr(deploy.boto3, "client", lambda name, region_name: client)
        target = dataclasses.replace(environment("dev"), stacks=("raw",))
        deploy.deploy(target, said.append, list, pause=0)
        return client, said

    return run


def test_a_stack_that_is_not_there_is_created_and_waited_for(raw_of) -> None:
    client, said = raw_of(describe_stacks=[GONE, THERE], create_stack=[{}])
    assert said == ["raw: created"]
    assert [name for name, _given in client.called] == [
        "describe_stacks", "create_stack", "stack_create_complete", "describe_stacks",
    ]  # fmt: skip
    given = client.called[1][1]
    assert given["EnableTerminationProtection"] and given["StackName"] == "commerce-dev-raw"
    assert {"ParameterKey": "Environment", "ParameterValue": "dev"} in given["Parameters"]


def test_a_stack_that_is_up_to_date_stays_as_it_is(raw_of) -> None:
    nothing = client_error("ValidationError", "No updates are to be performed.")
    client, said = raw_of(describe_stacks=[THERE], update_stack=[nothing])
    assert said == ["raw: unchanged"]
    assert "stack_update_complete" not in [name for name, _given in client.called]


def test_a_stack_that_fails_says_which_resource_and_why(raw_of) -> None:
    events = [
        {"LogicalResourceId": "commerce-dev-raw", "ResourceStatus": "ROLLBACK_IN_PROGRESS"},
        {"LogicalResourceId": "LogsBucket", "ResourceStatus": "CREATE_FAILED",
         "ResourceStatusReason": "Resource creation cancelled"},
        {"LogicalResourceId": "RawBucket", "ResourceStatus": "CREATE_FAILED",
         "ResourceStatusReason": "commerce-dev-raw-1 already exists."},
    ]  # fmt: skip
    with pytest.raises(UserError) as caught:
        raw_of(
            describe_stacks=[GONE],
            create_stack=[{}],
            stack_create_complete=WaiterError("StackCreateComplete", "failed", {}),
            describe_stack_events=[{"StackEvents": events}],
        )
    sentence = "Stack raw has failed: RawBucket: commerce-dev-raw-1 already exists."
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            client_error("AccessDenied", "User x is not authorized to perform: y."),
            "Stack raw: access is denied (User x is not authorized to perform: y).",
        ),
        (
            client_error("ExpiredToken", "The token has expired."),
            "Stack raw: AWS answered ExpiredToken: The token has expired.",
        ),
        (
            EndpointConnectionError(endpoint_url="https://x"),
            "Stack raw: AWS cannot be reached (EndpointConnectionError).",
        ),
    ],
)
def test_what_aws_refuses_is_one_sentence(raw_of, answer, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        raw_of(describe_stacks=[answer])
    assert str(caught.value) == sentence


def test_a_stack_without_what_another_puts_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The output of a stack that was left out of the file must be written into it."""
    monkeypatch.setattr(deploy.boto3, "client", lambda name, region_name: CloudFormation())
    target = dataclasses.replace(environment("dev"), stacks=("storage",))
    with pytest.raises(UserError, match="Stack storage needs DataKeyArn"):
        deploy.deploy(target, print, list, pause=0)


def commerce(*arguments: str, **environment_: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    return subprocess.run(
        [sys.executable, "-m", "commerce", *arguments],
        cwd=ROOT,
        env={**kept, "AWS_EC2_METADATA_DISABLED": "true", "COLUMNS": "200", **environment_},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("deploy", "--environment", "stage"), "There is no environment stage: dev and prod have"),
        (("undeploy", "--environment", "dev"), "raw exports and their keys stay. Say --yes."),
        (("deploy", "--environment", "dev"), "no AWS credentials were found; log in first"),
    ],
)
def test_the_command_line_says_what_to_do(tmp_path: Path, arguments, sentence: str) -> None:
    nothing = str(tmp_path / "nothing")
    done = commerce(
        *arguments, HOME=str(tmp_path), AWS_CONFIG_FILE=nothing, AWS_SHARED_CREDENTIALS_FILE=nothing
    )
    assert done.returncode == 1 and sentence in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
