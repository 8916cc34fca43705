"""Whether every step can be reached: what ``requires`` names must be there, and come before."""

from collections.abc import Sequence

from lms.catalogue.course_files.course_toml import FILE, CourseFile, StepRule
from lms.kit.problems import Findings, write_nearest
from lms.kit.words import gettext as _


def check_rules(card: CourseFile, keys: Sequence[str], findings: Findings) -> None:
    """Report rules of unknown steps, and steps that wait for unknown, later or each other's steps."""
    for key, rule in card.rules.items():
        if key not in keys:
            findings.error(FILE, rule.line, _("there is no step `%(key)s`", key=key), write_nearest(key, keys))
            continue
        for needed, line in zip(rule.requires, rule.lines, strict=True):
            _check_needed(card, keys, key, needed, line, findings)


def _check_needed(card: CourseFile, keys: Sequence[str], key: str, needed: str, line: int, findings: Findings) -> None:
    if needed not in keys:
        what = _("`%(key)s` requires `%(needed)s`, which is no step", key=key, needed=needed)
        findings.error(FILE, line, what, write_nearest(needed, keys))
    elif key == needed or _waits_for(card.rules, needed, key):
        what = _("`%(key)s` and `%(needed)s` wait for each other, so neither can be reached", key=key, needed=needed)
        findings.error(FILE, line, what, _("take one of them out of `requires`"))
    elif keys.index(needed) > keys.index(key):
        what = _("`%(key)s` requires `%(needed)s`, which comes later", key=key, needed=needed)
        findings.error(FILE, line, what, _("require a step with a smaller number, or renumber the files"))


def _waits_for(rules: dict[str, StepRule], start: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key == goal:
            return True
        if key not in seen and key in rules:
            waiting.extend(rules[key].requires)
        seen.add(key)
    return False
