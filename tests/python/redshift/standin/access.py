"""Roles, masking policies and row policies, as Redshift's manual writes them.

PostgreSQL has neither masks by attachment nor roles behind the word ROLE: the stand-in notes what
was made and attached, shows it in the catalog views as Redshift does, and hides nothing. Grants to
a role are PostgreSQL's own. What is not written as the manual has it is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NAME = r'"?([\w.]+?)"?'
# A name may begin with that of the database.
_TABLE = r'(?:"?\w+"?\.)?"?(\w+)"?\."?(\w+)"?'
_TO, _FROM = (rf"{word} (?:role {_NAME}|(public))" for word in ("to", "from"))
_MASK = rf"masking policy {_NAME} on {_TABLE} \(\"?(\w+)\"?\)"
_PRIVILEGE = r"(select|insert|update|delete|usage|create)"
_OBJECT = rf"((?:schema )?{_TABLE}|schema \"?\w+\"?)"
_ABOUT_ACCESS = re.compile(
    r"(?is)^(create role|(create|attach|detach|alter|drop) (masking|rls) policy"
    r"|alter table \S+ row level security|(grant|revoke) .* (to|from) role )"
)
_COMMENT = re.compile(r"(?s)^\s*/\*.*?\*/\s*")


def _bare(sql: str) -> str:
    """A statement without dbt's comment, on one line."""
    return " ".join(_COMMENT.sub("", sql).strip().rstrip(";").split())


def is_about_access(sql: str) -> bool:
    """Whether a statement is one of those that this module answers."""
    return bool(_ABOUT_ACCESS.match(_bare(sql)))


def _create_role(role: str) -> str:
    # PostgreSQL's roles are those of all databases, Redshift's those of one.
    return (
        f"do $$ begin insert into redshift.roles values ('{role}'); "
        f"if not exists (select from pg_catalog.pg_roles where rolname = '{role}') "
        f'then create role "{role}"; end if; end $$'
    )


def _grant(verb: str, privilege: str, rest: str, word: str, role: str) -> str:
    return (
        f"do $$ begin perform redshift.is_role('{role}'); "
        f'{verb} {privilege} on {rest} {word} "{role}"; end $$'
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _call(function: str, *values: str | None) -> str:
    given = ", ".join("null" if value is None else _text(value) for value in values)
    return f"select redshift.{function}({given})"


def _grantee(role: str | None) -> tuple[str, str]:
    return (role, "role") if role else ("public", "public")


_RULES = [
    (rf"create role {_NAME}", _create_role),
    (
        rf"(grant) {_PRIVILEGE} on {_OBJECT} (to) role {_NAME}",
        lambda verb, privilege, rest, *others: _grant(verb, privilege, rest, "to", others[-1]),
    ),
    (
        rf"(revoke) {_PRIVILEGE} on {_OBJECT} (from) role {_NAME}",
        lambda verb, privilege, rest, *others: _grant(verb, privilege, rest, "from", others[-1]),
    ),
    (
        rf"create masking policy (?:if not exists )?{_NAME} with \((\w+ [\w()]+)\) using \((.+)\)",
        lambda policy, columns, expression: _call("new_mask", policy, columns, expression),
    ),
    (
        rf"attach {_MASK} {_TO}(?: priority (\d+))?",
        lambda policy, schema, table, column, role, public, priority: _call(
            "attach_mask", policy, schema, table, column, *_grantee(role), priority or "0"
        ),
    ),
    (
        rf"detach {_MASK} {_FROM}",
        lambda policy, schema, table, column, role, public: _call(
            "detach_mask", policy, schema, table, column, *_grantee(role)
        ),
    ),
    (
        rf"create rls policy {_NAME} (?:with \((\w+ [\w()]+)\) )?using \((.+)\)",
        lambda policy, columns, predicate: _call("new_row_policy", policy, columns, predicate),
    ),
    (
        rf"attach rls policy {_NAME} on (?:table )?{_TABLE} {_TO}",
        lambda policy, schema, table, role, public: _call(
            "attach_row_policy", policy, schema, table, *_grantee(role)
        ),
    ),
    (
        rf"detach rls policy {_NAME} on (?:table )?{_TABLE} {_FROM}",
        lambda policy, schema, table, role, public: _call(
            "detach_row_policy", policy, schema, table, *_grantee(role)
        ),
    ),
    (
        rf"alter table {_TABLE} row level security (on|off)",
        lambda schema, table, state: _call("row_level_security", schema, table, state.lower()),
    ),
]


@lru_cache(maxsize=4096)
def noted(sql: str) -> str | None:
    """What PostgreSQL does for such a statement; None when the manual has no such text."""
    for pattern, write in _RULES:
        if match := re.fullmatch(pattern, _bare(sql), re.IGNORECASE):
            return write(*match.groups())
    return None
