"""make run: rejected rows do not fail it, a failed build does; the last line is repeated."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

# Under `make test` the outer make's flags and level must not reach the one under test.
OUTSIDE = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
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
            env=OUTSIDE,
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
    done = subprocess.run(
        ["make"], cwd=ROOT, env=OUTSIDE, capture_output=True, text=True, check=True
    )
    for target in ("run", "test", "docs", "lint", "bench", "sample", "clean"):
        assert f"make {target} " in done.stdout
