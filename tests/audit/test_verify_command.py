"""``lms audit verify``."""

from uuid import uuid4

from sqlalchemy import text

from lms.audit.cli import verify
from lms.audit.service import record
from lms.kit.db import db, is_sqlite


def test_it_says_that_the_chain_is_whole_or_where_it_is_broken(app, session):
    for _ in range(2):
        record("edited", "course", uuid4(), by=None)
    db.session.commit()
    whole = app.test_cli_runner().invoke(verify)
    assert (whole.exit_code, whole.output) == (0, "The chain is whole: 2 entries fit.\n")
    db.session.execute(text("DROP TRIGGER audit_entry_no_update" if is_sqlite() else "DROP TRIGGER audit_entry_no_change ON audit_entry"))
    db.session.execute(text("UPDATE audit_entry SET deed = 'nothing' WHERE number = 2"))
    db.session.commit()
    broken = app.test_cli_runner().invoke(verify)
    assert broken.exit_code == 1
    assert "broken at entry 2" in broken.output
