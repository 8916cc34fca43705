"""A draft, a strategy in consultation and an initiative, for the matrix of roles and routes."""

from typing import Any

from lms.people.models import Person, Role
from tests.factories import strategies as made
from tests.factories.competences import ids
from tests.factories.people import make_person

SECRET = "Marker title of a draft strategy"
SAID = "Marker sentence of a contribution."

OF_THE_DRAFT = ("edit_strategy", "new_objective", "edit_objective", "move_objective", "retire_objective", "restore_objective", "remove_objective")
"""Pages of a text that may still change."""


def set_up_strategies(owner: Person, suffix: str) -> dict[str, dict[str, Any]]:
    """The owner measures the indicator and answers for the initiative; departments are headed by others."""
    office = make_person("Nora Office", Role.PROGRAMME_OFFICE)
    department, head = made.headed(f"Department{suffix}")
    asked = made.consulted(office, department, owner=owner, slug=f"matrix-asked{suffix}")
    contribution_id = made.contribute(asked, department, head, SAID)
    draft = made.drafted(office, title=SECRET, slug=f"matrix-drafted{suffix}")
    initiative = made.ready(office, asked, owner=owner.email, slug=f"matrix-initiative{suffix}")
    known = ids("1.3")["1.3"]
    made.need(initiative, known, office)
    drafted = {"slug": draft.slug, "objective_id": made.objective_of(draft).id}
    strategy = {
        "slug": asked.slug,
        "objective_id": made.objective_of(asked).id,
        "indicator_id": made.indicator_of(asked).id,
        "department_id": department.id,
        "contribution_id": contribution_id,
        "deed": "consolidate",
    }
    of_initiative = {"slug": initiative.slug, "competence_id": known, "deed": "approve"}
    pages = ("initiative", "edit_initiative", "move_initiative", "report_initiative", "needs", "drop_need", "put_initiative_on_agenda")
    return {
        "strategy": strategy,
        **{f"strategy.{page}": drafted for page in (*OF_THE_DRAFT, "strategy", "strategy_map", "versions", "new_indicator", "open_consultation")},
        **{f"strategy.{page}": of_initiative for page in pages},
    }
