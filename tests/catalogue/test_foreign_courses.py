"""Foreign folders of Markdown become courses that can be read, and lose nothing."""

# ruff: noqa: E501

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.catalogue.course_files.folders import read_folder
from lms.catalogue.course_files.foreign.importing import Imported, import_folder
from lms.catalogue.course_files.reading import read_course


def brought(files: dict[str, bytes | str], title: str | None = None) -> Imported:
    raw = {name: content.encode() if isinstance(content, str) else content for name, content in files.items()}
    return import_folder(raw, title=title, slug="brought", owner="kim@city.example")


def errors_of(imported: Imported) -> list[str]:
    return [str(problem) for problem in read_course(imported.files, slug="brought").problems if problem.is_error]


def text_of(imported: Imported, name: str) -> str:
    return imported.files[name].decode()


def notes_of(imported: Imported) -> str:
    return "\n".join(str(note) for note in imported.notes)


PIECES = [
    "# Title", "## Part", "#### Deep", "#tag", "#", "Setext\n===", "Sub\n---", "plain words", "", "", "```", "```python", "~~~", "    indented",
    "- item", "  - below", "    - deep", "   1) two", "+", "* #### Heading in a list", "1. one", "   ```", "- ```", "| a | b |", "|---|---|", "| 1 | 2 | 3 |", "a | b", "--- | ---", "x", "> quote", "> [!NOTE]",
    "{: .class}", "{:toc}", "{% include x.html %}", "{{ page.title }}", "[x]({{ site.baseurl }}/b.md)", "[dead](gone.md)", "[up](../../x.md)",
    "[b](b.md#part)", "![](pic.png)", "![alt](pic.png)", "![v](film.mp4)", "![far](https://city.example/x.png)", "[bad](javascript:alert(1))",
    "[id]: gone.md", "[id]: javascript:x", "<javascript:x>", "<script>", "</script>", "<style>x</style>", "<iframe src='x'></iframe>", "<div>",
    "<img src='pic.png'>", '<a href="b.md">b</a>', "<!-- c -->", "<!--", "-->", "::: callout", "::: {.challenge}", ":::", ":::::", "/// note | X",
    "///", "/// question | a#b", "    attrs: {x: y}", "!!! abstract", "!!! note", "??? bug 'x'", "$x_1$", "$$", "[( )] no", "[(X)] yes", "[[ ]] no",
    "[[X]] yes", "[[answer]]", "[[a|(b)|c]]", "[[?]] hint", "****", "- [x] done", "---", "...", "title: T", "`", "``x`", "\\|", "\t# tab", "[^1]: n",
    "| Option | Correct/Incorrect |", "| A | Correct |", "| B | Incorrect |", '=== "Tab"', "Term\n:   meaning", "***", "|", "[](", "![](", "[a](<b c.md>)",
    "![x](data:image/png;base64,AAAA)", "[t](b.md 'x')", "&lt;", "\x07", "\ufeff", "<input>", "<form", "<img", "[[!]]", "- [(X)] yes", "* [[x]] also", "The sky is [[blue]].", "A [[der|(die)]] B [[c]]", "[[___ ___]]", "[[:yes]] Yes", "[(1)] One",
    "    --{{0}}--", "--{{1}}--", "@run(x)", "    @code.eval", "[[male (der)] [female [die]]]", "[ (X) ( ) ] Mann", "![][pic]", "![][]", "[pic]: pic.png",
    "[(X)] # H", "[( )] ![](pic.png)", "[[ ]] [x](gone.md)", "[p]({% post_url 2020-01-01-x %})", "[p]({% gone %}) and", "> q\n---", "- [[gap]] in a list", "***", "x\n---", "!?[film](film.mp4)",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=24).map("\n".join)
CONTENTS = st.one_of(TEXTS.map(str.encode), TEXTS.map(lambda text: text.encode("utf-16")), st.text(max_size=120).map(lambda t: t.encode("utf-8", "replace")), st.binary(max_size=60))
NAMES = st.sampled_from(["a.md", "b.md", "sub/a.md", "sub/b c.md", "README.md", "sub/README.md", "ü ß.md", "pic.png", "film.mp4", "10-x.md", "2-x.md", "LICENSE.md", "A.MD", "x.html"])


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(NAMES, CONTENTS, max_size=4))
def test_whatever_is_brought_reads_without_errors(files: dict[str, bytes]) -> None:
    imported = import_folder(files, title=None, slug="brought", owner="kim@city.example")
    assert errors_of(imported) == []


