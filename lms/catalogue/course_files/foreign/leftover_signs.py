"""The last look over a foreign text: signs of other tools that nothing turned and that learners would see are named by their lines."""

import re

from lms.catalogue.course_files.foreign.sources import Source, scan_lines
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_SIGNS = re.compile(
    r"\{%[^%]*%?\}?|\{\{[^{}]*\}?\}?"  # templates
    r"|^\s*:{3,}.*$|^\s*<<<\s.*$|^\s*-{1,2}8<-.*$|^\s*%\s.*$|%%.+?%%"  # blocks, parts, and comments of other tools
    r"|\[!\w[^\]\n]*\]?"  # Microsoft's directions
    r"|\{[A-Za-z][\w:-]*\}(?=x)|\[?@(?:fig|sec|tbl|eq|lst)-[\w-]+\]?|\[@[\w:-][^\]\n]*\]"  # roles and references of MyST and Pandoc
    r"|\{(?:--|\+\+|>>|~~).+?(?:--|\+\+|<<|~~)\}"  # remarks on what changes
    r"|\\\\[(\[].+?\\\\[)\]]"  # formulas of mdBook
    r"|:[a-z]+-[a-z0-9-]+:(?=\s|$)|:[a-z0-9_]+:(?=\s|$)"  # icons
    r"|^\s*\^\w[\w-]*\s*$|(?<=\s)\^[\w-]+$"  # marks of blocks
)
_LONGEST = 20_000


def note_signs(source: Source, findings: Findings) -> None:
    """Name what still looks like a direction of another tool; it stays as it stands."""
    for line, (number, _text) in zip(scan_lines(source.lines).lines, source.lines, strict=True):
        if line.is_code or not re.search(r"[{%:<@~\[\\^]", line.prose[:_LONGEST]):
            continue
        found = dict.fromkeys(sign[0].strip().replace("`", "'")[:200] for sign in _SIGNS.finditer(line.prose[:_LONGEST]) if sign[0].strip())
        if found:
            what = _("`%(text)s` means something to another tool only; learners see it as it stands", text="`, `".join(found))
            findings.advice(source.path, number, what, _("write in words what it shows, or delete it"))
