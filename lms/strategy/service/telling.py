"""Tell those whom a strategy or an initiative concerns: in the inbox, and by mail where a decision is needed from them."""

from collections.abc import Iterable
from datetime import date

from lms.kit.i18n import format_day, offered, speaking
from lms.notices.service import tell, write_letter
from lms.people.models import Department, Person, Role
from lms.people.queries.holders import holders
from lms.strategy.models.initiatives import Initiative, InitiativeMove
from lms.strategy.models.strategies import ConsultedDepartment, Contribution, Strategy, StrategyMove
from lms.strategy.queries.consultation import consultation_of, heads_of
from lms.strategy.workflow import Step


def path_of(strategy: Strategy, department_id: object = None) -> str:
    """Where a strategy, or a department's page of its consultation, is read."""
    base = f"/strategy/papers/{strategy.slug}"
    return f"{base}/consultation/{department_id}" if department_id else base


def tell_of_move(strategy: Strategy, step: Step, row: StrategyMove) -> None:
    """Tell everybody who was asked, and the programme office, but for whoever did it. Whoever is asked gets a letter of their own."""
    if step.deed == "open-consultation" or not step.notice:
        return
    voices = consultation_of(strategy).voices
    heads = heads_of([voice.row.department_id for voice in voices])
    people = {one.id: one for found in heads.values() for one in found} | {one.id: one for one in holders(Role.PROGRAMME_OFFICE)}
    for person in people.values():
        if person.id != row.by_id:
            tell(person.id, step.notice, about=str(row.id), href=path_of(strategy), strategy=strategy.title, reason=row.reason)


def ask(strategy: Strategy, row: ConsultedDepartment, department: Department, heads: Iterable[Person], reminder: int = 0) -> int:
    """Ask those who speak for a department, once for each round: 0 is the first asking, each later one a reminder. Return how many were told anew."""
    kind = "strategy-waits" if reminder else "strategy-asks"
    about, path, told = f"{row.id}:{reminder}", path_of(strategy, department.id), 0
    for head in heads:
        facts = {"strategy": strategy.title, "department": department.name, "day": _day(strategy.consult_until, head)}
        told += tell(head.id, kind, about=about, href=path, **facts)
        write_letter(kind, to=head, about=about, facts={**facts, "path": path})
    return told


def _day(day: date | None, reader: Person) -> str:
    with speaking(offered(reader.language)):
        return format_day(day)


def tell_office(strategy: Strategy, kind: str, *, about: str, department: Department, but: Person | None = None) -> int:
    """Tell the programme office something of a department in a consultation; return how many were told anew."""
    told = 0
    for person in holders(Role.PROGRAMME_OFFICE):
        if but is None or person.id != but.id:
            told += tell(person.id, kind, about=about, href=f"{path_of(strategy)}/consultation", strategy=strategy.title, department=department.name)
    return told


def tell_answer(strategy: Strategy, row: Contribution) -> None:
    """Tell whoever wrote a contribution, and those who speak for the department today, what became of it."""
    people = {one.id for one in heads_of([row.department_id]).get(row.department_id, ())} | ({row.person_id} if row.person_id else set())
    kind = f"contribution-{row.outcome.value.replace('_', '-')}" if row.outcome else ""
    about, href = f"{row.id}:{row.answered_at}", path_of(strategy, row.department_id)
    for person_id in people:
        tell(person_id, kind, about=about, href=href, strategy=strategy.title, answer=row.answer)


def tell_of_initiative(initiative: Initiative, step: Step, row: InitiativeMove) -> None:
    """Tell owner and sponsor of a step, but for whoever took it."""
    for person_id in {initiative.owner_id, initiative.sponsor_id} - {None, row.by_id}:
        if person_id is not None:
            href = f"/strategy/initiatives/{initiative.slug}"
            tell(person_id, step.notice, about=str(row.id), href=href, initiative=initiative.title, reason=row.reason)
