"""What the demo city's posts require, what its officers plan to learn, and what they must."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from lms.catalogue.models import Course
from lms.competency.models import Competence, Framework, Relation
from lms.competency.queries.frameworks import competence_ids
from lms.competency.service import framework_editing, mapping, role_profiles
from lms.demo.citizens import DOMAIN, KNOWN
from lms.demo.founding import person
from lms.development.models import ActionKind, DevelopmentPlan
from lms.development.queries.plans import plan_at_hand
from lms.development.service import agreeing, planning
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.learning.jobs import keep_duties
from lms.learning.service import duties
from lms.people.models import Department, Person, Post

HR, MANAGER, OFFICER = (f"{name}@{DOMAIN}" for name in ("paul.dubois", "sofia.marchetti", "lena.fischer"))

EVERYBODY = {"1.1": 2, "1.2": 2, "1.3": 2, "2.1": 2, "2.2": 2, "2.5": 2, "4.1": 2, "4.2": 3}
"""What every post requires."""

REQUIRED: dict[str, dict[str, int]] = {
    "HEAD": {"1.2": 4, "2.3": 3, "2.4": 4, "2.5": 4, "4.2": 3, "5.2": 4, "5.4": 4},
    "LEAD": {"1.2": 3, "1.3": 3, "2.2": 3, "2.4": 4, "2.5": 3, "4.2": 3, "5.2": 3, "5.4": 3},
    "CASE": {"1.1": 3, "1.2": 3, "1.3": 3, "2.1": 3, "2.2": 2, "2.5": 3, "3.3": 2, "4.2": 3, "5.2": 2},
    "CLERK": {"1.1": 2, "2.1": 3, "2.3": 3, "2.5": 3, "4.2": 3, "5.1": 2},
    "PROJECT": {"1.2": 3, "2.2": 3, "2.4": 4, "3.1": 3, "4.2": 3, "5.2": 4, "5.3": 4},
    "STEWARD": {"1.2": 5, "1.3": 6, "2.2": 4, "3.3": 5, "3.4": 3, "4.2": 5},
    "ENGINEER": {"1.3": 4, "3.4": 5, "4.1": 6, "4.2": 5, "4.4": 3, "5.1": 6, "5.2": 4},
    "TRAINER": {"1.2": 4, "2.1": 4, "2.4": 4, "3.1": 5, "3.2": 4, "3.3": 4, "5.4": 5},
    "CONTROL": {"1.2": 4, "1.3": 5, "3.4": 2, "4.2": 4, "5.2": 3},
    "LIBRARY": {"1.1": 5, "1.2": 4, "2.3": 4, "3.3": 4, "4.3": 3, "5.4": 3},
}
"""Code of the post -> code of the competence in DigComp -> level, beside what everybody needs."""

SERVICE = {"S1": "Listening to citizens", "S2": "Explaining decisions in plain words", "S3": "Designing a service with its users"}


def grow(days: int = 100) -> None:
    """Let HR write what posts require and set duties some months ago, and officers and managers agree on plans since."""
    _gather_a_team()
    with at(now() - timedelta(days=days)):
        _write_frameworks()
        _require()
        _set_duties()
        keep_duties()
    _plan()


def _gather_a_team(size: int = 6) -> None:
    """Give the line manager a team to look after."""
    known = {citizen.email for citizen in KNOWN}
    with transaction():
        manager = person(MANAGER)
        officers = db.session.scalars(
            select(Person).join(Person.post).where(Post.code != "HEAD", Person.email.not_in(known)).order_by(Person.staff_number).limit(size)
        )
        for one in (*officers, person(OFFICER)):
            one.manager_id, one.department_id = manager.id, manager.department_id


def _write_frameworks() -> None:
    with transaction():
        by = person(HR)
        source = "Exampleville, Human resources, with the trade union"
        made = framework_editing.create_framework("Service skills of Exampleville", "1", source, "", by=by)
        area = {"code": "S", "title": "Serving citizens", "description": "What DigComp does not name: the encounter with people."}
        framework_editing.save_entry(made, "area", area, is_new=True, why="Agreed with the staff council", by=by)
        for code, title in SERVICE.items():
            facts = {"code": code, "area": "S", "title": title}
            framework_editing.save_entry(made, "competence", facts, is_new=True, why="Agreed with the staff council", by=by)
        facts = {"code": "S2", "area": "S", "title": "Explaining decisions in plain words, spoken and written"}
        framework_editing.save_entry(made, "competence", facts, is_new=False, why="Letters matter as much as the counter", by=by)
        pairs = {("S1", "2.1"): Relation.RELATED, ("S2", "2.5"): Relation.NARROWER, ("S3", "5.3"): Relation.RELATED}
        rows = db.session.execute(select(Framework.slug, Competence).join(Framework, Framework.id == Competence.framework_id))
        known = {(slug == made.slug, one.code): one for slug, one in rows}
        for (own, digcomp), relation in pairs.items():
            mapping.relate(known[True, own], relation, known[False, digcomp], "", by=by)


def _require() -> None:
    codes = {*EVERYBODY, *(code for levels in REQUIRED.values() for code in levels)}
    with transaction():
        by, ids = person(HR), competence_ids("digcomp", codes)
        for post in db.session.scalars(select(Post)):
            wanted = {ids[code]: level for code, level in {**EVERYBODY, **REQUIRED.get(post.code, {})}.items()}
            if wanted:
                role_profiles.save_profile(post, wanted, "First version, written with the heads of departments", based_on=0, by=by)


def _set_duties() -> None:
    with transaction():
        by = person(HR)
        courses = {course.slug: course for course in db.session.scalars(select(Course))}
        for code in ("PLA", "CIT"):
            department = db.session.scalars(select(Department).where(Department.code == code)).one()
            reason = "Digital strategy, decision 12: everybody who serves citizens knows the foundations"
            duties.set_duty(courses["digital-foundations"], None, department, within_days=90, renewed=True, reason=reason, by=by)
        steward = db.session.scalars(select(Post).where(Post.code == "STEWARD")).one()
        reason = "Open data directive (EU) 2019/1024"
        duties.set_duty(courses["open-data"], steward, None, within_days=120, renewed=False, reason=reason, by=by)


def _plan() -> None:
    """Plans in each state: agreed, waiting for the manager, returned, and agreed in a second version."""
    team = db.session.scalars(
        select(Person.email).where(Person.manager_id == person(MANAGER).id, Person.email != OFFICER).order_by(Person.staff_number)
    ).all()
    db.session.rollback()
    with at(now() - timedelta(days=60)):
        _agree(_write(OFFICER, ("Publish the list of building permits as open data", "1.3", 5), ("open-data",), ("Ask the data office to watch",)))
    if len(team) < 3:
        return
    with at(now() - timedelta(days=9)):
        plan = _write(team[0], ("Answer citizens' letters in plain words", "2.5", 4), ("digital-foundations",), ("Read ten letters aloud",))
        _move(plan, "propose", team[0])
    with at(now() - timedelta(days=20)):
        plan = _write(team[1], ("Lead a small project", None, None), (), ("Join the project office for two days a month",))
        _move(plan, "propose", team[1])
        _move(plan, "return", MANAGER, "Good idea. Please name the project, and by when.")
    with at(now() - timedelta(days=80)):
        _agree(_write(team[2], ("Keep personal data safe", "4.2", 4), ("digital-foundations",), ()))
    with at(now() - timedelta(days=30)):
        _agree(_write(team[2], ("Help colleagues with passkeys", None, None), (), ("Offer an hour every second Friday",)))


def _write(email: str, goal: tuple[str, str | None, int | None], courses: Sequence[str], tasks: Sequence[str]) -> DevelopmentPlan:
    text, code, level = goal
    with transaction():
        by = person(email)
        plan = planning.begin(by=by)
        at_hand = plan_at_hand(plan.id)
        planning.write_head(at_hand, "Do my work so that citizens notice the difference.", _in(120), by=by)
        competence_id = competence_ids("digcomp", [code])[code] if code else None
        aim = planning.add_goal(at_hand, text, competence_id=competence_id, target_level=level, due_on=_in(150), by=by)
        for slug in courses:
            course = db.session.scalars(select(Course).where(Course.slug == slug)).one()
            planning.add_action(at_hand, aim, ActionKind.COURSE, course=course, due_on=_in(90), by=by)
        for task in tasks:
            planning.add_action(at_hand, aim, ActionKind.FREE, task, due_on=_in(100), by=by)
    return plan


def _in(days: int) -> date:
    return today() + timedelta(days=days)


def _move(plan: DevelopmentPlan, deed: str, email: str, reason: str = "") -> None:
    hours = {"propose": 2, "return": 26, "agree": 50}[deed]
    with at(now() + timedelta(hours=hours)), transaction():
        at_hand = plan_at_hand(plan.id)
        agreeing.move(at_hand, deed, reason, seen=at_hand.plan.content_hash, by=person(email))


def _agree(plan: DevelopmentPlan) -> None:
    officer = db.session.get_one(Person, plan.person_id).email
    db.session.rollback()
    _move(plan, "propose", officer)
    _move(plan, "agree", MANAGER)
