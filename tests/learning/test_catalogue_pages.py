"""The catalogue and the search, as visitors and officers meet them."""

import re

import pytest
from sqlalchemy import select

from lms.catalogue.models import CourseCompetence, VersionState
from lms.competency.models import Competence
from lms.kit import search
from tests.factories.learning import completed, enrolled, open_course, publish_version
from tests.factories.people import make_person


def titles(page):
    return re.findall(r'class="card-link" href="/courses/[^"]+">([^<]+)<', page.text)


def findable(session, course, *passages):
    search.put("course", course.id, [search.Passage(*passage) for passage in passages])
    session.commit()


def test_a_visitor_sees_the_published_courses_by_title(client):
    open_course("b", title="Open data")
    open_course("a", title="a first look")
    publish_version(open_course("c", title="Kept"), title="A draft", state=VersionState.DRAFT)
    assert titles(client.get("/courses")) == ["a first look", "Kept", "Open data"]


def test_a_withdrawn_course_is_not_offered(client, session):
    open_course("gone", title="Gone")
    publish_version(open_course("other", title="Other"), title="Other, withdrawn").state = VersionState.WITHDRAWN
    session.commit()
    assert titles(client.get("/courses")) == ["Gone"]


def test_an_empty_catalogue_says_what_will_be_here(client):
    assert "as soon as a trainer has written one" in client.get("/courses").text


FACTS = {
    "one": {"topic": "data", "level": 2, "language": "en", "effort_minutes": 60},
    "two": {"topic": "security", "level": 3, "language": "fr", "effort_minutes": 61},
    "three": {"topic": "data", "level": 8, "language": "en", "effort_minutes": 300},
}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", {"one", "two", "three"}),
        ("topic=data", {"one", "three"}),
        ("topic=data&topic=security", {"one", "two", "three"}),
        ("band=foundation", {"one"}),
        ("band=intermediate", {"two"}),
        ("band=specialised", {"three"}),
        ("language=fr", {"two"}),
        ("effort=hour", {"one"}),
        ("effort=half-day", {"two"}),
        ("effort=day", {"three"}),
        ("topic=data&effort=day", {"three"}),
        ("band=nonsense", set()),
        ("effort=1%27%20OR%201=1", set()),
        ("page=99", {"one", "two", "three"}),
        ("page=-1", {"one", "two", "three"}),
    ],
)
def test_filters_narrow_the_catalogue_down(client, question, expected):
    for name, facts in FACTS.items():
        open_course(name, title=name, **facts)
    page = client.get(f"/courses?{question}")
    assert page.status_code == 200
    assert set(titles(page)) == expected


def test_a_competence_narrows_the_catalogue_down(client, session):
    competence = session.scalars(select(Competence).where(Competence.code == "1.3")).one()
    open_course("without", title="Without")
    session.add(CourseCompetence(version_id=publish_version(open_course("with"), title="With").id, competence_id=competence.id, level=3))
    session.commit()
    page = client.get("/courses?competence=digcomp:1.3")
    assert titles(page) == ["With"]
    assert '<option value="digcomp:1.3" selected>1.3 Managing information</option>' in page.text
    assert titles(client.get("/courses?competence=1.3")) == ["With"]
    assert titles(client.get("/courses?competence=other:1.3")) == []
    assert "Managing information" in client.get("/courses/with").text


def test_pages_keep_the_filters(client):
    for number in range(13):
        open_course(title=f"Course {number:02}", topic="data")
    page = client.get("/courses?topic=data&topic=security")
    assert len(titles(page)) == 12
    assert "/courses?topic=data&amp;topic=security&amp;page=2" in page.text
    assert titles(client.get("/courses?topic=data&topic=security&page=2")) == ["Course 12"]


@pytest.mark.parametrize("words", ["strasse", "STRASSE", "Straße", "qualite", "Qualité", "quali", "jan@example.org's"])
def test_a_lesson_is_found_whatever_the_capitals_and_accents(client, session, words):
    course = open_course("roads")
    findable(session, course, ("01-why", "Why", "The Straße is a road of Qualité, says jan@example.org's page."))
    client.sign_in(make_person())
    page = client.get("/courses", query_string={"q": words})
    assert 'href="/learn/roads/01-why"' in page.text
    assert re.search(r"<mark>(Straße|Qualité|Quali|jan)</mark>", page.text)


def test_a_word_that_nobody_wrote_finds_nothing(client, session):
    findable(session, open_course("roads"), ("01-why", "Why", "Roads."))
    assert "No course fits" in client.get("/courses?q=bridges").text


def test_what_was_written_is_shown_and_never_run(client, session):
    findable(session, open_course("roads", title="Roads"), ("01-why", "<script>alert(1)</script> road", "road <img src=x onerror=alert(1)>"))
    for address in ("/courses?q=road", "/search?q=road", "/search?q=<script>alert(1)</script>", '/courses?q="><svg onload=alert(1)>'):
        page = client.get(address)
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<svg onload" not in page.text


def test_the_search_names_courses_and_lessons(client, session):
    course = open_course("roads", title="Roads and bridges")
    findable(session, course, ("", "Roads and bridges", "How to mend them."), ("01-why", "Why", "Roads wear out."))
    page = client.get("/search?q=roads")
    assert "<mark>Roads</mark> and bridges" in page.text
    assert 'href="/learn/roads/01-why"' in page.text