def everything_in(imported: Imported) -> str:
    shown = [content.decode("utf-8", "replace") for name, content in imported.files.items() if not name.startswith("media/")]
    return "\n".join([*shown, notes_of(imported)]).replace("\\n", "\n").replace("\\|", "|").replace('\\"', '"')


def lost_words(source: str, imported: Imported) -> list[str]:
    kept = set(re.findall(r"\w{2,}", everything_in(imported).casefold()))
    tags = {"img", "src", "href"}  # pictures and links in HTML become Markdown
    return [word for word in re.findall(r"\w{2,}", source.casefold()) if word not in kept | tags]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_no_word_of_a_text_is_lost(text: str) -> None:
    imported = brought({"a.md": text, "b.md": "# B\n", "pic.png": b"x", "film.mp4": b"x"})
    assert lost_words(text, imported) == []


LIASCRIPT = """<!--
author:   Kim
language: de
-->

# Kurs

## Fragen

Which city is the capital of France?

[( )] Lyon
[(X)] Paris
[[?]] It is on the Seine.

Which are even?

    [[X]] two
    [[ ]] three
    [[X]] four

Type the colour of the sky.

[[blue]]

Choose the season after winter.

[[summer|(spring)|autumn]]
"""


def test_liascript_questions_become_a_quiz_beside_their_lesson() -> None:
    imported = brought({"course.md": LIASCRIPT})
    course = read_course(imported.files, slug="brought").course
    assert course is not None
    items = course.quizzes[0].items
    assert [item.kind for item in items] == ["single", "multiple", "short-text", "single"]
    assert [option.text for option in items[0].options if option.correct] == ["Paris"]
    assert [option.text for option in items[1].options if option.correct] == ["two", "four"]
    assert [option.text for option in items[3].options if option.correct] == ["spring"]
    assert (items[0].stem, items[0].feedback) == ("Which city is the capital of France?", "It is on the Seine.")


def test_a_liascript_question_is_asked_where_it_stood() -> None:
    lesson = text_of(brought({"course.md": LIASCRIPT}), "01-course.md")
    assert lesson.count("/// question | 02-course#q") == 4
    assert "[(X)]" not in lesson


HEADER = "<!--\nauthor: Kim\n-->\n\n# Kurs\n\n"  # six lines


def found_in(text: str) -> list[tuple[str, str]]:
    """Kind and stem of each question."""
    course = read_course(brought({"course.md": HEADER + text}).files, slug="brought").course
    assert course is not None
    return [(item.kind, item.stem.replace("\\_\\_\\_\\_\\_", "GAP")) for quiz in course.quizzes for item in quiz.items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The capital of France is [[Paris]].", [("short-text", "The capital of France is GAP.")]),
        ("[[der|(die)]] Katze", [("single", "GAP Katze")]),
        ("Two\nlines [[a]]", [("short-text", "Two\nlines GAP")]),
        ("- Capital: [[Paris]]\n- River: [[Seine]]", [("short-text", "Capital: GAP"), ("short-text", "River: GAP")]),
        (
            "[[a]] and [[b|(c)]]",
            [("short-text", "(1) GAP and (2) GAP\n\nWhat belongs into gap (1)?"), ("single", "(1) GAP and (2) GAP\n\nWhat belongs into gap (2)?")],
        ),
        ("Which?\n\n- [( )] Lyon\n- [(X)] Paris", [("single", "Which?")]),
        ("Which?\n\n* [[X]] two\n* [[ ]] three", [("multiple", "Which?")]),
        ("Six times seven?\n\n[[42]]", [("short-text", "Six times seven?")]),
        ("What comes?\n\n```c\nx = 1;\n```\n[[1]]", [("short-text", "What comes?\n\n```c\nx = 1;\n```")]),
        ("Which?\n\n[[der] (die)]\n[ (X) ( ) ] Mann\n[ [X] [x] ] Kind", [("single", "Which?\n\nMann"), ("multiple", "Which?\n\nKind")]),
        ("Which?\n\n<!-- mixed -->\n[( )] Lyon\n[(X)] Paris", [("single", "Which?")]),
        ("It is [->[blue]].", [("short-text", "It is GAP.")]),
    ],
)
def test_gaps_and_choices_within_a_text_are_asked(text: str, expected: list[tuple[str, str]]) -> None:
    assert found_in(text) == expected


