"""timetables: what participants were told of their sessions, personal calendars, letters with a calendar part."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('personal_calendar',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_letter', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_personal_calendar_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_calendar')),
    sa.UniqueConstraint('person_id', name=op.f('uq_personal_calendar_person_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_personal_calendar_token_hash'))
    )
    op.create_table('cohort_session_word',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('begins_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_cohort_session_word_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['cohort_session.id'], name=op.f('fk_cohort_session_word_session_id_cohort_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort_session_word')),
    sa.UniqueConstraint('session_id', 'person_id', name=op.f('uq_cohort_session_word_session_id_person_id'))
    )
    with op.batch_alter_table('cohort_session_word', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cohort_session_word_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('cohort_attendance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('explanation', sa.Text(), server_default='', nullable=False))

    with op.batch_alter_table('cohort_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.func.current_timestamp(), nullable=False))
        batch_op.add_column(sa.Column('cancelled_why', sa.Text(), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_cohort_session_ends_at'), ['ends_at'], unique=False)

    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.add_column(sa.Column('calendar', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('calendar_method', sa.String(length=20), nullable=True))
        batch_op.create_check_constraint(op.f('ck_letter_calendar_with_its_method'), '(calendar IS NULL) = (calendar_method IS NULL)')



def downgrade() -> None:
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_letter_calendar_with_its_method'), type_='check')
        batch_op.drop_column('calendar_method')
        batch_op.drop_column('calendar')

    with op.batch_alter_table('cohort_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cohort_session_ends_at'))
        batch_op.drop_column('cancelled_why')
        batch_op.drop_column('changed_at')

    with op.batch_alter_table('cohort_attendance', schema=None) as batch_op:
        batch_op.drop_column('explanation')

    with op.batch_alter_table('cohort_session_word', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cohort_session_word_person_id'))

    op.drop_table('cohort_session_word')
    op.drop_table('personal_calendar')
