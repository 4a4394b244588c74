"""From sessions and orders to paths: what tags mean, whose a visit is, and what cannot multiply."""

from __future__ import annotations

import csv
import string
from urllib.parse import quote, quote_plus, unquote_plus

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.python.attribution.given import (
    AD_SPEND,
    ORDERS,
    ORDERS_KEPT,
    SESSIONS,
    TEXT,
    TOUCHES,
    TRUTH,
    WHOLE,
    moment,
)
from tests.python.planting import ROOT

shared = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAY = 86_400
CATEGORIES = ROOT.parent / "shared/samples/reference/velir_ga4_source_categories.csv"
REFERENCE = ("channel_groups", "ad_platforms", "brand_search_patterns")
CHAIN = (
    "orders", "sessions_tagged", "sessions_told", "orders_visited", "touches_told",
    "touches_sourced", "channel_pairs",
    "campaigns_known", "touches_matched", "brand_texts", "touch_people", "touches", "path_touches",
    "touch_uses", "rule_credits", "journey_touches", "channel_states", "transitions",
    "markov_visits", "removal_effects", "channel_credits", "credited_touches", "credits",
    "order_campaigns",
)  # fmt: skip
ORDER_CUSTOMERS = pa.schema(
    {"store": TEXT, "order_id": TEXT, "customer_label": TEXT, "order_number": WHOLE}
)
VISITORS = pa.schema(
    {"store": TEXT, "visitor_id": TEXT, "customer_label": TEXT, "is_shared_device": TRUTH}
)
# Platform, name and id; without an id the name is the campaign's key.
CAMPAIGNS = [
    ("google_ads", "Brand - Search", "2041"),
    ("meta_ads", "C03 - Gift Guide 🎁", None),
    ("meta_ads", "Café été", None),
]


def session(number: int, **tags: object) -> dict:
    return {
        "store": "s", "session_id": f"v{number}", "visitor_id": f"visitor {number}",
        "record_type": "data", "started_at": moment(number), "landing_page": "/",
        "started_date": moment(number).date(), **tags,
    }  # fmt: skip


def build(bench, sessions, orders=(), customers=(), visitors=(), upto: str = "touches") -> None:
    """Give the sources and run the chain up to a model."""
    spend = [
        {"store": "s", "platform": p, "campaign": n, "campaign_id": i, "campaign_key": i or n}
        | {"is_restated": False}
        for p, n, i in CAMPAIGNS
    ]
    bench.give("stg_web__sessions", sessions, SESSIONS)
    bench.give("int_orders__orders_kept", orders, ORDERS_KEPT)
    bench.give("int_identity__order_customers", customers, ORDER_CUSTOMERS)
    bench.give("int_identity__visitor_customers", visitors, VISITORS)
    bench.give("int_ads__spend", spend, AD_SPEND)
    bench.run(*(f"stg_reference__{name}" for name in REFERENCE))
    for name in CHAIN[: CHAIN.index(upto) + 1]:
        bench.run(f"int_attribution__{name}")


def judged(bench, **tags: object) -> tuple:
    build(bench, [session(1, **tags)])
    query = """
        select channel_group, ad_platform, match_basis, campaign_key
        from intermediate.int_attribution__touches
    """
    return bench.rows(query)[0]