def test_a_solution_between_three_stars_explains_the_question() -> None:
    course = read_course(brought({"course.md": f"{HEADER}Which?\n\n[( )] Lyon\n[(X)] Paris\n***\nIt is the seat.\n***\n"}).files, slug="brought").course
    assert course is not None
    assert course.quizzes[0].items[0].feedback == "It is the seat."


@pytest.mark.parametrize(
    ("text", "shown", "noted"),
    [
        ("[[___ ___]]", "`[[___ ___]]`", "`[[___ ___]]` is a survey"),
        ("[[:yes]] Yes\n[[:no]] No", "`[[:no]]` No", "`[[:yes]]` is a survey"),
        ("[(1)] One\n[(2)] Two", "`[(2)]` Two", "`[(1)]` is a survey"),
        ("[[!]]", "`[[!]]`", "not understood: `[[!]]`"),
        ("@run(x, y)", "`@run(x, y)`", "not understood: `@run(x, y)`"),
        ("@run(`x`, y) and `code`", "``@run(`x`, y)`` and `code`", "not understood: `@run('x', y)`"),
        ("See [[one|two]] and *more*.", "See `[[one|two]]` and *more*.", "not understood: `[[one|two]]`"),
        ("> quoted [[gap]]", "> quoted `[[gap]]`", "not understood: `[[gap]]`"),
        ("```\n[[gap]] @run(x) --{{0}}--\n```", "[[gap]] @run(x) --{{0}}--", ""),
    ],
)
def test_what_liascript_can_and_a_course_cannot_is_named_with_its_line(text: str, shown: str, noted: str) -> None:
    imported = brought({"course.md": HEADER + text})
    assert shown in text_of(imported, "01-course.md")
    assert not any(name.endswith(".quiz.toml") for name in imported.files)
    about = [note for note in notes_of(imported).split("\n") if "survey" in note or "not understood" in note]
    assert bool(about) == bool(noted)
    assert all(noted in note for note in about[:1])
    assert all(note.startswith(("course.md:7:", "course.md:8:")) for note in about)


def test_double_brackets_elsewhere_are_named_and_stay() -> None:
    imported = brought({"a.md": "# A\n\n[[Wiki]] and [[1]](https://city.example)\n"})
    assert "[[Wiki]] and" in text_of(imported, "01-a.md")
    assert [line for line in notes_of(imported).split("\n") if "a.md:3" in line] == [
        "a.md:3: advice: this question or direction was not understood: `[[Wiki]]`: write it in words, or as a question of a quiz file"
    ]


def test_jekylls_links_to_pages_and_posts_lead_to_their_lessons() -> None:
    files = {"p.md": "# P\n\n[l]({% link sub/b.md %}) [post]({% post_url 2026-01-02-c %})\n", "_posts/2026-01-02-c.md": "# C", "sub/b.md": "# B"}
    assert re.search(r"\[l\]\(0\d-b\.md\) \[post\]\(0\d-01-02-c\.md\)", text_of(brought(files), "03-p.md"))


def test_what_had_to_be_shown_as_code_is_named_with_its_original_line() -> None:
    lesson = "---\ntitle: A\n---\n\nOne\n\n\n\nWatch ![][film] now\n\n[film]: film.mp4\n"
    imported = brought({"a.md": lesson, "film.mp4": "x"})
    assert errors_of(imported) == []
    assert "a.md:9: advice: `Watch ![film][film] now` could not be turned into a lesson's text; it is shown as code" in notes_of(imported)


