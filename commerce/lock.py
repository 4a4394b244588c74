"""Write requirements.lock: every package, direct or not, that the pins of pyproject.toml need."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from commerce.errors import UserError

HEADER = "# Written by `make lock` from the pins in pyproject.toml: every package, direct or not.\n"


def requirements(pyproject: Path) -> list[str]:
    """Return the requirement lines of the project and of its `dev` extra."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def resolve(wanted: list[str]) -> list[str]:
    """Return `name==version` of everything pip would install for `wanted`, by name.

    Raises UserError when pip finds no set of versions that fits.
    """
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    answer = subprocess.run(
        [*command, "--report", "-", *wanted], stdout=subprocess.PIPE, text=True, check=False
    )
    if answer.returncode != 0:
        raise UserError("pip could not resolve the pins of pyproject.toml; it says why above.")
    found = [item["metadata"] for item in json.loads(answer.stdout)["install"]]
    return sorted((f"{item['name']}=={item['version']}" for item in found), key=str.lower)


def write(root: Path) -> str:
    """Write `root`/requirements.lock and return the sentence that says so."""
    lines = resolve(requirements(root / "pyproject.toml"))
    lock = root / "requirements.lock"
    lock.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return f"{lock.name}: {len(lines)} packages."
