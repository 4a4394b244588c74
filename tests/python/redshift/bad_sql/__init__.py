"""Texts for the rules to judge, by what they are about."""

from __future__ import annotations

from pathlib import Path

import yaml


def bad_sql(*names: str) -> list[dict]:
    """The entries of these files: item, and rule with bad and good texts, or unseen.

    relations: the columns that are there, with their types, for a rule that goes by types.
    """
    folder, entries = Path(__file__).parent, []
    for name in names:
        entries += yaml.safe_load((folder / f"{name}.yml").read_text(encoding="utf-8"))
    return entries
