"""What keeps the ledger of evidence append-only in the database itself; the migration runs it.

A later migration that rebuilds one of these tables (``batch_alter_table`` on SQLite does) must run it again.
"""

_FIXED = ("person_id", "competence_id", "kind", "source_id", "label", "level", "items", "shown_at", "expires_at")
_SAID = "evidence is never changed; withdraw it instead"


def _changed(apart: str) -> str:
    """Whether an update touches more than a withdrawal, or than the emptying of a note when a person is erased."""
    fixed = " OR ".join(f"NEW.{column} {apart} OLD.{column}" for column in _FIXED)
    withdrawn = f"(OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at {apart} OLD.withdrawn_at)"
    note = f"(NEW.note {apart} OLD.note AND NEW.note <> '')"
    giver = f"(NEW.by_id {apart} OLD.by_id AND NEW.by_id IS NOT NULL)"
    return f"{fixed} OR {withdrawn} OR {note} OR {giver}"


def _emptied(apart: str) -> str:
    """Whether an update of a move does more than empty its reason, as when a person is erased."""
    fixed = " OR ".join(f"NEW.{column} {apart} OLD.{column}" for column in ("id", "claim_id", "by_id", "at", "before", "after"))
    return f"{fixed} OR NEW.reason <> ''"


APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence WHEN {_changed('IS NOT')} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
        f"CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
        *(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table, deed, when in (
                ("standing_change", "UPDATE", ""),
                ("standing_change", "DELETE", ""),
                ("claim_move", "UPDATE", f"WHEN {_emptied('IS NOT')} "),
                ("claim_move", "DELETE", ""),
            )
        ),
    ],
    "postgresql": [
        f"CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$",
        f"CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence FOR EACH ROW WHEN ({_changed('IS DISTINCT FROM')}) "
        "EXECUTE FUNCTION ledger_append_only()",
        "CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence FOR EACH ROW EXECUTE FUNCTION ledger_append_only()",
        "CREATE TRIGGER standing_change_no_change BEFORE UPDATE OR DELETE ON standing_change FOR EACH ROW EXECUTE FUNCTION ledger_append_only()",
        f"CREATE TRIGGER claim_move_no_change BEFORE UPDATE ON claim_move FOR EACH ROW WHEN ({_emptied('IS DISTINCT FROM')}) "
        "EXECUTE FUNCTION ledger_append_only()",
        "CREATE TRIGGER claim_move_no_delete BEFORE DELETE ON claim_move FOR EACH ROW EXECUTE FUNCTION ledger_append_only()",
    ],
}
"""By database. An update of a move that sets its ``by_id`` to nothing never comes: people are not deleted."""

UNDO = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS evidence_no_update",
        "DROP TRIGGER IF EXISTS evidence_no_delete",
        "DROP TRIGGER IF EXISTS standing_change_no_update",
        "DROP TRIGGER IF EXISTS standing_change_no_delete",
        "DROP TRIGGER IF EXISTS claim_move_no_update",
        "DROP TRIGGER IF EXISTS claim_move_no_delete",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS evidence_no_update ON evidence",
        "DROP TRIGGER IF EXISTS evidence_no_delete ON evidence",
        "DROP TRIGGER IF EXISTS standing_change_no_change ON standing_change",
        "DROP TRIGGER IF EXISTS claim_move_no_change ON claim_move",
        "DROP TRIGGER IF EXISTS claim_move_no_delete ON claim_move",
        "DROP FUNCTION IF EXISTS ledger_append_only",
    ],
}

_KEPT_FULL = ("evidence", "standing_change", "claim_move")

KEEP_FULL: dict[str, list[str]] = {
    "sqlite": [],
    "postgresql": [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        for table in _KEPT_FULL
    ],
}
"""PostgreSQL empties a table without asking the triggers of its rows; SQLite deletes row by row."""

UNDO_KEEP_FULL: dict[str, list[str]] = {"sqlite": [], "postgresql": [f"DROP TRIGGER {table}_no_truncate ON {table}" for table in _KEPT_FULL]}
