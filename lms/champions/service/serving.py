"""What a champion does: says what they offer, logs what they did for others, and answers who asks for help."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete

from lms.champions.models import Champion, HelpRequest, Outreach, OutreachKind
from lms.champions.queries.champions import SHOWN, ChampionAtHand
from lms.champions.service.refusals import BadFigures, NotShown
from lms.champions.service.telling import MINE
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.limits import Limit, count, refuse_beyond
from lms.notices.service import tell, write_letter
from lms.people.models import Person

LONGEST_OFFER = 1000
MOST_REACHED, MOST_MINUTES = 5000, 24 * 60
LOGGED_WITHIN = timedelta(days=366)
A_DAY = timedelta(days=1)
MOST_ASKED, MOST_GOT = 5, 20
"""Questions that one person sends, and that one champion gets, in a day."""


def say_offer(champion: Champion, offers: str, languages: list[str]) -> None:
    """What colleagues may ask for, and in which languages."""
    champion.offers, champion.languages = offers.strip()[:LONGEST_OFFER], sorted(set(languages))
    db.session.flush()


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done for others; ``reached`` is how many, never who."""

    kind: OutreachKind
    on_day: date
    title: str
    reached: int
    minutes: int


def log(champion: Champion, done: Done) -> Outreach:
    """Keep what was done.

    :raises NotShown: only who serves, or served a moment ago, logs.
    :raises BadFigures: it cannot have been like that.
    """
    if champion.state not in SHOWN:
        raise NotShown(_("What was done for others is logged by champions who serve."))
    day = today()
    if not day - LOGGED_WITHIN <= done.on_day <= day:
        raise BadFigures(_("Choose a day of the last twelve months."))
    if not 0 <= done.reached <= MOST_REACHED or not 1 <= done.minutes <= MOST_MINUTES:
        raise BadFigures(_("Write how many people it reached, up to %(most)s, and the minutes, up to a day.", most=MOST_REACHED))
    row = Outreach(
        champion_id=champion.id, kind=done.kind, on_day=done.on_day, title=done.title.strip()[:200], reached=done.reached, minutes=done.minutes
    )
    db.session.add(row)
    db.session.flush()
    return row


def unlog(champion: Champion, outreach_id: object) -> None:
    """Take an entry out again, for instance one that was made twice."""
    db.session.execute(delete(Outreach).where(Outreach.id == outreach_id, Outreach.champion_id == champion.id))


def ask_for_help(found: ChampionAtHand, subject: str, text: str, *, by: Person) -> HelpRequest:
    """Send a champion a question, into the inbox and by mail.

    :raises NotShown: the champion does not serve.
    :raises TooOften: too many questions in a day, from one person or to one champion.
    """
    if found.champion.state not in SHOWN:
        raise NotShown(_("%(name)s is no champion at the moment. The directory shows who is.", name=found.person.name))
    limits = (Limit(f"champion-asks:{by.id}", MOST_ASKED, A_DAY), Limit(f"champion-asked:{found.champion.id}", MOST_GOT, A_DAY))
    refuse_beyond(*limits)
    count(*limits)
    request = HelpRequest(champion_id=found.champion.id, by_id=by.id, subject=" ".join(subject.split())[:120], text=text.strip()[:2000], at=now())
    db.session.add(request)
    db.session.flush()
    facts = {"by": by.name, "subject": request.subject}
    tell(found.person_id, "champion-help", about=str(request.id), href=MINE, **facts)
    write_letter("champion-help", to=found.person, about=str(request.id), facts={**facts, "text": request.text, "email": by.email, "path": MINE})
    return request


def settle(found: ChampionAtHand, request: HelpRequest, minutes: int | None) -> None:
    """A question is answered; with ``minutes`` it also counts as help given to one person.

    :raises BadFigures: the minutes cannot be.
    """
    if request.settled_at is not None:
        return
    request.settled_at = now()
    if minutes is not None and found.champion.state in SHOWN:
        log(found.champion, Done(OutreachKind.HELP, today(), _("A colleague's question"), 1, minutes))
    db.session.flush()
