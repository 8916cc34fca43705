"""Frameworks as lists, JSON and official tables: what is read, every mistake with its line, and what differs."""

from dataclasses import replace

import pytest

from lms.competency.framework_files import DIGCOMP, AreaSpec, CompetenceSpec, FrameworkSpec, LevelSpec, OutcomeSpec, StatementSpec, read_digcomp
from lms.competency.framework_texts.differences import differences, in_words
from lms.competency.framework_texts.editing import entry_of, with_entry, without_entry
from lms.competency.framework_texts.official_tables import is_official, read_official
from lms.competency.framework_texts.plain import read_json, write_json
from lms.competency.framework_texts.tables import COLUMNS, framework_rows, read_framework_table
from lms.kit.csv_reading import read_table

HEAD = FrameworkSpec("city", "City skills", "1")
SMALL = replace(
    HEAD,
    areas=(AreaSpec("1", "Service", "For people"),),
    competences=(CompetenceSpec("1.1", "1", "Listening"), CompetenceSpec("1.2", "1", "Explaining", "In plain words")),
    levels=(LevelSpec(1, "Basic", "A", "With help"), LevelSpec(2, "Good")),
    outcomes=(OutcomeSpec("LO1", "1.1", "Asks back", "skill", "Basic"),),
    statements=(StatementSpec("CS1.1.01", "1.1", "I ask back when I am not sure.", "Basic"), StatementSpec("CS1.1.02", "1.1", "I sum up.")),
)


def table(*rows, columns=COLUMNS):
    return "\n".join([",".join(columns), *(",".join(row) for row in rows)]).encode()


def shared_file(shared, name):
    return (shared / "data/digcomp3" / name).read_bytes()


def test_a_framework_written_as_a_list_is_read_back():
    spec, problems = read_framework_table(table(*([f'"{cell}"' for cell in row] for row in framework_rows(SMALL))), HEAD)
    assert (spec, problems) == (SMALL, ())


def test_a_framework_written_as_json_is_read_back():
    assert read_json(write_json(SMALL).encode()) == (SMALL, ())


