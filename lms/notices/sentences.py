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
    "certificate-expiring-camp": lazy_gettext("Your certificate for “%(course)s” expires on %(day)s. What you learned stays in your record."),
    "attempt-marked": lazy_gettext("Your answers in “%(quiz)s” were marked: %(percent)s per cent."),
    "version-in-review": lazy_gettext("“%(course)s” waits for your review."),
    "version-published": lazy_gettext("Your version of “%(course)s” was published."),
    "version-returned": lazy_gettext("“%(course)s” came back from review: %(reason)s"),
    "version-migrated": lazy_gettext("“%(course)s” has a new version, and you were moved to it. Its page says what is new and what is left to do."),
    "course-due-soon": lazy_gettext("You planned to finish “%(course)s” by %(day)s."),
    "course-due": lazy_gettext("The day by which you planned to finish “%(course)s” has come: %(day)s."),
    "audit-broken": lazy_gettext("The audit trail was changed from outside: its entry %(number)s does not fit the one before."),
    "application-asks": lazy_gettext("%(who)s wants to take part in “%(camp)s”. Please say whether you agree."),
    "application-asks-hr": lazy_gettext("%(who)s wants to take part in “%(camp)s”, and no manager can answer. Please say whether HR agrees."),
    "application-agreed": lazy_gettext("Your application for “%(camp)s” was agreed to. The trainers read it next."),
    "application-refused": lazy_gettext("Your application for “%(camp)s” was not agreed to: %(reason)s"),
    "application-to-screen": lazy_gettext("An application for “%(camp)s” waits for your screening."),
    "application-suitable": lazy_gettext("Your application for “%(camp)s” was found suitable. Its page shows where you stand."),
    "application-unsuitable": lazy_gettext("Your application for “%(camp)s” was not found suitable: %(reason)s"),
    "application-offered": lazy_gettext("You are offered a seat in “%(camp)s”. Please answer by %(until)s."),
    "application-lapsed": lazy_gettext("You did not answer the offer for “%(camp)s” in time. The seat went to the next on the list."),
    "application-skipped": lazy_gettext("A seat in “%(camp)s” went to somebody behind you on the waiting list. Your application says why."),
    "application-settled": lazy_gettext("“%(camp)s” begins, and there was no seat for you this time."),
    "place-taken": lazy_gettext("You have a place in “%(camp)s”."),
    "place-ended": lazy_gettext("Your place in “%(camp)s” was ended: %(reason)s"),
    "camp-invited": lazy_gettext("You are invited to apply for “%(camp)s” until %(until)s."),
    "camp-starts": lazy_gettext("“%(camp)s” begins today. Its page shows what is next."),
    "camp-moved": lazy_gettext("“%(camp)s” has new dates: %(day)s to %(until)s."),
    "camp-cancelled": lazy_gettext("“%(camp)s” was called off: %(reason)s"),
    "timetable-ready": lazy_gettext("The sessions of “%(cohort)s” stand in your timetable: %(number)s in all."),
    "timetable-changed": lazy_gettext("The timetable of “%(cohort)s” has changed: %(number)s sessions are new, moved or cancelled."),
    "session-changed": lazy_gettext("“%(session)s” of “%(cohort)s” has changed. It is on %(day)s, %(hours)s, here: %(where)s"),
    "session-cancelled": lazy_gettext("“%(session)s” of “%(cohort)s” is cancelled: %(reason)s"),
    "session-missed": lazy_gettext(
        "We missed you at “%(session)s” of “%(cohort)s” on %(day)s. Tell your trainer why, if you like; they may excuse you."
    ),
    "session-excused": lazy_gettext("You are excused from “%(session)s” of “%(cohort)s”. It counts neither for nor against you."),
    "attendance-waits": lazy_gettext("Nobody is noted at “%(session)s” of “%(cohort)s” yet. Please note who was there, within two days."),
    "absence-explained": lazy_gettext("%(name)s says why they were not at “%(session)s”."),
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
    "check-in-due": lazy_gettext("%(person)s in “%(camp)s” may need you: please talk with them within five working days."),
    "cohort-announcement": lazy_gettext("News from “%(camp)s”: %(title)s"),
    "forum-mention": lazy_gettext("%(who)s mentioned you in “%(topic)s”."),
    "forum-reply": lazy_gettext("%(who)s replied to you in “%(topic)s”."),
    "forum-report": lazy_gettext("A post in “%(topic)s” of “%(camp)s” was reported. Please look at it."),
    "forum-post-hidden": lazy_gettext("Your post in “%(topic)s” was hidden: %(reason)s"),
    "camp-graduated": lazy_gettext("You graduated from “%(camp)s”. Congratulations."),
    "camp-not-graduated": lazy_gettext("“%(camp)s” ended without your graduation. Its page shows what was reached, and what was not."),
    "graduation-proposed": lazy_gettext("An exception for %(person)s in “%(camp)s” waits for a second person: please decide."),
    "graduation-rejected": lazy_gettext("Your exception for %(person)s was rejected: %(reason)s"),
    "graduation-run-done": lazy_gettext("The graduation of “%(camp)s” is done: %(done)s of %(total)s graduated."),
    "follow-up-officer": lazy_gettext("What changed at work since “%(camp)s”? Please answer by %(day)s."),
    "follow-up-manager": lazy_gettext("What changed in the work of %(person)s since “%(camp)s”? Please answer by %(day)s."),
    "follow-up-reminder-officer": lazy_gettext("Your answers on “%(camp)s” are still missing. Please give them by %(day)s."),
    "follow-up-reminder-manager": lazy_gettext("Your answers on %(person)s and “%(camp)s” are still missing. Please give them by %(day)s."),
}


def sentence(kind: str, facts: Mapping[str, Any]) -> str:
    """The sentence of ``kind``; the facts are names and numbers, escaped by the template that prints it."""
    return str(SENTENCES[kind]) % facts
