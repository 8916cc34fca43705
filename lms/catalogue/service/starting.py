"""A course from nothing: a folder that passes all checks and shows how things are written."""

import json
import re
import unicodedata
from datetime import timedelta

from lms.catalogue.course_files.course_toml import SLUG
from lms.catalogue.course_files.folders import TwiceTheSameName
from lms.kit.clock import today
from lms.kit.i18n import gettext as _
from lms.kit.i18n import language


def slug_of(title: str) -> str:
    """An address made of a title: ``Daten öffnen`` becomes ``daten-offnen``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")


def starter(title: str, owner: str) -> dict[str, bytes]:
    """A small folder to begin with: a card, a lesson, a quiz and a pool with one question each."""
    return {name: text.encode() for name, text in (("course.toml", _card(title, owner)), ("01-start.md", _first_lesson()), *_quizzes())}


def new_file(kind: str, title: str, names: list[str]) -> tuple[str, bytes]:
    """Name and text of a new lesson, quiz or pool, numbered behind the last step.

    :raises TwiceTheSameName: when there is a pool with that name.
    """
    stem = slug_of(title)[:60].strip("-") or "step"
    if kind == "pool":
        name = f"{stem if stem[0].isalpha() else 'questions-' + stem}.quiz.toml"
        if name in names:
            raise TwiceTheSameName(_("There is a file %(name)s already. Choose another title.", name=name))
        return name, _quiz(title).encode()
    numbers = [int(found[1]) for name in names if (found := re.match(r"(\d{2,4})-", name))]
    number = max(numbers, default=0) + 1
    if kind == "quiz":
        return f"{number:02d}-{stem}.quiz.toml", _quiz(title).encode()
    return f"{number:02d}-{stem}.md", f"# {_one_line(title)}\n\n{_('Write the lesson here.')}\n".encode()


def is_address(slug: str) -> bool:
    """Whether ``slug`` can be a course's address."""
    return SLUG.fullmatch(slug) is not None


def _text(text: str) -> str:
    """``text`` as TOML."""
    return json.dumps(_one_line(text), ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _card(title: str, owner: str) -> str:
    lines = [
        f"title = {_text(_one_line(title))}",
        f"summary = {_text(_('One or two sentences: what is it about, and for whom?'))}",
        f'language = "{language()}"',
        'topic = "foundations"',
        "level = 1",
        'effort = "5 min"',
        f"owner = {_text(owner)}",
        f"review_by = {(today() + timedelta(days=365)).isoformat()}",
        "",
        "[[outcomes]]",
        'key = "first"',
        f"text = {_text(_('Say what the learner will be able to do'))}",
    ]
    return "\n".join(lines) + "\n"


def _first_lesson() -> str:
    return "\n".join(
        [
            f"# {_('Start here')}",
            "",
            _("Write the first lesson here. A lesson is plain Markdown."),
            "",
            f"/// tip | {_('Good to know')}",
            _("A box like this one draws attention to one thing."),
            "///",
            "",
            f"## {_('A section')}",
            "",
            _("Sections begin with two number signs. Short ones are read."),
            "",
        ]
    )


def _quizzes() -> tuple[tuple[str, str], ...]:
    return (("02-check-yourself.quiz.toml", _quiz(_("Check yourself"))),)


def _quiz(title: str) -> str:
    shown, stem, feedback = _text(title), _text(_("Write the question here.")), _text(_("Say why the right answer is right."))
    right, wrong, why = _text(_("The right answer")), _text(_("A wrong answer")), _text(_("Say why it is wrong."))
    return (
        f"title = {shown}\npass_mark = 70\n\n[[items]]\nkey = \"first\"\nkind = \"single\"\nstem = {stem}\nfeedback = {feedback}\n"
        f"options = [\n  {{ text = {right}, correct = true }},\n  {{ text = {wrong}, feedback = {why} }},\n]\n"
    )
