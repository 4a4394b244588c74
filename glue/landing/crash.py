"""Where a run can be made to die, so that tests can show what a crash leaves behind."""

from __future__ import annotations

import os
import signal
import sys


def barrier(name: str) -> None:
    """Die here when a crash test asks for it by COMMERCE_LANDING_KILL_AT."""
    if os.environ.get("COMMERCE_LANDING_KILL_AT") == name:
        print(f"killed at {name}", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
