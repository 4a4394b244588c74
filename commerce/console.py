"""The terminal: one console, and progress that also reads well in a log."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

LOG_WIDTH = 200
LOG_INTERVAL_SECONDS = 10.0


def new_console() -> Console:
    """Return the console; in a log (no terminal, no COLUMNS) lines are wide rather than broken."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else LOG_WIDTH
    return Console(width=width, highlight=False, soft_wrap=False)


class Step:
    """One long step of a run: a bar on a terminal, a line every ten seconds in a log."""

    def __init__(self, console: Console, title: str) -> None:
        self.console = console
        self.title = title
        self._started = self._shown_at = time.monotonic()
        self._bar: Progress | None = None
        if console.is_terminal:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                TextColumn("{task.fields[text]}"),
                TimeElapsedColumn(),
                console=console,
                transient=True,
            )
            self._task = self._bar.add_task(title, total=None, text="")
            self._bar.start()
        else:
            console.print(f"{title} ...")

    def update(self, done: int | None, total: int | None, text: str) -> None:
        """Say how far the step is: `done` of `total` (None: unknown) and what is under way."""
        counted = f"{done} of {total}  {text}" if total else text
        if self._bar:
            short = counted[: max(20, self.console.width - len(self.title) - 40)]
            self._bar.update(self._task, completed=done, total=total, text=short)
        elif time.monotonic() - self._shown_at >= LOG_INTERVAL_SECONDS:
            self._shown_at = time.monotonic()
            self.console.print(f"  {counted}", markup=False)

    def say(self, text: str, style: str | None = None) -> None:
        """Print a line that stays, above the bar."""
        self.console.print(f"  {text}", style=style, markup=False)

    @property
    def seconds(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self._started

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()


@contextmanager
def step(console: Console, title: str) -> Iterator[Step]:
    """Show `title` as a step while the block runs."""
    running = Step(console, title)
    try:
        yield running
    finally:
        running.stop()
