"""A course folder is read whole, and every mistake is reported with its file and line."""

# ruff: noqa: E501

import json
from collections.abc import Mapping
from datetime import date, datetime

import pytest

from lms.catalogue.course_files.course_toml import KnownCodes
from lms.catalogue.course_files.items import ITEM_KINDS, item_from_json
from lms.catalogue.course_files.reading import Reading, read_course
from lms.catalogue.course_files.shapes import CourseSpec, QuizSpec
from lms.catalogue.course_files.terms import overdue

CARD = """title = "Open data"
summary = "Publish a dataset."
language = "en"
topic = "data"
level = 3
effort = "5 min"
owner = "kim@city.example"
review_by = 2027-11-01

[[outcomes]]
key = "licence"
text = "Choose a licence"
"""
QUIZ = """title = "Check yourself"

[[items]]
key = "a"
kind = "single"
stem = "Which?"
feedback = "Because."
options = [
  { text = "one", correct = true },
  { text = "two" },
]
"""
OPENS = "2026-12-01T09:00:00"
GOOD = {"course.toml": CARD, "01-why.md": "# Why\n\nText.\n", "02-check.quiz.toml": QUIZ, "media/p.png": "png"}
ITEMS = {
    "single": 'options = [{ text = "x", correct = true }, { text = "y" }]',
    "multiple": 'options = [{ text = "x", fraction = 1 }, { text = "y", fraction = -0.5 }]',
    "true-false": 'answer = true\nfeedback_true = "Yes."',
    "short-text": 'answers = [{ text = "CC BY*" }, { text = "CC*", fraction = 0.5 }]',
    "numerical": 'answer = 12.5\ntolerance = 0.1\ntolerance_kind = "relative"\nunit = "€"',
    "matching": 'pairs = [{ left = "a", right = "b" }, { left = "c", right = "d" }]\ndistractors = ["e"]',
    "ordering": 'sequence = ["first", "second"]',
    "essay": 'rubric = [{ criterion = "Clear", points = 2, levels = [{ points = 0, text = "no" }, { points = 2, text = "yes" }] }]\nmin_words = 10',
}


def reading(changes: Mapping[str, str | bytes | None] | None = None, known: KnownCodes | None = None) -> Reading:
    files = {**GOOD, **(changes or {})}
    raw = {name: content.encode() if isinstance(content, str) else content for name, content in files.items() if content is not None}
    return read_course(raw, slug="open-data", known=known)


def problems(changes: Mapping[str, str | bytes | None], known: KnownCodes | None = None) -> list[str]:
    return [str(problem) for problem in reading(changes, known).problems]


def test_a_good_folder_has_no_problems() -> None:
    assert reading().problems == ()


def test_steps_come_in_the_order_of_their_numbers() -> None:
    course = reading().course
    assert course is not None
    assert [(step.key, step.kind, step.title, step.position) for step in course.steps] == [("01-why", "lesson", "Why", 1), ("02-check", "quiz", "Check yourself", 2)]


def test_a_course_survives_being_stored_as_json() -> None:
    course = reading().course
    assert course is not None
    assert CourseSpec.from_json(json.loads(json.dumps(course.to_json()))) == course


@pytest.mark.parametrize("kind", list(ITEM_KINDS))
def test_each_kind_of_question_is_read_and_survives_being_stored(kind: str) -> None:
    quiz = f'title = "Q"\n[[items]]\nkey = "a"\nkind = "{kind}"\nstem = "Which?"\nfeedback = "So."\n{ITEMS[kind]}\n'
    course = reading({"02-check.quiz.toml": quiz}).course
    assert course is not None
    item = course.quizzes[0].items[0]
    assert item.kind == kind
    assert item_from_json(json.loads(json.dumps(item.to_json()))) == item
    assert QuizSpec.from_json(json.loads(json.dumps(course.quizzes[0].to_json()))) == course.quizzes[0]


@pytest.mark.parametrize("value", [OPENS, '"2026-12-01 09:00"', '"2026-12-01T09:00"'])
def test_a_quiz_says_from_when_its_key_is_shown(value: str) -> None:
    course = reading({"02-check.quiz.toml": f"feedback_from = {value}\n{QUIZ}"}).course
    assert course is not None
    assert course.quizzes[0].feedback_from == datetime.fromisoformat(OPENS)
    assert QuizSpec.from_json(json.loads(json.dumps(course.quizzes[0].to_json()))) == course.quizzes[0]


