"""Who may do what: the whole of it.

Predicates ask one small question each; the table below combines them with ``|``, ``&`` and ``~``.
"""

from typing import Any

from lms.kit.access import Policy, Rule
from lms.people.models import Role
from lms.permissions import Permission as P


def _holds(role: Role) -> Rule:
    return Rule(lambda person, _thing: bool(person.is_authenticated) and person.has(role), role.value)


def _somewhere(role: Role) -> Rule:
    """Holds the role for the whole house or for some departments; what is then shown is narrowed by its query."""

    def holds(person: Any, thing: Any) -> bool:
        return bool(person.is_authenticated) and any(grant.role is role for grant in person.grants)

    return Rule(holds, f"{role.value}_somewhere")


trainer = _holds(Role.TRAINER)
curator = _holds(Role.CURATOR)
hr = _holds(Role.HR)
auditor = _holds(Role.AUDITOR)
administrator = _holds(Role.ADMINISTRATOR)
hr_somewhere, auditor_somewhere = _somewhere(Role.HR), _somewhere(Role.AUDITOR)


@Rule
def anyone(person: Any, thing: Any) -> bool:
    """Visitors too."""
    return True


@Rule
def signed_in(person: Any, thing: Any) -> bool:
    """Somebody with an account."""
    return bool(person.is_authenticated)


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
def cohort_staff(person: Any, found: Any) -> bool:
    """The person is a trainer or mentor of the cohort."""
    return bool(person.is_authenticated) and found is not None and person.id in found.staff_ids


@Rule
def cohort_trainer(person: Any, found: Any) -> bool:
    """The person is a trainer of the cohort."""
    return bool(person.is_authenticated) and found is not None and person.id in found.trainer_ids


@Rule
def participant(person: Any, found: Any) -> bool:
    """The person has a place in the cohort."""
    return bool(person.is_authenticated) and found is not None and person.id in found.participant_ids


POLICY: Policy = {
    P.HOME_OPEN: signed_in,
    P.ACCOUNT_MANAGE_OWN: signed_in,
    P.PERSON_LIST: hr | administrator | auditor,
    P.PERSON_VIEW: hr | administrator | auditor,
    P.PERSON_EDIT: administrator | (hr & ~of_an_administrator),
    P.PERSON_IMPORT: hr | administrator,
    P.PERSON_UNLOCK: administrator,
    P.ROLE_GRANT: administrator,
    P.DEPARTMENT_EDIT: hr | administrator,
    P.POST_EDIT: hr | administrator,
    P.AUDIT_READ: auditor | administrator,
    P.CITY_EDIT: administrator,
    P.INBOX_READ: signed_in,
    P.NOTICE_OPEN: owner,
    P.FRAMEWORK_VIEW: signed_in,
    P.PROFILE_VIEW_OWN: signed_in,
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
    P.ATTEMPT_START: owner,
    P.ATTEMPT_SIT: owner,
    P.ATTEMPT_SEE: owner,
    P.ATTEMPT_MARK: trainer & course_author & ~owner,
    P.PRACTICE_ANSWER: owner | course_author | curator | auditor,
    P.MARKING_LIST: trainer,
    P.ACCOMMODATION_GIVE: hr,
    P.CERTIFICATE_VIEW_OWN: signed_in,
    P.CERTIFICATE_DOWNLOAD: owner | hr | auditor,
    P.CERTIFICATE_LIST: hr | auditor,
    P.CERTIFICATE_REVOKE: hr,
    P.ISSUING_STOP: hr | administrator,
    P.COHORT_VIEW: participant | cohort_staff | hr | auditor,
    P.COHORT_LEARN: participant,
    P.COHORT_RUN: cohort_trainer,
    P.REPORT_VIEW: hr_somewhere | auditor_somewhere,
    P.REPORT_PEOPLE: hr_somewhere | auditor_somewhere,
    P.REPORT_FILE_FETCH: owner & (hr_somewhere | auditor_somewhere),
    P.REPORT_SAVED_EDIT: owner & (hr_somewhere | auditor_somewhere),
    P.REPORT_LOG: auditor,
}
