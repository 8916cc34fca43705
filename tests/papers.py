"""What a drawn paper has inside: a PDF read by the tests."""

import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\nendstream", re.DOTALL)


def inside(pdf: bytes) -> bytes:
    """The PDF with its compressed streams opened."""
    return b"\n".join([pdf, *(_opened(found[1]) for found in _STREAM.finditer(pdf))])


def _opened(stream: bytes) -> bytes:
    # Compressed bytes end as they like, also in the carriage return that some programs write before "endstream":
    # whether it belongs to them is for the decompressor to say.
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream
