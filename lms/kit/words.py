"""The interface's words for rooms that may not know Flask: the same gettext as ``lms.kit.i18n``, and nothing else."""

from collections.abc import Callable
from functools import cache

import flask_babel
from babel.support import NullTranslations, Translations

from lms.kit.paths import PACKAGE


def gettext(message: str, **values: object) -> str:
    """``message`` in the reader's language, with ``%(name)s`` filled in; English where no application runs."""
    return str(flask_babel.gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """``singular`` or ``plural`` by ``num``, which may also be written as ``%(num)d``."""
    return str(flask_babel.ngettext(singular, plural, num, **values))


def measured(figure: object, unit: str) -> str:
    """``figure`` with its unit behind it; per cent as the reader's language writes it."""
    return gettext("%(percent)s%%", percent=figure) if unit == "%" else f"{figure} {unit}".rstrip()


def words_in(code: str) -> Callable[..., str]:
    """``gettext`` into the language ``code``, also where no application runs; English for languages that the interface does not speak."""

    def gettext(message: str, **values: object) -> str:
        return str(_translations(code).gettext(message)) % values

    return gettext


@cache
def _translations(code: str) -> NullTranslations:
    return Translations.load(PACKAGE / "translations", [code])
