"""Formulas: LaTeX in, MathML out, on the server."""

import html
import re

import nh3
from latex2mathml.converter import convert

from lms.kit.sanitiser import MATHML

_TEXT_GROUP = re.compile(r"\\(?:text|textbf|textit|textrm|textsf|texttt|mbox|hbox)\s*\{[^{}]*\}")
_LIMIT = 5_000
_math_only = nh3.Cleaner(tags=set(MATHML), attributes={tag: set(names) for tag, names in MATHML.items()}, link_rel=None)


def formula_html(latex: str, *, display: bool) -> str:
    """Return ``latex`` as MathML; a formula that cannot be read comes back as code, so that its author sees which it is."""
    latex = latex.strip()
    try:
        if len(latex) > _LIMIT:
            raise ValueError(latex[:20])
        # The converter copies the words of \text{…} as they are: a "<" there would open a tag.
        mathml = convert(_TEXT_GROUP.sub(lambda found: html.escape(found[0], quote=False), latex), display="block" if display else "inline")
    except Exception:  # the converter raises many kinds, among them IndexError and RecursionError
        return f'<code class="formula-error">{html.escape(latex)}</code>'
    return _math_only.clean(mathml.replace("<math ", f'<math alttext="{html.escape(latex)}" ', 1))
