"""The rules for champions, as a table of cases."""

from datetime import date

import pytest

from lms.champions.eligibility import (
    DEFAULT,
    Facts,
    Kind,
    Need,
    Overdue,
    Rules,
    Shown,
    as_content,
    as_kept,
    faults,
    from_content,
    in_service_since,
    judge,
)

TODAY = date(2026, 11, 22)
NEED = Need("digcomp", "1.3", 4)
KEY = NEED.key


def _verdict(rules, **facts):
    return judge(rules, Facts(**facts), TODAY)


@pytest.mark.parametrize(
    ("shown", "met"),
    [
        (None, False),
        (Shown("Managing data", 0), False),
        (Shown("Managing data", 3, 3), False),
        (Shown("Managing data", 3, 4), False),  # a self-rating lifts it, and does not count
        (Shown("Managing data", 4, 4), True),
        (Shown("Managing data", 6, 6), True),
    ],
)
def test_a_competence_is_met_by_the_level_without_self_ratings(app, shown, met):
    verdict = _verdict(Rules(needs=(NEED,), duties_done=False), shown={KEY: shown} if shown else {})
    assert verdict.eligible is met
    assert verdict.lines[0].key == KEY


def test_a_line_says_that_a_self_rating_was_left_out(app):
    (line,) = _verdict(Rules(needs=(NEED,), duties_done=False), shown={KEY: Shown("Managing data", 3, 5)}).lines
    assert "self-ratings" in line.found


@pytest.mark.parametrize(("levels", "met"), [((3, 3), False), ((3, 3, 2), False), ((3, 3, 3), True), ((8, 8, 8, 1), True)])
def test_breadth_counts_competences_at_the_level(app, levels, met):
    shown = {("digcomp", f"1.{number}"): Shown("x", level, level) for number, level in enumerate(levels)}
    (line,) = _verdict(Rules(breadth=3, breadth_level=3, duties_done=False), shown=shown).lines
    assert line.met is met
    assert len(line.behind) == sum(level >= 3 for level in levels)


def test_an_overdue_course_stands_in_the_way_and_is_named(app):
    late = Overdue("data-protection", "Data protection", date(2026, 11, 1))
    (line,) = _verdict(Rules(), overdue=(late,)).lines
    assert (line.kind, line.met, line.overdue) == (Kind.DUTIES, False, (late,))
    assert "Data protection" in line.found


LATE = tuple(Overdue(title.lower(), title, date(2026, 11, 1)) for title in ("Fire", "Data"))
TITLED = "Managing data"


@pytest.mark.parametrize(
    ("rules", "facts", "gone"),
    [
        (Rules(), {"overdue": LATE[:1]}, "a mandatory course is overdue: Fire"),
        (Rules(), {"overdue": LATE}, "mandatory courses are overdue: Fire, Data"),
        (
            Rules(needs=(NEED,), duties_done=False),
            {"shown": {KEY: Shown(TITLED, 0)}},
            "no evidence shows a level in 1.3 Managing data any more, and level 4 is asked for",
        ),
        (
            Rules(needs=(NEED,), duties_done=False),
            {"shown": {KEY: Shown(TITLED, 3, 5)}},
            "the evidence for 1.3 Managing data shows level 3, and level 4 is asked for",
        ),
        (
            Rules(breadth=3, breadth_level=2, duties_done=False),
            {"shown": {KEY: Shown(TITLED, 3)}},
            "the evidence shows 1 competence at level 2 or higher, and 3 are asked for",
        ),
        (Rules(months=6, duties_done=False), {"since": date(2026, 9, 22)}, "2 months in service, and 6 are asked for"),
    ],
)
def test_what_is_gone_is_said_and_not_the_rule(app, rules, facts, gone):
    (line,) = _verdict(rules, **facts).open
    assert line.gone == gone


@pytest.mark.parametrize(
    ("since", "met"), [(None, True), (date(2026, 5, 22), True), (date(2026, 5, 23), False), (date(2026, 12, 1), False), (date(2020, 1, 1), True)]
)
def test_months_in_service_are_asked_where_they_are_known(app, since, met):
    assert _verdict(Rules(months=6, duties_done=False), since=since).eligible is met


@pytest.mark.parametrize(
    ("known", "house", "since"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), None),
        (date(2026, 1, 31), date(2026, 1, 1), None),
        (date(2026, 2, 1), date(2026, 1, 1), date(2026, 2, 1)),
    ],
)
def test_whoever_came_when_the_directory_was_filled_may_have_been_here_for_long(known, house, since):
    assert in_service_since(known, house) == since


@pytest.mark.parametrize(("rules", "lowest"), [(DEFAULT, 3), (Rules((NEED,)), 4), (Rules((NEED,), breadth=1, breadth_level=2), 2), (Rules(), 0)])
def test_below_the_lowest_level_nobody_becomes_a_champion(rules, lowest):
    assert rules.lowest == lowest


def test_rules_that_ask_for_nothing_have_no_lines(app):
    assert _verdict(Rules(duties_done=False)).lines == ()


def test_rules_are_the_same_after_the_database(app):
    rules = Rules((NEED, Need("own", "C1", 2)), 4, 5, False, 12)
    assert from_content(as_content(rules)) == rules
    assert from_content(as_content(DEFAULT)) == DEFAULT


def test_what_is_kept_holds_codes_and_no_words(app):
    kept = as_kept(_verdict(Rules(needs=(NEED,))), 3, TODAY)
    assert kept == {
        "rules": 3,
        "on": "2026-11-22",
        "eligible": False,
        "lines": [{"kind": "competence", "met": False, "key": ["digcomp", "1.3"]}, {"kind": "duties", "met": True, "key": None}],
    }


@pytest.mark.parametrize(
    ("rules", "wrong"),
    [
        (DEFAULT, False),
        (Rules(), True),
        (Rules((NEED, NEED)), True),
        (Rules((Need("digcomp", "1.3", 9),)), True),
        (Rules(breadth=31), True),
        (Rules(breadth=1, months=61), True),
        (Rules(breadth=1, breadth_level=0), True),
        (Rules(breadth=1), False),
    ],
)
def test_rules_that_cannot_be_are_named(app, rules, wrong):
    assert bool(faults(rules)) is wrong
