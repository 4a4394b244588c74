"""The truth about visits and orders: paths, credit under each model, and spend on orders.

Rules, within one store:
- A session is one touch, at its start in UTC, on the day that its newest export prints. An order
  whose note tells utm or a click is one touch of its own at the order's time, `order:<name>`,
  unless a session names the order.
- A session is the customer's whose order it names, if that order is known; else the one whose
  address it tells; else the one that all sessions of its visitor tell. A visitor of two customers
  is a shared device: what nobody is told for is nobody's.
- An empty session (nothing but its ids and its start) is in no path.
- The path of a counted order: touches of its customer, and those that name it, from 0 seconds to
  the window before it, both ends included. The window is the lookback of 30 days, or the click
  window of the touch's platform where that is shorter: Google 30 days, Meta 7. It is in the order
  of (time, touch id). A path is not cut at an earlier order: a touch may be in several paths.
- An order without touches has one row: `direct`, all of the credit in each model.
- Markov: per store; paths of orders that have touches end with a sale; of each customer, or else
  visitor, the touches that are in no path are one path without a sale.
- A campaign's spend of a day goes to the orders by the units that last_non_direct gives to its
  touches of that day: whole cents, the rest by largest remainder, then order id, then touch id.
  Spend of a day without such touches is nobody's.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from data.simulator import attribution_models as models
from data.simulator.ads import GOOGLE, GOOGLE_EU, AdRow
from data.simulator.ads_cases import CAMPAIGNS
from data.simulator.customer_truth import Customers, person_of
from data.simulator.journey_files import windows_of
from data.simulator.journeys import Visit, landing_visit
from data.simulator.money import cents_text
from data.simulator.shopify_model import ExportWindow, Order, last_view
from data.simulator.shopify_truth import COUNTED

LOOKBACK_SECONDS = 30 * 86_400
CLICK_WINDOWS = {"google_ads": 30 * 86_400, "meta_ads": 7 * 86_400}
_GOOGLE_IDS = {
    campaign.name: campaign.campaign_id for campaign in (*GOOGLE, *GOOGLE_EU, *CAMPAIGNS)
}


@dataclass
class Path:
    """A counted order with its touches in order and its credit by model, in units."""

    order: Order
    customer: str
    kind: str = "unknown"
    touches: list[Visit] = field(default_factory=list)
    credits: dict[str, list[int]] = field(default_factory=dict)


def is_empty(visit: Visit) -> bool:
    """True for a record that tells nothing about the visit."""
    return not (
        visit.source or visit.medium or visit.campaign or visit.campaign_id or visit.gclid
        or visit.fbclid or visit.referrer or visit.page or visit.email or visit.order_name
        or visit.session_id.startswith("order:")
    )  # fmt: skip


class StoreTruth:
    """What is true of one store's visits."""

    def __init__(
        self, orders: list[Order], visits: list[Visit], windows: list[ExportWindow]
    ) -> None:
        self.orders = orders
        self.customers = Customers(orders)
        by_name = {order.name: order for order in orders}
        named = {visit.order_name for visit in visits}
        landings = [
            landing
            for order in orders
            if order.name not in named and (landing := landing_visit(order)) is not None
        ]
        self.visits = visits
        self.touches = sorted([*visits, *landings], key=lambda touch: (touch.at, touch.session_id))
        told: dict[str, set[str]] = defaultdict(set)
        for visit in visits:
            own = self._own(visit, by_name)
            if own:
                told[visit.visitor].add(own)
        self.shared = {visitor for visitor, found in told.items() if len(found) > 1}
        self.known = {visitor: min(found) for visitor, found in told.items() if len(found) == 1}
        self.owner: dict[str, str] = {}
        for touch in self.touches:
            name = touch.order_name or touch.session_id.removeprefix("order:")
            if name in by_name:
                self.owner[touch.session_id] = self.customers.of_order(by_name[name])
            else:
                own = self.customers.of_address(touch.email)
                self.owner[touch.session_id] = own or self.known.get(touch.visitor, "")
        self.paths = self._paths(windows)
        self._give_credit()

    def _own(self, visit: Visit, by_name: dict[str, Order]) -> str:
        if visit.order_name in by_name:
            return self.customers.of_order(by_name[visit.order_name])
        return self.customers.of_address(visit.email)

    def _paths(self, windows: list[ExportWindow]) -> list[Path]:
        mine: dict[str, list[Visit]] = defaultdict(list)
        naming: dict[str, list[Visit]] = defaultdict(list)
        for touch in self.touches:
            if not is_empty(touch):
                mine[self.owner[touch.session_id]].append(touch)
                naming[touch.order_name or touch.session_id.removeprefix("order:")].append(touch)
        paths, seen = [], set()
        for order in sorted(self.orders, key=lambda order: (order.created, order.name)):
            status = order.financial_status(last_view(order, windows))
            if status not in COUNTED or order.amazon_order_id:
                continue
            customer = self.customers.of_order(order)
            path = Path(order, customer)
            if customer:
                path.kind = "repeat" if customer in seen else "first"
                seen.add(customer)
            around = {touch.session_id: touch for touch in naming[order.name]}
            around |= {touch.session_id: touch for touch in (mine[customer] if customer else ())}
            path.touches = sorted(
                (touch for touch in around.values() if self._is_within(touch, order)),
                key=lambda touch: (touch.at, touch.session_id),
            )
            paths.append(path)
        return paths

    @staticmethod
    def _is_within(touch: Visit, order: Order) -> bool:
        age = (order.created - touch.at).total_seconds()
        limit = min(LOOKBACK_SECONDS, CLICK_WINDOWS.get(touch.platform, LOOKBACK_SECONDS))
        return 0 <= age <= limit

    def _give_credit(self) -> None:
        used = {touch.session_id for path in self.paths for touch in path.touches}
        lost: dict[str, list[str]] = defaultdict(list)
        for touch in self.touches:
            if touch.session_id not in used and not is_empty(touch):
                owner = self.owner[touch.session_id]
                lost[f"customer {owner}" if owner else touch.visitor or touch.session_id].append(
                    touch.group
                )
        self.effects = models.removal_effects(
            [[touch.group for touch in path.touches] for path in self.paths if path.touches],
            list(lost.values()),
        )
        # Digits beyond forty decide no unit.
        rounded = {
            channel: Fraction(round(effect * 10**40), 10**40)
            for channel, effect in self.effects.items()
        }
        for path in self.paths:
            if path.touches:
                path.credits = _credits(path, rounded)


