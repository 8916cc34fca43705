"""The way of a champion as a table: every step is possible just where the table says, and by whom."""

import pytest

from lms.champions import workflow
from lms.champions.models import ChampionState
from lms.champions.views.blueprint import DEEDS
from lms.kit.paths import bundled
from lms.notices.sentences import SENTENCES


@pytest.mark.parametrize("state", workflow.STATES)
@pytest.mark.parametrize("deed", list(workflow.BY_DEED))
def test_a_step_is_there_where_the_table_says(deed, state):
    assert (workflow.step_of(deed, state) is not None) is (state in workflow.BY_DEED[deed].before)


def test_the_states_are_those_of_the_rows():
    assert set(workflow.STATES) == {state.value for state in ChampionState}


@pytest.mark.parametrize("state", workflow.OVER)
def test_nothing_follows_an_end(state):
    assert not workflow.open_to(state, "person", "manager", "office", "house")


def test_every_state_that_is_no_end_can_be_left_by_the_person():
    for state in set(workflow.STATES) - set(workflow.OVER):
        assert {"decline", "leave"} & set(workflow.open_to(state, "person")), state


def test_every_step_has_a_word_every_notice_a_sentence_and_every_letter_a_mail():
    for step in workflow.STEPS:
        assert step.deed in DEEDS
        kinds = {kind for _role, kind in step.tells}
        assert kinds <= set(SENTENCES)
        assert set(step.letters) <= kinds
        assert all((bundled("templates") / "mail" / kind / "body.html").is_file() for kind in step.letters)
