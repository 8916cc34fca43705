"""Who may do what: the whole of it.

Predicates ask one small question each; the table below combines them with ``|``, ``&`` and ``~``.
"""

from typing import Any

from lms.cohorts.queries.trainers import trains
from lms.competency.queries.ratings import is_observer
from lms.kit.access import Policy, Rule
from lms.leadership.queries.seats import sits
from lms.people.models import Person, Role
from lms.people.queries.scopes import reach_of, within
from lms.permissions import Permission as P
from lms.strategy.queries.owners import owns_an_initiative


def _holds(role: Role) -> Rule:
    return Rule(lambda person, _thing: bool(person.is_authenticated) and not person.external and person.has(role), role.value)


def _somewhere(role: Role) -> Rule:
    """Holds the role for the whole house or for some departments; what a list then shows is narrowed by its query."""
    return Rule(lambda person, _thing: bool(person.is_authenticated) and not person.external and person.holds(role), f"{role.value}_somewhere")


def _over(role: Role) -> Rule:
    """Holds the role where the person works whom the thing belongs to; asked without a thing: holds it somewhere."""

    def reaches(person: Any, thing: Any) -> bool:
        if not person.is_authenticated or person.external or not person.holds(role):
            return False
        return thing is None or within(reach_of(person, role), _department_of(thing))

    return Rule(reaches, f"{role.value}_over")


def _department_of(thing: Any) -> Any:
    person = thing if isinstance(thing, Person) else thing.person
    return person.department_id if person is not None else None


trainer = _holds(Role.TRAINER)
curator = _holds(Role.CURATOR)
hr = _holds(Role.HR)
auditor = _holds(Role.AUDITOR)
programme_office = _holds(Role.PROGRAMME_OFFICE)
city_manager = _holds(Role.CITY_MANAGER)
finance_controller = _holds(Role.FINANCE_CONTROLLER)
evaluator = _somewhere(Role.EVALUATOR)
sponsor = _somewhere(Role.SPONSOR)
department_head = _somewhere(Role.DEPARTMENT_HEAD)
administrator = _holds(Role.ADMINISTRATOR)
hr_somewhere, auditor_somewhere = _somewhere(Role.HR), _somewhere(Role.AUDITOR)
hr_over, auditor_over = _over(Role.HR), _over(Role.AUDITOR)


@Rule
def anyone(person: Any, thing: Any) -> bool:
    """Visitors too."""
    return True


@Rule
def has_account(person: Any, thing: Any) -> bool:
    """Somebody with an account, be it an officer or a member of the leadership team from outside."""
    return bool(person.is_authenticated)


@Rule
def signed_in(person: Any, thing: Any) -> bool:
    """A public officer who is signed in. Members from outside have spaces of their own and see no others."""
    return bool(person.is_authenticated) and not person.external


@Rule
def owner(person: Any, thing: Any) -> bool:
    """The thing is this person's own."""
    return bool(person.is_authenticated) and thing is not None and thing.person_id == person.id


@Rule
def course_author(person: Any, version: Any) -> bool:
    """The person is named as an author of the course."""
    return bool(person.is_authenticated) and version is not None and person.id in version.author_ids


@Rule
def shown_to_all(person: Any, thing: Any) -> bool:
    """The thing is part of a course that everybody may read."""
    return thing is not None and bool(thing.is_public)


@Rule
def wrote_it(person: Any, version: Any) -> bool:
    """The person wrote some of this very version, or submitted it."""
    return bool(person.is_authenticated) and version is not None and person.id in version.writer_ids


@Rule
def of_an_administrator(person: Any, account: Any) -> bool:
    """The account is an administrator's: whoever could change its address could take it over."""
    return account is not None and account.has(Role.ADMINISTRATOR)


@Rule
def about_an_administrator(person: Any, found: Any) -> bool:
    """What is asked for is about an administrator."""
    return found is not None and found.person.has(Role.ADMINISTRATOR)


@Rule
def oneself(person: Any, account: Any) -> bool:
    """The account is the person's own."""
    return account is not None and bool(person.is_authenticated) and account.id == person.id


