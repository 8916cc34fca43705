"""The courses of the large city: written by dice, compiled as real ones are."""

import random

from lms.catalogue.course_files.items import Option, SingleItem
from lms.catalogue.course_files.shapes import CourseSpec, OutcomeSpec, QuizSpec, SectionSpec, StepSpec

LESSONS, ITEMS = 8, 10
LAST = [
    "Ademola",
    "Berg",
    "Costa",
    "Dvořák",
    "Eriksen",
    "Fischer",
    "García",
    "Horvat",
    "Ivanov",
    "Jansen",
    "Kowalska",
    "Lopes",
    "Moreau",
    "Nagy",
    "Øster",
    "Petrova",
    "Rossi",
    "Silva",
]
TOPICS = ("foundations", "data", "innovation", "finance", "people")
SUBJECTS = [
    "budgets",
    "permits",
    "timetables",
    "trees",
    "archives",
    "streetlights",
    "libraries",
    "parks",
    "contracts",
    "sensors",
    "petitions",
    "markets",
    "schools",
]
PROSE = (
    "A department that publishes its {a} saves the time of everybody who asks for them. Start with the question that people put most often, "
    "look at what the register on {b} already holds, and write down who keeps it up to date.",
    "Before anything about {b} is shared, somebody has to say what it is for. Name the purpose in one sentence that a neighbour would understand, "
    "list the fields that serve it, and leave the others out; {a} rarely need a date of birth.",
    "The costs of {a} come early and the benefits late, so a table of years says more than a sum. Put each assumption on its own line with its "
    "source, and say how sure you are; a colleague from {b} should be able to do the sum again.",
    "Residents notice {a} when they fail. Ask three of them to do a task while you watch and say nothing, note where they stop, and change that "
    "first. What the office for {b} thinks of the page matters less than where people stop.",
)


class Author:
    """Writes courses; the same dice write the same."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def lesson(self) -> str:
        """About 6 KB of Markdown, which become some 8 KB of HTML."""
        parts = [f"# {self.subject().capitalize()} that work for everybody", ""]
        for section in range(6):
            parts += [f"## Step {section + 1}: {self.subject()} and {self.subject()}", ""]
            parts += [self.prose(), "", self.prose(), ""]
            if section % 2:
                parts += ["!!! tip", f"    {self.prose()}", ""]
            else:
                parts += [
                    "| What | Who | When |",
                    "|---|---|---|",
                    *(f"| {self.subject()} | {self.dice.choice(LAST)} | week {week} |" for week in range(1, 5)),
                    "",
                ]
        return "\n".join(parts)

    def subject(self) -> str:
        return self.dice.choice(SUBJECTS)

    def prose(self) -> str:
        return self.dice.choice(PROSE).format(a=self.subject(), b=self.subject())

    def quiz(self) -> QuizSpec:
        """Ten questions with four options each."""
        items = tuple(
            SingleItem(
                key=f"q{number}",
                stem=f"What comes first when {self.subject()} meet {self.subject()}?",
                options=tuple(
                    Option(text=f"{self.prose()[:70]} ({letter})", correct=letter == "b", feedback="Look at the second step again.")
                    for letter in "abcd"
                ),
            )
            for number in range(ITEMS)
        )
        return QuizSpec(key="09-check", title="Check yourself", sections=(SectionSpec(items=items),), attempts=None, pass_mark=60)

    def spec(self, number: int) -> CourseSpec:
        """One course of eight lessons and a quiz."""
        slug = f"{self.subject()}-{number:03}"
        keys = [f"{position:02}-{self.subject()}" for position in range(1, LESSONS + 1)]
        lessons = [
            StepSpec(key=key, kind="lesson", title=f"{key[3:].capitalize()} in practice", position=p, minutes=12, source=self.lesson())
            for p, key in enumerate(keys, 1)
        ]
        return CourseSpec(
            slug=slug,
            title=f"{slug[:-4].capitalize()} for public officers, part {number}",
            summary=self.prose(),
            language=self.dice.choice(("en", "en", "fr")),
            topic=self.dice.choice(TOPICS),
            level=self.dice.randint(1, 6),
            effort_minutes=LESSONS * 12 + 15,
            owner="owner@city.test",
            outcomes=tuple(OutcomeSpec(f"o{n}", f"Plan {self.subject()} with {self.subject()}") for n in range(4)),
            learning_points=3,
            steps=(*lessons, StepSpec(key="09-check", kind="quiz", title="Check yourself", position=LESSONS + 1, minutes=15)),
            quizzes=(self.quiz(),),
        )
