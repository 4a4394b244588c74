"""Definitions of tables, MERGE, names, and statements that nobody could read."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokens import Token, TokenType

from tests.python.redshift.standin.rules.tree import Found, Rule, Tree, having

# Reserved words of the Amazon Redshift Database Developer Guide.
RESERVED_WORDS = frozenset(
    """
    aes128 aes256 all allowoverwrite analyse analyze and any array as asc authorization az64 backup
    between binary blanksasnull both bytedict bzip2 case cast check collate column constraint
    create credentials cross current_date current_time current_timestamp current_user
    current_user_id default deferrable deflate defrag delta delta32k desc disable distinct do else
    emptyasnull enable encode encrypt encryption end except explicit false for foreign freeze from
    full globaldict256 globaldict64k grant group gzip having identity ignore ilike in initially
    inner intersect into is isnull join language leading left like limit localtime localtimestamp
    lun luns lzo lzop minus mostly16 mostly32 mostly8 natural new not notnull null nulls off offline
    offset oid old on only open or order outer overlaps parallel partition percent permissions
    pivot placing primary raw readratio recover references rejectlog resort respect restore right
    select session_user similar snapshot some sysdate system table tag tdes text255 text32k then
    timestamp to top trailing true truncatecolumns union unique unnest unpivot user using verbose
    wallet when where with without
    """.split()  # noqa: SIM905
)
# What CREATE makes in Redshift, as far as the project could want it.
_OBJECTS = {"TABLE", "VIEW", "SCHEMA", "DATABASE", "FUNCTION", "PROCEDURE", "INDEX"}
# How what stands among the columns of a table and is none begins.
_CONSTRAINTS = {"primary", "unique", "foreign", "constraint", "check", "like"}
# Commands that the parser keeps as a text and that hold no query.
_COMMANDS = {"lock", "call", "show", "vacuum"}


def _create(kind: str, tree: Tree) -> bool:
    return isinstance(tree.root, exp.Create) and tree.root.kind == kind


def _create_or_replace_table(tree: Tree, _: list[Token]) -> Found:
    if _create("TABLE", tree) and tree.root.args.get("replace"):
        yield "create or replace table"


def _create_index(tree: Tree, _: list[Token]) -> Found:
    if _create("INDEX", tree):
        yield "create index"


def _other_object(tree: Tree, _: list[Token]) -> Found:
    for create in tree.find_all(exp.Create):
        if create.kind not in _OBJECTS:
            yield f"create {create.kind.lower()}"


def _on_conflict(tree: Tree, _: list[Token]) -> Found:
    for insert in tree.find_all(exp.Insert):
        if insert.args.get("conflict") or insert.args.get("alternative"):
            yield insert.sql(dialect="redshift")


def _merge_with(tree: Tree, _: list[Token]) -> Found:
    if isinstance(tree.root, exp.Merge) and tree.root.find(exp.With):
        yield "merge with"


def _reserved_word(tree: Tree, words: list[Token]) -> Found:
    yield from (name for name in _columns_of_a_table(words) if name in RESERVED_WORDS)
    for name in tree.find_all(exp.Identifier):
        if not name.args.get("quoted") and name.name.lower() in RESERVED_WORDS:
            yield name.name


def _columns_of_a_table(words: list[Token]) -> Iterator[str]:
    """The unquoted words where CREATE TABLE has its columns: some the parser takes for values."""
    if not words or words[0].token_type is not TokenType.CREATE or not _is_table(words):
        return
    depth, before = 0, None
    for token in words:
        if depth == 0 and token.token_type is TokenType.ALIAS:
            return
        if depth == 1 and before in (TokenType.L_PAREN, TokenType.COMMA):
            name = token.text.lower()
            if token.token_type is not TokenType.IDENTIFIER and name not in _CONSTRAINTS:
                yield name
        depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
        before = token.token_type


def _is_table(words: list[Token]) -> bool:
    return any(token.token_type is TokenType.TABLE for token in words[1:4])


def _case_sensitive_name(tree: Tree, _: list[Token]) -> Found:
    for name in tree.find_all(exp.Identifier):
        if name.args.get("quoted") and name.name != name.name.lower():
            yield name.name


def _python_function(_: Tree, words: list[Token]) -> Found:
    if any(token.text.lower() == "plpythonu" for token in words):
        yield "language plpythonu"


def _unread_command(tree: Tree, words: list[Token]) -> Found:
    """A command passes as it is only if no query can hide in it."""
    if isinstance(tree.root, exp.Command):
        # What follows the first word is one token.
        is_known = bool(words) and words[0].text.lower() in _COMMANDS
        if not is_known or any("select" in token.text.lower() for token in words):
            yield " ".join(token.text for token in words)[:60]
    elif any(tree.find_all(exp.Command)):
        yield "a command within a statement"


RULES: dict[str, Rule] = {
    "create_or_replace_table": _create_or_replace_table,
    "create_index": _create_index,
    "object_that_redshift_lacks": _other_object,
    "on_conflict": _on_conflict,
    "returning": having(exp.Returning),
    "check_constraint": having(exp.CheckColumnConstraint),
    "merge_with": _merge_with,
    "reserved_word": _reserved_word,
    "case_sensitive_name": _case_sensitive_name,
    "python_function": _python_function,
    "unread_command": _unread_command,
}
