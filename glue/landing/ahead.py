"""Compute the next items of an iterator while the former ones are being taken."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
_END = object()


class _Failure:
    """What the filling thread raised, to be raised where the items are taken."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


def ahead(items: Iterable[Item], depth: int = 4) -> Iterator[Item]:
    """The items in their order, up to `depth` of them computed before they are asked for.

    A Spark worker hands each batch over a narrow pipe and stands still until the JVM has typed and
    written it; this lets it read on meanwhile. What `items` raises is raised here; when the taker
    stops early, so does the thread.
    """
    ready: queue.Queue = queue.Queue(depth)
    stopped = threading.Event()

    def put(item: object) -> bool:
        while not stopped.is_set():
            try:
                ready.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def fill() -> None:
        try:
            for item in items:
                if not put(item):
                    return
        except BaseException as error:
            put(_Failure(error))
        else:
            put(_END)

    thread = threading.Thread(target=fill, name="ahead", daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not _END:
            if isinstance(item, _Failure):
                raise item.error
            yield item
    finally:
        stopped.set()
        thread.join()
