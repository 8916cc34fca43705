"""The inside of the PDF process: WeasyPrint, loaded once, with a fetcher that knows only the files it was given."""

import mimetypes
from collections.abc import Mapping
from typing import Any

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError:  # pango is a library of the system: its absence shows at import
    weasyprint = None
    FontConfiguration = URLFetcherResponse = None
    URLFetcher = object

_SHELF = 4  # sets of files that one process remembers


class _Closed(URLFetcher):  # type: ignore[misc]
    """Hands out the given files and ``data:`` addresses; refuses all else, so that no page can reach a host or a file."""

    def __init__(self, files: Mapping[str, bytes], address: str) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._files, self._address = files, address

    def fetch(self, url: str, headers: Any = None) -> Any:
        if url[:5].lower() == "data:":
            return super().fetch(url, headers)
        name = url.removeprefix(self._address)
        content = self._files.get(url, self._files.get(name))
        if content is None:
            raise ValueError(f"{url} is not among the document's files")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body=content, headers={"Content-Type": kind})


class _Set:
    """The files of a set of documents with the fonts that were already read from them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.fonts = FontConfiguration()


_sets: dict[str, _Set] = {}


def answer(html: str, address: str, key: str, files: Mapping[str, bytes] | None) -> bytes | str:
    """Return the PDF, or what is missing: ``no weasyprint``, or ``no files`` when the set ``key`` was never sent."""
    if weasyprint is None:
        return "no weasyprint"
    if key not in _sets:
        if files is None:
            return "no files"
        while len(_sets) >= _SHELF:
            del _sets[next(iter(_sets))]
        _sets[key] = _Set(files)
    return _draw(html, address, _sets[key])


def _draw(html: str, address: str, known: _Set) -> bytes:
    document = weasyprint.HTML(string=html, base_url=address, url_fetcher=_Closed(known.files, address))
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", font_config=known.fonts, optimize_images=False)
    return pdf
