"""What a file's records say together about how each of them is to be read.

The decimal mark of each numeric column, the order of day and month of each date column, the values
that one record states for others, and how fine the file is: decided over the whole file, never per
cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from glue.landing.dates import DateSurvey
from glue.landing.numbers import numeric_columns
from glue.landing.plan import FilePlan
from glue.landing.spec import ReportSpec


@dataclass(frozen=True)
class Settled:
    """How a file is read, decided before its records are.

    marks: `_decimal`, one mark for each numeric column (see `numeric_columns`), and `_dates`, one
    for each date column. carried: value by unit, see the spec's `carry`. filled: the `finest`
    columns of control rules that have a value in some record.
    """

    encoding: str
    marks: Mapping[str, str]
    carried: Mapping[str | None, str]
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rejected:
    """Why nothing of a file is read: what its parts say does not go together."""

    reason: str
    sentence: str


@dataclass
class Findings:
    """What some records of a file say; what two parts of a file say adds up.

    votes: decimal marks that are proved, by numeric column. dates: distinct texts of the date
    columns that could be read in two ways. carried: the first value of each unit. filled: `finest`
    columns of control rules in which a value was seen.
    """

    votes: dict[str, set[str]]
    dates: dict[str, set[str]]
    carried: dict[str | None, str]
    filled: set[str]

    @staticmethod
    def nothing(spec: ReportSpec, plan: FilePlan) -> Findings:
        """No record has been seen yet."""
        return Findings(
            {name: set() for name in numeric_columns(spec)},
            {name: set() for name in _dates(spec, plan).names},
            {},
            set(),
        )

    def to_json(self) -> dict:
        """Plain data, for the way back from the workers."""
        carried = [[unit, value] for unit, value in self.carried.items()]
        votes = {name: sorted(marks) for name, marks in self.votes.items()}
        dates = {name: sorted(texts) for name, texts in self.dates.items()}
        filled = sorted(self.filled)
        return {"votes": votes, "dates": dates, "carried": carried, "filled": filled}

    @staticmethod
    def from_json(body: dict) -> Findings:
        """The reverse of `to_json`."""
        votes, dates = (
            {name: set(texts) for name, texts in body[kind].items()} for kind in ("votes", "dates")
        )
        return Findings(votes, dates, dict(body["carried"]), set(body["filled"]))

    def add(self, other: Findings) -> None:
        """Take in what a later part of the file says."""
        for mine, theirs in ((self.votes, other.votes), (self.dates, other.dates)):
            for name, texts in theirs.items():
                mine[name] |= texts
        self.carried = {**other.carried, **self.carried}
        self.filled |= other.filled

    def settled(self, spec: ReportSpec, plan: FilePlan, encoding: str, decimal: str) -> Settled:
        """How the file is read. Raises FileRejected (AMBIGUOUS_DATE).

        decimal: the declared mark (point, comma) or auto.
        """
        fallback = "," if spec.decimal == "comma" or decimal == "comma" else "."
        marks = fallback * len(self.votes)
        if decimal == "auto":
            marks = "".join(_marks(spec, self.votes, fallback))
        dates = _dates(spec, plan)
        for name, texts in self.dates.items():
            dates.add(name, texts)
        found = {"_decimal": marks, "_dates": dates.marks()}
        return Settled(encoding, found, self.carried, frozenset(self.filled))


def _dates(spec: ReportSpec, plan: FilePlan) -> DateSurvey:
    return DateSurvey(spec, spec.layout(plan.layout), plan.container)


def _marks(spec: ReportSpec, votes: Mapping[str, set[str]], declared: str) -> Iterator[str]:
    """A column's own cells decide; where they prove nothing or both, the file's amounts.

    Whole numbers speak for themselves only: a quantity of 2.0 says nothing about 1.234 in a price.
    """
    amounts = (found for name, found in votes.items() if spec.column(name).type != "int")
    proved = set().union(*amounts)
    fallback = "," if proved == {","} else declared if not proved else "."
    for found in votes.values():
        yield next(iter(found)) if len(found) == 1 else fallback