@pytest.mark.parametrize(
    ("tags", "right"),
    [
        ({"utm_source": "Google", "utm_medium": "CPC", "utm_campaign": "brand+-+search"},
         ("Paid Search", "google_ads", "campaign_name", "2041")),
        ({"utm_source": "google", "utm_medium": "cpc", "campaign_id": "2041"},
         ("Paid Search", "google_ads", "campaign_id", "2041")),
        ({"utm_source": "google", "utm_medium": "cpc", "campaign_id": "99"},
         ("Paid Search", "google_ads", "unknown_id", None)),
        ({"gclid": "x"}, ("Paid Search", "google_ads", "click_id", None)),
        ({"fbclid": "x"}, ("Organic Social", None, "none", None)),
        ({"utm_source": "%20IG%20", "utm_medium": "paid%5Fsocial",
          "utm_campaign": "C03+-+Gift%20Guide+%F0%9F%8E%81"},
         ("Paid Social", "meta_ads", "campaign_name", "C03 - Gift Guide 🎁")),
        ({"utm_source": "fb", "utm_medium": "paid", "utm_campaign": "caf%C3%A9+%C3%A9t%C3%A9"},
         ("Paid Social", "meta_ads", "campaign_name", "Café été")),
        ({"utm_source": "facebook", "utm_medium": "paid", "utm_campaign": "CAFÉ ÉTÉ"},
         ("Paid Social", "meta_ads", "campaign_name", "Café été")),
        ({"utm_source": "(not set)", "utm_medium": "", "utm_campaign": "(not%20set)"},
         ("Direct", None, "none", None)),
        ({"utm_source": "klaviyo", "utm_medium": "E-Mail", "utm_campaign": "Brand - Search"},
         ("Email", None, "none", None)),
        ({"referrer": "https://www.google.co.uk/"}, ("Organic Search", None, "none", None)),
        ({"referrer": "https://mail.google.com/"}, ("Email", None, "none", None)),
        ({"referrer": "http://l.instagram.com/?u=x"}, ("Organic Social", None, "none", None)),
        ({"referrer": "https://shop.example/cart", "landing_page": "https://shop.example/"},
         ("Direct", None, "none", None)),
        ({"utm_source": "podcast", "utm_medium": "cpm"}, ("Paid Other", None, "none", None)),
        ({"utm_source": "poster", "utm_medium": "qr"}, ("Unassigned", None, "none", None)),
        ({"campaign_id": "2041"}, ("Paid Search", "google_ads", "campaign_id", "2041")),
        ({"landing_page": "/?utm_source=ig&utm_medium=paid&utm_campaign=Caf%C3%A9+%C3%A9t%C3%A9"},
         ("Paid Social", "meta_ads", "campaign_name", "Café été")),
        ({"landing_page": "/?gad_source=1&gad_campaignid=2041&gclid=x"},
         ("Paid Search", "google_ads", "campaign_id", "2041")),
    ],
)  # fmt: skip
def test_tags_mean_what_the_vendors_say(bench, tags, right) -> None:
    assert judged(bench, **tags) == right


@shared
@given(
    name=st.text(string.printable.replace("\x0b", "").replace("\x0c", ""), min_size=1, max_size=30),
    escape=st.sampled_from([quote, quote_plus, lambda text: quote(text, safe="")]),
)
def test_an_escaped_text_is_read_as_python_reads_it(bench, name, escape) -> None:
    told = escape(name)
    build(bench, [session(1, utm_campaign=told)], upto="touches_told")
    query = "select campaign_text from intermediate.int_attribution__touches_told"
    # Line ends and tabs are no part of a tag; their escapes stay as they are.
    right = told
    for control in "\t\n\r":
        right = right.replace(quote(control), quote(quote(control)))
    assert bench.rows(query) == [(unquote_plus(right).lower().strip(" "),)]


@pytest.mark.skipif(not CATEGORIES.is_file(), reason="the list of others is not here")
def test_groups_agree_with_the_source_categories_of_others(bench) -> None:
    """Velir's list of sources is another reading of the same rules of Google Analytics."""
    group = {"SEARCH": "Search", "SOCIAL": "Social", "SHOPPING": "Shopping", "VIDEO": "Video"}
    with CATEGORIES.open(encoding="utf-8") as file:
        categories = [(r["source"].lower(), r["source_category"]) for r in csv.DictReader(file)]
    with (ROOT / "seeds" / "mappings" / "channel_groups.csv").open(encoding="utf-8") as file:
        patterns = {row["source"].replace("*", "") for row in csv.DictReader(file)} - {"", "(none)"}
    ours = [(s, c) for s, c in categories if s in patterns and "." not in s and "_" not in s]
    assert len(ours) > 15
    build(
        bench,
        [session(k, utm_source=s, utm_medium="referral") for k, (s, _) in enumerate(ours)],
        upto="channel_pairs",
    )
    found = dict(
        bench.rows("select source, channel_group from intermediate.int_attribution__channel_pairs")
    )
    wrong = {
        (source, category): found[source]
        for source, category in ours
        if found[source] != f"Organic {group[category.rsplit('_', 1)[1]]}"
    }
    assert wrong == {}


people = st.sampled_from(["ann", "bob", "cid", None])


@st.composite
def worlds(draw) -> tuple[list, list]:
    """Touches and orders of a few people of two stores; much of it in the same seconds."""
    touches = [
        {
            "store": draw(st.sampled_from(["s", "t"])), "touch_id": f"t{number}",
            "customer_label": draw(people), "touched_at": moment(draw(st.integers(0, 40)) * DAY),
            "session_order_id": draw(st.sampled_from([None, None, "#0", "#1", "#2"])),
            "window_days": draw(st.sampled_from([7, 14, 30])), "is_empty": draw(st.booleans()),
            "is_direct": draw(st.booleans()), "has_email": False, "channel_group": "Email",
            "person_basis": "visitor",
        }
        for number in range(draw(st.integers(0, 15)))
    ]  # fmt: skip
    orders = [
        {
            "store": store, "order_id": f"#{number}", "order_key": f"{store} {number}",
            "platform": draw(st.sampled_from(["shopify", "shopify", "amazon"])),
            "customer_label": draw(people), "order_kind": "unknown",
            "ordered_at": draw(st.sampled_from([None, *(moment(k * DAY) for k in range(20, 45))])),
        }
        for number in range(draw(st.integers(0, 5)))
        for store in ("s", "t")
    ]  # fmt: skip
    return touches, orders


