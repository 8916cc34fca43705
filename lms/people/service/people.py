"""Create, change, deactivate people; give and take roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from lms.audit.service import record
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.events import AddressChanged, ManagerChanged, PersonDeactivated, PersonJoined, PersonMoved, RoleTaken, SignInChanged
from lms.people.models import Department, Grant, Person, Role
from lms.people.queries.directory import chain_of_managers, other_administrators
from lms.people.queries.scopes import reach_of, within
from lms.people.queries.sign_ins import by_email
from lms.people.service.leaving import give_back, hand_over_reports, leave_without_manager, left_behind
from lms.people.service.links import end_links
from lms.people.service.sign_ins import end_all_sign_ins


class AddressTaken(DomainError):
    """Somebody else signs in with that address."""


class NumberTaken(DomainError):
    """Somebody else has that staff number."""


class NoSuchManager(DomainError):
    """The manager is unknown, or would be below the person."""


class NotYourself(DomainError):
    """Nobody decides about their own access."""


class LastAdministrator(DomainError):
    """The house would be left without anybody who can give roles."""


class HasRoleAlready(DomainError):
    """The person has the role there."""


class OnlyWholeHouse(DomainError):
    """The role cannot be given for one department."""


class BeyondReach(DomainError):
    """HR of some departments wants to change what lies outside of them."""


class NotAnOfficer(DomainError):
    """The account is of somebody from outside, who holds no role and manages nobody."""


class WasErased(DomainError):
    """Nothing is known of the person any more, so nothing can be changed."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the administration knows of a person."""

    name: str
    email: str
    staff_number: str | None = None
    language: str = "en"
    department_id: UUID | None = None
    post_id: UUID | None = None
    manager_id: UUID | None = None


FOR_DEPARTMENTS = frozenset({Role.HR, Role.AUDITOR, Role.PROGRAMME_OFFICE, Role.DEPARTMENT_HEAD, Role.SPONSOR, Role.EVALUATOR})
"""Roles that may be given for one department. Courses belong to no department, so trainers and curators work for the whole house."""

CHANGEABLE = ("name", "email", "staff_number", "language", "department_id", "post_id", "manager_id")


def create(facts: Facts, *, by: Person | None) -> Person:
    """Create a person, who cannot sign in before they set a password by a link.

    :raises AddressTaken: when somebody has the address, in capital or small letters.
    :raises NumberTaken: when somebody has the staff number.
    """
    _refuse_taken(facts, None)
    _refuse_beyond(facts.department_id, by)
    person = Person(fs_uniquifier=uuid4().hex, active=True, **{name: getattr(facts, name) for name in CHANGEABLE})
    person.email = facts.email.strip().lower()
    person.grants = []
    db.session.add(person)
    db.session.flush()
    record("created", "person", person.id, by=by.id if by else None, department=str(facts.department_id or ""), post=str(facts.post_id or ""))
    publish(PersonJoined(person.id))
    return person


def edit(person: Person, facts: Facts, *, by: Person) -> list[str]:
    """Change what is known of ``person``; return the names of the facts that changed. The old address is told of a new one.

    :raises NoSuchManager: when the manager is the person, or somebody below them.
    :raises BeyondReach: when HR of some departments would move somebody in from outside, or out.
    """
    if person.erased_at:
        raise WasErased(_("What was known of this person was erased. Nothing can be added to it."))
    _refuse_taken(facts, person)
    _refuse_circle(person, facts.manager_id)
    for department_id in (person.department_id, facts.department_id):
        _refuse_beyond(department_id, by)
    old_address, old_manager = person.email, person.manager_id
    wanted = {name: getattr(facts, name) for name in CHANGEABLE} | {"email": facts.email.strip().lower()}
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, wanted[name])
    if not changed:
        return []
    db.session.flush()
    # names, addresses and numbers of people stay out of the trail: it outlives their erasure
    told = {name: str(wanted[name] or "") for name in changed if name.endswith("_id") or name == "language"}
    record("edited", "person", person.id, by=by.id, changed=changed, **told)
    if "email" in changed:
        end_links(person.id)
        publish(AddressChanged(person.id, old_address))
    if {"department_id", "post_id"} & set(changed):
        publish(PersonMoved(person.id))
    if "manager_id" in changed:
        publish(ManagerChanged(person.id, old_manager, person.manager_id))
    return changed


def _refuse_beyond(department_id: UUID | None, by: Person | None) -> None:
    if by is None or by.has(Role.ADMINISTRATOR) or within(reach_of(by, Role.HR), department_id):
        return
    raise BeyondReach(_("Your role reaches some departments only. People come in from outside, or go there, by HR of the whole city."))


def _refuse_taken(facts: Facts, person: Person | None) -> None:
    own = person.id if person else None
    other = by_email(facts.email)
    if other is not None and other.id != own:
        raise AddressTaken(
            _("Somebody has an account with this address already. Search the directory for it; people who left are listed under “left”.")
        )
    if facts.staff_number:
        holder = db.session.scalar(select(Person.id).where(Person.staff_number == facts.staff_number))
        if holder is not None and holder != own:
            raise NumberTaken(_("Somebody else has this staff number. Check the number."))


