"""The interface's words for rooms that may not know Flask: the same gettext as ``lms.kit.i18n``, and nothing else."""

import flask_babel


def gettext(message: str, **values: object) -> str:
    """``message`` in the reader's language, with ``%(name)s`` filled in; English where no application runs."""
    return str(flask_babel.gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """``singular`` or ``plural`` by ``num``, which may also be written as ``%(num)d``."""
    return str(flask_babel.ngettext(singular, plural, num, **values))
