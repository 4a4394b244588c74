"""Planted visits: devices, times, windows, names and what no visit should be credited for."""

from __future__ import annotations

import datetime as dt

from data.simulator.ads import AdRow
from data.simulator.ads_cases import FREE_ID, OUTLET_ID
from data.simulator.cases import CaseBook
from data.simulator.journey_files import windows_of
from data.simulator.journeys import WEB_SOURCES, Visit, Web, everyday_visits
from data.simulator.shopify_model import Order

_BRAND = "Brand - Search"
_BRAND_ID, _UNKNOWN_ID = "20411870011", "20999999990"
_PROSPECTING = "C01 - Prospecting - Advantage+"
_DAY = 86_400


def reserve(orders: list[Order]) -> list[Order]:
    """Orders of people who bought once, without a phone or a note, kept for the planted visits."""
    times: dict[str, int] = {}
    for order in orders:
        times[order.customer.email] = times.get(order.customer.email, 0) + 1
    return [
        order
        for order in orders
        if order.source in WEB_SOURCES
        and order.capture == "paid"
        and times[order.customer.email] == 1
        and not (order.attributes or order.customer.phone or order.is_apart)
        and dt.date(2025, 2, 20) <= order.sale_date <= dt.date(2026, 6, 20)
    ]


class VisitPlanter:
    """Plants visits of a store with draws of their own, and registers each as a case."""

    def __init__(self, web: Web, cases: CaseBook, reserved: list[Order]) -> None:
        self.web, self.cases, self.left = web, cases, list(reserved)

    def order(self, first: str = "2025-01-01", last: str = "2026-12-31") -> Order:
        """The next reserved order of a span of local days."""
        low, high = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        found = next(order for order in self.left if low <= order.sale_date <= high)
        self.left.remove(found)
        return found

    def add(
        self, what: str, visitor: str, at: dt.datetime, kind: str, of: str = "", **cells: str
    ) -> Visit:
        """Plant one visit; `what` is blank for the visits beside the one that matters."""
        visit = self.web.visit(visitor, at, kind, of, **cells)
        if what:
            folder = "web/sessions" if visit.store == "default" else f"{visit.store}/web/sessions"
            self.cases.plant(0, what, f"{folder}: {visit.session_id}")
        return visit

    def last(self, order: Order, visitor: str, kind: str = "direct", **cells: str) -> Visit:
        """The visit that ends with an order, 20 minutes before it."""
        at = order.created - dt.timedelta(minutes=20)
        return self.add("", visitor, at, kind, order_name=order.name, **cells)


def plant_visits(web: Web, orders: list[Order], reserved: list[Order], cases: CaseBook) -> None:
    """Every planted visit of the dollar store."""
    plant = VisitPlanter(web, cases, reserved)
    _campaigns(plant)
    _devices(plant)
    _times(plant)
    _windows(plant)
    _empty_and_direct(plant)
    _orders(plant, orders)
    _people(plant, orders)
    _without_spend(plant)


def _before(order: Order, days: float = 0, seconds: int = 0) -> dt.datetime:
    return order.created - dt.timedelta(days=days, seconds=seconds)


def _without_spend(plant: VisitPlanter) -> None:
    order, visitor = plant.order(), plant.web.new_visitor()
    what = "a visit of a campaign without spend"
    plant.add(what, visitor, _before(order, 2), "google", _BRAND, campaign="", campaign_id=FREE_ID,
              key=FREE_ID)  # fmt: skip
    plant.last(order, visitor)


def _devices(plant: VisitPlanter) -> None:
    one, other = plant.order(), plant.order()
    shared = plant.web.new_visitor()
    what = "a device of two customers: its anonymous visit is nobody's"
    plant.add(what, shared, _before(one, 3), "google", _BRAND)
    what = "a device of two customers: a visit with an e-mail is its customer's"
    plant.add(what, shared, _before(other, 2), "search", email=other.customer.email)
    plant.last(one, shared)
    plant.last(other, shared)
    twice = plant.order()
    phone, laptop = plant.web.new_visitor(), plant.web.new_visitor()
    what = "one customer on two devices: both are in the path"
    plant.add(what, phone, _before(twice, 5), "instagram")
    plant.add("", phone, _before(twice, 4), "email", "weekly-edit", email=twice.customer.email)
    plant.last(twice, laptop)


