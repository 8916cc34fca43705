"""The blueprint of the pages of champions, and the words that they share."""

from typing import cast

from babel import Locale
from flask import Blueprint, current_app

from lms.champions.models import ChampionState, Nominator
from lms.champions.queries.directory import PlacedHours, nowhere
from lms.kit.i18n import language, lazy_gettext

bp = Blueprint("champions", __name__)

PLACED = "lms.champions.placed_hours"
"""Where the application keeps who answers how many hours champions are placed with (``queries.directory.PlacedHours``)."""

STATES = {
    ChampionState.NOMINATED: (lazy_gettext("nominated"), "new"),
    ChampionState.ELIGIBLE: (lazy_gettext("waits for the line manager"), "waiting"),
    ChampionState.AGREED: (lazy_gettext("waits for the appointment"), "waiting"),
    ChampionState.ACTIVE: (lazy_gettext("champion"), "done"),
    ChampionState.RESTING: (lazy_gettext("rests"), "waiting"),
    ChampionState.ENDED: (lazy_gettext("over"), "stopped"),
    ChampionState.DECLINED: (lazy_gettext("not now"), "stopped"),
}
NOMINATORS = {
    Nominator.SELF: lazy_gettext("put forward by themselves"),
    Nominator.MANAGER: lazy_gettext("put forward by the line manager"),
    Nominator.SYSTEM: lazy_gettext("asked, since the evidence is there"),
}
DEEDS = {
    "nominate": lazy_gettext("Name put forward"),
    "accept": lazy_gettext("Said yes"),
    "reach": lazy_gettext("Everything that a champion shows is there"),
    "decline": lazy_gettext("Not now"),
    "agree": lazy_gettext("Hours agreed"),
    "refuse": lazy_gettext("Hours not agreed"),
    "ask-again": lazy_gettext("Hours asked for again"),
    "appoint": lazy_gettext("Appointed"),
    "turn-down": lazy_gettext("Not appointed"),
    "change-hours": lazy_gettext("Hours changed"),
    "wish-renewal": lazy_gettext("Another year wished"),
    "agree-renewal": lazy_gettext("Another year agreed"),
    "refuse-renewal": lazy_gettext("Another year not agreed"),
    "renew": lazy_gettext("Another year"),
    "rest": lazy_gettext("Rests"),
    "come-back": lazy_gettext("Back"),
    "leave": lazy_gettext("Left"),
    "end": lazy_gettext("Ended by the programme office"),
    "run-out": lazy_gettext("Term over"),
    "go": lazy_gettext("Left the administration"),
}
DONE = {
    "accept": lazy_gettext("Thank you for saying yes."),
    "decline": lazy_gettext("That is fine. Nobody asks you again; your own page lets you change your mind."),
    "agree": lazy_gettext("The hours are agreed. The programme office appoints next."),
    "refuse": lazy_gettext("Your answer was sent, with the reason."),
    "ask-again": lazy_gettext("The line manager is asked again."),
    "appoint": lazy_gettext("Appointed for twelve months."),
    "turn-down": lazy_gettext("Your answer was sent, with the reason."),
    "change-hours": lazy_gettext("The hours are changed, and the champion is told."),
    "wish-renewal": lazy_gettext("Your line manager is asked for the hours of another year."),
    "agree-renewal": lazy_gettext("Agreed. The programme office renews next."),
    "refuse-renewal": lazy_gettext("Your answer was sent, with the reason."),
    "renew": lazy_gettext("Renewed for twelve months."),
    "rest": lazy_gettext("Rest well: nobody is asked to place a champion who rests."),
    "come-back": lazy_gettext("Welcome back."),
    "leave": lazy_gettext("Thank you for what you did for others."),
    "end": lazy_gettext("Ended. The champion is told, with the reason and with thanks."),
}


def placed_hours() -> PlacedHours:
    """Who answers how many hours champions are placed with; nobody is placed anywhere before somebody does."""
    return cast(PlacedHours, current_app.extensions.get(PLACED, nowhere))


def language_names(codes: list[str] | tuple[str, ...]) -> list[tuple[str, str]]:
    """Codes with their names in the reader's language, by name."""
    here = Locale.parse(language())
    named = [(code, str(here.languages.get(code, code)).capitalize()) for code in codes]
    return sorted(named, key=lambda pair: pair[1])


HELPED_IN = ("en", "fr", "de", "es", "it", "pt", "nl", "pl", "ro", "uk", "tr", "ar", "el", "sv", "cs")
"""Languages in which somebody may say that they help."""


def words() -> dict[str, object]:
    """What every page of champions calls things."""
    return {"states": STATES, "nominators": NOMINATORS, "deeds": DEEDS, "language_names": language_names}
