"""The repository as a whole: nothing of one machine in it, and the commands that others rely on."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
IGNORED = {".git", ".venv", ".venv-checks", "build", "target", "logs"}
MACHINE_PATH = re.compile(r"(^|[^a-zA-Z0-9_.])/(tmp|home|root|work|Users)/[a-zA-Z]", re.MULTILINE)
# Where packages come from is the user's own configuration.
REGISTRY = re.compile("|".join((r"pypi\.or" + "g", "pythonhoste" + "d", "index-ur" + "l=?")))
# The targets that others rely on; one that is not there yet is said missing in the README.
TARGETS = (
    "run",
    "test",
    "docs",
    "bench",
    "verify-redshift",
    "prove-incremental",
    "deploy",
    "verify-infra",
)


def repository_files() -> list[Path]:
    """The files that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_files() -> dict[str, str]:
    """Text of every file but exports and seeds, by relative path."""
    texts = {}
    for path in repository_files():
        if not path.is_relative_to(ROOT / "data" / "sample") and path.suffix != ".csv":
            texts[str(path.relative_to(ROOT))] = path.read_text("utf-8", errors="replace")
    return texts


def make_targets(makefile: str) -> set[str]:
    """The targets of a Makefile that a person types."""
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def missing_promises(makefile: str, readme: str) -> list[str]:
    """Promised targets that neither exist nor are named in the README."""
    missing = [name for name in TARGETS if name not in make_targets(makefile)]
    return [name for name in missing if f"make {name}" not in readme]


def test_no_file_holds_a_path_of_one_machine() -> None:
    assert [name for name, text in text_files().items() if MACHINE_PATH.search(text)] == []


def test_no_file_names_a_package_registry() -> None:
    assert [name for name, text in text_files().items() if REGISTRY.search(text)] == []


def test_no_folder_is_empty() -> None:
    empty = []
    for folder in ROOT.rglob("*"):
        parts = folder.relative_to(ROOT).parts
        if folder.is_dir() and not IGNORED & set(parts) and not any(folder.iterdir()):
            empty.append(str(folder.relative_to(ROOT)))
    assert empty == []
    assert [path for path in repository_files() if path.name == ".gitkeep"] == []


def test_promised_make_targets_exist_or_are_said_missing() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert missing_promises(makefile, (ROOT / "README.md").read_text("utf-8")) == []


def test_every_make_target_is_one_line() -> None:
    recipe = None
    for line in (ROOT / "Makefile").read_text("utf-8").splitlines():
        assert not (line.startswith("\t") and recipe), line
        recipe = line if line.startswith("\t") else None


def test_the_lock_holds_the_pins_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lock = (ROOT / "requirements.lock").read_text("utf-8").lower().splitlines()
    lines = [line.replace("_", "-") for line in lock if not line.startswith("#")]
    pinned = dict(line.split("==") for line in lines)
    for requirement in wanted:
        name, _, version = requirement.partition("==")
        name = re.split(r"[<>=\[]", name)[0].lower()
        assert name in pinned, requirement
        assert not version or pinned[name] == version, requirement


@pytest.mark.parametrize("text", ["open('/home/" + "ann/x')", "see /tmp/" + "out", "/Users/" + "x"])
def test_the_rule_catches_a_machine_path(text: str) -> None:
    assert MACHINE_PATH.search(text)


def test_the_rule_catches_a_promise_not_kept() -> None:
    makefile = "run:\n\ttrue\ntest:\n\ttrue\ndocs:\n\ttrue\nverify-redshift:\n\ttrue\n"
    readme = "make prove-incremental, make deploy and make verify-infra are not there yet"
    assert missing_promises(makefile, readme) == ["bench"]


def test_one_process_runs_all_tests_of_a_file(request):
    """What a file's tests share is dear: two processes would make it twice."""
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("`make test` hands out files whole")
    assert request.node.nodeid.endswith(f"@{request.path}")
