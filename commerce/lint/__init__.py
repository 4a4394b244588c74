"""What sqlfluff sees in place of dbt's own functions and of the project's macros.

sqlfluff's jinja templater knows neither. Each macro stands in as a call of its name with its
arguments, or as an empty select where the macro writes whole selects, or as the list of names that
it returns: enough to parse and lint the text around it. The macros' own SQL is linted nowhere but
where dbt compiles it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

MACROS = Path(__file__).resolve().parents[2] / "macros"
MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\(.*?\)\s*-?%\}(.*?)\{%-?\s*endmacro", re.DOTALL)
BLOCK = re.compile(r"\{%.*?%\}", re.DOTALL)
NAMES = re.compile(r"\s*\{\{\s*return\((\[.*?\])\)\s*\}\}\s*", re.DOTALL)


def call(name: str) -> Callable[..., str]:
    """Return a function that writes a SQL call of `name` with its positional arguments."""
    return lambda *arguments, **_: f"{name}({', '.join(map(str, arguments))})"


def step(from_cte: str, *_: object, into: str = "allocated", **others: object) -> str:
    """Stand for a macro that writes CTEs after `from_cte` and others, the last one named `into`."""
    read = [from_cte, *(cte for name, cte in others.items() if name.endswith("_cte"))]
    return f"{into} as (select 1 as one from {' cross join '.join(map(str, read))})"


def stand_in(name: str, body: str) -> Callable[..., str | list[str]]:
    """Return what stands for a macro with this body: a query, CTEs, columns, an expression, or the
    very list that it writes out, for a loop in a model needs its names."""
    if names := NAMES.fullmatch(body):
        return lambda: ast.literal_eval(names[1])
    if name.endswith("_steps"):
        return step
    if BLOCK.sub("", body).strip().startswith("select"):
        return lambda *_, **__: "select 1 as one"
    if name.endswith(("_columns", "_totals")):
        return lambda relation="relation", *_, **__: f"{relation}.columns"
    return call(name)


class Dbt:
    """dbt's cross-database macros."""

    def __getattr__(self, name: str) -> Callable[..., str]:
        return (lambda: "varchar") if name.startswith("type_") else call(name)


dbt = Dbt()
for path in sorted(MACROS.rglob("*.sql")):
    for macro, text in MACRO.findall(path.read_text(encoding="utf-8")):
        globals()[macro] = stand_in(macro, text)
