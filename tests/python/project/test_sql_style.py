"""The shape of a model's text, where sqlfluff has no rule for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MODELS = sorted((ROOT / "models").rglob("*.sql"))
MAX_LINES = 150
JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
STAR = re.compile(r"^\s*select \*(?P<rest>.*)$", re.MULTILINE)
# An import CTE reads a ref or a source; the last line reads `final`.
IMPORT_OR_LAST = re.compile(r" from (\{\{ (ref|source)\(.*\) \}\}|final)\s*")
CTE = re.compile(r"^(\w+) as \($", re.MULTILINE)


def stars(text: str) -> list[str]:
    """`select *` outside import CTEs, the last line and a union of CTEs of the same model.

    The columns of such a union stand written out right above it, branch by branch. A step that
    only adds columns to a CTE of the model may carry it along as `name.*`.
    """
    text = JINJA_COMMENT.sub("", text)
    ctes = set(CTE.findall(text))
    lines = text.splitlines()
    found = []
    for number, line in enumerate(lines):
        match = STAR.match(line)
        if not match or IMPORT_OR_LAST.fullmatch(match["rest"]):
            continue
        around = lines[max(0, number - 1) : number + 2]
        union = any(other.strip() == "union all" for other in around)
        branch = re.fullmatch(r" from (\w+)\s*", match["rest"])
        if not (union and branch and branch[1] in ctes):
            found.append(line.strip())
    return found


def branches_on_target(text: str) -> bool:
    """True when a model asks which engine it runs on: that belongs in macros/adapters/."""
    return bool(re.search(r"\btarget\s*\.", JINJA_COMMENT.sub("", text)))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_are_models_to_look_at() -> None:
    assert len(MODELS) > 20


def test_models_are_short() -> None:
    long = {relative(path): len(path.read_text("utf-8").splitlines()) for path in MODELS}
    assert {name: lines for name, lines in long.items() if lines >= MAX_LINES} == {}


def test_no_model_branches_on_the_target() -> None:
    assert [relative(path) for path in MODELS if branches_on_target(path.read_text("utf-8"))] == []


def test_columns_are_written_out() -> None:
    found = {relative(path): stars(path.read_text("utf-8")) for path in MODELS}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_every_model_ends_in_final() -> None:
    endings = {relative(path): path.read_text("utf-8").strip() for path in MODELS}
    assert [n for n, text in endings.items() if not text.endswith("select * from final")] == []


@pytest.mark.parametrize(
    "text",
    [
        "joined as (\n    select *\n    from orders\n)",
        "joined as (\n    select * from orders\n)",
        "both as (\n    select * from elsewhere\n    union all\n    select 1\n)",
    ],
)
def test_the_rule_catches_a_star(text: str) -> None:
    assert len(stars(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "orders as (\n    select * from {{ ref('stg_shopify__orders') }}\n)",
        "select * from final",
        "a as (\n    select 1\n),\nb as (\n    select * from a\n    union all\n    select 2\n)",
    ],
)
def test_the_rule_allows_imports_unions_and_the_last_line(text: str) -> None:
    assert stars(text) == []


def test_the_rule_catches_a_branch_on_the_target() -> None:
    assert branches_on_target("{% if target.type == 'duckdb' %}")
    assert not branches_on_target("{# target.type is asked in macros/adapters #} select 1")
