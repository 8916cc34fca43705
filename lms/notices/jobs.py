"""What leaves the building: letters from the outbox."""

import smtplib
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from lms.kit.db import transaction
from lms.kit.logs import log
from lms.notices import queries, service
from lms.notices.models import Letter
from lms.settings import Settings

AT_ONCE = 500
KEPT_DAYS = 90
CALENDAR_FILE = "invitation.ics"


def as_message(letter: Letter, sender: str) -> EmailMessage:
    """The letter as a mail with a plain and an HTML part. Where it tells of a meeting, the calendar object is both an alternative, which mail
    programs offer to accept, and an attached file, for those that only know files."""
    message = EmailMessage(policy=policy.SMTP)  # lines end as on the wire, also inside base64, where nobody would mend them
    message["From"], message["To"], message["Subject"] = sender, letter.address, letter.subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(idstring=letter.id.hex, domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text_body)
    message.add_alternative(letter.html_body, subtype="html")
    if letter.calendar:
        message.add_alternative(letter.calendar, subtype="calendar", cte="base64", params={"method": letter.calendar_method})
        message.add_attachment(letter.calendar.encode(), maintype="application", subtype="ics", filename=CALENDAR_FILE)
    return message


def _post(letter: Letter, settings: Settings) -> None:
    with smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=20) as server:
        if settings.mail_tls:
            server.starttls()
        if settings.mail_username:
            server.login(settings.mail_username, settings.mail_password)
        server.send_message(as_message(letter, settings.mail_from))


def send_letters(settings: Settings) -> int:
    """Send what waits in the outbox, one transaction a letter; return how many left.

    Without a mail server the letters stay where they are: the inbox tells everything, and nothing is lost.
    """
    if not settings.mail_server:
        return 0
    sent = 0
    for _ in range(AT_ONCE):
        with transaction():
            letter = queries.next_letter()
            if letter is None:
                break
            service.send_one(letter, lambda one: _post(one, settings))
            sent += letter.sent_at is not None
    log.info("letters", sent=sent)
    return sent


def forget_old_letters() -> int:
    """Delete letters that left long ago."""
    with transaction():
        return service.forget_old_letters(days=KEPT_DAYS)
