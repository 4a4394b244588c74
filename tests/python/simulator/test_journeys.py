"""Property: the truth about visits follows from the session exports, read with the csv module.

Links, paths and credits are worked out here a second time and by other roads: a graph walk for
customers, a search over all pairs for paths, one matrix inverse for removal effects.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from tests.python.simulator.exports import Row, shopify_orders
from tests.python.simulator.shopify_cards import COUNTED

FOLDERS = {"default": "web/sessions", "eu": "eu/web/sessions"}
MODELS = {
    "first_touch", "last_touch", "last_non_direct", "linear", "position_u", "position_w",
    "time_decay", "markov", "shapley",
}  # fmt: skip
TOLD = (
    "utm_source", "utm_medium", "utm_campaign", "campaign_id", "gclid", "fbclid", "referrer",
)  # fmt: skip
DAY = 86_400


def moment(text: str) -> tuple[dt.datetime, dt.date]:
    """(UTC, the day that is printed) of a session's start; a time without an offset is UTC."""
    if text[-6:-5] == " ":
        text = text[:-6] + text[-5:]
    read = dt.datetime.fromisoformat(text)
    if read.tzinfo is None:
        return read, read.date()
    return read.astimezone(dt.UTC).replace(tzinfo=None), read.date()


@pytest.fixture(scope="module")
def sessions(sample: Path) -> dict[str, dict[str, Row]]:
    """By store and session id: what the newest export prints of it."""
    found: dict[str, dict[str, Row]] = {}
    for store, folder in FOLDERS.items():
        files = []
        for path in (sample / folder).glob("*.csv"):
            with path.open(newline="", encoding="utf-8") as stream:
                rows = list(csv.DictReader(stream, delimiter=";" if store == "eu" else ","))
            assert len({row["session_id"] for row in rows}) == len(rows)
            files.append((max(moment(row["started_at"])[0] for row in rows), rows))
        found[store] = {
            row["session_id"]: row
            for _, rows in sorted(files, key=lambda file: file[0])
            for row in rows
        }
    return found


def test_every_session_is_a_touch_at_its_second_and_on_its_printed_day(truth, sessions):
    told = {
        (row["store"], row["touch_id"]): (row["touched_at"], row["touched_date"], row["visitor"])
        for row in truth["touches"]
        if not row["touch_id"].startswith("order:")
    }
    read = {}
    for store, rows in sessions.items():
        for name, row in rows.items():
            at, day = moment(row["started_at"])
            read[store, name] = (f"{at:%Y-%m-%d %H:%M:%S}", day.isoformat(), row["visitor_id"])
    assert told == read
    assert 6_000 < len(read) < 9_000


def group_of(row: Row) -> tuple[str, str]:
    """(channel group, ad platform) by what a record prints."""
    source, medium = row["utm_source"].lower(), row["utm_medium"].lower().replace("-", "_")
    if medium == "cpc" or (not source and row["gclid"]):
        return "Paid Search", "google_ads"
    if medium == "paid_social":
        return "Paid Social", "meta_ads"
    if medium == "email":
        return "Email", ""
    if row["fbclid"] or "instagram" in row["referrer"] + source:
        return "Organic Social", ""
    if any(engine in row["referrer"] for engine in ("google", "bing", "duckduckgo")):
        return "Organic Search", ""
    return ("Referral", "") if row["referrer"] else ("Direct", "")


def test_channel_groups_follow_from_the_printed_source(truth, sessions):
    told = {
        (row["store"], row["touch_id"]): (row["channel_group"], row["ad_platform"])
        for row in truth["touches"]
        if not row["touch_id"].startswith("order:")
    }
    read = {
        (store, name): group_of(row)
        for store, rows in sessions.items()
        for name, row in rows.items()
    }
    assert told == read
    assert len(set(read.values())) == 7


