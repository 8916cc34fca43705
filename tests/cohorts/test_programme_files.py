"""Programme files: what is right is read, and everything that is wrong is said at once, each with its line."""

from datetime import time
from pathlib import Path

import pytest

from lms.cohorts.programme_files.endings import Known
from lms.cohorts.programme_files.reading import read_programme
from lms.competency.framework_files import DIGCOMP

KNOWN = Known({"digcomp": {competence.code for competence in DIGCOMP.competences}})
FOLDER = Path(__file__).resolve().parents[2] / "courses" / "programmes"
OWN = sorted(FOLDER.glob("*.toml"))
SHIPPED = {path.parent.name for path in FOLDER.parent.glob("*/course.toml")}

CRITERIA = 'criteria = [ { key = "c", title = "C", anchors = [ { points = 0, text = "no" }, { points = 3, text = "yes" } ] } ]'
QUESTIONS = 'questions = [ { key = "q", text = "And?", kind = "yes_no", asks = "both" } ]'

GOOD = """\
title = "Small"
summary = "A small one."
for_whom = "Everybody."
language = "en"
level = 3
hours = 10
days = 10

[[criteria]]
key = "need"
text = "Needs it"

[[modules]]
key = "m"
title = "Module"

[[sprints]]
key = "s"
module = "m"
title = "Sprint"
objective = "Learn"
begins_day = 0
ends_day = 10

[[sessions]]
key = "kick-off"
sprint = "s"
title = "Kick-off"
day = 0
at = "10:00"
duration = "2 h"

[[courses]]
slug = "open-data"
sprint = "s"
due_day = 5

[[assignments]]
key = "note"
sprint = "s"
title = "Note"
brief = "Write."
takes = ["text"]
due_day = 4
pass_points = 2
criteria = [ { key = "c", title = "C", anchors = [ { points = 0, text = "no" }, { points = 3, text = "yes" } ] } ]

[[phases]]
key = "one"
title = "One"
brief = "Begin."
opens_day = 0
due_day = 5
pass_points = 1
criteria = [ { key = "c", title = "C", anchors = [ { points = 0, text = "no" }, { points = 3, text = "yes" } ] } ]

[[phases]]
key = "two"
title = "Two"
brief = "End."
opens_day = 5
due_day = 9
pass_points = 1
criteria = [ { key = "c", title = "C", anchors = [ { points = 0, text = "no" }, { points = 3, text = "yes" } ] } ]

[[dimensions]]
key = "voice"
title = "Voice"
engaged = "speaks"
progressing = "sometimes"
needs_attention = "never"

[graduation]
attendance_percent = 80
all_courses = true
all_assignments = true
all_phases = true
most_needs_attention = 2

[queue]
mandatory_first = true
quota_percent = 25

[certificate]
learning_points = 5
outcomes = ["Do it"]
competences = [ { code = "5.2", level = 3 } ]

[follow_up]
days = [30, 60]
questions = [ { key = "q", text = "And?", kind = "yes_no", asks = "both" } ]

[[answers]]
question = "Why?"
answer = "Because."
"""


def read(text, slug="small", courses=None, competences=KNOWN):
    return read_programme(text.encode() if isinstance(text, str) else text, slug=slug, competences=competences, courses=courses)


def changed(old, new):
    """The good file with one place changed, and the line of that place."""
    assert GOOD.count(old) >= 1, old
    return GOOD.replace(old, new, 1), GOOD[: GOOD.index(old)].count("\n") + 1


def test_a_good_file_is_read_whole():
    reading = read(GOOD, courses={"open-data"})
    assert reading.problems == ()
    plan = reading.plan
    assert (plan.slug, plan.days, plan.sessions[0].minutes, plan.sessions[0].at.hour) == ("small", 10, 120, 10)
    assert plan.certificate.competences == (("digcomp", "5.2", 3),)
    assert (plan.queue.quota_percent, plan.graduation.attendance_percent, plan.follow_up_days) == (25, 80, (30, 60))
    assert plan.assignments[0].rubric.criteria[0].most == 3
    assert plan.outline[0][1] == plan.sprints


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_the_programmes_that_ship_are_without_a_fault(path):
    assert read(path.read_bytes(), path.stem, courses=SHIPPED).problems == ()


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_every_question_that_claims_an_effect_has_to_be_shown(path):
    questions = read(path.read_bytes(), path.stem).plan.questions
    assert [one.key for one in questions if not one.needs_evidence] == ["satisfied"]


