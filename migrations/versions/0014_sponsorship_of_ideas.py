"""Criteria in versions, rounds that know when all have scored, charters that both sign, and pilots with amendments."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('evaluation_criteria',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('pass_mark', sa.Numeric(precision=3, scale=2), nullable=False),
    sa.Column('most_disagreement', sa.Numeric(precision=3, scale=2), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('most_disagreement > 0', name=op.f('ck_evaluation_criteria_some_disagreement')),
    sa.CheckConstraint('pass_mark BETWEEN 0 AND 5', name=op.f('ck_evaluation_criteria_pass_mark_on_scale')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_evaluation_criteria_made_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation_criteria')),
    sa.UniqueConstraint('number', name=op.f('uq_evaluation_criteria_number'))
    )
    op.create_table('pilot_amendment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('pilot_id', sa.Uuid(), nullable=False),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_pilot_amendment_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_amendment_pilot_id_pilot'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_amendment'))
    )
    with op.batch_alter_table('pilot_amendment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pilot_amendment_pilot_id'), ['pilot_id'], unique=False)

    with op.batch_alter_table('evaluation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('blind_scores', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('asked_why', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('asked_by_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_evaluation_asked_by_id_person'), 'person', ['asked_by_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('evaluation_round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pass_mark', sa.Numeric(precision=3, scale=2), server_default='3', nullable=False))
        batch_op.add_column(sa.Column('most_disagreement', sa.Numeric(precision=3, scale=2), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('all_scored_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('called_off_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('discussed_by_id', sa.Uuid(), nullable=True))
        batch_op.create_index('uq_evaluation_round_open', ['idea_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL AND called_off_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL AND called_off_at IS NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_evaluation_round_discussed_by_id_person'), 'person', ['discussed_by_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('innovation_fund', schema=None) as batch_op:
        batch_op.add_column(sa.Column('most_before_pilot', sa.Numeric(precision=14, scale=2), nullable=True))
        batch_op.add_column(sa.Column('most_in_pilot', sa.Numeric(precision=14, scale=2), nullable=True))
        batch_op.add_column(sa.Column('made_by_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_innovation_fund_made_by_id_person'), 'person', ['made_by_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('pilot', schema=None) as batch_op:
        batch_op.add_column(sa.Column('number', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('sponsorship', schema=None) as batch_op:
        batch_op.drop_index('uq_sponsorship_live', sqlite_where=sa.text("state IN ('drafted', 'active', 'orphaned')"), postgresql_where=sa.text("state IN ('drafted', 'active', 'orphaned')"))
        batch_op.create_index('uq_sponsorship_live', ['idea_id'], unique=True, sqlite_where=sa.text("state IN ('drafted', 'active')"), postgresql_where=sa.text("state IN ('drafted', 'active')"))
        batch_op.add_column(sa.Column('orphaned_why', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('content_hash', sa.String(length=80), server_default='', nullable=False))
        batch_op.add_column(sa.Column('review_dates', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('sponsor_name', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('author_signed_by_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('author_name', sa.String(length=200), server_default='', nullable=False))
        batch_op.create_foreign_key(batch_op.f('fk_sponsorship_author_signed_by_id_person'), 'person', ['author_signed_by_id'], ['id'], ondelete='SET NULL')



def downgrade() -> None:
    with op.batch_alter_table('sponsorship', schema=None) as batch_op:
        batch_op.drop_index('uq_sponsorship_live', sqlite_where=sa.text("state IN ('drafted', 'active')"), postgresql_where=sa.text("state IN ('drafted', 'active')"))
        batch_op.create_index('uq_sponsorship_live', ['idea_id'], unique=True, sqlite_where=sa.text("state IN ('drafted', 'active', 'orphaned')"), postgresql_where=sa.text("state IN ('drafted', 'active', 'orphaned')"))
        batch_op.drop_constraint(batch_op.f('fk_sponsorship_author_signed_by_id_person'), type_='foreignkey')
        batch_op.drop_column('author_name')
        batch_op.drop_column('author_signed_by_id')
        batch_op.drop_column('sponsor_name')
        batch_op.drop_column('review_dates')
        batch_op.drop_column('content_hash')
        batch_op.drop_column('orphaned_why')

    with op.batch_alter_table('pilot', schema=None) as batch_op:
        batch_op.drop_column('frozen_at')
        batch_op.drop_column('number')

    with op.batch_alter_table('innovation_fund', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_innovation_fund_made_by_id_person'), type_='foreignkey')
        batch_op.drop_column('made_by_id')
        batch_op.drop_column('most_in_pilot')
        batch_op.drop_column('most_before_pilot')

    with op.batch_alter_table('evaluation_round', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_evaluation_round_discussed_by_id_person'), type_='foreignkey')
        batch_op.drop_index('uq_evaluation_round_open', sqlite_where=sa.text('closed_at IS NULL AND called_off_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL AND called_off_at IS NULL'))
        batch_op.drop_column('discussed_by_id')
        batch_op.drop_column('called_off_at')
        batch_op.drop_column('all_scored_at')
        batch_op.drop_column('most_disagreement')
        batch_op.drop_column('pass_mark')

    with op.batch_alter_table('evaluation', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_evaluation_asked_by_id_person'), type_='foreignkey')
        batch_op.drop_column('asked_by_id')
        batch_op.drop_column('asked_why')
        batch_op.drop_column('blind_scores')

    with op.batch_alter_table('pilot_amendment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pilot_amendment_pilot_id'))

    op.drop_table('pilot_amendment')
    op.drop_table('evaluation_criteria')
