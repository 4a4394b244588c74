"""Draws visits of the web shops: the journeys that lead to orders, and visitors who never buy.

Orders are drawn before their visits, so no visit causes an order: the true effect of every campaign
on sales is zero. Retargeting is the plain case. It is shown to people alone whose order is drawn
already, so that every model gives it credit and none of that credit is sales it brought.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from data.simulator.ads import GOOGLE, GOOGLE_EU, META
from data.simulator.calendar_fx import FIRST_DAY, LAST_DAY, days, demand, to_local, to_utc
from data.simulator.draw import Draw
from data.simulator.shopify_model import ZONES, Order

WEB_SOURCES = ("web", "iphone", "android", "")
RETARGETING = "C02 - Retargeting - Catalog"
_CAMPAIGNS = {
    "default": {campaign.name: campaign for campaign in (*GOOGLE, *META)},
    "eu": {campaign.name: campaign for campaign in GOOGLE_EU},
}
_LAST_MOMENT = {
    "default": dt.datetime(2026, 7, 1, 3, 59, 59),
    "eu": dt.datetime(2026, 6, 30, 21, 59, 59),
}


@dataclass
class Visit:
    """One session: what its record prints, and in `group`, `platform`, `key` what it truly was.

    at: UTC. key: the campaign's key in the ad reports (Google's id, else the name), blank when the
    record does not tell a campaign of these reports. before: what the older of two files prints.
    """

    store: str
    visitor: str
    at: dt.datetime
    group: str
    platform: str = ""
    key: str = ""
    session_id: str = ""
    email: str = ""
    order_name: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    campaign_id: str = ""
    gclid: str = ""
    fbclid: str = ""
    referrer: str = ""
    page: str = ""
    before: dict[str, str] = field(default_factory=dict)
    is_added_late: bool = False
    is_dropped_late: bool = False

    @property
    def day(self) -> dt.date:
        """Its day on the shop's clock."""
        return to_local(self.at, ZONES[self.store]).date()


# (kind, campaign) and its weight; a campaign is drawn on days alone on which it runs.
_MIX = {
    "default": (
        (("google", "Brand - Search"), 15),
        (("google", "Shopping - All"), 12),
        (("google", "PMax - Home Decor"), 9),
        (("google", "Gifts - Nonbrand"), 6),
        (("gclid", "PMax - Home Decor"), 4),
        (("meta", "C01 - Prospecting - Advantage+"), 13),
        (("meta", RETARGETING), 9),
        (("meta", "C03 - Holiday Gift Guide 🎁"), 6),
        (("facebook", ""), 5),
        (("instagram", ""), 5),
        (("email", "weekly-edit"), 11),
        (("search", ""), 16),
        (("direct", ""), 20),
        (("referral", ""), 5),
    ),
    "eu": (
        (("google", "EU - Marke - Suche"), 20),
        (("google", "EU - PMax - Wohnen"), 16),
        (("gclid", "EU - PMax - Wohnen"), 4),
        (("email", "wochenbrief"), 11),
        (("instagram", ""), 6),
        (("search", ""), 18),
        (("direct", ""), 20),
        (("referral", ""), 4),
    ),
}
_PAGES = ("/", "/", "/collections/mugs", "/collections/vases", "/products/mug-clay",
          "/products/bowl-l", "/products/throw-wool", "/pages/gift-guide")  # fmt: skip
_ENGINES = (
    ("https://www.google.com/", 70),
    ("https://www.bing.com/", 16),
    ("https://duckduckgo.com/", 14),
)
_BLOGS = (
    "https://slow-home.example/best-mugs",
    "https://table-notes.example/",
    "https://gift-desk.example/under-50",
)
_GROUPS = {
    "cpc": ("Paid Search", "google_ads"),
    "paid_social": ("Paid Social", "meta_ads"),
    "email": ("Email", ""),
}
_META_MEDIA = (("paid_social", 86), ("Paid_Social", 7), ("paid-social", 7))
_META_SOURCES = (("facebook", 50), ("instagram", 30), ("fb", 10), ("ig", 10))


def spelled(name: str, draw: Draw) -> str:
    """A campaign's name as links carry it: mostly as it is, else in other case or encoding."""
    style = draw.weighted((("plain", 76), ("lower", 8), ("percent", 6), ("plus", 6), ("blanks", 4)))
    if style == "lower":
        return name.lower()
    if style == "percent":
        return name.replace("+", "%2B").replace(" ", "%20")
    if style == "plus":
        return name.replace("+", "%2B").replace(" ", "+")
    return name.replace(" ", "  ", 1) if style == "blanks" else name


