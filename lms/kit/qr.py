"""QR codes as pictures that a strict content security policy and a PDF both take."""

import segno


def qr_svg(text: str) -> str:
    """Return ``text`` as a QR code: the ``data:`` address of an SVG, for the ``src`` of an ``<img>``; error correction M."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff", encode_minimal=False))