@pytest.mark.parametrize("address", ["/search?q=roads", "/courses?q=roads"])
def test_visitors_are_told_which_lesson_it_is_and_read_none_of_it(client, session, address):
    findable(session, open_course("roads"), ("01-why", "Why", "Roads wear out."))
    page = client.get(address).text
    assert 'href="/learn/roads/01-why"' in page
    assert "wear out" not in page
    assert "wear out" in client.sign_in(make_person()).get(address).text


def test_a_course_with_many_lessons_hides_no_other_and_filters_count_right(client, session, statements):
    long = open_course("long", title="Roads", topic="data", level=2)
    lessons = [(f"{number}-road", "Roads", "Roads and roads.") for number in range(70)]
    findable(session, long, ("", "Roads", "Roads."), *lessons)
    short = open_course("short", title="Parks", topic="security", level=8)
    findable(session, short, ("01-why", "Why", "A park has few roads, and needs fewer than it has."))
    page = client.get("/courses?q=roads")
    assert titles(page) == ["Roads", "Parks"]
    assert "2 courses" in page.text
    assert page.text.count('href="/learn/long/') == 3
    with statements() as asked:
        page = client.get("/courses?q=roads&topic=security&band=specialised&language=en&effort=hour")
    assert len(asked) <= 6
    assert titles(page) == ["Parks"]
    assert ">1 course " in page.text
    assert 'href="/learn/short/01-why"' in page.text
    assert "No course fits" in client.get("/courses?q=roads&topic=security&band=foundation").text


def test_words_may_stand_in_different_lessons_of_a_course(client, session):
    course = open_course("data", title="Open data")
    findable(session, course, ("", "Open data", "A city."), ("01-law", "Law", "A licence says it."), ("02-care", "Care", "The anonymity of Zoë."))
    client.sign_in(make_person())
    page = client.get("/search?q=licence+anonymity")
    assert 'href="/learn/data/01-law"' in page.text
    assert "The <mark>anonymity</mark>" in page.text
    assert "No course holds all of these words" in client.get("/search?q=licence+bridges").text
    assert "1 course" in client.get("/courses?q=licence+anonymity&page=7").text


def test_an_excerpt_stands_around_a_word_and_not_around_letters_inside_one(client, session):
    findable(session, open_course("care"), ("01-law", "Law", "Four kinds of care. " * 20 + "At last k-anonymity."))
    client.sign_in(make_person())
    page = client.get("/search?q=k-anonymity")
    assert "At last <mark>k</mark>-<mark>anonymity</mark>." in page.text
    assert "<mark>k</mark>inds" not in page.text


def test_a_withdrawn_course_is_not_found(client, session):
    course = open_course("roads")
    findable(session, course, ("01-why", "Why", "Roads wear out."))
    publish_version(course).state = VersionState.WITHDRAWN
    session.commit()
    assert "Nothing found" in client.get("/search?q=roads").text


def test_a_search_for_nothing_explains_itself(client):
    assert "Capitals and accents do not matter" in client.get("/search").text


def test_cards_show_how_far_i_am(client):
    ada = make_person()
    enrolled(ada, open_course("one", title="One"), done=["01-why"])
    completed(ada, open_course("two", title="Two"))
    page = client.sign_in(ada).get("/courses")
    assert "33% complete" in page.text
    assert "Completed" in page.text
    assert "Continue with “How”" in page.text


def test_nobody_sees_how_far_another_is(client):
    enrolled(make_person(), open_course("one", title="One"), done=["01-why"])
    page = client.sign_in(make_person("Jan")).get("/courses")
    assert "% complete" not in page.text
    assert "Continue" not in page.text


def test_a_part_of_the_page_is_enough_for_the_script(client):
    open_course("one", title="One")
    page = client.get("/courses", headers={"HX-Request": "true"})
    assert page.text.lstrip().startswith('<div id="shelf" class="stack">')
    assert titles(page) == ["One"]


def test_more_courses_cost_no_more_statements(client, statements):
    ada = make_person()
    client.sign_in(ada)
    for number in range(2):
        enrolled(ada, open_course(title=f"Course {number}"), done=["01-why"])
    with statements() as few:
        client.get("/courses")
    for number in range(2, 20):
        enrolled(ada, open_course(title=f"Course {number}"), done=["01-why"])
    with statements() as many:
        client.get("/courses")
    assert len(many) == len(few) <= 8


def test_more_hits_cost_no_more_statements(client, session, statements):
    client.sign_in(make_person())
    findable(session, open_course(), ("01-why", "Why", "Roads."))
    with statements() as few:
        client.get("/courses?q=roads")
    for _ in range(19):
        findable(session, open_course(), ("01-why", "Why", "Roads."), ("02-how", "How", "Roads."))
    with statements() as many:
        client.get("/courses?q=roads")
    assert len(many) == len(few) <= 8


def test_words_of_a_course_say_their_language(client):
    open_course("fr", title="Données ouvertes", summary="Publier.", language="fr")
    assert re.search(r'card-title" lang="fr"><a[^>]*>Données ouvertes<', client.get("/courses").text)
    page = client.get("/courses/fr").text
    assert re.search(r'<h1[^>]* lang="fr">Données ouvertes</h1>', page)
    assert '<p class="lead" lang="fr">Publier.</p>' in page
