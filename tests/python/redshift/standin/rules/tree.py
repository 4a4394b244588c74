"""What a rule looks at: the nodes of a statement and its tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from sqlglot import exp
from sqlglot.tokens import Token, TokenType


class Tree:
    """A statement, its nodes found by their kind at once: many rules ask."""

    def __init__(self, root: exp.Expression) -> None:
        self.root = root
        self._by_class: dict[type, list[exp.Expression]] = defaultdict(list)
        for node in root.walk():
            self._by_class[type(node)].append(node)

    def find_all(self, *kinds: type[exp.Expression]) -> Iterator[exp.Expression]:
        """The nodes of these kinds."""
        for found, nodes in self._by_class.items():
            if issubclass(found, kinds):
                yield from nodes


# A rule yields the part of a statement that breaks it.
Found = Iterator[str]
Rule = Callable[[Tree, list[Token]], Found]


def texts(nodes: Iterable[exp.Expression]) -> Found:
    """The nodes as SQL."""
    for node in nodes:
        yield node.sql(dialect="redshift")


def having(*kinds: type[exp.Expression]) -> Rule:
    """A rule against every node of these kinds."""
    return lambda tree, _: texts(tree.find_all(*kinds))


def calling(names: Iterable[str], bare: Iterable[str] = ()) -> Rule:
    """A rule against calls of these functions, by the name that is written.

    bare: those of them that are called without parentheses too.
    """
    names, bare = set(names) | set(bare), set(bare)

    def rule(_: Tree, words: list[Token]) -> Found:
        following = [*words[1:], None]
        for token, after in zip(words, following, strict=True):
            name = token.text.lower()
            if name in names and token.token_type is not TokenType.STRING:
                is_call = after is not None and after.token_type is TokenType.L_PAREN
                if is_call or (name in bare and token.token_type is not TokenType.IDENTIFIER):
                    yield f"{name}()"

    return rule


def own_nodes(select: exp.Select) -> Iterator[exp.Expression]:
    """The nodes of a select without those of the queries in it."""
    yield from select.walk(
        prune=lambda node: node is not select and isinstance(node, (exp.Query, exp.CTE))
    )


def source_names(select: exp.Select) -> set[str]:
    """How a select calls the relations that it reads."""
    parts = [select.args.get("from_"), *(select.args.get("joins") or [])]
    return {name for part in parts if part is not None for name in _names(part.this)}


def _names(source: exp.Expression) -> Iterator[str]:
    yield source.alias_or_name
    bare = source.this if isinstance(source, exp.Subquery) else None
    if isinstance(bare, exp.Table):
        # A join in parentheses: its sources are those of the select.
        for inner in (bare, *(join.this for join in bare.args.get("joins") or [])):
            yield from _names(inner)
