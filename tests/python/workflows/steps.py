"""Run the `run:` steps of a workflow's job here, in order, as the service would."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import yaml

WORKFLOWS = Path(__file__).resolve().parents[3] / ".github" / "workflows"
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")


def workflow(name: str) -> dict:
    """A workflow of the repository; its triggers are under `on`."""
    body = yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text("utf-8"))
    # YAML 1.1 reads the key `on` as true.
    body["on"] = body.pop(True)
    return body


@dataclass
class JobRun:
    """What became of a job. outcomes: step name -> success, failure or skipped, in order."""

    succeeded: bool = True
    outcomes: dict[str, str] = field(default_factory=dict)
    output: str = ""


def holds(condition: str, failed: bool, outcomes: Mapping[str, str]) -> bool:
    """Whether a step runs: `if:` over always(), failure() and outcomes of steps with an id.

    Without one of the two functions a condition counts only while no step has failed.
    """
    asked = re.sub(r"steps\.(\w+)\.outcome", r"outcome('\1')", condition)
    asked = asked.replace("&&", " and ").replace("||", " or ")
    names = {"always": lambda: True, "failure": lambda: failed, "outcome": outcomes.__getitem__}
    value = bool(eval(asked, {"__builtins__": {}}, names))
    return value if re.search(r"\b(always|failure)\(", condition) else value and not failed


def run_job(
    job: dict, folder: Path, environment: Mapping[str, str], without: Collection[str] = ()
) -> JobRun:
    """Run the shell steps of a job in `folder`; actions of others and steps `without` are passed.

    The job's own variables are read from expressions that only the service can fill, so the
    caller's `environment` names all of them.
    """
    unset = {
        name
        for name, value in job.get("env", {}).items()
        if EXPRESSION.search(str(value)) and name not in environment
    }
    if unset:
        raise KeyError(f"the job's variables {sorted(unset)} have no value here")
    run, by_id = JobRun(), {}
    for step in job["steps"]:
        if "run" not in step or step["name"] in without:
            continue
        if EXPRESSION.search(step["run"]):
            raise ValueError(f"{step['name']}: an expression inside a script")
        done = SimpleNamespace(outcome="skipped")
        if holds(step.get("if", "True"), not run.succeeded, by_id):
            shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            process = subprocess.run(
                shell,
                cwd=folder,
                env=dict(environment),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            run.output += f"== {step['name']}\n{process.stdout}"
            done.outcome = "success" if process.returncode == 0 else "failure"
            if process.returncode and not step.get("continue-on-error", False):
                run.succeeded = False
        run.outcomes[step["name"]] = done.outcome
        if "id" in step:
            by_id[step["id"]] = done.outcome
    return run
