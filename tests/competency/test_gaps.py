"""Gaps and effects: tables of cases."""

import pytest

from lms.competency.gaps import Change, Gap, State, changes, gaps_of, open_gaps
from lms.competency.list_files import read_correspondences, read_profiles

KNOWN = {"digcomp": {"1.1", "1.3"}, "city": {"C1"}}


@pytest.mark.parametrize(
    ("required", "shown", "missing", "state"),
    [(4, 4, 0, State.MET), (4, 7, 0, State.MET), (4, 3, 1, State.NEAR), (4, 1, 3, State.OPEN), (4, 0, 4, State.UNKNOWN), (1, 0, 1, State.UNKNOWN)],
)
def test_a_gap_is_required_minus_shown(required, shown, missing, state):
    gap = Gap("x", required, shown)
    assert (gap.missing, gap.state) == (missing, state)


def test_gaps_follow_what_is_required_and_the_open_ones_are_told_widest_first():
    gaps = gaps_of({"a": 3, "b": 5, "c": 2}, {"a": 2, "c": 6, "z": 8})
    assert [(gap.competence, gap.missing) for gap in gaps] == [("a", 1), ("b", 5), ("c", 0)]
    assert [gap.competence for gap in open_gaps(gaps)] == ["b", "a"]


@pytest.mark.parametrize(
    ("before", "after", "levels", "expected"),
    [
        ({"a": 3}, {"a": 5}, {2: 4, 4: 3, 6: 1}, Change("a", 3, 5, 4, 1, 3, 0)),
        ({"a": 5}, {"a": 3}, {2: 4, 4: 3, 6: 1}, Change("a", 5, 3, 1, 4, 0, 3)),
        ({}, {"a": 1}, {2: 4}, Change("a", 0, 1, 10, 4, 6, 0)),
        ({"a": 1}, {}, {2: 4}, Change("a", 1, 0, 4, 10, 0, 6)),
        ({"a": 2}, {"a": 2}, {2: 4}, Change("a", 2, 2, 4, 4, 0, 0)),
        ({"a": 2}, {"a": 3}, {}, Change("a", 2, 3, 0, 0, 0, 0)),
    ],
)
def test_the_effect_counts_people_by_competence(before, after, levels, expected):
    assert changes(before, after, {"a": levels}, 10) == (expected,)



def test_a_list_of_role_profiles_is_read():
    content = b"post,framework,competence,level\nclerk,digcomp,1.3,4\nCLERK,city,C1,2\nHEAD,digcomp,1.1,5\n"
    profiles, problems = read_profiles(content, posts={"CLERK", "HEAD"}, known=KNOWN)
    assert problems == ()
    assert profiles == {"CLERK": {("digcomp", "1.3"): 4, ("city", "C1"): 2}, "HEAD": {("digcomp", "1.1"): 5}}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("NOBODY,digcomp,1.3,4", "no post"),
        ("CLERK,digcom,1.3,4", "no framework “digcom”"),
        ("CLERK,digcomp,9.9,4", "no competence “9.9”"),
        ("CLERK,digcomp,1.3,9", "no level"),
        ("CLERK,digcomp,1.1,2", "in line 2 already"),
    ],
)
def test_a_mistake_in_a_list_of_role_profiles_has_its_line(row, words):
    _profiles, problems = read_profiles(f"post,framework,competence,level\nCLERK,digcomp,1.1,3\n{row}\n".encode(), posts={"CLERK"}, known=KNOWN)
    assert [(problem.line, words in problem.what) for problem in problems] == [(3, True)]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("digcomp,1.1,equal,city,C1,", "no relation"),
        ("digcomp,1.1,same,digcomp,1.3,", "one framework"),
        ("city,C1,broader,digcomp,1.3,", "in line 2 already"),
        ("digcomp,1.3,same,city,C9,", "no competence"),
    ],
)
def test_a_mistake_in_a_list_of_correspondences_has_its_line(row, words):
    content = f"framework,competence,relation,other framework,other competence,note\ndigcomp,1.3,Same,city,C1,alike\n{row}\n"
    rows, problems = read_correspondences(content.encode(), known=KNOWN)
    assert [(one.competence, one.relation, one.other, one.note) for one in rows] == [(("digcomp", "1.3"), "same", ("city", "C1"), "alike")]
    assert [(problem.line, words in problem.what) for problem in problems] == [(3, True)]
