"""``lms audit verify``."""

from uuid import uuid4

from sqlalchemy import text

from lms.audit.cli import seal, verify
from lms.audit.service import record
from lms.kit.db import db, is_sqlite


def test_it_says_that_the_chain_is_whole_or_where_it_is_broken(app, session):
    for _ in range(2):
        record("edited", "course", uuid4(), by=None)
    db.session.commit()
    whole = app.test_cli_runner().invoke(verify)
    assert (whole.exit_code, whole.output) == (0, "The chain is whole and sealed: 2 entries fit.\n")
    db.session.execute(text("DROP TRIGGER audit_entry_no_update" if is_sqlite() else "DROP TRIGGER audit_entry_no_change ON audit_entry"))
    db.session.execute(text("UPDATE audit_entry SET deed = 'nothing' WHERE number = 2"))
    db.session.commit()
    broken = app.test_cli_runner().invoke(verify)
    assert broken.exit_code == 1
    assert "broken at entry 2" in broken.output


def test_after_a_change_of_the_key_it_is_sealed_anew(app, session, monkeypatch):
    record("edited", "course", uuid4(), by=None)
    db.session.commit()
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key of the same house, since the old one was stolen")
    unsealed = app.test_cli_runner().invoke(verify)
    assert unsealed.exit_code == 1
    assert "lms audit seal" in unsealed.output
    assert app.test_cli_runner().invoke(seal).output == "The audit trail is sealed up to entry 2.\n"
    assert app.test_cli_runner().invoke(verify).output == "The chain is whole and sealed: 2 entries fit.\n"
