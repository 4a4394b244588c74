"""Deploy the stacks of an environment in order, or delete them: raw exports stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, WaiterError
from rich.console import Console

from commerce import package, templates
from commerce.console import step
from commerce.errors import UserError
from commerce.templates import KEPT, Environment, environment

# Where the templates look for what is packaged.
PLACES = {
    package.SCRIPT: f"glue/{package.SCRIPT}",
    package.LANDING: f"glue/{package.LANDING}",
    package.WHEELS: f"glue/{package.WHEELS}",
    package.PROJECT: f"build/{package.PROJECT}",
}
_MISSING = "does not exist"
_UNCHANGED = "No updates are to be performed"
_SECONDS_BETWEEN_LOOKS = 15


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """Turn what AWS answers into one sentence (UserError)."""
    try:
        yield
    except NoCredentialsError as error:
        raise UserError(
            f"{what}: no AWS credentials were found; log in first, such as with `aws sso login`."
        ) from error
    except ClientError as error:
        code, said = error.response["Error"]["Code"], error.response["Error"]["Message"].rstrip(".")
        if code in ("AccessDenied", "AccessDeniedException"):
            raise UserError(f"{what}: access is denied ({said}).") from error
        if code == "NoSuchBucket":
            raise UserError(f"{what}: the bucket does not exist.") from error
        raise UserError(f"{what}: AWS answered {code}: {said}.") from error
    except BotoCoreError as error:
        raise UserError(f"{what}: AWS cannot be reached ({type(error).__name__}).") from error


class Stacks:
    """The stacks of an environment in an account. pause: seconds between two looks at one."""

    def __init__(self, target: Environment, pause: float = _SECONDS_BETWEEN_LOOKS) -> None:
        self.target = target
        self.client = boto3.client("cloudformation", region_name=target.region)
        self.pause = pause

    def outputs(self, stack: str) -> dict[str, str] | None:
        """The outputs of a stack, or None when it is not there."""
        with _explained(f"Stack {stack}"):
            try:
                answer = self.client.describe_stacks(StackName=self.target.stack_name(stack))
            except ClientError as error:
                if _MISSING in error.response["Error"]["Message"]:
                    return None
                raise
        (found,) = answer["Stacks"]
        return {item["OutputKey"]: item["OutputValue"] for item in found.get("Outputs", [])}

    def apply(self, stack: str, values: dict[str, str]) -> str:
        """Create or update a stack and wait: 'created', 'updated' or 'unchanged'."""
        request = {
            "StackName": self.target.stack_name(stack),
            "TemplateBody": templates.text_of(stack),
            "Parameters": [
                {"ParameterKey": name, "ParameterValue": value} for name, value in values.items()
            ],
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
            "Tags": [
                {"Key": "project", "Value": self.target.parameters["Project"]},
                {"Key": "environment", "Value": self.target.name},
            ],
        }
        with _explained(f"Stack {stack}"):
            if self.outputs(stack) is None:
                protected = {"EnableTerminationProtection": stack == KEPT}
                self.client.create_stack(**request, **protected, OnFailure="ROLLBACK")
                self._wait("stack_create_complete", stack)
                return "created"
            try:
                self.client.update_stack(**request)
            except ClientError as error:
                if _UNCHANGED in error.response["Error"]["Message"]:
                    return "unchanged"
                raise
            self._wait("stack_update_complete", stack)
            return "updated"

    def remove(self, stack: str) -> bool:
        """Delete a stack and wait; False when it was not there."""
        if self.outputs(stack) is None:
            return False
        with _explained(f"Stack {stack}"):
            self.client.delete_stack(StackName=self.target.stack_name(stack))
            self._wait("stack_delete_complete", stack)
        return True

    def _wait(self, waiter: str, stack: str) -> None:
        name = self.target.stack_name(stack)
        try:
            self.client.get_waiter(waiter).wait(
                StackName=name, WaiterConfig={"Delay": self.pause, "MaxAttempts": 480}
            )
        except WaiterError as error:
            raise UserError(f"Stack {stack} has failed: {self._first_failure(name)}.") from error

    def _first_failure(self, name: str) -> str:
        """Why a stack failed: its earliest failed resource of late, and what AWS says of it."""
        events = self.client.describe_stack_events(StackName=name)["StackEvents"]
        for event in reversed(events):
            if event["ResourceStatus"].endswith("_FAILED"):
                reason = event.get("ResourceStatusReason", "no reason is given").rstrip(".")
                return f"{event['LogicalResourceId']}: {reason}"
        return "its events give no reason"


def deploy(
    target: Environment,
    say: Callable[[str], None],
    artifacts: Callable[[], list[Path]] = package.write,
    pause: float = _SECONDS_BETWEEN_LOOKS,
) -> dict[str, str]:
    """Bring every stack of the environment up to date; all outputs by name.

    Each stack is given what the file of parameters says and what the stacks before it put out.
    Raises UserError in one sentence; the stacks before the one that failed stay as they are.
    """
    for stack in target.stacks:
        declared = templates.load(stack)["Parameters"]
        known = {key: value for key, value in target.parameters.items() if key in declared}
        templates.values_for(stack, {"Parameters": {key: declared[key] for key in known}}, known)
    stacks, given = Stacks(target, pause), dict(target.parameters)
    for stack in target.stacks:
        values = templates.values_for(stack, templates.load(stack), given)
        say(f"{stack}: {stacks.apply(stack, values)}")
        given |= stacks.outputs(stack) or {}
        if stack == "storage":
            bring(artifacts(), given["ArtifactsBucketName"], target.region)
            say("artifacts: brought")
    return given


def bring(artifacts: list[Path], bucket: str, region: str) -> None:
    """Put what is packaged where the templates look for it."""
    client = boto3.client("s3", region_name=region)
    with _explained(f"Bucket {bucket}"):
        for path in artifacts:
            client.put_object(Bucket=bucket, Key=PLACES[path.name], Body=path.read_bytes())


def undeploy(
    target: Environment, say: Callable[[str], None], pause: float = _SECONDS_BETWEEN_LOOKS
) -> None:
    """Delete the stacks of the environment, last first, but that of the raw exports."""
    stacks = Stacks(target, pause)
    for stack in reversed(target.stacks):
        if stack == KEPT:
            continue
        if stack == "storage":
            for bucket in (stacks.outputs(stack) or {}).values():
                empty(bucket, target.region)
                say(f"{bucket}: emptied")
        say(f"{stack}: {'deleted' if stacks.remove(stack) else 'was not there'}")


def empty(bucket: str, region: str) -> None:
    """Delete every version of every object of a bucket: CloudFormation deletes empty ones only."""
    client = boto3.client("s3", region_name=region)
    with _explained(f"Bucket {bucket}"):
        for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
            listed = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            objects = [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in listed]
            if objects:
                answer = client.delete_objects(Bucket=bucket, Delete={"Objects": objects})
                for refused in answer.get("Errors", []):
                    raise UserError(
                        f"Bucket {bucket}: {refused['Key']} was not deleted ({refused['Code']})."
                    )


def run(name: str, console: Console) -> tuple[int, str]:
    """Deploy the environment `name`; the exit code and the last line."""
    target = environment(name)
    with step(console, f"Deploying {name} to {target.region}") as running:
        deploy(target, running.say)
    return 0, f"Deployed: {len(target.stacks)} stacks of {name}."


def run_undeploy(name: str, sure: bool, console: Console) -> tuple[int, str]:
    """Delete the stacks of `name`; the exit code and the last line."""
    target = environment(name)
    going = [stack for stack in reversed(target.stacks) if stack != KEPT]
    if not sure:
        raise UserError(
            f"This deletes {', '.join(going)} of {name}, with the warehouse and all that landed; "
            "raw exports and their keys stay. Say --yes."
        )
    with step(console, f"Deleting {name} in {target.region}") as running:
        undeploy(target, running.say)
    return 0, f"Deleted: {len(going)} stacks of {name}; its raw exports and their keys are kept."