def test_the_texts_of_questions_are_rewritten_like_those_of_lessons() -> None:
    imported = brought({"a.md": "# A\n\nWhich [b](b.md)?\n\n[(X)] # one [x](gone.md)\n[( )] ![](p.png)\n[[?]] see [b](b.md)\n", "b.md": "# B", "p.png": "x"})
    quiz = text_of(imported, "02-a.quiz.toml")
    assert errors_of(imported) == []
    assert "see [b](03-b.md)" in quiz or "`" in quiz
    assert "gone.md" in quiz
    assert "a.md:5: advice: the question `q1` of 02-a.quiz.toml could not be written as Markdown" in notes_of(imported)


def test_a_diagram_that_cannot_be_drawn_is_brought_as_text() -> None:
    files = {"a.md": b"# A\n\n```mermaid\nflowchrt\n```\n\n```mermaid\npie\n```\n"}
    imported = import_folder(files, title=None, slug="brought", owner="kim@city.example", fault_of=lambda text: "no type" * (text == "flowchrt"))
    assert "```text\nflowchrt\n```\n\n```mermaid\npie" in text_of(imported, "01-a.md")
    assert "a.md:3: advice: this diagram cannot be drawn (no type); it is shown as text" in notes_of(imported)


def test_liascript_says_its_language() -> None:
    course = read_course(brought({"course.md": LIASCRIPT}).files, slug="brought").course
    assert course is not None
    assert course.language == "de"


def test_a_table_that_says_what_is_correct_becomes_a_question() -> None:
    table = "# Test\n\n**What is open?**\n\n| Option | Answer | Correct/Incorrect | Feedback |\n|---|---|---|---|\n| A | x | Correct | yes |\n| B | y | Incorrect | no |\n"
    course = read_course(brought({"t.md": table}).files, slug="brought").course
    assert course is not None
    item = course.quizzes[0].items[0]
    assert item.stem == "**What is open?**"
    assert [(option.text, option.correct, option.feedback) for option in item.options] == [("x", True, "yes"), ("y", False, "no")]


def test_a_folder_without_questions_has_no_quiz_and_a_note_says_so() -> None:
    imported = brought({"a.md": "# A\n\n- [x] done\n"})
    assert not any(name.endswith(".quiz.toml") for name in imported.files)
    assert "the course has no quiz" in notes_of(imported)
    assert "- [x] done" in text_of(imported, "01-a.md")


@pytest.mark.parametrize(
    ("source", "expected", "noted"),
    [
        ("[b](b.md)", "[b](03-b.md)", "a.md:3: advice: the link to `b.md` now leads to `03-b.md`"),
        ("[b](b.html#x)", "[b](03-b.md#x)", "a.md:3"),
        ("[b]({{ site.baseurl }}/b)", "[b](03-b.md)", "a.md:3"),
        ("[b](b.md) ![p](<img/p 1.png>) [x]({% gone %})", "[b](03-b.md) ![p](media/p-1.png) x (`{% gone %}`)", "a.md:3: advice: `{% gone %}`"),
        ("![][pic]\n\n[pic]: <img/p 1.png>", "![pic][pic]", "a.md:3: advice: the picture has no text"),
        ("> quote\n---", "> quote\n\n---", ""),
        ("[c](gone.md)", "c (`gone.md`)", "a.md:3: advice: the link to `gone.md` leads to nothing"),
        ("![p](img/p 1.png)", "![p](media/p-1.png)", "a.md:3"),
        ("![p](<img/p 1.png>)", "![p](media/p-1.png)", "a.md:3"),
        ("![](img/p%201.png)", "![p 1](media/p-1.png)", "a.md:3: advice: the picture has no text"),
        ("![p](none.png)", "p (`none.png`)", "a.md:3"),
        ("[x](javascript:alert(1))", "x (`javascript:alert(1)`)", "a.md:3"),
        ("{% include nav.html %}", "`{% include nav.html %}`", "a.md:3: advice: `{% include nav.html %}` is a template's tag"),
        ("<iframe src='x'></iframe>", "`<iframe src='x'>` `</iframe>`", "a.md:3"),
        ('<a href="b.md">B</a>', "[B](03-b.md)", "a.md:3"),
        ("<div class='x'>in</div>", "# A\n\nin", "a.md:3: advice: the tag `<div class='x'>` is dropped"),
        ("#hashtag", "\\#hashtag", ""),
        ("#### deep", "## deep", "a.md:3: advice: the heading was moved from level 4 to level 2"),
        ("::: challenge\ntry\n:::", "/// example | Challenge", ""),
        ("!!! abstract\n    in short", '!!! info "Abstract"', ""),
        ("| a | b |\n|---|---|\n| 1 |", "| 1 |  |", "a.md:5: advice: this row had 1 cells"),
        ("text\n{: .wide}", "text", "a.md:4: advice: the layout `{: .wide}`"),
        ("```\nnever closed", "never closed\n\n```", "a.md:3: advice: this code never ends"),
    ],
)
def test_a_line_is_brought_over(source: str, expected: str, noted: str) -> None:
    imported = brought({"a.md": f"# A\n\n{source}\n", "b.md": "# B\n", "img/p 1.png": b"png"})
    assert expected in text_of(imported, "01-a.md")
    assert noted in notes_of(imported)
    assert errors_of(imported) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"x.md": b"\xfcber St\xe4dte"}, {"01-x.md"}),
        ({"README.md": b"# Start", "b.md": b"# B"}, {"01-start.md", "03-b.md"}),
        ({"one/intro.md": b"# I", "two/intro.md": b"# I"}, {"01-intro.md", "03-intro.md"}),
        ({"2 zwei.md": b"# 2", "10 zehn.md": b"# 10"}, {"01-zwei.md", "03-zehn.md"}),
        ({"Größe & Maß.md": b"# G"}, {"01-grosse-mass.md"}),
        ({"empty.md": b"", "full.md": b"# F"}, {"01-full.md"}),
        ({}, {"01-start.md"}),
        ({"a.md": b"# A", "LICENSE.md": b"CC0"}, {"01-a.md", "LICENSE.md"}),
        ({"a.md": b"# A", "x/p.png": b"1", "y/p.png": b"2"}, {"01-a.md", "media/p.png", "media/y-p.png"}),
    ],
)
def test_files_get_names_that_a_course_can_have(files: dict[str, bytes], expected: set[str]) -> None:
    imported = import_folder(files, title="Brought", slug="brought", owner="kim@city.example")
    assert set(imported.files) == expected | {"course.toml"}
    assert errors_of(imported) == []


