"""checkov finds no failure, runs without the network, and what it is told to skip says why.

It has an environment of its own, made once from infra/checks/requirements.txt: it pins an older
boto3 than the project.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from tests.python.infra.templates import ROOT, TEMPLATES, load_all

REQUIREMENTS = ROOT / "infra" / "checks" / "requirements.txt"
VENV = ROOT / ".venv-checks"
LEAST_CHECKS = 40
# Every skip, by what skips it: a new one is a decision, and this list is where it shows.
SKIPPED = {("raw.LogsBucket", "CKV_AWS_18"), ("schedule.RunRole", "CKV_AWS_111")}


@pytest.fixture(scope="session")
def checkov() -> Path:
    """The scanner, installed once per content of its requirements."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    stamp = VENV / "stamp"
    with FileLock(f"{VENV}.lock"):
        if not stamp.exists() or stamp.read_text() != wanted:
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
            pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
            subprocess.run(
                [*pip, "install", "--quiet", "--no-compile", "-r", str(REQUIREMENTS)], check=True
            )
            stamp.write_text(wanted)
    Path(f"{VENV}.lock").unlink(missing_ok=True)
    return VENV / "bin" / "checkov"


def scan(checkov: Path, folder: Path) -> tuple[dict, str]:
    """The report over a folder of templates, and what was said beside it."""
    command = [str(checkov), "--directory", str(folder), "--framework", "cloudformation"]
    command += ["--skip-download", "--output", "json", "--compact"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    beside, _, report = done.stdout.partition("{")
    return json.loads("{" + report), beside + done.stderr


@pytest.mark.usefixtures("scanners")
def test_checkov_finds_nothing(checkov: Path) -> None:
    report, beside = scan(checkov, TEMPLATES)
    # A check that crashed is no check that passed.
    assert beside.strip() == ""
    failed = [(c["check_id"], c["resource"]) for c in report["results"]["failed_checks"]]
    assert failed == []
    summary = report["summary"]
    assert (summary["failed"], summary["parsing_errors"]) == (0, 0)
    assert summary["passed"] >= LEAST_CHECKS
    skipped = {
        (Path(c["file_path"]).stem + "." + c["resource"].rpartition(".")[2], c["check_id"])
        for c in report["results"]["skipped_checks"]
    }
    assert skipped == SKIPPED
    seen = {Path(c["file_path"]).stem for c in report["results"]["passed_checks"]}
    assert seen == {path.stem for path in TEMPLATES.glob("*.yml")}


@pytest.mark.usefixtures("scanners")
def test_checkov_would_find_an_open_door(checkov: Path, tmp_path: Path) -> None:
    text = (TEMPLATES / "network.yml").read_text("utf-8")
    opened = text.replace("SourceSecurityGroupId: !Ref BuildSecurityGroup", "CidrIp: 0.0.0.0/0", 1)
    opened = opened.replace(
        "FromPort: 5439, ToPort: 5439, CidrIp", "FromPort: 22, ToPort: 22, CidrIp"
    )
    (tmp_path / "network.yml").write_text(opened)
    report, _beside = scan(checkov, tmp_path)
    assert "CKV_AWS_24" in {check["check_id"] for check in report["results"]["failed_checks"]}


def test_every_skip_says_why_beside_its_resource() -> None:
    found = set()
    for name, template in load_all().items():
        for logical, resource in template["Resources"].items():
            for skip in resource.get("Metadata", {}).get("checkov", {}).get("skip", []):
                assert len(skip["comment"].split()) >= 6, logical
                found.add((f"{name}.{logical}", skip["id"]))
    assert found == SKIPPED
    # And none in a comment, where the reason could be left out.
    assert not [p for p in TEMPLATES.glob("*.yml") if re.search(r"checkov:skip", p.read_text())]


def test_the_scanner_is_pinned() -> None:
    lines = [line for line in REQUIREMENTS.read_text().splitlines() if not line.startswith("#")]
    assert lines and all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", line) for line in lines)
