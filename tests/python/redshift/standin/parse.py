"""Statements as trees, and which of them ask the catalog only."""

from __future__ import annotations

import logging
import re
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.tokens import Token, TokenType

# A statement that sqlglot keeps as a text is said so at warning level, each time.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

_CATALOG = re.compile(
    r"^(pg_(?!temp)\w+|svv_\w+|stv_\w+|stl_\w+|svl_\w+|sys_\w+|information_schema)$"
)
_NAMES = (TokenType.VAR, TokenType.IDENTIFIER)


@lru_cache(maxsize=8192)
def tokens(sql: str) -> list[Token]:
    """The tokens of a statement, comments left out."""
    return sqlglot.tokenize(sql, read="redshift")


@lru_cache(maxsize=8192)
def _tree(sql: str) -> exp.Expression:
    return sqlglot.parse_one(sql, read="redshift")


def parse(sql: str) -> exp.Expression:
    """A tree of the statement, the caller's own. Raises sqlglot.errors.ParseError."""
    return _tree(sql).copy()


def is_catalog_query(sql: str) -> bool:
    """Whether the statement names a relation or function of the system catalog."""
    return any(
        token.token_type in _NAMES and _CATALOG.match(token.text.lower()) for token in tokens(sql)
    )