def mail_of(text: str) -> str:
    """An address that may link, in one spelling."""
    local, _, host = text.strip().lower().partition("@")
    if local in ("info", "orders") or "amazon" in host:
        return ""
    if host in ("gmail.com", "googlemail.com"):
        return local.split("+")[0].replace(".", "") + "@gmail"
    return f"{local}@{host}"


class Links:
    """Who is one customer with whom, by a walk over orders that share a mark."""

    def __init__(self, orders: dict[str, list[Row]]) -> None:
        marks, mails = {}, defaultdict(set)
        for name, rows in orders.items():
            phone = "".join(filter(str.isdigit, rows[0]["Phone"]))[-10:]
            marks[name] = [mark for mark in (mail_of(rows[0]["Email"]), phone) if mark]
            if mail_of(rows[0]["Email"]):
                mails[phone].add(mail_of(rows[0]["Email"]))
        holders = defaultdict(set)
        for name, found in marks.items():
            for mark in found:
                if len(mails.get(mark, ())) <= 5:
                    holders[mark].add(name)
        self.of_order: dict[str, frozenset[str]] = {}
        for name in orders:
            reached, waiting = set(), [name] if any(m in holders for m in marks[name]) else []
            while waiting:
                here = waiting.pop()
                if here not in reached:
                    reached.add(here)
                    waiting += [n for mark in marks[here] for n in holders.get(mark, ())]
            self.of_order[name] = frozenset(reached)
        self.of_mail = {
            mark: self.of_order[next(iter(found))] for mark, found in holders.items() if "@" in mark
        }


def test_customers_paths_and_kinds_follow_from_the_files(truth, sessions, sample):
    for store, rows in sessions.items():
        orders = shopify_orders(sample if store == "default" else sample / "eu")
        links = Links(orders)
        visitors = defaultdict(set)
        for row in rows.values():
            visitors[row["visitor_id"]].add(told_by(row, links))
        paths = {row["order"]: row for row in truth["attributed_orders"] if row["store"] == store}
        named = {row["order_name"] for row in rows.values()}
        touches = []
        for name, row in rows.items():
            known = visitors[row["visitor_id"]] - {frozenset()}
            owner = told_by(row, links) or (next(iter(known)) if len(known) == 1 else frozenset())
            if any(row[cell] for cell in (*TOLD, "landing_page", "customer_email", "order_name")):
                platform = group_of(row)[1]
                touches.append((moment(row["started_at"])[0], name, owner, platform, ""))
        for name, found in orders.items():
            note = found[0]["Note Attributes"].lower()
            if "source: " in note and name not in named:
                platform = "google_ads" if "cpc" in note else ""
                platform = "meta_ads" if "paid_social" in note else platform
                at = moment(found[0]["Created at"])[0]
                touches.append((at, f"order:{name}", links.of_order[name], platform, name))
        counted = [
            name
            for name, found in orders.items()
            if found[0]["Financial Status"] in COUNTED and "Amazon Order ID" not in
            found[0]["Note Attributes"]
        ]  # fmt: skip
        assert set(paths) == set(counted)
        seen: set[frozenset[str]] = set()
        for name in sorted(counted, key=lambda name: (moment(orders[name][0]["Created at"]), name)):
            at, buyer = moment(orders[name][0]["Created at"])[0], links.of_order[name]
            mine = sorted(
                (touched, touch)
                for touched, touch, owner, platform, landing in touches
                if (buyer and owner == buyer or landing == name)
                and 0
                <= (at - touched).total_seconds()
                <= (7 if platform == "meta_ads" else 30) * DAY
            )
            assert paths[name]["touches"] == ([touch for _, touch in mine] or ["direct"]), name
            kind = "unknown" if not buyer else "repeat" if buyer in seen else "first"
            assert paths[name]["order_kind"] == kind, name
            seen.add(buyer)


def told_by(row: Row, links: Links) -> frozenset[str]:
    """Whom a record names: by its order, else by its address; nobody mostly."""
    if row["order_name"] in links.of_order:
        return links.of_order[row["order_name"]]
    return links.of_mail.get(mail_of(row["customer_email"]), frozenset())


