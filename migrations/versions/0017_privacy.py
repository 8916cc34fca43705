"""Figures of boot camps that do not change, and when levels will fall."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('camp_figures',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_camp_figures_cohort_id_cohort'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_camp_figures')),
    sa.UniqueConstraint('cohort_id', name=op.f('uq_camp_figures_cohort_id'))
    )
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('falls_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('falls_to', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_standing_falls_at'), ['falls_at'], unique=False)
        batch_op.create_check_constraint(batch_op.f('ck_standing_falls_somewhere'), '(falls_at IS NULL) = (falls_to IS NULL)')

    # when levels fall is not known yet: the job that computes what was computed by rules of before does it
    op.execute('UPDATE standing SET rules_number = 0 WHERE level > 0')


def downgrade() -> None:
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_standing_falls_somewhere'), type_='check')
        batch_op.drop_index(batch_op.f('ix_standing_falls_at'))
        batch_op.drop_column('falls_to')
        batch_op.drop_column('falls_at')

    op.drop_table('camp_figures')
