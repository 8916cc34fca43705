"""Numbers that people type, or that somebody sends who wants to see what happens."""

import pytest
from werkzeug.datastructures import MultiDict

from lms.kit.forms import DecimalField, Form, IntegerField


class Numbers(Form):
    amount = DecimalField()
    count = IntegerField()


AMOUNTS = ("NaN", "-Infinity", "sNaN", "1e400", "-1000000000000", "twelve")
COUNTS = ("99999999999999999999", "1.5")


@pytest.mark.parametrize("typed", [*(f"amount {words}" for words in AMOUNTS), *(f"count {words}" for words in COUNTS)])
def test_what_no_column_can_hold_is_no_number(app, typed):
    name, words = typed.split()
    with app.test_request_context(method="POST"):
        form = Numbers(MultiDict({"amount": "12.50", "count": "3", name: words}))
        assert not form.validate()
        assert form[name].data is None
        assert "Not a valid" in form[name].errors[0]


def test_numbers_are_read(app):
    with app.test_request_context(method="POST"):
        form = Numbers(MultiDict({"amount": "12.50", "count": "2147483647"}))
        form.validate()
        assert (str(form.amount.data), form.count.data) == ("12.50", 2147483647)
