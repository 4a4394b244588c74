"""Every variable is a part of what a build rests on: changed, it makes the next run compute all."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]


def test_every_variable_is_in_the_signature_of_a_build() -> None:
    declared = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))["vars"]
    macro = (ROOT / "macros" / "changes" / "built.sql").read_text("utf-8")
    listed = re.findall(r"'(\w+)'", macro.split("macro built_vars()")[1].split("endmacro")[0])
    assert sorted(listed) == sorted(declared)
