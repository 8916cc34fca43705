"""How long a course takes: measured from its text, and held against what the author declared."""

import math
import re

from lms.catalogue.course_files.markdown_lines import Scan
from lms.catalogue.course_files.shapes import QuizSpec
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

WORDS_A_MINUTE = 200
MINUTES_AN_ITEM = 1.5
_FACTOR = 2
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_ADDRESS = re.compile(r"\]\([^()\s]*\)|\{[^{}]*\}|https?://\S+")
_QUESTION = re.compile(r"^\s*/{3,}\s*question\b")


def lesson_minutes(scanned: Scan) -> int:
    """Reading time, and 1.5 minutes for each question in the text; at least one. Videos are not counted."""
    words = sum(len(_WORD.findall(_ADDRESS.sub(" ", line.text))) for line in scanned.lines)
    questions = sum(1 for line in scanned.lines if not line.is_code and _QUESTION.match(line.text))
    return max(1, math.ceil(words / WORDS_A_MINUTE + questions * MINUTES_AN_ITEM))


def quiz_minutes(quiz: QuizSpec) -> int:
    """1.5 minutes for each question of one attempt; at least one."""
    return max(1, math.ceil(quiz.items_per_attempt * MINUTES_AN_ITEM))


def as_effort(minutes: int) -> str:
    """Minutes as course.toml writes them: ``45 min``, ``2 h``, ``2 h 30 min``."""
    hours, rest = divmod(max(1, minutes), 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def check_effort(declared: int, measured: int, line: int, findings: Findings) -> None:
    """Advise when the declared effort is less than half or more than twice the measured one."""
    if declared and measured and not measured / _FACTOR <= declared <= measured * _FACTOR:
        stated, found = as_effort(declared), as_effort(measured)
        what = _("the declared effort is %(declared)s, measured are %(measured)s", declared=stated, measured=found)
        findings.advice("course.toml", line, what, _("write what a learner needs, videos and exercises included"))
