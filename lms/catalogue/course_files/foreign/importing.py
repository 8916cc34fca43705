"""Turns a foreign folder of Markdown into a course folder, leaving nothing out and saying where a person must look."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lms.catalogue.course_files.effort import as_effort, lesson_minutes
from lms.catalogue.course_files.foreign.card import Said, language_of, write_card
from lms.catalogue.course_files.foreign.converting import convert
from lms.catalogue.course_files.foreign.effects import without_effects
from lms.catalogue.course_files.foreign.front_matter import fact
from lms.catalogue.course_files.foreign.gaps import note_leftovers, undent_directions
from lms.catalogue.course_files.foreign.houses import House, house_of
from lms.catalogue.course_files.foreign.inclusions import lessons_of
from lms.catalogue.course_files.foreign.leftover_signs import note_signs
from lms.catalogue.course_files.foreign.ordering import in_reading_order, is_housekeeping, is_start
from lms.catalogue.course_files.foreign.questions import is_liascript, take_questions
from lms.catalogue.course_files.foreign.quiz_writing import write_quiz
from lms.catalogue.course_files.foreign.relinking import Places, Relinker
from lms.catalogue.course_files.foreign.repairing import FoundQuiz, Origin, Work, repair
from lms.catalogue.course_files.foreign.sources import (
    Lines,
    Source,
    codes_of,
    is_licence,
    is_markdown,
    lesson_slug,
    media_names,
    open_source,
    scan_lines,
)
from lms.catalogue.course_files.foreign.structure import arrange
from lms.catalogue.course_files.foreign.yaml_quizzes import yaml_quizzes
from lms.catalogue.course_files.lessons import MAX_LESSON_BYTES
from lms.catalogue.course_files.lists import arranged
from lms.catalogue.course_files.markdown_lines import scan
from lms.kit.problems import Problem
from lms.kit.words import gettext as _
from lms.kit.words import words_in

_PART_BYTES = MAX_LESSON_BYTES // 2
_FALLBACK_TITLE = "Course"


@dataclass(frozen=True, slots=True)
class Imported:
    """``files`` is the course folder; ``notes`` name file and line of the *foreign* folder."""

    files: dict[str, bytes]
    notes: tuple[Problem, ...]


def import_folder(
    files: Mapping[str, bytes],
    *,
    title: str | None,
    slug: str,
    owner: str,
    language: str | None = None,
    review_by: date | None = None,
    fault_of: Callable[[str], str] | None = None,
) -> Imported:
    """Make a course folder of the Markdown and other files in ``files`` (path -> bytes).

    ``fault_of`` tells why a diagram cannot be drawn; it is shown as text then. None leaves them untried.
    ``owner`` must be an e-mail address and ``slug`` an address of a course; then ``read_course`` finds no errors in the result.
    """
    work = Work(fault_of=fault_of)
    house = house_of(files)
    lessons = _lessons(files, house, work)
    quizzes = yaml_quizzes(files, work.findings)
    asked = {quiz.path for quiz in quizzes}
    others = [path for path in files if not is_markdown(path) and path not in asked]
    names = {**_other_names(files, others, work), **{source.path: source.name for source in lessons}}
    language = language or language_of(house.language, lessons, work.findings)
    places = Places(names, {address: source.path for source in reversed(lessons) for address in _addresses(source)})
    for source in lessons:
        _import_page(source, places, house, words_in(language), work)
    for quiz in quizzes:
        _take_quiz(quiz, places, work)
    _note_unneeded(names, others, places, work)
    if not work.sources:
        _empty_lesson(title or _FALLBACK_TITLE, work)
    shown = " ".join((title or house.title).split()) or _title_of(work)
    if not work.questions:
        note = _("no questions were found, so the course has no quiz")
        work.findings.advice("course.toml", 1, note, _("write a quiz file such as `90-check-yourself.quiz.toml`"))
    _write_quizzes(language, work)
    said = Said(shown, house.summary, language, as_effort(work.minutes))
    card = write_card(said, owner, work.sources, review_by, work.findings)
    work.files["course.toml"] = card.encode()
    _write_readme(shown, work)
    repair(slug, work)
    return Imported(dict(sorted(work.files.items())), work.findings.in_order())


def _lessons(files: Mapping[str, bytes], house: House, work: Work) -> list[Source]:
    """The pages that become lessons, in their order and with their new names: two numbers for each, because a quiz may follow its lesson."""
    opened = []
    for path in in_reading_order(files, house, work.findings):
        if files[path].strip(b"\xef\xbb\xbf \t\r\n"):
            opened.append(open_source(path, "", files[path], work.findings))
        else:
            work.findings.advice(path, 1, _("the file is empty and was left out"), _("nothing"))
    menus = [source for source in opened if source.path in house.menu_pages and house.menu]
    lessons, asides = lessons_of([source for source in opened if source not in menus], work.findings)
    for source in menus:
        what = _("the file is the menu, which gave the lessons their order; it is kept in README.md and no lesson")
        work.findings.advice(source.path, 1, what, _("nothing"))
    for source in (*menus, *asides):
        work.kept_aside.append(_kept(source.path, "markdown", "\n".join(text for _number, text in source.lines)))
    for path, name in house.gone:
        work.findings.advice("course.toml", 1, _("the menu names `%(path)s`, which is not in the folder", path=path + name), _("add the file"))
    number = 1
    for source in lessons:
        parts = len(files[source.path]) // _PART_BYTES + 1
        source.name = f"{number:02d}-{lesson_slug(source.path)}.md"
        number += 1 + (parts if parts > 1 else 1)
        if is_housekeeping(source.path) and source.path not in house.menu:
            what = _("the file seems to be about the folder and not for its readers; it is among the last lessons")
            work.findings.advice(source.path, 1, what, _("delete `%(name)s`, if learners need not read it", name=source.name))
    return lessons


def _other_names(files: Mapping[str, bytes], others: list[str], work: Work) -> dict[str, str]:
    licence = next((path for path in sorted(files) if is_licence(path)), None)
    names = media_names([path for path in others if path != licence])
    if licence is not None:
        work.files["LICENSE.md"] = files[licence]
    for old, new in names.items():
        work.files[new] = files[old]
    return names


def _note_unneeded(names: Mapping[str, str], others: list[str], places: Places, work: Work) -> None:
    for old in others:
        new = names.get(old, old)
        if new != old and new not in places.used:
            what = _("no lesson shows this file or links to it; it is now `%(new)s`", new=new)
            work.findings.advice(old, 1, what, _("delete it there, or link to it"))


def _import_page(source: Source, places: Places, house: House, gettext: Callable[..., str], work: Work) -> None:
    path, name = source.path, source.name
    number, _hyphen, rest = name.removesuffix(".md").partition("-")
    quiz_key = f"{int(number) + 1:02d}-{rest}"
    liascript = is_liascript(source)
    if liascript:
        undent_directions(source)
        without_effects(source, work.findings)
    relinker = Relinker(path, places, work.findings)
    if not liascript:
        relinker.wiki_links(source)
    convert(source, work.findings, liascript=liascript)
    items = take_questions(source, quiz_key, gettext, work.findings)
    note_leftovers(source, liascript, work.findings)
    if source.front_matter.strip():
        work.kept_aside.append(_kept(path, source.front_language, source.front_matter))
    note_signs(source, work.findings)
    source.lines = arranged(_without_gaps(source.lines))
    codes = codes_of(source.lines)
    for change in (relinker.line, lambda _number, text: relinker.references(text)):
        source.lines = [(at, text if is_code else change(at, text)) for (at, text), is_code in zip(source.lines, codes, strict=True)]
    title = arrange(source, _name_of(path, house) or _FALLBACK_TITLE, work.findings)
    if not any(text.strip() for _number, text in source.lines[1:]):
        what = _("the page has no text but its title, and so has the lesson `%(name)s`", name=name)
        work.findings.advice(path, 1, what, _("write it, or delete the lesson"))
    _show_undrawable(source, work)
    work.sources.append(source)
    _write_lesson(source, title, work)
    if items:
        for item in items:
            item.change_texts(lambda text, line=item.line: "\n".join(relinker.line(line, part) for part in text.split("\n")))  # type: ignore[misc]
        work.quizzes[f"{quiz_key}.quiz.toml"] = FoundQuiz(path, title, items)
        work.questions += len(items)
        work.minutes += 2 * len(items)


def _without_gaps(lines: Lines) -> Lines:
    """One empty line where what was turned left several."""
    codes = codes_of(lines)
    made: Lines = []
    for (number, text), is_code in zip(lines, codes, strict=True):
        if text.strip() or is_code or not made or made[-1][1].strip():
            made.append((number, text))
    return made


def _take_quiz(quiz: FoundQuiz, places: Places, work: Work) -> None:
    """A quiz of its own comes behind all lessons and quizzes that are there."""
    last = max((int(name.partition("-")[0]) for name in (*work.files, *work.quizzes) if name[:1].isdigit()), default=0)
    name = f"{last + 1:02d}-{lesson_slug(quiz.path)}.quiz.toml"
    relinker = Relinker(quiz.path, places, work.findings)
    for item in quiz.items:
        item.change_texts(lambda text, line=item.line: "\n".join(relinker.line(line, part) for part in text.split("\n")))  # type: ignore[misc]
        what = _("the question is now `%(key)s` of %(quiz)s.quiz.toml", key=item.key, quiz=name.removesuffix(".quiz.toml"))
        work.findings.advice(quiz.path, item.line, what, _("read it over there"))
    work.quizzes[name] = quiz
    work.files[name] = b""  # written with the others, once their number is known
    work.questions += len(quiz.items)
    work.minutes += 2 * len(quiz.items)


def _name_of(path: str, house: House) -> str:
    """What a page without a title is called: like its file, or its folder; the folder's own start page like the course."""
    folder, _slash, base = path.rpartition("/")
    if is_start(path) and not folder and house.title:
        return re.sub(r"[#<>{}\[\]`|]", " ", house.title).strip()
    name = folder.rpartition("/")[2] if is_start(path) and folder else base.rpartition(".")[0]
    words = re.sub(r"[-_]+", " ", re.sub(r"^[\d\W_]+(?=[^\W\d_])", "", name) or name)
    return re.sub(r"[^\w\s.,-]", " ", words).strip().capitalize()


