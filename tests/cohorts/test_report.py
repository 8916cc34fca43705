"""The report on a cohort: its figures, its small groups, its paper."""

import pytest
from sqlalchemy import select

from lms.audit.models import Form, ReportView
from lms.cohorts.jobs.ending import keep_figures
from lms.cohorts.models.calls import Application
from lms.cohorts.models.care import ParticipationRating, Rating
from lms.cohorts.models.cohorts import CohortState, PlaceState
from lms.cohorts.models.timetable import Presence
from lms.cohorts.queries.counting import kept_figures, tables_of
from lms.cohorts.queries.reporting import report
from lms.cohorts.service import report_paper
from lms.kit.db import db
from lms.people.models import Role
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
    assert "By department nothing is shown" not in page + paper


def test_where_no_department_may_be_printed_one_sentence_says_so(client, session):
    offices = [make_department(f"Office {n}") for n in range(3)]
    people = [make_person(f"P {n}", department=offices[n % 3]) for n in range(12)]
    cohort, trainer, _people = running_camp(people)
    db.session.add_all(Application(cohort_id=cohort.id, person_id=one.id, department_id=one.department_id, motivation="x") for one in people)
    db.session.commit()
    page = client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/report").text
    found = found_of(cohort)
    for text in (page, report_paper.page_of(found, report(found))):
        assert "By department nothing is shown" in text
        assert "Office" not in text.split("Everybody")[1].split("</table>")[0]


def test_the_paper_is_a_tagged_pdf(client, camp, told_undrawn):
    cohort, trainer, _people = camp
    answer = client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/report.pdf")
    assert answer.status_code in (200, 503)
    if answer.status_code == 200:
        assert answer.data.startswith(b"%PDF")
        assert b"/MarkInfo" in answer.data or b"/StructTreeRoot" in answer.data or b"ObjStm" in answer.data
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "What the figures mean" in told_undrawn(client, f"/cohorts/{cohort.slug}/report.pdf")


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


# ── for those who do not run it ──


def rate(cohort, person, rating):
    said = {"dimension": "contribution", "occasion": "session:meeting-1", "rating": rating}
    db.session.add(ParticipationRating(cohort_id=cohort.id, person_id=person.id, **said))
    db.session.commit()


def seen_by(client, reader, cohort):
    return client.sign_in(reader).get(f"/cohorts/{cohort.slug}/report").text.partition("<main")[2].partition("</main>")[0]


def test_what_one_person_does_never_changes_what_hr_and_auditors_read(client, session):
    cohort, trainer, people = running_camp(12)
    readers = [make_person("Hanna", Role.HR), make_person("Axel", Role.AUDITOR)]
    for number, one in enumerate(people):
        rate(cohort, one, Rating.ENGAGED if number else Rating.NEEDS_ATTENTION)
    attend(sessions(cohort, 1)[0], people)
    assert '<td class="number">11</td>' in seen_by(client, trainer, cohort), "who runs it sees it as it stands"
    before = [seen_by(client, one, cohort) for one in readers]
    assert all("Not counted yet" in page for page in before)
    place_of(cohort, people[0]).state = PlaceState.GIVEN_UP
    db.session.commit()
    assert [seen_by(client, one, cohort) for one in readers] == before
    assert client.sign_in(readers[0]).get(f"/cohorts/{cohort.slug}/report.pdf").status_code == 409
    assert keep_figures() == 0
    cohort.state = CohortState.ENDED
    for one in people[1:]:
        place_of(cohort, one).state = PlaceState.GRADUATED
    db.session.commit()
    assert (keep_figures(), keep_figures()) == (1, 0)
    before = [seen_by(client, one, cohort) for one in readers]
    assert all("Counted on" in page and "90% or more" in page and "Contribution" in page for page in before)
    place_of(cohort, people[1]).state = PlaceState.NOT_GRADUATED
    rate(cohort, people[2], Rating.NEEDS_ATTENTION)
    assert [seen_by(client, one, cohort) for one in readers] == before


def test_of_the_counts_small_groups_and_near_ends_are_held_back(camp):
    cohort, _trainer, people = camp
    for one in people[12:]:
        place_of(cohort, one).state = PlaceState.NOT_GRADUATED
    cohort.state = CohortState.ENDED
    db.session.commit()
    assert keep_figures() == 1
    found = found_of(cohort)
    tables = {one.title: [[str(value) for value in row] for row in one.rows] for one in tables_of(found, kept_figures(cohort.id))}
    held = ["held back"] * 4
    assert tables["From application to graduation"] == [
        ["Everybody", "26", "90% or more", "77%", "46%"],
        ["Finance", *held],
        ["Parks", "12", "90% or more", "90% or more", "90% or more"],
        ["Roads", *held],
    ]
    assert [row[2] for row in tables["Attendance"]] == ["77%"]
    assert [row[1:] for row in tables["Work"]] == [["10% or less", "10% or less"]]
    assert tables["Participation"] == [["Contribution", "held back"], ["Thinking", "held back"]], "nobody was rated"
    paper = report_paper.counted_page_of(found)
    assert "46%" in paper
    assert "do not change any more" in paper


def test_of_a_small_camp_nothing_is_counted_for_others(client, session):
    cohort, _trainer, people = running_camp(9, state=CohortState.ENDED)
    for one in people:
        place_of(cohort, one).state = PlaceState.GRADUATED
    db.session.commit()
    assert keep_figures() == 1
    assert [[str(value) for value in row[1:]] for row in tables_of(found_of(cohort), kept_figures(cohort.id))[0].rows] == [["held back"] * 4] * 2
    assert "Too few people for more figures" in seen_by(client, make_person("Hanna", Role.HR), cohort)
    assert len(tables_of(found_of(cohort), kept_figures(cohort.id))) == 1


def test_each_showing_of_a_camp_is_noted(client, camp):
    cohort, _trainer, _people = camp
    hr = make_person("Hanna", Role.HR)
    client.sign_in(hr)
    for page in ("report", "follow-up", "invitations"):
        assert client.get(f"/cohorts/{cohort.slug}/{page}").status_code == 200
    client.get(f"/cohorts/{cohort.slug}/report.pdf")
    noted = db.session.scalars(select(ReportView).order_by(ReportView.at)).all()
    assert [(one.person_id, one.report, one.form) for one in noted] == [
        (hr.id, "camp-report", Form.PAGE),
        (hr.id, "camp-follow-up", Form.PAGE),
        (hr.id, "camp-invitations", Form.PAGE),
        (hr.id, "camp-report", Form.PDF),
    ]
    assert {one.filters["cohort"] for one in noted} == {cohort.slug}
    log = client.sign_in(make_person("Axel", Role.AUDITOR)).get("/reports/log").text
    for words in ("Report on a boot camp", "Follow-up of a boot camp", "Invitations by need", f"/cohorts/{cohort.slug}/report"):
        assert words in log
