"""A programme may go back to the plan of an earlier version: that is a new version with the same content."""

from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

NAME = 'uq_programme_version_programme_id_content_hash'
TELL_APART = """
UPDATE programme_version SET content_hash = substr(content_hash, 1, 50) || '-' || number WHERE id IN (
    SELECT older.id FROM programme_version older JOIN programme_version newer ON newer.programme_id = older.programme_id
    WHERE newer.content_hash = older.content_hash AND newer.number > older.number
)
"""


def upgrade() -> None:
    with op.batch_alter_table('programme_version') as batch:
        batch.drop_constraint(NAME, type_='unique')


def downgrade() -> None:
    """Of versions with the same content the newest keeps it: the others are told apart by their number."""
    op.execute(TELL_APART)
    with op.batch_alter_table('programme_version') as batch:
        batch.create_unique_constraint(NAME, ['programme_id', 'content_hash'])
