"""What the codes of deeds and things are called on the page. Rows hold the codes: they mean the same in every language, and for ever."""

from lms.kit.i18n import LazyString, lazy_gettext

DEEDS: dict[str, LazyString] = {
    # people
    "created": lazy_gettext("created"),
    "edited": lazy_gettext("edited"),
    "deleted": lazy_gettext("deleted"),
    "merged": lazy_gettext("merged into another"),
    "deactivated": lazy_gettext("deactivated"),
    "reactivated": lazy_gettext("reactivated"),
    "role-given": lazy_gettext("role given"),
    "role-taken": lazy_gettext("role taken away"),
    "link-made": lazy_gettext("link to set a password made"),
    "password-changed": lazy_gettext("password changed"),
    "second-step-on": lazy_gettext("second step turned on"),
    "second-step-off": lazy_gettext("second step turned off"),
    "passkey-added": lazy_gettext("passkey added"),
    "passkey-removed": lazy_gettext("passkey removed"),
    "ended": lazy_gettext("ended"),
    "signed-out-everywhere": lazy_gettext("signed out everywhere"),
    "imported": lazy_gettext("imported"),
    "import-stopped": lazy_gettext("import stopped"),
    "columns-said": lazy_gettext("meaning of columns remembered"),
    # privacy
    "copy-asked": lazy_gettext("copy of the data asked for"),
    "erasure-asked": lazy_gettext("erasure asked for"),
    "erasure-checked": lazy_gettext("erasure confirmed once"),
    "erasure-done": lazy_gettext("erasure confirmed twice"),
    "erasure-refused": lazy_gettext("erasure refused"),
    "erasure-withdrawn": lazy_gettext("request for erasure withdrawn"),
    "erased": lazy_gettext("erased"),
    "hold-set": lazy_gettext("legal hold set"),
    "hold-lifted": lazy_gettext("legal hold lifted"),
    # city, competency
    "reset": lazy_gettext("set back"),
    "framework-loaded": lazy_gettext("framework loaded"),
    # catalogue
    "create": lazy_gettext("created"),
    "name-author": lazy_gettext("author named"),
    "remove-author": lazy_gettext("author removed"),
    "load-folder": lazy_gettext("folder loaded"),
    "replace-files": lazy_gettext("files replaced"),
    "open-draft": lazy_gettext("draft opened"),
    "write-file": lazy_gettext("file written"),
    "rename-file": lazy_gettext("file renamed"),
    "delete-file": lazy_gettext("file deleted"),
    "submit": lazy_gettext("handed in for review"),
    "take-back": lazy_gettext("taken back from review"),
    "send-back": lazy_gettext("sent back by the reviewer"),
    "publish": lazy_gettext("published"),
    "supersede": lazy_gettext("superseded"),
    "withdraw": lazy_gettext("withdrawn"),
    "choose-for-learners": lazy_gettext("chosen what learners get"),
    "moved-learners": lazy_gettext("learners moved"),
    # learning, assessment
    "enrolled": lazy_gettext("enrolled"),
    "renewed": lazy_gettext("enrolled again"),
    "took-up": lazy_gettext("taken up again"),
    "left": lazy_gettext("left"),
    "completed": lazy_gettext("completed"),
    "marked": lazy_gettext("marked"),
    "gave": lazy_gettext("given"),
    "took-away": lazy_gettext("taken away"),
    # credentials
    "issued": lazy_gettext("issued"),
    "revoked": lazy_gettext("revoked"),
    "stopped": lazy_gettext("stopped"),
    "lifted-stop": lazy_gettext("stop lifted"),
}

THINGS: dict[str, LazyString] = {
    "accommodation": lazy_gettext("extra time"),
    "answer": lazy_gettext("answer"),
    "attempt": lazy_gettext("attempt"),
    "certificate": lazy_gettext("certificate"),
    "city": lazy_gettext("settings of the city"),
    "course": lazy_gettext("course"),
    "course-version": lazy_gettext("course version"),
    "department": lazy_gettext("department"),
    "enrolment": lazy_gettext("enrolment"),
    "framework": lazy_gettext("framework"),
    "import": lazy_gettext("import"),
    "import-columns": lazy_gettext("columns of imports"),
    "issuing": lazy_gettext("issuing of certificates"),
    "person": lazy_gettext("person"),
    "post": lazy_gettext("post"),
    "sign-in": lazy_gettext("sign-in"),
}


def deed_word(code: str) -> str:
    """What was done, in the reader's language; a code that a later version wrote stays as it is."""
    return str(DEEDS.get(code, code.replace("-", " ")))


def thing_word(code: str) -> str:
    """With what it was done, in the reader's language."""
    return str(THINGS.get(code, code.replace("-", " ")))
