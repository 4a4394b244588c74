"""A stand-in for Amazon Redshift: what a client of Redshift meets, as far as one machine can show.

A proxy on a loopback port speaks the PostgreSQL protocol as Redshift does, takes only SQL that
Redshift would take, turns it into PostgreSQL and passes it to an embedded PostgreSQL. Where the two
engines give different results for one text, the stand-in gives Redshift's. Every statement is kept.

    wire        the protocol: who may come in, which messages are rewritten
    translate   Redshift's SQL as PostgreSQL's
    deny        what Redshift would refuse or answer otherwise, by name; rules/ holds the rules
    decimals    precision and scale of decimal expressions by Redshift's rules
    findings    where another number comes out, as the types of its parts tell
    loading     COPY ... FORMAT PARQUET MANIFEST
    access      roles, masks and row policies: noted, shown in the catalog, without effect on rows
    database    the embedded server, semantics.sql and access.sql

It is a test double. What it cannot show (planner, distribution, concurrency scaling, row policies,
IAM of a COPY, late binding of views) is known from the recorded statements only. Two things it
answers as PostgreSQL does: GROUP BY and DISTINCT tell 'a' from 'a ' (a test keeps trailing blanks
out), and a product inside an expression may pass 38 digits (the rule overflow keeps it from that).
"""

from tests.python.redshift.standin.server import Standin, running
from tests.python.redshift.standin.wire import Statement

__all__ = ["Standin", "Statement", "running"]
