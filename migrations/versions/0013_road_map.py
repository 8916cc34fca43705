"""Baselines of the plan, settings of its checks, and no moved date without a reason. Nothing could write checks or moves before, so both are empty."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('plan_baseline',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number = 1 OR length(reason) > 0', name=op.f('ck_plan_baseline_replanned_for_a_reason')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_plan_baseline_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_baseline')),
    sa.UniqueConstraint('number', name=op.f('uq_plan_baseline_number'))
    )
    with op.batch_alter_table('plan_check', schema=None) as batch_op:
        batch_op.add_column(sa.Column('correlation', sa.Numeric(precision=3, scale=2), nullable=False))
        batch_op.add_column(sa.Column('shape', sa.Enum('pert', 'triangular', name='durationshape', native_enum=False, length=40), nullable=False))
        batch_op.add_column(sa.Column('fingerprint', sa.String(length=64), nullable=False))
        batch_op.add_column(sa.Column('again_of_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('tries', sa.Integer(), nullable=False))
        batch_op.create_foreign_key(batch_op.f('fk_plan_check_again_of_id_plan_check'), 'plan_check', ['again_of_id'], ['id'], ondelete='SET NULL')
        batch_op.create_check_constraint(batch_op.f('ck_plan_check_figures_make_sense'), 'runs > 0 AND correlation >= 0 AND correlation < 1')
    with op.batch_alter_table('milestone_move', schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f('ck_milestone_move_with_a_reason'), 'length(reason) > 0')


def downgrade() -> None:
    with op.batch_alter_table('milestone_move', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_milestone_move_with_a_reason'), type_='check')
    with op.batch_alter_table('plan_check', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_plan_check_figures_make_sense'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_plan_check_again_of_id_plan_check'), type_='foreignkey')
        batch_op.drop_column('tries')
        batch_op.drop_column('claimed_at')
        batch_op.drop_column('again_of_id')
        batch_op.drop_column('fingerprint')
        batch_op.drop_column('shape')
        batch_op.drop_column('correlation')

    op.drop_table('plan_baseline')
