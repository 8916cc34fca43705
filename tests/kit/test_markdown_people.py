"""What learners write, what questions say, and how search shows words."""

import pytest

from lms.kit.markdown import compile_stems, highlight_words, learner_html, trusted
from lms.kit.stem_text import stem_html
from lms.kit.text_limits import TextTooLong


def test_a_learners_link_is_marked_as_a_learners() -> None:
    assert learner_html("[there](https://example.org)") == '<p><a href="https://example.org" rel="nofollow ugc noopener">there</a></p>\n'


def test_a_learners_html_is_shown_as_text() -> None:
    assert learner_html("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"


def test_half_a_character_is_no_fault() -> None:
    assert learner_html("a\ud800b") == "<p>a?b</p>\n"
    assert compile_stems(["a\ud800b"], links={}) == ["<p>a?b</p>"]


def test_a_learners_heading_is_no_heading_of_the_page() -> None:
    assert learner_html("# Look") == "<p><strong>Look</strong></p>\n"


def test_a_learner_places_no_pictures() -> None:
    assert "<img" not in learner_html("![x](/media/x.png)")


def test_a_learner_may_use_lists_tables_and_code() -> None:
    html = learner_html("- a\n\n`b`\n\n| c |\n|---|\n| d |")
    assert all(tag in html for tag in ("<li>a</li>", "<code>b</code>", "<td>d</td>"))


def test_twenty_kilobytes_are_the_limit_for_a_learner() -> None:
    assert "é" in learner_html("é" * 10_000)
    with pytest.raises(TextTooLong, match="longer than 20 KB"):
        learner_html("é" * 10_001)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Which *licence*?", "<p>Which <em>licence</em>?</p>"),
        ("![a portal](media/x.png)", '<p><img src="/media/x.png" alt="a portal" loading="lazy"></p>'),
        ("![a portal](https://evil.example/x.png)", "<p>a portal</p>"),
        ("[there](03-x.md)", '<p><a href="/learn/03-x">there</a></p>'),
        ("[there](https://example.org)", '<p><a href="https://example.org" rel="noopener noreferrer">there</a></p>'),
        ("It costs $5 and $6", "<p>It costs $5 and $6</p>"),
        ("`$x$`", "<p><code>$x$</code></p>"),
        ("# no heading", "<p># no heading</p>"),
    ],
)
def test_a_stem_is_small_markdown(source: str, html: str) -> None:
    assert stem_html(source, links={"media/x.png": "/media/x.png", "03-x.md": "/learn/03-x"}) == html


@pytest.mark.parametrize(("source", "display"), [("So $x^2$.", "inline"), ("$$x^2$$", "block")])
def test_a_stem_may_hold_maths(source: str, display: str) -> None:
    assert f'<math alttext="x^2" display="{display}"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>' in stem_html(source, links={})


def test_many_stems_are_compiled_in_one_call_and_keep_their_order() -> None:
    assert compile_stems(["a", "**b**"], links={}) == ["<p>a</p>", "<p><strong>b</strong></p>"]


def test_a_stem_that_is_too_long_is_refused() -> None:
    with pytest.raises(TextTooLong, match="longer than 20 KB"):
        compile_stems(["x" * 20_001], links={})


def test_stored_html_is_shown_as_it_is() -> None:
    assert trusted("<p>a</p>").__html__() == "<p>a</p>"


@pytest.mark.parametrize(
    ("text", "words", "html"),
    [
        ("Crème brûlée", ["creme"], "<mark>Crème</mark> brûlée"),
        ("die Straße", ["STRASSE"], "die <mark>Straße</mark>"),
        ("cre\u0300me", ["creme"], "<mark>cre\u0300me</mark>"),
        ("cafe\u0301 au lait", ["cafe"], "<mark>cafe\u0301</mark> au lait"),
        ("<b>open</b>", ["open"], "&lt;b&gt;<mark>open</mark>&lt;/b&gt;"),
        ("a <script> b", ["<script>"], "a <mark>&lt;script&gt;</mark> b"),
        ("open data, opened", ["open", "opened"], "<mark>open</mark> data, <mark>opened</mark>"),
        ("a.b", ["."], "a<mark>.</mark>b"),
        ("Working on k-anonymity", ["k", "anonymity"], "Working on <mark>k</mark>-<mark>anonymity</mark>"),
        ("Four kinds of k-anonymity", ["k", "anon"], "Four kinds of <mark>k</mark>-<mark>anon</mark>ymity"),
        ("Øresund, reopened", ["open", "ore"], "<mark>Øre</mark>sund, reopened"),
        ("nothing & none", [], "nothing &amp; none"),
        ("nothing", ["", "\u0301"], "nothing"),
    ],
)
def test_found_words_are_marked_whatever_their_capitals_and_accents(text: str, words: list[str], html: str) -> None:
    assert highlight_words(text, words) == html
