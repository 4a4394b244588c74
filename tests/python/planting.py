"""Planting a change in a copy of the project: what the suites that do so share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
C = TypeVar("C")
DAY = "COMMERCE_TEST_DAY"


class Planting:
    """A text of a file that is replaced by another one.

    file: path below the project; old: text that stands exactly once in it; new: what is planted
    instead.
    """

    file: str
    old: str
    new: str

    def planted_in(self, text: str) -> str:
        """The file's text with the change. Raises ValueError unless `old` stands in it once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} holds {text.count(self.old)} times: {self.old}")
        return text.replace(self.old, self.new)


@contextmanager
def planted(change: Planting, project: Path) -> Iterator[None]:
    """The copy of the project with the change in it, and without it afterward."""
    path = project / change.file
    before = path.read_text("utf-8")
    path.write_text(change.planted_in(before), "utf-8")
    try:
        yield
    finally:
        path.write_text(before, "utf-8")


def copy_project(target: Path, places: Iterable[str], *left_out: str) -> None:
    """Copy files and folders of the project; left_out: patterns of names that are not needed."""
    ignored = shutil.ignore_patterns("__pycache__", *left_out)
    for name in places:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, target / name)


def settle_the_day() -> None:
    """Fix the day of this run before its processes start: midnight must not part them."""
    os.environ[DAY] = str(date.today().timetuple().tm_yday)


def day_of_the_run() -> int:
    """The day of the year on which this run of the suites began, in all its processes."""
    return int(os.environ[DAY])


def sample_of_the_day(changes: Sequence[C], day: int, size: int) -> list[C]:
    """`size` changes that lie apart; over the days of a year every change has its turn."""
    apart = -(-len(changes) // size)
    places = [(day % apart) + number * apart for number in range(size)]
    return [changes[place] for place in places if place < len(changes)]