def test_credit_is_a_million_units_per_order_and_model(truth):
    for row in truth["attributed_orders"]:
        if row["touches"] != ["direct"]:
            assert row["credits"].keys() == MODELS
        for units in row["credits"].values():
            assert sum(units) == 1_000_000 and min(units) >= 0
            assert len(units) == len(row["touches"])


def test_weights_are_those_of_the_written_rules(truth):
    at = {(row["store"], row["touch_id"]): row for row in truth["touches"]}
    sizes = Counter()
    for row in truth["attributed_orders"]:
        if row["touches"] == ["direct"]:
            continue
        credits, count = row["credits"], len(row["touches"])
        groups = [at[row["store"], touch]["channel_group"] for touch in row["touches"]]
        assert credits["first_touch"][0] == credits["last_touch"][-1] == 1_000_000
        told = [place for place, group in enumerate(groups) if group != "Direct"] or [count - 1]
        assert credits["last_non_direct"][told[-1]] == 1_000_000
        assert max(credits["linear"]) - min(credits["linear"]) <= 1
        if count > 2:
            assert credits["position_u"][0] == credits["position_u"][-1] == 400_000
        if count > 3:
            assert Counter(credits["position_w"])[300_000] == 3
        moments = [
            dt.datetime.fromisoformat(at[row["store"], touch]["touched_at"])
            for touch in row["touches"]
        ]
        raw = [2 ** ((each - moments[-1]).total_seconds() / (7 * DAY)) for each in moments]
        for units, weight in zip(credits["time_decay"], raw, strict=True):
            assert abs(units - 1_000_000 * weight / sum(raw)) < 1.001
        for units, group in zip(credits["shapley"], groups, strict=True):
            assert abs(units - 1e6 / len(set(groups)) / groups.count(group)) < 1
        sizes[count] += 1
    assert all(sizes[count] for count in range(1, 8))


def test_removal_effects_are_those_of_one_inverse(truth):
    at = {(row["store"], row["touch_id"]): row for row in truth["touches"]}
    for store in FOLDERS:
        orders = [
            row
            for row in truth["attributed_orders"]
            if row["store"] == store and row["touches"] != ["direct"]
        ]
        sold = [[at[store, touch]["channel_group"] for touch in row["touches"]] for row in orders]
        used = {touch for row in orders for touch in row["touches"]}
        lost = defaultdict(list)
        rows = [row for row in truth["touches"] if row["store"] == store and not row["is_empty"]]
        for row in sorted(rows, key=lambda row: (row["touched_at"], row["touch_id"])):
            if row["touch_id"] not in used:
                lost[row["customer"] or row["visitor"]].append(row["channel_group"])
        steps: Counter[tuple[str, str]] = Counter()
        for paths, end in ((sold, "sold"), (lost.values(), "lost")):
            for path in paths:
                steps.update(zip(["start", *path], [*path, end], strict=True))
        states = ["start", *sorted({group for _, group in steps} - {"sold", "lost"})]
        out = [sum(n for (a, _), n in steps.items() if a == state) for state in states]
        chances = np.array(
            [[steps[a, b] / n for b in states] for a, n in zip(states, out, strict=True)]
        )
        inverse = np.linalg.inv(np.eye(len(states)) - chances)
        sale = inverse @ np.array([steps[a, "sold"] / n for a, n in zip(states, out, strict=True)])
        effects = inverse[0] / inverse.diagonal() * sale / sale[0]
        told = {
            row["channel_group"]: row["effect"]
            for row in truth["removal_effects"]
            if row["store"] == store
        }
        assert dict(zip(states[1:], effects[1:], strict=True)) == pytest.approx(told, abs=1e-12)
        whole = dict(zip(states, effects, strict=True))
        for row, path in zip(orders, sold, strict=True):
            sums = sum(whole[group] for group in path)
            for units, group in zip(row["credits"]["markov"], path, strict=True):
                assert abs(units - 1e6 * whole[group] / sums) < 1.001


