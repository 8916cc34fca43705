"""Claims of prior learning: made by the officer, reviewed by a second person, and evidence from then on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit

from lms.audit.service import record
from lms.competency.models import Claim, ClaimMove, ClaimState, Competence, EvidenceKind
from lms.competency.service.evidence import NewEvidence, add_evidence, why_path, with_framework
from lms.competency.service.refusals import ClaimElsewhere, ClaimRefused, CompetenceRetired, NotYours, ReasonNeeded
from lms.competency.workflow import CLAIMANT, Move, move
from lms.kit import blobs
from lms.kit.clock import now, today
from lms.kit.db import db, hold
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person, Role
from lms.people.queries.holders import holder_ids_over

MOST_BYTES = 5 * 1024 * 1024
LONGEST_TEXT, LONGEST_REASON = 4000, 1000
_ABOUT_TO_COUNT = frozenset({ClaimState.SUBMITTED, ClaimState.ACCEPTED})
BEGINNINGS = {b"%PDF-": ".pdf", b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
"""By their first bytes: the kinds of file that are kept; nothing else is, whatever it is called."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a claim says; ``file`` is (name, bytes), or nothing."""

    level: int
    title: str
    text: str
    learnt_on: date
    link: str = ""
    file: tuple[str, bytes] | None = None


def make_claim(competence: Competence, said: Said, *, by: Person) -> Claim:
    """Claim that ``by`` learnt something elsewhere, and let HR know.

    :raises ClaimRefused: the level, day, link or file cannot be.
    """
    _check(said)
    claim = Claim(person_id=by.id, competence_id=competence.id, made_at=now(), state=ClaimState.SUBMITTED)
    _write(claim, said)
    db.session.add(claim)
    db.session.flush()
    db.session.add(ClaimMove(claim_id=claim.id, by_id=by.id, before=None, after=ClaimState.SUBMITTED))
    _tell_reviewers(claim, by)
    return claim


def say_again(claim: Claim, said: Said, *, by: Person) -> None:
    """Hand a claim that came back in once more.

    :raises ClaimRefused: the level, day, link or file cannot be.
    :raises ClaimElsewhere: it did not come back.
    :raises NotYours: it is somebody else's.
    :raises CompetenceRetired: nothing new is shown for its competence any more.
    """
    _check(said)
    claim = _moved(claim, ClaimState.SUBMITTED, "", by)
    _write(claim, said)
    db.session.flush()
    _tell_reviewers(claim, by)


def take_back_claim(claim: Claim, *, by: Person) -> None:
    """Give a claim up.

    :raises ClaimElsewhere: it was decided meanwhile.
    :raises NotYours: it is somebody else's.
    """
    _moved(claim, ClaimState.WITHDRAWN, "", by)


def decide(claim: Claim, after: ClaimState, reason: str, *, by: Person) -> None:
    """Accept, send back or decline a claim; accepted, it is evidence at the level it names, as old as the learning.

    :raises NotYours: it is the reviewer's own.
    :raises ClaimElsewhere: somebody decided meanwhile.
    :raises ReasonNeeded: it is sent back or declined without a reason.
    :raises CompetenceRetired: it is accepted, and nothing new is shown for its competence any more.
    """
    claim = _moved(claim, after, reason, by)
    competence = with_framework(claim.competence_id)
    if after is ClaimState.ACCEPTED:
        record("accepted", "claim", claim.id, by=by.id, person=str(claim.person_id), level=claim.level)
        shown_at = min(datetime.combine(claim.learnt_on, time(12), UTC), now())
        piece = NewEvidence(
            claim.person_id,
            claim.competence_id,
            claim.level,
            EvidenceKind.PRIOR_LEARNING,
            claim.id,
            claim.title,
            by_id=by.id,
            note=reason,
            shown_at=shown_at,
        )
        add_evidence([piece])
    tell(
        claim.person_id,
        f"claim-{after.value}",
        about=f"{claim.id}:{now().isoformat()}",
        href=f"/claims/{claim.id}" if after is not ClaimState.ACCEPTED else why_path(competence),
        competence=competence.title,
        reason=reason.strip(),
    )


def _moved(claim: Claim, after: ClaimState, reason: str, by: Person) -> Claim:
    claim = hold(claim)
    wanted = move(claim.state.value, after.value)
    if wanted is None:
        raise ClaimElsewhere(_("This claim was decided or given up meanwhile. Load its page again."))
    _refuse(claim, wanted, reason, by)
    db.session.add(ClaimMove(claim_id=claim.id, by_id=by.id, before=claim.state, after=after, reason=reason.strip()))
    claim.state = after
    db.session.flush()
    return claim


def _refuse(claim: Claim, wanted: Move, reason: str, by: Person) -> None:
    own = claim.person_id == by.id
    if wanted.who == CLAIMANT and not own:
        raise NotYours(_("Only the person whose claim it is does that."))
    if wanted.who != CLAIMANT and own:
        raise NotYours(_("A second person reviews a claim: nobody decides about their own."))
    if wanted.reason and not reason.strip():
        raise ReasonNeeded(_("Say why, in a sentence or two. The person who claims it reads it."))
    if wanted.after in _ABOUT_TO_COUNT and with_framework(claim.competence_id).retired_at is not None:
        raise CompetenceRetired(
            _("The framework no longer names this competence, so nothing new is accepted for it. Give this claim up; claim for one it names.")
            if own
            else _("The framework no longer names this competence, so nothing new is accepted for it. Decline it, and say what to claim instead.")
        )


def _check(said: Said) -> None:
    if not 1 <= said.level <= 8:
        raise ClaimRefused(_("Choose a level from 1 to 8."))
    if said.learnt_on > today():
        raise ClaimRefused(_("The day on which you learnt it is still to come. Write the day on which it ended."))
    if said.link and (urlsplit(said.link).scheme not in {"http", "https"} or not urlsplit(said.link).netloc):
        raise ClaimRefused(_("A link begins with https:// and names a site."))
    if said.file and len(said.file[1]) > MOST_BYTES:
        raise ClaimRefused(_("The file is larger than 5 MB. Send a smaller one, or a link."))
    if said.file and _ending(said.file[1]) is None:
        raise ClaimRefused(_("Send a PDF, a PNG or a JPEG. Other files are not kept."))


def _ending(content: bytes) -> str | None:
    return next((ending for beginning, ending in BEGINNINGS.items() if content.startswith(beginning)), None)


def _write(claim: Claim, said: Said) -> None:
    claim.level, claim.title, claim.text, claim.learnt_on, claim.link = said.level, said.title, said.text, said.learnt_on, said.link
    if said.file:
        name, content = said.file
        claim.file_hash = blobs.keep(content)
        claim.file_name = _tidy(name) + (_ending(content) or "")


def _tidy(name: str) -> str:
    """The name of a file without its place and ending, as it may stand in a header."""
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
    return "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in stem).strip()[:80] or "claim"


def _tell_reviewers(claim: Claim, by: Person) -> None:
    competence = db.session.get_one(Competence, claim.competence_id)
    for person_id in holder_ids_over(Role.HR, by):
        tell(person_id, "claim-waits", about=f"{claim.id}:{now().isoformat()}", href=f"/claims/{claim.id}", competence=competence.title)
