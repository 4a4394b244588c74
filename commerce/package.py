"""What a deployment takes along: archives of the landing code, its wheels and the project.

    build/package/land_raw_exports.py      the script of the Glue job
    build/package/landing.zip              glue/ with its specs, for --extra-py-files
    build/package/landing.gluewheels.zip   wheels that AWS Glue lacks, as requirements.lock has them
    build/package/project.zip              what load, dbt build and docs need

The same sources give the same bytes: order, times and modes of members are fixed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

from commerce.errors import UserError
from commerce.workspace import ROOT

FOLDER = ROOT / "build" / "package"
SCRIPT, LANDING = "land_raw_exports.py", "landing.zip"
WHEELS, PROJECT = "landing.gluewheels.zip", "project.zip"
# Imported by glue/landing, and not, or not surely at these versions, on AWS Glue 5.1.
GLUE_LACKS = ("babel", "jmespath", "python-calamine", "pyyaml", "tzdata")
_GLUE_PYTHON = ("--python-version", "3.11", "--implementation", "cp")
_GLUE_PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
_PROJECT_FOLDERS = ("analyses", "commerce", "glue", "macros", "models", "seeds", "tests")
_PROJECT_FILES = (
    "dbt_project.yml", "profiles.example.yml", "pyproject.toml", "requirements.lock",
    "selectors.yml", ".dbtignore",
)  # fmt: skip
_LEFT_OUT = ("__pycache__", "tests/python/")
_NEVER_CHANGES = (2020, 1, 1, 0, 0, 0)


def archive(path: Path, members: Iterable[tuple[str, bytes]]) -> None:
    """Write a zip whose bytes depend on its members only."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in sorted(members):
            info = zipfile.ZipInfo(name, _NEVER_CHANGES)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, 0o644 << 16
            packed.writestr(info, content, compresslevel=9)


def _below(root: Path, folder: str) -> Iterable[tuple[str, bytes]]:
    for path in (root / folder).rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not any(part in name for part in _LEFT_OUT):
            yield name, path.read_bytes()


def landing_members(root: Path) -> list[tuple[str, bytes]]:
    """Code and specs of landing, as the job imports them."""
    return [m for m in _below(root, "glue") if m[0].endswith((".py", ".yml"))]


def project_members(root: Path) -> list[tuple[str, bytes]]:
    """What load, dbt build and docs need: code, models, dbt's tests, the lock; no sample data."""
    found = [(name, (root / name).read_bytes()) for name in _PROJECT_FILES]
    for folder in _PROJECT_FOLDERS:
        found.extend(_below(root, folder))
    return found


def locked(root: Path, names: Iterable[str]) -> list[str]:
    """`name==version` of packages, as requirements.lock has them. Raises UserError for others."""
    versions = {}
    for line in (root / "requirements.lock").read_text("utf-8").splitlines():
        name, _, version = line.partition("==")
        versions[_plain(name)] = version
    missing = [name for name in names if _plain(name) not in versions]
    if missing:
        raise UserError(f"requirements.lock does not name {missing[0]}: run `make lock`.")
    return [f"{name}=={versions[_plain(name)]}" for name in names]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def fetch_wheels(requirements: list[str], folder: Path) -> list[Path]:
    """Wheels of exactly these versions for AWS Glue's Python. Raises UserError if pip fails."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.whl"):
        old.unlink()
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    command += ["--no-deps", "--only-binary", ":all:", *_GLUE_PYTHON, "--dest", str(folder)]
    for platform in _GLUE_PLATFORMS:
        command += ["--platform", platform]
    done = subprocess.run([*command, *requirements], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["it says nothing"]
        raise UserError(f"pip could not fetch the wheels for AWS Glue: {said[-1]}")
    return sorted(folder.glob("*.whl"))


def wheel_members(requirements: list[str], wheels: Iterable[Path]) -> list[tuple[str, bytes]]:
    """The layout that Glue expects: wheels/requirements.txt beside the wheels."""
    listed = "".join(f"{line}\n" for line in requirements).encode()
    return [("wheels/requirements.txt", listed)] + [
        (f"wheels/{wheel.name}", wheel.read_bytes()) for wheel in wheels
    ]


def write(root: Path = ROOT, folder: Path = FOLDER) -> list[Path]:
    """Write all four artifacts and return them. Raises UserError when wheels cannot be fetched."""
    folder.mkdir(parents=True, exist_ok=True)
    requirements = locked(root, GLUE_LACKS)
    wheels = fetch_wheels(requirements, folder / "wheels")
    archive(folder / WHEELS, wheel_members(requirements, wheels))
    archive(folder / LANDING, landing_members(root))
    archive(folder / PROJECT, project_members(root))
    (folder / SCRIPT).write_bytes((root / "glue" / "jobs" / SCRIPT).read_bytes())
    return [folder / name for name in (SCRIPT, LANDING, WHEELS, PROJECT)]


def run() -> tuple[int, str]:
    """Write the artifacts; the exit code and the last line."""
    written = write()
    size = sum(path.stat().st_size for path in written) / 1e6
    return 0, f"Packaged: {len(written)} files, {size:.1f} MB, in build/package."
