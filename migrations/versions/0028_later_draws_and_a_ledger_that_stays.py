"""Feedback of peers is drawn again for those who had more time; and PostgreSQL refuses to empty the ledger of evidence."""

import sqlalchemy as sa
from alembic import op

from lms.competency.triggers import KEEP_FULL, UNDO_KEEP_FULL

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

ONCE_PER_TASK, NUMBERED = 'uq_cohort_peer_round_task_id', 'uq_cohort_peer_round_task_id_number'
FIRST = 'SELECT first.id FROM cohort_peer_round later JOIN cohort_peer_round first ON first.task_id = later.task_id AND first.number = 1'
INTO_THE_FIRST = f'UPDATE cohort_peer_review SET round_id = ({FIRST} WHERE later.id = cohort_peer_review.round_id)'  # noqa: S608  (no value in it)


def upgrade() -> None:
    with op.batch_alter_table('cohort_peer_round') as batch:
        batch.add_column(sa.Column('number', sa.Integer(), nullable=False, server_default='1'))
        batch.drop_constraint(ONCE_PER_TASK, type_='unique')
        batch.create_unique_constraint(NUMBERED, ['task_id', 'number'])
    with op.batch_alter_table('cohort_peer_round') as batch:
        batch.alter_column('number', server_default=None)
    for statement in KEEP_FULL[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """What was drawn later belongs to the first draw."""
    for statement in UNDO_KEEP_FULL[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(INTO_THE_FIRST)
    op.execute('DELETE FROM cohort_peer_round WHERE number > 1')
    with op.batch_alter_table('cohort_peer_round') as batch:
        batch.drop_constraint(NUMBERED, type_='unique')
        batch.create_unique_constraint(ONCE_PER_TASK, ['task_id'])
        batch.drop_column('number')
