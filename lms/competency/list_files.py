"""Role profiles (also as JSON) and correspondences as CSV lists: reading them, with every problem and its line, and the rows to write."""

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass

from lms.kit.csv_reading import MOST_BYTES, MOST_ROWS, Row, Table, read_table
from lms.kit.problems import Findings, Problem, write_nearest
from lms.kit.words import gettext as _

PROFILE_COLUMNS = ("post", "framework", "competence", "level")
CORRESPONDENCE_COLUMNS = ("framework", "competence", "relation", "other framework", "other competence")
NOTE = "note"
RELATIONS = ("same", "broader", "narrower", "related")

Known = Mapping[str, Set[str]]
"""Framework -> codes of its competences."""
Cited = tuple[str, str]
"""Framework and code of a competence."""


@dataclass(frozen=True, slots=True)
class CorrespondenceRow:
    """One row of a list of correspondences."""

    line: int
    competence: Cited
    relation: str
    other: Cited
    note: str


def read_profiles(
    content: bytes, *, posts: Set[str], known: Known, file: str = "role-profiles.csv"
) -> tuple[dict[str, dict[Cited, int]], tuple[Problem, ...]]:
    """Code of a post -> what it requires, for each post that the file names; it replaces what the post required before."""
    table = _listed(content, file)
    found = Findings(list(table.problems))
    profiles: dict[str, dict[Cited, int]] = {}
    lines: dict[tuple[str, Cited], int] = {}
    by_code = {code.lower(): code for code in posts}
    for row in table.rows:
        post = by_code.get(row["post"].lower())
        cited = _cited(row, "framework", "competence", known, file, found)
        level = _level(row, file, found)
        if post is None:
            found.error(file, row.line, _("there is no post with the code “%(code)s”", code=row["post"][:40]), write_nearest(row["post"], posts))
        if post is None or cited is None or level is None:
            continue
        first = lines.setdefault((post, cited), row.line)
        if first != row.line:
            found.error(file, row.line, _("the post requires this competence in line %(line)s already", line=first), _("keep one of the two rows"))
        profiles.setdefault(post, {})[cited] = level
    return profiles, found.in_order()


def _listed(content: bytes, file: str) -> Table:
    """The rows of a CSV list, or of a JSON file with a list of objects that have the same keys; the line of a row is its place in the list then."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")):
        return read_table(content, file=file, needed=PROFILE_COLUMNS)
    found = Findings()
    try:
        document = json.loads(content.decode("utf-8-sig")) if len(content) <= MOST_BYTES else None
    except (UnicodeDecodeError, RecursionError, ValueError):
        document = None
    entries = document.get("@graph") if isinstance(document, dict) else document
    if not isinstance(entries, list) or len(entries) > MOST_ROWS:
        found.error(file, 1, _("the file is no list in JSON"), _("write a list of objects with the keys post, framework, competence and level"))
        return Table((), found.in_order())
    rows = []
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, dict) and all(isinstance(entry.get(key), (str, int)) for key in PROFILE_COLUMNS):
            rows.append(Row(number, {key: str(entry[key]).strip() for key in PROFILE_COLUMNS}))
        else:
            found.error(file, number, _("this entry is not understood"), _("write post, framework, competence and level as text or a number"))
    return Table(tuple(rows), found.in_order())


def _level(row: Row, file: str, found: Findings) -> int | None:
    if row["level"] in {"1", "2", "3", "4", "5", "6", "7", "8"}:
        return int(row["level"])
    found.error(file, row.line, _("“%(level)s” is no level", level=row["level"][:20]), _("write a number from 1 to 8"))
    return None


def _cited(row: Row, framework: str, competence: str, known: Known, file: str, found: Findings) -> Cited | None:
    slug, code = row[framework], row[competence]
    if slug not in known:
        found.error(file, row.line, _("there is no framework “%(slug)s”", slug=slug[:40]), write_nearest(slug, known))
        return None
    if code not in known[slug]:
        what = _("the framework %(slug)s has no competence “%(code)s”", slug=slug, code=code[:40])
        found.error(file, row.line, what, write_nearest(code, known[slug]))
        return None
    return slug, code


def read_correspondences(
    content: bytes, *, known: Known, file: str = "correspondences.csv"
) -> tuple[tuple[CorrespondenceRow, ...], tuple[Problem, ...]]:
    """The correspondences of the file, and what is wrong with its rows."""
    table = read_table(content, file=file, needed=CORRESPONDENCE_COLUMNS, known=(NOTE,))
    found = Findings(list(table.problems))
    rows: list[CorrespondenceRow] = []
    pairs: dict[frozenset[Cited], int] = {}
    for row in table.rows:
        one = _cited(row, "framework", "competence", known, file, found)
        other = _cited(row, "other framework", "other competence", known, file, found)
        relation = row["relation"].lower()
        if relation not in RELATIONS:
            found.error(file, row.line, _("“%(word)s” is no relation", word=relation[:40]), write_nearest(relation, RELATIONS))
        if one is None or other is None or relation not in RELATIONS:
            continue
        if one[0] == other[0]:
            found.error(file, row.line, _("both competences are of one framework"), _("name a competence of another framework"))
            continue
        first = pairs.setdefault(frozenset((one, other)), row.line)
        if first != row.line:
            found.error(file, row.line, _("this pair stands in line %(line)s already", line=first), _("keep one of the two rows"))
            continue
        rows.append(CorrespondenceRow(row.line, one, relation, other, row[NOTE][:300]))
    return tuple(rows), found.in_order()