def test_windows_text_is_read_and_noted() -> None:
    imported = brought({"x.md": b"# X\n\n\xfcber \x93St\xe4dte\x94"})
    assert "über “Städte”" in text_of(imported, "01-x.md")
    assert "x.md:1: advice: the file is saved as cp1252" in notes_of(imported)


def test_front_matter_gives_the_title_and_is_kept_aside() -> None:
    imported = brought({"a.md": "---\ntitle: Use lists\nsources:\n  - author: 'Doe'\n    deep: {x: 1}\n---\n\nText.\n"})
    assert text_of(imported, "01-a.md") == "# Use lists\n\nText.\n"
    assert "  - author: 'Doe'\n    deep: {x: 1}" in text_of(imported, "README.md")
    assert "a.md:1: advice: the front matter is not shown" in notes_of(imported)


def test_a_file_of_front_matter_alone_becomes_a_lesson_with_its_title() -> None:
    assert text_of(brought({"a.md": "---\ntitle: Alone\n---"}), "01-a.md") == "# Alone\n"


@pytest.mark.parametrize("hostile", ["[" * 20_000, "![" * 10_000 + "](", "{% " * 7_000, "<a " * 7_000, "` " * 10_000, "|" * 20_000, "[[" + " " * 20_000 + "a b]]", "![][" + "a" * 100_000, "[[a|(b)]] [[" + "|(" * 10_000, "[[a|(b)]] " + "[( " * 7_000, "{.a}" * 5_000])
def test_hostile_text_is_brought_over_within_two_seconds(hostile: str) -> None:
    begun = time.process_time()  # not the wall's: the machine may be busy with other tests
    assert errors_of(brought({"a.md": hostile})) == []
    assert time.process_time() - begun < 2


def test_a_header_of_liascript_is_front_matter_and_its_comment_the_summary() -> None:
    header = "<!--\nauthor: Anne\nlanguage: fr\nimport: https://x.example/m.md\n\ncomment: Un cours sur\n         la donnée.\n@run: x\n-->"
    imported = brought({"a.md": f"{header}\n\n# Données\n\nBonjour à tous dans ce cours, où nous allons apprendre beaucoup.\n"})
    assert text_of(imported, "01-a.md").startswith("# Données\n\nBonjour")
    card = text_of(imported, "course.toml")
    assert 'summary = "Un cours sur la donnée."' in card
    assert 'language = "fr"' in card
    assert "import: https://x.example/m.md" in text_of(imported, "README.md")
    assert "a.md:1: advice: the front matter is not shown" in notes_of(imported)


