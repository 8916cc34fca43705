"""The interface's words for rooms that may not know Flask: the same gettext as ``lms.kit.i18n``, and nothing else."""

from typing import Any

import flask_babel
from flask import g


def catalogue() -> Any:
    """The translations into the language that is spoken just now; a page asks for hundreds, so they are found once per request."""
    if not g:
        return flask_babel.get_translations()
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = flask_babel.get_translations()
    return found


def forget_catalogue() -> None:
    """Look again: another language is spoken from now on."""
    if g:
        g.pop("catalogue", None)


def gettext(message: str, **values: object) -> str:
    """``message`` in the reader's language, with ``%(name)s`` filled in; English where no application runs."""
    return str(flask_babel.gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """``singular`` or ``plural`` by ``num``, which may also be written as ``%(num)d``."""
    return str(flask_babel.ngettext(singular, plural, num, **values))
