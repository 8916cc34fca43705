"""What is kept of what a person said in boot camps."""

from sqlalchemy import select

from lms.cohorts.models.forum import Announcement, Digest, FormerText, ForumPost, ForumTopic, Mention, PostReport, TopicRead
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Stored

STORED = (
    Stored(
        "announcements",
        lazy_gettext("Announcements written as a trainer"),
        Announcement,
        (Announcement.by_id,),
        Fate.ANONYMISED,
        lazy_gettext("What all participants were told stays, without name (training record, GDPR article 6(1)(e))."),
    ),
    Stored(
        "topics",
        lazy_gettext("Topics begun"),
        ForumTopic,
        (ForumTopic.by_id,),
        Fate.ANONYMISED,
        lazy_gettext("The titles go; what others wrote below them stays with them."),
    ),
    Stored(
        "posts",
        lazy_gettext("Posts in forums"),
        ForumPost,
        (ForumPost.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("The texts go; that somebody wrote stays without name, since others replied to it."),
    ),
    Stored(
        "former_texts",
        lazy_gettext("What posts said before they were edited"),
        FormerText,
        (),
        Fate.DELETED,
        lazy_gettext("All of it goes."),
        where=lambda person_id: FormerText.post_id.in_(select(ForumPost.id).where(ForumPost.person_id == person_id)),
    ),
    Stored(
        "mentions",
        lazy_gettext("Posts that mention the person"),
        Mention,
        (Mention.person_id,),
        Fate.DELETED,
        lazy_gettext("All mentions go, and the name in the posts of others."),
    ),
    Stored(
        "post_reports",
        lazy_gettext("Posts reported"),
        PostReport,
        (PostReport.by_id,),
        Fate.ANONYMISED,
        lazy_gettext("The words go; that a post was reported stays without name."),
    ),
    Stored("topics_read", lazy_gettext("Topics read"), TopicRead, (TopicRead.person_id,), Fate.DELETED, lazy_gettext("All of it goes.")),
    Stored("digests", lazy_gettext("How news of forums is sent"), Digest, (Digest.person_id,), Fate.DELETED, lazy_gettext("All of it goes.")),
)
