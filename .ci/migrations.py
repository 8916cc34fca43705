"""Migrations up from empty, and then equal to the models: on SQLite, or on the PostgreSQL that the environment names."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests import postgres

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        address = postgres.fresh() if postgres.GIVEN in os.environ else f"sqlite:///{folder}/campus.sqlite"
        settings = {**os.environ, "DATABASE_URL": address, "LMS_DATA_DIR": folder, "LMS_ENVIRONMENT": "demo", "SECRET_KEY": "one-check" * 5}
        lms = str(Path(sys.executable).parent / "lms")
        codes = [subprocess.run([lms, "db", verb], cwd=ROOT, env=settings, check=False).returncode for verb in ("upgrade", "check")]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
