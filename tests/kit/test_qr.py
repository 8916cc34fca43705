"""A QR code is a picture of its text that needs no style and no script."""

import re
from urllib.parse import unquote

import segno

from lms.kit.qr import qr_svg

TEXT = "https://campus.example/verify/4f9d"


def drawing(address: str) -> str:
    return unquote(address.partition(",")[2])


def test_it_is_an_svg_in_an_address() -> None:
    address = qr_svg(TEXT)
    assert address.startswith("data:image/svg+xml")
    assert '"' not in address
    assert "style" not in drawing(address)
    assert "<script" not in drawing(address)


def test_it_holds_the_text_with_correction_m_and_a_quiet_zone() -> None:
    code = segno.make(TEXT, error="m", micro=False)
    size = (len(code.matrix) + 8) * 4
    svg = drawing(qr_svg(TEXT))
    assert re.search(rf"width=.{size}. height=.{size}.", svg)
    assert code.error in {"M", "Q", "H"}


def test_two_texts_give_two_pictures() -> None:
    assert qr_svg(TEXT) != qr_svg(TEXT + "x")