def _addresses(source: Source) -> list[str]:
    """What a page calls itself in its front matter: other pages link to that."""
    folder = source.path.rpartition("/")[0]
    said = [fact(source.facts, name) for name in ("permalink", "slug", "url", "id")]
    return [address for name in said if name.strip("/") for address in (name, f"{folder}/{name}") if "://" not in name]


def _show_undrawable(source: Source, work: Work) -> None:
    blocks = scan_lines(source.lines).blocks if work.fault_of else ()
    for block in blocks:
        fault = work.fault_of(block.text) if work.fault_of and block.language == "mermaid" else ""
        if fault:
            number, text = source.lines[block.line - 1]
            source.lines[block.line - 1] = (number, text.replace("mermaid", "text", 1))
            what = _("this diagram cannot be drawn (%(reason)s); it is shown as text", reason=fault)
            work.findings.advice(source.path, number, what, _("correct it and write `mermaid` there, or show a picture"))


def _write_lesson(source: Source, title: str, work: Work) -> None:
    """One file, or several when the text is longer than a lesson may be."""
    text = "\n".join(line for _number, line in source.lines).rstrip("\n") + "\n"
    work.minutes += lesson_minutes(scan(text))
    parts = _parts(text)
    numbers = [line for line, _text in source.lines]
    at = 0
    number, _hyphen, rest = source.name.partition("-")
    for index, part in enumerate(parts):
        name = source.name if index == 0 else f"{int(number) + index:02d}-{rest}"
        work.files[name] = (part if index == 0 else f"# {title} ({index + 1})\n\n{part}").encode()
        work.origins[name] = Origin(source.path, numbers[at:] if index == 0 else [*numbers[at : at + 1] * 2, *numbers[at:]])
        at += part.count("\n")
    if len(parts) > 1:
        what = _("the text is longer than a lesson may be; it was divided into %(count)d lessons", count=len(parts))
        work.findings.advice(source.path, 1, what, _("see whether the parts begin where they should"))