def _times(plant: VisitPlanter) -> None:
    late = plant.order()
    visitor = plant.web.new_visitor()
    plant.last(late, visitor, "search")
    plant.add(
        "late touch: a visit after the order", visitor, _before(late, seconds=-7_200), "google",
        _BRAND,
    )  # fmt: skip
    skewed = plant.order()
    visitor = plant.web.new_visitor()
    plant.add("", visitor, _before(skewed, 1), "referral")
    plant.add(
        "clock skew: the visit that ended with the order seems to begin after it", visitor,
        _before(skewed, seconds=-240), "google", _BRAND, order_name=skewed.name,
    )  # fmt: skip
    same = plant.order()
    visitor = plant.web.new_visitor()
    plant.add("", visitor, _before(same, 2), "search")
    plant.add("a visit of the order's own second counts", visitor, same.created, "direct",
              order_name=same.name)  # fmt: skip
    twins = plant.order()
    visitor = plant.web.new_visitor()
    for kind, campaign in (("google", _BRAND), ("search", ""), ("instagram", "")):
        plant.add("visits of one second: their ids order them", visitor, _before(twins, 1), kind,
                  campaign)  # fmt: skip
    plant.last(twins, visitor)


def _windows(plant: VisitPlanter) -> None:
    google, meta = plant.order(), plant.order()
    visitor = plant.web.new_visitor()
    for what, seconds in (
        ("outside the lookback by a second", 30 * _DAY + 1),
        ("30 days before the order to the second: within", 30 * _DAY),
    ):
        plant.add(f"Google click {what}", visitor, _before(google, seconds=seconds), "google",
                  _BRAND)  # fmt: skip
    plant.last(google, visitor)
    visitor = plant.web.new_visitor()
    for what, seconds in (
        ("outside Meta's click window by a second", 7 * _DAY + 1),
        ("7 days before the order to the second: within", 7 * _DAY),
    ):
        plant.add(f"Meta click {what}", visitor, _before(meta, seconds=seconds), "meta",
                  _PROSPECTING)  # fmt: skip
    plant.last(meta, visitor)
    old = plant.order()
    visitor = plant.web.new_visitor()
    what = "the only visit is older than the lookback: the order is direct"
    plant.add(what, visitor, _before(old, 41), "search", email=old.customer.email)
    even = plant.order()
    visitor = plant.web.new_visitor()
    for days in (14, 7, 0):
        what = "visits 0, 1 and 2 half-lives before the order"
        plant.add(what, visitor, _before(even, days), "search", email=even.customer.email)


def _campaigns(plant: VisitPlanter) -> None:
    for what, kind, campaign, first, last, cells in (
        ("a campaign under a name that it had before", "google", _BRAND, "2026-05-04",
         "2026-06-03", {"campaign": "Outlet - Test", "campaign_id": "", "key": OUTLET_ID}),
        ("a visit of a campaign on a day without spend", "google", "Gifts - Nonbrand",
         "2025-06-01", "2025-10-20", {"campaign": "Gifts - Nonbrand"}),
        ("utm_campaign without a campaign id", "google", _BRAND, "", "",
         {"campaign": "BRAND%20-%20search", "campaign_id": ""}),
        ("campaign id that no ad file knows", "google", _BRAND, "", "",
         {"campaign": "", "campaign_id": _UNKNOWN_ID, "key": ""}),
        ("campaign name that no ad file knows", "google", _BRAND, "", "",
         {"campaign": "Spring Pilot", "campaign_id": "", "key": ""}),
        ("the id of one campaign under the name of another: the id counts", "google", _BRAND, "",
         "", {"campaign": "Shopping - All", "campaign_id": _BRAND_ID}),
        ("campaign id without any name", "gclid", "PMax - Home Decor", "", "",
         {"campaign_id": "20411870013", "key": "20411870013"}),
        ("click id alone: paid, of no told campaign", "gclid", "PMax - Home Decor", "", "",
         {"campaign_id": "", "key": ""}),
        ("Meta name in encoding of forms", "meta", _PROSPECTING, "", "",
         {"campaign": "c01+-+prospecting+-+advantage%2B"}),
        ("fbclid without utm is no paid click", "facebook", "", "", "", {}),
    ):  # fmt: skip
        order = plant.order(first or "2025-01-01", last or "2026-12-31")
        visitor = plant.web.new_visitor()
        plant.add(what, visitor, _before(order, 2), kind, campaign, **cells)
        plant.last(order, visitor)


