""".venv is made once per content of requirements.lock, by a Python 3.11 or with one sentence."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from commerce import bootstrap


@pytest.fixture
def made(tmp_path: Path, monkeypatch) -> list[str]:
    """The steps that were taken, in a project folder with a lock of one package."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements.lock").write_text("six==1.17.0\n")
    (tmp_path / ".venv").mkdir()
    steps: list[str] = []
    monkeypatch.setattr(bootstrap, "create", lambda python: steps.append("create"))
    monkeypatch.setattr(bootstrap, "install", lambda: steps.append("install"))
    return steps


def test_a_touched_lock_makes_nothing_and_a_changed_one_makes_it_anew(made) -> None:
    bootstrap.main()
    assert made == ["create", "install"]
    bootstrap.LOCK.touch()
    bootstrap.main()
    assert made == ["create", "install"]
    bootstrap.LOCK.write_text("six==1.16.0\n")
    bootstrap.main()
    assert made == ["create", "install"] * 2
    wanted = hashlib.sha256(b"six==1.16.0\n").hexdigest()
    assert bootstrap.STAMP.read_text() == wanted


def test_an_installation_that_failed_is_tried_again(made, monkeypatch) -> None:
    def fail() -> None:
        raise SystemExit("no network")

    with monkeypatch.context() as broken:
        broken.setattr(bootstrap, "install", fail)
        with pytest.raises(SystemExit, match="no network"):
            bootstrap.main()
    bootstrap.main()
    assert made == ["create", "create", "install"]


def test_a_machine_without_python_311_gets_one_sentence(tmp_path, monkeypatch) -> None:
    other = tmp_path / "python3"
    other.write_text("#!/bin/sh\nexit 1\n")
    other.chmod(0o755)
    monkeypatch.setattr(bootstrap.sys, "executable", str(other))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit) as said:
        bootstrap.python_311()
    assert str(said.value).startswith("Python 3.11 is needed")
    assert "make run PYTHON=" in str(said.value)
    assert "\n" not in str(said.value)
