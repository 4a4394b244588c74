"""Printed times become ISO text of the same wall clock and offset, or stay as they are."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import format_datetime
from hypothesis import given
from hypothesis import strategies as st

from glue.landing.moments import LANGUAGES, iso_text, month_numbers

# As exports of the marketplaces print them.
PRINTED = [
    ("Dec 1, 2017 12:38:23 AM PST", "2017-12-01 00:38:23 -0800"),
    ("Jun 8, 2025 10:23:05 PM PDT", "2025-06-08 22:23:05 -0700"),
    ("15 Mar 2026 3:22:08 PM UTC", "2026-03-15 15:22:08 +0000"),
    ("1 Jul 2026 4:24:44 am UTC", "2026-07-01 04:24:44 +0000"),
    ("Jan. 5, 2025 12:02:03 a.m. PST", "2025-01-05 00:02:03 -0800"),
    ("Jan. 5, 2025 12:02:03 p.m. PST", "2025-01-05 12:02:03 -0800"),
    ("2025/01/01 0:21:14 JST", "2025-01-01 00:21:14 +0900"),
    ("01.02.2024 00:12:34 UTC", "2024-02-01 00:12:34 +0000"),
    ("5 févr. 2024 00:12:34 UTC", "2024-02-05 00:12:34 +0000"),
    ("13 ago 2025 12:00:00 CEST", "2025-08-13 12:00:00 +0200"),
    ("13 de agosto de 2025 12:00:00 UTC", "2025-08-13 12:00:00 +0000"),
    ("5 sept. 2024 00:12:34 GMT+2", "2024-09-05 00:12:34 +0200"),
    ("1 Jul 2026 4:24:44 AM GMT+05:30", "2026-07-01 04:24:44 +0530"),
    ("2025-03-09 02:30:00", "2025-03-09 02:30:00"),
    ("Jun 8, 2025", "2025-06-08"),
    ("9999-12-31", "9999-12-31"),
]
LEFT = [
    "31 Feb 2025 1:00:00 UTC",
    "01/02/2025 1:00:00 UTC",
    "Jan 1, 2025 13:00:00 PM PST",
    "Jan 1, 2025 0:00:00 AM PST",
    "Jan 1, 2025 10:00:00 AM XYZ",
    "Foo 1, 2025 10:00:00 AM PST",
    "1735689600",
    "yesterday",
    "",
]


@pytest.mark.parametrize(("text", "expected"), PRINTED)
def test_a_printed_time_becomes_iso_text(text, expected):
    assert iso_text(text) == expected


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_a_time_stays_as_it_is(text):
    assert iso_text(text) == text


def test_no_month_name_means_two_months():
    assert set(month_numbers().values()) == set(range(1, 13))


@given(
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2099, 12, 31)),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["d MMM y HH:mm:ss", "d MMMM y HH:mm:ss", "dd.MM.y HH:mm:ss"]),
)
def test_every_day_of_every_language_is_read_back(moment, language, pattern):
    moment = moment.replace(microsecond=0)
    text = format_datetime(moment, pattern, locale=language)
    assert iso_text(f"{text} UTC") == f"{moment:%Y-%m-%d %H:%M:%S} +0000"
