"""What the directory does at night."""

from collections.abc import Iterable
from pathlib import Path

from lms.kit.db import transaction
from lms.kit.logs import log
from lms.people.service.importing.files import forget_old_files
from lms.people.service.importing.nightly import take, whole_files


def import_people(folder: Path | None, *, languages: Iterable[str]) -> int:
    """Take the new files of the folder, one transaction each; return how many. Without a folder there is nothing to do."""
    if folder is None:
        return 0
    taken = 0
    for file in whole_files(folder):
        with transaction():
            taken += take(file, languages=languages) is not None
    log.info("import folder", taken=taken)
    return taken


def forget_import_files() -> int:
    """Let go of the bytes of files that were imported long ago."""
    with transaction():
        return forget_old_files()
