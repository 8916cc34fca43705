"""What projects do when nobody is looking."""

from datetime import timedelta

from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.logs import log
from lms.projects.queries import due
from lms.projects.service import reminding

AHEAD = timedelta(days=14)
"""So long before its date a decision is asked for."""


def remind_of_projects() -> int:
    """Ask for decisions at gates, name milestones that are late, ask what became of benefits; return how many were told."""
    day = today()
    with transaction():
        told = sum(reminding.remind_of_gate(gate, day) for gate in due.gates_due(day + AHEAD))
        told += sum(reminding.remind_of_milestone(milestone) for milestone in due.late_milestones(day))
        told += sum(reminding.remind_of_benefit(benefit, day) for benefit in due.benefits_due(day))
    log.info("projects reminded", told=told)
    return told
