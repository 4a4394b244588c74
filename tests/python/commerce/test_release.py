"""The notes of a release are the changelog's section of that version, or there is no release."""

from __future__ import annotations

from pathlib import Path

import pytest

from commerce import release
from commerce.errors import UserError

CHANGES = (
    "# Changelog\n\n## Unreleased\n- later\n\n## 1.2.0 (2026-06-30)\n\n- now\n\n## 1.1.0\n- past\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(CHANGES, encoding="utf-8")
    return tmp_path


def test_the_notes_are_the_section_of_the_version_alone(project: Path) -> None:
    release.write(project, "v1.2.0")
    assert (project / release.NOTES).read_text("utf-8") == "- now\n"


@pytest.mark.parametrize("tag", ["1.2.0", "v1.1.0", "v1.2"])
def test_a_tag_of_another_version_is_no_release(project: Path, tag: str) -> None:
    with pytest.raises(UserError, match="version of the project"):
        release.notes(project, tag)


@pytest.mark.parametrize(
    "changes", ["# Changelog\n\n## Unreleased\n- x\n", "## 1.2.0\n\n## 1.1.0\n- x\n"]
)
def test_a_version_without_a_section_is_no_release(project: Path, changes: str) -> None:
    (project / "CHANGELOG.md").write_text(changes, encoding="utf-8")
    with pytest.raises(UserError, match="no section 1.2.0"):
        release.notes(project, "v1.2.0")
