"""The workflows: scanned by zizmor and against their schema, and by rules of the house."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from dbt.cli.main import cli

from commerce.__main__ import parser
from tests.python.project.test_repository import make_targets
from tests.python.workflows.steps import WORKFLOWS, workflow

ROOT = WORKFLOWS.parents[1]
NAMES = sorted(path.stem for path in WORKFLOWS.glob("*.yml"))
TOOLS = Path(sys.executable).parent
PINNED = re.compile(r"^\s*-?\s*uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
# What a job may write, by workflow and job; everything else reads, or does not even that.
MAY_WRITE = {
    ("scheduled", "build"): {"id-token"},
    ("scheduled", "alert"): {"id-token"},
    ("docs", "publish"): {"pages", "id-token"},
    ("release", "release"): {"contents"},
}


def scanned(folder: Path) -> set[str]:
    """The rules of zizmor that a folder of workflows breaks, the strictest ones included."""
    command = [TOOLS / "zizmor", "--offline", "--no-config", "--persona", "pedantic"]
    done = subprocess.run(
        [*command, "--format", "json", "--quiet", str(folder)], capture_output=True, text=True
    )
    assert done.stdout, done.stderr
    return {finding["ident"] for finding in json.loads(done.stdout)}


def against_schema(paths: list[Path]) -> int:
    """Exit code of the check against the published schema of workflows: 0 when all fit."""
    command = [TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows"]
    return subprocess.run([*command, *paths], capture_output=True).returncode


def house_rules(name: str, text: str) -> list[str]:
    """What a workflow does that none of ours may."""
    body, found = yaml.safe_load(text), []
    found += [
        line.strip() for line in text.splitlines() if "uses:" in line and not PINNED.match(line)
    ]
    if body.get("permissions") != {}:
        found.append("permissions of the workflow are not empty")
    if "group" not in body.get("concurrency", {}):
        found.append("no concurrency group")
    for job, says in body["jobs"].items():
        if not says.get("timeout-minutes"):
            found.append(f"{job}: no timeout")
        if says["runs-on"] not in ("ubuntu-24.04", ["self-hosted", "commerce-prod"]):
            found.append(f"{job}: runs on {says['runs-on']}")
        writes = {key for key, value in says.get("permissions", {}).items() if value == "write"}
        if writes - MAY_WRITE.get((name, job), set()):
            found.append(f"{job}: writes {sorted(writes)}")
        if "secrets." in json.dumps(says):
            found.append(f"{job}: a stored secret")
    return found


def test_the_four_workflows_are_there() -> None:
    assert NAMES == ["ci", "docs", "release", "scheduled"]


def test_zizmor_finds_nothing() -> None:
    assert scanned(WORKFLOWS) == set()


def test_every_workflow_fits_the_schema() -> None:
    assert against_schema(sorted(WORKFLOWS.glob("*.yml"))) == 0


@pytest.mark.parametrize("name", NAMES)
def test_every_workflow_keeps_the_rules_of_the_house(name: str) -> None:
    assert house_rules(name, (WORKFLOWS / f"{name}.yml").read_text("utf-8")) == []


CHECKOUT = "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2"
BY_ZIZMOR = {
    "unpinned-uses": ("ci", CHECKOUT, "actions/checkout@v6"),
    "excessive-permissions": ("ci", "permissions: {}", "permissions: write-all"),
    "undocumented-permissions": ("docs", "pages: write # publish the page", "pages: write"),
    "template-injection": ("release", 'gh run download "$RUN_ID"', "echo ${{ github.head_ref }}"),
    "artipacked": ("ci", "        with:\n          persist-credentials: false\n", ""),
    "dangerous-triggers": ("ci", "  pull_request:", "  pull_request_target:"),
    "concurrency-limits": (
        "docs",
        "concurrency:\n  group: docs\n  cancel-in-progress: false\n",
        "",
    ),
}


def changed(name: str, old: str, new: str) -> str:
    """The text of a workflow with its first `old` replaced."""
    text = (WORKFLOWS / f"{name}.yml").read_text("utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("rule", BY_ZIZMOR)
def test_zizmor_catches_a_planted_weakness(rule: str, tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "planted.yml").write_text(changed(*BY_ZIZMOR[rule]), encoding="utf-8")
    assert rule in scanned(folder)


def test_the_schema_catches_a_key_that_no_workflow_has(tmp_path: Path) -> None:
    planted = tmp_path / "planted.yml"
    planted.write_text(changed("ci", "timeout-minutes", "timeout"), encoding="utf-8")
    assert against_schema([planted]) != 0


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("ci", CHECKOUT, "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd"),
        ("ci", CHECKOUT, "actions/checkout@v6.0.2"),
        ("ci", "permissions: {}", "permissions:\n  contents: read"),
        ("ci", "    timeout-minutes: 20\n", ""),
        ("ci", "contents: read", "contents: write"),
        ("ci", "contents: read", "packages: write"),
        ("docs", "runs-on: ubuntu-24.04", "runs-on: ubuntu-latest"),
        ("release", "${{ github.token }}", "${{ secrets.RELEASE_TOKEN }}"),
        ("scheduled", "group: scheduled-prod", "cancel-in-progress: true"),
    ],
)
def test_the_rules_of_the_house_catch_a_planted_weakness(name: str, old: str, new: str) -> None:
    assert house_rules(name, changed(name, old, new)) != []


def commands() -> list[tuple[str, list[str]]]:
    """Every command of every workflow: where it stands, and its words."""
    found = []
    for name in NAMES:
        for job, says in workflow(name)["jobs"].items():
            for step in says["steps"]:
                for line in step.get("run", "").splitlines():
                    found.append((f"{name}/{job}/{step['name']}", shlex.split(line)))
    return found


def test_every_command_is_one_that_the_project_understands() -> None:
    targets = make_targets((ROOT / "Makefile").read_text("utf-8")) | {".venv/stamp"}
    understood = 0
    for where, words in commands():
        if words[0] == "make":
            given = {word for word in words[1:] if word.startswith("ARGS=")}
            assert given <= {"ARGS=--everything"} and set(words[1:]) - given <= targets, where
        elif words[0] == ".venv/bin/dbt":
            name, *rest = words[1:]
            group = cli.commands[name]
            if name == "source":
                group, rest = group.commands[rest[0]], rest[1:]
            group.make_parser(group.context_class(group)).parse_args(rest)
        elif words[:3] == [".venv/bin/python", "-m", "commerce"]:
            parser().parse_args(words[3:])
        else:
            assert words[0] in ("cp", "exit", "gh", "aws"), where
            continue
        understood += 1
    assert understood > 10


def test_the_daily_run_builds_once_a_day_and_never_twice_at_once() -> None:
    daily = workflow("scheduled")
    assert [len(item["cron"].split()) for item in daily["on"]["schedule"]] == [5]
    assert daily["concurrency"]["cancel-in-progress"] is False
    assert daily["jobs"]["build"]["environment"] == "prod"
    assert (
        daily["jobs"]["alert"]["needs"] == "build" and daily["jobs"]["alert"]["if"] == "failure()"
    )


def test_code_of_a_pull_request_meets_no_account() -> None:
    for name in NAMES:
        body = workflow(name)
        if "pull_request" in body["on"]:
            assert all("environment" not in job for job in body["jobs"].values())
            assert "id-token" not in json.dumps(body)
