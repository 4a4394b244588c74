"""The documentation site as one static HTML file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from commerce.build import last_build, run_dbt
from commerce.console import step
from commerce.errors import UserError
from commerce.run import NOT_BUILT
from commerce.run import run as run_all
from commerce.workspace import ROOT, exclusive, open_workspace, shown

PAGE = ROOT / "build" / "docs" / "index.html"
_DBT = (sys.executable, "-c", "from dbt.cli.main import cli; cli()")
_CANDIDATE = re.compile(r"\b((?:dim|fact|bridge|rpt)_\w+?)__candidate\b")


def run(raw: Path, warehouse: Path, console: Console) -> tuple[int, str]:
    """Write build/docs/index.html, from a warehouse that is built first when it is not there.

    Returns the exit code and the last line. Raises UserError when dbt cannot generate it.
    """
    workspace = open_workspace(warehouse)
    if last_build(workspace) is None:
        code, line = run_all(raw, warehouse, console)
        console.print(line)
        if code == NOT_BUILT:
            return code, "No documentation: the warehouse it describes was not built."
    with exclusive(workspace), step(console, "Generating the documentation") as running:
        code = run_dbt(workspace, ["docs", "generate", "--static"], running)
    if code != 0:
        log = shown(workspace.dbt / "logs" / "dbt.log")
        raise UserError(f"The documentation could not be generated: {log} says why.")
    return 0, _publish(workspace.dbt / "target", PAGE)


def run_on_redshift(root: Path = ROOT, dbt: Sequence[str] = _DBT) -> tuple[int, str]:
    """Write the page of what stands in Redshift, by the profile `redshift` of profiles.yml.

    root: the project's folder. Raises UserError when dbt cannot generate it; dbt has said why.
    """
    command = [*dbt, "docs", "generate", "--static", "--target", "redshift"]
    done = subprocess.run(
        command, cwd=root, env=os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}, check=False
    )
    if done.returncode != 0:
        raise UserError("The documentation could not be generated: dbt says why above.")
    return 0, _publish(root / "target", root / "build" / "docs" / "index.html")


def _publish(target: Path, place: Path) -> str:
    page = (target / "static_index.html").read_text("utf-8")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(as_published(page, target), "utf-8")
    return f"Documentation: {shown(place)}"


def as_published(page: str, target: Path) -> str:
    """The page for its readers: marts and reports under the names that they query, and no path.

    target: dbt's target folder, whose place on this machine dbt writes beside every test.
    """
    for folder, instead in ((target, "target"), (ROOT, ".")):
        page = page.replace(json.dumps(str(folder))[1:-1], instead)
    return _CANDIDATE.sub(r"\1", page)
