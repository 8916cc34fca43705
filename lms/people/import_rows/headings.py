"""What a column means by its heading: known words in English, French and German, what was once said of others, and what no file may say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

_PEOPLE: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "nom", "nom complet", "nom et prénom", "vollständiger name"),
    "first_name": ("first name", "given name", "prénom", "vorname"),
    "last_name": ("last name", "surname", "family name", "nom de famille", "nachname"),
    "email": (
        *("email", "e-mail", "mail", "email address", "e-mail address", "courriel"),
        *("adresse e-mail", "adresse électronique", "e-mail-adresse"),
    ),
    "staff_number": ("staff number", "staff no", "personnel number", "matricule", "numéro de matricule", "personalnummer"),
    "department": ("department", "department code", "service", "code du service", "département", "abteilung"),
    "post": ("post", "post code", "position", "poste", "fonction", "code du poste", "stelle"),
    "manager": (
        *("manager", "manager email", "manager e-mail", "line manager", "manager staff number"),
        *("responsable", "supérieur", "adresse du responsable", "vorgesetzte", "vorgesetzter"),
    ),
    "language": ("language", "langue", "sprache"),
    "state": ("state",),
}
_DEPARTMENTS: dict[str, tuple[str, ...]] = {
    "code": ("code", "department code", "department", "code du service", "kürzel"),
    "name": ("name", "department name", "nom", "nom du service", "title"),
    "parent": ("parent", "parent code", "above", "belongs to", "rattaché à", "service supérieur", "gehört zu"),
}
_POSTS: dict[str, tuple[str, ...]] = {
    "code": ("code", "post code", "post", "code du poste", "kürzel"),
    "name": ("title", "name", "post title", "intitulé", "nom", "bezeichnung"),
    "grade": ("grade", "pay grade", "catégorie", "besoldungsgruppe", "entgeltgruppe"),
}
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {"people": _PEOPLE, "departments": _DEPARTMENTS, "posts": _POSTS}

_GUARDED = frozenset(
    {
        *("role", "roles", "admin", "administrator", "password", "permission", "permissions", "rights", "grant", "grants", "superuser"),
        *("active", "enabled", "rôle", "rôles", "rolle", "rollen", "passwort", "passe", "rechte"),
    }
)
"""Words in headings that no mapping can make mean anything: access is given by administrators, and who left is told by a full list."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a file mean."""

    place_of: Mapping[str, int]
    """Field -> column."""
    unknown: tuple[str, ...]
    """Headings that mean nothing here and that nobody has spoken about yet."""
    left_out: tuple[str, ...]
    """Headings that somebody said to leave out."""
    guarded: tuple[str, ...]
    """Headings about roles and passwords: they are never read."""

    def heading(self, field: str, headings: Sequence[str]) -> str:
        """How the file calls a field; the field's own name where it has no such column."""
        return headings[self.place_of[field]] if field in self.place_of else field.replace("_", " ")


def plain(heading: str) -> str:
    """A heading as it is compared: small letters, single spaces."""
    return " ".join(heading.lower().replace("_", " ").split())


def is_guarded(heading: str) -> bool:
    """Whether a heading speaks of access."""
    return not _GUARDED.isdisjoint(plain(heading).split())


def mark_of(headings: Iterable[str], *, only_for: str = "") -> str:
    """By what a mapping is remembered: the same headings in any order; and for whom alone, where it is not for the whole city."""
    words = sorted(filter(None, map(plain, headings)))
    return "sha256:" + sha256("\n".join([*words, only_for] if only_for else words).encode()).hexdigest()


def known_field(kind: str, heading: str) -> str | None:
    """The field that a heading is known for."""
    words = plain(heading)
    return next((field for field, names in FIELDS[kind].items() if words in names), None)


def columns_of(kind: str, headings: Sequence[str], said: Mapping[str, str]) -> Columns:
    """Say what each column means; what somebody ``said`` (heading -> field) goes before what is known. The first of two counts."""
    place_of: dict[str, int] = {}
    unknown, left_out, guarded = [], [], []
    for at, heading in enumerate(headings):
        words = plain(heading)
        if not words:
            continue
        if is_guarded(heading):
            guarded.append(heading)
            continue
        field = said[words] if words in said else known_field(kind, heading)
        if field in FIELDS[kind] and field not in place_of:
            place_of[str(field)] = at
        elif words in said or field:
            left_out.append(heading)
        else:
            unknown.append(heading)
    return Columns(place_of, tuple(unknown), tuple(left_out), tuple(guarded))


def missing(kind: str, place_of: Iterable[str]) -> str | None:
    """The first field without which such a file says nothing; None when all is there."""
    there = set(place_of)
    if kind != "people":
        return next((field for field in ("code", "name") if field not in there), None)
    if not there & {"email", "staff_number"}:
        return "email"
    return None if "name" in there or {"first_name", "last_name"} <= there else "name"


COMPLETE = 100_000
"""The score of a row that has all the headings that are needed."""


def heading_row(kind: str, rows: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    """Which of the first rows holds the headings, and its score: one that has all that is needed, else the one with most that are known,
    else the one with most cells, since a title has one.

    None when no row holds anything.
    """
    best: tuple[int, int] | None = None
    for at, cells in enumerate(rows):
        fields = {field for field in (known_field(kind, cell) for cell in cells) if field}
        if not missing(kind, fields):
            return at, COMPLETE
        filled = sum(bool(cell.strip()) for cell in cells)
        score = len(fields) * 1000 + filled
        if filled and (best is None or score > best[1]):
            best = at, score
    return best
