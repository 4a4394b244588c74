"""dbt in one long-lived process: a list of arguments per line in, the outcome of every node out.

Starting dbt costs more than a unit test does. Protocol: a JSON list on standard input, a JSON
object on standard output with `error` (why nothing ran, or null) and `outcomes`, a list of
[resource type, name, status, message, model that a unit test is of, else blank]. All that dbt
itself prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys

from dbt.cli.main import dbtRunner


def run(arguments: list[str]) -> dict:
    """Run one dbt command in this process."""
    done = dbtRunner().invoke(arguments)
    results = getattr(done.result, "results", None)
    if results is None:
        return {"error": str(done.exception or "dbt gave no results"), "outcomes": []}
    outcomes = [
        [
            str(result.node.resource_type),
            result.node.name,
            str(result.status),
            result.message or "",
            str(getattr(result.node, "tested_node_unique_id", None) or "").rpartition(".")[2],
        ]
        for result in results
    ]
    return {"error": None, "outcomes": outcomes}


def main() -> None:
    """Answer line by line until standard input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        answers.write(json.dumps(run(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