@pytest.mark.parametrize(
    ("row", "line", "words"),
    [
        (("skill", "9", "X", "", "", "", "", ""), 4, "no kind of row"),
        (("competence", "", "X", "1", "", "", "", ""), 4, "no code"),
        (("competence", "edit", "X", "1", "", "", "", ""), 4, "no code"),
        (("competence", "1.1", "Again", "1", "", "", "", ""), 4, "in line 3 already"),
        (("competence", "1.2", "X", "7", "", "", "", ""), 4, "no area “7”"),
        (("competence", "1.2", "", "1", "", "", "", ""), 4, "title is missing"),
        (("level", "9", "Best", "", "", "", "", ""), 4, "no level"),
        (("outcome", "LO1", "Asks", "3.3", "", "", "", "skill"), 4, "no competence “3.3”"),
        (("outcome", "LO1", "Asks", "1.1", "", "Best", "", "skill"), 4, "no level with the band “Best”"),
        (("outcome", "LO1", "Asks", "1.1", "", "", "", "mood"), 4, "no type of outcome"),
    ],
)
def test_every_mistake_is_told_with_its_line(row, line, words):
    content = table(("area", "1", "Service", "", "", "", "", ""), ("competence", "1.1", "Listening", "1", "", "", "", ""), row)
    _spec, problems = read_framework_table(content, HEAD)
    assert any(problem.line == line and words in problem.what for problem in problems), problems


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"kind,code\narea,1\n", "column “title” is missing"),
        (b"PK\x03\x04\0", "no CSV file"),
        (b"kind,code,title\narea,1,Service\n", "names no competence"),
        (b'kind,code,title\n"area,1', "names no competence"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_list_of_a_framework_is_refused_with_a_sentence(content, words):
    assert any(words in problem.what for problem in read_framework_table(content, HEAD)[1])


def test_a_formula_that_an_export_defused_is_read_as_it_was():
    assert read_table(b"a\n'=1+1\n", file="x.csv", needed=("a",)).rows[0]["a"] == "=1+1"


def test_semicolons_and_windows_letters_are_read():
    rows = read_table("code;title\n1;Größe\n".encode("windows-1252"), file="x.csv", needed=("code", "title")).rows
    assert [(row.line, row["title"]) for row in rows] == [(2, "Größe")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "not JSON: line 1"),
        (b"[]", "no framework"),
        (b'{"slug": "x", "title": "", "version": "1"}', "“title” is missing"),
        (b'{"slug": "x", "title": "X", "version": "1", "areas": {}}', "no list"),
        (b'{"slug": "x", "title": "X", "version": "1", "areas": [{"code": "1", "title": "A", "wrong": 3}]}', "not understood"),
        (b'{"slug": "x", "title": "X", "version": "1", "competences": [{"code": "1.1", "area": "1", "title": "A"}]}', "no area"),
        (b'{"@graph": 3}', "no “@graph”"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_json_that_is_no_framework_is_refused_with_a_sentence(content, words):
    spec, problems = read_json(content)
    assert spec is None
    assert any(words in problem.what for problem in problems), problems


def test_a_problem_in_json_names_the_entry():
    _spec, problems = read_json(b'{"slug": "x", "title": "X", "version": "1", "areas": [{"code": "1", "title": "A"}, {"code": "1", "title": "B"}]}')
    assert [problem.file for problem in problems] == ["framework.json, areas 2"]


def test_the_official_json_is_read_by_the_same_door(shared):
    spec, problems = read_json(shared_file(shared, "DigComp_3_0_Data_Supplement_24_Nov_2025.jsonld"))
    assert problems == ()
    assert (len(spec.areas), len(spec.competences), len(spec.levels), len(spec.outcomes), len(spec.statements)) == (5, 21, 8, 523, 362)
    assert spec.levels[0].description.startswith("At the bottom of the Basic level")


def test_the_official_tables_reword_areas_competences_levels_and_outcomes(shared):
    whole = read_digcomp(shared_file(shared, "DigComp_3_0_Data_Supplement_24_Nov_2025.jsonld"))
    spec = DIGCOMP
    for name in ("core-framework.en.csv", "levels.en.csv"):
        content = shared_file(shared, name)
        assert is_official(content)
        spec, problems = read_official(content, spec)
        assert problems == ()
    assert spec.competences == whole.competences
    assert [(one.band, one.description) for one in spec.levels] == [(one.band, one.description) for one in whole.levels]
    again, problems = read_official(shared_file(shared, "outcomes.en.csv"), whole)
    assert problems == ()
    assert [one.code for one in again.outcomes] == [one.code for one in whole.outcomes]


def test_outcomes_that_are_not_there_are_not_made_up_from_words_alone(shared):
    spec, problems = read_official(shared_file(shared, "outcomes.en.csv"), DIGCOMP)
    assert spec.outcomes == ()
    assert len(problems) == 523
    assert problems[0].line == 2
    assert "JSON-LD" in problems[0].instead


def test_the_official_table_of_statements_makes_them_for_their_competences_and_keeps_the_bands_that_are_known(shared):
    content = shared_file(shared, "statements.en.csv")
    spec, problems = read_official(content, DIGCOMP)
    assert problems == ()
    whole = read_digcomp(shared_file(shared, "DigComp_3_0_Data_Supplement_24_Nov_2025.jsonld"))
    assert {(one.code, one.competence) for one in spec.statements} == {(one.code, one.competence) for one in whole.statements}
    again, problems = read_official(content, whole)
    assert problems == ()
    assert [(one.code, one.band) for one in again.statements] == [(one.code, one.band) for one in whole.statements]


def test_a_statement_of_a_competence_that_is_not_there_is_told_with_its_line():
    spec, problems = read_official(b'"location","context","source","target"\n"digcomp.statement.CS9.9.01","","Flies",""\n', DIGCOMP)
    assert spec.statements == ()
    assert [problem.line for problem in problems] == [2]


def test_a_translation_goes_before_the_source():
    content = b'"location","context","source","target"\n"digcomp.area.1.label","","Information","Information et sens"\n"digcomp.area.x","","","",""\n'
    spec, problems = read_official(content, DIGCOMP)
    assert spec.areas[0].title == "Information et sens"
    assert len(problems) == 1


def test_two_texts_are_compared_entry_by_entry_and_word_by_word():
    reworded = {"code": "1.2", "area": "1", "title": "Explaining well", "description": ""}
    after = with_entry(without_entry(SMALL, "outcome", "LO1"), "competence", reworded)
    after = with_entry(after, "area", {"code": "2", "title": "Data", "description": ""})
    found = {(one.kind, one.code): one for one in differences(SMALL, after)}
    assert {key: one.what for key, one in found.items()} == {("area", "2"): "added", ("competence", "1.2"): "reworded", ("outcome", "LO1"): "missing"}
    assert [wording.name for wording in found["competence", "1.2"].wordings] == ["title", "description"]
    assert [one.name for d in differences(SMALL, after, empty_counts=False) if d.code == "1.2" for one in d.wordings] == ["title"]


def test_words_are_told_as_pieces():
    assert in_words("find good data", "find open data fast") == (
        ("same", "find"), ("removed", "good"), ("added", "open"), ("same", "data"), ("added", "fast"),
    )  # fmt: skip


def test_with_an_area_go_its_competences_and_their_outcomes():
    bare = without_entry(SMALL, "area", "1")
    assert (bare.areas, bare.competences, bare.outcomes) == ((), (), ())
    assert entry_of(bare, "level", "2") == LevelSpec(2, "Good")