def _refuse_circle(person: Person, manager_id: UUID | None) -> None:
    manager = db.session.get(Person, manager_id) if manager_id else None
    if manager is not None and (manager.external or person.external):
        raise NoSuchManager(_("Members of the leadership team from outside manage nobody, and nobody manages them."))
    if any(above.id == person.id for above in chain_of_managers(manager)):
        raise NoSuchManager(_("This manager works below %(name)s. Choose somebody above.", name=person.name))


def deactivate(person: Person, *, by: Person, successor: Person | None = None) -> int:
    """Let ``person`` no longer sign in, at once and everywhere. Nothing of theirs is lost.

    Whom they managed reports to ``successor`` from now on, or to nobody; returns how many that are.

    :raises NotYourself: when it is the person who asks.
    :raises LastAdministrator: when nobody else could give roles.
    :raises NoSuchManager: when the successor left too, or is the person.
    """
    if person.id == by.id:
        raise NotYourself(_("You cannot deactivate yourself. Ask another administrator."))
    if successor is not None and (successor.id == person.id or not successor.active or successor.external):
        raise NoSuchManager(_("Choose somebody else who works here."))
    _keep_an_administrator(person)
    person.active = False
    end_all_sign_ins(person.id)
    end_links(person.id)
    record("deactivated", "person", person.id, by=by.id, **left_behind([person.id], successor).get(person.id, {}))
    moved = hand_over_reports(person, successor, by=by) if successor else leave_without_manager([person.id], by=by)
    publish(PersonDeactivated(person.id))
    return moved


def reactivate(person: Person, *, by: Person) -> None:
    """Let ``person`` sign in again, with the password of before."""
    if person.erased_at:
        raise WasErased(_("What was known of this person was erased. Create the account anew."))
    if not person.active:
        person.active = True
        record("reactivated", "person", person.id, by=by.id)
        publish(PersonJoined(person.id, came_back=True))


def give_reports_back(manager: Person, people: Sequence[Person], *, by: Person) -> None:
    """Let those whom ``manager`` managed until they left report to them again.

    :raises NoSuchManager: when the manager does not work here, or works below one of them.
    :raises BeyondReach: when HR of some departments does not reach one of them.
    """
    if not manager.active:
        raise NoSuchManager(_("%(name)s does not work here.", name=manager.name))
    for one in people:
        _refuse_beyond(one.department_id, by)
        _refuse_circle(one, manager.id)
    give_back(people, manager, by=by)


def _keep_an_administrator(person: Person) -> None:
    one_at_a_time("administrators")
    if person.has(Role.ADMINISTRATOR) and other_administrators(person.id) == 0:
        raise LastAdministrator(_("%(name)s is the last administrator. Make somebody else administrator first.", name=person.name))


def grant_role(person: Person, role: Role, department: Department | None, *, by: Person | None) -> Grant:
    """Give ``person`` a role in the whole house, or in a department.

    :raises NotYourself: when it is the person who asks.
    :raises HasRoleAlready: when they have it there.
    :raises OnlyWholeHouse: when it cannot be given for a department.
    :raises NotAnOfficer: when they come from outside.
    """
    if by is not None and person.id == by.id:
        raise NotYourself(_("You cannot give a role to yourself. Ask another administrator."))
    if person.external:
        raise NotAnOfficer(_("%(name)s comes from outside and sits on the leadership team. Roles are for those who work here.", name=person.name))
    department_id = department.id if department else None
    if department_id and role not in FOR_DEPARTMENTS:
        raise OnlyWholeHouse(_("This role cannot be given for one department. Choose “in the whole city”."))
    if any(grant.role is role and grant.department_id == department_id for grant in person.grants):
        raise HasRoleAlready(_("%(name)s has this role there already.", name=person.name))
    grant = Grant(person_id=person.id, role=role, department_id=department_id, given_by_id=by.id if by else None)
    person.grants.append(grant)
    db.session.flush()
    record("role-given", "person", person.id, by=by.id if by else None, role=role.value, department=str(department_id or ""))
    return grant


def withdraw_role(person: Person, grant: Grant, *, by: Person) -> None:
    """Take a role from ``person``; it opens nothing from the next request on.

    :raises NotYourself: when it is the person who asks.
    :raises LastAdministrator: when nobody else could give roles.
    """
    if person.id == by.id:
        raise NotYourself(_("You cannot take a role from yourself. Ask another administrator."))
    if grant.role is Role.ADMINISTRATOR and grant.department_id is None:
        _keep_an_administrator(person)
    record("role-taken", "person", person.id, by=by.id, role=grant.role.value, department=str(grant.department_id or ""))
    role = grant.role
    person.grants.remove(grant)
    db.session.delete(grant)
    db.session.flush()
    publish(RoleTaken(person.id, role.value))


def turn_off_second_step(person: Person, *, by: Person | None) -> None:
    """Help somebody who lost app and codes, or whose codes cannot be read any more; they are told by letter.

    :raises NotYourself: when it is the person who asks; they have their account page.
    """
    if by is not None and person.id == by.id:
        raise NotYourself(_("Change your own second step under “Account and security”."))
    person.tf_primary_method = person.tf_totp_secret = person.tf_last_counter = None
    person.mf_recovery_codes = None
    end_all_sign_ins(person.id)
    record("second-step-off", "person", person.id, by=by.id if by else None)
    publish(SignInChanged(person.id, "second-step-off"))
