"""What people type into fields, beside numbers: what no database or calendar holds."""

from datetime import date

import pytest
from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import DateField
from wtforms.validators import Optional

from lms.kit.forms import Form


class Days(Form):
    first = DateField(validators=[Optional()])


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_far_off_is_a_typing_mistake(app, typed):
    with app.test_request_context(method="POST"):
        form = Days(MultiDict({"first": typed}))
        assert not form.validate()
        assert form.first.errors == ["Choose a day between the years 1900 and 2199."]


@pytest.mark.parametrize(("typed", "meant"), [("1900-01-01", date(1900, 1, 1)), ("2199-12-31", date(2199, 12, 31)), ("", None)])
def test_other_days_may_be_chosen(app, typed, meant):
    with app.test_request_context(method="POST"):
        form = Days(MultiDict({"first": typed}))
        assert form.validate()
        assert form.first.data == meant


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_zero_bytes_in_fields_are_left_out(app, kind):
    with app.test_request_context(method="POST", data={"words": ["a\0b", "c"], "more": "d"}, content_type=kind):
        assert request.form.getlist("words") == ["ab", "c"]
        assert request.form["more"] == "d"
