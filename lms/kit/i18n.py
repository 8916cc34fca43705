"""The words of the interface in the reader's language: the thin place where Flask-Babel is set up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import flask_babel
from babel import Locale
from babel.dates import format_date
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask import session as cookie
from flask_babel import LazyString

from lms.kit.paths import PACKAGE
from lms.kit.templating import phrases
from lms.kit.words import gettext, measured, ngettext

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

lazy_gettext = flask_babel.lazy_gettext

__all__ = [
    "FILTERS",
    "LazyString",
    "available",
    "direction",
    "format_day",
    "format_day_in",
    "format_euro",
    "format_moment",
    "format_moment_in",
    "format_month",
    "format_weekday",
    "gettext",
    "init_app",
    "language",
    "lazy_gettext",
    "ngettext",
    "speaking",
]


def available(app: Flask) -> list[tuple[str, str]]:
    """The languages of the interface, as (code, own name)."""
    return [(code, str(Locale.parse(code).get_display_name(code)).capitalize()) for code in app.config["LANGUAGES"]]


def language() -> str:
    """Two-letter code of the language that is spoken just now."""
    locale = flask_babel.get_locale()
    return str(locale.language) if locale else "en"


def offered(code: str) -> str:
    """``code`` when the interface speaks that language, else English: dates and words of one page are never in two languages."""
    return code if code in current_app.config["LANGUAGES"] else "en"


def direction() -> str:
    """``ltr`` or ``rtl``, for the page's ``dir``."""
    return "rtl" if language() in RIGHT_TO_LEFT else "ltr"


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak ``code`` inside, for instance in a letter to somebody else."""
    with flask_babel.force_locale(code):
        _forget_phrases()
        try:
            yield
        finally:
            _forget_phrases()


def time_zone() -> str:
    """The IANA name of the city's time zone."""
    return str(flask_babel.get_timezone())


def local_day(moment: datetime) -> date:
    """The calendar day of ``moment`` in the city's time zone."""
    local: datetime = flask_babel.to_user_timezone(moment)
    return local.date()


def format_day(day: date | datetime | None) -> str:
    """``22 November 2026``, in the reader's language; nothing for no day."""
    if day is None:
        return ""
    local = flask_babel.to_user_timezone(day).date() if isinstance(day, datetime) else day
    return _written(local, _pattern(local), language())


def format_weekday(day: date) -> str:
    """``Sunday``, in the reader's language."""
    return _written(day, "EEEE", language())


def format_month(day: date) -> str:
    """``Nov 2026``, in the reader's language."""
    return _written(day, "MMM y", language())


def format_euro(amount: Decimal | None, cents: bool = False) -> str:
    """``€50,000`` or ``50 000 €``, as the reader's language writes it; a dash for none. Whole euros where cents do not matter."""
    if amount is None:
        return "–"
    pattern = flask_babel.get_locale().currency_formats["standard"].pattern
    return str(flask_babel.format_currency(amount, "EUR", format=pattern if cents else pattern.replace(".00", ""), currency_digits=cents))


@lru_cache(maxsize=4000)
def _written(day: date, pattern: str, language: str) -> str:
    """A page shows the same days again and again, and writing one costs as much as a row of the database."""
    return str(format_date(day, pattern, language))


def _pattern(day: date) -> str:
    """French writes the first of a month as an ordinal number."""
    return "d'er' MMMM y" if day.day == 1 and language() == "fr" else "d MMMM y"


def format_moment(moment: datetime | None) -> str:
    """``22 November 2026, 10:42``, in the city's time zone."""
    return "" if moment is None else f"{format_day(moment)}, {flask_babel.to_user_timezone(moment):%H:%M}"


def format_moment_in(moment: datetime, zone: str) -> str:
    """``22 November 2026, 10:42`` on the clocks of ``zone``, which is named where it is not the city's."""
    if zone == time_zone():
        return format_moment(moment)
    local = moment.astimezone(ZoneInfo(zone))
    place = zone.rpartition("/")[2].replace("_", " ")
    return gettext("%(moment)s (%(place)s time)", moment=f"{format_day(local.date())}, {local:%H:%M}", place=place)


def format_day_in(moment: datetime, zone: str) -> str:
    """``22 November 2026``, the day on which it is ``moment`` on the clocks of ``zone``."""
    return format_day(moment.astimezone(ZoneInfo(zone)).date())


FILTERS = {
    "day": format_day,
    "euro": format_euro,
    "measured": measured,
    "moment": format_moment,
    "month": format_month,
    "weekday": format_weekday,
}
"""How templates write days and amounts: pages, papers and letters alike."""


def _forget_phrases() -> None:
    if has_app_context():
        g.pop("phrases", None)


def _catalogue() -> Any:
    """The translations into the language of just now."""
    return phrases().translations


def init_app(app: Flask) -> None:
    """Choose the language by the menu's cookie, else by the browser; the zone is the city's."""

    def chosen() -> str:
        if not has_request_context():
            return "en"
        offered = list(app.config["LANGUAGES"])
        chosen_before = cookie.get("language")
        return str(chosen_before) if chosen_before in offered else (request.accept_languages.best_match(offered) or "en")

    flask_babel.Babel(
        app,
        default_translation_directories=str(PACKAGE / "translations"),
        default_timezone=app.config["TIME_ZONE"],
        locale_selector=chosen,
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda message: _catalogue().gettext(message),
        ngettext=lambda singular, plural, number: _catalogue().ngettext(singular, plural, number),
        newstyle=True,
        pgettext=lambda context, message: _catalogue().pgettext(context, message),
        npgettext=lambda context, singular, plural, number: _catalogue().npgettext(context, singular, plural, number),
    )
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
