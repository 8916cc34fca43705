"""What follows from what: the whole of it.

Each reaction translates a fact from one slice into a call on another. It runs in the transaction
that made the fact true, so either all of this happened or none of it.
"""

from contextlib import suppress
from uuid import uuid4

from flask import current_app

from lms.assessment.events import AttemptMarked, QuizPassed
from lms.assessment.service import erasing as assessment_erasing
from lms.assessment.service.showing import show_competences
from lms.assessment.service.unmarked import call_new_author
from lms.audit.service import record
from lms.bottlenecks.events import BottleneckReachesMany
from lms.bottlenecks.service.merged_departments import move_bottlenecks
from lms.catalogue.events import AuthorNamed, VersionPublished
from lms.catalogue.service import erasing as catalogue_erasing
from lms.champions.events import ChampionLevelChanged, ChampionMoved
from lms.champions.service import erasing as champions_erasing
from lms.champions.service import following as champions
from lms.cohorts.events import ClassGraduated, CohortMoved, CohortShifted, Graduated, PlaceGivenUp, PlaceTaken
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.queries import calls
from lms.cohorts.queries.ending import Graduate, graduates
from lms.cohorts.queries.trainers import trains
from lms.cohorts.service import agreeing, check_ins, offering, planning
from lms.cohorts.service import work as cohort_work
from lms.cohorts.service.erasing import ending as erasing_ending
from lms.cohorts.service.erasing import forum as erasing_forum
from lms.cohorts.service.erasing import names as erasing_names
from lms.cohorts.service.erasing import taking_part as erasing_part
from lms.cohorts.service.erasing import work as erasing_work
from lms.cohorts.service.graduating import note_certificate
from lms.cohorts.service.merged_departments import move_to_merged
from lms.cohorts.service.queue import promote
from lms.cohorts.service.timetable import changing as timetable
from lms.cohorts.service.timetable import laying_out
from lms.cohorts.service.timetable.refusals import NothingToMove
from lms.competency.events import RequirementsChanged, StandingChanged
from lms.competency.service import erasing as competency_erasing
from lms.competency.service import ratings
from lms.credentials.events import CertificateIssued, CertificateRevoked
from lms.credentials.queries import certificate, stands_for
from lms.credentials.service import erasing as credentials_erasing
from lms.credentials.service import telling as certificates
from lms.credentials.service.drawing import forget_paper
from lms.credentials.service.issuing import CampFacts, issue_for_class
from lms.credentials.service.refusals import IssuingStopped
from lms.development.service import erasing as development_erasing
from lms.development.service import following as development_following
from lms.ideas.events import IdeaHandedOver, IdeaMoved
from lms.ideas.service import erasing as ideas_erasing
from lms.ideas.service import erasing_sponsoring as sponsoring_erasing
from lms.ideas.service import evaluating as idea_evaluations
from lms.ideas.service import merged_departments as ideas_departments
from lms.ideas.service import merged_funds
from lms.ideas.service import sponsoring_ends as idea_sponsors
from lms.ideas.service.indexing import follow_move
from lms.ideas.service.telling import tell_of_move
from lms.kit.db import db, savepoint
from lms.kit.events import Event, Reaction
from lms.leadership.models import SubjectKind
from lms.leadership.service import erasing as leadership_erasing
from lms.leadership.service.agenda import put_on_agenda
from lms.learning.events import CourseCompleted
from lms.learning.service import erasing as learning_erasing
from lms.learning.service.enrolling import end_completion
from lms.learning.service.merged_departments import move_duties
from lms.learning.service.moving import move_learners
from lms.learning.service.steps import pass_quiz
from lms.notices import service as notices
from lms.notices.service import write_letter, write_letter_to
from lms.people import events as people
from lms.people.models import Person, Role
from lms.people.service import erasing as people_erasing
from lms.people.service.merging import remove_merged
from lms.placements.service import erasing as placements_erasing
from lms.placements.service import following as placements
from lms.privacy import events as privacy
from lms.privacy.service import erasures
from lms.privacy.service import telling as requests
from lms.projects.events import ProjectMoved
from lms.projects.service.merged_departments import move_projects
from lms.projects.service.people import miss_leaver
from lms.projects.service.taking_over import ask_to_open
from lms.relations.service import following as relations
from lms.reports.service import erasing as reports_erasing
from lms.reports.service import exports as report_files
from lms.reports.service import heat
from lms.reports.service.merging import follow_merger
from lms.strategy.events import InitiativeMoved
from lms.strategy.service import erasing as strategy_erasing
from lms.strategy.service.merged_departments import move_to_merged as move_voices
from lms.strategy.service.merged_teams import move_teams
from lms.strategy.service.reminding import note_leaver


