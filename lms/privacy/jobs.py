"""Large copies of data are made when nobody waits, and old ones go."""

from lms.kit.db import transaction
from lms.privacy.queries.requests import waiting_copies
from lms.privacy.service import copying


def make_data_copies() -> int:
    """Make what was asked for, one transaction each; return how many."""
    with transaction():
        waiting = waiting_copies()
    made = 0
    for copy_id in waiting:
        with transaction():
            made += copying.make(copy_id)
    return made


def forget_data_copies() -> int:
    """Let go of copies after their days."""
    with transaction():
        return copying.forget_old()
