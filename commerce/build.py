"""Run dbt on a warehouse, with progress, and know when there is nothing to build."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from commerce.console import Step
from commerce.errors import UserError
from commerce.workspace import ROOT, Workspace, shown

PROFILES = ROOT / "commerce" / "profiles"
PROJECT_FOLDERS = ("models", "seeds", "macros", "tests", "snapshots")
ENGINES = ("dbt-core", "dbt-duckdb", "duckdb")
# Gates whose rows say more than their number does: the sentence of a row.
SENTENCES = {
    "amounts_find_their_exchange_rate": (
        "no exchange rate from {0} to {1} on days from {3} to {4} (rows without one: {2:,}); "
        "reference/fx has none that is new enough"
    ),
    "currencies_without_any_exchange_rate": (
        "no exchange rate from {0} to {1} on days from {3} to {4} (rows without one: {2:,}); "
        "reference/fx is empty"
    ),
}
FAILED = ("error", "fail", "runtime error", "partial success")


@dataclass
class BuildResult:
    """What dbt made: counts by status, and each node that failed or warned with its message."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    skipped: int = 0

    @property
    def succeeded(self) -> bool:
        """True when every model was built and every gate passed."""
        return not self.failures and not self.skipped


def fingerprint(landed: Iterable[str], variables: str) -> str:
    """Return a hash of all that a build depends on.

    landed: one text per landed relation that changes when its content does; variables: the --vars
    of the command line. Project files count by path and content, the engines by version.
    """
    digest = hashlib.sha256()
    for path in sorted(_project_files()):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    for text in (*sorted(landed), variables, *(f"{name}=={version(name)}" for name in ENGINES)):
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def last_build(workspace: Workspace) -> tuple[str, BuildResult] | None:
    """Return fingerprint and result of the last successful build; None when there is none."""
    record = workspace.dbt / "built.json"
    if not record.exists() or not workspace.warehouse.exists():
        return None
    built = json.loads(record.read_text(encoding="utf-8"))
    return built["fingerprint"], BuildResult(**built["result"])


def build(
    workspace: Workspace,
    step: Step,
    variables: str,
    made_of: str,
    unit_tests: bool = False,
    whole: bool = False,
) -> BuildResult:
    """Run `dbt build` and record `made_of` (a fingerprint) when every gate passed.

    Only the orders that changed are computed, all of them when `whole` says so or the last good
    build was made by another text of the project. Unit tests check the SQL on rows of their own
    and say nothing of what landed: they run only when asked for.

    Raises UserError when dbt ends before it builds anything, with its own message.
    """
    record = workspace.dbt / "built.json"
    record.unlink(missing_ok=True)
    arguments = ["build", *(["--vars", variables] if variables else [])]
    arguments += [] if unit_tests else ["--exclude-resource-type", "unit_test"]
    project, made_by = fingerprint((), variables), workspace.dbt / "made_by.txt"
    if whole or not made_by.exists() or made_by.read_text(encoding="utf-8") != project:
        arguments.append("--full-refresh")
    code = run_dbt(workspace, arguments, step)
    result = _read_results(workspace)
    if result.succeeded and (code != 0 or _is_unpublished(workspace)):
        log = shown(workspace.dbt / "logs" / "dbt.log")
        result.failures.append(f"publication: marts and reports stay as they were, {log} says why")
    if result.succeeded:
        built = {"fingerprint": made_of, "result": asdict(result)}
        record.write_text(json.dumps(built, indent=2), encoding="utf-8")
        made_by.write_text(project, encoding="utf-8")
    return result


def _is_unpublished(workspace: Workspace) -> bool:
    """Whether a gate that an earlier run left open keeps what was built from its users."""
    with workspace.connect() as connection:
        known = "select count(*) from information_schema.tables where table_name = 'publications'"
        if connection.execute(known).fetchone() == (0,):
            return False
        query = "select count(*) from main.publications where state <> 'published'"
        return connection.execute(query).fetchone() != (0,)


