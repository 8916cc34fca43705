"""Pages that other pages put into themselves, and pages that only hold addresses for the others: no lessons of their own."""

import posixpath
import re
from collections.abc import Iterable

from lms.catalogue.course_files.foreign.relinking import Places
from lms.catalogue.course_files.foreign.sources import Lines, Source, codes_of
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_INCLUDES = re.compile(
    r"""^\s*(?:\{%-?\s*include(?:_relative)?\s+["']?(?P<liquid>[\w./-]+)["']?\s*-?%\}|\{\{[<%]\s*include\s+["']?(?P<hugo>[\w./-]+)["']?\s*[>%]\}\}"""
    r"""|-{1,2}8<-{1,2}\s+["'](?P<snippet>[\w./-]+)["']|>?\s*\[!include\s*\[[^\[\]]*\]\((?P<microsoft>[^()\s]+)\)\]"""
    r"""|\{\{\s*#include\s+(?P<mdbook>[\w./-]+)\s*\}\}|!\[\[(?P<wiki>[^\[\]|#]+)\]\])\s*$""",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<label>[^\[\]^][^\[\]]*)\]:\s*\S+")
_ABBREVIATION = re.compile(r"^\*\[(?P<label>[^\[\]]+)\]:\s*\S")
_PARTS = frozenset({"_includes", "_layouts", "_templates", "_partials", "archetypes", "layouts", "partials", "overrides"})
_MOST_LINES = 20_000
"""So many lines are put into one page."""


def lessons_of(sources: list[Source], findings: Findings) -> tuple[list[Source], list[Source]]:
    """The pages that become lessons, with what they include put in, and those that do not, which are kept aside."""
    shared = [source for source in sources if _holds_only_addresses(source)]
    pages = [source for source in sources if source not in shared]
    including = _Including(sources, findings)
    for source in pages:
        including.put_into(source)
    used = including.used
    for source in pages:
        source.lines += _addresses_for(source, shared)
    asides = [source for source in pages if source.path in used or _PARTS.intersection(source.path.split("/")[:-1])]
    for source in asides:
        if source.path not in used:
            what = _("the file is a part for other pages and no lesson; it is kept in README.md")
            findings.advice(source.path, 1, what, _("write a lesson of it, if learners should read it"))
    for source in shared:
        what = _("the file holds only addresses and abbreviations; each lesson got those that it uses")
        findings.advice(source.path, 1, what, _("nothing"))
    return [source for source in pages if source not in asides], [*(source for source in asides if source.path not in used), *shared]


class _Including:
    """Puts into pages what they include. ``used`` are the parts that were put in somewhere."""

    def __init__(self, sources: list[Source], findings: Findings) -> None:
        self.at = {source.path: source for source in sources}
        self.places = Places({path: path for path in self.at})
        self.findings = findings
        self.used: set[str] = set()
        self.left = 0

    def put_into(self, source: Source) -> None:
        """Put into ``source`` what it includes, and what that includes."""
        self.left = _MOST_LINES
        source.lines = self._with_parts(source.path, source.lines, (source.path,))

    def _with_parts(self, path: str, lines: Lines, inside: tuple[str, ...]) -> Lines:
        if not any("clude" in text or "8<" in text or "![[" in text for _number, text in lines):
            return lines
        codes = codes_of(lines)
        made: Lines = []
        for (number, text), is_code in zip(lines, codes, strict=True):
            found = None if is_code else _INCLUDES.match(text)
            part = self._part(path, next(name for name in found.groups() if name)) if found else None
            if part is None or part.path in inside or len(part.lines) > self.left:  # it names itself, or there would be no end to it
                made.append((number, text))
                continue
            self.left -= len(part.lines)
            self.used.add(part.path)
            if not _holds_only_addresses(part):
                self.findings.advice(path, number, _("the text of %(path)s was put in here", path=part.path), _("nothing"))
                put_in = [(number, line) for _number, line in part.lines]
                made += [(number, ""), *self._with_parts(path, put_in, (*inside, part.path)), (number, "")]
        return made

    def _part(self, path: str, name: str) -> Source | None:
        folder = path.rpartition("/")[0]
        wholes = [posixpath.normpath(posixpath.join(base, name.lstrip("/"))) for base in (folder, "_includes", "")]
        found = next((new for whole in wholes if (new := self.places.at(whole))), None) or self.places.ending_in(name)
        return self.at.get(found) if found else None


def _holds_only_addresses(source: Source) -> bool:
    written = [text for _number, text in source.lines if text.strip() and not text.startswith("<!--")]
    return bool(written) and all(_DEFINITION.match(text) or _ABBREVIATION.match(text) for text in written)


def _addresses_for(source: Source, shared: Iterable[Source]) -> Lines:
    """The addresses that ``source`` names and does not say itself."""
    text = "\n".join(text for _number, text in source.lines)
    folded = " ".join(text.casefold().split())
    own = {found["label"].casefold() for _number, line in source.lines if (found := _DEFINITION.match(line))}
    last = source.lines[-1][0] if source.lines else 1
    made: dict[str, str] = {}
    for other in shared:
        for _number, line in other.lines:
            address, abbreviation = _DEFINITION.match(line), _ABBREVIATION.match(line)
            if address and address["label"].casefold() not in own and f"[{' '.join(address['label'].casefold().split())}]" in folded:
                made.setdefault(address["label"].casefold(), line)
            elif abbreviation and re.search(rf"(?<!\w){re.escape(abbreviation['label'])}(?!\w)", text):
                made.setdefault(line, line)
    return [(last, line) for line in ("", *made.values())] if made else []
