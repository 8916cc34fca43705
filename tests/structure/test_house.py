"""Rules of the house that no linter knows."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.structure.sources import LMS, MODULES, ROOT, called, calls_in, name_of, tree_of

MODEL_MODULES = sorted([*LMS.glob("*/models.py"), *LMS.glob("*/models/*.py")])


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
    assert len(MODULES) > 500
    assert len(OWNERS) > 5, "no model declares __tablename__ any more: the test of who makes rows would pass by seeing nothing"


def _lines_that_call(name: str, allowed: str) -> list[str]:
    """Where ``name`` is called, but for the one module that may."""
    return [f"{name_of(path)}:{call.lineno}" for path in MODULES if name_of(path) != allowed for call in calls_in(path) if called(call) == name]


def test_a_module_is_read_in_one_sitting() -> None:
    long = [name_of(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400]
    assert not long, f"split by use-case: {', '.join(long)}"


def test_only_its_own_service_makes_a_row() -> None:
    made = []
    for path in MODULES:
        home, *rooms = path.relative_to(LMS).with_suffix("").parts
        imported = _imported(path)
        for call in calls_in(path) if home != "demo" else ():
            owner, row = _row_made_by(call, imported)
            right = not owner or (home == owner and rooms[:1] == ["service"])
            made += [] if right else [f"{name_of(path)}:{call.lineno} makes a {row}; ask lms.{owner}.service instead"]
    assert not made, "\n".join(made)


def test_markup_is_made_in_one_place() -> None:
    made = _lines_that_call("Markup", "lms/kit/markup.py")
    assert not made, f"only lms/kit/markup.py may make Markup: {', '.join(made)}"


def test_only_the_kit_commits() -> None:
    committed = _lines_that_call("commit", "lms/kit/db.py")
    assert not committed, f"open lms.kit.db.transaction() at the entrance instead: {', '.join(committed)}"


def test_a_package_file_is_empty() -> None:
    filled = [name_of(path) for path in MODULES if path.name == "__init__.py" and path.read_text(encoding="utf-8").strip()]
    assert not filled, f"must be empty: {', '.join(filled)}"


def test_the_import_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert code == 0, capsys.readouterr().out
