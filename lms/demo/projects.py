"""The demo city's projects: data, infrastructure and test beds, in every state, with milestones, money, risks, gates, benefits, papers."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from lms.demo.citizens import DOMAIN
from lms.demo.founding import person
from lms.ideas.models.pitches import Idea
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.people.models import Department, Person
from lms.projects.jobs import remind_of_projects
from lms.projects.models.projects import GateOutcome, Project, ProjectKind, ProjectMilestone
from lms.projects.queries.origins import Origin, origin_of
from lms.projects.queries.parts import benefits_of, gates_of, indicators, lines_of
from lms.projects.queries.projects import gate_at_hand
from lms.projects.service import benefits, budget, documents, gates, milestones, moving, opening, risks
from lms.strategy.models.initiatives import Initiative

OFFICE, SPONSOR, CHIEF, CONTROLLER = (f"{name}@{DOMAIN}" for name in ("nora.lindgren", "sofia.marchetti", "marta.oliveira", "henrik.olsen"))
THRESHOLD = Decimal(500_000)
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Plan:
    """A project of the demo city. Days count from today; ``go`` is when the first gate said so."""

    title: str
    kind: ProjectKind
    department: str
    owner: str
    summary: str
    begun: int
    milestones: tuple[tuple[str, int, int | None], ...]
    """What is there, the day it was first planned for, the day it was reached."""
    lines: tuple[tuple[int, str, int, int], ...]
    """Years from this one, for what, planned, spent."""
    gates: tuple[tuple[str, str, int], ...]
    go: int | None = None
    risks: tuple[tuple[str, int, int, str], ...] = ()
    benefits: tuple[tuple[str, int, int], ...] = ()
    """What, euros a year, the day it is looked at."""
    idea: str = ""
    """Title of the idea that was handed over for it; else it comes from an initiative."""


DATA, INFRASTRUCTURE, TEST_BED = ProjectKind.DATA, ProjectKind.INFRASTRUCTURE, ProjectKind.TEST_BED

PLANS = (
    Plan(
        "Tree register as open data", DATA, "ENV", "eva.horvat",
        "Every tree of the city with its species, age and care stands in one register that gardeners keep in the field and everybody may "
        "reuse. Calls about fallen branches go to the right team at once, and planting follows the heat map.",
        -300,
        (("All lists are in one table", -200, -190), ("Gardeners note care on the phone", -60, -41), ("The register is open to everybody", 25, None)),
        ((-1, "Surveying the parks", 32_000, 30_450), (0, "App for the gardeners", 41_000, 37_900), (0, "Opening the data", 11_000, 2_300)),
        (("May the survey begin?", "A list of parks and a price for the survey are there.", -280),
         ("Is the register good enough to open?", "Nine of ten trees are in it.\nNo garden is in it.\nThe data protection officer agrees.", 9)),
        go=-276,
        risks=(("Two gardening teams keep their paper lists", 4, 3, "Team leaders go out with them for a week."),
               ("The old survey has wrong positions", 3, 2, "Each park is walked once.")),
        benefits=(("Fewer double inspections", 18_000, 200),),
    ),
    Plan(
        "Parking data for all apps", DATA, "MOB-PAR", "marco.bianchi",
        "Free places, prices and rules of all car parks come as one feed that any app may show. Drivers circle less; shops near full "
        "car parks lose fewer guests.",
        -220,
        (("Nine car parks send their counts", -90, -80), ("The feed is public", -20, None), ("Three apps use it", 80, None)),
        ((0, "Counters", 60_000, 66_500), (0, "Feed and hosting", 24_000, 9_800)),
        (("May the counters be bought?", "Three offers are there.", -200), ("Does the feed stay after the trial?", "Three apps use it.", 95)),
        go=-195,
        risks=(("Two operators send their counts late", 4, 4, "Their contracts are amended in spring."),
               ("Counters fail in the cold", 2, 3, "Spare ones lie in the depot.")),
        benefits=(("Less search traffic, from fuel and time", 54_000, 260),),
    ),
    Plan(
        "Fibre ring for public buildings", INFRASTRUCTURE, "DIG-OPS", "ingrid.larsen",
        "Schools, libraries and offices hang on one ring of fibre that the city owns. Outages of a whole quarter end, and rents for lines fall.",
        -120,
        (("The northern half is dug", 150, None), ("All 64 buildings are on it", 420, None)),
        ((0, "Design and permits", 180_000, 96_000), (1, "Digging and laying", 1_650_000, 0), (2, "Connecting buildings", 570_000, 0)),
        (("May the digging be put out to tender?",
          "The permits are there.\nThe appraisal was read by a second person.\nMoney of three years is named.", -4),),
        risks=(("Prices of digging rise", 4, 4, "The tender asks for prices that hold for a year."),
               ("Roots in the old town", 3, 3, "A second way is drawn.")),
        benefits=(("Rent of lines that ends", 310_000, 700),),
    ),
    Plan(
        "Sensors along the river", INFRASTRUCTURE, "ENV", "eva.horvat",
        "Forty gauges tell the height of the river every five minutes. Cellars are warned two hours earlier than today.",
        -260,
        (("Ten gauges stand at the bridges", -100, -85), ("Forty gauges report", 60, None), ("Warnings reach phones", 130, None)),
        ((-1, "Gauges", 210_000, 208_300), (0, "Masts and power", 320_000, 288_000), (1, "Operation", 90_000, 0)),
        (("May the first ten be set?", "The water authority agrees.", -240),
         ("May the other thirty be set?", "Ten ran through a winter.\nFalse alarms are fewer than one a month.", 8)),
        go=-236,
        risks=(("The radio band is busy", 3, 4, "A second band is tested."),),
        benefits=(("Damage in cellars that did not happen", 140_000, 500),),
    ),
    Plan(
        "Quiet deliveries at night", TEST_BED, "MOB", "marco.bianchi",
        "Electric lorries deliver to ten shops before six. Is it quiet enough to sleep, and are the streets freer at nine?",
        -160,
        (("Ten shops take part", -70, -66), ("Noise is measured for eight weeks", 40, None)),
        ((0, "Noise meters", 18_000, 16_900), (0, "Evaluation", 22_000, 3_000)),
        (("May the trial begin?", "Neighbours were heard.\nLimits for noise are set.", -80),),
        go=-76,
        risks=(("Neighbours complain in the first week", 3, 4, "A telephone is staffed at night."),),
    ),
    Plan(
        "Counting guests without cameras", TEST_BED, "CUL", "lena.fischer",
        "Sensors in the floor count who enters the libraries, and nobody can be recognised. Opening hours follow the guests.",
        -520,
        (("Two libraries count", -400, -396), ("A year is counted", -60, -58)),
        ((-1, "Sensors", 26_000, 25_400), (0, "Evaluation", 9_000, 8_200)),
        (("May the sensors be laid?", "The data protection officer agrees.", -480),),
        go=-476,
        risks=(("Children jump on the sensors", 4, 1, "Counts are capped at three a second."),),
        benefits=(("Evening hours where guests are", 21_000, -40), ("Heating that follows the guests", 6_500, -20)),
    ),
    Plan(
        "Shade where it is hottest", TEST_BED, "PLA", "lena.fischer",
        "Sails over three squares for a summer: do people stay, and how much cooler is it?",
        -240,
        (("Sails hang over three squares", -120, None),),
        ((0, "Sails", 48_000, 12_600),),
        (("May the sails be hung?", "The statics are checked.", -150),),
        risks=(("Wind above seven", 3, 5, "The sails are taken down the evening before."),),
    ),
    Plan(
        "One register of addresses", DATA, "PLA", "lena.fischer",
        "Each building has one address in all systems of the city. Letters and ambulances arrive.",
        -12,
        (("Rules for new addresses are written", 90, None),),
        ((1, "Cleaning the lists", 36_000, 0),),
        (("May the cleaning begin?", "Who decides on doubtful addresses is named.", 120),),
        idea="Give each door one address",
    ),
)  # fmt: skip

SOURCES = {
    "Tree register as open data": "park-sensors",
    "Parking data for all apps": "open-mobility-data",
    "Fibre ring for public buildings": "restore-drills",
    "Sensors along the river": "park-sensors",
    "Quiet deliveries at night": "kerbside",
    "Counting guests without cameras": "digital-companions",
}
"""The initiative that a project comes from; the others come from an idea, or from nothing yet."""


def build() -> dict[str, int]:
    """Open the projects, carry them as far as they are, and remind as every morning; return how many there are of what."""
    with at(now() - timedelta(days=600)), transaction():
        budget.set_threshold(THRESHOLD, by=person(CHIEF))
    moved = _indicators()
    for plan in PLANS:
        _open(plan)
        _fill(plan, moved)
        if plan.go is not None:
            _decide(plan, 0, GateOutcome.GO, "All that was asked for is there.", plan.go)
            _work(plan)
        db.session.rollback()
    _turns()
    remind_of_projects()
    return {"projects": len(PLANS)}


def _indicators() -> list[UUID]:
    found = [key for key, _title in indicators()]
    db.session.rollback()
    return found


def _day(days: int) -> date:
    return today() + timedelta(days=days)


def _project(plan: Plan) -> Project:
    return db.session.scalars(select(Project).where(Project.title == plan.title)).one()


def _owner(plan: Plan) -> Person:
    return person(f"{plan.owner}@{DOMAIN}")


def _open(plan: Plan) -> None:
    with at(now() + timedelta(days=plan.begun)), transaction():
        department = db.session.scalars(select(Department).where(Department.code == plan.department)).one()
        pitched = db.session.scalar(select(Idea).where(Idea.title == plan.idea)) if plan.idea else None
        source = db.session.scalar(select(Initiative).where(Initiative.slug == SOURCES.get(plan.title)))
        facts = opening.Facts(plan.kind, plan.title, plan.summary, department.id, _owner(plan), person(SPONSOR))
        made = opening.open_project(facts, origin_of(pitched) if pitched else Origin(initiative=source), by=person(OFFICE))
        days = [day for _title, day, _reached in plan.milestones]
        made.starts_on, made.ends_on = _day(0), _day(max(days) - plan.begun + 30)


def _fill(plan: Plan, moved: list[UUID]) -> None:
    """Milestones, money, gates, risks, benefits and a paper; then the plan is ready, but for what was proposed these days."""
    day = today()
    with at(now() + timedelta(days=plan.begun + 5)), transaction():
        project, by = _project(plan), _owner(plan)
        for place, (title, due, _reached) in enumerate(plan.milestones):
            indicator = moved[(len(plan.title) + place) % len(moved)] if moved and place else None
            milestones.plan_milestone(project, title, day + timedelta(days=due), indicator, by=by)
        for offset, title, planned, _spent in plan.lines:
            budget.plan_line(project, day.year + offset, title, Decimal(planned), by=by)
        for title, criteria, due in plan.gates:
            gates.plan_gate(project, title, criteria, day + timedelta(days=due), by=by)
        for title, likelihood, impact, answer in plan.risks:
            risks.note_risk(project, risks.Weighing(title, likelihood, impact, answer, by), by=by)
        for title, euros, due in plan.benefits:
            expected = benefits.Expected(title, day + timedelta(days=due), None, Decimal(euros), by)
            benefits.expect(project, expected, by=by)
        documents.add_document(project, "Project brief", "brief.pdf", PAPER + plan.title.encode(), by=by)
        if plan.begun < -30:
            moving.move(project, "plan", by=by)


def _decide(plan: Plan, place: int, outcome: GateOutcome, reason: str, days: int, again: int | None = None) -> None:
    with at(now() + timedelta(days=days)), transaction():
        project = _project(plan)
        found = gate_at_hand(project.slug, gates_of(project.id)[place].gate.id)
        by = person(CHIEF if found.city_manager_decides else SPONSOR)
        gates.decide(found, outcome, reason, None if again is None else _day(again - days), by=by)


def _work(plan: Plan) -> None:
    """Milestones are reached, money is spent in four vouchers a line, one of them booked twice and taken back."""
    for title, _due, reached in plan.milestones:
        if reached is not None:
            with at(now() + timedelta(days=reached)), transaction():
                project = _project(plan)
                asked = select(ProjectMilestone).where(ProjectMilestone.project_id == project.id, ProjectMilestone.title == title)
                proof = f"Protocol of {_day(0):%d.%m.%Y}, among the documents"
                milestones.reach(project, db.session.scalars(asked).one(), _day(0), proof, by=_owner(plan))
    assert plan.go is not None  # noqa: S101  (asked by the caller)
    controller = person(CONTROLLER)
    for place, (_offset, _title, _planned, spent) in enumerate(plan.lines):
        for number in range(4 if spent else 0):
            _spend(plan, place, Decimal(spent) / 4, f"R-{place + 1}{number + 1:03}", plan.go * (4 - number) // 5, controller)
    if plan.title == PLANS[0].title:
        _spend(plan, 1, Decimal(1200), "R-2099", -30, controller)
        _spend(plan, 1, Decimal(-1200), "R-2099", -28, controller, "Booked twice")


def _spend(plan: Plan, place: int, amount: Decimal, voucher: str, days: int, by: Person, note: str = "") -> None:
    with at(now() + timedelta(days=days)), transaction():
        project = _project(plan)
        line = sorted(lines_of(project.id), key=lambda told: [title for _y, title, _p, _s in plan.lines].index(told.line.title))[place].line
        paid = budget.Voucher(_day(0), amount.quantize(Decimal("0.01")), voucher, note)
        budget.spend(project, line, paid, by=db.session.get_one(Person, by.id))


def _turns() -> None:
    """What went another way than planned: a date that moved, a hold, a stop, an end with findings."""
    by_title = {plan.title: plan for plan in PLANS}
    parking, guests = by_title["Parking data for all apps"], by_title["Counting guests without cameras"]
    with at(now() - timedelta(days=50)), transaction():
        project = _project(parking)
        asked = select(ProjectMilestone).where(ProjectMilestone.project_id == project.id, ProjectMilestone.title == "The feed is public")
        reason = "Two operators send their counts two months later than they signed."
        milestones.move_date(project, db.session.scalars(asked).one(), _day(95), reason, by=_owner(parking))
    with at(now() - timedelta(days=40)), transaction():
        project = _project(parking)
        told = lines_of(project.id)[0]
        budget.forecast(project, told.line, Decimal(68_000), by=_owner(parking))
    quiet = by_title["Quiet deliveries at night"]
    with at(now() - timedelta(days=30)), transaction():
        project = _project(quiet)
        gates.plan_gate(project, "Does it go on through the summer?", "Complaints are answered.", _day(5), by=_owner(quiet))
    _decide(quiet, 1, GateOutcome.HOLD, "Two lorries were louder than allowed. The haulier changes the trailers first.", -20, again=25)
    shade = "The poles would have needed deep foundations. We know that now for all squares."
    _decide(by_title["Shade where it is hottest"], 0, GateOutcome.STOP, shade, -140)
    with at(now() - timedelta(days=50)), transaction():
        moving.move(_project(guests), "end", "Both libraries counted for a year, and nobody was recognised.", by=_owner(guests))
    with at(now() - timedelta(days=10)), transaction():
        project = _project(guests)
        finding = benefits.Found(_day(0), "Rota of the libraries, compared with the year before", Decimal(16_800))
        benefits.note_finding(project, benefits_of(project.id)[0].benefit, finding, by=_owner(guests))
