"""What happens when nobody is looking: the whole of it. Hours are those of the clock in UTC."""

from apscheduler.triggers.cron import CronTrigger
from flask import current_app

from lms.assessment import jobs as assessment
from lms.credentials import jobs as credentials
from lms.kit.scheduling import Job
from lms.learning import jobs as learning
from lms.notices import jobs as notices
from lms.operations import jobs as operations
from lms.reports import jobs as reports


def _send_letters() -> int:
    return notices.send_letters(current_app.extensions["lms.settings"])


SCHEDULE: tuple[Job, ...] = (
    Job("close-overdue-attempts", assessment.close_overdue, CronTrigger(second=5, timezone="UTC")),
    Job("send-letters", _send_letters, CronTrigger(second=0, timezone="UTC")),
    Job("forget-old-letters", notices.forget_old_letters, CronTrigger(hour=2, minute=10, timezone="UTC")),
    Job("tidy-up", operations.tidy_up, CronTrigger(hour=2, minute=20, timezone="UTC")),
    Job("forget-loose-blobs", operations.forget_loose_blobs, CronTrigger(hour=2, minute=40, timezone="UTC")),
    Job("check-audit-trail", operations.check_audit_trail, CronTrigger(hour=3, minute=0, timezone="UTC")),
    Job("issue-waiting-certificates", credentials.issue_those_waiting, CronTrigger(minute="*/5", second=30, timezone="UTC")),
    Job("remind-of-expiry", credentials.remind_of_expiry, CronTrigger(hour=5, minute=30, timezone="UTC")),
    Job("remind-of-plans", learning.remind_of_plans, CronTrigger(hour=5, minute=40, timezone="UTC")),
    Job("take-roll", reports.take_roll, CronTrigger(hour=1, minute=15, timezone="UTC")),
    Job("make-report-files", reports.make_files, CronTrigger(second=20, timezone="UTC")),
    Job("send-report-views", reports.send_views, CronTrigger(hour=5, minute=50, timezone="UTC")),
    Job("forget-reports", reports.forget, CronTrigger(hour=2, minute=30, timezone="UTC")),
)
