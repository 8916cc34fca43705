"""TOML with the line of every key and value, so that a mistake can be pointed at."""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from lms.kit.problems import Findings
from lms.kit.words import gettext as _

Path = tuple[str | int, ...]

_AT_LINE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)")
_SIMPLE_LINE = re.compile(r"""^\s*[A-Za-z0-9_."'-]+\s*=""")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR_END = re.compile(r"[,\]}\n#]")
_MOST_MISTAKES = 50


@dataclass(frozen=True, slots=True)
class TomlDocument:
    """Values and their lines. ``broken`` when a line could not be read: then a missing key may stand on that line."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    broken: bool = False

    def line(self, *path: str | int) -> int:
        """The line where ``path`` stands, or of the nearest thing that holds it; 1 at worst."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1


def read_toml(file: str, text: str, findings: Findings) -> TomlDocument:
    """Read ``text``; lines that are no TOML are reported and passed over, so that the rest is still checked."""
    lines = text.split("\n")
    broken = False
    for _attempt in range(_MOST_MISTAKES):
        readable = "\n".join(lines)
        try:
            values = tomllib.loads(readable)
        except (tomllib.TOMLDecodeError, ValueError, RecursionError) as refusal:
            broken = True
            number = _line_of(refusal, lines)
            findings.error(file, number, _("this line is not TOML (%(reason)s)", reason=_reason(refusal)), _advice_for(lines[number - 1]))
            if not _pass_over(lines, number):
                break
        else:
            return TomlDocument(values, locate(readable), broken)
    return TomlDocument(broken=True)


def _line_of(refusal: Exception, lines: list[str]) -> int:
    found = _AT_LINE.search(str(refusal))
    number = int(found["line"]) if found and found["line"] else len(lines)
    number = max(1, min(number, len(lines)))
    while number > 1 and not lines[number - 1].strip():
        number -= 1
    return number


def _reason(refusal: Exception) -> str:
    return _AT_LINE.sub("", str(refusal)).strip() or type(refusal).__name__


def _advice_for(line: str) -> str:
    if _SIMPLE_LINE.match(line) and line.count('"') % 2:
        return _("close the text with a quotation mark on the same line")
    if _SIMPLE_LINE.match(line):
        return _('write `key = "text"`, `key = 3` or `key = true`, each key once')
    return _("write `key = value`, or `[table]` on a line of its own")


def _pass_over(lines: list[str], number: int) -> bool:
    """Blank a line that stands alone; False when the mistake may reach over several lines."""
    line = lines[number - 1]
    stripped = line.strip()
    if not stripped or '"""' in line or "'''" in line:
        return False
    if stripped.endswith(("[", "{", ",")) or stripped[0] in "]}":
        return False
    lines[number - 1] = ""
    return True


def locate(text: str) -> dict[Path, int]:
    """The line of each key, table, array element and inline table in valid TOML."""
    return _Locator(text).run()


class _Locator:
    """Walks over valid TOML; it only has to know where things begin and end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.number = 1
        self.lines: dict[Path, int] = {}
        self.arrays: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip_blank():
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.lines

    def _move(self, length: int) -> None:
        self.number += self.text.count("\n", self.at, self.at + length)
        self.at += length

    def _skip_blank(self) -> bool:
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "#":
                end = self.text.find("\n", self.at)
                self._move((end if end >= 0 else len(self.text)) - self.at)
            elif sign in " \t\r\n,":
                self._move(1)
            else:
                return True
        return False

    def _skip_spaces(self) -> None:
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1

    def _header(self) -> Path:
        line = self.number
        is_array = self.text.startswith("[[", self.at)
        self._move(2 if is_array else 1)
        keys = self._dotted_key()
        self._skip_spaces()
        self._move(2 if is_array else 1)
        path: Path = ()
        for key in keys[:-1]:
            path = self._resolve((*path, key))
            self.lines.setdefault(path, line)
        path = (*path, keys[-1])
        if is_array:
            self.lines.setdefault(path, line)
            self.arrays[path] = self.arrays.get(path, -1) + 1
            path = (*path, self.arrays[path])
        self.lines[path] = line
        return path

    def _resolve(self, path: Path) -> Path:
        return (*path, self.arrays[path]) if path in self.arrays else path

    def _pair(self, table: Path) -> None:
        line = self.number
        path = table
        for key in self._dotted_key():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self._skip_spaces()
        self._move(1)
        self._value(path)

    def _dotted_key(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip_spaces()
            keys.append(self._one_key())
            self._skip_spaces()
            if self.text[self.at : self.at + 1] != ".":
                return keys
            self.at += 1

    def _one_key(self) -> str:
        if self.text[self.at] in "\"'":
            start = self.at
            self._string()
            quoted = self.text[start : self.at]
            key: str = next(iter(tomllib.loads(f"{quoted} = 0")))
            return key
        found = _BARE_KEY.match(self.text, self.at)
        assert found is not None  # noqa: S101  (tomllib has read it before)
        self.at = found.end()
        return found[0]

    def _value(self, path: Path) -> None:
        self._skip_spaces()
        sign = self.text[self.at]
        if sign in "\"'":
            self._string()
        elif sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline_table(path)
        else:
            found = _SCALAR_END.search(self.text, self.at)
            self.at = found.start() if found else len(self.text)

    def _string(self) -> None:
        quote = self.text[self.at]
        if self.text.startswith(quote * 3, self.at):
            return self._long_string(quote)
        end = self.at + 1
        while self.text[end] != quote:
            end += 2 if quote == '"' and self.text[end] == "\\" else 1
        return self._move(end + 1 - self.at)

    def _long_string(self, quote: str) -> None:
        end = self.at + 3
        while not self.text.startswith(quote * 3, end):
            end += 2 if quote == '"' and self.text[end] == "\\" else 1
        end += 3
        while self.text[end : end + 1] == quote:
            end += 1
        self._move(end - self.at)

    def _array(self, path: Path) -> None:
        self._move(1)
        index = 0
        while self._skip_blank() and self.text[self.at] != "]":
            self.lines[(*path, index)] = self.number
            self._value((*path, index))
            index += 1
        self._move(1)

    def _inline_table(self, path: Path) -> None:
        self._move(1)
        while self._skip_blank() and self.text[self.at] != "}":
            self._pair(path)
        self._move(1)