@Rule
def began_it(person: Any, found: Any) -> bool:
    """The person brought the file; asked without one: would bring it."""
    return found is None or (bool(person.is_authenticated) and found.begun_by_id == person.id)


@Rule
def cohort_staff(person: Any, found: Any) -> bool:
    """The person is a trainer or mentor of the cohort."""
    return bool(person.is_authenticated) and found is not None and person.id in found.staff_ids


@Rule
def cohort_trainer(person: Any, found: Any) -> bool:
    """The person is a trainer of the cohort."""
    return bool(person.is_authenticated) and found is not None and person.id in found.trainer_ids


@Rule
def line_manager(person: Any, thing: Any) -> bool:
    """The person is the manager of today of whom the thing is about; nobody manages themselves, and a former manager is out at once."""
    return bool(person.is_authenticated) and thing is not None and thing.manager_id == person.id != thing.person_id


@Rule
def trainer_of(person: Any, about: Any) -> bool:
    """The person trains, or trained, whom it is about in a boot camp."""
    return bool(person.is_authenticated) and about is not None and about.person_id != person.id and trains(person.id, about.person_id)


@Rule
def named_observer(person: Any, about: Any) -> bool:
    """HR named the person to note what they watch others do."""
    return bool(person.is_authenticated) and about is not None and about.person_id != person.id and is_observer(person.id)


@Rule
def gave_it(person: Any, given: Any) -> bool:
    """The person gave the rating, or noted the task."""
    return bool(person.is_authenticated) and given is not None and given.by_id == person.id


@Rule
def participant(person: Any, found: Any) -> bool:
    """The person has a place in the cohort."""
    return bool(person.is_authenticated) and found is not None and person.id in found.participant_ids


@Rule
def proposed_it(person: Any, thing: Any) -> bool:
    """The person proposed what waits for a decision."""
    return bool(person.is_authenticated) and thing is not None and thing.proposed_by_id == person.id


@Rule
def announced(person: Any, found: Any) -> bool:
    """The call of the cohort was opened once."""
    return found is not None and found.is_announced


@Rule
def asked_to_agree(person: Any, found: Any) -> bool:
    """The person is the applicant's line manager today."""
    return bool(person.is_authenticated) and found is not None and person.id == found.asked_id


@Rule
def left_to_hr(person: Any, found: Any) -> bool:
    """No manager can or did answer the application."""
    return found is not None and bool(found.hr_answers)


@Rule
def wrote_work(person: Any, work: Any) -> bool:
    """The work, or what is said about it, is this person's own or their team's."""
    return bool(person.is_authenticated) and work is not None and person.id in work.owner_ids


@Rule
def sponsors_it(person: Any, thing: Any) -> bool:
    """The person stands for the idea."""
    return bool(person.is_authenticated) and thing is not None and thing.sponsor_id is not None and person.id == thing.sponsor_id


@Rule
def asked_for_money(person: Any, thing: Any) -> bool:
    """The person asked for the grant."""
    return bool(person.is_authenticated) and thing is not None and person.id == thing.asked_by_id


@Rule
def asked_for_feedback(person: Any, review: Any) -> bool:
    """The person was drawn to give this feedback."""
    return bool(person.is_authenticated) and review is not None and person.id == review.reviewer_id


@Rule
def past_drafting(person: Any, thing: Any) -> bool:
    """The strategy that the thing is, or belongs to, is no draft any more."""
    return thing is not None and bool(thing.is_shown)


@Rule
def speaks_for_department(person: Any, thing: Any) -> bool:
    """The person heads the department, or one above it."""
    return bool(person.is_authenticated) and thing is not None and within(reach_of(person, Role.DEPARTMENT_HEAD), thing.department_id)


@Rule
def named_owner(person: Any, thing: Any) -> bool:
    """The person answers for the initiative, or measures the indicator."""
    return bool(person.is_authenticated) and thing is not None and thing.owner_id == person.id


@Rule
def named_sponsor(person: Any, thing: Any) -> bool:
    """The person stands behind the initiative."""
    return bool(person.is_authenticated) and thing is not None and thing.sponsor_id == person.id


