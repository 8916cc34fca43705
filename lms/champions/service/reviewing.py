"""Look at the evidence of champions again: who waits for it goes on, who serves is told when it is gone, and nothing is taken away."""

from lms.audit.service import record
from lms.champions.events import ChampionLapsed, ChampionRestored
from lms.champions.models import ChampionState
from lms.champions.queries.champions import SHOWN, ChampionAtHand
from lms.champions.service.moving import ask_rules, reach_if_ready
from lms.champions.service.telling import tell_lapse, tell_restored
from lms.kit.clock import now
from lms.kit.db import db, publish


def look_again(found: ChampionAtHand) -> None:
    """Bring what follows from the evidence of one champion up to date. Doing it twice is doing it once."""
    champion = found.champion
    if champion.state is ChampionState.NOMINATED:
        reach_if_ready(found)
    elif champion.state in SHOWN:
        _look_in_term(found)


def _look_in_term(found: ChampionAtHand) -> None:
    champion, verdict = found.champion, ask_rules(found.champion)
    if not verdict.eligible and champion.lapsed_since is None:
        champion.lapsed_since = now()
        db.session.flush()
        record("champion-lapsed", "champion", champion.id, by=None)
        tell_lapse(found, "; ".join(line.gone for line in verdict.open))
        publish(ChampionLapsed(champion.id, champion.person_id))
    elif verdict.eligible and champion.lapsed_since is not None:
        since, champion.lapsed_since = champion.lapsed_since, None
        db.session.flush()
        record("champion-restored", "champion", champion.id, by=None)
        tell_restored(found, since)
        publish(ChampionRestored(champion.id, champion.person_id))
