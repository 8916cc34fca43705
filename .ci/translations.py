"""The translations: ``translations.py [LOCALE…]`` extracts, updates and compiles; a locale that is new is begun.

The test of the translations imports :func:`in_sources` and :func:`catalogues`, so that both read in the same way.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "lms" / "translations"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "_l": None, "lazy_ngettext": (1, 2), "lazy_pgettext": ((1, "c"), 2)}
TEMPLATE_OPTIONS = {"extensions": "lms.kit.templating.Keep", "trimmed": "true", "silent": "false", "newstyle_gettext": "true"}
SOURCES = (("lms/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2"))


def in_sources() -> Catalog:
    """Return every sentence that the sources pass through gettext; a template that cannot be read raises."""
    catalog = Catalog(project="Civic Campus", charset="utf-8", fuzzy=False)
    options = {pattern: TEMPLATE_OPTIONS if method == "jinja2" else {} for pattern, method in SOURCES}
    for top in ("lms", "templates"):
        methods = [(pattern.removeprefix(f"{top}/"), method) for pattern, method in SOURCES if pattern.startswith(f"{top}/")]
        found = extract_from_dir(
            ROOT / top,
            methods,
            {pattern.removeprefix(f"{top}/"): value for pattern, value in options.items()},
            KEYWORDS,
            ("Translators:",),
            strip_comment_tags=True,
            # Babel leaves out folders that begin with an underscore, and ours hold the frame of every page.
            directory_filter=lambda folder: not Path(folder).name.startswith("."),
        )
        for path, line, message, comments, context in found:
            catalog.add(message, None, [(f"{top}/{path}", line)], auto_comments=comments, context=context)
    return catalog


def catalogues() -> list[Path]:
    """Return the path of each ``messages.po`` that the product ships."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def is_translated(message: Message) -> bool:
    """Return whether every form of ``message`` has words."""
    words = message.string or ""
    return bool(words) if isinstance(words, str) else all(words)


def update(po: Path, template: Catalog) -> str:
    """Bring one catalogue up to date with the sources, compile it, and say what is left to translate."""
    locale = po.parent.parent.name
    if po.exists():
        with po.open("rb") as handle:
            catalog = read_po(handle, locale=locale)
    else:
        po.parent.mkdir(parents=True)
        catalog = Catalog(locale=locale, project="Civic Campus", header_comment="# Civic Campus", fuzzy=False)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.fuzzy = False
    catalog.obsolete.clear()
    with po.open("wb") as handle:
        write_po(handle, catalog, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    with po.with_suffix(".mo").open("wb") as handle:
        write_mo(handle, catalog)
    empty = [str(message.id) for message in catalog if message.id and not is_translated(message)]
    return "\n  ".join([f"{locale}: {len(catalog)} messages, {len(empty)} to translate", *empty])


def main(*new: str) -> int:
    template = in_sources()
    begun = [FOLDER / locale / "LC_MESSAGES" / "messages.po" for locale in new]
    for po in sorted({*catalogues(), *begun}):
        print(update(po, template))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
