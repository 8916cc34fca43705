"""A boot camp that was called off asks nothing of anybody any more."""

import pytest

from lms.cohorts.service.handing_in import NotTaken
from tests.factories.work import call_off, camp, hand_in


def test_nothing_is_handed_in_any_more_and_the_page_says_so(session, client):
    made = camp()
    call_off(made)
    with pytest.raises(NotTaken):
        hand_in(made, made.people[0])
    page = client.sign_in(made.people[0]).get(made.at()).text
    assert "This boot camp was called off" in page
    assert "Hand in</button>" not in page
