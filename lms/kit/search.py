"""Full-text search: FTS5 on SQLite, tsvector on PostgreSQL, the same answers from both.

A thing (a course, an idea) is found as a whole: it holds the words wherever in its parts they stand, and ranking some hundred things costs
a tenth of ranking their thousands of parts. Which of its parts hold them is asked only for the few things that a page shows.
Words are folded in Python first (case, accents, ß), so that neither database needs a dictionary.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Index,
    Integer,
    Select,
    String,
    Subquery,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import Base, db, is_sqlite, one_at_a_time
from lms.kit.folding import fold

_WORD = re.compile(r"\w+")
MOST_WORDS = 12
MOST_OF_A_WORD = 4
"""PostgreSQL keeps the place of each word, and reads all places of a thing to rank it. The fifth of a word would add a twentieth to its rank."""

_WHOLE, _PARTS = "search_words", "search_words_in_parts"


def _creating(table: str) -> dict[str, list[str]]:
    return {
        "sqlite": [f"CREATE VIRTUAL TABLE {table} USING fts5(title, body, tokenize='unicode61')"],
        "postgresql": [
            f"CREATE TABLE {table} (entry bigint PRIMARY KEY, words tsvector NOT NULL)",
            f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)",
        ],
    }


CREATE, CREATE_PARTS = _creating(_WHOLE), _creating(_PARTS)
"""The index itself, which no model can describe; migrations run it. A thing has the number of its first entry there, a named part its own."""


class SearchEntry(Base):
    """A piece of text that can be found: ``part`` of the thing ``kind`` ``thing_id``."""

    __tablename__ = "search_entry"
    __table_args__ = (Index(None, "kind", "thing_id"),)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[UUID]
    part: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is put into the index: a part of a thing, with its heading and its plain text. Without a name it speaks of the whole thing."""

    part: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A named part that was found; ``excerpt`` is plain text around the first of the words."""

    part: str
    title: str
    excerpt: str


def words_of(question: str) -> list[str]:
    """The folded words of what somebody typed; at most a dozen."""
    return _WORD.findall(fold(question))[:MOST_WORDS]


def _plain_words(body: str) -> str:
    """The folded words alone: PostgreSQL would keep an address or a number with a point as one word, which no question could find."""
    return " ".join(_WORD.findall(fold(body)))


def _few_of_each(words: str) -> str:
    """``words``, each ``MOST_OF_A_WORD`` times at most."""
    seen: Counter[str] = Counter()
    kept = []
    for word in words.split():
        seen[word] += 1
        if seen[word] <= MOST_OF_A_WORD:
            kept.append(word)
    return " ".join(kept)


# ── what can be found ──────────────────────────────────────


def put(kind: str, thing_id: UUID, passages: Sequence[Passage]) -> None:
    """Make ``passages`` what can be found of the thing; what was there before goes."""
    remove(kind, thing_id)
    one_at_a_time("search")
    last = db.session.scalar(select(SearchEntry.number).order_by(SearchEntry.number.desc()).limit(1)) or 0
    numbered = list(enumerate(passages, start=last + 1))
    for number, passage in numbered:
        db.session.execute(
            insert(SearchEntry).values(number=number, kind=kind, thing_id=thing_id, part=passage.part, title=passage.title, body=passage.body)
        )
    _index_thing(db.session.connection(), numbered)


def _index_thing(connection: Connection, numbered: Sequence[tuple[int, Passage]]) -> None:
    named = [(number, passage) for number, passage in numbered if passage.part]
    for number, passage in named:
        index(connection, number, passage.title, passage.body, table=_PARTS)
    for number, _passage in numbered[:1]:
        title = " ".join(passage.title for _number, passage in numbered if not passage.part)
        body = " ".join([passage.body for _number, passage in numbered] + [passage.title for _number, passage in named])
        index(connection, number, title, body)


def index(connection: Connection, number: int, title: str, body: str, *, table: str = _WHOLE) -> None:
    """Put the words of a text into an index. Only this module and the migrations that fill it anew need to."""
    title, body = _plain_words(title), _plain_words(body)
    if connection.dialect.name == "sqlite":
        command = f"INSERT INTO {table} (rowid, title, body) VALUES (:number, :title, :body)"  # noqa: S608  (the table's name is ours)
    else:
        command = (
            f"INSERT INTO {table} (entry, words) VALUES (:number, "  # noqa: S608  (the table's name is ours)
            "setweight(to_tsvector('simple', :title), 'A') || setweight(to_tsvector('simple', :body), 'D'))"
        )
        body = _few_of_each(body)
    connection.execute(text(command), {"number": number, "title": title, "body": body[:900_000]})


def rebuild(connection: Connection | None = None) -> None:
    """Make the index anew from its entries, as after a move into another database."""
    connection = connection or db.session.connection()
    for table in (_WHOLE, _PARTS):
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  (the tables' names are ours)
    of_thing = (SearchEntry.kind, SearchEntry.thing_id)
    numbers = connection.execute(select(*of_thing, SearchEntry.number).order_by(*of_thing, SearchEntry.number)).all()
    texts = select(SearchEntry.number, SearchEntry.part, SearchEntry.title, SearchEntry.body).order_by(SearchEntry.number)
    for _thing, rows in groupby(numbers, key=lambda row: row[:2]):
        wanted = SearchEntry.number.in_([row.number for row in rows])
        _index_thing(connection, [(number, Passage(*words)) for number, *words in connection.execute(texts.where(wanted))])


def remove(kind: str, thing_id: UUID) -> None:
    """Let nothing of the thing be found any more."""
    numbers = db.session.scalars(select(SearchEntry.number).where(SearchEntry.kind == kind, SearchEntry.thing_id == thing_id)).all()
    if not numbers:
        return
    key = "rowid" if is_sqlite() else "entry"
    for table in (_WHOLE, _PARTS):
        command = text(f"DELETE FROM {table} WHERE {key} = :number")  # noqa: S608  (both names are ours)
        db.session.execute(command, [{"number": number} for number in numbers])
    db.session.execute(delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.thing_id == thing_id))


# ── finding ────────────────────────────────────────────────


def found(*, sqlite: bool) -> Subquery:
    """The things of a kind that hold all words of a question, to be joined: ``thing_id``, ``number`` and ``score``, the least the best.

    Whoever executes the statement gives it what ``asking`` says.
    """
    return _ranked(_WHOLE, sqlite=sqlite)


def asking(kind: str, question: str) -> dict[str, Any]:
    """The values for a statement with ``found``. The last word may be unfinished; there must be one."""
    return {"kind": kind, "asked": _asked(words_of(question), every=True)}


def _asked(words: Sequence[str], *, every: bool) -> str:
    if is_sqlite():
        return (" " if every else " OR ").join(f'"{word}"' for word in words) + "*"
    return (" & " if every else " | ").join(words) + ":*"


_OF_THINGS = "(SELECT number FROM search_entry WHERE kind = :kind AND thing_id IN :things)"


@cache
def _ranked(table: str, *, of_things: bool = False, sqlite: bool) -> Subquery:
    if sqlite:
        command = (
            # The other way round SQLite would ask the index once for each entry; without a limit it would not rank within a question.
            f"SELECT k.thing_id, k.number, bm25({table}, 8.0, 1.0) AS score FROM {table} CROSS JOIN search_entry k ON k.number = {table}.rowid "  # noqa: S608
            f"WHERE {table} MATCH :asked AND k.kind = :kind{f' AND +{table}.rowid IN {_OF_THINGS}' if of_things else ''} LIMIT -1"
        )
    else:
        # Of few things PostgreSQL would still read the words of all, since it takes long values for short ones: OFFSET 0 makes it ask for each.
        words = f"LATERAL (SELECT words FROM {table} WHERE entry = k.number OFFSET 0) w ON true" if of_things else f"{table} w ON w.entry = k.number"  # noqa: S608
        command = (
            "SELECT k.thing_id, k.number, -ts_rank(w.words, to_tsquery('simple', :asked)) AS score "  # noqa: S608  (all names are ours)
            f"FROM search_entry k JOIN {words} "
            f"WHERE w.words @@ to_tsquery('simple', :asked) AND k.kind = :kind{' AND k.thing_id IN :things' if of_things else ''}"
        )
    things = [bindparam("things", expanding=True, type_=Uuid())] if of_things else []
    return text(command).bindparams(*things).columns(thing_id=Uuid(), number=Integer(), score=Float()).subquery("found")


def find(kind: str, question: str, *, limit: int = 60) -> list[UUID]:
    """The things that hold all words of ``question``, best first. No words: nothing."""
    if not words_of(question):
        return []
    things = found(sqlite=is_sqlite())
    best = select(things.c.thing_id).order_by(things.c.score, things.c.number).limit(limit)
    return list(db.session.scalars(best, asking(kind, question)))


def parts(kind: str, things: Collection[UUID], question: str, *, each: int) -> dict[UUID, list[Hit]]:
    """The named parts of ``things`` that hold words of ``question``, the best ``each`` of every thing. One statement."""
    words = words_of(question)
    if not words or not things:
        return {}
    wanted = {"kind": kind, "things": list(things), "asked": _asked(words, every=False), "each": each}
    rows = db.session.execute(_best_parts(sqlite=is_sqlite()), wanted)
    hits: dict[UUID, list[Hit]] = {}
    for row in rows:
        hits.setdefault(row.thing_id, []).append(Hit(row.part, row.title, excerpt(row.body, words)))
    return hits


@cache
def _best_parts(*, sqlite: bool) -> Select[Any]:
    inside = _ranked(_PARTS, of_things=True, sqlite=sqlite)
    place = func.row_number().over(partition_by=inside.c.thing_id, order_by=(inside.c.score, inside.c.number)).label("place")
    ranked = select(inside.c.number, place).subquery("ranked")
    entry = SearchEntry.__table__
    here: FromClause = entry
    joined: ColumnElement[bool] = entry.c.number == ranked.c.number
    if not sqlite:  # as above: of a dozen parts PostgreSQL would read the texts of all
        here, joined = select(entry).where(joined).correlate(ranked).offset(0).lateral("entry"), true()
    return (
        select(here.c.thing_id, here.c.part, here.c.title, here.c.body)
        .select_from(ranked)
        .join(here, joined)
        .where(ranked.c.place <= bindparam("each"))
        .order_by(here.c.thing_id, ranked.c.place)
    )


def _first(body: str, words: Sequence[str]) -> re.Match[str] | None:
    """Where the first of ``words`` stands. As it was typed, where possible: folding each word of a long lesson takes milliseconds."""
    *whole, last = words
    plain = re.search(r"\b(?:" + "|".join([*(re.escape(word) + r"\b" for word in whole), re.escape(last)]) + ")", body, re.IGNORECASE)
    if plain:
        return plain
    folded = ((match, fold(match.group())) for match in _WORD.finditer(body))
    return next((match for match, word in folded if word in whole or word.startswith(last)), None)


def excerpt(body: str, words: Sequence[str], *, around: int = 90) -> str:
    """Some ``around`` characters on each side of a word of ``words`` in ``body``; the beginning where none stands there."""
    match = _first(body, words)
    if match is None:
        return " ".join(body[: 2 * around].split())
    start, end = max(0, match.start() - around), min(len(body), match.end() + around)
    if start:
        start = body.find(" ", start, match.start()) + 1 or match.start()  # whole words only
    if end < len(body):
        end = max(body.rfind(" ", match.end(), end), match.end())
    return ("… " if start else "") + " ".join(body[start:end].split()) + (" …" if end < len(body) else "")
