"""Take a list of organisations from a file: all of it, or nothing."""

from dataclasses import dataclass

from sqlalchemy import select

from lms.kit import csv_reading
from lms.kit.csv_reading import Row, read_table
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.problems import Problem
from lms.people.models import Person
from lms.relations.models import Organisation, Sector, Size
from lms.relations.service import organisations
from lms.relations.service.organisations import Facts, folded
from lms.relations.service.refusals import BadFile, NotListed

NEEDED = ("name", "sector", "size")
KNOWN = ("region", "website", "key", "keeper", "deputy", "note")
YES = frozenset({"yes", "y", "1", "true", "x"})
MOST_PROBLEMS = 50
MOST_BYTES = csv_reading.MOST_BYTES


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list."""

    new: int
    changed: int


def take(content: bytes, *, by: Person) -> Taken:
    """List what is new in the file, and bring what is known in line with it. One line that is wrong, and nothing is changed.

    :raises BadFile: with every line that is wrong.
    """
    table = read_table(content, file=_("the list"), needed=NEEDED, known=KNOWN)
    errors = [_said(problem) for problem in table.problems if problem.is_error]
    people = _people(table.rows)
    errors += [fault for row in table.rows for fault in _faults(row, people)]
    if errors:
        more = len(errors) - MOST_PROBLEMS
        tail = [_("and %(number)s more", number=more)] if more > 0 else []
        raise BadFile("\n".join([*errors[:MOST_PROBLEMS], *tail]))
    known = {one.folded_name: one for one in db.session.scalars(select(Organisation))}
    new = changed = 0
    for row in table.rows:
        facts, found = _facts(row), known.get(folded(row["name"]))
        if found is None:
            found = known[folded(row["name"])] = organisations.create(facts, by=by, keeper=people.get(row["keeper"].lower()))
            new += 1
        else:
            organisations.edit(found, facts, by=by)
            changed += 1
            if row["keeper"]:
                organisations.keep(found, people[row["keeper"].lower()], deputy=False, by=by)
        if row["deputy"]:
            organisations.keep(found, people[row["deputy"].lower()], deputy=True, by=by)
    return Taken(new, changed)


def _said(problem: Problem) -> str:
    return _("line %(line)s: %(what)s", line=problem.line, what=problem.what)


def _people(rows: tuple[Row, ...]) -> dict[str, Person]:
    addresses = {row[column].lower() for row in rows for column in ("keeper", "deputy") if row[column]}
    found = {}
    for address in addresses:
        try:
            found[address] = organisations.officer(address)
        except NotListed:
            continue
    return found


def _faults(row: Row, people: dict[str, Person]) -> list[str]:
    faults = []
    if not row["name"]:
        faults.append(_("line %(line)s: the name is missing", line=row.line))
    for column, allowed in (("sector", list(Sector)), ("size", list(Size))):
        if row[column].lower() not in allowed:
            words = ", ".join(one.value for one in allowed)
            told = {"line": row.line, "word": row[column][:40], "column": column, "words": words}
            faults.append(_("line %(line)s: “%(word)s” is no %(column)s; write one of %(words)s", **told))
    for column in ("keeper", "deputy"):
        if row[column] and row[column].lower() not in people:
            faults.append(_("line %(line)s: no officer has the address %(email)s", line=row.line, email=row[column][:80]))
    if row["deputy"] and row["deputy"].lower() == row["keeper"].lower():
        faults.append(_("line %(line)s: the deputy is the keeper", line=row.line))
    return faults


def _facts(row: Row) -> Facts:
    return Facts(
        name=row["name"],
        sector=Sector(row["sector"].lower()),
        size=Size(row["size"].lower()),
        region=row["region"],
        website=row["website"] if row["website"].startswith(("https://", "http://")) else "",
        note=row["note"],
        key=row["key"].lower() in YES,
    )
