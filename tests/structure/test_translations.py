"""The translations are complete, and what ships is what was written."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.structure.sources import ROOT, name_of

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%%")
REMEDY = "python3 dev.py translations"


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / ".ci" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()
CATALOGUES: list[Path] = TOOL.catalogues()
catalogues = pytest.mark.parametrize("path", CATALOGUES, ids=name_of)


@pytest.fixture(scope="module")
def sources() -> Catalog:
    found: Catalog = TOOL.in_sources()
    return found


def _read(path: Path) -> Catalog:
    with path.open("rb") as handle:
        return read_po(handle, locale=path.parent.parent.name)


def _forms(words: object) -> list[str]:
    return [str(word) for word in words] if isinstance(words, list | tuple) else [str(words or "")]


def _keys(catalog: Catalog) -> set[tuple[object, object]]:
    return {(message.context, message.id) for message in catalog if message.id}


def test_french_ships() -> None:
    assert "fr" in {path.parent.parent.name for path in CATALOGUES}


def test_the_extraction_knows_each_name_under_which_gettext_is_imported() -> None:
    imported = re.compile(r"^from lms\.kit\.(?:i18n|words) import .*?\b(\w*gettext)\b(?: as (\w+))?", re.MULTILINE)
    names = {(alias or name) for path in (ROOT / "lms").rglob("*.py") for name, alias in imported.findall(path.read_text(encoding="utf-8"))}
    assert not names - TOOL.KEYWORDS.keys(), "what passes through them is in no catalogue, and stays English for everybody"


@catalogues
def test_a_catalogue_holds_the_sentences_of_the_sources_and_no_others(path: Path, sources: Catalog) -> None:
    there, wanted = _keys(_read(path)), _keys(sources)
    assert not wanted - there, f"not in {name_of(path)}; {REMEDY} adds them: {sorted(map(str, wanted - there))[:20]}"
    assert not there - wanted, f"no longer in the sources; {REMEDY} drops them: {sorted(map(str, there - wanted))[:20]}"


@catalogues
def test_every_sentence_is_translated(path: Path) -> None:
    open_ones = [message.id for message in _read(path) if message.id and (message.fuzzy or not all(_forms(message.string)))]
    assert not open_ones, f"{len(open_ones)} to translate in {name_of(path)}: {open_ones[:20]}"


@catalogues
def test_a_translation_keeps_the_placeholders(path: Path) -> None:
    changed = []
    for message in _read(path):
        wanted = {match.group() for form in _forms(message.id) for match in PLACEHOLDER.finditer(form)}
        for form in _forms(message.string) if message.id else ():
            used = {match.group() for match in PLACEHOLDER.finditer(form)}
            # One form of a plural may leave the number out ("one course"), none may invent a name.
            if not used <= wanted or (not message.pluralizable and used != wanted):
                changed.append(f"{message.id!r}: {sorted(wanted ^ used)}")
    assert not changed, "\n".join(changed)


def test_english_writes_64_per_cent_without_a_space(sources: Catalog) -> None:
    spaced = [form for message in sources for form in _forms(message.id) if re.search(r"\s%%", form)]
    assert not spaced, f"write %(percent)s%%: {spaced}"


def test_a_template_leaves_the_sign_of_per_cent_to_each_language() -> None:
    alone = [name_of(path) for path in (ROOT / "templates").rglob("*.html") if re.search(r"\}\}\s?%(?!\})", path.read_text(encoding="utf-8"))]
    assert not alone, f"gettext or percentformat writes the sign: {alone}"


@catalogues
def test_no_line_breaks_before_the_sign_of_per_cent(path: Path) -> None:
    broken = [form for message in _read(path) for form in _forms(message.string) if " %%" in form]
    assert not broken, f"a no-break space stands there: {broken}"


@catalogues
def test_the_compiled_catalogue_is_the_written_one(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as handle:
        compiled = {(m.context, str(_forms(m.id)[0])): _forms(m.string) for m in read_mo(handle) if m.id}
    written = {(m.context, str(_forms(m.id)[0])): _forms(m.string) for m in _read(path) if m.id and all(_forms(m.string))}
    assert compiled == written, f"compile it with: {REMEDY}"
