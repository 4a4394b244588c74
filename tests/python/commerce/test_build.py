"""dbt under the command line: progress, failures by name, and when there is nothing to build."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commerce import build
from commerce.console import Step
from commerce.errors import UserError
from commerce.workspace import ROOT, Workspace, open_workspace

pytestmark = pytest.mark.dear

PROJECT = """
name: toy
version: "0.1.0"
profile: toy
target-path: target
"""
PROFILE = """
toy:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: "{{ env_var('COMMERCE_WAREHOUSE') }}", threads: 2}
"""
GATES = """
models:
  - name: numbers
    columns:
      - name: number
        data_tests:
          - not_null
          - accepted_values: {name: numbers_are_small, arguments: {values: [1, 2]}}
          - accepted_values:
              name: numbers_are_one
              arguments: {values: [1]}
              config: {severity: warn}
"""


@pytest.fixture
def toy(tmp_path: Path, monkeypatch) -> Path:
    """A dbt project of two models and three gates, in the place of ours."""
    project = tmp_path / "python" / "toy project"
    profiles = project / "profiles"
    (project / "models").mkdir(parents=True)
    profiles.mkdir()
    (profiles / "profiles.yml").write_text(PROFILE)
    (project / "dbt_project.yml").write_text(PROJECT)
    (project / "models" / "numbers.sql").write_text("select 2 as number")
    (project / "models" / "gates.yml").write_text(GATES)
    (project / "models" / "after.sql").write_text("select * from {{ ref('numbers') }}")
    monkeypatch.setattr(build, "ROOT", project)
    monkeypatch.setattr(build, "PROFILES", profiles)
    return project


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "w.duckdb")


@pytest.fixture
def step(wide) -> Step:
    return Step(wide, "Building")


def test_a_failing_gate_is_named_and_stops_what_depends_on_it(toy, workspace, step) -> None:
    (toy / "models" / "numbers.sql").write_text("select 3 as number")
    result = build.build(workspace, step, "", "made of this")
    assert result.failures == ["test numbers_are_small: Got 1 result, configured to fail if != 0"]
    assert result.skipped == 1
    assert not result.succeeded
    assert "failed: numbers_are_small" in step.console.export_text()
    assert build.last_build(workspace) is None


@pytest.mark.parametrize("has_rates", [True, False])
def test_a_missing_exchange_rate_is_told_with_its_currencies_and_days(
    toy, workspace, step, has_rates
) -> None:
    events = "'s' as store, 'f' as source_file, 'pnl' as ledger_role, 1.0 as amount"
    days = "(date '2026-05-03'), (date '2026-05-01'), (date '2026-06-02'), (date '2026-06-03')"
    (toy / "models" / "fact_ledger_events.sql").write_text(
        f"select {events}, case when event_date = date '2026-05-03' then 'GBP' "
        "when event_date <= date '2026-06-02' then 'CAD' end as currency, event_date, "
        "cast(null as decimal(18, 4)) as amount_reporting "
        f"from (values {days}) as days (event_date)"
    )
    (toy / "models" / "int_fx__reporting_currency.sql").write_text(
        f"select 'USD' as reporting_currency, {str(has_rates).lower()} as has_fx_rates"
    )
    (toy / "tests").mkdir()
    for gate in build.SENTENCES:
        shutil.copy(ROOT / "tests" / "reconciliation" / f"{gate}.sql", toy / "tests")
    result = build.build(workspace, step, "", "made of this")
    failed, warned = build.SENTENCES
    gate = failed if has_rates else warned
    said = [
        f"test {gate}: no exchange rate from (blank) to USD on days from 2026-06-03 to 2026-06-03 "
        "(rows without one: 1)",
        f"test {gate}: no exchange rate from CAD to USD on days from 2026-05-01 to 2026-06-02 "
        "(rows without one: 2)",
        f"test {gate}: no exchange rate from GBP to USD on days from 2026-05-03 to 2026-05-03 "
        "(rows without one: 1)",
    ]
    found = [line.partition(";")[0] for line in result.failures + result.warnings if gate in line]
    assert found == said
    assert bool(result.failures) == has_rates


def test_a_good_build_is_remembered_with_its_warnings_until_the_next_one_fails(
    toy, workspace, step
) -> None:
    result = build.build(workspace, step, "", "made of this")
    assert result.succeeded
    assert result.warnings == ["test numbers_are_one: Got 1 result, configured to warn if != 0"]
    assert result.passed == 4
    assert build.last_build(workspace) == ("made of this", result)
    with workspace.connect() as connection:
        assert connection.execute("select number from main.after").fetchall() == [(2,)]
    (toy / "models" / "after.sql").write_text("select 1 / from")
    assert not build.build(workspace, step, "", "made of that").succeeded
    assert build.last_build(workspace) is None


def test_a_project_that_does_not_parse_is_one_message(toy, workspace, step) -> None:
    (toy / "models" / "after.sql").write_text("select * from {{ ref('nowhere') }}")
    with pytest.raises(UserError, match="nowhere"):
        build.build(workspace, step, "", "made of this")


def test_the_fingerprint_follows_models_landed_files_and_variables(toy) -> None:
    base = build.fingerprint(["a", "b"], "")
    assert build.fingerprint(["b", "a"], "") == base
    assert build.fingerprint(["a"], "") != base
    assert build.fingerprint(["a", "b"], "{x: 1}") != base
    (toy / "models" / "after.sql").write_text("select 5 as number")
    assert build.fingerprint(["a", "b"], "") != base


def test_a_deleted_warehouse_has_no_last_build(toy, workspace, step) -> None:
    build.build(workspace, step, "", "made of this")
    workspace.warehouse.unlink()
    assert build.last_build(workspace) is None


def test_a_build_whose_tables_no_gate_lets_out_is_no_success(toy, workspace, step) -> None:
    with workspace.connect(read_only=False) as connection:
        connection.execute(
            "create table publications as select 'marts.a' as relation, 'x' as state"
        )
        connection.execute("update publications set state = 'candidate'")
    result = build.build(workspace, step, "", "made of this")
    assert not result.succeeded
    assert result.failures[0].startswith("publication: marts and reports stay as they were")
    assert build.last_build(workspace) is None
    with workspace.connect(read_only=False) as connection:
        connection.execute("update publications set state = 'published'")
    assert build.build(workspace, step, "", "made of this").succeeded


def test_only_another_text_of_the_project_or_an_order_to_do_so_builds_everything_anew(
    toy, workspace, step
) -> None:
    def whole(**given) -> str:
        assert build.build(workspace, step, "", "made of this", **given).succeeded
        with workspace.connect() as connection:
            return connection.execute("select whole from main.whole").fetchone()[0]

    (toy / "models" / "whole.sql").write_text("select '{{ flags.FULL_REFRESH }}' as whole")
    assert whole() == "True"
    assert whole() == "False"
    assert whole(whole=True) == "True"
    (toy / "models" / "after.sql").write_text(
        "select number + 2 as number from {{ ref('numbers') }}"
    )
    assert whole() == "True"
    assert whole() == "False"
