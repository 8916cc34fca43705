"""What ideas keep of a person."""

from uuid import UUID

from lms.ideas.models.pitches import CommentReport, IdeaAuthor, IdeaComment, IdeaFile, IdeaFollow, IdeaJoin, IdeaSupport
from lms.ideas.queries.stored_sponsoring import SPONSORING
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of

STORED: tuple[Stored, ...] = (
    Stored(
        "idea_authorships",
        lazy_gettext("Ideas written, alone or with others"),
        IdeaAuthor,
        (IdeaAuthor.person_id,),
        Fate.KEPT,
        lazy_gettext("That somebody wrote the idea stays, without name: it is the city's work (GDPR article 6(1)(e)). Drafts without co-authors go."),
    ),
    Stored(
        "idea_files",
        lazy_gettext("Files added to ideas"),
        IdeaFile,
        (IdeaFile.person_id,),
        Fate.KEPT,
        lazy_gettext("The evidence stays with the idea; who added it does not."),
        secret=("digest",),
        file=(IdeaFile.name, IdeaFile.digest),
    ),
    Stored(
        "idea_comments",
        lazy_gettext("Comments on ideas"),
        IdeaComment,
        (IdeaComment.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("The words go; that something was said stays."),
    ),
    Stored(
        "idea_comment_reports",
        lazy_gettext("Comments reported"),
        CommentReport,
        (CommentReport.by_id,),
        Fate.ANONYMISED,
        lazy_gettext("The words go; that it was reported stays."),
    ),
    Stored(
        "idea_support",
        lazy_gettext("Ideas supported"),
        IdeaSupport,
        (IdeaSupport.person_id,),
        Fate.DELETED,
        lazy_gettext("The support goes."),
    ),
    Stored(
        "idea_follows",
        lazy_gettext("Ideas followed"),
        IdeaFollow,
        (IdeaFollow.person_id,),
        Fate.DELETED,
        lazy_gettext("The following goes."),
    ),
    Stored(
        "idea_joins",
        lazy_gettext("Requests to join ideas"),
        IdeaJoin,
        (IdeaJoin.person_id,),
        Fate.DELETED,
        lazy_gettext("The questions go."),
    ),
    *SPONSORING,
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that ideas keep of the person."""
    return rows_of(STORED, person_id)