def test_the_points_of_an_essay_are_the_sum_of_its_rubric() -> None:
    quiz = f'title = "Q"\n[[items]]\nkey = "a"\nkind = "essay"\nstem = "Why?"\n{ITEMS["essay"]}\n'
    course = reading({"02-check.quiz.toml": quiz}).course
    assert course is not None
    assert course.quizzes[0].items[0].points == 2


def test_twenty_mistakes_are_reported_at_once_with_file_and_line() -> None:
    card = CARD.replace("level = 3", "levle = 3").replace('"data"', '"dta"').replace('"5 min"', '"five"').replace("2027-11-01", '"2027"')
    card += 'text2 = "x"\n\n[steps.09-gone]\noptional = true\n\n[steps.01-why]\nrequires = ["02-check"]\n'
    lesson = "\n".join(
        ["# Why", "", "#### Jump", "![](media/p.png)", "[gone](gone.md)", "[out](../x.md)", "[js](javascript:x)", "", "/// nte | X", "///", "",
         "/// question | pool#a", "///", "", "| a | b |", "|---|---|", "| 1 |", "", "# Twice", "![film](media/p.mp4)", "```", "open"]
    )  # fmt: skip
    quiz = QUIZ.replace("kind", "knd", 1).replace('{ text = "two" }', '{ text = "ONE" }') + '[[items]]\nkey = "b"\nkind = "numerical"\nstem = "?"\nanswer = "x"\n'
    found = reading({"course.toml": card, "01-why.md": lesson, "02-check.quiz.toml": quiz, "notes.docx": "x"})
    places = {(problem.file, problem.line) for problem in found.errors}
    expected = {("course.toml", line) for line in (1, 4, 5, 6, 8, 13, 15, 19)}
    expected |= {("01-why.md", line) for line in (3, 4, 5, 6, 7, 9, 12, 17, 19, 20, 21)}
    expected |= {("02-check.quiz.toml", line) for line in (3, 5, 16)} | {("notes.docx", 1)}
    assert len(found.errors) >= 20
    assert places == expected, sorted(places ^ expected)
    assert found.course is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"course.toml": CARD.replace("level = 3", "levle = 3")}, "course.toml:5: `levle` is not known here: write `level`"),
        ({"course.toml": None}, "course.toml:1: the folder has no course.toml"),
        ({"course.toml": CARD + "[broken\n"}, "course.toml:13: this line is not TOML"),
        ({"course.toml": CARD.replace("level = 3", "level = 9")}, "course.toml:5: `level` is out of range: write a number from 1 to 8"),
        ({"course.toml": CARD + '[steps.02-check]\nrequires = [\n  "02-check",\n]\n'}, "course.toml:15: `02-check` and `02-check` wait for each other"),
        ({"course.toml": CARD + '[steps.01-why]\nrequires = ["02-chek"]\n'}, "course.toml:14: `01-why` requires `02-chek`, which is no step: write `02-check`"),
        (
            {"course.toml": CARD + '[[competences]]\ncode = "1.3"\nlevel = 3\nshown_by = [\n  "licens",\n]\n'},
            "course.toml:17: `licens` is no outcome of this course: write `licence`",
        ),
        ({"course.toml": CARD.replace('"5 min"', '"5 h"')}, "course.toml:6: advice: the declared effort is 5 h"),
        ({"01-why.md": "# Why\n\n[x](03-lic.md)\n"}, "01-why.md:3: `03-lic.md` is not in the folder"),
        ({"01-why.md": "# Why\n\n![x](media/P.png)\n"}, "01-why.md:3: `media/P.png` is not in the folder: write `media/p.png`"),
        ({"01-why.md": "# Why\n\n[x](#gone)\n"}, "01-why.md:3: advice: there is no heading `#gone`"),
        ({"01-why.md": "# Why\n\n[x](README.md)\n", "README.md": "x"}, "01-why.md:3: `README.md` is not shown to readers"),
        ({"01-why.md": "# Why\n\n/// details | X\n    opn: true\n\nx\n\n///\n"}, "01-why.md:4: `opn` is no option of `details`: write `open`"),
        ({"01-why.md": "# Why\n\n/// note | X\n"}, "01-why.md:3: the block `note` never ends"),
        ({"01-why.md": "# Why\n\n/// question | 02-check#z\n///\n"}, "01-why.md:3: the quiz `02-check` has no question `z`"),
        ({"01-why.md": "# Why\n\n<script>x</script>\n"}, "01-why.md:3: `<script>` and what it shows never reach a reader"),
        ({"01-why.md": "# Why\n\n<div>x</div>\n"}, "01-why.md:3: advice: the tag `<div>` is dropped"),
        ({"01-why.md": "text\n"}, "01-why.md:1: the lesson does not begin with its title"),
        ({"01-why.md": ""}, "01-why.md:1: the lesson is empty"),
        ({"01-why.md": b"# Why\r\n\r\nf\xfcr\r\n"}, "01-why.md:3: a sign on this line is not UTF-8"),
        ({"01-why.md": "# Why\n" + "x" * 600_000}, "01-why.md:1: the file has 600 KB"),
        ({"01-zwei.md": "# Two\n"}, "01-zwei.md:1: 01-why.md has the same number"),
        ({"Lesson One.md": "# Two\n"}, "Lesson One.md:1: the file is no part of a course: call it `01-lesson-one.md`"),
        ({"02-check.quiz.toml": QUIZ.replace("[[items]]", "[[sections]]\ndraw = 2\n[[sections.items]]")}, "02-check.quiz.toml:4: `draw` is 2, and the section has 1 questions"),
        ({"02-check.quiz.toml": QUIZ.replace(", correct = true", "")}, "02-check.quiz.toml:8: no option of `a` is right"),
        ({"02-check.quiz.toml": QUIZ.replace('"two"', '"two", correct = true')}, "02-check.quiz.toml:10: a `single` question has one right option"),
        ({"02-check.quiz.toml": QUIZ.replace('"two"', '" ONE"')}, "02-check.quiz.toml:10: numbers 1 and 2 of `options` are the same"),
        ({"02-check.quiz.toml": QUIZ + QUIZ.partition("\n")[2]}, "02-check.quiz.toml:13: the key `a` is already used on line 3"),
        ({"02-check.quiz.toml": QUIZ.replace('feedback = "Because."\n', "")}, "02-check.quiz.toml:3: advice: `a` has no feedback"),
        ({"02-check.quiz.toml": QUIZ.replace('stem =', 'outcome = "licens"\nstem =')}, "02-check.quiz.toml:6: `licens` is no outcome of course.toml: write `licence`"),
        *((
            {"02-check.quiz.toml": f"feedback_from = {value}\n" + QUIZ}, "02-check.quiz.toml:1: `feedback_from` is no day with an hour: write the city's time"
        ) for value in ('"soon"', '"2026-11-31 09:00"', '"0001-01-01 00:00"', "2026-12-01", "2026-12-01T09:00:00Z", "7")),
        ({"02-check.quiz.toml": f'feedback = "never"\nfeedback_from = {OPENS}\n{QUIZ}'}, "02-check.quiz.toml:2: advice: `feedback_from` means nothing"),
        ({"02-check.quiz.toml": f'attempts = 2\ncounts = "first"\n{QUIZ}'}, "02-check.quiz.toml:2: advice: where the first attempt counts"),
        (
            {"02-check.quiz.toml": f"attempts = 2\n{QUIZ}", "01-why.md": "# Why\n\n/// question | 02-check#a\n///\n"},
            "01-why.md:3: advice: `a` is asked in the quiz `02-check` too",
        ),
        ({"02-check.quiz.toml": f"feedback_from = {OPENS}\n{QUIZ}", "01-why.md": "# Why\n\n/// question | 02-check#a\n///\n"}, "01-why.md:3: the quiz `02-check` keeps its answers"),
        ({"02-check.quiz.toml": QUIZ.replace('"two"', '"never two"')}, "02-check.quiz.toml:3: advice: `never` stands only in wrong options of `a`"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_with_what_to_write(change: dict[str, str | bytes | None], expected: str) -> None:
    assert any(problem.startswith(expected) for problem in problems(change)), problems(change)


@pytest.mark.parametrize(
    "lesson",
    [
        "\ufeff# Why\r\n\r\nText.\r\n",
        "# Why\n\n```html\n<script>\n# no heading\n[x](gone.md)\n```\n",
        "# Why\n\n`[x](gone.md)` and `<form>`\n",
        "# Why\n\n![](media/p.png){ .decorative }\n",
        "# Why\n\n| a | b |\n|---|---|\n| `x | y` | 1 \\| 2 |\n",
        "# Why\n\n///// note | Outer\n\n/// tip | Inner\n    attrs: {class: wide}\n\ntext\n\n///\n\n/////\n",
        "# Why\n\n## Über uns\n\n[x](#über-uns) <kbd>x</kbd>\n",
    ],
)
def test_what_is_right_is_not_reported(lesson: str) -> None:
    assert problems({"01-why.md": lesson}) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Section\n-------\n\n### Sub", []),
        ("Section\n-------\n\n#### Sub", ["6: the heading jumps from level 2 to level 4"]),
        ("Part\n====", ["3: a lesson has one title, and this is another one"]),
        ("two\nlines\n---\n\n### Sub", ["7: the heading jumps from level 1 to level 3"]),
        ("text\n\n---\n\n### Sub", ["7: the heading jumps from level 1 to level 3"]),
        ("```\nSection\n---\n```\n\n### Sub", ["8: the heading jumps from level 1 to level 3"]),
        ("```\nx\n```\nSection\n---\n\n### Sub", ["9: the heading jumps from level 1 to level 3"]),
        ("Section\n---\n---\n\n### Sub\n\n[x](#section)", []),
        ("| a | b |\n|---|---|\n| 1 | 2 |", []),
    ],
)
def test_an_underlined_heading_is_a_heading(text: str, expected: list[str]) -> None:
    found = problems({"01-why.md": f"# Why\n\n{text}\n"})
    assert [line.removeprefix("01-why.md:").rpartition(": ")[0] for line in found] == expected


