"""The machine that lands, loads, builds and documents: its order, its retries, its queue."""

from __future__ import annotations

import json

import pytest

from commerce.templates import load
from tests.python.infra.machine import Account, Fails, definition

WHOLE = ["queue", "land", "load", "build", "note", "docs"]


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


def test_a_run_lands_loads_builds_notes_it_and_documents() -> None:
    run = Account().run()
    assert (run.status, run.steps(), run.waited) == ("SUCCEEDED", WHOLE, [])


def test_each_step_asks_for_the_right_thing() -> None:
    calls = Account().run().calls
    by_step = dict(zip(WHOLE, (parameters for _action, parameters in calls), strict=True))
    assert by_step["land"] == {"JobName": "commerce-dev-land-raw-exports"}
    assert by_step["queue"]["StatusFilter"] == "RUNNING"
    for step in ("load", "build", "docs"):
        assert by_step[step] == {
            "ProjectName": "commerce-dev-build",
            "EnvironmentVariablesOverride": [{"Name": "STEP", "Value": step}],
        }
    (metric,) = by_step["note"]["MetricData"]
    assert (by_step["note"]["Namespace"], metric["MetricName"]) == (
        "commerce/prod",
        "RunsPublished",
    )


def test_the_namespace_is_that_of_the_alarms_and_of_the_grant() -> None:
    """A metric under another name would be denied, and its alarm would never see it."""
    resources = load("schedule")["Resources"]
    wanted = {"Fn::Sub": "${Project}/${Environment}"}
    assert resources["RunNeverCame"]["Properties"]["Namespace"] == wanted
    assert resources["RunNeverCame"]["Properties"]["MetricName"] == "RunsPublished"
    job = load("jobs")["Resources"]["LandingJob"]["Properties"]["DefaultArguments"]
    assert job["--measures"] == wanted


@pytest.mark.parametrize(
    ("step", "waits"), [("land", [60, 120]), ("load", [60, 120]), ("build", [120])]
)
def test_a_step_that_fails_for_a_time_is_tried_again(step: str, waits: list[int]) -> None:
    run = Account({step: [*[Fails("States.TaskFailed")] * len(waits), {}]}).run()
    assert run.status == "SUCCEEDED" and run.waited == waits
    assert run.steps().count(step) == len(waits) + 1
    assert [name for name in WHOLE if name not in run.steps()] == []


@pytest.mark.parametrize(
    ("step", "tries", "never"),
    [
        ("land", 3, ["load", "build", "note", "docs"]),
        ("load", 3, ["build", "note", "docs"]),
        ("build", 2, ["note", "docs"]),
        ("docs", 3, []),
    ],
)
def test_a_step_that_fails_for_good_tells_and_ends_the_run(
    step: str, tries: int, never: list[str]
) -> None:
    """Nothing is built of a load that failed, and nothing is said to be published."""
    run = Account({step: [Fails("Glue.Refused", "The bucket is gone.")]}).run()
    assert (run.status, run.error) == ("FAILED", "RunFailed")
    assert json.loads(run.cause) == {"Error": "Glue.Refused", "Cause": "The bucket is gone."}
    assert run.steps().count(step) == tries
    assert run.steps()[-1] == "tell" and not set(never) & set(run.steps())
    message = run.calls[-1][1]
    assert "The bucket is gone." in message["Message"] and "prod" in message["Subject"]
    assert message["TopicArn"].endswith(":commerce-prod-alarms")


def test_a_step_that_took_too_long_is_not_tried_again() -> None:
    run = Account({"build": [Fails("States.Timeout")]}).run()
    assert run.status == "FAILED" and run.steps().count("build") == 1


def test_another_run_of_the_job_is_waited_for_longer() -> None:
    busy = Fails("Glue.ConcurrentRunsExceededException")
    run = Account({"land": [*[busy] * 8, {}]}).run()
    assert run.status == "SUCCEEDED" and run.steps().count("land") == 9
    assert run.waited[:3] == [60, 90, 135] and max(run.waited) == 600


def test_a_run_whose_failure_cannot_be_told_has_failed_all_the_same() -> None:
    run = Account({"land": [Fails("States.TaskFailed")], "tell": [Fails("SNS.Denied")]}).run()
    assert run.status == "FAILED" and "States.TaskFailed" in run.cause
    assert run.steps().count("tell") == 4


def test_the_second_run_waits_until_the_first_has_ended() -> None:
    run = Account(others=[["*", "first"], ["*", "first"], ["*"]]).run()
    assert run.status == "SUCCEEDED" and run.waited == [60, 60]
    assert run.steps() == ["queue", "queue", "queue", *WHOLE[1:]]


def test_a_third_run_has_nothing_to_do() -> None:
    run = Account(others=[["*", "second", "first"]]).run()
    assert (run.status, run.steps()) == ("SUCCEEDED", ["queue"])
    assert run.path[-1] == "Another waits already"


def test_the_second_run_is_not_sent_away_by_those_behind_it() -> None:
    run = Account(others=[["third", "*", "first"], ["third", "*"]]).run()
    assert run.status == "SUCCEEDED" and run.steps() == ["queue", *WHOLE]


def test_a_run_that_the_list_does_not_show_yet_waits() -> None:
    """The list of executions is eventually consistent: a run that is not in it must not be lost."""
    for before in ([], ["first"]):
        run = Account(others=[before, ["*"]]).run()
        assert run.status == "SUCCEEDED" and run.steps() == ["queue", *WHOLE]


def test_of_any_burst_one_works_one_waits_and_no_event_is_lost() -> None:
    """Whichever place of five a run has, the oldest lands and the second waits for it."""
    names = [f"run-{number}" for number in range(5)]
    for place in range(5):
        listed = [name if number != place else "*" for number, name in enumerate(names)]
        steps = Account(others=[listed, ["*"]]).run().steps()
        assert steps == {4: WHOLE, 3: ["queue", *WHOLE]}.get(place, ["queue"]), place


def test_every_task_is_caught_and_retried_and_every_long_one_has_a_timeout() -> None:
    for name, state in definition()["States"].items():
        if state["Type"] != "Task":
            continue
        assert state["Catch"][0]["ErrorEquals"] == ["States.ALL"], name
        assert state["Retry"], name
        if state["Resource"].endswith(".sync"):
            assert state["TimeoutSeconds"] <= 14_400, name


def test_taking_a_retry_or_a_catch_away_is_noticed() -> None:
    """The interpreter really follows the definition: without its retry a step is tried once."""
    machine = definition()
    del machine["States"]["Land"]["Retry"]
    run = Account({"land": [Fails("States.TaskFailed"), {}]}).run(machine)
    assert run.status == "FAILED" and run.steps().count("land") == 1
    del machine["States"]["Land"]["Catch"]
    run = Account({"land": [Fails("States.TaskFailed"), {}]}).run(machine)
    assert run.status == "FAILED" and "tell" not in run.steps()
