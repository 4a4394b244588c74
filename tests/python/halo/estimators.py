"""The halo models as dbt compiles them, run over whatever panels a test puts in their place."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd

ROOT = Path(__file__).resolve().parents[3]
# In the order in which one reads another.
MODELS = (
    "int_halo__adstocked",
    "int_halo__demeaned",
    "int_halo__two_way_effects",
    "int_halo__lead_placebo",
    "int_halo__geo_totals",
    "int_halo__difference_in_differences",
    "int_halo__geo_regression",
    "int_halo__time_regression",
    "int_halo__permutation",
    "int_halo__estimates_made",
    "int_halo__estimates",
)
RELATION = re.compile(r'"\w+"\."\w+"\."(\w+)"')
# What int_halo__panels says of a panel that a test has made.
PANELS_SQL = """
    select
        panel_id,
        min(adstock_rate) as adstock_rate,
        case when max(arm) is null then 'observation' else 'experiment' end as panel_kind,
        max(arm) is not null as is_randomized,
        cast('2025-01-06' as date) as starts_on,
        cast(0 as numeric(18, 4)) as unknown_spend_share
    from int_halo__panel
    group by panel_id
"""


def compile_models(folder: Path, variables: str = "{}") -> dict[str, str]:
    """SQL of each of MODELS, with the relations that it reads by their bare names."""
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "compile"]
    command += ["--select", *MODELS, "--vars", variables]
    command += ["--project-dir", ROOT, "--profiles-dir", ROOT / "commerce" / "profiles"]
    command += ["--target-path", folder, "--log-path", folder]
    done = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "COMMERCE_WAREHOUSE": str(folder / "unused.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    compiled = folder / "compiled" / "commerce_profit" / "models" / "intermediate" / "halo"
    texts = {name: (compiled / f"{name}.sql").read_text("utf-8") for name in MODELS}
    return {name: RELATION.sub(r"\1", text) for name, text in texts.items()}


class Estimators:
    """Runs the models over a panel: all the panels of a frame in one run."""

    def __init__(self, sql: dict[str, str]) -> None:
        self._sql = sql

    def run(self, panel: pd.DataFrame, *wanted: str) -> dict[str, pd.DataFrame]:
        """The wanted models over `panel`, by name, each sorted by panel.

        panel: the columns of int_halo__panel but period_start_date; is_estimated may be missing.
        """
        with duckdb.connect() as connection:
            connection.execute("set threads to 2")
            connection.register("given", panel)
            estimated = "" if "is_estimated" in panel else ", true as is_estimated"
            connection.execute(f"create table int_halo__panel as select *{estimated} from given")
            connection.execute(f"create table int_halo__panels as {PANELS_SQL}")
            connection.execute(
                "create table stg_reference__digits as select range as digit from range(10)"
            )
            for name in needed(self._sql, wanted):
                connection.execute(f"create table {name} as {self._sql[name]}")
            return {
                name: connection.execute(f"select * from {name} order by all").df()
                for name in wanted
            }


def needed(sql: dict[str, str], wanted: tuple[str, ...]) -> list[str]:
    """The wanted models and all that they read, in the order of MODELS."""
    found, open_names = set(), list(wanted)
    while open_names:
        name = open_names.pop()
        if name not in found:
            found.add(name)
            text = re.sub(r"--.*", "", sql[name])
            open_names += [other for other in MODELS if re.search(rf"\bfrom {other}\b", text)]
    return [name for name in MODELS if name in found]
