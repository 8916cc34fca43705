"""From evidence to a level: tables of cases, and what must hold for any evidence."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.competency.levels.reckoning import Fall, Piece, Weighing, falls_at, missing, next_fall, one_piece_away, reckon, story
from lms.competency.levels.rules import DEFAULT, KINDS, RATINGS, RulesRefused, rules_from
from lms.competency.levels.words import from_what
from lms.kit.months import months_later, whole_months

TODAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
MANAGER, TRAINER, OTHER = UUID(int=901), UUID(int=902), UUID(int=903)


def piece(kind, level, months=0, number=1, **facts):
    return Piece(UUID(int=number), kind, level, months_later(TODAY, -months), **facts)


def level_of(*pieces, rules=DEFAULT, moment=TODAY):
    numbered = [one._replace(id=UUID(int=index)) for index, one in enumerate(pieces, start=1)]
    return reckon(numbered, rules, moment)


CASES = {
    "nothing": ([], 0, "low"),
    "a certificate is enough for its level": ([piece("certificate", 5)], 5, "medium"),
    "a certificate is enough for the highest level": ([piece("certificate", 8)], 8, "medium"),
    "an old certificate shows less of the highest level": ([piece("certificate", 8, 25)], 6, "medium"),
    "a very old certificate shows less still": ([piece("certificate", 8, 50)], 4, "low"),
    "a short quiz weighs too little": ([piece("quiz", 2, items=2)], 0, "low"),
    "a quiz of four items shows a basic level": ([piece("quiz", 2, items=4)], 2, "low"),
    "a quiz alone shows no more than a basic level": ([piece("quiz", 4, items=40)], 2, "low"),
    "two quizzes are two pieces": ([piece("quiz", 4, items=5), piece("quiz", 4, items=9)], 4, "low"),
    "items and an observed task": ([piece("quiz", 4, 3, items=14), piece("observed", 4, 14)], 4, "low"),
    "an own rating alone is no level": ([piece("own_rating", 4, by_id=OTHER)], 0, "low"),
    "many own ratings are one": ([piece("own_rating", 4, month, by_id=OTHER) for month in range(9)], 0, "low"),
    "a manager's rating shows a basic level": ([piece("manager_rating", 5, by_id=MANAGER)], 2, "low"),
    "ratings alone end at level 3": ([piece("manager_rating", 6, by_id=MANAGER), piece("trainer_rating", 6, by_id=TRAINER)], 3, "low"),
    "a rating and a task go further": ([piece("manager_rating", 4, by_id=MANAGER), piece("observed", 4)], 4, "medium"),
    "who rates twice has said it once": ([piece("manager_rating", 4, 1, by_id=MANAGER), piece("manager_rating", 4, by_id=MANAGER)], 2, "low"),
    "the later rating of one person counts": ([piece("manager_rating", 6, 2, by_id=MANAGER), piece("manager_rating", 1, by_id=MANAGER)], 1, "low"),
    "who rates as trainer and as manager has said it once": (
        [piece("trainer_rating", 4, 1, by_id=MANAGER), piece("manager_rating", 4, by_id=MANAGER)], 2, "low",
    ),
    "the later rating counts in whatever capacity": (
        [piece("trainer_rating", 4, 1, by_id=MANAGER), piece("manager_rating", 1, by_id=MANAGER)], 1, "low",
    ),
    "whoever was heard as a trainer weighs as one": (
        [piece("trainer_rating", 5, 1, by_id=MANAGER), piece("manager_rating", 5, by_id=MANAGER), piece("quiz", 5, items=4)], 5, "low",
    ),
    "evidence of a higher level supports the lower ones": ([piece("quiz", 3, items=4), piece("observed", 6)], 3, "medium"),
    "reviewed prior learning stands alone": ([piece("prior_learning", 6)], 6, "medium"),
    "withdrawn evidence counts nothing": ([piece("certificate", 5, withdrawn_at=TODAY)], 0, "low"),
    "expired evidence counts nothing": ([piece("certificate", 5, 25, expires_at=TODAY)], 0, "low"),
    "evidence counts until it expires": ([piece("certificate", 5, expires_at=TODAY + timedelta(seconds=1))], 5, "medium"),
    "an old task weighs nothing": ([piece("observed", 2, 48)], 0, "low"),
    "several kinds give high confidence": ([piece("certificate", 4), piece("observed", 4)], 4, "high"),
    "one kind alone is never high": ([piece("certificate", 4), piece("certificate", 4)], 4, "medium"),
}


@pytest.mark.parametrize(("pieces", "level", "confidence"), CASES.values(), ids=CASES)
def test_what_evidence_shows(pieces, level, confidence):
    found = level_of(*pieces)
    assert (found.level, found.confidence) == (level, confidence)


def test_each_piece_says_what_became_of_it():
    found = level_of(
        piece("certificate", 4, 30, expires_at=TODAY),
        piece("observed", 3, 50),
        piece("manager_rating", 3, 5, by_id=MANAGER),
        piece("manager_rating", 3, 1, by_id=MANAGER),
        piece("quiz", 3, 2, items=4, withdrawn_at=TODAY),
    )
    assert [one.outcome for one in found.weighed] == [
        Weighing.COUNTS, Weighing.WITHDRAWN, Weighing.REPLACED, Weighing.EXPIRED, Weighing.FADED,
    ]  # fmt: skip


def test_the_next_change_is_the_first_step_or_the_expiry():
    step = level_of(piece("observed", 3, 11)).recheck_at
    assert step == months_later(TODAY, 1)
    soon = TODAY + timedelta(days=3)
    assert level_of(piece("observed", 3, 11, expires_at=soon)).recheck_at == soon
    assert level_of(piece("certificate", 3, 72)).recheck_at is None


MISSING = {
    "nothing is there": ([], 1, (30, 1, False, False)),
    "a second piece": ([piece("quiz", 3, items=4)], 3, (20, 1, False, False)),
    "only the person says so": ([piece("own_rating", 2, by_id=OTHER)], 1, (20, 0, True, False)),
    "only ratings": ([piece("manager_rating", 4, by_id=MANAGER), piece("trainer_rating", 4, by_id=TRAINER)], 4, (0, 0, False, True)),
    "nothing is missing": ([piece("certificate", 4)], 4, None),
}


@pytest.mark.parametrize(("pieces", "level", "expected"), MISSING.values(), ids=MISSING)
def test_what_is_missing_for_a_level(pieces, level, expected):
    found = missing(level_of(*pieces), DEFAULT, level)
    assert (found and (found.weight, found.pieces, found.only_own, found.only_ratings)) == expected


def test_one_piece_away_names_the_kinds_that_would_do():
    assert one_piece_away(level_of(piece("quiz", 3, items=4)), DEFAULT) == ("observed", "quiz", "trainer_rating", "manager_rating")
    assert one_piece_away(level_of(piece("certificate", 4)), DEFAULT) == ()
    assert one_piece_away(level_of(), DEFAULT) == ()
    assert one_piece_away(level_of(piece("own_rating", 3, by_id=OTHER)), DEFAULT) == ()


def test_a_level_that_will_fall_says_when():
    pieces = [piece("certificate", 4, expires_at=TODAY + timedelta(days=40))]
    assert falls_at(pieces, DEFAULT, TODAY, TODAY + timedelta(days=90)) == TODAY + timedelta(days=40)
    assert falls_at(pieces, DEFAULT, TODAY, TODAY + timedelta(days=30)) is None


def test_the_story_of_a_level():
    pieces = [
        piece("quiz", 2, 30, number=1, items=4),
        piece("certificate", 4, 20, number=2, withdrawn_at=months_later(TODAY, -10)),
        piece("certificate", 3, 5, number=3),
    ]
    assert [(whole_months(at, TODAY), before, after) for at, before, after in story(pieces, DEFAULT, TODAY)] == [
        (30, 0, 2), (20, 2, 4), (10, 4, 0), (5, 0, 3),
    ]  # fmt: skip


def test_the_sentence_says_from_what_and_how_old(app):
    with app.test_request_context():
        assert (
            from_what([piece("quiz", 4, 3, items=14), piece("observed", 4, 14)], TODAY)
            == "from one observed task and 14 quiz items, oldest 14 months"
        )
        assert from_what([piece("certificate", 4)], TODAY) == "from one certificate, oldest less than a month"
        assert from_what([], TODAY) == ""


GIVERS = st.sampled_from([None, MANAGER, TRAINER, OTHER])


@st.composite
def evidence(draw):
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=8))
    ends = st.one_of(st.none(), st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days)))
    return [
        Piece(
            UUID(int=number),
            kind,
            draw(st.integers(1, 8)),
            TODAY - timedelta(days=draw(st.integers(0, 2000))),
            items=draw(st.integers(1, 20)),
            by_id=draw(GIVERS),
            expires_at=None if kind in RATINGS else draw(ends),
            withdrawn_at=draw(st.one_of(st.none(), st.none(), st.just(TODAY - timedelta(days=1)))),
        )
        for number, kind in enumerate(kinds, start=1)
    ]


@given(evidence(), st.sampled_from(KINDS), st.integers(0, 8), st.integers(1, 20), GIVERS)
def test_more_evidence_of_the_level_or_above_never_lowers_it(pieces, kind, above, items, giver):
    before = reckon(pieces, DEFAULT, TODAY).level
    more = Piece(UUID(int=99), kind, min(8, max(1, before + above)), TODAY, items=items, by_id=giver)
    assert reckon([*pieces, more], DEFAULT, TODAY).level >= before


@given(evidence(), st.randoms())
def test_the_order_of_evidence_does_not_matter(pieces, chance):
    mixed = list(pieces)
    chance.shuffle(mixed)
    assert reckon(mixed, DEFAULT, TODAY) == reckon(pieces, DEFAULT, TODAY)


@given(evidence())
def test_withdrawn_and_expired_evidence_might_as_well_not_be_there(pieces):
    left = [one for one in pieces if one.withdrawn_at is None and (one.expires_at is None or one.expires_at > TODAY)]
    assert reckon(left, DEFAULT, TODAY).level == reckon(pieces, DEFAULT, TODAY).level


@given(evidence())
def test_an_own_rating_never_gives_a_level(pieces):
    own = [one._replace(kind="own_rating") for one in pieces]
    assert reckon(own, DEFAULT, TODAY).level == 0


@given(evidence(), st.integers(1, 900))
def test_nothing_changes_before_the_day_that_was_told(pieces, days):
    found = reckon(pieces, DEFAULT, TODAY)
    later = TODAY + timedelta(days=days)
    if found.recheck_at is None or later < found.recheck_at:
        assert reckon(pieces, DEFAULT, later).level == found.level


@given(evidence())
def test_the_next_fall_is_the_one_that_going_through_every_day_of_a_change_finds(pieces):
    found = reckon(pieces, DEFAULT, TODAY)
    moment, fall = found.recheck_at, None
    while moment is not None and fall is None:
        then = reckon(pieces, DEFAULT, moment)
        fall = Fall(moment, then.level) if then.level < found.level else None
        moment = then.recheck_at
    assert next_fall(found, DEFAULT) == fall


@given(evidence())
def test_the_next_level_is_the_one_for_which_something_is_missing(pieces):
    found = reckon(pieces, DEFAULT, TODAY)
    assert all(missing(found, DEFAULT, level) is None for level in range(found.level, 0, -1))
    assert found.level == 8 or missing(found, DEFAULT, found.level + 1) is not None


@given(evidence())
def test_the_story_ends_where_the_evidence_stands(pieces):
    steps = list(story(pieces, DEFAULT, TODAY))
    assert (steps[-1][2] if steps else 0) == reckon(pieces, DEFAULT, TODAY).level


def spoilt(**changes):
    plain = DEFAULT.plain()
    for path, value in changes.items():
        *way, last = path.split("__")
        target = plain
        for step in way:
            target = target[int(step) if step.isdigit() else step]
        target[int(last) if last.isdigit() else last] = value
    return plain


def test_the_rules_that_ship_are_read_as_they_were_written():
    assert rules_from(DEFAULT.plain()) == DEFAULT


WRONG = {
    "a certificate that is too light": (spoilt(kinds__certificate__weight=80), "by itself"),
    "a certificate that does not stand alone": (spoilt(kinds__certificate__alone=False), "by itself"),
    "a higher level that asks for less": (spoilt(levels__7={"weight": 10, "pieces": 1}), "higher level"),
    "seven levels": (spoilt(levels=DEFAULT.plain()["levels"][:7]), "eight levels"),
    "weights that grow with age": (spoilt(kinds__quiz__fades=[[12, 50], [24, 60]]), "rising age"),
    "ages out of order": (spoilt(kinds__quiz__fades=[[24, 50], [12, 40]]), "rising age"),
    "an own rating that stands alone": (spoilt(kinds__own_rating__alone=True), "own rating"),
    "a fraction": (spoilt(kinds__quiz__weight=3.5), "whole number"),
    "a truth for a number": (spoilt(kinds__quiz__weight=True), "whole number"),
    "an unknown kind": (spoilt(kinds__gossip={"weight": 1, "fades": [], "alone": False, "items_for_full": 1}), "gossip"),
    "a kind that is missing": ({**DEFAULT.plain(), "kinds": {}}, "certificate"),
    "confidence upside down": (spoilt(confidence__high={"weight": 1, "kinds": 1}), "confidence"),
    "no items": (spoilt(kinds__quiz__items_for_full=0), "observations"),
}


@pytest.mark.parametrize(("plain", "word"), WRONG.values(), ids=WRONG)
def test_rules_that_break_a_promise_are_refused(app, plain, word):
    with app.test_request_context(), pytest.raises(RulesRefused, match=word):
        rules_from(plain)