def path_of(touches: list[dict], order: dict) -> set[str]:
    """The touches of an order, one by one and by their times."""
    if order["platform"] == "amazon" or order["ordered_at"] is None:
        return set()

    def is_of(touch: dict) -> bool:
        if order["customer_label"] is None:
            named = touch["session_order_id"] == order["order_id"]
            return touch["customer_label"] is None and named
        return touch["customer_label"] == order["customer_label"]

    return {
        touch["touch_id"]
        for touch in touches
        if touch["store"] == order["store"]
        and not touch["is_empty"]
        and is_of(touch)
        and touch["touched_at"] <= order["ordered_at"]
        and (order["ordered_at"] - touch["touched_at"]).total_seconds()
        <= touch["window_days"] * DAY
    }


@shared
@given(world=worlds())
def test_a_path_is_what_each_pair_of_touch_and_order_says(bench, world) -> None:
    touches, orders = world
    bench.give("int_attribution__touches", touches, TOUCHES)
    bench.give("int_attribution__orders", orders, ORDERS)
    bench.run("int_attribution__path_touches", "int_attribution__touch_uses")
    found = bench.rows("select order_key, touch_id from intermediate.int_attribution__path_touches")
    right = [(o["order_key"], touch) for o in orders for touch in path_of(touches, o)]
    assert sorted(found) == sorted(right)
    uses = bench.rows(
        "select touch_id, touch_use, orders_in_reach from intermediate.int_attribution__touch_uses"
    )
    assert sorted(touch for touch, *_ in uses) == sorted(t["touch_id"] for t in touches)
    for touch, use, reach in uses:
        assert reach == sum(other == touch for _, other in right)
        assert (use == "used") == (reach > 0)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_shuffling_every_source_changes_no_credit_and_no_order_is_multiplied(bench, data) -> None:
    tags = [
        {"utm_source": "google", "utm_medium": "cpc"}, {"gclid": "x"}, {"fbclid": "x"}, {},
        {"utm_source": "klaviyo", "utm_medium": "email"}, {"landing_page": None},
    ]  # fmt: skip
    count = data.draw(st.integers(1, 12))
    sessions = [
        session(
            number * 3_600,
            visitor_id=data.draw(st.sampled_from(["a", "b", "shared"])),
            order_name=data.draw(st.sampled_from([None, None, "1", "#2", "#99"])),
            **data.draw(st.sampled_from(tags)),
        )
        for number in range(count)
    ]
    orders = [
        {
            "store": "s", "order_id": f"#{number}", "order_key": f"k{number}", "is_counted": True,
            "platform": "shopify", "ordered_at": moment(data.draw(st.integers(0, 12)) * 3_600),
            "sale_date": moment(0).date(), "utm_source": data.draw(st.sampled_from([None, "ig"])),
        }
        for number in range(5)
    ]  # fmt: skip
    customers = [
        {"store": "s", "order_id": "#1", "customer_label": "ann", "order_number": 1},
        {"store": "s", "order_id": "#2", "customer_label": "ann", "order_number": 2},
        {"store": "s", "order_id": "#3", "customer_label": "bob", "order_number": 1},
    ]
    visitors = [
        {"store": "s", "visitor_id": "a", "customer_label": "ann", "is_shared_device": False},
        {"store": "s", "visitor_id": "b", "customer_label": "bob", "is_shared_device": False},
        {"store": "s", "visitor_id": "shared", "is_shared_device": True},
    ]
    query = """
        select order_id, attribution_model, touch_id, credit_units, channel_group, campaign_key
        from intermediate.int_attribution__credits order by all
    """
    build(bench, sessions, orders, customers, visitors, upto="credits")
    once = bench.rows(query)
    shuffled = (
        data.draw(st.permutations(rows)) for rows in (sessions, orders, customers, visitors)
    )
    build(bench, *shuffled, upto="credits")
    assert bench.rows(query) == once
    totals: dict[tuple[str, str], int] = {}
    for order, model, _, units, *_ in once:
        totals[order, model] = totals.get((order, model), 0) + units
    assert len(totals) == 5 * 9 and set(totals.values()) == {1_000_000}
