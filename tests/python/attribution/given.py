"""The tables that the models read, with their types, and paths written into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from tests.python.attribution.compiled import Bench
from tests.python.attribution.oracle import Touch

TEXT, DAY, TRUTH, WHOLE = pa.string(), pa.date32(), pa.bool_(), pa.int64()
MOMENT = pa.timestamp("us")
EPOCH = dt.datetime(2026, 1, 1)

PATH_TOUCHES = pa.schema(
    {
        "store": TEXT, "order_id": TEXT, "order_key": TEXT, "order_kind": TEXT, "touch_id": TEXT,
        "touched_at": MOMENT, "touched_date": DAY, "age_seconds": WHOLE, "window_days": WHOLE,
        "channel_group": TEXT, "ad_platform": TEXT, "campaign_key": TEXT, "is_direct": TRUTH,
        "has_email": TRUTH,
    }
)  # fmt: skip
TOUCHES = pa.schema(
    {
        "store": TEXT, "touch_id": TEXT, "touch_kind": TEXT, "visitor_id": TEXT,
        "customer_label": TEXT, "person_basis": TEXT, "touched_at": MOMENT, "touched_date": DAY,
        "channel_group": TEXT, "ad_platform": TEXT, "campaign_key": TEXT, "is_direct": TRUTH,
        "has_email": TRUTH, "is_empty": TRUTH, "session_order_id": TEXT, "window_days": WHOLE,
    }
)  # fmt: skip
ORDERS = pa.schema(
    {
        "order_key": TEXT, "store": TEXT, "platform": TEXT, "channel_name": TEXT, "order_id": TEXT,
        "ordered_at": MOMENT, "sale_date": DAY, "is_journey_ready": TRUTH, "customer_label": TEXT,
        "order_kind": TEXT,
    }
)  # fmt: skip
SESSIONS = pa.schema(
    {
        "store": TEXT, "session_id": TEXT, "visitor_id": TEXT, "email_hash": TEXT,
        "order_name": TEXT, "campaign_id": TEXT, "email_kind": TEXT, "utm_source": TEXT,
        "utm_medium": TEXT, "utm_campaign": TEXT, "gclid": TEXT, "fbclid": TEXT, "referrer": TEXT,
        "landing_page": TEXT, "record_type": TEXT, "started_date": DAY, "started_at": MOMENT,
    }
)  # fmt: skip
ORDERS_KEPT = pa.schema(
    {
        "order_key": TEXT, "store": TEXT, "platform": TEXT, "order_id": TEXT, "ordered_at": MOMENT,
        "sale_date": DAY, "is_counted": TRUTH, "channel_name": TEXT, "is_journey_ready": TRUTH,
        "email_hash": TEXT, "email_kind": TEXT,
        "utm_source": TEXT, "utm_medium": TEXT, "utm_campaign": TEXT, "utm_term": TEXT,
        "gclid": TEXT, "fbclid": TEXT,
    }
)  # fmt: skip
AD_SPEND = pa.schema(
    {
        "store": TEXT, "platform": TEXT, "campaign": TEXT, "campaign_id": TEXT,
        "campaign_key": TEXT, "is_restated": TRUTH,
    }
)  # fmt: skip


def moment(seconds: int) -> dt.datetime:
    return EPOCH + dt.timedelta(seconds=seconds)


def path_rows(paths: Mapping[str, Sequence[Touch]], store: str = "s") -> list[dict]:
    """Rows of int_attribution__path_touches, by order."""
    return [
        {
            "store": store,
            "order_id": order,
            "order_key": f"{store} {order}",
            "order_kind": "first",
            "touch_id": touch.id,
            "touched_at": moment(touch.at),
            "touched_date": moment(touch.at).date(),
            "age_seconds": touch.ordered - touch.at,
            "window_days": 30,
            "channel_group": touch.channel,
            "is_direct": touch.is_direct,
            "has_email": touch.has_email,
        }
        for order, path in paths.items()
        for touch in path
    ]


def give_journeys(
    bench: Bench, orders: list[list[str]], nothing: list[list[str]], store: str = "s"
) -> None:
    """Give the touches of journeys as int_attribution__journey_touches has them.

    orders, nothing: journeys as channels in the order of time.
    """
    bench.give("int_attribution__journey_touches", journey_rows(orders, nothing, store), JOURNEYS)


JOURNEYS = pa.schema(
    {
        "store": TEXT, "journey_key": TEXT, "is_conversion": TRUTH, "touch_id": TEXT,
        "touched_at": MOMENT, "channel_group": TEXT,
    }
)  # fmt: skip


def journey_rows(orders: Iterable[list[str]], nothing: Iterable[list[str]], store: str) -> list:
    return [
        {
            "store": store,
            "journey_key": f"{store} {is_conversion} {number}",
            "is_conversion": is_conversion,
            "touch_id": f"{number}-{place}",
            "touched_at": moment(place),
            "channel_group": channel,
        }
        for is_conversion, journeys in ((True, orders), (False, nothing))
        for number, journey in enumerate(journeys)
        for place, channel in enumerate(journey)
    ]
