"""The documentation site as one static HTML file."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console

from commerce.build import last_build, run_dbt
from commerce.console import step
from commerce.errors import UserError
from commerce.run import NOT_BUILT
from commerce.run import run as run_all
from commerce.workspace import ROOT, exclusive, open_workspace, shown

PAGE = ROOT / "build" / "docs" / "index.html"
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
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    page = (workspace.dbt / "target" / "static_index.html").read_text("utf-8")
    PAGE.write_text(as_published(page), "utf-8")
    return 0, f"Documentation: {shown(PAGE)}"


def as_published(page: str) -> str:
    """The page with marts and reports under the names that users read, not their candidates."""
    return _CANDIDATE.sub(r"\1", page)