def _send_link(fact: people.LinkMade) -> None:
    name = "invite" if fact.purpose == "invite" else "reset-password"
    person = db.session.get_one(Person, fact.person_id)
    write_letter(name, to=person, about=str(fact.link_id), facts={"path": f"/set-password/{fact.token}"})


class _NotSent(Exception):
    pass


def _work_as_if_sent(fact: people.LinkRefused) -> None:
    """Note the link and write the letter, and tear both up: whoever asks cannot tell by the clock whether there is an account."""
    with suppress(_NotSent), savepoint():
        record("link-made", "person", uuid4(), by=None, purpose="reset")
        facts = {"name": fact.email, "path": "/set-password/"}
        write_letter_to("reset-password", address=fact.email, language="en", person_id=None, about=fact.email, facts=facts)
        raise _NotSent


def _tell_of_password(fact: people.PasswordChanged) -> None:
    write_letter("password-changed", to=db.session.get_one(Person, fact.person_id), about=fact.change, facts={})


def _tell_of_sign_in(fact: people.SignInChanged) -> None:
    write_letter("sign-in-changed", to=db.session.get_one(Person, fact.person_id), about=fact.change, facts={"deed": fact.deed})


def _tell_old_address(fact: people.AddressChanged) -> None:
    person = db.session.get_one(Person, fact.person_id)
    facts = {"name": person.name}
    write_letter_to(
        "address-changed", address=fact.old_address, language=person.language, person_id=person.id, about=f"{fact.change}:{person.id}", facts=facts
    )


def _pass_quiz(fact: QuizPassed) -> None:
    pass_quiz(fact.enrolment_id, fact.version_id, fact.quiz_key)


def _move_learners(fact: VersionPublished) -> None:
    move_learners(fact.course_id, fact.version_id, fact.learners)


def _take_name_off_papers(fact: people.PersonErased) -> None:
    for paper_id in credentials_erasing.erase(fact):
        forget_paper(paper_id, current_app.config["DATA_DIR"] / "cache" / "papers")  # drawn anew when asked for, so harmless should this roll back


def _certify_class(fact: ClassGraduated) -> None:
    """Issue the certificates; while issuing is stopped, the graduates wait."""
    with suppress(IssuingStopped):
        issue_for_class([_camp_facts(one) for one in graduates(fact.cohort_id, fact.place_ids)])


def _certify_graduate(fact: Graduated) -> None:
    if not stands_for(fact.place_id):  # whoever graduated with others has theirs already
        _certify_class(ClassGraduated(fact.cohort_id, (fact.place_id,)))


def _camp_facts(one: Graduate) -> CampFacts:
    cohort, plan = one.found.cohort, one.found.plan
    return CampFacts(
        place_ref=one.place.id,
        person_id=one.place.person_id,
        holder_name=one.name,
        title=plan.title,
        language=cohort.language,
        began_on=cohort.starts_on,
        completed_on=cohort.ends_on,
        learning_points=plan.certificate.learning_points,
        effort_minutes=plan.hours * 60,
        outcomes=plan.certificate.outcomes,
        competences=plan.certificate.competences,
        months=plan.certificate.months,
        earned=one.earned,
    )


def _note_on_place(fact: CertificateIssued) -> None:
    if fact.place_ref is not None:
        note_certificate(fact.place_ref, fact.certificate_id)


def _end_completion(fact: CertificateRevoked) -> None:
    paper = certificate(fact.certificate_id)
    if paper.enrolment_id is not None and paper.revoked_at is not None:
        end_completion(paper.enrolment_id, at=paper.revoked_at)


