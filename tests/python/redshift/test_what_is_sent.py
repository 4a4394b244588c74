"""Nothing that the loader or dbt sends to Redshift is refused there or means something else.

Who relies on it: whoever deploys to Redshift without having had a cluster to try it on. The
statements are those of a whole build, in the words in which they were sent, and are judged with the
types that the relations had at that moment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlglot import exp
from sqlglot.tokens import TokenType

from tests.python.redshift.conftest import Built
from tests.python.redshift.standin import loading
from tests.python.redshift.standin.access import is_about_access
from tests.python.redshift.standin.decimals import BRANCHING, Decimal, Scopes, Typing, of_type
from tests.python.redshift.standin.deny import broken, refusal
from tests.python.redshift.standin.findings import Finding, findings
from tests.python.redshift.standin.outputs import schema_of
from tests.python.redshift.standin.parse import (
    is_catalog_query,
    is_insert_of_parameters,
    parsed,
    passes_unread,
    tokens,
)

# What dbt's adapter asks the catalog, in words that no model may use: the rule, the part of the
# statement, and why it is right there. Nothing else is exempt, and only where no relation of the
# user is read.
OF_THE_CATALOG = [
    ("table_function", r"PG_GET_LATE_BINDING_VIEW_COLS\(\) AS cols\(.*\)"),  # Redshift's own
    ("type_that_redshift_lacks", r"\w+ NAME"),  # the type of the catalog's names
    ("reserved_word", r"oid"),  # the catalog's own column
]
# Where a statistic is worked out: floating point is forbidden for money only.
OF_STATISTICS = re.compile(
    # A gate compares within a tolerance, and no number of it goes on.
    r'"node_id": "test\.commerce_profit\.'
    r'|"node_id": "(model|unit_test)\.commerce_profit\.(int_halo__|test_statistics'
    r"|int_attribution__(markov_visits|removal_effects|channel_credits)"
    r"|fact_cohort_projections|rpt_customer_lifetime_value)"
    # A model with a contract is filled by a statement of its own, which names no node.
    r'|insert into [^(]*"(fact_cohort_projections|rpt_customer_lifetime_value)',
    re.IGNORECASE,
)
# Functions of the Amazon Redshift Database Developer Guide that DuckDB has too, or that only dbt's
# adapter or a macro for Redshift writes. What a model newly calls is looked up in both manuals
# before it is added here.
FUNCTIONS = set(
    """
     abs any_value avg bool_and bool_or cast ceil ceiling chr coalesce count date_part
     date_trunc dateadd datediff dense_rank extract first_value floor fnv_hash getdate greatest
     has_table_privilege lag last_day last_value lead least left len length listagg lower ltrim
     max md5 median min mod nullif octet_length position power rank regexp_replace replace
     right round row_number rtrim sign split_part sqrt stddev_samp strpos substring sum
     translate trim trunc upper
     """.split()  # noqa: SIM905
)
# Words before brackets that are no functions.
NO_CALLS = {"values", "distkey", "sortkey", "group"}
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Sum, exp.Avg, *BRANCHING)


@dataclass
class Read:
    """A statement with the types that it was sent with, read once and for all.

    rules: the rules that its text breaks, each with the part that does; findings: those that its
    types tell, or None where it was not read; known: what it computes of a known type, by kind of
    expression; unknown: the rest; functions: what it calls; kind: what sort of statement it is.
    """

    sql: str
    relations: dict
    rules: tuple[tuple[str, str], ...]
    kind: str
    findings: list[Finding] | None = None
    known: Counter = field(default_factory=Counter)
    unknown: list[str] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)


def read_once(statement: dict) -> Read:
    """All that the tests ask of a statement. Its tree is large and is not kept."""
    sql, relations = statement["sql"], statement["relations"]
    told = Read(sql, relations, broken(sql), kind_of(sql))
    if passes_unread(sql):
        return told
    tree, schema = parsed(sql), schema_of(relations)
    told.findings = findings(tree, schema)
    for scope, _, columns in Scopes(tree, schema):
        typing = Typing(columns)
        for node in scope.walk():
            is_cast = isinstance(node, exp.Cast) and isinstance(of_type(node.to), Decimal)
            value = node.this if is_cast else node
            if not is_cast and not isinstance(node, ARITHMETIC):
                continue
            if typing.of(value) is not None:
                told.known[type(node).__name__] += 1
            elif not all_null(value, columns):
                told.unknown.append(node.sql("redshift"))
    if not loading.PATTERN.match(sql):
        told.functions = called(sql)
    return told


@pytest.fixture(scope="module")
def read(built: Built) -> list[Read]:
    """Each text once for each set of types that it was sent with."""
    seen = {(s["sql"], repr(s["relations"])): s for s in built.statements}
    return [read_once(statement) for statement in seen.values()]


def kind_of(sql: str) -> str:
    """What sort of statement it is: `parameters`, `copy`, `access`, or the parser's name for it."""
    if is_insert_of_parameters(sql):
        return "parameters"
    if loading.PATTERN.match(sql):
        return "copy"
    if is_about_access(sql):
        return "access"
    return type(parsed(sql)).__name__


def is_exempt(sql: str, rule: str, part: str) -> bool:
    """Whether the adapter may say this of the catalog, or of a seed that it loads once more.

    A model of statistics may compute in floating point, and so may a gate.
    """
    if rule == "floating_point":
        return bool(OF_STATISTICS.search(sql))
    if rule == "truncate":
        return '"node_id": "seed.' in sql and part.startswith('TRUNCATE TABLE "demo"."seeds".')
    return is_catalog_query(sql) and any(
        rule == name and re.fullmatch(pattern, part) for name, pattern in OF_THE_CATALOG
    )


