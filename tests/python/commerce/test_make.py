"""make run: rejected rows do not fail it, a failed build does; the last line is repeated."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STAND_IN = """#!/bin/sh
mkdir -p build && echo "{line}" > build/last_run.txt && echo "{line}" && exit {code}
"""


@pytest.fixture
def make(tmp_path: Path):
    """Run `make run` with a stand-in for Python that ends with `code`."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "stamp").touch()
    (tmp_path / "requirements.lock").touch()

    def run(code: int, line: str) -> subprocess.CompletedProcess[str]:
        python = tmp_path / "python"
        python.write_text(STAND_IN.format(code=code, line=line))
        python.chmod(0o755)
        return subprocess.run(
            ["make", "-o", ".venv/stamp", "run", "PY=./python"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize(("code", "succeeds"), [(0, True), (3, True), (1, False)])
def test_make_run_fails_only_when_nothing_was_built(make, code: int, succeeds: bool) -> None:
    done = make(code, "Built or not.")
    assert (done.returncode == 0) is succeeds
    assert done.stdout.splitlines() == ["Built or not.", "make run: Built or not."]


def test_make_without_a_target_lists_the_targets() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "docs", "lint", "bench", "sample", "clean"):
        assert f"make {target} " in listed
