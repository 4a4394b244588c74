"""infra/operations.md says what the workflows ask for and when a source is late."""

from __future__ import annotations

import re

from tests.python.workflows.steps import WORKFLOWS

PAGE = (WORKFLOWS.parents[1] / "infra" / "operations.md").read_text("utf-8")


def table(header: str) -> list[list[str]]:
    """The cells of the page's table that begins with this header."""
    lines = PAGE[PAGE.index(header) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_page_names_every_variable_that_a_workflow_asks_for() -> None:
    texts = [path.read_text("utf-8") for path in WORKFLOWS.glob("*.yml")]
    asked = {name for text in texts for name in re.findall(r"vars\.(\w+)", text)}
    assert {row[0] for row in table("| variable |")} == asked


def test_the_page_names_every_workflow() -> None:
    assert {row[0] for row in table("| workflow |")} == {p.stem for p in WORKFLOWS.glob("*.yml")}


def test_the_page_has_the_hours_of_every_source(manifest) -> None:
    wanted = {
        f"{s['source_name']}.{s['name']}": [
            f"{s['freshness']['warn_after']['count']:,}",
            f"{s['freshness']['error_after']['count']:,}",
            s["config"]["meta"]["sla"],
        ]
        for s in manifest["sources"].values()
        if s["freshness"] and s["freshness"]["error_after"]["count"]
    }
    assert {name: cells for name, *cells in table("| source | warn |")} == wanted
