"""Courses on the command line: checked without a database, loaded, listed, exported, brought from elsewhere."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from lms.catalogue.cli import group
from lms.catalogue.course_files.folders import read_folder, write_folder
from lms.catalogue.service import reviewing
from lms.competency.framework_files import DIGCOMP_OUTCOMES, read_digcomp
from lms.people.models import Role
from tests.factories.courses import course_files, make_course, published_version
from tests.factories.people import make_person


def lms(app: Flask, *words: str | Path) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words], obj=ScriptInfo(create_app=lambda: app))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(course_files(), tmp_path / "open-data")
    return tmp_path / "open-data"


def test_check_needs_neither_application_nor_database(folder: Path) -> None:
    answer = CliRunner().invoke(group, ["check", str(folder)])
    assert answer.exit_code == 0, answer.output
    assert "0 errors" in answer.output


def test_check_lists_twenty_mistakes_at_once_with_their_lines(folder: Path) -> None:
    with (folder / "course.toml").open("a") as card:
        card.write("".join(f"wrong{number} = 1\n" for number in range(20)))
    answer = CliRunner().invoke(group, ["check", str(folder)])
    assert answer.exit_code == 1
    lines = [line for line in answer.output.splitlines() if "course.toml:" in line and "wrong" in line]
    assert len(lines) == 20
    assert len({line.split(":")[1] for line in lines}) == 20


def test_check_tells_a_code_that_digcomp_does_not_have(folder: Path) -> None:
    write_folder(course_files(competences=[{"code": "9.9", "level": 3}]), folder)
    assert "`9.9` is no competence" in CliRunner().invoke(group, ["check", str(folder)]).output


def test_check_tells_a_diagram_that_cannot_be_drawn(folder: Path) -> None:
    (folder / "01-why.md").write_text("# Why\n\n- item\n\n    ```mermaid\n    flowchrt XX\n    ```\n\n~~~{.mermaid}\nflowchart LR\n A-->B\n~~~\n")
    answer = CliRunner().invoke(group, ["check", str(folder)])
    assert answer.exit_code == 1
    assert "01-why.md:5: this diagram cannot be drawn (No Mermaid diagram type detected): correct it, or write `text`" in answer.output
    assert "1 errors" in answer.output


def test_check_knows_the_outcomes_of_digcomp_and_only_advises_on_frameworks_of_a_city(folder: Path) -> None:
    write_folder(course_files(competences=[{"code": "1.3", "level": 3, "outcomes": ["LO1.3.35", "LO1.3.99"]}]), folder)
    answer = CliRunner().invoke(group, ["check", str(folder)])
    assert "`LO1.3.99` is no learning outcome" in answer.output
    assert "LO1.3.35`" not in answer.output.replace("write `LO1.3.35`", "")
    write_folder(course_files(competences=[{"framework": "ours", "code": "A", "level": 3}]), folder)
    answer = CliRunner().invoke(group, ["check", str(folder)])
    assert answer.exit_code == 0, answer.output
    assert "the framework `ours` does not ship" in answer.output


def test_the_shipped_codes_are_those_of_the_official_supplement(shared: Path) -> None:
    (supplement,) = (shared / "data" / "digcomp3").glob("*.jsonld")
    assert {outcome.code for outcome in read_digcomp(supplement.read_bytes()).outcomes} == DIGCOMP_OUTCOMES
    assert len(DIGCOMP_OUTCOMES) == 523


def test_a_fresh_city_refuses_an_outcome_that_digcomp_does_not_have(app: Flask, session: Any, folder: Path) -> None:
    make_person("Tara", Role.TRAINER, email="tara@city.test")
    write_folder(course_files(owner="tara@city.test", competences=[{"code": "1.3", "level": 3, "outcomes": ["LO1.3.99"]}]), folder)
    assert "a draft with 1 errors" in lms(app, "load", folder).output


def test_who_loads_is_the_owner_of_the_course_unless_another_is_named(app: Flask, session: Any, folder: Path) -> None:
    make_person("Tara", Role.TRAINER, email="tara@city.test")
    write_folder(course_files(owner="tara@city.test"), folder)
    assert "version 1 is a draft with 0 errors" in lms(app, "load", folder).output
    write_folder(course_files(owner="nobody@city.test"), folder)
    assert "Nobody here" in str(lms(app, "load", folder).exception)
    (folder / "course.toml").write_text("owner = ")
    answer = lms(app, "load", folder)
    assert answer.exit_code == 2
    assert "course.toml names no owner" in answer.output


def test_a_link_out_of_the_folder_is_an_error(folder: Path) -> None:
    (folder / "02-secret.md").symlink_to("/etc/passwd")
    answer = CliRunner().invoke(group, ["check", str(folder)])
    assert answer.exit_code == 1
    assert "root:" not in answer.output


def test_a_folder_is_loaded_published_listed_and_exported_byte_by_byte(app: Flask, session: Any, folder: Path, tmp_path: Path) -> None:
    make_person("Tara", Role.TRAINER, email="tara@city.test")
    make_person("Cora", Role.CURATOR, email="cora@city.test")
    answer = lms(app, "load", folder, "--by", "tara@city.test", "--publish", "--curator", "cora@city.test")
    assert answer.exit_code == 0, answer.output
    assert published_version().number == 1
    assert "nothing is new" in lms(app, "load", folder, "--by", "tara@city.test").output
    assert "learners get version 1" in lms(app, "list").output
    assert lms(app, "export", "open-data", tmp_path / "out").exit_code == 0
    assert read_folder(tmp_path / "out") == read_folder(folder)


def test_what_a_colleague_saved_is_named_before_a_folder_replaces_it(app: Flask, session: Any, folder: Path) -> None:
    olga, tara = make_person("Olga", Role.TRAINER), make_person("Tara", Role.TRAINER, email="tara@city.test")
    draft = make_course(published=False, author=olga, files={"01-why.md": "# Why\n\nOlga.\n"})
    reviewing.name_author(draft.course, tara, by=olga)
    session.commit()
    answer = lms(app, "load", folder, "--by", "tara@city.test")
    assert "open-data/01-why.md: would be changed" in answer.output
    assert "Olga wrote in this draft, too" in str(answer.exception)
    assert "version 1 is a draft" in lms(app, "load", folder, "--by", "tara@city.test", "--overwrite").output


def test_nobody_loads_and_publishes_alone(app: Flask, session: Any, folder: Path) -> None:
    make_person("Both", Role.TRAINER, Role.CURATOR, email="both@city.test")
    answer = lms(app, "load", folder, "--by", "both@city.test", "--publish", "--curator", "both@city.test")
    assert "another curator has to review it" in str(answer.exception)


@pytest.mark.parametrize(("email", "sentence"), [("nobody@city.test", "Nobody here"), ("cora@city.test", "does not hold the role trainer")])
def test_only_trainers_load(app: Flask, session: Any, folder: Path, email: str, sentence: str) -> None:
    make_person("Cora", Role.CURATOR, email="cora@city.test")
    assert sentence in str(lms(app, "load", folder, "--by", email).exception)


def test_foreign_markdown_becomes_a_course_that_passes_the_check(tmp_path: Path) -> None:
    write_folder({"docs/one.md": b"# One\n\nText\n", "docs/two.md": b"Two\n===\n\n<div>x</div>\n"}, tmp_path / "foreign")
    target = tmp_path / "my-course"
    made = CliRunner().invoke(group, ["import", str(tmp_path / "foreign"), "--to", str(target), "--title", "Mine", "--owner", "a@city.test"])
    assert made.exit_code == 0, made.output
    assert CliRunner().invoke(group, ["check", str(target)]).exit_code == 0
    assert 'owner = "a@city.test"' in (target / "course.toml").read_text()
    again = CliRunner().invoke(group, ["import", str(tmp_path / "foreign"), "--to", str(target), "--owner", "a@city.test"])
    assert "is not empty" in again.output


def test_odd_names_and_links_of_a_foreign_folder_are_noted_and_nothing_outside_is_read(tmp_path: Path) -> None:
    source = tmp_path / "foreign"
    (source / "sub").mkdir(parents=True)
    (source / "Why now?.md").write_text("# Why now\n\n[in](<sub/a: b.md>) [again](Why%20now%3F.md)\n")
    (source / "sub" / "a: b.md").write_text("# In\n\n![p](<con.png>)\n")
    (source / "sub" / "con.png").write_bytes(b"png")
    (source / "sub" / "course.toml").write_text("x = 1\n")
    (source / "secret.md").symlink_to("/etc/passwd")
    (source / "up").symlink_to("/etc")
    (source / "bad\udcff\nname.md").write_text("# Bad\n")
    target = tmp_path / "brought"
    answer = CliRunner().invoke(group, ["import", str(source), "--to", str(target), "--owner", "kim@city.test"])
    assert answer.exit_code == 0, answer.output
    assert f"{source}/Why now?.md:1: advice: this name" in answer.output
    assert re.search(r"this name .*\n    likewise .*sub/a: b\.md", answer.output)
    assert f"{source}/secret.md:1: advice: this is a link" in answer.output
    assert re.search(r"this is a link .*\n    likewise up", answer.output)
    assert "root:" not in "".join(path.read_text() for path in target.rglob("*.md"))
    assert "[in](03-a-b.md) [again](05-why-now.md)" in (target / "05-why-now.md").read_text()
    assert CliRunner().invoke(group, ["check", str(target)]).exit_code == 0


def test_a_folder_is_brought_in_without_any_option_and_the_check_asks_for_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder({"one.md": b"# One\n\nText\n"}, tmp_path / "foreign")
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(group, ["import", "foreign"])
    assert made.exit_code == 0, made.output
    assert "foreign-course/course.toml: nobody answers for the text yet" in made.output
    checked = CliRunner().invoke(group, ["check", "foreign-course"])
    assert checked.exit_code == 1
    assert re.search(r"course\.toml:\d+: `nobody yet` is no `owner`: write an e-mail address", checked.output)


@pytest.mark.parametrize(
    ("options", "made", "sentence"),
    [
        (["--slug", "my-course"], "my-course", ""),
        (["--slug", "my-course", "--to", "x/my-course"], "x/my-course", ""),
        (["--slug", "my-course", "--to", "other"], None, "Leave one of --to and --slug out"),
        (["--slug", "../up"], None, "is no address of a course"),
    ],
)
def test_a_slug_names_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], made: str | None, sentence: str
) -> None:
    write_folder({"one.md": b"# One\n\nText\n"}, tmp_path / "foreign")
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(group, ["import", "foreign", *options])
    assert answer.exit_code == (0 if made else 2)
    assert sentence in answer.output
    assert not made or (tmp_path / made / "course.toml").is_file()
