"""Files that were made go when a department moves beyond the reach of who made them."""

import pytest

from lms.kit.db import db, transaction
from lms.people.models import Department, Grant, Person, Role
from lms.people.queries.merging import merger
from lms.people.service import merging, structure
from lms.reports.models.library import Export, ExportState
from tests.factories.imports import carry_out, upload
from tests.factories.people import make_department, make_person

REACHES = {"works": ("Works",), "parks": ("Parks",), "both": ("Works", "Harbour"), "house": (None, "Works")}
REACHES |= {"auditor": ("Works",), "head": ("Works",)}
ROLES = {"auditor": Role.AUDITOR, "head": Role.DEPARTMENT_HEAD}


class City:
    """Parks with Gardens below Works; Harbour beside it. Each reader has a file that was made."""

    def __init__(self):
        works, self.harbour = make_department("Works"), make_department("Harbour")
        self.parks = make_department("Parks", parent=works)
        self.works, self.gardens = works, make_department("Gardens", parent=self.parks)
        self.by = make_person("Hilde", Role.HR)
        rows = {row.name: row for row in (works, self.harbour, self.parks)}
        self.readers = {}
        for name, places in REACHES.items():
            self.readers[name] = make_person(name).id
            for place in places:
                given = {"role": ROLES.get(name, Role.HR), "department_id": rows[place].id if place else None}
                db.session.add(Grant(person_id=self.readers[name], **given))
            db.session.add(Export(person_id=self.readers[name], report="people", filters={}, state=ExportState.READY))
        db.session.commit()

    def lost(self):
        """Whose file is gone."""
        kept = {row.person_id for row in db.session.query(Export)}
        return {name for name, person_id in self.readers.items() if person_id not in kept}

    def edit(self, row, parent):
        with transaction():
            above, by = parent and db.session.get_one(Department, parent.id), db.session.get_one(Person, self.by.id)
            structure.edit_department(db.session.get_one(Department, row.id), row.code, f"{row.name} anew", above, by=by)


@pytest.fixture
def city(session):
    return City()


@pytest.mark.parametrize(
    ("moving", "to", "lost"),
    [
        ("parks", "works", set()),  # renamed only
        ("parks", "harbour", {"works", "auditor"}),  # who reads both, or all, still does
        ("parks", None, {"works", "auditor", "both"}),
        ("gardens", "harbour", {"works", "auditor", "parks"}),
        ("gardens", "works", {"parks"}),
        ("harbour", "works", set()),  # nobody reads less
    ],
)
def test_a_file_goes_when_a_department_moves_beyond_the_reach_of_its_owner(city, moving, to, lost):
    city.edit(getattr(city, moving), to and getattr(city, to))
    assert city.lost() == lost


def test_it_goes_when_an_import_moves_departments(client, city):
    client.sign_in(city.by)
    moves = f"{city.parks.code},Parks,{city.harbour.code}\n{city.gardens.code},Gardens,{city.works.code}\n"
    carry_out(client, upload(client, f"code,name,parent\n{moves}NEW,New,{city.parks.code}\n", kind="departments"))
    assert city.lost() == {"works", "auditor", "parks"}


@pytest.mark.parametrize(
    ("gone", "into", "lost"), [("parks", "harbour", {"works", "auditor"}), ("gardens", "works", {"parks"}), ("harbour", "parks", set())]
)
def test_it_goes_when_a_department_is_merged_into_one_beyond(city, gone, into, lost):
    with transaction():
        row, other = (db.session.get_one(Department, getattr(city, name).id) for name in (gone, into))
        merging.merge(row, other, seen=merger(row, other).fingerprint, by=db.session.get_one(Person, city.by.id))
    assert city.lost() == lost
