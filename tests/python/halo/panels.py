"""Simulated panels: sales of regions whose answer to advertising is known, drawn from a seed.

A cell is a world with one truth; its panels differ by chance alone. Rates are per head: sales are
`weight * (level of the region + season + error + effect * adstock)`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

ADSTOCK = 0.5


@dataclass(frozen=True)
class Cell:
    """A world.

    effect: sales per unit of adstocked spend, or of spend in an experiment. persistence: how much
    of an error is left a period later. chasing: spend that follows last week's error of the sales.
    """

    name: str
    seed: int
    effect: float
    persistence: float = 0.7
    chasing: float = 0.0
    geos: int = 50
    weeks: int = 52


@dataclass(frozen=True)
class Trial:
    """An experiment: half of the regions are drawn into the treatment, which spends in the test."""

    name: str
    seed: int
    effect: float
    persistence: float = 0.0
    geos: int = 50
    pre_days: int = 42
    test_days: int = 28


def errors(rng: np.random.Generator, shape: tuple[int, int, int], persistence: float) -> np.ndarray:
    """Errors of variance 1 that die away by `persistence` a period, from their steady state."""
    noise = rng.standard_normal(shape)
    found = np.empty(shape)
    found[..., 0] = noise[..., 0]
    keep, new = persistence, np.sqrt(1 - persistence**2)
    for t in range(1, shape[2]):
        found[..., t] = keep * found[..., t - 1] + new * noise[..., t]
    return found


def flights(rng: np.random.Generator, shape: tuple[int, int, int]) -> np.ndarray:
    """Spend per head that is on for some weeks and off for some, as campaigns are."""
    on = np.empty(shape, dtype=bool)
    on[..., 0] = rng.random(shape[:2]) < 0.5
    for t in range(1, shape[2]):
        on[..., t] = on[..., t - 1] ^ (rng.random(shape[:2]) < 0.25)
    return on * rng.lognormal(0.0, 0.5, shape)


def adstocked(spend: np.ndarray, rate: float = ADSTOCK) -> np.ndarray:
    """A_t = spend_t + rate * A_(t-1)."""
    found = spend.copy()
    for t in range(1, spend.shape[-1]):
        found[..., t] += rate * found[..., t - 1]
    return found


def observed(cell: Cell, panels: int) -> pd.DataFrame:
    """A frame of int_halo__panel with `panels` panels of a cell, week by week."""
    rng = np.random.default_rng(cell.seed)
    shape = (panels, cell.geos, cell.weeks)
    weight = rng.lognormal(0.0, 0.8, (panels, cell.geos, 1))
    season = 2 * np.sin(2 * np.pi * np.arange(cell.weeks) / 52)
    error = errors(rng, shape, cell.persistence)
    spend = flights(rng, shape) * (1.5 + 0.5 * season / 2)
    if cell.chasing:
        spend[..., 1:] += cell.chasing * np.maximum(error[..., :-1], 0)
    level = 10 + 2 * rng.standard_normal((panels, cell.geos, 1))
    rate = level + 1.5 * season + error + cell.effect * adstocked(spend)
    frame = framed(weight, rate * weight, spend * weight)
    return frame.assign(adstock_rate=ADSTOCK, arm=pd.Series([None], dtype="str")[0], phase=None)


def tried(trial: Trial, panels: int) -> pd.DataFrame:
    """A frame of int_halo__panel with `panels` experiments, day by day."""
    rng = np.random.default_rng(trial.seed)
    days = trial.pre_days + trial.test_days
    shape = (panels, trial.geos, days)
    weight = rng.lognormal(0.0, 0.8, (panels, trial.geos, 1))
    treated = rng.random((panels, trial.geos, 1)).argsort(axis=1) < trial.geos // 2
    in_test = np.arange(days) >= trial.pre_days
    season = 1 + 0.4 * errors(rng, (panels, 1, days), 0.5)
    level = 10 + rng.standard_normal((panels, trial.geos, 1))
    spend = treated * in_test * 0.8 * np.ones(shape)
    rate = level * season + errors(rng, shape, trial.persistence) + trial.effect * spend
    frame = framed(weight, rate * weight, spend * weight)
    arm = np.where(np.broadcast_to(treated, shape).ravel(), "treatment", "control")
    phase = np.where(np.broadcast_to(in_test, shape).ravel(), "test", "pre")
    return frame.assign(adstock_rate=0.0, arm=arm, phase=phase)


def framed(weight: np.ndarray, sales: np.ndarray, spend: np.ndarray) -> pd.DataFrame:
    """Arrays by panel, region and period as rows."""
    panel, geo, period = np.indices(sales.shape)
    return pd.DataFrame(
        {
            "panel_id": panel.ravel(),
            "geo": np.char.add("g", geo.ravel().astype(str)),
            "period_no": period.ravel(),
            "sales": sales.ravel(),
            "spend": spend.ravel(),
            "weight": np.broadcast_to(weight, sales.shape).ravel(),
        }
    )