strategy_staff = programme_office | auditor | city_manager



@Rule
def initiative_owner(person: Any, plan: Any) -> bool:
    """The initiative is in this person's hands."""
    return bool(person.is_authenticated) and plan is not None and plan.owner_id == person.id


@Rule
def owns_some_initiative(person: Any, thing: Any) -> bool:
    """Some initiative is in this person's hands."""
    return bool(person.is_authenticated) and owns_an_initiative(person.id)


@Rule
def heads_department(person: Any, found: Any) -> bool:
    """The person heads the department, or one above it; asked without one: heads some department."""
    if not person.is_authenticated or not person.holds(Role.DEPARTMENT_HEAD):
        return False
    return found is None or within(reach_of(person, Role.DEPARTMENT_HEAD), found.department_id)


@Rule
def idea_author(person: Any, found: Any) -> bool:
    """The person pitched the idea, or agreed to be its co-author."""
    return bool(person.is_authenticated) and found is not None and person.id in found.author_ids


@Rule
def asked_to_co_author(person: Any, found: Any) -> bool:
    """An author asked the person to be a co-author, and waits for the answer."""
    return bool(person.is_authenticated) and found is not None and person.id in found.asked_ids


@Rule
def submitted_idea(person: Any, found: Any) -> bool:
    """The idea is no draft: whoever works here may read it."""
    return found is not None and not found.is_draft


@Rule
def heads_its_department(person: Any, thing: Any) -> bool:
    """The person heads the department that calls for ideas, or one above it; asked without a thing: heads some department."""
    if not person.is_authenticated or not person.holds(Role.DEPARTMENT_HEAD):
        return False
    return thing is None or within(reach_of(person, Role.DEPARTMENT_HEAD), thing.department_id)


@Rule
def team_member(person: Any, thing: Any) -> bool:
    """The person holds a seat of the leadership team today, as member or alternate, from the city or from outside."""
    return bool(person.is_authenticated) and sits(person.id)


@Rule
def carries_it_out(person: Any, decision: Any) -> bool:
    """The decision names the person as its owner."""
    return bool(person.is_authenticated) and decision is not None and decision.decision.owner_id == person.id


@Rule
def removes_it(person: Any, found: Any) -> bool:
    """The bottleneck is this person's to remove."""
    return bool(person.is_authenticated) and found is not None and found.remover_id == person.id


@Rule
def from_outside(person: Any, account: Any) -> bool:
    """The account is of a member of the leadership team from outside: no officer, so HR has nothing to do with it."""
    return account is not None and bool(account.external)


@Rule
def champion_shown(person: Any, found: Any) -> bool:
    """The champion serves, so that colleagues find them."""
    return found is not None and bool(found.is_shown)


@Rule
def keeps_contact(person: Any, found: Any) -> bool:
    """The person keeps the contact with the organisation, or stands in for whoever does."""
    return bool(person.is_authenticated) and found is not None and person.id in found.keeper_ids


@Rule
def opening_owner(person: Any, found: Any) -> bool:
    """The person owns the initiative or project that offers it."""
    return bool(person.is_authenticated) and found is not None and found.owner_id == person.id


@Rule
def without_owner(person: Any, found: Any) -> bool:
    """Nobody owns what offers it, or the champion themselves: then the programme office decides."""
    return found is not None and found.owner_id in (None, found.person_id)


@Rule
def is_shown(person: Any, found: Any) -> bool:
    """The opening is no draft any more."""
    return found is not None and not found.is_draft


@Rule
def project_owner(person: Any, found: Any) -> bool:
    """The person runs the project."""
    return bool(person.is_authenticated) and found is not None and person.id == found.owner_id


@Rule
def project_sponsor(person: Any, found: Any) -> bool:
    """The person stands for the project."""
    return bool(person.is_authenticated) and found is not None and person.id == found.sponsor_id


@Rule
def large_project(person: Any, found: Any) -> bool:
    """The project plans so much money that the city manager decides at its gates."""
    return found is not None and bool(found.city_manager_decides)


