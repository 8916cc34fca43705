"""Full-text search: FTS5 on SQLite, tsvector on PostgreSQL, the same answers from both.

Words are folded in Python first (case, accents, ß), so that neither database needs a dictionary.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Index, Integer, String, Text, delete, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import Base, db, is_sqlite, one_at_a_time
from lms.kit.folding import fold

_WORD = re.compile(r"\w+")
MOST_WORDS = 12

CREATE = {
    "sqlite": ["CREATE VIRTUAL TABLE search_words USING fts5(title, body, tokenize='unicode61')"],
    "postgresql": [
        "CREATE TABLE search_words (entry bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ix_search_words_words ON search_words USING gin (words)",
    ],
}
"""The index itself, which no model can describe; the migration runs it."""


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
    """What is put into the index: a part of a thing, with its heading and its plain text."""

    part: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A part that was found, best first; ``number`` is its entry's, for ``excerpts``."""

    thing_id: UUID
    part: str
    title: str
    number: int


def words_of(question: str) -> list[str]:
    """The folded words of what somebody typed; at most a dozen."""
    return _WORD.findall(fold(question))[:MOST_WORDS]


def _plain_words(body: str) -> str:
    """The folded words alone: PostgreSQL would keep an address or a number with a point as one word, which no question could find."""
    return " ".join(_WORD.findall(fold(body)))


def put(kind: str, thing_id: UUID, passages: Iterable[Passage]) -> None:
    """Make ``passages`` what can be found of the thing; what was there before goes."""
    remove(kind, thing_id)
    one_at_a_time("search")
    last = db.session.scalar(select(SearchEntry.number).order_by(SearchEntry.number.desc()).limit(1)) or 0
    for number, passage in enumerate(passages, start=last + 1):
        db.session.execute(
            insert(SearchEntry).values(number=number, kind=kind, thing_id=thing_id, part=passage.part, title=passage.title, body=passage.body)
        )
        _index(number, passage.title, passage.body)


def _index(number: int, title: str, body: str) -> None:
    if is_sqlite():
        command = "INSERT INTO search_words (rowid, title, body) VALUES (:number, :title, :body)"
    else:
        command = (
            "INSERT INTO search_words (entry, words) VALUES (:number, "
            "setweight(to_tsvector('simple', :title), 'A') || setweight(to_tsvector('simple', :body), 'D'))"
        )
    db.session.execute(text(command), {"number": number, "title": _plain_words(title), "body": _plain_words(body)[:900_000]})


def rebuild() -> None:
    """Make the index anew from its entries, as after a move into another database."""
    db.session.execute(text("DELETE FROM search_words"))
    for number in db.session.scalars(select(SearchEntry.number)).all():
        entry = db.session.execute(select(SearchEntry.title, SearchEntry.body).where(SearchEntry.number == number)).one()
        _index(number, entry.title, entry.body)


def remove(kind: str, thing_id: UUID) -> None:
    """Let nothing of the thing be found any more."""
    numbers = db.session.scalars(select(SearchEntry.number).where(SearchEntry.kind == kind, SearchEntry.thing_id == thing_id)).all()
    if not numbers:
        return
    key = "rowid" if is_sqlite() else "entry"
    for number in numbers:
        db.session.execute(text(f"DELETE FROM search_words WHERE {key} = :number"), {"number": number})  # noqa: S608  (key is ours)
    db.session.execute(delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.thing_id == thing_id))


def find(kind: str, question: str, *, limit: int = 60) -> list[Hit]:
    """The parts that hold all words of ``question`` (the last may be unfinished), best first. No words: nothing."""
    words = words_of(question)
    if not words:
        return []
    if is_sqlite():
        command = (
            # Ranked first by numbers alone: a sorter that carries the titles along takes three times as long.
            "SELECT e.thing_id, e.part, e.title, e.number FROM ("
            "SELECT k.number, bm25(search_words, 8.0, 1.0) AS score FROM search_words JOIN search_entry k ON k.number = search_words.rowid "
            "WHERE search_words MATCH :question AND k.kind = :kind ORDER BY score, k.number LIMIT :limit"
            ") AS best JOIN search_entry e ON e.number = best.number ORDER BY best.score, best.number"
        )
        asked = " ".join(f'"{word}"' for word in words) + "*"
    else:
        command = (
            "SELECT e.thing_id, e.part, e.title, e.number FROM search_words w JOIN search_entry e ON e.number = w.entry "
            "WHERE w.words @@ to_tsquery('simple', :question) AND e.kind = :kind "
            "ORDER BY ts_rank(w.words, to_tsquery('simple', :question)) DESC, e.number LIMIT :limit"
        )
        asked = " & ".join(words) + ":*"
    rows = db.session.execute(text(command), {"question": asked, "kind": kind, "limit": limit}).all()
    return [Hit(UUID(str(row.thing_id)), row.part, row.title, row.number) for row in rows]


def excerpts(hits: Collection[Hit], question: str) -> dict[int, str]:
    """For each of ``hits`` by its number, plain text around the first of the words. Only what a page shows is worth reading in full."""
    if not hits:
        return {}
    words = words_of(question)
    rows = db.session.execute(select(SearchEntry.number, SearchEntry.body).where(SearchEntry.number.in_([hit.number for hit in hits])))
    return {number: excerpt(body, words) for number, body in rows}


def _first(body: str, words: Sequence[str]) -> re.Match[str] | None:
    """Where the first of ``words`` stands. As it was typed, where possible: folding each word of a long lesson takes milliseconds."""
    plain = re.search(r"\b(?:" + "|".join(re.escape(word) for word in words) + ")", body, re.IGNORECASE)
    if plain:
        return plain
    return next((match for match in _WORD.finditer(body) if fold(match.group()).startswith(tuple(words))), None)


def excerpt(body: str, words: Sequence[str], *, around: int = 90) -> str:
    """Some ``around`` characters on each side of a word of ``words`` in ``body``; the beginning where none stands there."""
    match = _first(body, words)
    if match is None:
        return " ".join(body[: 2 * around].split())
    start, end = max(0, match.start() - around), min(len(body), match.end() + around)
    return ("… " if start else "") + " ".join(body[start:end].split()) + (" …" if end < len(body) else "")
