"""The notes of a release: its section of CHANGELOG.md, when tag, version and section agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from commerce.errors import UserError

NOTES = Path("build") / "release_notes.md"


def notes(root: Path, tag: str) -> str:
    """Return the text under `## <version>` of `root`/CHANGELOG.md.

    tag: `v` and the version of pyproject.toml. Raises UserError when they differ, or when the
    section is not there or says nothing.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if tag != f"v{project['version']}":
        raise UserError(f"The tag {tag} is not v{project['version']}, the version of the project.")
    changes = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = rf"^## {re.escape(project['version'])}\b.*$"
    parts = re.split(heading, changes, maxsplit=1, flags=re.MULTILINE)
    body = re.split(r"^## ", parts[1], maxsplit=1, flags=re.MULTILINE)[0] if parts[1:] else ""
    if not body.strip():
        raise UserError(f"CHANGELOG.md has no section {project['version']}: a release needs one.")
    return body.strip() + "\n"


def write(root: Path, tag: str) -> str:
    """Write the notes to build/release_notes.md and return the sentence that says so."""
    text = notes(root, tag)
    (root / NOTES).parent.mkdir(exist_ok=True)
    (root / NOTES).write_text(text, encoding="utf-8")
    return f"{NOTES}: {len(text.splitlines())} lines for {tag}."
