"""What scores of several evaluators come to: a weighted mean, and how far they disagree.

The figure of disagreement is the average deviation index around the mean (Burke, Finkelstein and Dusig 1999, "On average deviation indices
for estimating interrater agreement", Organizational Research Methods 2(1)): how far, on average, the scores of one criterion lie from their
mean, in points of the scale. The largest of all criteria counts, since two who disagree on two criteria in opposite ways would look like one
mind in a total. Its authors take a sixth of the number of options as the upper limit of agreement (Burke and Dunlap 2002, ORM 5(2)): the
scale here has six options, 0 to 5, so the limit is 1.0 unless the city sets another one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.kit.words import gettext as _

LOWEST, HIGHEST = 0, 5
ANCHORED = (0, 3, 5)
"""Scores that a text describes."""
USUAL_PASS_MARK = Decimal("3.00")
USUAL_LIMIT = Decimal("1.00")


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something to score, with its weight, and what the scores 0, 3 and 5 mean."""

    key: str
    title: str
    weight: int
    anchors: Mapping[int, str]

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {"key": self.key, "title": self.title, "weight": self.weight, "anchors": {str(score): words for score, words in self.anchors.items()}}


def criteria_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """Criteria as they were kept."""
    return tuple(
        Criterion(one["key"], one["title"], int(one["weight"]), {int(score): words for score, words in one["anchors"].items()}) for one in kept
    )


def usual_criteria() -> tuple[Criterion, ...]:
    """What is scored until the programme office says otherwise."""
    return (
        Criterion(
            "problem",
            _("The problem is real"),
            3,
            {0: _("Nobody is named who suffers from it."), 3: _("Some suffer often, and it is told how."), 5: _("Many suffer often, with figures.")},
        ),
        Criterion(
            "benefit",
            _("The solution would help"),
            3,
            {0: _("It is not clear what would be better."), 3: _("It would ease the problem."), 5: _("It would solve the problem for most of them.")},
        ),
        Criterion(
            "feasible",
            _("We can do it"),
            2,
            {
                0: _("It needs powers or money that we will not get."),
                3: _("It can be tried in months with help of one more department."),
                5: _("It can be tried within weeks with what is there."),
            },
        ),
        Criterion(
            "learning",
            _("A trial would teach us something"),
            1,
            {0: _("We would know no more afterwards."), 3: _("We would see whether it works here."), 5: _("We would know what to do elsewhere.")},
        ),
        Criterion(
            "strategy",
            _("It serves the strategy"),
            1,
            {0: _("It serves no objective."), 3: _("It serves an objective a little."), 5: _("It moves an indicator of an objective.")},
        ),
    )


@dataclass(frozen=True, slots=True)
class OfCriterion:
    """What the scores of one criterion come to."""

    key: str
    mean: Decimal
    deviation: Decimal
    """The average deviation index."""
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Result:
    """What all scores come to."""

    mean: Decimal
    disagreement: Decimal
    evaluators: int
    criteria: tuple[OfCriterion, ...]

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "mean": str(self.mean),
            "disagreement": str(self.disagreement),
            "evaluators": self.evaluators,
            "criteria": [
                {"key": one.key, "mean": str(one.mean), "deviation": str(one.deviation), "lowest": one.lowest, "highest": one.highest}
                for one in self.criteria
            ],
        }


def result_of(criteria: Sequence[Criterion], scores: Sequence[Mapping[str, int]]) -> Result:
    """Mean and disagreement of the scores that each evaluator gave. There is at least one evaluator."""
    each = tuple(_of_criterion(one.key, [int(given[one.key]) for given in scores]) for one in criteria)
    weights = sum(one.weight for one in criteria)
    means = (Decimal(one.weight * sum(int(given[one.key]) for given in scores)) / len(scores) for one in criteria)
    return Result(_rounded(sum(means, Decimal(0)) / weights), max(one.deviation for one in each), len(scores), each)


def _of_criterion(key: str, given: Sequence[int]) -> OfCriterion:
    mean = Decimal(sum(given)) / len(given)
    deviation = sum((abs(score - mean) for score in given), Decimal(0)) / len(given)
    return OfCriterion(key, _rounded(mean), _rounded(deviation), min(given), max(given))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def faults_of(criteria: Sequence[Criterion], given: Mapping[str, object]) -> list[str]:
    """The keys of criteria without a whole score from 0 to 5, and of scores for no criterion."""
    keys = {one.key for one in criteria}
    wrong = [key for key in keys if type(given.get(key)) is not int or not LOWEST <= int(str(given[key])) <= HIGHEST]
    return sorted([*wrong, *(given.keys() - keys)])
