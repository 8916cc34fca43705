"""Whom the reports beside the heat map count, where, and how they stood at the last roll; the next run of the nightly job counts them."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('report_question_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('question', sa.Enum('learned', 'due', 'due_in', 'holds', 'applied', 'began', name='question', native_enum=False, length=40), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('department_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=True),
    sa.Column('published', sa.Boolean(), nullable=False),
    sa.Column('visible', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_report_question_entry_department_id_department'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_question_entry'))
    )
    with op.batch_alter_table('report_question_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_question_entry_department_id'), ['department_id'], unique=False)
        batch_op.create_index('ix_report_question_entry_question', ['question', 'about'], unique=False)

    op.create_table('report_answer',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('question', sa.Enum('learned', 'due', 'due_in', 'holds', 'applied', 'began', name='question', native_enum=False, length=40), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('department_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('company', sa.Uuid(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('first', sa.Integer(), nullable=False),
    sa.Column('second', sa.Integer(), nullable=False),
    sa.Column('third', sa.Integer(), nullable=False),
    sa.Column('fourth', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_report_answer_department_id_department'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_report_answer_person_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_answer')),
    sa.UniqueConstraint('question', 'about', 'person_id', name=op.f('uq_report_answer_question_about_person_id'))
    )
    with op.batch_alter_table('report_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_answer_department_id'), ['department_id'], unique=False)
        batch_op.create_index('ix_report_answer_figure', ['question', 'about', 'department_id', 'kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_answer_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('report_roll', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answered_on', sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('report_roll', schema=None) as batch_op:
        batch_op.drop_column('answered_on')

    with op.batch_alter_table('report_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_answer_person_id'))
        batch_op.drop_index('ix_report_answer_figure')
        batch_op.drop_index(batch_op.f('ix_report_answer_department_id'))

    op.drop_table('report_answer')
    with op.batch_alter_table('report_question_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_report_question_entry_question')
        batch_op.drop_index(batch_op.f('ix_report_question_entry_department_id'))

    op.drop_table('report_question_entry')
