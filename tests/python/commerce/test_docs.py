"""The documentation names the relations that users read, and no place of the machine it came of."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from commerce.docs import as_published, run_on_redshift
from commerce.errors import UserError
from commerce.workspace import ROOT

# A stand-in for dbt: it writes down what it was asked, and the page as dbt would.
SAYS = """
import json, pathlib, sys
pathlib.Path("asked.txt").write_text(" ".join(sys.argv[1:]))
page = "marts.dim_date__candidate " + json.dumps(str(pathlib.Path("target/compiled").absolute()))
pathlib.Path("target").mkdir(exist_ok=True)
pathlib.Path("target/static_index.html").write_text(page)
sys.exit({code})
"""


def test_marts_and_reports_stand_under_their_published_names(tmp_path: Path) -> None:
    page = (
        'relation_name: "brand"."marts"."dim_date__candidate", "brand"."reports"."rpt_x__candidate"'
        ", stg_a__candidates, macro candidate_suffix: __candidate"
    )
    assert as_published(page, tmp_path) == (
        'relation_name: "brand"."marts"."dim_date", "brand"."reports"."rpt_x"'
        ", stg_a__candidates, macro candidate_suffix: __candidate"
    )


def test_where_dbt_worked_is_not_told(tmp_path: Path) -> None:
    target = tmp_path / "Büro" / "target"
    paths = {"compiled_path": str(target / "compiled/a.sql"), "root_path": str(ROOT / "seeds")}
    assert json.loads(as_published(json.dumps(paths), target)) == {
        "compiled_path": "target/compiled/a.sql",
        "root_path": "./seeds",
    }


def test_the_page_of_redshift_is_the_projects_own(tmp_path: Path) -> None:
    dbt = (sys.executable, "-c", SAYS.format(code=0))
    code, line = run_on_redshift(tmp_path, dbt)
    asked = (tmp_path / "asked.txt").read_text("utf-8")
    assert (code, asked) == (0, "docs generate --static --target redshift")
    page = (tmp_path / "build" / "docs" / "index.html").read_text("utf-8")
    assert page == 'marts.dim_date "target/compiled"' and line.endswith("build/docs/index.html")


def test_a_page_that_dbt_cannot_write_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be generated: dbt says why above"):
        run_on_redshift(tmp_path, (sys.executable, "-c", SAYS.format(code=1)))
    assert not (tmp_path / "build").exists()
