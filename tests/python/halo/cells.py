"""The worlds that the estimators are tried in: which seed, which truth, and what is to be expected.

Honest cells keep the promise of a 95 % interval. The others are the ways to fool oneself; their
figures stand in the documentation beside the honest ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from tests.python.halo.estimators import Estimators
from tests.python.halo.panels import ADSTOCK, Cell, Trial, adstocked, observed, tried

ZERO = Cell("no effect", seed=11, effect=0.0)
POSITIVE = Cell("effect 0.6", seed=12, effect=0.6)
WEAK = Cell("effect 0.1", seed=15, effect=0.1)
CHASED = (
    Cell("no effect, spend follows sales", seed=13, effect=0.0, chasing=1.0),
    Cell("effect 0.6, spend follows sales", seed=14, effect=0.6, chasing=1.0),
)
TRIALS = (Trial("no effect", seed=21, effect=0.0), Trial("effect 2", seed=22, effect=2.0))
PERSISTENT = Trial("effect 2, errors of days persist", seed=23, effect=2.0, persistence=0.7)
TRIED_BY = {
    "difference in differences": "int_halo__difference_in_differences",
    "geo-based regression": "int_halo__geo_regression",
    "time-based regression": "int_halo__time_regression",
}
RATES = (0.0, 0.25, 0.5, 0.75, 0.9)
CONFIDENCE = 0.975


@dataclass(frozen=True)
class Row:
    """A line of the table. rejected: share of panels whose interval leaves 0 out."""

    world: str
    method: str
    is_honest: bool
    truth: float
    mean: float
    covered: float
    rejected: float
    placebo: float | None = None

    @property
    def text(self) -> str:
        placebo = "" if self.placebo is None else f"{self.placebo:.1%}"
        estimates = f"{self.truth:g} | {round(self.mean, 2) + 0.0:.2f}"
        intervals = f"{self.covered:.1%} | {self.rejected:.1%}"
        return f"| {self.world} | {self.method} | {estimates} | {intervals} | {placebo} |"


HEADER = (
    "| world | method | truth | mean estimate "
    "| intervals with the truth | without 0 | placebo rejects |\n"
    "|---|---|---|---|---|---|---|"
)


def judged(
    world: str, method: str, honest: bool, truth: float, found: pd.DataFrame, placebo=None
) -> Row:
    """Count intervals. found: effect, standard_error, degrees_of_freedom of one panel a row."""
    assert found.notna().all().all()
    reach = stats.t.ppf(CONFIDENCE, found.degrees_of_freedom) * found.standard_error
    low, high = found.effect - reach, found.effect + reach
    covered = ((low <= truth) & (truth <= high)).mean()
    rejected = ((low > 0) | (high < 0)).mean()
    return Row(world, method, honest, truth, found.effect.mean(), covered, rejected, placebo)


def placebo_rejections(placebo: pd.DataFrame) -> float:
    """Share of panels whose lead placebo differs from 0."""
    reach = stats.t.ppf(CONFIDENCE, placebo.degrees_of_freedom) * placebo.placebo_standard_error
    return (placebo.placebo_effect.abs() > reach).mean()


def without_clusters(found: pd.DataFrame, rows: int) -> pd.DataFrame:
    """The same effects with the errors of the textbook, which take every row for independent."""
    freedom = rows - found.parameter_count
    error = np.sqrt(found.residual_squares / freedom / found.adstock_squares)
    return found.assign(standard_error=error, degrees_of_freedom=freedom)


def rate_by_fit(estimators: Estimators, panel: pd.DataFrame) -> pd.DataFrame:
    """The effect of each panel at the decay that fits it best, as an effect at the true decay.

    Effects of different decays are compared by what a unit of spend brings over all weeks.
    """
    runs = []
    for rate in RATES:
        name = "int_halo__two_way_effects"
        found = estimators.run(panel.assign(adstock_rate=rate), name)[name]
        scale = (1 - ADSTOCK) / (1 - rate)
        runs.append(found.assign(effect=found.effect * scale, error=found.standard_error * scale))
    best = pd.concat(runs).sort_values("residual_squares").groupby("panel_id").head(1)
    return best.assign(standard_error=best.error).drop(columns="error")


def national(panel: pd.DataFrame) -> pd.DataFrame:
    """Total sales on total adstock by week, without regions: the regression that is often shown."""
    totals = panel.groupby(["panel_id", "period_no"])[["sales", "spend"]].sum()
    sales, spend = (totals[name].unstack().to_numpy() for name in ("sales", "spend"))
    x = adstocked(spend)
    x, y = (part - part.mean(axis=1, keepdims=True) for part in (x, sales))
    xx = (x * x).sum(axis=1)
    effect = (x * y).sum(axis=1) / xx
    freedom = x.shape[1] - 2
    error = np.sqrt(((y - effect[:, None] * x) ** 2).sum(axis=1) / freedom / xx)
    columns = {"effect": effect, "standard_error": error, "degrees_of_freedom": freedom}
    return pd.DataFrame(columns)


def coverage(estimators: Estimators, panels: int) -> list[Row]:
    """The table: all cells, `panels` panels each."""
    rows, failures = [], []
    effects, placebo = "int_halo__two_way_effects", "int_halo__lead_placebo"
    columns = ["effect", "standard_error", "degrees_of_freedom"]
    two_way = "two-way fixed effects"
    for cell in (ZERO, POSITIVE, WEAK, *CHASED):
        panel = observed(cell, panels)
        found = estimators.run(panel, effects, placebo)
        rejects = placebo_rejections(found[placebo])
        honest = not cell.chasing
        row = judged(cell.name, two_way, honest, cell.effect, found[effects][columns], rejects)
        (rows if honest else failures).append(row)
        if honest:
            plain = without_clusters(found[effects], cell.geos * cell.weeks)[columns]
            name = "errors taken for independent"
            failures.append(judged(cell.name, name, False, cell.effect, plain))
        if cell is WEAK:
            fitted = rate_by_fit(estimators, panel)[columns]
            failures.append(judged(cell.name, "decay chosen by fit", False, cell.effect, fitted))
        if cell is POSITIVE:
            country = national(panel)
            failures.append(judged(cell.name, "country totals", False, cell.effect, country))
    for trial in (*TRIALS, PERSISTENT):
        found = estimators.run(tried(trial, panels), *TRIED_BY.values())
        for name, model in TRIED_BY.items():
            honest = trial is not PERSISTENT
            row = judged(trial.name, name, honest, trial.effect, found[model][columns])
            (rows if honest else failures).append(row)
    return rows + failures


def table(rows: list[Row]) -> str:
    """The rows as the documentation shows them."""
    return "\n".join([HEADER, *(row.text for row in rows)])
