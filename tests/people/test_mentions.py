"""Who is meant by an @ in a text."""

import pytest

from lms.people.mentions import mentioned, naming

PEOPLE = {1: "Ann Lee", 2: "Ann Lee Smith", 3: "Øystein Ås", 4: "José  Núñez", 5: "李 小龙", 6: "Twin Name", 7: "Twin Name", 8: "O'Neil (Jr.)"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", set()),
        ("Ann Lee said so", set()),
        ("@Ann Lee said so", {1}),
        ("@ann LEE, look", {1}),
        ("@Ann Lee Smith and @Ann Lee", {1, 2}),
        ("@Ann Lee Smithson", {1}),  # nobody of that name, but somebody whose name it begins with
        ("@Ann Leeson", set()),
        ("mail ann@Ann Lee", set()),
        ("`@Ann Lee` in code", set()),
        ("@Øystein Ås!", {3}),
        ("@José Núñez", {4}),
        ("@Ann\nLee", {1}),
        ("(@李 小龙)", {5}),
        ("@Twin Name", {6, 7}),
        ("@O'Neil (Jr.) is here", {8}),
        ("@Somebody Else", set()),
        ("<b>@Ann Lee</b>", {1}),
    ],
)
def test_who_is_meant(text, meant):
    assert mentioned(text, PEOPLE) == meant


def test_a_name_that_is_a_pattern_is_a_name():
    assert mentioned("@.* and @a+", {1: ".*", 2: "a+", 3: "b"}) == {1, 2}


def test_long_texts_are_read_quickly():
    assert mentioned("@Ann " * 4000, {n: f"Ann {'x' * 20} {n}" for n in range(2000)}) == frozenset()


def test_chosen_names_are_written_before_the_text_unless_they_stand_in_it():
    assert naming("Look.", ["Ann Lee", "Bo"]) == "@Ann Lee @Bo\n\nLook."
    assert naming("Look, @ann lee.", ["Ann Lee"]) == "Look, @ann lee."
