"""Whatever a table says of a person is in their copy, and somebody decided what becomes of it when they are erased."""

from flask import Flask

from lms.kit.db import db
from lms.people.events import PersonErased
from lms.privacy.queries.slices import SLICES
from lms.reactions import REACTIONS

STORED = [kind for one in SLICES for kind in one.stored]

ONLY_WHO_DID_IT = {
    "accommodation.given_by_id",
    "answer.marked_by_id",
    "benefit.owner_id",
    "benefit_finding.by_id",
    "certificate.revoked_by_id",
    "challenge.created_by_id",
    "champion.agreed_by_id",
    "champion.appointed_by_id",
    "champion.nominated_by_id",
    "champion.renewal_agreed_by_id",
    "champion_move.by_id",
    "champion_rules.made_by_id",
    "check_in.closed_by_id",
    "check_in.opened_by_id",
    "claim_move.by_id",
    "bottleneck_link.linked_by_id",
    "bottleneck_move.by_id",
    "cohort.created_by_id",
    "cohort_application.manager_id",
    "cohort_application.screened_by_id",
    "cohort_application_move.by_id",
    "cohort_attendance.noted_by_id",
    "cohort_extension.decided_by_id",
    "cohort_hand_in.handed_in_by_id",
    "cohort_invitation.invited_by_id",
    "cohort_mark.marked_by_id",
    "competence_correspondence.made_by_id",
    "contribution.answered_by_id",
    "course.created_by_id",
    "course_version.published_by_id",
    "course_version.submitted_by_id",
    "development_plan_move.by_id",
    "duty.made_by_id",
    "erasure.asked_by_id",
    "erasure.checked_by_id",
    "erasure.done_by_id",
    "erasure_move.by_id",
    "evaluation.asked_by_id",
    "evaluation_criteria.made_by_id",
    "evaluation_round.discussed_by_id",
    "evidence.by_id",
    "evidence.withdrawn_by_id",
    "extra_attempt.given_by_id",
    "forum_post.hidden_by_id",
    "forum_report.settled_by_id",
    "forum_topic.locked_by_id",
    "framework_version.made_by_id",
    "gate.decided_by_id",
    "gate_threshold.set_by_id",
    "graduation_decision.proposed_by_id",
    "graduation_decision.second_by_id",
    "graduation_decision_move.by_id",
    "graduation_run.begun_by_id",
    "grant_of_role.given_by_id",
    "idea.handled_by_id",
    "idea_comment.hidden_by_id",
    "idea_comment_report.settled_by_id",
    "idea_merger.by_id",
    "idea_merger.undone_by_id",
    "idea_move.by_id",
    "import_columns.said_by_id",
    "initiative.created_by_id",
    "initiative_move.by_id",
    "initiative_report.by_id",
    "innovation_fund.made_by_id",
    "issuing_stop.stopped_by_id",
    "leadership_item.asked_by_id",
    "leadership_meeting.created_by_id",
    "leadership_meeting_move.by_id",
    "legal_hold.lifted_by_id",
    "legal_hold.set_by_id",
    "level_rules.made_by_id",
    "measurement.by_id",
    "milestone_move.by_id",
    "micro_grant.asked_by_id",
    "micro_grant.decided_by_id",
    "mandate.made_by_id",
    "match_run.asked_by_id",
    "observer.named_by_id",
    "organisation.made_by_id",
    "opening.created_by_id",
    "opening_conflict.declared_by_id",
    "opening_move.by_id",
    "participation_rating.by_id",
    "person.manager_id",
    "plan_baseline.by_id",
    "plan_check.asked_by_id",
    "pilot.decided_by_id",
    "pilot_amendment.by_id",
    "placement_move.by_id",
    "programme_duty.named_by_id",
    "programme_version.loaded_by_id",
    "project.created_by_id",
    "project.owner_id",
    "project.sponsor_id",
    "project_document.by_id",
    "project_milestone_move.by_id",
    "project_move.by_id",
    "rating_request.rater_id",
    "relation_keeper.given_by_id",
    "risk.owner_id",
    "role_profile.made_by_id",
    "strategy.created_by_id",
    "strategy_move.by_id",
    "strategy_version.made_by_id",
    "spending.by_id",
}
"""Columns of rows that are about somebody else, or about the house, and say who did it, or who is asked to. The rest of such a row is not
theirs to have; that they did it stands in the audit trail, which is in their copy. After an erasure the column points to a person of whom
nothing is known."""


def _columns_to_people() -> set[str]:
    tables = db.metadata.tables.values()
    return {f"{table.name}.{key.parent.name}" for table in tables for key in table.foreign_keys if key.column.table.name == "person"}


def _covered() -> set[str]:
    return {f"{column.class_.__tablename__}.{column.key}" for kind in STORED for column in kind.of}


def test_every_column_that_names_a_person_is_in_the_copy_or_says_only_who_did_it(app: Flask) -> None:
    left = _columns_to_people() - _covered() - ONLY_WHO_DID_IT
    assert not left, f"say in the slice's queries/stored.py what is kept, or here why it is not theirs: {', '.join(sorted(left))}"


def test_the_list_of_exceptions_is_up_to_date(app: Flask) -> None:
    gone = ONLY_WHO_DID_IT - _columns_to_people()
    assert not gone, f"no such columns any more: {', '.join(sorted(gone))}"
    assert not ONLY_WHO_DID_IT & _covered()


def test_no_secret_is_in_the_copy() -> None:
    telling = ("password", "secret", "token", "hash", "public_key", "recovery", "uniquifier", "credential")
    open_columns = [
        f"{kind.model.__tablename__}.{column.name}"
        for kind in STORED
        for column in kind.model.__table__.columns
        if column.name not in kind.secret and any(word in column.name for word in telling)
    ]
    assert set(open_columns) <= {"step_done.content_hash", "audit_entry.hash", "audit_entry.previous_hash"}


def test_every_kind_has_a_name_of_its_own_and_says_why() -> None:
    names = [kind.name for kind in STORED]
    assert len(names) == len(set(names))
    assert all(str(kind.why).endswith(".") for kind in STORED)


def test_the_directory_erases_last() -> None:
    modules = [getattr(reaction, "__module__", "") for event, reaction in REACTIONS if event is PersonErased]
    assert modules[-1] == "lms.people.service.erasing"
    slices = {one.name for one in SLICES if any(kind.fate.value != "kept" for kind in one.stored)}
    reacting = {module.split(".")[1] for module in modules} | {"credentials"}  # by a small function of the table that also drops drawn papers
    assert slices <= reacting
