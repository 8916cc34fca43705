"""What the thread does when nobody is looking: once a week the programme office is told how many are broken."""

from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.logs import log
from lms.notices.service import tell
from lms.people.models import Role
from lms.people.queries.holders import holder_ids
from lms.thread.queries.broken import loose_ends


def tell_of_broken_threads() -> int:
    """Tell the programme office, once in each week in which there are any; return how many people were told."""
    day = today()
    year, week, _day = day.isocalendar()
    with transaction():
        number = sum(len(loose) for loose in loose_ends(day).values())
        office = holder_ids(Role.PROGRAMME_OFFICE) if number else []
        told = sum(tell(one, "threads-broken", about=f"{year}-{week}", href="/thread/broken", number=number) for one in office)
    log.info("broken threads told", broken=number, told=told)
    return told
