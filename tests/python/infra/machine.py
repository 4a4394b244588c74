"""The state machine of schedule.yml run by moto's interpreter; what it calls is recorded.

Nothing of the machine is changed: the interpreter gets the text of the template, with its names
filled in. Waits take no time, and their seconds are recorded too.
"""

from __future__ import annotations

import copy
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from unittest import mock

import boto3
from moto import mock_aws
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import (
    CustomErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_aws_sdk,
    state_task_service_callback,
    state_task_service_glue,
    state_task_service_sns,
    state_task_service_unsupported,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import (
    WaitFunction,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

from commerce.templates import load
from tests.python.infra.templates import STAND_INS

ARN = "arn:aws:states:us-east-1:123456789012"
NAMES = {
    **STAND_INS,
    "AWS::Partition": "aws",
    "AlarmTopic": "arn:aws:sns:us-east-1:123456789012:commerce-prod-alarms",
    "Project": "commerce",
    "Environment": "prod",
}
_CALLING = (
    state_task_service_aws_sdk.StateTaskServiceAwsSdk,
    state_task_service_glue.StateTaskServiceGlue,
    state_task_service_sns.StateTaskServiceSns,
    state_task_service_unsupported.StateTaskServiceUnsupported,
)
_CALLBACK = state_task_service_callback.StateTaskServiceCallback


def definition() -> dict:
    """The machine of the template, with its names filled in."""
    text = load("schedule")["Resources"]["Run"]["Properties"]["DefinitionString"]["Fn::Sub"]
    return json.loads(re.sub(r"\$\{([\w:]+)\}", lambda match: NAMES[match[1]], text))


@dataclass(frozen=True)
class Fails:
    """An answer that is an error."""

    error: str
    cause: str = "as planted"


@dataclass
class Run:
    """What became of one execution. calls: (action, parameters) in order. waited: seconds."""

    status: str
    error: str
    cause: str
    calls: list[tuple[str, dict]]
    waited: list[float]
    path: list[str]

    def steps(self) -> list[str]:
        """What was called, builds by their step."""
        return [step_of(action, parameters) for action, parameters in self.calls]


def step_of(action: str, parameters: dict) -> str:
    """'land', 'load', 'build', 'docs', 'queue', 'note' or 'tell'."""
    if action == "startBuild":
        (step,) = parameters["EnvironmentVariablesOverride"]
        assert step["Name"] == "STEP"
        return step["Value"]
    return {
        "listExecutions": "queue",
        "listexecutions": "queue",
        "startJobRun": "land",
        "putMetricData": "note",
        "putmetricdata": "note",
        "publish": "tell",
    }[action]


@dataclass
class Account:
    """A stand-in account. answers: per step the answers in order, the last one for ever.

    others: executions that are running when the queue is looked at, newest first; '*' is ours.
    """

    answers: dict[str, list] = field(default_factory=dict)
    others: list[list[str]] = field(default_factory=lambda: [["*"]])

    def answer(self, step: str, seen: int, me: str):
        if step == "queue" and step not in self.answers:
            listed = self.others[min(seen, len(self.others) - 1)]
            return {"Executions": [{"ExecutionArn": me if n == "*" else n} for n in listed]}
        planted = self.answers.get(step, [{}])
        return planted[min(seen, len(planted) - 1)]

    def run(self, machine: dict | None = None) -> Run:
        """Start one execution and follow it to its end."""
        calls: list[tuple[str, dict]] = []
        waited: list[float] = []

        def call(service, env, resource_runtime_part, normalised_parameters, state_credentials):
            action = service.resource.api_action
            step = step_of(action, normalised_parameters)
            seen = sum(step_of(*each) == step for each in calls)
            calls.append((action, copy.deepcopy(normalised_parameters)))
            me = env.states.context_object.context_object_data["Execution"]["Id"]
            given = self.answer(step, seen, me)
            if isinstance(given, Fails):
                raise _failure(env, given)
            env.stack.append(copy.deepcopy(given))

        with _interpreter(call, waited):
            client = boto3.client("stepfunctions", region_name="us-east-1")
            made = client.create_state_machine(
                name="commerce-prod-run",
                definition=json.dumps(machine or definition()),
                roleArn="arn:aws:iam::123456789012:role/commerce-prod-run",
            )
            started = client.start_execution(
                stateMachineArn=made["stateMachineArn"], input=json.dumps({"name": "a-bucket"})
            )
            done = _end(client, started["executionArn"])
            events = client.get_execution_history(
                executionArn=started["executionArn"], maxResults=1000
            )["events"]
        path = [e["stateEnteredEventDetails"]["name"] for e in events
                if "stateEnteredEventDetails" in e]  # fmt: skip
        return Run(
            done["status"], done.get("error", ""), done.get("cause", ""), calls, waited, path
        )


def _failure(env, given: Fails) -> FailureEventException:
    """What a task raises; names of the language itself are no custom ones."""
    own = given.error.startswith("States.")
    name = StatesErrorName.from_name if own else CustomErrorName
    details = TaskFailedEventDetails(error=given.error, cause=given.cause)
    return FailureEventException(
        FailureEvent(
            env=env,
            error_name=name(given.error),
            event_type=HistoryEventType.TaskFailed,
            event_details=EventDetails(taskFailedEventDetails=details),
        )
    )


def _end(client, execution: str) -> dict:
    for _ in range(3000):
        found = client.describe_execution(executionArn=execution)
        if found["status"] != "RUNNING":
            return found
        time.sleep(0.01)
    raise AssertionError("the execution did not end")


@contextmanager
def _interpreter(call, waited: list[float]) -> Iterator[None]:
    """moto's interpreter with our account behind its integrations, and a clock that jumps."""
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}), mock.patch.object(
        _CALLBACK, "_assert_integration_pattern_is_supported", lambda service: None
    ), mock.patch.object(
        _CALLBACK, "_eval_integration_pattern", lambda service, **given: None
    ), mock.patch.object(
        retrier_decl, "time", SimpleNamespace(sleep=waited.append)
    ), mock.patch.object(
        WaitFunction, "_wait_interval", lambda wait, env, wait_seconds: waited.append(wait_seconds)
    ):  # fmt: skip
        patches = [mock.patch.object(each, "_eval_service_task", call) for each in _CALLING]
        for each in patches:
            each.start()
        try:
            yield
        finally:
            for each in patches:
                each.stop()
