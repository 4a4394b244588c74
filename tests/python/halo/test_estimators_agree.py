"""Each estimator against one that somebody else wrote, or published.

Who relies on it: every figure of rpt_halo_effect. The SQL is the models' own, as dbt compiles it.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from tests.python.halo.panels import ADSTOCK, Cell, Trial, observed, tried

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
LAGS = 12
SMALL = Cell("small", seed=1, effect=0.6, geos=12, weeks=30)
TRIAL = Trial("small", seed=2, effect=2.0, geos=20, pre_days=20, test_days=10)
EFFECTS, PLACEBO = "int_halo__two_way_effects", "int_halo__lead_placebo"
CHANGES, DIFFERENCES = "int_halo__geo_totals", "int_halo__difference_in_differences"
BY_GEO, BY_TIME = "int_halo__geo_regression", "int_halo__time_regression"
PERMUTATION, ESTIMATES = "int_halo__permutation", "int_halo__estimates"


def rated(panel: pd.DataFrame) -> pd.DataFrame:
    """One panel with y, A and the spend of the week after, per head, by plain loops."""
    panel = panel.sort_values(["geo", "period_no"], ignore_index=True)
    spend = panel.pivot(index="geo", columns="period_no", values="spend").sort_index().to_numpy()
    lagged = sum(
        ADSTOCK**lag * np.pad(spend, ((0, 0), (lag, 0)))[:, : spend.shape[1]]
        for lag in range(LAGS + 1)
    )
    return panel.assign(
        y=panel.sales / panel.weight,
        a=lagged.ravel() / panel.weight,
        after=panel.groupby("geo").spend.shift(-1) / panel.weight,
        cluster=panel.geo.astype("category").cat.codes,
    )


def clustered(formula: str, frame: pd.DataFrame):
    """Ordinary least squares with errors clustered by region, small-sample factor and all."""
    return smf.ols(formula, frame).fit(cov_type="cluster", cov_kwds={"groups": frame.cluster})


def test_two_way_fixed_effects_are_those_of_statsmodels(estimators):
    panels = observed(SMALL, 4)
    found = estimators.run(panels, EFFECTS)[EFFECTS].set_index("panel_id")
    assert len(found) == 4
    for panel_id, panel in panels.groupby("panel_id"):
        fit = clustered("y ~ a + C(geo) + C(period_no)", rated(panel))
        here = found.loc[panel_id]
        assert here.effect == pytest.approx(fit.params.a, rel=1e-10)
        assert here.standard_error == pytest.approx(fit.bse.a, rel=1e-9)
        assert here.residual_squares == pytest.approx(fit.ssr, rel=1e-9)
        assert here.parameter_count == fit.df_model + 1


def test_the_placebo_is_that_of_statsmodels(estimators):
    panels = observed(Cell("small", seed=3, effect=0.6, chasing=0.3, geos=12, weeks=30), 4)
    found = estimators.run(panels, PLACEBO)[PLACEBO].set_index("panel_id")
    assert len(found) == 4
    for panel_id, panel in panels.groupby("panel_id"):
        frame = rated(panel).dropna(subset=["after"])
        fit = clustered("y ~ a + after + C(geo) + C(period_no)", frame)
        assert found.placebo_effect[panel_id] == pytest.approx(fit.params.after, rel=1e-9)
        assert found.placebo_standard_error[panel_id] == pytest.approx(fit.bse.after, rel=1e-9)


@pytest.mark.parametrize("added", [0.25, -1.5])
def test_sales_of_so_much_per_adstock_move_the_effect_by_exactly_that(estimators, added):
    panel = rated(observed(SMALL, 1))
    columns = [*observed(SMALL, 1).columns]
    before = estimators.run(panel[columns], EFFECTS)[EFFECTS]
    moved = panel.assign(sales=panel.sales + added * panel.a * panel.weight)[columns]
    after = estimators.run(moved, EFFECTS)[EFFECTS]
    assert after.effect[0] - before.effect[0] == pytest.approx(added, abs=1e-12)
    assert after.standard_error[0] == pytest.approx(before.standard_error[0], rel=1e-9)


def test_what_a_region_or_a_week_has_of_its_own_changes_nothing(estimators):
    panel = observed(SMALL, 1)
    number = panel.geo.str[1:].astype(int)
    other = panel.assign(sales=panel.sales + panel.weight * (7 * number + panel.period_no**2))
    before, after = (estimators.run(p, EFFECTS)[EFFECTS] for p in (panel, other))
    assert after.effect[0] == pytest.approx(before.effect[0], rel=1e-8)
    twice = estimators.run(panel.assign(spend=panel.spend * 2), EFFECTS)[EFFECTS]
    assert twice.effect[0] == pytest.approx(before.effect[0] / 2, rel=1e-10)


def test_rows_that_are_not_estimated_count_for_nothing(estimators):
    panel = observed(SMALL, 1).assign(is_estimated=True)
    unknown = panel[panel.geo == "g1"].assign(geo="unknown", weight=None, is_estimated=False)
    with_unknown = pd.concat([panel, unknown.assign(sales=unknown.sales * 9)])
    before, after = (estimators.run(p, EFFECTS)[EFFECTS] for p in (panel, with_unknown))
    pd.testing.assert_frame_equal(before, after)


@pytest.fixture(scope="module")
def published(geo_example) -> pd.DataFrame:
    """The published experiment as a panel: 42 days before and 28 days of test, 100 regions."""
    sales = pd.read_csv(geo_example / "geoexperiments_salesandcost.csv", parse_dates=["date"])
    arms = pd.read_csv(geo_example / "geoexperiments_geoassignment.csv")
    both = sales.merge(arms, on="geo")
    both = both[both.date <= "2015-03-15"]
    return pd.DataFrame(
        {
            "panel_id": "published",
            "geo": both.geo.astype(str),
            "period_no": (both.date - both.date.min()).dt.days,
            "sales": both.sales,
            "spend": both.cost,
            "weight": 1.0,
            "adstock_rate": 0.0,
            "arm": both["geo.group"].map({1: "control", 2: "treatment"}),
            "phase": np.where(both.date < "2015-02-16", "pre", "test"),
        }
    )


def test_geo_based_regression_gives_the_published_answer(estimators, published):
    (found,) = estimators.run(published, BY_GEO)[BY_GEO].itertuples()
    assert found.effect == pytest.approx(3.233443, abs=5e-7)
    assert found.degrees_of_freedom == 97
    two_sided = stats.t.ppf(0.975, 97) * found.standard_error
    one_sided = stats.t.ppf(0.9, 97) * found.standard_error
    assert two_sided == pytest.approx(0.5385984, abs=5e-8)
    assert one_sided == pytest.approx(0.3501623, abs=5e-8)


def test_time_based_regression_gives_the_published_answer(estimators, published):
    (found,) = estimators.run(published, BY_TIME)[BY_TIME].itertuples()
    assert found.effect == pytest.approx(2.946742, abs=5e-7)
    assert found.sales_effect == pytest.approx(147337.1, abs=0.05)
    assert found.sales_standard_error == pytest.approx(4625.514, abs=5e-4)
    assert found.spend_effect == pytest.approx(50_000)


def test_geo_based_regression_is_weighted_least_squares_also_with_spend_before(estimators):
    panel = tried(TRIAL, 1)
    rng = np.random.default_rng(4)
    panel["spend"] += rng.gamma(2.0, 0.1, len(panel)) * panel.weight
    run = estimators.run(panel, CHANGES, BY_GEO)
    totals = run[CHANGES]
    control = totals[totals.arm == "control"]
    slope, start = np.polyfit(control.pre_spend, control.test_spend, 1)
    totals["d"] = totals.test_spend - start - slope * totals.pre_spend
    fit = smf.wls("test_sales ~ pre_sales + d", totals, weights=1 / totals.pre_sales**2).fit()
    (found,) = run[BY_GEO].itertuples()
    assert found.effect == pytest.approx(fit.params.d, rel=1e-8)
    assert found.standard_error == pytest.approx(fit.bse.d, rel=1e-8)


def test_difference_in_differences_is_that_of_welch(estimators):
    run = estimators.run(tried(TRIAL, 3), CHANGES, DIFFERENCES)
    for found in run[DIFFERENCES].itertuples():
        mine = run[CHANGES][run[CHANGES].panel_id == found.panel_id]
        arms = [mine.sales_change[mine.arm == arm] for arm in ("treatment", "control")]
        welch = stats.ttest_ind(*arms, equal_var=False)
        assert found.sales_effect / found.sales_standard_error == pytest.approx(welch.statistic)
        assert found.degrees_of_freedom == pytest.approx(welch.df, rel=1e-9)
        spend = mine.groupby("arm").spend_change.mean()
        assert found.spend_effect == pytest.approx(spend.treatment - spend.control)


def test_the_permutation_is_that_of_numpy(estimators):
    run = estimators.run(tried(Trial("x", 5, effect=0.2, geos=14), 2), CHANGES, PERMUTATION)
    for found in run[PERMUTATION].itertuples():
        mine = run[CHANGES][run[CHANGES].panel_id == found.panel_id].sort_values("geo")
        change, treated = mine.sales_change.to_numpy(), (mine.arm == "treatment").to_numpy()
        seen = abs(change[treated].mean() - change[~treated].mean())
        extreme = 0
        for draw in range(1, 1000):
            texts = [f"{geo}|{draw}|artisanglow".encode() for geo in mine.geo]
            rank = np.argsort([hashlib.md5(text).hexdigest() for text in texts])
            drawn, others = rank[: treated.sum()], rank[treated.sum() :]
            extreme += abs(change[drawn].mean() - change[others].mean()) >= seen - 1e-12
        assert found.draw_count == 999
        assert found.p_value == pytest.approx((extreme + 1) / 1000, abs=1e-12)


def test_p_values_of_nothing_are_spread_evenly(estimators):
    panels = tried(Trial("nothing", seed=6, effect=0.0, geos=16, pre_days=10, test_days=5), 60)
    found = estimators.run(panels, PERMUTATION)[PERMUTATION].p_value
    assert stats.kstest(found, "uniform").pvalue > 0.01


def test_intervals_and_detectable_effects_have_the_quantiles_of_scipy(estimators):
    for panel in (observed(SMALL, 2), tried(TRIAL, 2)):
        estimates = estimators.run(panel, ESTIMATES)[ESTIMATES]
        assert len(estimates) in (2, 6)
        for found in estimates.itertuples():
            t = stats.t(float(found.degrees_of_freedom))
            error = float(found.standard_error)
            low, high = float(found.interval_low), float(found.interval_high)
            assert high - low == pytest.approx(2 * t.ppf(0.975) * error, rel=1e-4)
            assert (high + low) / 2 == pytest.approx(float(found.estimate), abs=2e-6)
            reach = (t.ppf(0.975) + t.ppf(0.8)) * error
            assert float(found.minimum_detectable_effect) == pytest.approx(reach, rel=1e-4)


def test_residents_of_the_states_add_up_to_the_census():
    with (SEEDS / "reference" / "us_regions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = [row["region_kind"] for row in rows]
    assert (kinds.count("state"), kinds.count("district"), kinds.count("territory")) == (50, 1, 5)
    people = [int(row["population"]) for row in rows if row["region_kind"] in ("state", "district")]
    assert sum(people) == 331_449_281
