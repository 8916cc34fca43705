"""Things are found by their words on both databases alike."""

from uuid import uuid4

import pytest

from lms.kit import search
from lms.kit.search import Passage


@pytest.fixture
def put(session):
    def put(title, *bodies):
        thing = uuid4()
        search.put("thing", thing, [Passage("" if number == 0 else f"part-{number}", title, body) for number, body in enumerate(bodies)])
        return thing

    return put


def test_what_holds_all_words_is_found_wherever_in_it_they_stand(put):
    both = put("Budgets", "Trees in the city.", "How to open data.")
    put("Parks", "Trees alone.")
    assert search.find("thing", "tree data") == []  # only the last word may be unfinished
    assert search.find("thing", "trees dat") == [both]


def test_a_title_counts_more_than_a_text_and_often_more_than_once(put):
    once = put("Lighting", "A sensor, and much else about lamps and roads and nights.")
    often = put("Lamps", "A sensor here, a sensor there, a sensor on each lamp, and a sensor in the road.")
    named = put("Sensor", "What it measures.")
    assert search.find("thing", "sensor") == [named, often, once]


def test_a_word_is_found_however_much_stands_before_it(put):
    thing = put("Long", "word " * 5000 + "last")
    assert search.find("thing", "last") == [thing]
    assert search.find("thing", "word last") == [thing]


def test_the_best_parts_of_each_thing_come_with_the_words_around(put):
    thing = put("Budgets", "All of it.", "Nothing to see.", "Here the tree stands.", "Tree, tree and tree.")
    (best,) = search.parts("thing", [thing], "tree", each=1)[thing]
    assert (best.part, best.excerpt) == ("part-3", "Tree, tree and tree.")