def _leave_evaluations(fact: people.PersonDeactivated) -> None:
    idea_evaluations.release_all_of(fact.person_id)


def _lose_role_of_evaluator(fact: people.RoleTaken) -> None:
    if fact.role == Role.EVALUATOR and not db.session.get_one(Person, fact.person_id).holds(Role.EVALUATOR):
        idea_evaluations.release_all_of(fact.person_id)


def _train_no_longer(fact: people.RoleTaken) -> None:
    if fact.role == Role.TRAINER:
        planning.say_who_left(db.session.get_one(Person, fact.person_id))


def _leave_boot_camps(fact: people.PersonDeactivated) -> None:
    offering.leave_all(fact.person_id)
    planning.say_who_left(db.session.get_one(Person, fact.person_id))
    for found in calls.waiting_for_agreement(manager_id=fact.person_id):
        agreeing.ask_whoever_it_is_now(found)


def _come_back_to_boot_camps(fact: people.PersonJoined) -> None:
    if fact.came_back:
        offering.come_back(fact.person_id)


def _ask_new_manager(fact: people.ManagerChanged) -> None:
    for found in calls.waiting_for_agreement(person_id=fact.person_id):
        agreeing.ask_whoever_it_is_now(found)


def _hand_on_requests_for_ratings(fact: people.ManagerChanged) -> None:
    if fact.before_id is not None and not trains(fact.before_id, fact.person_id):  # a trainer of the person may answer as before
        ratings.hand_on_requests(fact.person_id, before_id=fact.before_id, after_id=fact.after_id)


def _end_requests_for_ratings(fact: people.PersonDeactivated) -> None:
    ratings.end_requests_to(fact.person_id)


def _count_in_new_department(fact: people.PersonMoved) -> None:
    offering.follow_person(fact.person_id)


def _offer_free_seat(fact: PlaceGivenUp) -> None:
    promote(fact.cohort_id)


def _shift_cohort(fact: CohortShifted) -> None:
    cohort = db.session.get_one(Cohort, fact.cohort_id)
    with suppress(NothingToMove):  # a cohort that is only planned has no sessions yet
        laying_out.shift(cohort, fact.days, by=None)
    cohort_work.shift(cohort, fact.days, by=None)


def _enrol_in_courses(fact: PlaceTaken) -> None:
    cohort_work.enrol_in_courses(fact.cohort_id, fact.person_id)


def _leave_team(fact: PlaceGivenUp) -> None:
    cohort_work.leave_team(fact.cohort_id, fact.person_id)


def _put_before_leadership(fact: BottleneckReachesMany) -> None:
    put_on_agenda(SubjectKind.BOTTLENECK, fact.bottleneck_id, fact.title, path=f"/bottlenecks/{fact.number}", by=None)


def _consider_champion(fact: CertificateIssued) -> None:
    """A certificate makes a champion, also where it changed no level but ended what was overdue."""
    champions.consider(fact.person_id)


