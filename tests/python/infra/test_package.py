"""What is packaged: the same bytes from the same sources, and enough to run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from commerce import package
from commerce.__main__ import parser
from commerce.errors import UserError
from commerce.templates import load
from tests.python.infra.templates import ROOT


def written(folder: Path, root: Path = ROOT) -> dict[str, Path]:
    """The archives that need no network."""
    folder.mkdir()
    package.archive(folder / package.LANDING, package.landing_members(root))
    package.archive(folder / package.PROJECT, package.project_members(root))
    return {name: folder / name for name in (package.LANDING, package.PROJECT)}


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    """A copy made later, in another order, with other times and modes: a release is its content."""
    copy = tmp_path / "copy"
    for name in (*package._PROJECT_FOLDERS, *package._PROJECT_FILES):
        source = ROOT / name
        if source.is_dir():
            left_out = shutil.ignore_patterns("python", "__pycache__")
            shutil.copytree(source, copy / name, ignore=left_out if name == "tests" else None)
        else:
            copy.mkdir(exist_ok=True)
            shutil.copyfile(source, copy / name)
    for path in copy.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    first, second = written(tmp_path / "one"), written(tmp_path / "two", copy)
    for name, path in first.items():
        assert path.read_bytes() == second[name].read_bytes(), name


def test_a_changed_source_changes_the_bytes(tmp_path: Path) -> None:
    package.archive(tmp_path / "a.zip", [("x", b"1"), ("y", b"2")])
    package.archive(tmp_path / "b.zip", [("y", b"2"), ("x", b"1")])
    package.archive(tmp_path / "c.zip", [("y", b"2"), ("x", b"3")])
    a, b, c = ((tmp_path / f"{name}.zip").read_bytes() for name in "abc")
    assert a == b != c


def test_the_job_finds_its_code_and_specs_in_the_archive(tmp_path: Path) -> None:
    """As Glue puts it on the path: zipped, with the script elsewhere and nothing of ours beside."""
    archives = written(tmp_path / "out")
    script = tmp_path / package.SCRIPT
    script.write_bytes((ROOT / "glue" / "jobs" / package.SCRIPT).read_bytes())
    probe = "from glue.landing.catalog import load_specs; print(len(load_specs()))"
    environment = os.environ | {"PYTHONPATH": str(archives[package.LANDING])}
    done = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    specs = list((ROOT / "glue" / "specs").glob("*__*.yml"))
    assert int(done.stdout) == len(specs)
    helped = subprocess.run(
        [sys.executable, str(script), "--help"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    arguments = load("jobs")["Resources"]["LandingJob"]["Properties"]["DefaultArguments"]
    for name in ("--raw", "--state", "--pii_secret", "--database", "--measures"):
        assert name in helped.stdout and name in arguments


def test_what_glue_lacks_is_at_the_versions_of_the_lock(tmp_path: Path) -> None:
    lock = (ROOT / "requirements.lock").read_text().lower().splitlines()
    lines = package.locked(ROOT, package.GLUE_LACKS)
    assert len(lines) == len(package.GLUE_LACKS) and set(lines) <= set(lock)
    with pytest.raises(UserError, match="requirements.lock does not name no-such-package"):
        package.locked(ROOT, ["no-such-package"])
    wheel = tmp_path / "babel-1-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    members = dict(package.wheel_members(lines, [wheel]))
    assert members["wheels/babel-1-py3-none-any.whl"] == b"wheel"
    assert members["wheels/requirements.txt"].decode().splitlines() == lines


def test_the_archives_hold_no_export_test_or_secret(tmp_path: Path) -> None:
    names = [
        name
        for path in written(tmp_path / "out").values()
        for name in zipfile.ZipFile(path).namelist()
    ]
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    # What git ignores, such as a person's own profiles.yml, is no part of a release.
    assert set(names) - set(listed) == set()
    assert [name for name in names if name.startswith(("data/", "tests/python/"))] == []


def test_the_build_runs_commands_that_the_project_has() -> None:
    """The commands of the build are those of a person: every word of them exists."""
    source = load("jobs")["Resources"]["BuildProject"]["Properties"]["Source"]["BuildSpec"]
    for text in ("-m commerce load --state", "--iam_role", "dbt build --target redshift",
                 "requirements.lock", "cp profiles.example.yml profiles.yml"):  # fmt: skip
        assert text in source
    for words in re.findall(r"-m commerce (.+?)(?: ;;)?$", source, re.MULTILINE):
        parser().parse_args(shlex.split(words))
    told = subprocess.run(
        [sys.executable, "-m", "commerce", "load", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--state" in told.stdout and "--iam_role" in told.stdout
    profiles = (ROOT / "profiles.example.yml").read_text("utf-8")
    project = load("jobs")["Resources"]["BuildProject"]["Properties"]["Environment"]
    given = {variable["Name"] for variable in project["EnvironmentVariables"]}
    for name in ("REDSHIFT_HOST", "REDSHIFT_DATABASE", "REDSHIFT_CLUSTER_ID"):
        assert name in given and name in profiles


@pytest.mark.usefixtures("scanners")
def test_the_packaged_project_parses_for_redshift(tmp_path: Path) -> None:
    unpacked = tmp_path / "project"
    with zipfile.ZipFile(written(tmp_path / "out")[package.PROJECT]) as packed:
        packed.extractall(unpacked)
    shutil.copy(unpacked / "profiles.example.yml", unpacked / "profiles.yml")
    environment = os.environ | {
        "REDSHIFT_HOST": "nowhere", "REDSHIFT_DATABASE": "commerce", "AWS_REGION": "us-east-1",
    }  # fmt: skip
    dbt = [sys.executable, "-c", "from dbt.cli.main import cli; cli()"]
    done = subprocess.run(
        [*dbt, "parse", "--target", "redshift"],
        cwd=unpacked,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.usefixtures("scanners")
def test_every_wheel_that_glue_lacks_can_be_fetched(tmp_path: Path) -> None:
    lines = package.locked(ROOT, package.GLUE_LACKS)
    wheels = package.fetch_wheels(lines, tmp_path / "wheels")
    assert len(wheels) == len(lines)
