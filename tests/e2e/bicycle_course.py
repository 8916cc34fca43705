"""A small course that a worker's city gets for the journeys: short enough to be learned in a browser."""

from pathlib import Path
from typing import Any

from lms.catalogue.course_files.folders import write_folder
from tests.e2e.conftest import House
from tests.factories.courses import course_files

WORD = "velocipede"
"""Stands in the text of one lesson and nowhere else."""

LESSON = f"# Why count bicycles\n\n## First\n\nA {WORD} at the kerb is a sign of demand.\n\n## Then\n\nCount on three ordinary days.\n"
SECOND = "# Where to count\n\n## Choosing\n\nCount where a path ends.\n"
QUIZ = """title = "Counting quiz"
shuffle_options = false
pass_mark = 100
feedback = "after-submit"

[[items]]
key = "days"
kind = "single"
stem = "On which days do you count?"
feedback = "Ordinary days show the ordinary."
options = [ { text = "On three ordinary days", correct = true }, { text = "On the day of a festival" }, { text = "On New Year's Day" } ]

[[items]]
key = "where"
kind = "short-text"
stem = "Where do you count? Where a path ..."
answers = [ { text = "ends" } ]
"""


def publish(house: House, folder: Path, slug: str, **more: Any) -> None:
    """Let the trainer load the course and the curator publish it, by the operator's command; ``more`` goes into course.toml."""
    files = course_files(
        {"01-why.md": LESSON, "02-where.md": SECOND, "03-quiz.quiz.toml": QUIZ},
        title=f"Counting bicycles ({slug})",
        topic="innovation",
        owner="maria.kowalska@exampleville.example",
        certificate={"valid_months": 24},
        outcomes=[{"key": "count", "text": "Count bicycles so that the numbers mean something"}],
        **more,
    )
    write_folder(files, folder / slug)
    staff = ("--by", "maria.kowalska@exampleville.example", "--publish", "--curator", "ingrid.larsen@exampleville.example")
    house.lms("courses", "load", str(folder / slug), *staff)