@Rule
def benefit_owner(person: Any, found: Any) -> bool:
    """The person looks after the benefit."""
    return bool(person.is_authenticated) and found is not None and person.id == found.benefit_owner_id


@Rule
def opens_from_it(person: Any, origin: Any) -> bool:
    """The person owns the initiative, or sponsors the idea, that a project would come from."""
    return bool(person.is_authenticated) and origin is not None and person.id in origin.opener_ids


POLICY: Policy = {
    P.HOME_OPEN: signed_in,
    P.ACCOUNT_MANAGE_OWN: has_account,
    P.PERSON_LIST: hr_somewhere | administrator | auditor_somewhere,
    P.PERSON_VIEW: ((hr_over | auditor_over) & ~from_outside) | administrator,
    P.PERSON_EDIT: administrator | (hr_over & ~of_an_administrator & ~from_outside),
    P.PERSON_IMPORT: hr | administrator | (hr_somewhere & began_it),
    P.PERSON_UNLOCK: administrator,
    P.ROLE_GRANT: administrator,
    P.DEPARTMENT_EDIT: hr | administrator,
    P.POST_EDIT: hr | administrator,
    P.DATA_COPY_ASK: has_account,
    P.DATA_COPY_FETCH: owner,
    P.ERASURE_ASK_OWN: has_account,
    P.ERASURE_WITHDRAW: owner,
    P.ERASURE_LIST: hr_somewhere | administrator,
    P.ERASURE_ASK_FOR: (administrator | (hr_over & ~of_an_administrator)) & ~oneself,
    P.ERASURE_SEE: administrator | hr_over,
    P.ERASURE_HANDLE: (administrator | (hr_over & ~about_an_administrator)) & ~owner,
    P.AUDIT_READ: auditor | administrator,
    P.CITY_EDIT: administrator,
    P.INBOX_READ: has_account,
    P.NOTICE_OPEN: owner,
    P.LEADERSHIP_VIEW: team_member | programme_office | city_manager | auditor,
    P.LEADERSHIP_RUN: programme_office,
    P.LEADERSHIP_DECLARE: team_member,
    P.DECISION_CARRY_OUT: programme_office | carries_it_out,
    P.BOTTLENECK_LIST: signed_in,
    P.BOTTLENECK_REPORT: signed_in,
    P.BOTTLENECK_MOVE: programme_office | (signed_in & (removes_it | owner)),
    P.BOTTLENECK_RUN: programme_office,
    P.BOTTLENECK_REPORTER: programme_office,
    P.FRAMEWORK_VIEW: signed_in,
    P.FRAMEWORK_EDIT: hr | administrator,
    P.PROFILE_VIEW_OWN: signed_in,
    P.ROLE_PROFILE_READ: signed_in,
    P.ROLE_PROFILE_EDIT: hr | administrator,
    P.SELF_ASSESSMENT_MAKE: signed_in,
    P.RATING_ASK: signed_in,
    P.RATING_LIST: signed_in,
    P.RATING_GIVE: line_manager | trainer_of,
    P.OBSERVATION_NOTE: line_manager | trainer_of | named_observer,
    P.EVIDENCE_TAKE_BACK: gave_it,
    P.OBSERVER_NAME: hr,
    P.CLAIM_MAKE: signed_in,
    P.CLAIM_VIEW: owner | hr | trainer,
    P.CLAIM_CHANGE: owner,
    P.CLAIM_LIST: hr | trainer,
    P.CLAIM_REVIEW: (hr | trainer) & ~owner,
    P.LEVEL_RULES_VIEW: hr | administrator | auditor | trainer,
    P.LEVEL_RULES_CHANGE: hr | administrator,
    P.COURSE_LIST: anyone,
    P.COURSE_CREATE: trainer,
    P.COURSE_WORKSHOP: trainer | curator | auditor,
    P.VERSION_READ: course_author | curator | auditor,
    P.VERSION_WRITE: trainer & course_author,
    P.VERSION_SUBMIT: trainer & course_author,
    P.VERSION_REVIEW: curator & ~course_author & ~wrote_it,
    P.COURSE_WITHDRAW: curator,
    P.AUTHOR_NAME: curator | (trainer & course_author),
    P.MEDIA_VIEW: shown_to_all | signed_in,
    P.COURSE_VIEW: anyone,
    P.COURSE_ENROL: signed_in,
    P.ENROLMENT_LEARN: owner,
    P.DUTY_LIST: hr | auditor,
    P.DUTY_SET: hr,
    P.ATTEMPT_START: owner,
    P.ATTEMPT_SIT: owner,
    P.ATTEMPT_SEE: owner,
    P.ATTEMPT_MARK: trainer & course_author & ~owner,
    P.PRACTICE_ANSWER: owner | course_author | curator | auditor,
    P.MARKING_LIST: trainer,
    P.ACCOMMODATION_GIVE: hr_over,
    P.CERTIFICATE_VIEW_OWN: signed_in,
    P.CERTIFICATE_DOWNLOAD: owner | hr_over | auditor_over,
    P.CERTIFICATE_LIST: hr_somewhere | auditor_somewhere,
    P.CERTIFICATE_REVOKE: hr_over,
    P.ISSUING_STOP: hr | administrator,
    P.CALL_LIST: anyone,
    P.CALL_VIEW: announced | cohort_staff | hr | auditor,
    P.CALL_APPLY: signed_in & announced,
    P.APPLICATION_VIEW: owner | asked_to_agree | cohort_staff | hr | auditor,
    P.APPLICATION_AGREE: (asked_to_agree | (hr & left_to_hr)) & ~owner,
    P.APPLICATION_SCREEN: cohort_trainer & ~owner,
    P.APPLICATION_ANSWER: owner,
    P.APPLICATION_LIST: cohort_staff | hr | auditor,
    P.PLACE_GIVE_UP: owner,
    P.PLACE_END: cohort_trainer,
    P.COHORT_LIST: trainer | hr | auditor,
    P.COHORT_PLAN: trainer,
    P.COHORT_INVITE: hr,
    P.PROGRAMME_DUTY: hr,
    P.COHORT_VIEW: participant | cohort_staff | hr | auditor,
    P.COHORT_LEARN: participant,
    P.COHORT_RUN: cohort_trainer,
    P.COHORT_NAME_STAFF: cohort_trainer | hr,
    P.GAP_VIEW_OWN: signed_in,
    P.PLAN_VIEW_OWN: signed_in,
    P.PLAN_WRITE: owner,
    P.PLAN_READ: owner | line_manager,
    P.PLAN_ANSWER: line_manager,
    P.TEAM_VIEW: signed_in,
    P.PARTICIPATION_RATE: cohort_trainer,
    P.COHORT_CARE: cohort_staff,
    P.ANNOUNCEMENT_READ: participant | cohort_staff,
    P.ANNOUNCEMENT_WRITE: cohort_trainer,
    P.FORUM_READ: participant | cohort_staff,
    P.FORUM_WRITE: participant | cohort_staff,
    P.FORUM_MODERATE: cohort_staff,
    P.FORUM_EDIT_OWN: (participant | cohort_staff) & owner,
    P.GRADUATION_SEE: cohort_staff | hr | auditor,
    P.GRADUATION_DECIDE: cohort_trainer | hr,
    P.GRADUATION_CONFIRM: (cohort_trainer | hr) & ~proposed_it & ~owner,
    P.COHORT_REPORT: cohort_staff | hr | auditor,
    P.FOLLOW_UP_ANSWER: owner,
    P.FOLLOW_UP_RESULTS: cohort_trainer | hr | auditor,
    P.ATTENDANCE_VIEW: cohort_staff | hr | auditor,
    P.ATTENDANCE_ENTER: signed_in,
    P.CALENDAR_MANAGE_OWN: signed_in,
    P.WORK_VIEW: participant | cohort_staff | auditor,
    P.WORK_HAND_IN: participant,
    P.HAND_IN_READ: wrote_work | cohort_staff | auditor,
    P.HAND_IN_COMMENT: wrote_work | cohort_staff,
    P.HAND_IN_MARK: cohort_trainer & ~wrote_work,
    P.DRAFT_OWN: wrote_work & participant,
    P.WORK_OVERSEE: cohort_staff | auditor,
    P.PEER_GIVE: asked_for_feedback,
    P.PEER_REPORT: wrote_work,
    P.PEER_SETTLE: cohort_trainer & ~wrote_work & ~asked_for_feedback,
    P.EVALUATION_LIST: evaluator | programme_office,
    P.EVALUATION_SCORE: owner & evaluator & ~idea_author,
    P.EVALUATION_MANAGE: programme_office & ~idea_author,
    P.EVALUATION_CRITERIA: programme_office,
    P.SPONSORSHIP_EXCHANGE: sponsor | programme_office | city_manager,
    P.SPONSORSHIP_DRAFT: sponsor & ~idea_author,
    P.SPONSORSHIP_LIST: signed_in,
    P.SPONSORSHIP_VIEW: sponsors_it | idea_author | programme_office | finance_controller | city_manager | auditor,
    P.SPONSORSHIP_KEEP: sponsors_it,
    P.SPONSORSHIP_SIGN: sponsors_it | idea_author,
    P.SPONSORSHIP_DECLINE: idea_author & ~sponsors_it,
    P.FUND_LIST: finance_controller | programme_office | city_manager | auditor,
    P.FUND_EDIT: finance_controller,
    P.FUND_ASK: sponsors_it & sponsor,
    P.FUND_GRANT_VIEW: finance_controller | sponsors_it | idea_author | programme_office | auditor,
    P.FUND_BOOK: finance_controller & ~sponsors_it & ~idea_author & ~asked_for_money,
    P.PILOT_VIEW: signed_in,
    P.PILOT_DESIGN: idea_author | sponsors_it,
    P.PILOT_RUN: sponsors_it,
    P.PILOT_DECIDE: sponsors_it | (programme_office & ~idea_author),
    P.CULTURE_VIEW: programme_office | city_manager | department_head | auditor,
    P.OPENING_LIST: signed_in,
    P.OPENING_VIEW: (signed_in & is_shown) | opening_owner | programme_office | auditor,
    P.OPENING_OFFER: opening_owner | programme_office,
    P.OPENING_MANAGE: opening_owner | programme_office,
    P.OPENING_LEAN: owner & is_shown,
    P.OPENING_CONFLICT: programme_office,
    P.PLACEMENT_VIEW: owner | opening_owner | line_manager | programme_office | auditor,
    P.PLACEMENT_VIEW_OWN: signed_in,
    P.PLACEMENT_TEAM: signed_in,
    P.PLACEMENT_PROPOSE: programme_office,
    P.PLACEMENT_ANSWER: owner,
    P.PLACEMENT_DECIDE: (opening_owner | (programme_office & without_owner)) & ~owner,
    P.PLACEMENT_END: owner | opening_owner | programme_office,
    P.PLACEMENT_TAKE_BACK: programme_office & ~owner,
    P.PLACEMENT_LOAD: programme_office | city_manager | auditor,
    P.MATCHING_VIEW: programme_office | auditor,
    P.MATCHING_RUN: programme_office,
    P.MATCHING_ASK: programme_office | owner,
    P.REPORT_VIEW: hr_somewhere | auditor_somewhere,
    P.REPORT_PEOPLE: hr_somewhere | auditor_somewhere,
    P.REPORT_FILE_FETCH: owner & (hr_somewhere | auditor_somewhere),
    P.REPORT_SAVED_EDIT: owner & (hr_somewhere | auditor_somewhere),
    P.REPORT_LOG: auditor,
    P.STRATEGY_READ: signed_in,
    P.STRATEGY_READ_DRAFTS: strategy_staff,
    P.STRATEGY_VIEW: (signed_in & past_drafting) | strategy_staff,
    P.STRATEGY_DRAFT: programme_office,
    P.STRATEGY_CONSULTATION: strategy_staff | (department_head & past_drafting),
    P.STRATEGY_HEAR: speaks_for_department | strategy_staff,
    P.STRATEGY_SPEAK: speaks_for_department,
    P.STRATEGY_ANSWER: programme_office,
    P.INDICATOR_READ: signed_in,
    P.INDICATOR_VIEW: (signed_in & past_drafting) | strategy_staff,
    P.INDICATOR_MEASURE: programme_office | (named_owner & signed_in),
    P.INITIATIVE_READ: signed_in,
    P.INITIATIVE_VIEW: signed_in,
    P.INITIATIVE_PROPOSE: programme_office,
    P.INITIATIVE_EDIT: programme_office,
    P.INITIATIVE_REPORT: programme_office | (named_owner & signed_in),
    P.INITIATIVE_MOVE: programme_office | ((named_owner | named_sponsor) & signed_in),
    P.ROAD_MAP_VIEW: signed_in,
    P.ROAD_MAP_EDIT: programme_office | initiative_owner,
    P.ROAD_MAP_CAPACITY: programme_office | heads_department,
    P.ROAD_MAP_AGREE: programme_office,
    P.PROMISES_SEE: anyone,
    P.PLAN_CHECK_SEE: signed_in,
    P.PLAN_CHECK_ASK: programme_office | city_manager | owns_some_initiative,
    P.IDEA_LIST: signed_in,
    P.IDEA_PITCH: signed_in,
    P.IDEA_VIEW: signed_in & (submitted_idea | idea_author | asked_to_co_author),
    P.IDEA_EDIT: signed_in & idea_author,
    P.IDEA_CO_AUTHOR: signed_in & asked_to_co_author,
    P.IDEA_JOIN: signed_in & submitted_idea & ~idea_author & ~asked_to_co_author,
    P.IDEA_TALK: signed_in & submitted_idea,
    P.IDEA_SUPPORT: signed_in & submitted_idea & ~idea_author,
    P.IDEA_SCREEN: programme_office & submitted_idea & ~idea_author,
    P.IDEA_DESK: programme_office,
    P.IDEA_EXPORT: programme_office | auditor,
    P.IDEA_MODERATE: programme_office & submitted_idea,
    P.CHALLENGE_VIEW: signed_in,
    P.CHALLENGE_OPEN: programme_office | department_head,
    P.CHALLENGE_EDIT: programme_office | heads_its_department,
    P.CHAMPION_LIST: signed_in,
    P.CHAMPION_OWN: signed_in,
    P.CHAMPION_VIEW: (signed_in & champion_shown) | owner | line_manager | programme_office | auditor,
    P.CHAMPION_ASK: signed_in & champion_shown & ~owner,
    P.CHAMPION_SERVE: owner,
    P.CHAMPION_MOVE: owner | line_manager | programme_office,
    P.CHAMPION_NOMINATE: line_manager,
    P.CHAMPION_DESK: programme_office | city_manager | auditor,
    P.CHAMPION_RULES_READ: signed_in,
    P.CHAMPION_RULES_CHANGE: programme_office,
    P.RELATION_LIST: signed_in,
    P.RELATION_CREATE: signed_in,
    P.RELATION_WRITE: keeps_contact | programme_office,
    P.RELATION_HAND_OVER: keeps_contact | programme_office,
    P.RELATION_OVERSEE: programme_office | city_manager | auditor,
    P.RELATION_IMPORT: programme_office,
    P.RELATION_MEETINGS: anyone,
    P.PROJECT_LIST: signed_in,
    P.PROJECT_VIEW: signed_in,
    P.PROJECT_OPEN: programme_office | (signed_in & opens_from_it),
    P.PROJECT_PLAN: programme_office | (signed_in & project_owner),
    P.PROJECT_STAFF: programme_office,
    P.PROJECT_MOVE: programme_office | (signed_in & project_owner),
    P.PROJECT_SPEND: finance_controller | (signed_in & project_owner),
    P.PROJECT_DECIDE: ((city_manager & large_project) | (signed_in & project_sponsor & ~large_project)) & ~project_owner,
    P.PROJECT_TRACK: programme_office | (signed_in & (project_owner | benefit_owner)),
    P.PROJECT_THRESHOLD: city_manager,
    P.THREAD_WALK: signed_in,
    P.THREAD_BROKEN: programme_office | city_manager | auditor,
    P.OVERVIEW_SEE: city_manager | auditor,
}
