"""Sentences of templates, which are compiled into look-ups."""

import pytest

from lms.kit import i18n


@pytest.fixture
def rendered(app):
    """Render a text as the template of that name."""

    def render(name: str, source: str, **values: object) -> str:
        rooms = app.jinja_env
        return rooms.template_class.from_code(rooms, rooms.compile(source, name=name), rooms.make_globals(None)).render(**values)

    with app.test_request_context():
        yield render


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{ _("Courses") }}', "Courses"),
        ('{{ _("%(name)s & 100%%", name=given) }}', "&lt;b&gt; & 100%"),
        ("{% trans name=given %}Account of {{ name }}{% endtrans %}", "Account of &lt;b&gt;"),
        ('{{ _("A") ~ given }}', "A&lt;b&gt;"),
        ("{% set words = 'Courses' %}{{ _(words) }}", "Courses"),
        ('{{ ngettext("%(num)d of %(name)s", "%(num)d & %(name)s", 2, name=given) }}', "2 & &lt;b&gt;"),
        ('{{ ngettext("%(num)d point", "%(num)d points", 1) }}', "1 point"),
        ("{% macro m(x, y=1) %}<i>{{ x }}{{ y }}{{ caller() if caller else '' }}</i>{% endmacro %}{{ m(given, y=2) }}", "<i>&lt;b&gt;2</i>"),
        ("{% macro m(x) %}<i>{{ x }}{{ caller() }}</i>{% endmacro %}{% call m(1) %}{{ given }}{% endcall %}", "<i>1&lt;b&gt;</i>"),
        ("{% macro m(x) %}{{ x() }}{% endmacro %}{% set m = given.upper %}{{ m() }}", "&lt;B&gt;"),
    ],
)
def test_a_page_says_its_sentence_and_escapes_what_is_filled_in(rendered, source, expected):
    assert rendered("a.html", source, given="<b>") == expected


def test_a_letter_in_plain_text_escapes_nothing(rendered):
    assert rendered("a.txt", '{{ _("Account of %(name)s", name=given) }}', given="O'Brien") == "Account of O'Brien"


def test_one_page_speaks_each_language_in_its_turn(rendered):
    with i18n.speaking("fr"):
        assert rendered("a.html", '{{ _("Search") }}') == "Recherche"
    with i18n.speaking("en"):
        assert rendered("a.html", '{{ _("Search") }}') == "Search"


def test_a_picture_is_hidden_unless_it_has_a_name(rendered):
    page = rendered("a.html", '{{ draw_icon("x") }}{{ draw_icon("arrow-left", "<Back>") }}')
    assert 'class="icon" aria-hidden="true"' in page
    assert 'class="icon icon-turns" role="img" aria-label="&lt;Back&gt;"' in page
