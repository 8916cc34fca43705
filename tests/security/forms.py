"""The forms of a page as a browser would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

PLAUSIBLE = {
    "date": "2026-12-01",
    "datetime-local": "2026-12-01T10:00",
    "email": "somebody@city.example",
    "month": "2026-12",
    "number": "3",
    "password": "a long secret that nobody guesses",
    "time": "10:00",
    "url": "https://city.example",
}


@dataclass
class FieldSeen:
    """A field: its kind, what stands in it, and what can be chosen."""

    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    def filled(self) -> list[str]:
        """What somebody would send who fills the form in."""
        if self.kind == "hidden":
            return self.values
        if self.kind in {"radio", "select-one"}:
            return self.values[-1:] if self.values and self.values[-1] else [one for one in self.options if one][:1]
        if self.kind == "checkbox":
            return self.values or self.options[:1]
        return self.values if any(self.values) else [PLAUSIBLE.get(self.kind, "Some words")]


@dataclass
class FormSeen:
    """A form that is posted; ``buttons`` are the (name, value) of those that say something."""

    action: str
    fields: dict[str, FieldSeen] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    with_files: bool = False

    def filled(self) -> dict[str, list[str]]:
        """All of it filled in, sent by its first button."""
        return {**{name: one.filled() for name, one in self.fields.items()}, **{name: [value] for name, value in self.buttons[:1]}}


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[FormSeen] = []
        self.posted: list[FormSeen] = []
        self._by_id: dict[str, FormSeen] = {}
        self._text: FieldSeen | None = None
        self._choices: FieldSeen | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin(given)
        elif tag == "option" and self._choices is not None:
            self._choices.options.append(given.get("value", ""))
            self._choices.values += [given.get("value", "")] if "selected" in given else []
        elif tag in {"input", "button", "textarea", "select"} and self.forms:
            form = self._by_id.get(given["form"]) if "form" in given else self.forms[-1]
            if form is not None:
                self._add(form, tag, given)

    def _begin(self, given: dict[str, str]) -> None:
        form = FormSeen(given.get("action", ""))
        self.forms.append(form)
        self._by_id[given.get("id", "")] = form
        if given.get("method", "get").lower() == "post":
            self.posted.append(form)

    def _add(self, form: FormSeen, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text") if tag == "input" else tag
        if tag == "button" and given.get("formaction"):
            self.posted.append(FormSeen(given["formaction"], form.fields, [(name, given.get("value", ""))] if name else []))
        elif not name:
            return
        elif kind in {"button", "submit"}:
            form.buttons.append((name, given.get("value", "")))
        elif kind == "file":
            form.with_files = True
        elif kind in {"checkbox", "radio"}:
            seen = form.fields.setdefault(name, FieldSeen(kind))
            seen.options.append(given.get("value", "on"))
            seen.values += [given.get("value", "on")] if "checked" in given else []
        elif tag == "select":
            self._choices = form.fields.setdefault(name, FieldSeen("select-one"))
        elif tag == "textarea":
            self._text = form.fields.setdefault(name, FieldSeen(kind, [""]))
        else:
            form.fields.setdefault(name, FieldSeen(kind)).values.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self._text = None if tag == "textarea" else self._text
        self._choices = None if tag == "select" else self._choices

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.values[-1] += data


def posted_forms(html: str) -> Iterator[FormSeen]:
    """Each form that is posted, and each button that sends one elsewhere as a form of its own."""
    yield from _Reader(html).posted
