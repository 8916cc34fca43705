"""Quizzes that a house keeps in YAML beside its pages: questions with choices that say whether they are correct, as Microsoft Learn has them."""

from collections.abc import Mapping
from typing import Any

from lms.catalogue.course_files.encoding import plain_line_ends
from lms.catalogue.course_files.foreign.front_matter import fact, read_yaml
from lms.catalogue.course_files.foreign.questions import is_usable
from lms.catalogue.course_files.foreign.quiz_writing import FoundItem, FoundOption
from lms.catalogue.course_files.foreign.repairing import FoundQuiz
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_MOST_BYTES = 200_000


def yaml_quizzes(files: Mapping[str, bytes], findings: Findings) -> list[FoundQuiz]:
    """The quizzes whose questions can all be asked; of others the file stays what it is, and the question is named."""
    found = []
    for path in sorted(files):
        if not path.lower().endswith((".yml", ".yaml")) or b"isCorrect" not in files[path][:_MOST_BYTES]:
            continue
        text = plain_line_ends(files[path].decode("utf-8-sig", errors="replace"))
        data = read_yaml(text)
        items = [_item(number, question, text) for number, question in enumerate(_questions(data), start=1)]
        wrong = [item for item in items if not is_usable(item)]
        for item in wrong:
            what = _("this question has no right answer, or twice the same one; the file is not turned into a quiz")
            findings.advice(path, item.line, what, _("write it into a quiz file"))
        if items and not wrong:
            found.append(FoundQuiz(path, fact(data, "title") or path.rpartition("/")[2].rpartition(".")[0], items))
    return found


def _questions(data: Any) -> list[dict[str, Any]]:
    quiz = data.get("quiz") if isinstance(data, dict) else None
    questions = quiz.get("questions") if isinstance(quiz, dict) else None
    return [question for question in questions if isinstance(question, dict)] if isinstance(questions, list) else []


def _item(number: int, question: dict[str, Any], text: str) -> FoundItem:
    choices = question.get("choices")
    options = [
        FoundOption(fact(choice, "content"), choice.get("isCorrect") is True, fact(choice, "explanation"))
        for choice in (choices if isinstance(choices, list) else [])
        if isinstance(choice, dict)
    ]
    stem = fact(question, "content")
    line = next((at for at, written in enumerate(text.split("\n"), start=1) if stem[:40] and stem[:40] in written), 1)
    return FoundItem(f"q{number}", line, stem, options=options, several=sum(option.correct for option in options) > 1)
