"""The table of who may open what, as it is written: ``test_matrix.py`` sees to it that the house agrees."""

from functools import cache
from pathlib import Path

from tests.security.scene import ROLES
from tests.security.walk import REFUSALS

TABLE = Path(__file__).with_name("access.txt")


@cache
def _cells() -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith(("GET ", "POST ")):
            method, *rule = line.split()[: -len(ROLES)]
            found[method, " ".join(rule)] = dict(zip(ROLES, line.split()[-len(ROLES) :], strict=True))
    return found


def may_open(method: str, rule: str) -> list[str]:
    """The roles that may, in their order; none where nobody is led there without more."""
    return [role for role, cell in _cells()[method, rule].items() if cell not in REFUSALS]
