"""dbt on the stand-in with the project's own example profile, as a user would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
COMMAND = "from dbt.cli.main import cli; cli()"


def options(target: Path) -> list[str]:
    """Where dbt reads and writes; the profile is made below `target`."""
    profiles = target / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    example = (ROOT / "profiles.example.yml").read_text(encoding="utf-8")
    # The stand-in speaks no TLS; all else stays as a user would have it.
    assert example.count("sslmode: verify-full") == 2
    local = example.replace("sslmode: verify-full", "sslmode: disable")
    (profiles / "profiles.yml").write_text(local, encoding="utf-8")
    folders = ["--project-dir", ROOT, "--profiles-dir", profiles, "--target-path", target]
    more = ["--target", "redshift_password", "--log-path", target, "--no-use-colors"]
    return [*map(str, folders), *map(str, more)]


def environment(named: dict[str, str], **variables: str) -> dict[str, str]:
    """The environment of a dbt process. named: the variables that name its database."""
    return os.environ | named | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"} | variables


def dbt(
    arguments: list[str], named: dict[str, str], target: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run dbt in a process of its own. variables: what else stands in its environment."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments, *options(target)],
        cwd=ROOT,
        env=environment(named, **variables),
        capture_output=True,
        text=True,
        check=False,
    )


class Dbt:
    """A dbt process that takes one command after another."""

    def __init__(self, process: subprocess.Popen[str], printed: Path) -> None:
        self._process, self._printed = process, printed

    def run(self, *arguments: str) -> None:
        """Run one command; the test fails with what dbt printed when it does not succeed."""
        # A process that has ended takes nothing and answers nothing.
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(arguments) + "\n")
            self._process.stdin.flush()
        if self._process.stdout.readline().strip() != "true":
            printed = self._printed.read_text(encoding="utf-8")
            pytest.fail(f"dbt {arguments[0]} on the stand-in:\n{printed[-6000:]}", pytrace=False)


@contextmanager
def one_dbt(named: dict[str, str], target: Path) -> Iterator[Dbt]:
    """A dbt process that reads the project once for all commands that it is given."""
    arguments = [*options(target), "--log-level-file", "none"]
    printed = target / "printed.txt"
    with (
        printed.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("dbt_steps.py")), *arguments],
            cwd=ROOT,
            env=environment(named),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        yield Dbt(process, printed)
