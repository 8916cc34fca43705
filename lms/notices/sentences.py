"""What notices say: one sentence per kind, filled with the notice's facts in the reader's language."""

from collections.abc import Mapping
from typing import Any

from lms.kit.i18n import LazyString, lazy_gettext

SENTENCES: dict[str, LazyString] = {
    "certificate-issued": lazy_gettext("You completed “%(course)s”. Your certificate %(number)s is ready."),
    "certificate-revoked": lazy_gettext("Your certificate %(number)s for “%(course)s” was revoked: %(reason)s"),
    "certificate-expiring": lazy_gettext("Your certificate for “%(course)s” expires on %(day)s. You can renew it now."),
    "certificate-expiring-later": lazy_gettext(
        "Your certificate for “%(course)s” expires on %(day)s. Its course page tells from when you can renew it."
    ),
    "attempt-marked": lazy_gettext("Your answers in “%(quiz)s” were marked: %(percent)s per cent."),
    "version-in-review": lazy_gettext("“%(course)s” waits for your review."),
    "version-published": lazy_gettext("Your version of “%(course)s” was published."),
    "version-returned": lazy_gettext("“%(course)s” came back from review: %(reason)s"),
    "version-migrated": lazy_gettext("“%(course)s” has a new version, and you were moved to it. Its page says what is new and what is left to do."),
    "course-due-soon": lazy_gettext("You planned to finish “%(course)s” by %(day)s."),
    "course-due": lazy_gettext("The day by which you planned to finish “%(course)s” has come: %(day)s."),
    "audit-broken": lazy_gettext("The audit trail was changed from outside: its entry %(number)s does not fit the one before."),
    "report-ready": lazy_gettext("Your report “%(name)s” is ready."),
    "export-ready": lazy_gettext("The list of %(number)s people that you asked for is ready. It is kept for seven days."),
    "export-failed": lazy_gettext(
        "The list of people that you asked for could not be made. Ask for it again; if that fails too, tell your administrator."
    ),
    "marking-waits": lazy_gettext("An essay in “%(quiz)s” waits for your marking."),
}


def sentence(kind: str, facts: Mapping[str, Any]) -> str:
    """The sentence of ``kind``; the facts are names and numbers, escaped by the template that prints it."""
    return str(SENTENCES[kind]) % facts
