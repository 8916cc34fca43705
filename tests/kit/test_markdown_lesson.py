"""What each line of the table in docs/course-format.md turns into."""

import base64
import re

import pytest

from lms.kit.lesson_parts import CompiledLesson, Heading, Question
from lms.kit.lesson_text import lesson_html
from lms.kit.stem_text import stem_html
from lms.kit.text_limits import TextTooLong
from tests.structure.sources import ROOT

LINKS = {
    "03-licences.md": "/learn/open-data/03-licences",
    "media/portal.png": "/media/1/portal.png",
    "media/form.pdf": "/media/1/form.pdf",
    "media/tour.mp4": "/media/1/tour.mp4",
    "media/tour.en.vtt": "/media/1/tour.en.vtt",
    "media/line.png": "/media/1/line.png",
}


def compiled(body: str) -> CompiledLesson:
    return lesson_html(f"# The title\n\n{body}\n", links=LINKS)


def squeezed(body: str) -> str:
    return re.sub(r">\s+<", "><", compiled(body).html).strip()


@pytest.mark.parametrize("kind", ["note", "tip", "info", "warning", "danger", "example", "quote"])
@pytest.mark.parametrize("form", ["/// {kind} | Look\nwell\n///", '!!! {kind} "Look"\n    well'])
def test_a_note_is_a_callout_of_its_kind(kind: str, form: str) -> None:
    assert squeezed(form.format(kind=kind)) == (
        f'<div class="callout" data-kind="{kind}" role="note"><p class="callout-title">Look</p><p>well</p></div>'
    )


@pytest.mark.parametrize("form", ["/// info\nwell\n///", "!!! info\n    well"])
def test_a_note_without_a_title_gets_the_name_of_its_kind(form: str) -> None:
    assert '<p class="callout-title">Information</p>' in compiled(form).html


@pytest.mark.parametrize("form", ["/// details | More\nwell\n///", '??? note "More"\n    well'])
def test_details_open_on_demand(form: str) -> None:
    assert squeezed(form) == '<details class="ds-details"><summary>More</summary><p>well</p></details>'


@pytest.mark.parametrize(
    "form", ["/// tab | One\nfirst\n///\n\n/// tab | Two\nsecond\n///", '=== "One"\n    first\n\n=== "Two"\n    second']
)
def test_tabs_are_headed_parts_that_read_well_without_script(form: str) -> None:
    assert squeezed(f"## Section\n\n{form}").endswith(
        '<div class="tabs" data-tabs="">'
        '<div aria-labelledby="h-tab-1-1" class="tab-panel" role="group"><h3 class="tab-title" id="h-tab-1-1">One</h3><p>first</p></div>'
        '<div aria-labelledby="h-tab-1-2" class="tab-panel" role="group"><h3 class="tab-title" id="h-tab-1-2">Two</h3><p>second</p></div>'
        "</div>"
    )


def test_the_titles_of_tabs_are_not_headings_of_the_lesson() -> None:
    assert compiled("## Section\n\n/// tab | One\nfirst\n///").headings == (Heading("h-section", "Section", 2),)


def test_a_task_list_says_in_words_what_is_done() -> None:
    html = compiled("- [ ] ask the owner\n- [x] done").html
    assert '<ul class="task-list">' in html
    assert '<span aria-label="To do" class="task-box" data-done="false" role="img">☐</span> ask the owner' in html
    assert '<span aria-label="Done" class="task-box" data-done="true" role="img">☑</span> done' in html
    assert "<input" not in html


def test_a_footnote_leads_there_and_back_with_labels() -> None:
    html = compiled("Text[^1].\n\n[^1]: The note.").html
    assert '<sup id="h-fnref-1"><a aria-label="Note 1" class="footnote-ref" href="#h-fn-1" role="doc-noteref">1</a></sup>' in html
    assert '<section aria-label="Notes" class="footnotes" role="doc-endnotes">' in html
    assert 'aria-label="Back to the text at note 1" class="footnote-backref" href="#h-fnref-1" role="doc-backlink"' in html


def test_a_definition_list() -> None:
    assert squeezed("Term\n:   its meaning") == "<dl><dt>Term</dt><dd>its meaning</dd></dl>"


def test_an_abbreviation() -> None:
    html = compiled("The GDPR rules.\n\n*[GDPR]: General Data Protection Regulation").html
    assert '<abbr title="General Data Protection Regulation">GDPR</abbr>' in html


TABLE = "| a | b |\n| --- | --: |\n| 1 | 2 |"


def test_a_table_can_be_scrolled_by_keyboard_and_has_a_name() -> None:
    html = squeezed(TABLE)
    assert '<div aria-label="Table 1" class="table-scroll" role="region" tabindex="0"><table class="ds-table">' in html
    assert '<th scope="col">a</th><th class="align-right" scope="col">b</th>' in html
    assert '<td class="align-right">2</td>' in html


