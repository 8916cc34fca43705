"""Only the demo city and tests may set the clock."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_nothing_but_the_demo_city_sets_the_clock():
    setters = {path.relative_to(ROOT).parts[1] for path in (ROOT / "lms").rglob("*.py") if re.search(r"clock import .*\bat\b", path.read_text())}
    assert setters <= {"demo"}