def test_the_programme_for_buyers_is_modelled_on_the_real_one(shared):
    real = (shared / "data/ditap/Learning Design Document.md").read_text()
    plan = read((FOLDER / "digital-service-acquisition.toml").read_bytes(), "digital-service-acquisition").plan
    modules = [line.split("**")[1].lower() for line in real.splitlines() if line.startswith("**") and "**:" in line]
    assert [module.key for module in plan.modules] == modules
    assert (len(plan.sprints), len(plan.phases), len(plan.dimensions), plan.follow_up_days) == (17, 4, 3, (30, 60, 90))
    assert 60 <= plan.certificate.learning_points <= 80
    after = next(one for one in plan.assignments if one.key == "after").rubric
    assert after.pass_points / sum(criterion.most for criterion in after.criteria) == 0.8


WRONG = {
    "unknown key": ('hours = 10', 'hours = 10\nhoures = 3', "not known here", 1),
    "missing key": ('summary = "A small one."\n', "", "`summary` is missing", None),
    "wrong kind": ('level = 3', 'level = "three"', "wrong kind", 0),
    "out of range": ('level = 3', "level = 9", "out of range", 0),
    "no language": ('language = "en"', 'language = "english"', "no language", 0),
    "no toml": ('hours = 10', "hours = = 10", "not TOML", 0),
    "key twice": ('key = "two"', 'key = "one"', "twice", 0),
    "assignment and phase share a key": ('key = "one"', 'key = "note"', "twice", 0),
    "odd key": ('key = "note"', 'key = "No te"', "no key", 0),
    "unknown module": ('module = "m"', 'module = "n"', "no `n` among", 0),
    "unknown sprint": ('sprint = "s"\ntitle = "Kick', 'sprint = "z"\ntitle = "Kick', "no `z` among", 0),
    "module without sprint": ('[[sprints]]', '[[modules]]\nkey = "empty"\ntitle = "E"\n\n[[sprints]]', "has no sprint", 0),
    "day beyond the end": ("due_day = 9", "due_day = 99", "after the programme's last day", 0),
    "sprint ends before it begins": ("begins_day = 0\nends_day = 10", "begins_day = 8\nends_day = 3", "comes before", 1),
    "session outside of its sprint": (
        '[[sessions]]\nkey = "kick-off"\nsprint = "s"',
        '[[sprints]]\nkey = "t"\nmodule = "m"\ntitle = "T"\nobjective = "o"\nbegins_day = 5\nends_day = 9\n\n'
        '[[sessions]]\nkey = "kick-off"\nsprint = "t"',
        "not within the sprint", 12,
    ),
    "no time of day": ('at = "10:00"', 'at = "25:00"', "no time of day", 0),
    "session over midnight": ('at = "10:00"', 'at = "23:30"', "does not end on its day", 1),
    "no duration": ('duration = "2 h"', 'duration = "long"', "no duration", 0),
    "two sessions at once": (
        "[[courses]]", '[[sessions]]\nkey = "also"\nsprint = "s"\ntitle = "Also"\nday = 0\nat = "11:00"\nduration = "1 h"\n\n[[courses]]',
        "same time as `kick-off`", 5,
    ),
    "course twice": ('[[assignments]]', '[[courses]]\nslug = "open-data"\nsprint = "s"\ndue_day = 6\n\n[[assignments]]', "there twice", 1),
    "nothing to hand in": ('takes = ["text"]', "takes = []", "`takes` is empty", 0),
    "unknown way to hand in": ('takes = ["text"]', 'takes = ["video"]', "as `video`", 0),
    "too many points to pass": ("pass_points = 2", "pass_points = 4", "best work gets 3", 0),
    "no criterion": (f"pass_points = 2\n{CRITERIA}", "pass_points = 2\ncriteria = []", "no criterion", 1),
    "one anchor": ('[ { points = 0, text = "no" }, { points = 3, text = "yes" } ]', '[ { points = 0, text = "no" } ]', "one anchor", 0),
    "no anchor for nothing": ('{ points = 0, text = "no" }', '{ points = 1, text = "no" }', "deserves no points", 0),
    "anchors do not rise": ('{ points = 3, text = "yes" }', '{ points = 3, text = "yes" }, { points = 3, text = "y" }', "do not rise", 0),
    "phase due with the one before": ("due_day = 9", "due_day = 5", "no later than `one`", 0),
    "attendance nobody can reach": ('at = "10:00"', 'mandatory = false\nat = "10:00"', "nobody can meet `attendance_percent`", None),
    "certificate without outcome": ('outcomes = ["Do it"]', "outcomes = []", "names no outcome", 0),
    "unknown competence": ('code = "5.2"', 'code = "9.9"', "no competence of `digcomp`", 0),
    "unknown framework": ('code = "5.2"', 'framework = "esco", code = "5.2"', "no framework `esco`", 0),
    "competence twice": ('{ code = "5.2", level = 3 }', '{ code = "5.2", level = 3 }, { code = "5.2", level = 4 }', "there twice", 0),
    "follow-up days fall": ("days = [30, 60]", "days = [60, 30]", "do not rise", 0),
    "follow-up without questions": (f"{QUESTIONS}\n", "", "needs days and questions", None),
    "question on a day that is none": ('asks = "both"', 'asks = "both", days = [90]', "day 90 is none of the follow-up", 0),
    "unknown kind of question": ('kind = "yes_no"', 'kind = "stars"', "no `kind`", 0),
    "quota of nothing": ("quota_percent = 25", "quota_percent = 0", "out of range", 0),
    "no queue": ("[queue]\nmandatory_first = true\nquota_percent = 25\n", "", "`queue` is missing", None),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_each_mistake_is_said_at_its_line_with_what_to_write(case):
    old, new, what, offset = case
    text, line = changed(old, new)
    reading = read(text)
    assert reading.plan is None
    found = [problem for problem in reading.errors if what in problem.what]
    assert found, [str(problem) for problem in reading.errors]
    assert found[0].instead
    assert offset is None or found[0].line == line + offset, str(found[0])


def test_all_mistakes_are_said_at_once():
    text = GOOD.replace("level = 3\nhours", "level = 30\nhours").replace('code = "5.2"', 'code = "9.9"').replace("quota_percent = 25", "quota = 1")
    assert len({problem.line for problem in read(text).errors}) == 3


def test_a_rule_that_asks_for_nothing_is_refused():
    text = GOOD.replace("attendance_percent = 80", "attendance_percent = 0").replace("most_needs_attention = 2\n", "")
    for key in ("all_courses", "all_assignments", "all_phases"):
        text = text.replace(f"{key} = true", f"{key} = false")
    assert any("asks for nothing" in problem.what for problem in read(text).errors)


def test_a_course_that_is_not_published_here_is_advice():
    reading = read(GOOD, courses={"open-date"})
    (advice,) = reading.problems
    assert (advice.severity, "open-data" in advice.what, "open-date" in advice.instead) == ("advice", True, True)
    assert reading.plan is not None


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "empty"), (b"\xff\xfe\x00", "UTF-8"), (b"title = 'x'\n" * 100_000, "megabyte"), (b"[[[[", "TOML"), (b"title = " + b"[" * 5000, "TOML")],
)
def test_what_is_no_programme_at_all_is_refused_in_a_sentence(content, what):
    reading = read(content)
    assert reading.plan is None
    assert any(what in problem.what for problem in reading.errors)