def all_null(node: exp.Expression, columns: dict) -> bool:
    """Whether an expression has no type because it is made of nulls."""
    leaves = list(node.find_all(exp.Column, exp.Literal, exp.Null))
    return all(
        isinstance(leaf, exp.Null)
        or (
            isinstance(leaf, exp.Column)
            and leaf.sql().lower() in columns
            and columns[leaf.sql().lower()] is None
        )
        for leaf in leaves
    )


def called(sql: str) -> set[str]:
    """The names that stand before a parenthesis and are neither relations nor keywords."""
    words = tokens(sql)
    kinds = (TokenType.VAR, TokenType.LEFT, TokenType.RIGHT, TokenType.REPLACE)
    return {
        word.text.lower()
        for before, word, after in zip([None, *words], words, words[1:], strict=False)
        if after.token_type is TokenType.L_PAREN
        and word.token_type in kinds
        and (before is None or before.token_type not in (TokenType.DOT, TokenType.INTO))
    } - NO_CALLS


def test_no_statement_breaks_a_rule(read):
    used, found = set(), []
    for statement in read:
        for rule, part in statement.rules:
            if is_exempt(statement.sql, rule, part):
                used.add(rule)
            else:
                found.append((rule, part, statement.sql[:200]))
    assert found == []
    exempt = {rule for rule, _ in OF_THE_CATALOG} | {"truncate", "floating_point"}
    assert used == exempt, "an exemption that nothing needs"
    assert len({statement.sql for statement in read}) > 1_500


def test_no_statement_computes_another_number(read):
    told = [statement for statement in read if statement.findings is not None]
    found = [(f.rule, f.sql[:200], s.sql[:200]) for s in told for f in s.findings]
    assert found == []
    assert sum(bool(statement.relations) for statement in told) > 500


def test_the_type_of_everything_that_is_computed_is_known(read):
    """Where a type is not known no rule can fire; that none does would then say nothing."""
    known: Counter = sum((statement.known for statement in read), Counter())
    assert [(part, s.sql[:200]) for s in read for part in s.unknown] == []
    assert known["Cast"] > 3_000 and known["Sum"] > 400 and known["Mul"] > 300


def test_every_function_that_is_called_is_one_of_both_engines(read):
    """A rule knows the functions that it forbids; any other that Redshift lacks shows here."""
    found = set().union(*(statement.functions for statement in read))
    assert found - FUNCTIONS == set()
    assert {"sum", "round", "coalesce", "date_trunc"} <= found


def test_every_statement_was_read_or_is_of_a_kind_that_holds_no_query(read):
    kinds = Counter(statement.kind for statement in read)
    of_texts = [s.sql.lower() for s in read if s.kind == "Command"]
    assert all(text.startswith("lock ") for text in of_texts)
    # Whether a MERGE matches one row twice cannot be read from it: see bad_sql.
    assert "Merge" not in kinds
    assert {"parameters", "copy", "access", "Create", "Select", "Insert", "Delete"} <= set(kinds)


PLANTED = {
    "filter_clause": (r"\b(count|max|min|sum)\((\*|[\w.]+)\)", r"\g<0> filter (where 1 = 1)"),
    "integer_division": (r"\bas bigint\s*\)", r"\g<0> / 2"),
    "integer_average": (r"\bcount\((\*|[\w.]+)\)", "avg(1)"),
    "descending_without_nulls": (r"\bdesc\s+nulls\s+(first|last)\b", "desc"),
    "unrounded_cast": (r"\bas numeric\(18, ?4\)\s*\)", r"\g<0>::numeric(18,2)"),
    "correlated_subquery": (
        r"\bfrom (\w+)\s+inner join\b",
        r"from (select 1 as a from digits where digits.a = \g<1>.a) as b, \g<1> inner join",
    ),
    "aggregate_over_order_without_frame": (r"\brow_number\(\)", "sum(1)"),
    "reserved_word": (r"\b(\w+) as \(\s*select\b", r"tag as (select 1 as a), \g<0>"),
}


def models(read: list[Read]) -> Iterator[Read]:
    """The statements that make the relations of models."""
    return (s for s in read if s.kind == "Create" and '"node_id": "model.' in s.sql)


def names(statement: Read, planted: str) -> set[str]:
    """The rules that another text in a statement's place breaks."""
    by_type = findings(parsed(planted), schema_of(statement.relations))
    return {name for name, _ in broken(planted)} | {finding.rule for finding in by_type}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_rule_catches_what_is_planted_into_a_model(read, rule):
    """Each model whose text has a place for it gets the fault at that place, and nothing else."""
    pattern, fault = PLANTED[rule]
    caught, missed = [], []
    for statement in models(read):
        planted = re.sub(pattern, fault, statement.sql, count=1)
        if planted != statement.sql:
            before = {name for name, _ in statement.rules} | {f.rule for f in statement.findings}
            assert rule not in before
            (caught if rule in names(statement, planted) else missed).append(planted)
    assert missed == []
    assert len(caught) >= 3, "too few models have a place for it"


def test_the_stand_in_would_have_refused_a_planted_model(read):
    pattern, fault = PLANTED["filter_clause"]
    texts = [re.sub(pattern, fault, statement.sql, count=1) for statement in models(read)]
    changed = [text for text in texts if " filter (where 1 = 1)" in text]
    assert changed
    assert all(refusal(text, in_transaction=False).startswith("filter_cl") for text in changed)