def test_what_is_added_speaks_the_language_of_the_course() -> None:
    imported = brought({"a.md": "---\nlang: fr\n---\n# Données\n\nQuelle ville ?\n\n[( )] Lyon\n[(X)] Paris\n"})
    added = text_of(imported, "course.toml") + text_of(imported, "02-a.quiz.toml")
    assert "Check yourself" not in added
    assert "Say what" not in added


def test_a_comment_is_named_by_its_line_and_stays_in_the_file() -> None:
    imported = brought({"a.md": "# A\n\n<!-- keep ten\nminutes -->\n\n`<!-- code -->`\n"})
    assert "<!-- keep ten\nminutes -->" in text_of(imported, "01-a.md")
    assert "a.md:3: advice: a comment is not shown to learners: `keep ten minutes`" in notes_of(imported)
    assert "a.md:6" not in notes_of(imported)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.md": "---\nnav_order: 3\n---\n# A", "b.md": "---\nnav_order: 1\n---\n# B", "c.md": "---\nweight: 2\n---\n# C"}, "bca"),
        ({"a.md": "# A", "b.md": "---\nweight: 9\n---\n# B"}, "ba"),
        ({"x/_index.md": "---\nweight: 2\n---\n# I", "x/a.md": "# A", "y/_index.md": "---\nweight: 1\n---\n# J", "y/b.md": "# B"}, "ybxa"),
        ({"mkdocs.yml": "site_name: !!python/name:x\nnav:\n  - Home: c.md\n  - Part:\n    - b.md\ntheme: x\n", "docs/a.md": "# A", "docs/b.md": "# B", "docs/c.md": "# C"}, "cba"),
        ({"mkdocs.yml": "docs_dir: 'text'\nnav: [c.md, gone.md]\n", "text/a.md": "# A", "text/c.md": "# C"}, "ca"),
        ({"mkdocs.yml": "nav: [", "a.md": "# A", "b.md": "# B"}, "ab"),
        ({"2-b.md": "# B", "10-a.md": "# A"}, "ba"),
    ],
)
def test_pages_come_in_the_order_that_their_house_gives_them(files: dict[str, str], expected: str) -> None:
    imported = brought(dict(files))
    assert "".join(name[3] for name in sorted(imported.files) if name[0].isdigit() and name.endswith(".md")) == expected


def test_an_order_that_was_taken_from_the_names_is_noted() -> None:
    noted = "the order of the lessons was taken from the names"
    assert noted in notes_of(brought({"a.md": "# A", "b.md": "# B"}))
    assert noted not in notes_of(brought({"1-a.md": "# A", "2-b.md": "# B", "README.md": "# R"}))
    assert noted not in notes_of(brought({"a.md": "---\nweight: 2\n---\n# A", "b.md": "# B"}))
    assert noted not in notes_of(brought({"a.md": "# A"}))


def test_a_second_title_is_moved_below_the_first() -> None:
    imported = brought({"a.md": "# One\n\n## Part\n\n# Two\n"})
    assert [line for line in text_of(imported, "01-a.md").split("\n") if line] == ["# One", "### Part".replace("###", "##"), "## Two"]


def test_a_text_longer_than_a_lesson_is_divided() -> None:
    imported = brought({"a.md": "# Long\n\n" + "many words here\n" * 35_000})
    assert len([name for name in imported.files if name.endswith("-a.md")]) > 1
    assert errors_of(imported) == []


def test_real_guidelines_and_a_real_training_read_without_errors(shared) -> None:  # type: ignore[no-untyped-def]
    for name in ("plainlanguage", "ditap"):
        files = read_folder(shared / "data" / name)
        imported = import_folder(files, title=None, slug="brought", owner="kim@city.example")
        assert errors_of(imported) == []
        for path, content in files.items():
            assert lost_words(content.decode(), imported) == [], path
