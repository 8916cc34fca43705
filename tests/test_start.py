"""The house stands."""

from lms.people.models import Role
from tests.factories.people import make_person


def test_a_visitor_sees_the_start_page(client):
    assert client.get("/").status_code == 200


def test_somebody_who_signed_in_is_known(client):
    page = client.sign_in(make_person("Maria Kowalska", Role.ADMINISTRATOR)).get("/")
    assert "Maria Kowalska" in page.text


def test_an_unknown_address_is_a_page_with_a_way_out(client):
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert 'href="/"' in page.text


def test_a_zero_byte_in_an_address_is_refused_with_a_page(client):
    for address in ("/courses?q=a%00b", "/courses/a%00b"):
        assert client.get(address).status_code == 400