def _empty_and_direct(plant: VisitPlanter) -> None:
    order, visitor = plant.order(), plant.web.new_visitor()
    plant.add("empty visit of a buyer: in no path", visitor, _before(order, 1), "direct", page="")
    plant.last(order, visitor, "search")
    stranger = plant.web.new_visitor()
    plant.add("empty visit of nobody", stranger, _before(order, 2), "direct", page="")
    order, visitor = plant.order(), plant.web.new_visitor()
    plant.add("a path of direct visits alone", visitor, _before(order, 6), "direct")
    plant.last(order, visitor)
    order, visitor = plant.order(), plant.web.new_visitor()
    what = "direct at last: last non-direct is the visit before"
    plant.add(what, visitor, _before(order, 3), "meta", _PROSPECTING)
    plant.add("", visitor, _before(order, 1), "direct")
    plant.last(order, visitor)
    order, visitor = plant.order(), plant.web.new_visitor()
    for days, kind in ((9, "google"), (7, "search"), (5, "email"), (3, "referral"), (1, "search")):
        campaign = {"google": _BRAND, "email": "weekly-edit"}.get(kind, "")
        email = order.customer.email if kind in ("email", "referral") else ""
        what = "the first visit that tells an e-mail is the lead of a path" if email else ""
        plant.add(what if kind == "email" else "", visitor, _before(order, days), kind, campaign,
                  email=email)  # fmt: skip
    plant.last(order, visitor)


def _orders(plant: VisitPlanter, orders: list[Order]) -> None:
    voided = next(
        order
        for order in orders
        if order.capture == "voided" and order.source in WEB_SOURCES and not order.attributes
    )
    what = "a visit that names an order that does not count"
    plant.add(what, plant.web.new_visitor(), _before(voided, seconds=600), "google", _BRAND,
              order_name=voided.name)  # fmt: skip
    order, visitor = plant.order(), plant.web.new_visitor()
    what = "a visit that names an order nobody knows: its device tells the buyer"
    plant.add(what, visitor, _before(order, 1), "search", order_name="#99120")
    plant.last(order, visitor)


def _people(plant: VisitPlanter, orders: list[Order]) -> None:
    by_person: dict[str, list[Order]] = {}
    for order in orders:
        if order.is_apart:
            by_person.setdefault(order.customer.person, []).append(order)
    mara, nilo, tom, rosa = (by_person[name] for name in ("mara", "nilo", "tom", "rosa"))
    visitor = plant.web.new_visitor()
    what = "a repeat customer's visit under another spelling of the address"
    plant.add(what, visitor, _before(mara[1], 2), "email", "weekly-edit",
              email="MARA.quill@example.com")  # fmt: skip
    plant.last(mara[0], visitor, "search")
    visitor = plant.web.new_visitor()
    what = "a visit under a third spelling of a Google mailbox"
    plant.add(what, visitor, _before(nilo[2], 3), "referral",
              email=nilo[1].customer.email.upper())  # fmt: skip
    visitor = plant.web.new_visitor()
    what = "a visit of one member of a household before the order of the other"
    plant.add(what, visitor, _before(tom[0], 4), "meta", _PROSPECTING,
              email=rosa[0].customer.email)  # fmt: skip
    desk = by_person["desk b"][0]
    what = "a visit with a role address: nobody's"
    plant.add(what, plant.web.new_visitor(), _before(desk, 1), "search",
              email=desk.customer.email)  # fmt: skip


