"""The way of a champion as a table: every row is taken by the command that pages use, and nothing else can be."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from lms.champions import workflow
from lms.champions.models import Champion, ChampionMove, ChampionState, Nominator
from lms.champions.service.refusals import NeedsReason, NoSuchStep
from lms.champions.views.blueprint import DEEDS
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.kit.paths import bundled
from lms.notices.models import Notice
from lms.notices.sentences import SENTENCES
from lms.people.models import Role
from tests.factories.champions import learned, make_champion, step, with_manager
from tests.factories.people import make_person

ROWS = [(one.deed, before, who) for one in workflow.STEPS for before in one.before for who in one.who]
WISHED = {"renewal_wished_at": now()}
FACTS = {
    "accept": {"said_yes_at": None},
    "wish-renewal": {"until": today() + timedelta(days=60)},
    "agree-renewal": WISHED,
    "refuse-renewal": WISHED,
    "renew": {**WISHED, "renewal_hours": Decimal(3)},
}
"""What has to be so for a step, beside the state."""
SHOWN = ("appoint", "renew")
"""Steps that ask for the evidence once more."""


@pytest.fixture
def cast(session):
    person, office = make_person("Lena"), make_person("Nora", Role.PROGRAMME_OFFICE)
    return {"person": person, "manager": with_manager(person), "office": office, "house": None}


def standing(cast, state, deed=""):
    """A champion of whom ``deed`` can be done."""
    if deed in SHOWN:
        learned(cast["person"])
        db.session.query(Champion).delete()  # the house asked whoever shows it all
        db.session.commit()
    return make_champion(
        cast["person"], state=ChampionState(state), nominated_by=Nominator.MANAGER, nominated_by_id=cast["manager"].id, **FACTS.get(deed, {})
    )


@pytest.mark.parametrize(("deed", "before", "who"), ROWS)
def test_each_row_leads_where_it_says_leaves_a_move_and_tells_whom_it_names(cast, deed, before, who):
    row, champion, by = workflow.BY_DEED[deed], standing(cast, before, deed), cast[who]
    if row.reason:
        with pytest.raises(NeedsReason):
            step(champion, deed, by, hours=3)
    assert step(champion, deed, by, "Because of this", hours=3).state == (row.after or before)
    (last,) = db.session.scalars(select(ChampionMove).where(ChampionMove.champion_id == champion.id)).all()
    assert (last.deed, last.before, last.after, last.by_id) == (deed, before, row.after or before, by.id if by else None)
    hear = {**cast, "nominator": cast["manager"]}
    told = {(one.person_id, one.kind) for one in db.session.scalars(select(Notice))}
    assert told >= {(hear[role].id, kind) for role, kind in row.tells if hear[role] is not by}


@pytest.mark.parametrize("state", workflow.STATES)
def test_nothing_else_can_be_done_and_by_nobody_else(cast, state):
    champion = standing(cast, state)
    for deed, row in workflow.BY_DEED.items():
        for who, by in cast.items():
            if state not in row.before or who not in row.who:
                with pytest.raises(NoSuchStep):
                    step(champion, deed, by, "Because of this", hours=3)
    assert db.session.get_one(Champion, champion.id).state == state


def test_the_states_are_those_of_the_rows():
    assert set(workflow.STATES) == {state.value for state in ChampionState}


@pytest.mark.parametrize("state", workflow.OVER)
def test_nothing_follows_an_end(state):
    assert not workflow.open_to(state, "person", "manager", "office", "house")


def test_every_state_that_is_no_end_can_be_left_by_the_person():
    for state in set(workflow.STATES) - set(workflow.OVER):
        assert {"decline", "leave"} & set(workflow.open_to(state, "person")), state


def test_every_step_has_a_word_every_notice_a_sentence_and_every_letter_a_mail():
    for row in workflow.STEPS:
        assert row.deed in DEEDS
        kinds = {kind for _role, kind in row.tells}
        assert kinds <= set(SENTENCES)
        assert set(row.letters) <= kinds
        assert all((bundled("templates") / "mail" / kind / "body.html").is_file() for kind in row.letters)
