"""What champions have left beside their placements."""

from lms.placements.models import PlacementState
from tests.factories.people import make_person
from tests.factories.placements import make_opening, placeable, placed


def test_the_directory_counts_what_champions_are_placed_with_today(client, session):
    champion = placeable(make_person("Carla Champion"), hours=7)
    placed(make_opening(hours=4), champion)
    placed(make_opening(hours=2, begins=60), champion)
    placed(make_opening(hours=1), champion, PlacementState.PROPOSED)
    client.sign_in(make_person("Olu Officer"))
    assert "3 of 7 hours a week free" in " ".join(client.get("/champions").text.split())
