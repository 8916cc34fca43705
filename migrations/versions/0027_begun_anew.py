"""A completion whose certificate was revoked counts no more, and a trainer may give somebody one more attempt."""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

REVOKED = """
UPDATE enrolment SET revoked_at = (SELECT revoked_at FROM certificate WHERE certificate.enrolment_id = enrolment.id)
WHERE id IN (SELECT enrolment_id FROM certificate WHERE enrolment_id IS NOT NULL AND revoked_at IS NOT NULL)
"""
COUNT_NO_MORE = 'UPDATE enrolment SET expires_at = revoked_at WHERE revoked_at IS NOT NULL AND (expires_at IS NULL OR expires_at > revoked_at)'


def upgrade() -> None:
    op.add_column('enrolment', sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(REVOKED)
    op.execute(COUNT_NO_MORE)
    op.create_table('extra_attempt',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('given_by_id', sa.Uuid(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_extra_attempt_enrolment_id_enrolment'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['given_by_id'], ['person.id'], name=op.f('fk_extra_attempt_given_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extra_attempt'))
    )
    with op.batch_alter_table('extra_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_extra_attempt_enrolment_id'), ['enrolment_id'], unique=False)


def downgrade() -> None:
    op.drop_table('extra_attempt')
    op.drop_column('enrolment', 'revoked_at')
