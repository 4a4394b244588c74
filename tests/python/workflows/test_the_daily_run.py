"""What the daily run does when a step fails: the workflow's own steps, with programs that only say
what they were asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.python.workflows.steps import JobRun, holds, run_job, workflow

INSTALLED_HERE = ("Install", "Profile")
SAYS = """#!/bin/bash
echo "$(basename "$0") $*" >> asked.txt
case "$FAILING" in *"|$1 "*|*"|$3 "*) exit 1;; esac
"""
VARIABLES = {
    "AWS_REGION": "us-east-1",
    "REDSHIFT_HOST": "host",
    "REDSHIFT_DATABASE": "warehouse",
    "COMMERCE_STATE": "s3://landed/state",
    "COMMERCE_STORE_ROLES": "{}",
    "COPY_ROLE_ARN": "arn:aws:iam::123456789012:role/copy",
}


@pytest.fixture
def daily(tmp_path: Path):
    """Run the steps of the daily build: daily("build", "retry") with these commands failing."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("dbt", "python"):
        (programs / name).write_text(SAYS, encoding="utf-8")
        (programs / name).chmod(0o755)

    def run(*failing: str) -> tuple[JobRun, list[str]]:
        environment = VARIABLES | {
            "PATH": "/usr/bin:/bin",
            "FAILING": "".join(f"|{f} " for f in failing),
        }
        done = run_job(
            workflow("scheduled")["jobs"]["build"], tmp_path, environment, INSTALLED_HERE
        )
        asked = (tmp_path / "asked.txt").read_text("utf-8").splitlines()
        return done, [line.split(" --target")[0] for line in asked]

    return run


LOAD = (
    "python -m commerce load --state s3://landed/state --iam_role "
    "arn:aws:iam::123456789012:role/copy"
)
RECORD = "python -m commerce runs --record target --redshift"
ACCESS = "dbt run-operation apply_access"


def test_a_day_without_trouble(daily) -> None:
    done, asked = daily()
    assert done.succeeded
    assert asked == [LOAD, "dbt source freshness", "dbt build", RECORD, ACCESS]


def test_nothing_is_built_on_a_load_that_failed(daily) -> None:
    done, asked = daily("load")
    assert not done.succeeded
    assert asked == [LOAD]


def test_a_late_source_fails_the_run_after_everything_was_built(daily) -> None:
    done, asked = daily("source")
    assert not done.succeeded
    assert asked == [LOAD, "dbt source freshness", "dbt build", RECORD, ACCESS]


def test_a_build_that_fails_is_tried_again_and_recorded_twice(daily) -> None:
    done, asked = daily("build")
    assert done.succeeded
    assert asked[2:] == ["dbt build", RECORD, "dbt retry", RECORD, ACCESS]


def test_a_build_that_fails_twice_fails_the_run_and_is_recorded(daily) -> None:
    done, asked = daily("build", "retry")
    assert not done.succeeded
    assert asked[2:] == ["dbt build", RECORD, "dbt retry", RECORD, ACCESS]


def test_a_run_that_cannot_be_recorded_fails_and_still_shows_its_build(daily) -> None:
    done, asked = daily("runs")
    assert not done.succeeded
    assert asked[2:] == ["dbt build", RECORD]


STILL_BROKEN = "steps.a.outcome == 'failure' && steps.b.outcome != 'success'"


@pytest.mark.parametrize(
    ("condition", "failed", "expected"),
    [
        ("always()", True, True),
        ("failure()", False, False),
        ("steps.a.outcome == 'failure'", False, True),
        ("steps.a.outcome == 'failure'", True, False),
        ("always() && steps.b.outcome != 'skipped'", True, False),
        (f"steps.b.outcome == 'failure' || ({STILL_BROKEN})", False, True),
    ],
)
def test_conditions_count_as_the_service_reads_them(condition, failed, expected) -> None:
    assert holds(condition, failed, {"a": "failure", "b": "skipped"}) is expected
