"""Statements as trees, and which of them ask the catalog only."""

from __future__ import annotations

import logging
import re
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.tokens import Token, TokenType

from tests.python.redshift.standin.access import is_about_access

# A statement that sqlglot keeps as a text is said so at warning level, each time.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

_CATALOG = re.compile(
    r"^(pg_(?!temp)\w+|svv_\w+|stv_\w+|stl_\w+|svl_\w+|sys_\w+|information_schema)$"
)
_PARAMETERS_ONLY = re.compile(
    r"""\s*(/\*.*?\*/\s*)?insert\s+into\s+[\w".]+\s*\([^()]*\)\s*values[\s\d$,()]*;?\s*""",
    re.IGNORECASE | re.DOTALL,
)
_NAMES = (TokenType.VAR, TokenType.IDENTIFIER)


@lru_cache(maxsize=1024)
def tokens(sql: str) -> list[Token]:
    """The tokens of a statement, comments left out."""
    return sqlglot.tokenize(sql, read="redshift")


@lru_cache(maxsize=1024)
def parsed(sql: str) -> exp.Expression:
    """A tree of the statement, to look at only. Raises sqlglot.errors.SqlglotError."""
    trees = [tree for tree in sqlglot.parse(sql, read="redshift") if _is_statement(tree)]
    if len(trees) != 1:
        raise sqlglot.errors.ParseError(f"{len(trees)} statements in one text")
    return trees[0]


def _is_statement(tree: exp.Expression | None) -> bool:
    """Whether there is anything: behind the last semicolon there may be a comment only."""
    return tree is not None and not isinstance(tree, exp.Semicolon)


def parse(sql: str) -> exp.Expression:
    """A tree of the statement, the caller's own. Raises sqlglot.errors.SqlglotError."""
    return parsed(sql).copy()


def is_insert_of_parameters(sql: str) -> bool:
    """Whether a statement inserts parameters ($1) and nothing else; sqlglot cannot read many."""
    return bool(_PARAMETERS_ONLY.fullmatch(sql))


def passes_unread(sql: str) -> bool:
    """Whether no rule reads a statement: parameters only, the catalog only, or access."""
    return is_insert_of_parameters(sql) or is_about_access(sql) or is_catalog_query(sql)


def is_catalog_name(name: str) -> bool:
    """Whether a schema, relation or function of this name belongs to the system catalog."""
    return bool(_CATALOG.match(name.lower()))


def is_catalog_query(sql: str) -> bool:
    """Whether a statement reads the system catalog and no relation of the user."""
    if not tokens(sql) or tokens(sql)[0].token_type not in (TokenType.SELECT, TokenType.WITH):
        return False
    named = [t.text for t in tokens(sql) if t.token_type in _NAMES and is_catalog_name(t.text)]
    return bool(named) and not _reads_tables(sql)


@lru_cache(maxsize=1024)
def _reads_tables(sql: str) -> bool:
    """Whether a statement of the catalog reads relations of the user too."""
    try:
        tree = parsed(sql)
    except sqlglot.errors.SqlglotError:
        return True
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        known = is_catalog_name(table.db) or is_catalog_name(table.name) or table.name in ctes
        if table.name and not known:
            return True
    return False
