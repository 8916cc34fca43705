"""How alike ideas are, as pure thinking and out of the index."""

import pytest

from lms.ideas.queries.similar import similar, text_of
from lms.ideas.similarity import COMMON, Draft, Text, fingerprint, telling, term_of, terms, weight
from lms.kit.db import transaction
from tests.factories.ideas import at_hand, make_challenge, make_idea, take
from tests.factories.people import make_person

PARKING = "Residents wait three weeks for a parking permit since the form is typed twice."
BEES = "Flower strips along tram lines bring bees back into the city."


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("Permits", "permits"),
        ("permission", "permiss"),
        ("Permissions", "permiss"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("at", ""),
        ("2026", ""),
        ("Café", "cafe"),
    ],
)
def test_a_word_is_folded_and_cut(word, term):
    assert term_of(word) == term


def test_what_an_idea_is_linked_to_is_a_term_too():
    assert terms(Text("Bees bees", "Trams", frozenset({"challenge:1"}))) == ["challenge:1", "bees", "trams"]


def test_a_fingerprint_is_the_same_for_ever():
    assert fingerprint("parking") == 1153064578013185779


def test_rare_words_weigh_more_and_lead_to_candidates():
    assert weight(0) == 1 > weight(1) > weight(50) > weight(COMMON) == weight(20_000)
    assert telling({"unknown": 0, "rare": 2, "some": 90, "city": COMMON, "new": COMMON, "old": COMMON}) == ["rare", "some", "city", "new"]


def _draft(body, title="", counts=None):
    return Draft(Text(title, body), counts or {})


def test_the_same_text_is_wholly_alike_and_another_not_at_all():
    assert _draft(PARKING).likeness(Text("", PARKING)).score == 1
    assert _draft(PARKING).likeness(Text("", BEES)).score < 0.1


def test_two_words_in_common_are_no_idea_in_common():
    assert _draft("A parking permit for bees, trams, libraries, schools and swimming pools").likeness(Text("", "parking permit")).score < 0.3


def test_shared_passages_are_marked_and_nothing_is_lost():
    other = "People say: residents wait three weeks for it! That is long."
    like = _draft(PARKING).likeness(Text("Slow permits", other))
    assert "".join(piece.text for piece in like.excerpt) == other
    assert [piece.text for piece in like.excerpt if piece.shared] == ["residents wait three weeks for"]
    assert like.passages == 1


def test_an_excerpt_of_a_long_text_shows_where_it_is_alike():
    other = "Nothing here. " * 60 + PARKING + " Nothing here." * 60
    like = _draft(PARKING).likeness(Text("", other))
    text = "".join(piece.text for piece in like.excerpt)
    assert "parking permit" in text
    assert text.startswith("… ")
    assert text.endswith(" …")


@pytest.mark.parametrize("title", ["", "...", "a b", "—", "٣ ٤", "🚲 🚲 🚲", "x" * 5000])
def test_odd_texts_do_no_harm(title):
    like = _draft(title, title).likeness(Text(title, title))
    assert 0 <= like.score <= 1


def _numbers(text, **more):
    return [one.number for one in similar(text, **more)]


def test_similar_ideas_are_found_best_first_and_drafts_never(session):
    writer = make_person()
    same = make_idea("submitted", [writer], title="Parking permits at once", problem=PARKING)
    near = make_idea("declined", [writer], title="Permits", problem="Residents wait for a parking permit far too long.", solution="Print it.")
    make_idea("draft", [writer], title="Parking permits at once", problem=PARKING)
    make_idea("submitted", [writer], title="Bees", problem=BEES, solution="Sow them.", sufferers="Bees", frequency="Each spring")
    asked = text_of("Parking permits at once", (PARKING,), None, None)
    assert _numbers(asked) == [same.number, near.number]
    assert _numbers(asked, but=[same.number]) == [near.number]
    assert _numbers(text_of("Swimming", ("Longer hours of the pool in summer",), None, None)) == []


def test_the_index_follows_what_happens_to_an_idea(session):
    writer, challenge = make_person(), make_challenge()
    idea = make_idea("submitted", [writer], title="Parking permits at once", problem=PARKING, challenge_id=challenge.id)
    asked = text_of("Parking permits", (PARKING,), None, challenge.id)
    assert _numbers(asked) == [idea.number]
    assert similar(asked)[0].likeness.links == {f"challenge:{challenge.id}"}
    with transaction():
        take(idea, "withdraw", by=writer)
    assert _numbers(asked) == []
    with transaction():
        take(idea, "submit", by=writer)
    assert _numbers(asked) == [at_hand(idea).idea.number]


def test_finding_costs_three_statements_however_many_ideas_there_are(session, statements):
    asked = text_of("Parking permits at once", (PARKING,), None, None)
    counts = []
    for number in (1, 6):
        for _ in range(number):
            make_idea("submitted", title="Parking permits at once", problem=PARKING)
        with statements() as seen:
            assert similar(asked)
        counts.append(len(seen))
    assert counts == [3, 3]
