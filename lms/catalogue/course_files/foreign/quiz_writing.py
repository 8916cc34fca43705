"""Writes the questions that were found in a foreign text as a quiz file."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class FoundOption:
    """One choice as it was found."""

    text: str
    correct: bool
    feedback: str = ""


@dataclass(slots=True)
class FoundItem:
    """One question as it was found; ``answers`` for a short text, else ``options``."""

    key: str
    line: int
    stem: str
    options: list[FoundOption] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    several: bool = False
    feedback: str = ""

    def change_texts(self, change: Callable[[str], str]) -> None:
        """Put ``change`` of each Markdown text in its place."""
        self.stem, self.feedback = change(self.stem), change(self.feedback)
        for option in self.options:
            option.text, option.feedback = change(option.text), change(option.feedback)


def quoted(text: str) -> str:
    """``text`` as a TOML string on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_quiz(title: str, items: list[FoundItem]) -> str:
    """The TOML of a quiz with ``items``."""
    parts = [f"title = {quoted(title)}\npass_mark = 70\n"]
    for item in items:
        kind = "short-text" if item.answers else ("multiple" if item.several else "single")
        lines = ["[[items]]", f"key = {quoted(item.key)}", f"kind = {quoted(kind)}", f"stem = {quoted(item.stem)}"]
        if item.feedback:
            lines.append(f"feedback = {quoted(item.feedback)}")
        if item.answers:
            lines.append(f"answers = [{', '.join(f'{{ text = {quoted(_pattern(answer))} }}' for answer in item.answers)}]")
        else:
            lines += ["options = [", *(f"  {_option(option)}," for option in item.options), "]"]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _pattern(answer: str) -> str:
    return answer.replace("*", "\\*")


def _option(option: FoundOption) -> str:
    parts = [f"text = {quoted(option.text)}"]
    if option.correct:
        parts.append("correct = true")
    if option.feedback:
        parts.append(f"feedback = {quoted(option.feedback)}")
    return f"{{ {', '.join(parts)} }}"
