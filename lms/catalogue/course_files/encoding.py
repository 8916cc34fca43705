"""Bytes to text: UTF-8 with or without a byte order mark, with any line ends."""

from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_OTHER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_KEPT_CONTROLS = "\n\t"


def decode(file: str, raw: bytes, findings: Findings) -> str:
    """The text of ``raw`` with plain line ends. What is not UTF-8 is reported with its line and read as well as may be."""
    for mark, encoding in _OTHER_MARKS.items():
        if raw.startswith(mark):
            findings.error(file, 1, _("the file is saved as UTF-16"), _("save it as UTF-8"))
            return plain_line_ends(raw.decode(encoding, errors="replace"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as refusal:
        line = raw[: refusal.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        findings.error(file, line, _("a sign on this line is not UTF-8"), _("save the file as UTF-8"))
        text = raw.decode("cp1252", errors="replace")
    text = plain_line_ends(text)
    _report_controls(file, text, findings)
    return text


def plain_line_ends(text: str) -> str:
    """Windows' and old Macs' line ends as ``\\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_control(sign: str) -> bool:
    """True for signs that cannot be seen and have no place in a text."""
    return (sign < " " and sign not in _KEPT_CONTROLS) or sign == "\x7f"


def _report_controls(file: str, text: str, findings: Findings) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if any(is_control(sign) for sign in line):
            findings.error(file, number, _("this line holds a control character that cannot be seen"), _("delete it"))