def test_spend_is_that_of_the_fact_and_falls_on_orders_to_the_cent(truth):
    booked: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in truth["fact"]:
        if row["event_type"] == "ad_spend" and row["currency"] == "USD":
            booked[row["store"], row["platform"], row["event_date"]] += Decimal(
                row["measures"].get("ad_spend", "0")
            )
    spent: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    shared = 0
    for row in truth["campaign_spend"]:
        shares = sum(Decimal(cents) for _, _, cents in row["orders"])
        assert shares + Decimal(row["unattributed"]) == Decimal(row["spend"])
        shared += len(row["orders"]) > 1
        if row["currency"] == "USD":
            spent[row["store"], row["platform"], row["day"]] += Decimal(row["spend"])
    # A settlement of Amazon's charges more than its reports say: tax, and months without a report.
    for key, amount in spent.items():
        assert booked[key] == amount or key[1] == "amazon_ads", key
    assert shared > 100


def planted(truth: dict, what: str) -> list[str]:
    """The sessions of a planted case."""
    found = [case["where"].split(": ")[1] for case in truth["cases"] if what in case["what"]]
    assert found, what
    return found


def used_by(truth: dict, touch: str) -> list[str]:
    """The orders whose path holds a touch."""
    return [row["order"] for row in truth["attributed_orders"] if touch in row["touches"]]


@pytest.mark.parametrize(
    ("what", "times"),
    [
        ("its anonymous visit is nobody's", 0),
        ("a visit with an e-mail is its customer's", 1),
        ("one customer on two devices", 1),
        ("late touch", 0),
        ("clock skew", 0),
        ("a visit of the order's own second counts", 1),
        ("Google click outside the lookback by a second", 0),
        ("Google click 30 days before the order to the second", 1),
        ("Meta click outside Meta's click window by a second", 0),
        ("Meta click 7 days before the order to the second", 1),
        ("the only visit is older than the lookback", 0),
        ("empty visit of a buyer", 0),
        ("empty visit of nobody", 0),
        ("a visit that names an order that does not count", 0),
        ("a visit that names an order nobody knows", 1),
        ("a repeat customer's visit under another spelling", 1),
        ("a visit under a third spelling of a Google mailbox", 1),
        ("a visit of one member of a household before the order of the other", 1),
        ("a visit with a role address: nobody's", 0),
    ],
)
def test_a_planted_visit_is_in_as_many_paths_as_the_rule_says(truth, what: str, times: int):
    (touch,) = planted(truth, what)
    assert len(used_by(truth, touch)) == times


def test_half_lives_are_four_two_and_one_sevenths(truth):
    touches = planted(truth, "visits 0, 1 and 2 half-lives")
    (order,) = used_by(truth, touches[0])
    (row,) = (
        row
        for row in truth["attributed_orders"]
        if row["order"] == order and row["store"] == "default"
    )
    assert row["touches"] == touches
    assert row["credits"]["time_decay"] == [142_857, 285_714, 571_429]


def test_visits_of_one_second_stand_in_the_order_of_their_ids(truth):
    touches = planted(truth, "visits of one second")
    (order,) = used_by(truth, touches[0])
    (path,) = (row["touches"] for row in truth["attributed_orders"] if touches[0] in row["touches"])
    assert order and path[:3] == sorted(touches) != touches


def test_models_credit_retargeting_that_brings_no_order(truth):
    keys = {(row["store"], row["touch_id"]): row["campaign_key"] for row in truth["touches"]}
    credited = Counter()
    for row in truth["attributed_orders"]:
        for model, units in row["credits"].items():
            for touch, part in zip(row["touches"], units, strict=True):
                if keys.get((row["store"], touch)) == "C02 - Retargeting - Catalog":
                    credited[model] += part
    assert credited.keys() == MODELS and min(credited.values()) > 10_000_000
    assert {row["orders_caused"] for row in truth["campaign_effects"]} == {0}
