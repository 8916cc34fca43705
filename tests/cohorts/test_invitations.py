"""What is due to be said of a session: each thing once."""

import pytest

from lms.cohorts.invitations import Said, Say, Word, due

CASES = {
    "a new session": (None, 0, False, True, Word(Say.INVITE, 0)),
    "a session that was changed before anybody was told": (None, 3, False, True, Word(Say.INVITE, 3)),
    "a cancelled one that they never heard of": (None, 1, True, True, None),
    "no place, never told": (None, 0, False, False, None),
    "nothing new": (Said(0, 0, False), 0, False, True, None),
    "one change": (Said(0, 0, False), 1, False, True, Word(Say.UPDATE, 1)),
    "five changes are one letter": (Said(0, 0, False), 5, False, True, Word(Say.UPDATE, 5)),
    "cancelled": (Said(0, 0, False), 1, True, True, Word(Say.WITHDRAW, 1)),
    "cancelled, and told": (Said(1, 1, True), 1, True, True, None),
    "gave up the place": (Said(2, 2, False), 2, False, False, Word(Say.WITHDRAW, 3)),
    "gave it up, and told": (Said(2, 3, True), 2, False, False, None),
    "came back": (Said(2, 3, True), 2, False, True, Word(Say.INVITE, 4)),
    "came back, then a change": (Said(2, 4, False), 3, False, True, Word(Say.UPDATE, 5)),
    "came back to a cancelled one": (Said(2, 3, True), 3, True, True, None),
    "changed after the place was given up": (Said(2, 3, True), 3, False, False, None),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_is_due(case):
    said, revision, cancelled, has_place, expected = case
    assert due(said, revision=revision, cancelled=cancelled, has_place=has_place) == expected


def test_the_sequence_that_a_person_sees_always_rises():
    said, seen = None, []
    story = [(0, False, True), (0, False, False), (1, False, True), (1, False, False), (1, False, True), (2, True, True)]
    for revision, cancelled, has_place in story:
        word = due(said, revision=revision, cancelled=cancelled, has_place=has_place)
        assert word is not None
        seen.append(word.sequence)
        said = Said(revision, word.sequence, word.say is Say.WITHDRAW)
    assert seen == sorted(set(seen))