def test_the_caption_of_a_table_is_the_tables_own_and_names_the_region() -> None:
    html = squeezed(f"{TABLE}\n\n/// table-caption\nWhat it shows\n///")
    assert 'aria-labelledby="h-table-1" class="table-scroll"' in html
    assert '<table class="ds-table"><caption id="h-table-1"><p>What it shows</p></caption>' in html
    assert "figcaption" not in html


def test_a_figure_with_a_caption() -> None:
    html = squeezed("![a portal](media/portal.png)\n\n/// figure-caption\nThe portal\n///")
    assert '<img alt="a portal" loading="lazy" src="/media/1/portal.png">' in html
    assert "<figcaption><p>The portal</p></figcaption></figure>" in html


def test_code_is_coloured_by_classes_and_can_be_scrolled_by_keyboard() -> None:
    html = compiled("```python\nx = 1  # <!-- kept -->\n```").html
    assert '<div class="highlight"><pre tabindex="0">' in html
    assert '<span class="mi">1</span>' in html
    assert "&lt;!-- kept --&gt;" in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("form", "display"), [("So $E = mc^2$ holds.", "inline"), ("$$\nE = mc^2\n$$", "block"), ("```math\nE = mc^2\n```", "block")]
)
def test_maths_is_mathml(form: str, display: str) -> None:
    html = compiled(form).html
    assert f'<math alttext="E = mc^2" display="{display}">' in html
    assert "<msup><mi>c</mi><mn>2</mn></msup>" in html


def test_a_sum_of_money_is_not_maths() -> None:
    assert compiled("It costs $5 and $6.").html.strip() == "<p>It costs $5 and $6.</p>"


def test_less_than_inside_the_words_of_a_formula_is_text() -> None:
    assert "<mtext>a&lt;b</mtext>" in compiled(r"So $\text{a<b}$.").html


@pytest.mark.parametrize("latex", [r"\frac{1}{", "{" * 3000 + "}" * 3000])
def test_a_formula_that_cannot_be_read_is_shown_as_it_was_written(latex: str) -> None:
    assert f'<code class="formula-error">{latex}</code>' in compiled(f"So ${latex}$.").html


def test_a_diagram_is_a_picture_with_its_source_as_text() -> None:
    html = compiled("```mermaid\nflowchart LR\n  A[Ask] --> B[Publish]\n```").html
    found = re.search(r'<figure class="diagram"><img src="data:image/svg\+xml;base64,([^"]+)" alt="[^"]+" width="\d+" height="\d+">', html)
    assert found is not None
    svg = base64.b64decode(found[1]).decode()
    assert svg.startswith("<svg ")
    assert "Publish" in svg
    assert "A[Ask] --&gt; B[Publish]" in html


@pytest.mark.parametrize("address", ["03-licences.md", "./03-licences.md", "03%2Dlicences.md"])
def test_a_file_of_the_course_may_be_addressed_in_each_way_that_the_check_takes(address: str) -> None:
    assert compiled(f"[x]({address}#a)").html == '<p><a href="/learn/open-data/03-licences#h-a">x</a></p>'
    assert stem_html(f"[x]({address}#a)", links=LINKS) == '<p><a href="/learn/open-data/03-licences#h-a">x</a></p>'


def test_a_diagram_stands_on_white_whatever_the_look_of_the_page() -> None:
    """Its arrows are black, and an ``<img>`` knows nothing of the page's colours."""
    style = (ROOT / "static" / "css" / "app.css").read_text(encoding="utf-8")
    assert re.findall(r"\.diagram [^{]*\{[^}]*\}", style) == [".diagram img { padding: .75rem; background: #fff; }"]


def test_a_diagram_is_named_by_its_title() -> None:
    assert 'alt="Who decides"' in compiled('```mermaid\npie title Who decides\n  "us" : 2\n```').html


def test_a_diagram_that_cannot_be_drawn_says_why_and_shows_its_source() -> None:
    html = compiled("```mermaid\nflowchart LR\n A[\n```").html
    assert "This diagram could not be drawn: Diagram parse error" in html
    assert "A[" in html.partition("language-mermaid")[2]
    assert "<img" not in html


def test_a_video_has_controls_subtitles_and_a_way_to_download_it() -> None:
    html = compiled('![A tour](media/tour.mp4){ subtitles="media/tour.en.vtt" srclang="en" }').html
    assert '<video aria-label="A tour" controls="" preload="metadata"><source src="/media/1/tour.mp4" type="video/mp4">' in html
    assert '<track default="" kind="subtitles" label="en" src="/media/1/tour.en.vtt" srclang="en">' in html
    assert '<a href="/media/1/tour.mp4">Download the video: A tour</a></video>' in html


def test_a_class_an_id_and_a_width() -> None:
    assert '<p class="lead" id="h-first">' in compiled("Words\n{ .lead .unknown #first }").html
    assert 'width="200"' in compiled("![a portal](media/portal.png){ width=200 }").html


