"""The interval of a projected value, on cohorts whose future is known: it covers 95 of 100."""

from __future__ import annotations

from datetime import date

import numpy
import pandas

MONTHS = 12
PANELS = 500
BEHIND = 7


def month(number: int) -> date:
    return date(2024 + number // 12, number % 12 + 1, 1)


def panel(store: str, draw: numpy.random.Generator) -> tuple[list[dict], str, float]:
    """Seven cohorts through twelve months and a younger one; the rows, it, and what it will be.

    A customer's months are correlated: cohorts differ by a level of their own, as good and bad
    months of advertising do.
    """
    observed = int(draw.integers(1, MONTHS))
    rows, truth = [], 0.0
    for number in range(BEHIND + 1):
        young = number == BEHIND
        customers = int(draw.integers(20, 200))
        level = draw.normal(3, 1)
        for since in range(MONTHS):
            money = round(float(customers * (level + draw.normal(0, 1))), 4)
            truth += money / customers if young else 0
            rows.append(
                {
                    "store": store,
                    "first_channel_name": "Shopify Web",
                    "cohort_month": month(number),
                    "months_since": since,
                    "reporting_currency": "USD",
                    "cohort_customers": customers,
                    "cm3": money,
                    "is_immature": young and since >= observed,
                }
            )
    return rows, month(BEHIND).strftime("%Y-%m"), truth


def test_nineteen_of_twenty_intervals_cover_what_came(people) -> None:
    draw = numpy.random.default_rng(20250101)
    rows, truth = [], {}
    for number in range(PANELS):
        drawn, member, came = panel(f"store {number:03d}", draw)
        rows += drawn
        truth[f"store {number:03d}", member] = came
    warehouse = people()
    cells = pandas.DataFrame(rows)
    warehouse.put("fact_cohort_months", cells)
    warehouse.connection.execute(
        f"alter table {warehouse.models.relation['fact_cohort_months']} "
        "alter cm3 type numeric(18, 4)"
    )
    warehouse.run("fact_cohort_projections")
    value = cells.drop_duplicates(["store", "cohort_month"])[["store", "cohort_month"]].copy()
    value = value.assign(customer_key="c", reporting_currency="USD", orders=1)
    value[["net_revenue", "cm3", "net_profit"]] = 1
    warehouse.put("fact_customer_value", value)
    nobody = pandas.DataFrame(columns=["customer_key", "first_channel_name", "lifecycle_segment"])
    warehouse.put("dim_customer", nobody.astype("string"))
    warehouse.run("rpt_customer_lifetime_value")
    columns = ["store", "value_member", "projection_status", "projected_cm3_low"]
    columns += ["projected_cm3_high", "cohorts_behind", "value_group"]
    told = {row[:2]: row[2:] for row in warehouse.rows("rpt_customer_lifetime_value", columns)}
    covered = 0
    for young, came in truth.items():
        status, low, high, behind, group = told[young]
        assert (status, behind, group) == ("projected", BEHIND, "cohort")
        covered += float(low) <= came <= float(high)
    assert 0.93 <= covered / PANELS <= 0.97
