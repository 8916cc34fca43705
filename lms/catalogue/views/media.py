"""Pictures, videos and downloads: of drafts for those who may read the draft, of published versions for everybody."""

from flask import Response, current_app, send_file

from lms.catalogue.media_kinds import kind_of
from lms.catalogue.queries.media import MediaAtHand, PublishedMedia, draft_media, no_such_media, published_media
from lms.catalogue.views.blueprint import VERSION, bp
from lms.kit import blobs
from lms.kit.access import requires
from lms.permissions import Permission as P

FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/courses/<slug>/media/<int(max=100000):number>/<path:name>")
@requires(P.MEDIA_VIEW, load=published_media, visitors=True)
def published_file(file: PublishedMedia) -> Response:
    """A file of a version that is or was published; its address never shows anything else."""
    return _sent(file.path, file.hash, FOR_EVER if file.is_public else "private, no-cache")


@bp.get(f"{VERSION}/media/<path:name>")
@requires(P.VERSION_READ, load=draft_media)
def draft_file(file: MediaAtHand) -> Response:
    """A file of a draft."""
    return _sent(file.path, file.hash, "private, no-cache")


def _sent(path: str, digest: str, caching: str) -> Response:
    """The bytes as what their name says, never as something that runs; parts of it when the browser asks for parts."""
    kind = kind_of(path)
    if kind is None:
        raise no_such_media()
    cache = current_app.config["DATA_DIR"].resolve() / "cache" / "media"
    response = send_file(
        blobs.on_disk(digest, cache),
        mimetype=kind.content_type,
        as_attachment=not kind.shown,
        download_name=path.rpartition("/")[2],
        conditional=True,
        etag=digest,
        last_modified=None,
    )
    response.headers["Cache-Control"] = caching
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