def _parts(text: str) -> list[str]:
    if len(text.encode()) <= MAX_LESSON_BYTES - 1000:
        return [text]
    parts: list[str] = []
    current: list[str] = []
    size = 0
    for line in text.splitlines(keepends=True):
        for piece in [line[at : at + 50_000] for at in range(0, len(line), 50_000)]:
            if size + len(piece.encode()) > _PART_BYTES + 200_000 and current:
                parts.append("".join(current))
                current, size = [], 0
            current.append(piece)
            size += len(piece.encode())
    return [*parts, "".join(current)]


def _write_quizzes(language: str, work: Work) -> None:
    gettext = words_in(language)
    for name, quiz in work.quizzes.items():
        work.quizzes[name] = replace(quiz, title=gettext("Check yourself: %(title)s", title=quiz.title))
        work.files[name] = write_quiz(work.quizzes[name].title, quiz.items).encode()


def _empty_lesson(title: str, work: Work) -> None:
    shown = " ".join(re.sub(r"[#<>{}\[\]`|]", " ", title).split()) or _FALLBACK_TITLE
    work.files["01-start.md"] = f"# {shown}\n".encode()
    work.minutes = 1
    work.findings.advice("01-start.md", 1, _("the folder has no Markdown text, so the lesson is empty"), _("write the lesson"))


def _title_of(work: Work) -> str:
    if not work.sources:
        return _FALLBACK_TITLE
    first = work.sources[0]
    return fact(first.facts, "title") or re.sub(r"[*_`]", "", first.lines[0][1]).lstrip("# ").strip() or _FALLBACK_TITLE


def _kept(path: str, language: str, text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"## {path}\n\n{fence}{language}\n{text}\n{fence}\n"


def _write_readme(title: str, work: Work) -> None:
    if work.kept_aside:
        intro = _("What no lesson shows, as it was written: what stood above the texts, menus, and parts of pages:")
        work.files["README.md"] = "\n".join([f"# {title}", "", intro, "", *work.kept_aside]).encode()
