"""What Redshift refuses, and what it answers otherwise than DuckDB: one rule for each.

A parser that takes a text proves nothing: sqlglot and sqlfluff take FILTER, LATERAL, VALUES and
generate_series as Redshift's. REFUSED is what the stand-in itself turns down; DIVERGENT is lint.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token

from tests.python.redshift.standin.access import is_about_access
from tests.python.redshift.standin.parse import (
    is_insert_of_parameters,
    parsed,
    passes_unread,
    tokens,
)
from tests.python.redshift.standin.rules import DIVERGENT, REFUSED, Tree

UNREADABLE = "unreadable"


@lru_cache(maxsize=1024)
def broken(sql: str) -> tuple[tuple[str, str], ...]:
    """The rules of both kinds that a statement breaks, each with the part that does."""
    if is_insert_of_parameters(sql) or is_about_access(sql):
        return ()
    words = tokens(sql)
    try:
        tree = parsed(sql)
        found = _applied(tree, words)
        # The body of a function or a procedure is a text to the parser, and SQL to the engine.
        return found + tuple(part for body in _bodies(tree) for part in broken(body))
    except SqlglotError:
        # What cannot be read may still be named by its words; it is refused in any case.
        named = _applied(exp.Placeholder(), words)
        return (*named, (UNREADABLE, sql[:200]))


def _applied(root: exp.Expression, words: list[Token]) -> tuple[tuple[str, str], ...]:
    tree, rules = Tree(root), REFUSED | DIVERGENT
    return tuple((name, part) for name, rule in rules.items() for part in rule(tree, words))


def _bodies(tree: exp.Expression) -> Iterator[str]:
    """The SQL that a definition holds as a text."""
    if isinstance(tree, exp.Create) and tree.kind in ("FUNCTION", "PROCEDURE"):
        language = tree.find(exp.LanguageProperty)
        if language is None or language.name.lower() != "plpythonu":
            yield tree.expression.name if tree.expression else ""


def refusal(sql: str, in_transaction: bool) -> str:
    """Why Redshift would not run a statement, or nothing."""
    if passes_unread(sql):
        return ""
    for name, part in broken(sql):
        if name in REFUSED or name == UNREADABLE:
            return f"{name}: {part}"
    words = [token.text.lower() for token in tokens(sql)]
    if in_transaction and words[:2] == ["alter", "table"] and words[3:] and "type" in words:
        return "ALTER TABLE ALTER COLUMN cannot run inside a transaction block"
    return ""
