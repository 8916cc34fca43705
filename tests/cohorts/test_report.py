"""The report on a cohort: its figures, its small groups, its paper."""

import pytest

from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import PlaceState
from lms.cohorts.models.timetable import Presence
from lms.cohorts.queries.reporting import report
from lms.cohorts.service import report_paper
from lms.kit.db import db
from tests.factories.people import make_department, make_person
from tests.factories.running_camps import attend, found_of, hand_in, place_of, running_camp, sessions, task


@pytest.fixture
def camp(session):
    """Twelve from Parks, eleven from Roads, three from Finance; twelve graduated."""
    departments = [make_department(name) for name in ("Parks", "Roads", "Finance")]
    people = [make_person(f"P {n}", department=departments[0 if n < 12 else 1 if n < 23 else 2]) for n in range(26)]
    cohort, trainer, _people = running_camp(people)
    db.session.add_all(Application(cohort_id=cohort.id, person_id=one.id, department_id=one.department_id, motivation="x") for one in people)
    meeting, *_ = sessions(cohort, 1)
    attend(meeting, people[:20])
    attend(meeting, people[20:24], Presence.EXCUSED)
    hand_in(task(cohort), people[0])
    for one in people[:12]:
        place_of(cohort, one).state = PlaceState.GRADUATED
    db.session.commit()
    return cohort, trainer, people


def test_figures_by_department_without_small_groups_or_what_tells_them(camp):
    figures = report(found_of(camp[0]))
    assert (figures.total.applied, figures.total.placed, figures.total.attended, figures.total.graduated) == (26, 26, 20, 12)
    lines = {line.name: (line.applied, line.placed, line.attended, line.graduated) for line in figures.departments}
    # Finance has three; Roads is kept back too, since Finance would follow from the total
    assert lines == {"Parks": (12, 12, 12, 12), "Roads": (None,) * 4, "Finance": (None,) * 4}


def test_sessions_work_and_participation_are_counted(camp):
    figures = report(found_of(camp[0]))
    assert figures.sessions[0].counts == {"present": 20, "excused": 4, "absent": 2}
    assert (figures.work[0].handed_in, figures.work[0].passed) == (1, 1)
    assert figures.participation["Contribution"] == {"engaged": 0, "progressing": 0, "needs_attention": 0}


def test_of_a_small_cohort_nothing_but_its_size_is_told(client, session):
    cohort, trainer, people = running_camp(9)
    attend(sessions(cohort, 1)[0], people)
    figures = report(found_of(cohort))
    assert (figures.participants, figures.printable, figures.departments, figures.sessions, figures.work) == (9, False, [], [], [])
    assert figures.total.graduated is None
    assert "Too few people" in client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/report").text


def test_the_page_and_the_paper_say_the_same_with_date_and_definitions(client, camp):
    cohort, trainer, _people = camp
    page = client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/report").text
    found = found_of(cohort)
    paper = report_paper.page_of(found, report(found))
    for word in ("What the figures mean", "as of", "Parks", "Meeting 1", "Contribution"):
        assert word in page
        assert word in paper


def test_the_paper_is_a_tagged_pdf(client, camp):
    cohort, trainer, _people = camp
    answer = client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/report.pdf")
    assert answer.status_code in (200, 503)
    if answer.status_code == 200:
        assert answer.data.startswith(b"%PDF")
        assert b"/MarkInfo" in answer.data or b"/StructTreeRoot" in answer.data or b"ObjStm" in answer.data
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_small_and_a_large_cohort_cost_the_same(session, statements):
    counts = []
    for size in (12, 40):
        cohort, _trainer, people = running_camp(size)
        attend(sessions(cohort, 2)[0], people)
        found = found_of(cohort)
        with statements() as seen:
            report(found)
        counts.append(len(seen))
    assert counts[0] == counts[1]
