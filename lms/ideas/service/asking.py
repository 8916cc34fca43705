"""Tell somebody that something of an idea is theirs to do: in the inbox, and by mail, since a decision is needed of them."""

from uuid import UUID

from lms.ideas.models.pitches import Idea
from lms.kit.db import db
from lms.kit.i18n import offered, speaking
from lms.notices.sentences import sentence
from lms.notices.service import tell, write_letter
from lms.people.models import Person


def ask_by_mail(person_id: UUID, kind: str, idea: Idea, *, about: str, path: str, **facts: str) -> bool:
    """Put ``kind`` into the inbox, and send the same sentence by mail, once per ``about``. Returns whether it was new."""
    said = {"title": idea.title, **facts}
    if not tell(person_id, kind, about=about, href=path, **said):
        return False
    to = db.session.get_one(Person, person_id)
    with speaking(offered(to.language)):
        words = sentence(kind, said)
    return write_letter("idea-asks", to=to, about=f"{kind}:{about}", facts={"idea": idea.title, "sentence": words, "path": path})