def test_an_underlined_title_is_the_title() -> None:
    course = reading({"01-why.md": "Why\n===\n\nText.\n"}).course
    assert course is not None
    assert course.steps[0].title == "Why"


QUIZ_MISTAKES = [
    ("[x](gone7.md)", "`gone7.md` is not in the folder"),
    ("[x](01-why.md#gone)", "advice: there is no heading `#gone` in 01-why.md"),
    ("![](media/none2.png)", "the picture `media/none2.png` has no text"),
    ("![x](media/none2.png)", "`media/none2.png` is not in the folder"),
    ("![](media/p.png)", "the picture `media/p.png` has no text"),
    ("| a | b |\\n|---|---|\\n| 1 |", "this row has 1 cells"),
    ("# H", "a quiz has no headings"),
    ("[x](javascript:alert)", "a link that begins with `javascript:` is not kept"),
]


@pytest.mark.parametrize(("text", "what"), QUIZ_MISTAKES)
@pytest.mark.parametrize("place", ['stem = "Which?"', 'feedback = "Because."', '{ text = "two" }'])
def test_the_texts_of_a_question_are_checked_like_a_lesson(text: str, what: str, place: str) -> None:
    written = place.partition('"')[2].rpartition('"')[0]
    assert any(problem.startswith(f"02-check.quiz.toml:3: {what}") for problem in problems({"02-check.quiz.toml": QUIZ.replace(place, place.replace(written, text))}))


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("true-false", 'answer = true\nfeedback_true = "[x](gone.md)"'),
        ("multiple", 'options = [{ text = "x", correct = true, feedback = "[x](gone.md)" }, { text = "y" }]'),
        ("short-text", 'answers = [{ text = "[y](none.md)", feedback = "[x](gone.md)" }]'),
        ("matching", 'pairs = [{ left = "a", right = "[x](gone.md)" }, { left = "c", right = "d" }]'),
        ("ordering", 'sequence = ["first", "[x](gone.md)"]'),
        ("essay", 'rubric = [{ criterion = "[x](gone.md)", points = 2 }]'),
    ],
)
def test_each_text_of_each_kind_of_question_is_checked_but_patterns(kind: str, own: str) -> None:
    quiz = f'title = "T"\ninstructions = "![](media/p.png)"\n\n[[items]]\nkey = "a"\nkind = "{kind}"\nstem = "S"\nfeedback = "F"\n{own}\n'
    assert [line.partition(": write")[0] for line in problems({"02-check.quiz.toml": quiz})] == [
        "02-check.quiz.toml:2: the picture `media/p.png` has no text",
        "02-check.quiz.toml:4: `gone.md` is not in the folder",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![][pic]", "3: the picture `media/p.png` has no text"),
        ("![ ] [Pic]", "3: the picture `media/p.png` has no text"),
        ("![pic]", "3: advice: the picture's only text is its label, `pic`"),
        ("![pic][]", "3: advice: the picture's only text is its label, `pic`"),
        ("![gone][no]", "3: advice: `![gone][no]` is shown as it is written"),
        ("[gone][no]", "3: advice: `[gone][no]` is shown as it is written"),
        ("![film][film]", "3: the video `media/t.mp4` has no subtitles"),
        ("![the portal][pic]", ""),
        ("![][pic]{ .decorative }", ""),
        ("`![][pic]`", ""),
        ("- [ ] to do and [x], [text](media/p.png)", ""),
        ("a note[^1]\n\n[^1]: note", ""),
    ],
)
def test_a_picture_by_reference_is_checked_like_any_other(text: str, expected: str) -> None:
    lesson = f"# Why\n\n{text}\n\n[pic]: media/p.png\n[film]: media/t.mp4\n"
    found = problems({"01-why.md": lesson, "media/t.mp4": "x"})
    assert len(found) == bool(expected)
    assert "".join(found).startswith(f"01-why.md:{expected}" if expected else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Para { .lead #idd }", "3: advice: `{ .lead #idd }` is shown as it is written"),
        ("- item {: .lead }", "3: advice: `{: .lead }` is shown as it is written"),
        ("Para\n\n{ .lead }", "5: advice: `{ .lead }` is shown as it is written"),
        ("Para\n{ .lead }\nmore", "4: advice: `{ .lead }` is shown as it is written"),
        ("Para\n{ .laed }", "4: advice: the class `laed` is not kept: write `lead`"),
        ("## Part { .blue }", "3: advice: the class `blue` is not kept: take it out, or write one of `centred`, `columns`"),
        ("![x](media/p.png){ .round width=30 }", "3: advice: the class `round` is not kept"),
        ("*words*{ .small }", "3: advice: the class `small` is not kept here"),
        ('Para\n{ style="color: red" }', "4: advice: the attribute `style` is not kept: take it out"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n{ .wide }", "6: this row has 1 cells"),
        ("/// note | X\n    attrs: {class: wide blue, id: own}\n\ntext\n\n///", "4: advice: the class `blue` is not kept"),
        ("/// note | X\nPara\n{ .lead }\n///", ""),
        ("Para\n{ .lead #idd }\n\n[x](#idd)", ""),
        ("- item\n{ .small }", ""),
        ("![x](media/p.png){ .wide width=30 }\n\n## Part { .centred #own }", ""),
        ("So $\\sum_{t=0}^{n}$ and {curly} and `{ .code }`", ""),
    ],
)
def test_attributes_that_are_shown_or_dropped_are_advised_against(text: str, expected: str) -> None:
    found = problems({"01-why.md": f"# Why\n\n{text}\n"})
    assert len(found) == bool(expected), found
    assert "".join(found).startswith(f"01-why.md:{expected}" if expected else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text[^9].", "`[^9]` is shown as it is written: there is no such note: write `[^9]: …`"),
        ("Text[^9].\n\n[^9]: It is here.", ""),
        ("`[^9]`", ""),
        ("So $\\frac{1}{2$ it is.", "this formula does not close what it opens: `\\frac{1}{2`"),
        ("$$\n\\frac{1}{2}}\n$$", "this formula does not close what it opens"),
        ("```math\n\\begin{matrix} 1\n```", "this formula does not close what it opens"),
        ("So $\\{1\\}$ and $x_{1}$, for 5 $ and {6 $ here.", ""),
        ("$\\begin{a}\\begin{b}\\end{b}\\end{a}$", ""),
    ],
)
def test_footnotes_and_formulas_whose_parts_do_not_meet_are_advised_against(text: str, expected: str) -> None:
    advice = "\n".join(str(one) for one in reading({"01-why.md": f"# Why\n\n{text}\n"}).advice)
    assert expected in advice if expected else "note" not in advice and "formula" not in advice


