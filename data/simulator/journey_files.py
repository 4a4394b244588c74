"""Writes the session exports: overlapping downloads, of which a newer one adds and corrects."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass

from data.simulator.calendar_fx import offset_hours, to_local
from data.simulator.journeys import Visit
from data.simulator.layout import columns
from data.simulator.shopify_model import ZONES

HEADER = columns(
    "session_id,visitor_id,customer_email,order_name,started_at,utm_source,utm_medium,utm_campaign,"
    "campaign_id,gclid,fbclid,referrer,landing_page"
)


@dataclass(frozen=True)
class SessionWindow:
    """One download: its local days, and how it prints a time.

    style: utc, a naive time of UTC; shop, with the shop's offset as Shopify prints it; iso, with
    the offset as ISO 8601 has it.
    """

    file: str
    first: dt.date
    last: dt.date
    style: str
    separator: str = ","

    def holds(self, visit: Visit) -> bool:
        """True when the visit is of the download's days."""
        return self.first <= visit.day <= self.last

    def printed(self, visit: Visit) -> str:
        """The visit's start as the download prints it."""
        if self.style == "utc":
            return f"{visit.at:%Y-%m-%d %H:%M:%S}"
        zone = ZONES[visit.store]
        local, hours = to_local(visit.at, zone), offset_hours(visit.at, zone)
        sign = "-" if hours < 0 else "+"
        if self.style == "iso":
            return f"{local:%Y-%m-%dT%H:%M:%S}{sign}{abs(hours):02d}:00"
        return f"{local:%Y-%m-%d %H:%M:%S} {sign}{abs(hours):02d}00"

    def printed_day(self, visit: Visit) -> dt.date:
        """The day that the download prints."""
        return visit.at.date() if self.style == "utc" else visit.day


def _window(file: str, first: str, last: str, style: str, separator: str = ",") -> SessionWindow:
    return SessionWindow(
        f"{file}.csv", dt.date.fromisoformat(first), dt.date.fromisoformat(last), style, separator
    )


WINDOWS = {
    "default": [
        _window("web/sessions/sessions_2025_h1", "2025-01-01", "2025-07-04", "utc"),
        _window("web/sessions/sessions_2025_h2", "2025-06-24", "2026-01-04", "shop"),
        _window("web/sessions/sessions_2026_q1", "2025-12-29", "2026-04-04", "shop"),
        _window("web/sessions/sessions_2026_q2", "2026-03-30", "2026-06-30", "shop"),
    ],
    "eu": [
        _window("eu/web/sessions/besuche_2025", "2025-01-01", "2025-12-31", "iso", ";"),
        _window("eu/web/sessions/besuche_2026", "2025-12-20", "2026-06-30", "iso", ";"),
    ],
}


def windows_of(visit: Visit) -> list[SessionWindow]:
    """The downloads that hold a visit, oldest first."""
    found = [window for window in WINDOWS[visit.store] if window.holds(visit)]
    if visit.is_added_late:
        return found[-1:]
    return found[:-1] if visit.is_dropped_late and len(found) > 1 else found


def sessions_csv(visits: list[Visit], window: SessionWindow) -> tuple[str, int]:
    """The text of one download and its number of records, in the order of time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", delimiter=window.separator)
    writer.writerow(HEADER)
    records = 0
    for visit in sorted(visits, key=lambda visit: (visit.at, visit.session_id)):
        held = windows_of(visit)
        if window not in held:
            continue
        cells = {
            "session_id": visit.session_id,
            "visitor_id": visit.visitor,
            "customer_email": visit.email,
            "order_name": visit.order_name,
            "started_at": window.printed(visit),
            "utm_source": visit.source,
            "utm_medium": visit.medium,
            "utm_campaign": visit.campaign,
            "campaign_id": visit.campaign_id,
            "gclid": visit.gclid,
            "fbclid": visit.fbclid,
            "referrer": visit.referrer,
            "landing_page": visit.page,
        }
        if window is not held[-1]:
            cells |= visit.before
        writer.writerow([cells[column] for column in HEADER])
        records += 1
    return buffer.getvalue(), records
