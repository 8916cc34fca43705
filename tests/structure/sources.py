"""What the structure tests read: the files of the house, by kind."""

import ast
import functools
import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
LMS = ROOT / "lms"
TEMPLATES = ROOT / "templates"
MODULES = sorted(LMS.rglob("*.py"))
PAGES = sorted(TEMPLATES.rglob("*.html"))


def name_of(path: Path) -> str:
    """Return the path as a reader of the checkout would write it."""
    return path.relative_to(ROOT).as_posix()


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@functools.cache
def calls_in(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]


def called(call: ast.Call) -> str:
    """Return the last word of what is called: ``x`` of ``x()`` and of ``a.b.x()``."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


@functools.cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@functools.cache
def heights() -> dict[str, int]:
    """Return how high each part of the house stands, from its import contract; the kit is the lowest."""
    floors = pyproject()["tool"]["importlinter"]["contracts"][0]["layers"]
    return {part.strip(): -depth for depth, floor in enumerate(floors) for part in floor.split("|")}


@functools.cache
def tracked() -> list[Path]:
    """Return the files under version control (or that could be: new ones count, ignored ones do not)."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return sorted({ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()})
