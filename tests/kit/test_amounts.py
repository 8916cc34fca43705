"""Amounts as the reader's language writes them."""

from decimal import Decimal

import pytest
from flask import Flask

from lms.kit.i18n import format_euro, speaking

NB, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "amount", "cents", "written"),
    [
        ("en", None, False, "–"),
        ("en", Decimal(0), False, "€0"),
        ("en", Decimal("50000.40"), False, "€50,000"),
        ("en", Decimal("-18500"), False, "-€18,500"),
        ("en", Decimal("1500"), True, "€1,500.00"),
        ("fr", Decimal("50000.40"), False, f"50{THIN}000{NB}€"),
        ("fr", Decimal("1250.5"), True, f"1{THIN}250,50{NB}€"),
    ],
)
def test_an_amount_is_written_as_the_readers_language_does(app: Flask, language: str, amount: Decimal | None, cents: bool, written: str) -> None:
    with app.test_request_context(), speaking(language):
        assert format_euro(amount, cents) == written
