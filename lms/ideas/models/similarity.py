"""Where words of ideas stand: the index by which similar ideas are found while somebody writes."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table

from lms.kit.db import Base

idea_term = Table(
    "idea_term",
    Base.metadata,
    Column("term", BigInteger, primary_key=True),
    Column("number", Integer, ForeignKey("idea.number", ondelete="CASCADE"), primary_key=True),
    Index("ix_idea_term_number", "number"),
    sqlite_with_rowid=False,
)
"""One row per word of an idea: the word's fingerprint and the idea's number. Numbers only, clustered by word, so that a word of twenty thousand
ideas is a short read. It is no model: it says nothing that the idea's own text does not, and is made anew from it."""
