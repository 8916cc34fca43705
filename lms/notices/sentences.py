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
    "work-handed-in": lazy_gettext("“%(task)s” was handed in and waits for your marking (%(cohort)s)."),
    "work-marked": lazy_gettext("“%(task)s” was marked."),
    "work-commented": lazy_gettext("%(person)s commented on “%(task)s”."),
    "extension-asked": lazy_gettext("A participant asks for more time for “%(task)s” (%(cohort)s)."),
    "extension-given": lazy_gettext("You have more time for “%(task)s”: until %(day)s."),
    "extension-declined": lazy_gettext("Your request for more time for “%(task)s” was declined. Its page says why."),
    "peers-open": lazy_gettext("Others’ work on “%(task)s” waits for your feedback by %(day)s."),
    "peers-soon": lazy_gettext("Your feedback on others’ work on “%(task)s” is due on %(day)s."),
    "peers-late": lazy_gettext("Your feedback on others’ work on “%(task)s” was due on %(day)s. They still wait for it."),
    "peers-gave": lazy_gettext("Somebody of your boot camp gave feedback on your work on “%(task)s”."),
    "peers-reported": lazy_gettext("A feedback on “%(task)s” was reported and waits for your decision."),
    "peers-hidden": lazy_gettext("The feedback on “%(task)s” that you reported was taken away."),
    "peers-left": lazy_gettext("A trainer read the feedback on “%(task)s” that you reported, and left it."),
    "marking-waits": lazy_gettext("An essay in “%(quiz)s” waits for your marking."),
}


def sentence(kind: str, facts: Mapping[str, Any]) -> str:
    """The sentence of ``kind``; the facts are names and numbers, escaped by the template that prints it."""
    return str(SENTENCES[kind]) % facts