def test_a_video_without_subtitles_is_reported() -> None:
    files = {"01-why.md": "# Why\n\n![tour](media/t.mp4)\n", "media/t.mp4": "x"}
    assert problems(files) == ['01-why.md:3: the video `media/t.mp4` has no subtitles: write `{ subtitles="media/tour.en.vtt" srclang="en" }` behind it']


def test_an_unknown_competence_is_reported_with_the_nearest_code() -> None:
    card = CARD + '\n[[competences]]\ncode = "1.33"\nlevel = 3\n'
    assert problems({"course.toml": card}, known=KnownCodes({"digcomp": {"1.3", "2.1"}}, {})) == ["course.toml:15: `1.33` is no competence of `digcomp`: write `1.3`"]


CITED = '\n[[competences]]\nframework = "city"\ncode = "1.3"\nlevel = 3\noutcomes = ["LO1", "LO2"]\n'


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (KnownCodes({"city": {"1.3"}}, {"city": {"LO1", "LO2"}}), []),
        (KnownCodes({"city": {"1.3"}}, {"city": {"LO1"}}), ["course.toml:18: `LO2` is no learning outcome of `city`: write `LO1`"]),
        (KnownCodes({"city": {"1.3"}}, {}), ["course.toml:18: advice: the framework `city` names no learning outcomes here, so these cannot be checked: ask an administrator to load the framework with its outcomes, or take them out"]),
        (KnownCodes({"digcomp": {"1.3"}}, {}), ["course.toml:15: there is no framework `city`: write one of `digcomp`"]),
        (KnownCodes({"digcomp": {"1.3"}}, {}, complete=False), ["course.toml:15: advice: the framework `city` does not ship with the product, so its codes are not checked here: load the course into the city that has this framework: its codes are checked there"]),
    ],
)
def test_competences_and_outcomes_are_checked_as_far_as_they_are_known(known: KnownCodes, found: list[str]) -> None:
    assert problems({"course.toml": CARD + CITED}, known) == found


