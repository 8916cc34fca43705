"""Rules for the checkout as a whole: nothing of one machine, locks that fit, and no module of the tools too long."""

import re
from pathlib import Path

import pytest

import dev
from tests.structure.sources import ROOT, name_of, pyproject, tracked

# A path from the top of a machine has no name before its first slash, as our own folders and addresses have. In halves: this file is read too.
MACHINE = re.compile(r"(?<![\w.>}])(?:" + "|".join(("/wo" "rk/", "/ro" "ot/", r"/ho" r"me/[a-z]", "/op" "t/py" "pi")) + ")")
LOCKS = sorted((ROOT / ".ci" / "locks").glob("*.txt"))


def test_no_file_names_a_path_of_one_machine() -> None:
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            lines = content.decode("utf-8", "replace").splitlines()
            found += [f"{name_of(path)}:{number}" for number, line in enumerate(lines, 1) if MACHINE.search(line)]
    assert not found, f"paths of one machine in {', '.join(found)}"


@pytest.mark.parametrize("path", [ROOT / "dev.py", *sorted((ROOT / ".ci").glob("*.py"))], ids=name_of)
def test_a_tool_is_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", LOCKS, ids=name_of)
def test_a_lock_checks_every_package_and_names_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    hashed = re.findall(r"^[a-z0-9]\S*==.*\\\n +--hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert len(hashed) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 3
    assert "://" not in text


def _names(requirements: list[str]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0]).lower() for line in requirements}


@pytest.mark.parametrize(("lock", "wanted"), [("runtime", "dependencies"), ("dev", "dev")])
def test_the_lock_holds_what_pyproject_asks_for(lock: str, wanted: str) -> None:
    asked = pyproject()["project"]["dependencies"] if wanted == "dependencies" else pyproject()["dependency-groups"]["dev"]
    locked = set(re.findall(r"^([a-z0-9][a-z0-9._-]*)", (ROOT / ".ci" / "locks" / f"{lock}.txt").read_text(encoding="utf-8"), re.MULTILINE))
    assert _names(asked) <= locked, "recompile the locks: python3 dev.py lock"


def test_the_command_of_the_product_is_where_dev_py_looks_for_it() -> None:
    assert pyproject()["project"]["scripts"] == {"lms": "lms.__main__:main"}


@pytest.mark.parametrize(("marked", "there"), [(True, True), (False, True), (True, False), (False, False)])
def test_a_demo_city_that_is_whole_stays_and_any_other_is_loaded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marked: bool, there: bool
) -> None:
    monkeypatch.setattr(dev, "DEMO", tmp_path)
    (tmp_path / "campus.sqlite-wal").touch()
    for name, wanted in (("loaded", marked), ("campus.sqlite", there)):
        if wanted:
            (tmp_path / name).touch()
    with dev.database(postgres=False) as (address, loaded):
        assert address.endswith("campus.sqlite")
        assert loaded == tmp_path / "loaded"
        assert {(tmp_path / name).exists() for name in ("loaded", "campus.sqlite", "campus.sqlite-wal")} == {marked and there}


@pytest.mark.parametrize(("marked", "there"), [(True, True), (False, True), (True, False)])
def test_the_folder_of_a_database_server_is_kept_by_the_same_rule(tmp_path: Path, marked: bool, there: bool) -> None:
    loaded, folder = tmp_path / "loaded-postgres", tmp_path / "postgres"
    if marked:
        loaded.touch()
    if there:
        (folder / "data").mkdir(parents=True)
    dev.whole_or_gone(loaded, folder)
    assert (loaded.exists(), folder.exists()) == (marked and there, marked and there)
