"""The hard thinking behind work in a cohort: deadlines, rubrics, phases, files and links."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from lms.cohorts import deadlines, phases, rubrics, work_files
from lms.cohorts.deadlines import Window
from lms.cohorts.phases import TaskFacts, TaskState
from tests.factories.cohorts import RUBRIC

BRUSSELS = "Europe/Brussels"
DUE = datetime(2026, 10, 23, 16, 0, tzinfo=UTC)
OPENS = datetime(2026, 10, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("moment", "window"),
    [
        (OPENS - SECOND, Window.BEFORE),
        (OPENS, Window.ON_TIME),
        (DUE, Window.ON_TIME),
        (DUE + SECOND, Window.LATE),
        (DUE + timedelta(days=2), Window.LATE),
        (DUE + timedelta(days=2, hours=1), Window.LATE),  # the clocks went back on 25 October
        (DUE + timedelta(days=2, hours=1, seconds=1), Window.CLOSED),
    ],
)
def test_the_window_of_a_task(moment, window):
    assert deadlines.deadline(OPENS, DUE, 2, [], BRUSSELS).window(moment) is window


@pytest.mark.parametrize(
    ("extensions", "due", "extended"),
    [([], DUE, False), ([DUE - SECOND], DUE, False), ([DUE + timedelta(days=3), DUE + timedelta(days=1)], DUE + timedelta(days=3), True)],
)
def test_the_latest_extension_counts_and_none_shortens(extensions, due, extended):
    found = deadlines.deadline(OPENS, DUE, 0, extensions, BRUSSELS)
    assert (found.due, found.closes, found.extended) == (due, due, extended)


@pytest.mark.parametrize(
    ("day", "at", "zone", "utc"),
    [
        (0, time(18), BRUSSELS, "2026-10-23T16:00"),
        (2, time(18), BRUSSELS, "2026-10-25T17:00"),
        (156, time(2, 30), BRUSSELS, "2027-03-28T01:30"),  # 02:30 is left out that night; clocks show 03:30
        (2, time(2, 30), BRUSSELS, "2026-10-25T00:30"),  # 02:30 comes twice; the first
        (0, time(18), "Pacific/Auckland", "2026-10-23T05:00"),
    ],
)
def test_the_hour_is_that_of_the_wall_clock(day, at, zone, utc):
    assert deadlines.instant(date(2026, 10, 23), day, at, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_moving_by_a_month_keeps_the_hour_over_the_change_of_summer_time():
    assert deadlines.moved(DUE, 30, BRUSSELS) == datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    assert deadlines.moved(deadlines.moved(DUE, 30, BRUSSELS), -30, BRUSSELS) == DUE


@pytest.mark.parametrize(
    ("marked", "closes"), [(timedelta(days=-30), timedelta(days=2)), (timedelta(days=-5), timedelta(days=2)), (timedelta(days=-4), timedelta(days=3))]
)
def test_what_was_returned_closes_a_week_after_its_mark_and_never_sooner(marked, closes):
    dead = deadlines.Deadline(OPENS, DUE, DUE + timedelta(days=2))
    assert deadlines.after_return(dead, DUE + marked, "UTC").closes == DUE + closes


# ── rubrics ────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("problem", "plan", "total", "passed"),
    [("0", "0", 0, False), ("2", "3", 5, False), ("4", "3", 7, True), ("0", "6", 6, True), (" 4 ", "6", 10, True)],
)
def test_points_are_added_and_compared_with_the_points_to_pass(problem, plan, total, passed):
    found = rubrics.result(RUBRIC, {"problem": problem, "plan": plan})
    assert (found.total, found.passed, found.most) == (total, passed, 10)


@pytest.mark.parametrize("written", ["", "5", "-1", "-0", "NaN", "inf", "1e1", "4.0", "٤", "4; 6", "99999999999999999999", "None", "3"])
def test_points_that_no_anchor_gives_are_refused(written):
    with pytest.raises(rubrics.PointsRefused, match="The problem"):
        rubrics.result(RUBRIC, {"problem": written, "plan": "3"})


def test_points_of_criteria_that_are_not_there_count_nothing():
    assert rubrics.result(RUBRIC, {"problem": "4", "plan": "6", "bonus": "100"}).points == {"problem": 4, "plan": 6}


@pytest.mark.parametrize(
    ("total", "adjustment", "own", "passed"), [(7, 0, 7, True), (7, -2, 5, False), (5, 1, 6, True), (9, 5, 10, True), (1, -9, 0, False)]
)
def test_an_adjustment_stays_within_the_rubric(total, adjustment, own, passed):
    assert rubrics.adjusted(RUBRIC, total, adjustment) == (own, passed)


@pytest.mark.parametrize(("written", "points"), [("", 0), ("0", 0), ("-2", -2), ("−2", -2), ("+1", 1), (" 3 ", 3)])
def test_an_adjustment_is_read(written, points):
    assert rubrics.adjustment_of(RUBRIC, written) == points


@pytest.mark.parametrize("written", ["11", "-11", "NaN", "1.5", "--1", "two", "1e1", "99999999"])
def test_an_adjustment_that_is_none_is_refused(written):
    with pytest.raises(rubrics.PointsRefused):
        rubrics.adjustment_of(RUBRIC, written)


def _texts(rubric):
    return {each.key: each.title for each in rubric.criteria}, {each.key: rubrics.anchors_as_text(each) for each in rubric.criteria}


def test_a_rubric_that_is_written_as_it_was_keeps_its_revision():
    before = rubrics.stored(RUBRIC)
    titles, anchors = _texts(RUBRIC)
    assert rubrics.changed(before, titles, anchors, "6") == before


def test_a_changed_rubric_is_the_next_revision_and_the_old_one_stays_as_it_was():
    before = rubrics.stored(RUBRIC)
    titles, anchors = _texts(RUBRIC)
    after = rubrics.changed(before, {**titles, "plan": "Your plan"}, {**anchors, "plan": "0: None\n 8 : All of it: steps, dates"}, "9")
    assert rubrics.revision_of(after) == 2
    assert rubrics.most_of(rubrics.rubric_of(after)) == 12
    assert rubrics.rubric_of(after).criteria[1].anchors[1].text == "All of it: steps, dates"
    assert rubrics.rubric_of(before) == RUBRIC


@pytest.mark.parametrize(
    ("anchors", "passing", "says"),
    [
        ("0: None", "6", "at least two"),
        ("1: Some\n4: All", "6", "begin with 0"),
        ("0: None\n4: All\n3: Most", "6", "rise"),
        ("0: None\n0: Nothing", "6", "rise"),
        ("0: None\nfour: All", "6", "no anchor"),
        ("0: None\n-4: All", "6", "no anchor"),
        ("0: None\n4000: All", "6", "no anchor"),
        ("0: None\n6: All", "11", "1 to 10"),
        ("0: None\n6: All", "0", "1 to 10"),
        ("0: None\n6: All", "NaN", "1 to 10"),
    ],
)
def test_what_is_no_rubric_is_refused(anchors, passing, says):
    titles, texts = _texts(RUBRIC)
    with pytest.raises(rubrics.RubricRefused, match=says):
        rubrics.changed(rubrics.stored(RUBRIC), titles, {**texts, "plan": anchors}, passing)


# ── states and phases ──────────────────────────────────────


def facts(*, used=0, passed=None, opens=OPENS, due=DUE, tries=2, settled=False):
    return TaskFacts(opens, due, due + timedelta(days=2), tries, used, passed, settled)


EARLY, IN_TIME, LATE, AFTER = OPENS - SECOND, DUE, DUE + SECOND, DUE + timedelta(days=3)


@pytest.mark.parametrize(
    ("given", "moment", "state"),
    [
        (facts(), EARLY, TaskState.NOT_YET),
        (facts(), IN_TIME, TaskState.OPEN),
        (facts(), LATE, TaskState.OVERDUE),
        (facts(), AFTER, TaskState.MISSING),
        (facts(used=1), AFTER, TaskState.WAITING),
        (facts(used=1, passed=True), AFTER, TaskState.PASSED),
        (facts(used=1, passed=False), LATE, TaskState.RETURNED),
        (facts(used=1, passed=False), AFTER, TaskState.FAILED),
        (facts(used=2, passed=False), LATE, TaskState.FAILED),
        (facts(used=1, passed=False, settled=True), IN_TIME, TaskState.FAILED),
        (facts(settled=True), IN_TIME, TaskState.MISSING),
        (facts(settled=True), LATE, TaskState.MISSING),
    ],
)
def test_where_somebody_stands_with_a_task(given, moment, state):
    assert phases.state_of(given, moment) is state


PASSED, FAILED, WAITS, FRESH = facts(used=1, passed=True), facts(used=2, passed=False), facts(used=1), facts()
LATER = facts(opens=DUE + timedelta(days=9), due=DUE + timedelta(days=20))


@pytest.mark.parametrize(
    ("given", "states", "takes"),
    [
        ((FRESH, FRESH), "open locked", (True, False)),
        ((WAITS, FRESH), "waiting locked", (True, False)),
        ((PASSED, FRESH), "passed open", (False, True)),
        ((PASSED, LATER), "passed not_yet", (False, False)),
        ((FRESH, LATER), "open locked", (True, False)),
        ((FAILED, WAITS, FRESH), "failed waiting locked", (False, False, False)),  # marked again from pass to fail: what came later stays
        ((FAILED, PASSED, FRESH), "failed passed open", (False, False, False)),
        ((PASSED, PASSED, FRESH), "passed passed open", (False, False, True)),
    ],
)
def test_a_phase_opens_when_the_one_before_is_passed(given, states, takes):
    found = phases.states_of_phases(given, IN_TIME)
    assert " ".join(found) == states
    assert tuple(phases.takes_new(found, index) for index in range(len(found))) == takes


# ── files and links ────────────────────────────────────────

PDF, PNG, DOCX = b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n...", b"PK\x03\x04..."


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\plan.pdf", "plan.pdf"),
        ("C:\\Users\\ada\\plan.pdf", "plan.pdf"),
        ("план работы.pdf", "план работы.pdf"),
        ("計画書.pdf", "計画書.pdf"),
        ("خطة.pdf", "خطة.pdf"),
        ("e\u0301tat.pdf", "état.pdf"),
        ("pl\u202efdp.pdf", "plfdp.pdf"),
        ("pl\ran\n\0.pdf", "plan.pdf"),
        ("   a   b .pdf", "a b.pdf"),
        ("<script>alert(1)</script>.pdf", "script-.pdf"),
        ("x" * 400 + ".pdf", "x" * 116 + ".pdf"),
        ("\ud800.pdf", "-.pdf"),
        ('a"; filename="b.exe"; x=".pdf', "a-- filename=-b.exe-- x=-.pdf"),
    ],
)
def test_a_name_loses_what_is_dangerous_and_keeps_its_script(given, name):
    assert work_files.checked_file(given, PDF) == name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", PNG),
        ("a.JPG", b"\xff\xd8\xff..."),
        ("a.docx", DOCX),
        ("a.zip", DOCX),
        ("a.txt", "Grüße".encode()),
        ("a.md", b"# <b>"),
        ("a.csv", b"a;b"),
    ],
)
def test_files_of_known_kinds_are_taken(name, content):
    assert work_files.checked_file(name, content) == name


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.svg", b"<svg onload=alert(1)>", "cannot be taken"),
        ("a.html", b"<html>", "cannot be taken"),
        ("a.xml", b"<?xml?>", "cannot be taken"),
        ("a.js", b"alert(1)", "cannot be taken"),
        ("a.pdf.exe", b"MZ", "cannot be taken"),
        ("a.pdf\u202e.exe", b"MZ", "cannot be taken"),
        ("a.docm", DOCX, "cannot be taken"),
        ("pdf", PDF, "cannot be taken"),
        (".htaccess", b"x", "cannot be taken"),
        ("....pdf", PDF, "cannot be taken"),
        ("a.png", b"<svg xmlns=''>", "not what its name says"),
        ("a.pdf", b"<html>%PDF-1.7", "not what its name says"),
        ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>", "not what its name says"),
        ("a.txt", b"\xef\xbb\xbf \n<svg onload=alert(1)>", "not what its name says"),
        ("a.csv", b"a\0b", "not what its name says"),
        ("a.md", b"\xff\xfe<\0", "not what its name says"),
        ("a.pdf", b"", "is empty"),
        ("a.pdf", PDF + b"x" * work_files.MOST_BYTES, "larger than 10 MB"),
    ],
)
def test_other_files_are_refused_with_a_reason(name, content, says):
    with pytest.raises(work_files.FileRefused, match=says):
        work_files.checked_file(name, content)


@pytest.mark.parametrize("link", ["", "https://example.org/a?b=c#d", "http://example.org:8080/", "https://münchen.example/straße"])
def test_web_addresses_are_taken(link):
    assert work_files.checked_link(f" {link} ") == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "/local",
        "ftp://example.org",
        "https://",
        "https://user:pass@example.org",
        "https://campus.test@evil.example",
        "https://exa mple.org",
        "https://example.org/\u202eabc",
        "https:\\\\example.org",
        "https://example.org/'onmouseover",
        "https://[::1",
        "https://example.org:99999",
        "https://example.org/" + "x" * 400,
    ],
)
def test_other_addresses_are_refused(link):
    with pytest.raises(work_files.LinkRefused):
        work_files.checked_link(link)
