"""Several dbt commands in one process, the project read once: a list of arguments per line in.

Reading the project takes as long as many a command. Protocol: a JSON list on standard input, `true`
or `false` on standard output, whether it succeeded. What dbt itself prints goes to standard error.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import sys

from dbt.cli.main import dbtRunner


def callers() -> list[tuple]:
    """The frames that led here, as inspect.stack has them, without their files and lines.

    The driver looks up at every connection which module connects; it reads nothing else of them.
    """
    frames, frame = [], sys._getframe(1)
    while frame:
        frames.append((frame,))
        frame = frame.f_back
    return frames


def main(options: list[str]) -> None:
    """Answer line by line until standard input ends. options: behind the arguments of each line."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    inspect.stack = callers
    # Some minutes' garbage is smaller than the project's own objects, which each search reads.
    gc.disable()
    manifest = dbtRunner().invoke(["parse", *options]).result
    for line in sys.stdin:
        done = dbtRunner(manifest=manifest).invoke([*json.loads(line), *options])
        if done.exception:
            print(done.exception, file=sys.stderr, flush=True)
        answers.write(json.dumps(bool(done.success)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