def draw_visits(
    seed: int, store: str, orders: list[Order], google: list[AdRow], cases: CaseBook
) -> list[Visit]:
    """All visits of a store; `google`: rows of its account, to find a day without a visit."""
    reserved = reserve(orders) if store == "default" else []
    everyday = everyday_visits(seed, store, orders, {order.name for order in reserved})
    visits = everyday.visits
    if store == "default":
        web = Web(seed, store, "cases")
        plant_visits(web, orders, reserved, cases)
        visits = visits + web.visits
        name_found_cases(visits, orders, google, cases)
    correct_later(visits, cases)
    if len({visit.session_id for visit in visits}) < len(visits):
        raise AssertionError("two visits have one id")
    return visits


def correct_later(visits: list[Visit], cases: CaseBook) -> None:
    """Let older downloads of the days that two hold know less than the newer ones."""
    folder = {"default": "web/sessions", "eu": "eu/web/sessions"}
    twice = [visit for visit in visits if len(windows_of(visit)) > 1]
    seen: set[str] = set()
    for number, visit in enumerate(sorted(twice, key=lambda visit: visit.session_id)):
        what = ""
        if visit.order_name:
            visit.before = {"order_name": "", "customer_email": ""}
            what = "a newer export says which order a visit ended with"
        elif number % 5 == 1:
            visit.is_added_late, what = True, "a newer export adds a visit"
        elif number % 5 == 2 and visit.campaign and visit.platform:
            # What a link prints whose placeholder nobody filled.
            visit.before = {"utm_campaign": "{{campaign.name}}", "campaign_id": ""}
            what = "a newer export corrects a campaign"
        elif number % 11 == 3:
            visit.is_dropped_late, what = True, "a newer export lacks a visit: it stays"
        if what and what not in seen:
            seen.add(what)
            cases.plant(0, what, f"{folder[visit.store]}: {visit.session_id}")


def name_found_cases(
    visits: list[Visit], orders: list[Order], google: list[AdRow], cases: CaseBook
) -> None:
    """Register what the draws brought by themselves; fails when they did not."""
    seen = {(visit.key, visit.day) for visit in visits if visit.platform == "google_ads"}
    day = next(
        row.start
        for row in google
        if row.campaign == _BRAND and row.spend and (_BRAND_ID, row.start) not in seen
    )
    cases.plant(
        0, "a campaign with spend and no visit on a day",
        f"google_ads/campaigns: {_BRAND},{day.isoformat()}",
    )  # fmt: skip
    named = {visit.order_name for visit in visits}
    bought: dict[str, list[Order]] = {}
    phones: dict[str, set[str]] = {}
    for order in orders:
        bought.setdefault(order.customer.email, []).append(order)
        phones.setdefault(order.customer.phone, set()).add(order.customer.email)
    told = next(order for order in orders if order.attributes and order.name not in named
                and order.capture == "paid" and order.attribute("utm_source"))  # fmt: skip
    cases.plant(0, "an order whose note tells a visit that no session is", f"default {told.name}")
    again = next(
        second
        for first, second, *_ in (rows for rows in bought.values() if len(rows) > 1)
        if second.created - first.created < dt.timedelta(days=30)
        and {first.name, second.name} <= named
        and second.capture == "paid"
    )
    what = "a repeat order within the lookback of the first: visits are in both paths"
    cases.plant(0, what, f"default {again.name}")
    for what, low, high in (
        ("a phone of several customers: one customer", 2, 5),
        ("a phone of more than five customers, as it happens: it links nobody", 6, 99),
    ):
        phone = next(p for p, found in phones.items() if p and low <= len(found) <= high)
        shown = next(order for order in orders if order.customer.phone == phone)
        cases.plant(0, what, f"default {shown.name}")
    cases.plant(0, "visits of retargeting, which brings no order: its true effect is zero",
                "web/sessions: C02")  # fmt: skip
