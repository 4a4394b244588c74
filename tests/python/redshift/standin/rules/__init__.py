"""The rules against texts that Redshift refuses, or answers otherwise than DuckDB.

tree        what a rule looks at, and the shapes that many rules have
functions   functions, operators and types
queries     sources, joins, clauses and subqueries
windows     window functions and ordered aggregates
statements  definitions, MERGE, names, and what cannot be read
results     the same text, another result
"""

from tests.python.redshift.standin.rules import functions, queries, results, statements, windows
from tests.python.redshift.standin.rules.tree import Found, Rule, Tree

# What the stand-in itself turns down.
REFUSED: dict[str, Rule] = {
    **queries.RULES,
    **functions.RULES,
    **windows.RULES,
    **statements.RULES,
}
# What is lint only: it runs on both engines and gives other results.
DIVERGENT: dict[str, Rule] = results.RULES

__all__ = ["DIVERGENT", "REFUSED", "Found", "Rule", "Tree"]