def _credits(path: Path, effects: dict[str, Fraction]) -> dict[str, list[int]]:
    touches, count = path.touches, len(path.touches)
    channels = [touch.group for touch in touches]
    weights = {
        "first_touch": models.only(0, count),
        "last_touch": models.only(count - 1, count),
        "last_non_direct": models.last_non_direct([group == "Direct" for group in channels]),
        "linear": models.linear(count),
        "position_u": models.position_u(count),
        "position_w": models.position_w([bool(touch.email) for touch in touches]),
        "time_decay": models.time_decay(
            [int((path.order.created - touch.at).total_seconds()) for touch in touches]
        ),
        "markov": models.by_effect(channels, effects),
        "shapley": models.shapley(channels),
    }
    return {model: models.units(shares) for model, shares in weights.items()}


def campaign_key(row: AdRow) -> str:
    """The key of a report row's campaign: its id where the platform has one, else its name."""
    return _GOOGLE_IDS.get(row.campaign, "") or row.campaign


def printed_day(touch: Visit) -> dt.date:
    """The day of a touch as its newest export prints it, or of the order, on the shop's clock."""
    if touch.session_id.startswith("order:"):
        return touch.day
    return windows_of(touch)[-1].printed_day(touch)


def spend_truth(rows: list[AdRow], stores: dict[str, StoreTruth]) -> list[dict[str, object]]:
    """Spend per campaign and day, in cents, on whose orders it stands and what is nobody's."""
    spent: dict[tuple[str, str, str, str, dt.date], int] = defaultdict(int)
    for row in rows:
        if not row.is_evidence:
            key = (row.store, row.platform, campaign_key(row), row.currency, row.end)
            spent[key] += row.spend
    touched: dict[tuple[str, str, str, dt.date], list[tuple[str, str, int]]] = defaultdict(list)
    for store, truth in stores.items():
        for path in truth.paths:
            given = path.credits.get("last_non_direct", [])
            for touch, part in zip(path.touches, given, strict=True):
                if part and touch.key:
                    place = (store, touch.platform, touch.key, printed_day(touch))
                    touched[place].append((path.order.name, touch.session_id, part))
    result = []
    for (store, platform, key, currency, day), cents in sorted(spent.items()):
        credited = sorted(touched.get((store, platform, key, day), []))
        result.append(
            {
                "store": store,
                "platform": platform,
                "campaign_key": key,
                "currency": currency,
                "day": day.isoformat(),
                "spend": cents_text(cents),
                "unattributed": cents_text(0 if credited else cents),
                "orders": [
                    [name, touch, cents_text(share)]
                    for (name, touch, _), share in zip(
                        credited, _shares(cents, credited), strict=True
                    )
                ],
            }
        )
    return result


