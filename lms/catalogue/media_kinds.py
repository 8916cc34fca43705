"""What may lie in ``media/``, and how browsers get it: nothing that runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MediaKind:
    """A content type; ``shown``: within the page, else as a download."""

    content_type: str
    shown: bool = False


_KINDS = {
    "png": MediaKind("image/png", shown=True),
    "jpg": MediaKind("image/jpeg", shown=True),
    "jpeg": MediaKind("image/jpeg", shown=True),
    "gif": MediaKind("image/gif", shown=True),
    "webp": MediaKind("image/webp", shown=True),
    "mp4": MediaKind("video/mp4", shown=True),
    "webm": MediaKind("video/webm", shown=True),
    "mp3": MediaKind("audio/mpeg", shown=True),
    "vtt": MediaKind("text/vtt; charset=utf-8", shown=True),
    "pdf": MediaKind("application/pdf"),
    "csv": MediaKind("text/csv; charset=utf-8"),
    "xlsx": MediaKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": MediaKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "zip": MediaKind("application/zip"),
}

ACCEPT = ",".join(f".{ending}" for ending in _KINDS)
"""For the ``accept`` of a file field."""


def kind_of(path: str) -> MediaKind | None:
    """How the file at ``path`` is served; None for what is never served."""
    return _KINDS.get(path.rpartition(".")[2].lower()) if "." in path else None


def is_media(path: str) -> bool:
    """Whether a file with this name may lie in ``media/``."""
    return kind_of(path) is not None


def is_picture(path: str) -> bool:
    """Whether a page can show the file as a picture."""
    kind = kind_of(path)
    return kind is not None and kind.content_type.startswith("image/")


def markdown_for(path: str) -> str:
    """What to write in a lesson so that the file is there."""
    kind = kind_of(path)
    name = path.rpartition("/")[2].rpartition(".")[0].replace("-", " ")
    return f"![{name}]({path})" if kind and kind.shown and not path.endswith(".vtt") else f"[{name}]({path})"
