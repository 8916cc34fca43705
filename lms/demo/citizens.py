"""Who lives in the demo city: invented names, departments and posts, the same each time."""

from dataclasses import dataclass
from random import Random

from lms.people.models import Role

DOMAIN = "exampleville.example"
SEED = 20261122

DEPARTMENTS: tuple[tuple[str, str, str | None], ...] = (
    ("CITY", "City administration", None),
    ("CMO", "City manager's office", "CITY"),
    ("DIG", "Digital and innovation", "CITY"),
    ("DIG-OPS", "IT operations", "DIG"),
    ("DIG-DATA", "Data office", "DIG"),
    ("DIG-LAB", "Innovation lab", "DIG"),
    ("HR", "Human resources", "CITY"),
    ("FIN", "Finance", "CITY"),
    ("FIN-PRO", "Procurement", "FIN"),
    ("MOB", "Mobility", "CITY"),
    ("MOB-PAR", "Parking and kerbside", "MOB"),
    ("MOB-CYC", "Walking and cycling", "MOB"),
    ("ENV", "Environment and parks", "CITY"),
    ("SOC", "Social affairs", "CITY"),
    ("CUL", "Culture and libraries", "CITY"),
    ("PLA", "Planning and permits", "CITY"),
    ("CIT", "Citizens' services", "CITY"),
)
"""Code, name and the department above."""

POSTS: tuple[tuple[str, str, str], ...] = (
    ("HEAD", "Head of department", "Executive"),
    ("LEAD", "Team leader", "A3"),
    ("CASE", "Case officer", "B2"),
    ("CLERK", "Counter clerk", "C1"),
    ("PROJECT", "Project manager", "A2"),
    ("STEWARD", "Data steward", "A1"),
    ("ENGINEER", "Systems engineer", "A2"),
    ("TRAINER", "Learning and development officer", "A1"),
    ("CONTROL", "Finance controller", "A2"),
    ("LIBRARY", "Librarian", "B1"),
)
"""Code, title and grade."""

_FIRST = (
    "Ada Agnes Ahmed Aino Alba Ana Anders Anja Anton Bartosz Beatriz Bruno Carla Cem Chiara Clara Daan Dana Dimitri Eda Elena "
    "Elif Emil Emma Erik Eva Fatima Felix Filip Freya Goran Hana Hanna Henrik Hugo Ida Ilse Ines Iris Ivan Jana Jens Joana "
    "Johan Julia Kaja Karim Katya Laila Lars Laura Lea Leon Lina Luca Lucia Magda Malik Marco Marta Mateo Maya Mehdi Mia "
    "Milan Mira Nadia Nils Nina Noor Olga Omar Oskar Petra Piotr Rania Remi Rosa Samir Sara Selma Signe Sofia Stefan Tariq "
    "Tea Teresa Theo Tilda Tom Uma Vera Viktor Yara Yusuf Zeynep Zoe "
)
_LAST = (
    "Aalto Abadi Almeida Andersen Aydin Bakker Bauer Bianchi Borg Carvalho Costa Demir Dijkstra Dvorak Eriksen Farkas Ferrari "
    "Fischer Fontaine Garcia Georgiou Haddad Hansen Horvat Ivanova Jansen Kaya Keller Klein Kovacs Kruger Laine Lambert "
    "Larsson Lindqvist Lopez Maier Marin Martinez Meyer Moreau Mueller Nagy Nemeth Nielsen Nowak Okafor Olsen Papadopoulos "
    "Pereira Petrov Popescu Rahman Rossi Salonen Santos Schmidt Silva Simon Stojanovic Svensson Toth Vermeer Virtanen Visser "
    "Vogel Weiss Wolf Yilmaz Zeman "
)


@dataclass(frozen=True, slots=True)
class Citizen:
    """An officer of the demo city."""

    name: str
    email: str
    department: str
    post: str
    roles: tuple[Role, ...] = ()
    shown_as: str = ""
    """What the account is printed for; empty for the many."""


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{DOMAIN}"


def _named(name: str, department: str, post: str, *roles: Role, shown_as: str) -> Citizen:
    return Citizen(name, _address(name), department, post, roles, shown_as)


KNOWN = (
    _named("Lena Fischer", "PLA", "CASE", shown_as="public officer"),
    _named("Maria Kowalska", "DIG-DATA", "TRAINER", Role.TRAINER, shown_as="trainer"),
    _named("Tomas Novak", "FIN", "TRAINER", Role.TRAINER, shown_as="second trainer"),
    _named("Ingrid Larsen", "DIG", "LEAD", Role.CURATOR, shown_as="curator"),
    _named("Paul Dubois", "HR", "HEAD", Role.HR, shown_as="HR officer"),
    _named("Amina Rahimi", "DIG-OPS", "ENGINEER", Role.ADMINISTRATOR, shown_as="administrator"),
    _named("Jonas Weber", "CMO", "CONTROL", Role.AUDITOR, shown_as="auditor"),
    _named("Sofia Marchetti", "PLA", "HEAD", Role.SPONSOR, shown_as="line manager and sponsor"),
    _named("Nora Lindgren", "DIG-LAB", "LEAD", Role.PROGRAMME_OFFICE, shown_as="programme office"),
    _named("Marta Oliveira", "CMO", "HEAD", Role.CITY_MANAGER, shown_as="city manager"),
    _named("Henrik Olsen", "FIN", "CONTROL", Role.FINANCE_CONTROLLER, shown_as="finance controller"),
    _named("Eva Horvat", "ENV", "PROJECT", Role.EVALUATOR, shown_as="evaluator"),
    _named("Marco Bianchi", "MOB", "PROJECT", shown_as="champion and intrapreneur"),
)


def citizens(count: int) -> list[Citizen]:
    """The known accounts, a head for each department, and as many others as make ``count``."""
    chance = Random(SEED)  # noqa: S311  (invented people, not secrets)
    first, last = _FIRST.split(), _LAST.split()
    people = list(KNOWN)
    taken = {citizen.email for citizen in people}
    headless = [code for code, _name, _above in DEPARTMENTS if not any(c.post == "HEAD" and c.department == code for c in people)]
    while len(people) < count:
        name = f"{chance.choice(first)} {chance.choice(last)}"
        if _address(name) in taken:
            continue
        taken.add(_address(name))
        if headless:
            department, post = headless.pop(0), "HEAD"
        else:
            department = chance.choice([code for code, _name, _above in DEPARTMENTS[1:]])
            post = chance.choices([code for code, _title, _grade in POSTS[1:]], weights=(6, 30, 20, 10, 5, 8, 1, 4, 6))[0]
        people.append(Citizen(name, _address(name), department, post))
    return people