def _shares(cents: int, credited: list[tuple[str, str, int]]) -> list[int]:
    whole = sum(part for _, _, part in credited)
    shares = [cents * part // whole for _, _, part in credited]
    rests = [cents * part % whole for _, _, part in credited]
    order = sorted(range(len(credited)), key=lambda place: (-rests[place], place))
    for place in order[: cents - sum(shares)]:
        shares[place] += 1
    return shares


def _touch_row(store: str, truth: StoreTruth, touch: Visit) -> dict[str, object]:
    return {
        "store": store,
        "touch_id": touch.session_id,
        "visitor": touch.visitor,
        "customer": truth.owner[touch.session_id],
        "touched_at": f"{touch.at:%Y-%m-%d %H:%M:%S}",
        "touched_date": printed_day(touch).isoformat(),
        "channel_group": touch.group,
        "ad_platform": touch.platform,
        "campaign_key": touch.key,
        "is_empty": is_empty(touch),
        "is_shared_device": touch.visitor in truth.shared,
    }


def attribution_truth(
    shopify: dict[str, list[Order]],
    visits: dict[str, list[Visit]],
    windows: dict[str, list[ExportWindow]],
    spent: list[AdRow],
) -> dict[str, list[dict[str, object]]]:
    """The truth file's lists about customers, touches, orders, effects and spend."""
    stores = {
        store: StoreTruth(orders, visits[store], windows[store])
        for store, orders in shopify.items()
    }
    found: dict[str, list[dict[str, object]]] = {
        "customers": [], "touches": [], "attributed_orders": [], "removal_effects": [],
    }  # fmt: skip
    for store, truth in stores.items():
        buyers: dict[str, list[Path]] = defaultdict(list)
        for path in truth.paths:
            found["attributed_orders"].append(
                {
                    "store": store,
                    "order": path.order.name,
                    "person": person_of(path.order.customer),
                    "customer": path.customer,
                    "order_kind": path.kind,
                    "touches": [touch.session_id for touch in path.touches] or ["direct"],
                    "credits": path.credits or {"last_non_direct": [models.UNITS]},
                }
            )
            if path.customer:
                buyers[path.customer].append(path)
        for customer, paths in buyers.items():
            found["customers"].append(
                {
                    "store": store,
                    "customer": customer,
                    "orders": [path.order.name for path in paths],
                    "persons": sorted({person_of(path.order.customer) for path in paths}),
                    "segment": "repeat" if len(paths) > 1 else "new",
                }
            )
        found["touches"] += [_touch_row(store, truth, touch) for touch in truth.touches]
        found["removal_effects"] += [
            {"store": store, "channel_group": channel, "effect": float(effect)}
            for channel, effect in truth.effects.items()
        ]
    # Orders are drawn before visits: whatever a model credits, no campaign brought an order.
    campaigns = sorted({(row.store, row.platform, campaign_key(row)) for row in spent})
    found["campaign_effects"] = [
        {"store": store, "platform": platform, "campaign_key": key, "orders_caused": 0}
        for store, platform, key in campaigns
    ]
    return {**found, "campaign_spend": spend_truth(spent, stores)}
