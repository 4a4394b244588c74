"""Land raw exports: the entry point of the AWS Glue job, and of a run by hand.

python -m glue.jobs.land_raw_exports --raw data/sample --state build/landing

Under Glue the arguments are --raw and --state (s3://bucket/prefix), --pii_secret (a secret of
Secrets Manager), --database (of the Data Catalog) and --measures (a namespace of CloudWatch);
for a restore also --as_arrived (yes).
"""

from __future__ import annotations

import argparse
import sys

from glue.landing.engine import land
from glue.landing.errors import LandingError
from glue.landing.pii import load_key
from glue.landing.publish import publish
from glue.landing.storage import storage_for

_SETTLE_SECONDS = 2.0
_ARGUMENTS = ("raw", "state", "pii_secret", "database", "measures")
# What a run of the job may be started with, and its definition does not have.
_OPTIONAL = ("as_arrived",)


def _arguments(argv: list[str]) -> dict[str, str]:
    """Arguments by name: those of the Glue job when it runs there, of the command line else."""
    if any(text.startswith("--JOB_NAME") for text in argv):
        from awsglue.utils import getResolvedOptions

        given = [name for name in _OPTIONAL if f"--{name}" in argv]
        return getResolvedOptions(argv, ["JOB_NAME", *_ARGUMENTS, *given])
    parser = argparse.ArgumentParser(description="Land raw vendor exports as typed Parquet.")
    parser.add_argument("--raw", required=True, help="folder of exports, or s3://bucket/prefix")
    parser.add_argument("--state", required=True, help="folder of the landing state, or s3://...")
    parser.add_argument("--pii_secret", help="secret that holds the pseudonym key")
    parser.add_argument("--database", help="Data Catalog database to register the tables in")
    parser.add_argument("--measures", help="CloudWatch namespace to send the counts of the run to")
    parser.add_argument("--as_arrived", help="yes: land an empty state anew as its files came")
    return vars(parser.parse_args(argv[1:]))


def _key(arguments: dict[str, str]) -> bytes:
    if arguments["pii_secret"]:
        from glue.landing.secret import key_from_secret

        return key_from_secret(arguments["pii_secret"])
    return load_key(arguments["state"])


def _run(arguments: dict[str, str]) -> int:
    raw, state = arguments["raw"], arguments["state"]
    result = land(
        raw,
        state,
        pii_key=_key(arguments),
        progress=print,
        settle_seconds=_SETTLE_SECONDS,
        as_arrived=bool(arguments.get("as_arrived")),
    )
    published = publish(storage_for(raw, state))
    print(f"Published batch {published.batch_id}: {len(published.tables)} tables.")
    if arguments["database"]:
        from glue.landing.data_catalog import register

        changed = register(published, arguments["database"])
        print(f"Data Catalog {arguments['database']}: {len(changed)} tables changed.")
    for message in result.messages:
        print(message)
    if arguments["measures"]:
        from glue.landing.measures import send

        send(result, arguments["measures"])
    # Glue takes every other code for a failed job; what was rejected stands in the quarantine.
    return 3 if result.has_rejections and "JOB_NAME" not in arguments else 0


def main(argv: list[str]) -> int | str:
    """Run the landing. 0: all landed; 3: something was rejected; a sentence: nothing landed."""
    try:
        return _run(_arguments(argv))
    except LandingError as error:
        return str(error)


if __name__ == "__main__":
    # The sentence goes to the log, and Glue takes it for the reason of the failure.
    if code := main(sys.argv):
        sys.exit(code)