def run_dbt(workspace: Workspace, arguments: list[str], step: Step) -> int:
    """Run one dbt command in a process of its own, counting nodes and naming those that fail.

    Returns dbt's exit code: 0, or 1 when a node failed and run_results.json says which.

    Raises UserError when dbt fails without results: a model does not parse, a profile is wrong.
    """
    target = workspace.dbt / "target"
    results = target / "run_results.json"
    results.unlink(missing_ok=True)
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *arguments]
    folders = ["--project-dir", ROOT, "--profiles-dir", PROFILES, "--target-path", target]
    logs = ["--log-path", workspace.dbt / "logs", "--log-format", "json", "--no-use-colors"]
    environment = {
        **os.environ,
        "COMMERCE_WAREHOUSE": str(workspace.warehouse),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    process = subprocess.Popen(
        [*command, *map(str, folders), *map(str, logs)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    said = _follow(process.stdout or (), step)
    code = process.wait()
    if code != 0 and not results.exists():
        detail = "\n".join(said[-12:]) or f"see {shown(workspace.dbt / 'logs' / 'dbt.log')}"
        raise UserError(f"dbt {arguments[0]} stopped before it built anything:\n{detail}")
    return code


def _follow(lines: Iterable[str], step: Step) -> list[str]:
    """Turn dbt's JSON log into progress; return what it said at level error."""
    done, said = 0, []
    for line in lines:
        try:
            event = json.loads(line)
            info, data = event["info"], event["data"]
        except (json.JSONDecodeError, KeyError, TypeError):
            said.append(line.rstrip())
            continue
        if info["level"] == "error":
            said.append(info["msg"].strip())
        if "index" not in data:
            continue
        total = data.get("total") or data.get("num_models")
        name = data["node_info"]["node_name"]
        if not info["name"].startswith("LogStart"):
            done += 1
            if data.get("status", "").lower().startswith(FAILED):
                step.say(f"failed: {name}", style="red")
        step.update(done, total, name)
    return said


def _read_results(workspace: Workspace) -> BuildResult:
    """Read dbt's run results into counts and one line per node that failed or warned."""
    result = BuildResult()
    path = workspace.dbt / "target" / "run_results.json"
    for node in json.loads(path.read_text(encoding="utf-8"))["results"]:
        kind, _, name = node["unique_id"].partition(".")
        name = name.split(".", 1)[1]
        if kind == "test":
            # A generic test's id ends in a hash that says nothing to a reader.
            name = name.rsplit(".", 1)[0] if "." in name else name
        if node["status"] in FAILED:
            result.failures += _lines(workspace, kind, name, node)
        elif node["status"] == "warn":
            result.warnings += _lines(workspace, kind, name, node)
        elif node["status"] == "skipped":
            result.skipped += 1
        else:
            result.passed += 1
    return result


def _lines(workspace: Workspace, kind: str, name: str, node: dict) -> list[str]:
    """Return what is said of a node: dbt's message, or of a gate in SENTENCES one line per row."""
    said = [" ".join((node["message"] or "").split())]
    if name in SENTENCES and node["status"] in ("fail", "warn"):
        with workspace.connect() as connection:
            rows = connection.execute(node["compiled_code"]).fetchall()
        rows = [["(blank)" if value is None else value for value in row] for row in rows]
        said = sorted(SENTENCES[name].format(*row) for row in rows)
    return [f"{kind.replace('_', ' ')} {name}: {sentence}" for sentence in said]


def _project_files() -> list[Path]:
    """Return the files that dbt reads, and the profile."""
    files = [ROOT / "dbt_project.yml", PROFILES / "profiles.yml"]
    for folder in PROJECT_FOLDERS:
        files += [
            path
            for path in (ROOT / folder).rglob("*")
            if path.suffix in (".sql", ".yml", ".csv", ".md")
            and path.relative_to(ROOT).parts[:2] != ("tests", "python")
        ]
    return files
