"""What happens when nobody is looking: the whole of it. Hours are those of the clock in UTC."""

from apscheduler.triggers.cron import CronTrigger
from flask import current_app

from lms.assessment import jobs as assessment
from lms.bottlenecks import jobs as bottlenecks
from lms.catalogue import jobs as catalogue
from lms.champions import jobs as champions
from lms.cohorts.jobs import calls as cohort_calls
from lms.cohorts.jobs import ending as cohort_ending
from lms.cohorts.jobs import forum as cohort_forum
from lms.cohorts.jobs import terms as cohort_terms
from lms.cohorts.jobs import timetable
from lms.cohorts.jobs import work as cohort_work
from lms.competency import jobs as competency
from lms.credentials import jobs as credentials
from lms.development import jobs as development
from lms.ideas.jobs import evaluating as idea_evaluations
from lms.ideas.jobs import sponsoring as idea_sponsors
from lms.ideas.jobs import terms as idea_terms
from lms.kit.scheduling import Job
from lms.leadership import jobs as leadership
from lms.learning import jobs as learning
from lms.notices import jobs as notices
from lms.operations import jobs as operations
from lms.people import jobs as people
from lms.placements import jobs as placements
from lms.placements.queries.supply import supply
from lms.privacy import jobs as privacy
from lms.projects import jobs as projects
from lms.relations import jobs as relations
from lms.reports import jobs as reports
from lms.strategy.jobs import checks as plan_checks
from lms.strategy.jobs import consultations
from lms.thread import jobs as thread


def _send_letters() -> int:
    return notices.send_letters(current_app.extensions["lms.settings"])


def _import_people() -> int:
    settings = current_app.extensions["lms.settings"]
    return people.import_people(settings.import_folder, languages=settings.languages)


def _check_plans() -> int:
    return plan_checks.run_checks(supply=supply)


