"""Rules of the house that no linter knows."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.structure.sources import LMS, MODULES, ROOT, called, calls_in, name_of, tree_of

MODEL_MODULES = sorted([*LMS.glob("*/models.py"), *LMS.glob("*/models/*.py")])
modules = pytest.mark.parametrize("path", MODULES, ids=name_of)


def _slice_of(path: Path) -> str:
    return path.relative_to(LMS).parts[0]


def _rows(path: Path) -> set[str]:
    """Return the classes of a models module that are tables: they have a ``__tablename__``."""
    classes = [node for node in tree_of(path).body if isinstance(node, ast.ClassDef)]
    return {c.name for c in classes if any(isinstance(n, ast.Name) and n.id == "__tablename__" for s in c.body for n in ast.walk(s))}


OWNERS = {row: _slice_of(path) for path in MODEL_MODULES for row in _rows(path)}


def _imported(path: Path) -> dict[str, str]:
    """Return, for each name that a module imports from the house, where it comes from: ``Q`` -> ``lms.assessment.models.Question``."""
    froms = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lms")]
    return {alias.asname or alias.name: f"{node.module}.{alias.name}" for node in froms for alias in node.names}


def _row_made_by(call: ast.Call, imported: dict[str, str]) -> tuple[str, str]:
    """Return the slice and the name of the row that a call makes, or two empty strings."""
    func = call.func
    source = ""
    if isinstance(func, ast.Name):
        source = imported.get(func.id, "")
    elif isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        source = f"{imported.get(func.value.id, '')}.{func.attr}"
    _, home, room, *rest = [*source.split("."), "", "", ""]
    made = room == "models" and OWNERS.get(row := next((word for word in reversed(rest) if word), "")) == home
    return (home, row) if made else ("", "")


def test_there_are_rows_to_watch_over() -> None:
    assert len(OWNERS) > 5, "no model declares __tablename__ any more: the test of who makes rows would pass by seeing nothing"


@modules
def test_a_module_is_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, f"{name_of(path)}: split it by use-case"


@modules
def test_only_its_own_service_makes_a_row(path: Path) -> None:
    home, *rooms = path.relative_to(LMS).with_suffix("").parts
    for call in calls_in(path) if home != "demo" else ():
        owner, row = _row_made_by(call, _imported(path))
        right = not owner or (home == owner and rooms[:1] == ["service"])
        assert right, f"{name_of(path)}:{call.lineno} makes a {row}; ask lms.{owner}.service instead"


@modules
def test_markup_is_made_in_one_place(path: Path) -> None:
    if path.name == "markup.py" and path.parent.name == "kit":
        return
    made = [call.lineno for call in calls_in(path) if called(call) == "Markup"]
    assert not made, f"{name_of(path)} makes Markup in lines {made}; only lms/kit/markup.py may"


@modules
def test_only_the_kit_commits(path: Path) -> None:
    if name_of(path) == "lms/kit/db.py":
        return
    committed = [call.lineno for call in calls_in(path) if called(call) == "commit"]
    assert not committed, f"{name_of(path)} commits in lines {committed}; open lms.kit.db.transaction() at the entrance instead"


@modules
def test_a_package_file_is_empty(path: Path) -> None:
    assert path.name != "__init__.py" or not path.read_text(encoding="utf-8").strip(), f"{name_of(path)} must be empty"


def test_the_import_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert code == 0, capsys.readouterr().out