def test_the_name_of_the_file_is_the_address():
    assert any("no address" in problem.what for problem in read(GOOD, slug="Small One").errors)


TABLES = ("modules", "sprints", "sessions", "criteria", "assignments", "phases", "graduation", "queue", "certificate", "follow_up", "answers")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("value", ["3", '"x"', "[1, 2]", "{ a = 1 }", "true"])
def test_a_table_of_the_wrong_kind_is_a_problem_not_a_crash(table, value):
    assert read(f"{table} = {value}\n").plan is None


def test_a_phase_says_how_it_is_handed_in_or_has_the_defaults():
    ways = 'takes = ["link"]\ndue_at = "12:30"\nresubmissions = 0\nlate_days = 0'
    text, _line = changed("opens_day = 0\ndue_day = 5", f"opens_day = 0\ndue_day = 5\n{ways}")
    first, second = read(text).plan.phases
    assert (first.takes, first.due_at, first.resubmissions, first.late_days) == (("link",), time(12, 30), 0, 0)
    assert (second.takes, second.due_at, second.resubmissions, second.late_days) == (("text", "file", "link"), time(18), 5, 7)


def test_phases_keep_their_order():
    text, _line = changed("opens_day = 0\ndue_day = 5", "opens_day = 6\ndue_day = 7")
    (problem,) = read(text).errors
    assert "opens before `one`" in problem.what
    assert problem.line == GOOD[: GOOD.index("opens_day = 5")].count("\n") + 1
