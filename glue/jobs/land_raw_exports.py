"""Land raw exports: the entry point of the Glue job, and of a run by hand.

python -m glue.jobs.land_raw_exports --raw data/sample --state build/landing
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from glue.landing.engine import land
from glue.landing.errors import LandingError
from glue.landing.pii import load_key


def _arguments(argv: list[str]) -> dict[str, str]:
    """Arguments by name: those of the Glue job when it runs there, of the command line else."""
    if any(text.startswith("--JOB_NAME") for text in argv):
        from awsglue.utils import getResolvedOptions

        return getResolvedOptions(argv, ["raw", "state"])
    parser = argparse.ArgumentParser(description="Land raw vendor exports as typed Parquet.")
    parser.add_argument("--raw", required=True, help="folder of exports")
    parser.add_argument("--state", required=True, help="folder of the landing state")
    return vars(parser.parse_args(argv[1:]))


def main(argv: list[str]) -> int:
    """Run the landing. Exit code 0: all landed; 3: something was rejected; 1: nothing landed."""
    arguments = _arguments(argv)
    state = Path(arguments["state"])
    try:
        result = land(Path(arguments["raw"]), state, pii_key=load_key(state), progress=print)
    except LandingError as error:
        print(error, file=sys.stderr)
        return 1
    for message in result.messages:
        print(message)
    return 3 if result.has_rejections else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
