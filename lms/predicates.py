"""Small questions about a person and a thing, of which ``policy`` says who may do what."""

from typing import Any

from lms.cohorts.queries.trainers import trains
from lms.competency.models import EvidenceKind
from lms.competency.queries.ratings import is_observer
from lms.kit.access import Rule
from lms.leadership.queries.seats import sits
from lms.people.models import Person, Role
from lms.people.queries.scopes import reach_of, within
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
def has_left(person: Any, account: Any) -> bool:
    """The account is closed, so whose it is cannot help themselves; nothing of it was erased."""
    return account is not None and not account.active and account.erased_at is None


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
def about_a_claim(person: Any, given: Any) -> bool:
    """A piece of evidence that is an accepted claim of prior learning."""
    return given is not None and given.piece.kind is EvidenceKind.PRIOR_LEARNING


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
    """The initiative, project or indicator, or what offers an opening, is in this person's hands."""
    return bool(person.is_authenticated) and thing is not None and thing.owner_id == person.id


@Rule
def named_sponsor(person: Any, thing: Any) -> bool:
    """The person stands behind the initiative."""
    return bool(person.is_authenticated) and thing is not None and thing.sponsor_id == person.id


strategy_staff = programme_office | auditor | city_manager



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