REACTIONS: tuple[tuple[type[Event], Reaction], ...] = (
    (people.LinkMade, _send_link),
    (people.LinkRefused, _work_as_if_sent),
    (people.PasswordChanged, _tell_of_password),
    (people.SignInChanged, _tell_of_sign_in),
    (people.AddressChanged, _tell_old_address),
    (people.ImportEnded, requests.tell_import),
    (people.DepartmentMerged, move_to_merged),
    (people.DepartmentMerged, move_duties),
    (people.DepartmentMerged, move_projects),
    (people.DepartmentMoved, report_files.follow_move),
    (people.DepartmentMerged, report_files.follow_merger),
    (people.DepartmentMerged, follow_merger),
    (people.DepartmentMerged, move_voices),
    (people.DepartmentMerged, move_teams),
    (people.DepartmentMerged, ideas_departments.move_ideas),
    (people.DepartmentMerged, merged_funds.move_funds),
    (people.DepartmentMerged, move_bottlenecks),
    (people.DepartmentMerged, remove_merged),  # last: nothing hangs on the department any more
    (people.PersonErased, learning_erasing.erase),
    (people.PersonErased, assessment_erasing.erase),
    (people.PersonErased, _take_name_off_papers),
    (people.PersonErased, competency_erasing.erase),
    (people.PersonErased, erasing_part.erase),
    (people.PersonErased, erasing_work.erase),
    (people.PersonErased, erasing_forum.erase),
    (people.PersonErased, erasing_ending.erase),
    (people.PersonErased, erasing_names.erase),
    (people.PersonErased, champions_erasing.erase),
    (people.PersonErased, relations.erase),
    (people.PersonErased, development_erasing.erase),
    (people.PersonErased, reports_erasing.erase),
    (people.PersonErased, ideas_erasing.erase),
    (people.PersonErased, sponsoring_erasing.erase),
    (people.PersonErased, leadership_erasing.erase),
    (people.PersonErased, placements_erasing.erase),
    (people.PersonErased, catalogue_erasing.erase),
    (people.PersonErased, strategy_erasing.erase),
    (people.PersonErased, erasures.erase),
    (people.PersonErased, notices.erase),
    (people.PersonErased, people_erasing.erase),  # last: the others look the person up
    (privacy.DataCopyReady, requests.tell_copy),
    (privacy.ErasureAsked, requests.tell_hr),
    (privacy.ErasureChecked, requests.tell_second),
    (privacy.ErasureRefused, requests.tell_refusal),
    (privacy.ErasureDone, requests.write_last_letter),
    (VersionPublished, _move_learners),
    (AuthorNamed, call_new_author),
    (AttemptMarked, show_competences),
    (QuizPassed, _pass_quiz),
    (CourseCompleted, certificates.issue_certificate),
    (ClassGraduated, _certify_class),
    (Graduated, _certify_graduate),
    (CertificateIssued, _note_on_place),
    (CertificateIssued, certificates.award_competences),
    (CertificateIssued, certificates.tell_certificate),
    (CertificateIssued, _consider_champion),
    (CertificateRevoked, _end_completion),
    (CertificateRevoked, certificates.withdraw_competences),
    (CertificateRevoked, certificates.tell_revocation),
    (people.PersonDeactivated, _leave_boot_camps),
    (people.PersonJoined, _come_back_to_boot_camps),
    (people.PersonDeactivated, note_leaver),
    (people.PersonDeactivated, _leave_evaluations),
    (people.PersonDeactivated, idea_sponsors.follow_leaver),
    (people.RoleTaken, _lose_role_of_evaluator),
    (people.RoleTaken, _train_no_longer),
    (people.RoleTaken, idea_sponsors.follow_role),
    (people.RoleTaken, report_files.follow_role),
    (IdeaMoved, idea_evaluations.follow_idea),
    (IdeaMoved, idea_sponsors.follow_idea),
    (people.PersonDeactivated, champions.follow_leaver),
    (people.PersonDeactivated, relations.follow_leaver),
    (people.PersonDeactivated, placements.leave),
    (people.PersonDeactivated, miss_leaver),
    (people.PersonDeactivated, _end_requests_for_ratings),
    (people.ManagerChanged, _ask_new_manager),
    (people.ManagerChanged, champions.follow_manager),
    (people.ManagerChanged, _hand_on_requests_for_ratings),
    (people.ManagerChanged, development_following.follow_manager),
    (people.PersonMoved, _count_in_new_department),
    (people.PersonMoved, relations.follow_move),
    (PlaceGivenUp, _offer_free_seat),
    (CohortMoved, timetable.call_off),
    (CohortShifted, _shift_cohort),
    (PlaceTaken, _enrol_in_courses),
    (PlaceGivenUp, _leave_team),
    (PlaceGivenUp, check_ins.give_up),
    (CohortMoved, check_ins.call_off),
    (IdeaMoved, follow_move),
    (IdeaMoved, tell_of_move),
    (IdeaHandedOver, ask_to_open),
    (StandingChanged, heat.follow_standing),
    (StandingChanged, champions.follow_standing),
    (InitiativeMoved, placements.after_offering_moved),
    (ProjectMoved, placements.after_offering_moved),
    (ChampionMoved, placements.after_champion_moved),
    (ChampionLevelChanged, placements.follow_level),
    (RequirementsChanged, heat.follow_requirements),
    (BottleneckReachesMany, _put_before_leadership),
)
