"""What happens when nobody is looking: the whole of it."""

from lms.kit.scheduling import Job

SCHEDULE: tuple[Job, ...] = ()