SCHEDULE: tuple[Job, ...] = (
    Job("close-overdue-attempts", assessment.close_overdue, CronTrigger(second=5, timezone="UTC")),
    Job("move-cohorts", cohort_calls.move_cohorts, CronTrigger(second=15, timezone="UTC")),
    Job("lapse-offers", cohort_calls.lapse_offers, CronTrigger(second=25, timezone="UTC")),
    Job("move-waiting-lists", cohort_calls.move_waiting_lists, CronTrigger(minute="*/10", second=35, timezone="UTC")),
    Job("ask-for-agreements", cohort_calls.ask_for_agreements, CronTrigger(minute=0, second=45, timezone="UTC")),
    Job("send-letters", _send_letters, CronTrigger(second=0, timezone="UTC")),
    Job("forget-old-letters", notices.forget_old_letters, CronTrigger(hour=2, minute=10, timezone="UTC")),
    Job("import-people", _import_people, CronTrigger(hour=1, minute=30, timezone="UTC")),
    Job("forget-import-files", people.forget_import_files, CronTrigger(hour=2, minute=15, timezone="UTC")),
    Job("make-data-copies", privacy.make_data_copies, CronTrigger(second=40, timezone="UTC")),
    Job("forget-data-copies", privacy.forget_data_copies, CronTrigger(hour=2, minute=30, timezone="UTC")),
    Job("remind-of-erasures", privacy.remind_of_erasures, CronTrigger(hour=5, minute=20, timezone="UTC")),
    Job("tidy-up", operations.tidy_up, CronTrigger(hour=2, minute=20, timezone="UTC")),
    Job("forget-loose-blobs", operations.forget_loose_blobs, CronTrigger(hour=2, minute=40, timezone="UTC")),
    Job("check-audit-trail", operations.check_audit_trail, CronTrigger(hour=3, minute=0, timezone="UTC")),
    Job("issue-waiting-certificates", credentials.issue_those_waiting, CronTrigger(minute="*/5", second=30, timezone="UTC")),
    Job("age-standings", competency.age_standings, CronTrigger(hour=1, minute=30, timezone="UTC")),
    Job("remind-of-claims-and-ratings", competency.remind_of_terms, CronTrigger(hour=5, minute=25, timezone="UTC")),
    Job("apply-level-rules", competency.apply_rules, CronTrigger(second=40, timezone="UTC")),
    Job("graduate-on", cohort_ending.graduate_on, CronTrigger(second="10,40", timezone="UTC")),
    Job("certificates-of-graduates", cohort_ending.ask_for_certificates, CronTrigger(minute="*/5", second=45, timezone="UTC")),
    Job("keep-camp-figures", cohort_ending.keep_figures, CronTrigger(minute="*/5", second=55, timezone="UTC")),
    Job("follow-up", cohort_ending.follow_up, CronTrigger(hour=5, minute=50, timezone="UTC")),
    Job("forum-digests", cohort_forum.send_digests, CronTrigger(hour=5, minute=20, timezone="UTC")),
    Job("remind-of-expiry", credentials.remind_of_expiry, CronTrigger(hour=5, minute=30, timezone="UTC")),
    Job("keep-duties", learning.keep_duties, CronTrigger(minute=20, second=15, timezone="UTC")),
    Job("remind-of-development-plans", development.remind_of_plans, CronTrigger(hour=5, minute=50, timezone="UTC")),
    Job("tell-of-session-changes", timetable.tell_of_session_changes, CronTrigger(second=20, timezone="UTC")),
    Job("close-sessions", timetable.close_sessions, CronTrigger(minute="*/15", second=40, timezone="UTC")),
    Job("open-peer-rounds", cohort_work.open_peer_rounds, CronTrigger(minute="*/10", second=20, timezone="UTC")),
    Job("remind-of-work", cohort_work.remind_of_work, CronTrigger(hour=5, minute=45, timezone="UTC")),
    Job("remind-of-peers", cohort_work.remind_of_peers, CronTrigger(hour=5, minute=50, timezone="UTC")),
    Job("remind-of-camp-terms", cohort_terms.remind_of_terms, CronTrigger(hour=5, minute=15, timezone="UTC")),
    Job("remind-of-reviews", catalogue.remind_of_reviews, CronTrigger(hour=5, minute=20, timezone="UTC")),
    Job("tell-of-unmarked", assessment.tell_of_unmarked, CronTrigger(minute=35, second=50, timezone="UTC")),
    Job("ask-eligible-champions", champions.ask_eligible, CronTrigger(hour=4, minute=40, timezone="UTC")),
    Job("keep-champions", champions.keep_champions, CronTrigger(hour=4, minute=50, timezone="UTC")),
    Job("forget-old-contacts", relations.forget_old_contacts, CronTrigger(hour=2, minute=50, timezone="UTC")),
    Job("remind-of-relations", relations.remind_of_relations, CronTrigger(hour=5, minute=30, timezone="UTC")),
    Job("remind-of-plans", learning.remind_of_plans, CronTrigger(hour=5, minute=40, timezone="UTC")),
    Job("remind-evaluators", idea_evaluations.remind_evaluators, CronTrigger(hour=5, minute=15, timezone="UTC")),
    Job("keep-sponsorships", idea_sponsors.keep_sponsorships, CronTrigger(hour=5, minute=10, timezone="UTC")),
    Job("return-unused-grants", idea_sponsors.return_unused_grants, CronTrigger(hour=1, minute=5, timezone="UTC")),
    Job("send-exchange", idea_sponsors.send_exchange, CronTrigger(day_of_week="mon", hour=5, minute=25, timezone="UTC")),
    Job("remind-of-pilots", idea_sponsors.remind_of_pilots, CronTrigger(hour=5, minute=35, timezone="UTC")),
    Job("unpark-ideas", idea_terms.unpark_ideas, CronTrigger(hour=4, minute=40, timezone="UTC")),
    Job("remind-of-idea-terms", idea_terms.remind_of_terms, CronTrigger(hour=5, minute=10, timezone="UTC")),
    Job("run-matching", placements.run_matching, CronTrigger(second="10,30,50", timezone="UTC")),
    Job("answer-matching", placements.answer_questions, CronTrigger(second="0,20,40", timezone="UTC")),
    Job("keep-placements", placements.keep_placements, CronTrigger(minute=25, second=30, timezone="UTC")),
    Job("remind-of-projects", projects.remind_of_projects, CronTrigger(hour=5, minute=35, timezone="UTC")),
    Job("tell-of-broken-threads", thread.tell_of_broken_threads, CronTrigger(day_of_week="mon", hour=5, minute=25, timezone="UTC")),
    # After the nightly import, so that who starts on the first of the month is counted.
    Job("take-roll", reports.take_roll, CronTrigger(hour=1, minute=50, timezone="UTC")),
    Job("make-report-files", reports.make_files, CronTrigger(second=20, timezone="UTC")),
    Job("send-report-views", reports.send_views, CronTrigger(hour=5, minute=50, timezone="UTC")),
    Job("remind-departments", consultations.remind_departments, CronTrigger(hour=5, minute=10, timezone="UTC")),
    Job("remind-of-measurements", consultations.remind_of_measurements, CronTrigger(hour=5, minute=15, timezone="UTC")),
    Job("check-plans", _check_plans, CronTrigger(second="10,40", timezone="UTC")),
    Job("keep-triage-terms", bottlenecks.keep_triage_terms, CronTrigger(hour=5, minute=25, timezone="UTC")),
    Job("ask-reporters", bottlenecks.ask_reporters, CronTrigger(hour=5, minute=35, timezone="UTC")),
    Job("forget-reporters", bottlenecks.forget_reporters, CronTrigger(hour=2, minute=45, timezone="UTC")),
    Job("keep-leadership-terms", leadership.keep_terms, CronTrigger(hour=0, minute=20, timezone="UTC")),
    Job("remind-of-decisions", leadership.remind_of_decisions, CronTrigger(hour=5, minute=45, timezone="UTC")),
    Job("forget-reports", reports.forget, CronTrigger(hour=2, minute=30, timezone="UTC")),
)
