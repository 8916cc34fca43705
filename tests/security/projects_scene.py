"""A project of the owner with one of everything on it, and a thread through it: what the matrix asks about."""

from datetime import date
from decimal import Decimal
from typing import Any

from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from lms.projects.service import benefits, budget, documents, gates, milestones, risks
from lms.thread.stations import Kind
from tests.factories.people import make_person
from tests.factories.projects import LATER, again, make_project, project_of, running
from tests.factories.threads import make_thread


def set_up_projects(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    """Values for the addresses of projects and threads."""
    owner, sponsor = people["owner"], make_person("Sven Sponsor", Role.SPONSOR)
    slug = running(owner, sponsor)
    with transaction():
        project, by = project_of(slug), again(owner)
        keys = {
            "milestone_id": milestones.plan_milestone(project, "Counted", LATER, None, by=by).id,
            "line_id": budget.plan_line(project, 2027, "Sensors", Decimal(10), by=by).id,
            "risk_id": risks.note_risk(project, risks.Weighing("Rain", 3, 3, "A roof"), by=by).id,
            "gate_id": gates.plan_gate(project, "Go on?", "All is there.", LATER, by=by).id,
            "document_id": documents.add_document(project, "Offer", "offer.pdf", b"%PDF-1.7", by=by).id,
            "benefit_id": benefits.expect(project, benefits.Expected("Time", date(2026, 1, 1)), by=by).id,
        }
    thread = make_thread()
    db.session.rollback()
    make_project(owner, sponsor)
    walked = {"kind": Kind.COMPETENCE.value, "thing_id": thread.ids[Kind.COMPETENCE]}
    return {"projects": {"slug": slug, "listed": "risks", **keys}, "thread": walked}