def test_a_question_leaves_a_place_that_the_player_fills() -> None:
    lesson = compiled("Before\n\n/// question | practice#share-alike\n///\n\nAfter")
    placeholder = '<div class="lesson-question" data-question="practice#share-alike"></div>'
    assert lesson.questions == (Question(placeholder, "practice", "share-alike"),)
    assert placeholder in lesson.html


def test_an_author_cannot_pretend_a_question_with_attributes() -> None:
    lesson = compiled("/// note | x\n    attrs: {class: lesson-question, data-question: 'a#b'}\n///")
    assert lesson.questions == ()
    assert "data-question" not in lesson.html


def test_a_picture_that_says_nothing_has_an_empty_text() -> None:
    assert '<img alt="" loading="lazy" src="/media/1/line.png">' in compiled("![](media/line.png){ .decorative }").html


@pytest.mark.parametrize(
    ("link", "href"),
    [
        ("03-licences.md", "/learn/open-data/03-licences"),
        ("03-licences.md#why", "/learn/open-data/03-licences#h-why"),
        ("media/form.pdf", "/media/1/form.pdf"),
        ("#why", "#h-why"),
        ("/courses", "/courses"),
    ],
)
def test_links_inside_lead_to_the_addresses_of_the_site(link: str, href: str) -> None:
    lesson = compiled(f"[there]({link})")
    assert f'<a href="{href}">there</a>' in lesson.html
    assert lesson.unknown_links == ()


@pytest.mark.parametrize("link", ["https://example.org/x", "http://example.org", "mailto:a@example.org"])
def test_links_outside_do_not_hand_over_the_window_or_the_referrer(link: str) -> None:
    assert f'<a href="{link}" rel="noopener noreferrer">there</a>' in compiled(f"[there]({link})").html


def test_a_written_address_becomes_a_link() -> None:
    assert (
        '<a href="https://example.org/a" rel="noopener noreferrer">https://example.org/a</a>'
        in compiled("See https://example.org/a now").html
    )
    assert '<a href="mailto:a@example.org" rel="noopener noreferrer">a@example.org</a>' in compiled("<a@example.org>").html


def test_links_to_files_that_the_course_does_not_have_are_told() -> None:
    lesson = compiled("[there](nowhere.md) ![x](media/none.png)")
    assert lesson.unknown_links == ("nowhere.md", "media/none.png")
    assert "nowhere.md" not in lesson.html


def test_a_picture_of_another_host_becomes_a_link() -> None:
    html = compiled("![a cat](https://example.org/cat.png)").html
    assert '<a href="https://example.org/cat.png" rel="noopener noreferrer">a cat</a>' in html
    assert "<img" not in html


def test_harmless_tags_are_kept_and_all_others_go() -> None:
    body = '<kbd>Ctrl</kbd> H<sub>2</sub>O x<sup>2</sup> <mark>look</mark> <abbr title="What">W</abbr> a<br>b'
    assert compiled(body).html.strip() == f"<p>{body}</p>"
    assert compiled("<div class=callout>a <b>word</b></div>").html.strip() == "<p>a word</p>"


@pytest.mark.parametrize(
    "hidden", ["<!-- a note\n\nto self -->", "<script>\nalert(1)\n\nalert(2)\n</script>", "<style>p { color: red }</style>"]
)
def test_comments_scripts_and_styles_leave_nothing(hidden: str) -> None:
    assert squeezed(f"Before\n\n{hidden}\n\nAfter") == "<p>Before</p><p>After</p>"


def test_comparisons_in_a_sentence_stay() -> None:
    assert "a &lt; b and 3 &gt; 2" in compiled("a < b and 3 > 2").html


def test_the_title_is_taken_out_and_the_sections_are_listed() -> None:
    lesson = compiled("## Why & `how`\n\ntext\n\n### Für Ämter\n\n## Why & `how`")
    assert lesson.title == "The title"
    assert "<h1" not in lesson.html
    assert lesson.headings == (
        Heading("h-why-how", "Why & how", 2),
        Heading("h-für-ämter", "Für Ämter", 3),
        Heading("h-why-how_1", "Why & how", 2),
    )


def test_a_second_title_becomes_a_section() -> None:
    assert compiled("# Another").headings == (Heading("h-another", "Another", 2),)


def test_the_plain_text_is_what_a_reader_reads() -> None:
    lesson = compiled("## Why\n\nOne *two*[^1] three\n\n```mermaid\nflowchart LR\n  A --> B\n```\n\n[^1]: note")
    assert lesson.text == "Why\nOne two three\nDiagram, described below\nnote"
    assert lesson.words == 8


def test_a_lesson_of_more_than_500_kb_is_refused() -> None:
    with pytest.raises(TextTooLong, match="longer than 500 KB"):
        lesson_html("x " * 250_001, links={})
