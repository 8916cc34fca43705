"""A whole golden thread for tests: from a course to euros, one thing at each station."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from lms.catalogue.models import CourseCompetence
from lms.champions.models import Champion, ChampionState, Nominator
from lms.kit.clock import today
from lms.kit.db import db
from lms.placements.models import Opening, OpeningNeed, OpeningState, Placement, PlacementState
from lms.projects.models.projects import Project, ProjectMilestone
from lms.strategy.models.initiatives import InitiativeNeed, Milestone
from lms.strategy.models.strategies import Measurement
from lms.thread.stations import Kind
from tests.factories.certificates import certified_course
from tests.factories.people import make_person
from tests.factories.projects import make_idea, make_indicator, make_initiative, owner_and_sponsor, running
from tests.factories.standings import stand


@dataclass(frozen=True)
class Thread:
    """The ids of one thing at each station."""

    ids: dict[Kind, UUID]
    champion_name: str


def make_thread(champion: str = "Cara Champion") -> Thread:
    """A course teaches a competence, a champion shows it, is placed on an initiative, whose milestone moves an indicator that is worth euros."""
    course = certified_course()
    taught = db.session.scalars(select(CourseCompetence.competence_id).order_by(CourseCompetence.id)).first()
    person = make_person(champion)
    stand(person, taught, 5)
    made = Champion(person_id=person.id, state=ChampionState.ACTIVE, nominated_by=Nominator.SELF)
    indicator = make_indicator(euro_per_unit=Decimal(1000), euro_source="Tariff 2026")
    initiative = make_initiative(make_person("Ina"), objective_id=indicator.objective_id)
    idea = make_idea(make_person("Anna"))
    idea.initiative_id = initiative.id
    span = {"starts_on": date(2026, 1, 1), "ends_on": date(2099, 1, 1), "hours_per_week": Decimal(4)}
    opening = Opening(initiative_id=initiative.id, title="Data hand", state=OpeningState.FILLED, team_size=2, **span)
    day = today() + timedelta(days=90)
    milestone = Milestone(initiative_id=initiative.id, title="All parks told", promised_on=day, baseline_on=day, indicator_id=indicator.id)
    need = InitiativeNeed(initiative_id=initiative.id, competence_id=taught, level=4, hours_per_week=Decimal(4))
    db.session.add_all([made, opening, milestone, need])
    db.session.flush()
    db.session.add(OpeningNeed(opening_id=opening.id, competence_id=taught, level=4))
    db.session.add(Placement(opening_id=opening.id, champion_id=made.id, state=PlacementState.CONFIRMED, **span))
    db.session.add(Measurement(indicator_id=indicator.id, on_day=today(), value=Decimal(35), source="Log"))
    db.session.commit()
    owner, sponsor = owner_and_sponsor()
    slug = running(owner, sponsor)
    project = db.session.scalars(select(Project).where(Project.slug == slug)).one()
    project.initiative_id = initiative.id
    step = db.session.scalars(select(ProjectMilestone).where(ProjectMilestone.project_id == project.id)).one()
    step.indicator_id = indicator.id
    db.session.commit()
    return Thread(
        {
            Kind.COURSE: course.id,
            Kind.COMPETENCE: taught,
            Kind.CHAMPION: made.id,
            Kind.OPENING: opening.id,
            Kind.IDEA: idea.id,
            Kind.INITIATIVE: initiative.id,
            Kind.PROJECT: project.id,
            Kind.MILESTONE: milestone.id,
            Kind.PROJECT_MILESTONE: step.id,
            Kind.INDICATOR: indicator.id,
        },
        champion,
    )