class Web:
    """The visits of one store's shop, with draws of its own."""

    def __init__(self, seed: int, store: str, stream: str = "everyday") -> None:
        self.store, self.zone = store, ZONES[store]
        self.draw = Draw(seed, f"web/{store}/{stream}")
        self.visits: list[Visit] = []
        self.devices: dict[str, list[str]] = {}
        self.mix = _MIX[store]

    def device(self, person: str) -> str:
        """The device that somebody uses now: the first one mostly, where there are two."""
        if person not in self.devices:
            self.devices[person] = [
                self.new_visitor() for _ in range(2 if self.draw.chance(20) else 1)
            ]
        owned = self.devices[person]
        return owned[1] if len(owned) > 1 and self.draw.chance(35) else owned[0]

    def new_visitor(self) -> str:
        """The id of a browser that nobody used before."""
        return f"v{self.draw.token(9)}"

    def visit(self, visitor: str, at: dt.datetime, kind: str, of: str = "", **cells: str) -> Visit:
        """Add one visit of a kind, `of` a campaign; `cells` replace what the kind prints."""
        visit = Visit(self.store, visitor, at, kind, page=self.draw.pick(_PAGES))
        visit.session_id = f"s{self.draw.token(11)}"
        getattr(self, f"_{kind}")(visit, of)
        for name, text in cells.items():
            setattr(visit, name, text)
        self.visits.append(visit)
        return visit

    def _google(self, visit: Visit, campaign: str) -> None:
        draw, known = self.draw, _CAMPAIGNS[self.store][campaign]
        visit.group, visit.platform, visit.key = "Paid Search", "google_ads", known.campaign_id
        visit.source, visit.medium = draw.weighted((("google", 85), ("Google", 15))), "cpc"
        visit.campaign = spelled(campaign, draw)
        visit.campaign_id = known.campaign_id if draw.chance(55) else ""
        visit.gclid = f"Cj0KCQ{draw.token(16)}" if draw.chance(75) else ""
        visit.referrer = "https://www.google.com/"

    def _gclid(self, visit: Visit, campaign: str) -> None:
        # Auto-tagging alone: a click that was paid for, of a campaign that the link does not tell.
        visit.group, visit.platform = "Paid Search", "google_ads"
        visit.gclid = f"EAIaIQ{self.draw.token(16)}"
        if self.draw.chance(40):
            visit.campaign_id = visit.key = _CAMPAIGNS[self.store][campaign].campaign_id

    def _meta(self, visit: Visit, campaign: str) -> None:
        draw = self.draw
        visit.group, visit.platform, visit.key = "Paid Social", "meta_ads", campaign
        visit.source, visit.medium = draw.weighted(_META_SOURCES), draw.weighted(_META_MEDIA)
        visit.campaign = spelled(campaign, draw)
        visit.fbclid = f"IwAR{draw.token(16)}" if draw.chance(85) else ""
        visit.referrer = draw.pick(("https://l.facebook.com/", "https://l.instagram.com/", ""))

    def _facebook(self, visit: Visit, campaign: str) -> None:
        visit.group, visit.fbclid = "Organic Social", f"IwAR{self.draw.token(16)}"
        visit.referrer = self.draw.pick(("https://l.facebook.com/", "https://m.facebook.com/", ""))

    def _instagram(self, visit: Visit, campaign: str) -> None:
        visit.group = "Organic Social"
        if self.draw.chance(50):
            visit.source, visit.medium = "instagram", "social"
        visit.referrer = "https://l.instagram.com/"

    def _email(self, visit: Visit, campaign: str) -> None:
        visit.group, visit.source, visit.medium = "Email", "klaviyo", "email"
        visit.campaign = campaign

    def _search(self, visit: Visit, campaign: str) -> None:
        visit.group, visit.referrer = "Organic Search", self.draw.weighted(_ENGINES)

    def _direct(self, visit: Visit, campaign: str) -> None:
        visit.group = "Direct"

    def _referral(self, visit: Visit, campaign: str) -> None:
        visit.group, visit.referrer = "Referral", self.draw.pick(_BLOGS)

    def kind_on(self, at: dt.datetime, is_buyer: bool) -> tuple[str, str]:
        """A kind of visit and its campaign on a moment's day."""
        day = to_local(at, self.zone).date()
        known = _CAMPAIGNS[self.store]
        open_now = [
            (option, weight)
            for option, weight in self.mix
            if (option[1] not in known or known[option[1]].runs(day))
            and (is_buyer or option[1] != RETARGETING)
        ]
        return self.draw.weighted(open_now)

    def journey(self, order: Order, person: str) -> None:
        """The visits before one order, and at times some after it."""
        draw = self.draw
        told = tuple(
            order.attribute(key)
            for key in ("utm_source", "utm_medium", "utm_campaign", "gclid", "fbclid")
        )
        count = draw.weighted(((0, 11), (1, 27), (2, 23), (3, 16), (4, 11), (5, 7), (6, 5)))
        if count == 0:
            return
        moment = order.created - dt.timedelta(seconds=draw.between(50, 2_700))
        last = self._last_visit(order, person, moment, told)
        if told[0] or draw.chance(78):
            last.order_name = order.name
            last.email = order.customer.email if draw.chance(55) else ""
        for _ in range(count - 1):
            moment -= dt.timedelta(
                days=draw.weighted(((0, 26), (1, 22), (3, 18), (6, 16), (11, 10), (19, 8))),
                seconds=draw.between(1_200, 86_000),
            )
            if to_local(moment, self.zone).date() < FIRST_DAY:
                return
            if order.created - moment <= dt.timedelta(days=45):
                self._known_visit(order, person, moment)
        if draw.chance(14):
            after = order.created + dt.timedelta(
                days=draw.between(0, 18), seconds=draw.between(900, 80_000)
            )
            if after <= _LAST_MOMENT[self.store]:
                self._known_visit(order, person, after)

    def _known_visit(self, order: Order, person: str, at: dt.datetime) -> Visit:
        visit = self.visit(self.device(person), at, *self.kind_on(at, is_buyer=True))
        if self.draw.chance(80 if visit.group == "Email" else 12):
            visit.email = order.customer.email
        return visit

    def _last_visit(
        self, order: Order, person: str, at: dt.datetime, told: tuple[str, ...]
    ) -> Visit:
        source, medium, campaign, gclid, fbclid = told
        if not source:
            return self.visit(self.device(person), at, *self.kind_on(at, is_buyer=True))
        # The shop wrote the same visit into the order's note.
        kind = {"cpc": "google", "paid_social": "meta", "email": "email"}[medium]
        visit = self.visit(self.device(person), at, kind, campaign)
        visit.source, visit.campaign = source, campaign
        visit.gclid, visit.fbclid = gclid or visit.gclid, fbclid or visit.fbclid
        return visit

    def passers_by(self, count: int) -> None:
        """Visitors who never buy; a few of them leave an address for the newsletter."""
        draw = self.draw
        calendar = [(day, demand(day)) for day in days(FIRST_DAY, LAST_DAY)]
        for number in range(count):
            visitor, first = self.new_visitor(), draw.weighted(calendar)
            wall = dt.datetime.combine(first, dt.time(draw.between(6, 23), draw.between(0, 59)))
            at = to_utc(wall, self.zone) + dt.timedelta(seconds=draw.between(0, 59))
            address = f"reader{number}@example.net" if draw.chance(4) else ""
            for _ in range(draw.weighted(((1, 62), (2, 24), (3, 10), (4, 4)))):
                if at > _LAST_MOMENT[self.store]:
                    break
                visit = self.visit(visitor, at, *self.kind_on(at, is_buyer=False))
                visit.email = address if visit.group == "Email" else ""
                at += dt.timedelta(days=draw.between(0, 9), seconds=draw.between(700, 80_000))


def landing_visit(order: Order) -> Visit | None:
    """The visit that an order's own note tells, None when it tells none."""
    source, medium, campaign = (
        order.attribute(key) for key in ("utm_source", "utm_medium", "utm_campaign")
    )
    if not source:
        return None
    group, platform = _GROUPS[medium]
    known = _CAMPAIGNS[order.store].get(campaign)
    key = (known.campaign_id or known.name) if known else ""
    return Visit(order.store, "", order.created, group, platform, key, f"order:{order.name}")


def everyday_visits(seed: int, store: str, orders: list[Order], reserved: set[str]) -> Web:
    """The visits of a store's web orders, but the reserved ones, and of those who buy nothing."""
    web = Web(seed, store)
    for order in orders:
        if order.source in WEB_SOURCES and not order.is_apart and order.name not in reserved:
            web.journey(order, order.customer.email)
    web.passers_by(1_900 if store == "default" else 420)
    return web
