"""The documentation names the relations that users read."""

from __future__ import annotations

from commerce.docs import as_published


def test_marts_and_reports_stand_under_their_published_names():
    page = (
        'relation_name: "brand"."marts"."dim_date__candidate", "brand"."reports"."rpt_x__candidate"'
        ", stg_a__candidates, macro candidate_suffix: __candidate"
    )
    assert as_published(page) == (
        'relation_name: "brand"."marts"."dim_date", "brand"."reports"."rpt_x"'
        ", stg_a__candidates, macro candidate_suffix: __candidate"
    )
