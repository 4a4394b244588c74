"""Reading ahead changes nothing but the time: same items, same errors, no thread left behind."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue.landing.ahead import ahead


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "ahead"]


@given(st.lists(st.integers(), max_size=40), st.integers(1, 5))
def test_the_items_come_in_their_order(items, depth):
    assert list(ahead(iter(items), depth)) == items
    assert threads() == []


def test_an_error_is_raised_after_the_items_before_it():
    def failing():
        yield 1
        yield 2
        raise ValueError("the file is cut")

    found = ahead(failing())
    assert (next(found), next(found)) == (1, 2)
    with pytest.raises(ValueError, match="the file is cut"):
        next(found)
    assert threads() == []


def test_items_are_computed_before_they_are_asked_for_and_no_more_than_the_depth():
    computed = threading.Semaphore(0)
    count = 0

    def counting():
        nonlocal count
        for number in range(100):
            count += 1
            computed.release()
            yield number

    found = ahead(counting(), depth=3)
    assert next(found) == 0
    for _ in range(4):
        assert computed.acquire(timeout=5)
    found.close()
    # One taken, three ready, one in the hand of the thread.
    assert 4 <= count <= 6
    assert threads() == []