@pytest.mark.parametrize(
    ("certificate", "days", "advice"),
    [
        ("valid_months = 24", 60, ""),
        ("valid_months = 1", 15, ""),
        ("valid_months = 1\nrenewal_days = 29", 29, ""),
        ("valid_months = 1\nrenewal_days = 30", 30, "course.toml:16: advice: a certificate with `valid_months = 1` could be renewed as soon as it is issued: write at most `renewal_days = 15`"),
        ("renewal_days = 90", 90, ""),
        ("", 60, ""),
    ],
)
def test_a_certificate_is_not_renewed_as_soon_as_it_is_issued(certificate: str, days: int, advice: str) -> None:
    read = reading({"course.toml": f"{CARD}\n[certificate]\n{certificate}\n"})
    assert read.course is not None
    assert read.course.certificate is not None
    assert read.course.certificate.renewal_days == days
    assert [str(problem) for problem in read.problems] == [advice] * bool(advice)


def test_the_longest_option_may_not_be_the_key_too_often() -> None:
    items = "".join(
        f'[[items]]\nkey = "k{n}"\nkind = "single"\nstem = "Which?"\nfeedback = "So."\noptions = [{{ text = "rather long {n}", correct = true }}, {{ text = "b{n}" }}]\n' for n in range(4)
    )
    found = problems({"02-check.quiz.toml": f'title = "Q"\n{items}'})
    assert any("the longest option is right in 100 of 100 questions, by chance it would be 50" in problem for problem in found)


def test_the_outcomes_that_show_a_competence_are_read() -> None:
    card = CARD + '[[competences]]\ncode = "1.3"\nlevel = 3\nshown_by = ["licence"]\n'
    course = reading({"course.toml": card}).course
    assert course is not None
    assert course.competences[0].shown_by == ("licence",)
    assert CourseSpec.from_json({**course.to_json(), "competences": [{"code": "1.3", "level": 3}]}).competences[0].shown_by == ()


@pytest.mark.parametrize("code", ["xx", "français", "EN", "eng"])
def test_a_language_that_is_none_is_refused(code: str) -> None:
    assert any(f"`{code}` is no `language`" in one for one in problems({"course.toml": CARD.replace('language = "en"', f'language = "{code}"')}))


def test_a_day_of_review_that_is_over_is_told() -> None:
    course = reading().course
    assert course is not None
    assert overdue(course, date(2027, 11, 1)) == ()
    assert str(overdue(course, date(2027, 11, 2))[0]).startswith("course.toml:1: advice: `review_by` is over: 2027-11-01")
