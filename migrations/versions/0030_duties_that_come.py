"""Of those on duty, whose date comes within 30, 60 and 90 days of the last counting; what is kept of them then is found from their enrolments."""

from collections import defaultdict
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

WITHIN = {'sixth': timedelta(days=30), 'seventh': timedelta(days=60), 'eighth': timedelta(days=90)}
ANSWER = sa.table(
    'report_answer',
    *(sa.column(name, sa.Uuid()) for name in ('id', 'person_id')),
    *(sa.column(name, sa.String()) for name in ('question', 'about', 'kind')),
    sa.column('left_on', sa.Date()),
    *(sa.column(name, sa.Integer()) for name in WITHIN),
)
ENROLMENT = sa.table(
    'enrolment',
    *(sa.column(name, sa.Uuid()) for name in ('person_id', 'course_id', 'duty_id')),
    sa.column('due_on', sa.Date()),
    *(sa.column(name, sa.DateTime(timezone=True)) for name in ('completed_at', 'left_at')),
)
ROLL = sa.table('report_roll', sa.column('answered_on', sa.Date()))
AT_ONCE = 500


def upgrade() -> None:
    with op.batch_alter_table('report_answer', schema=None) as batch_op:
        for name in WITHIN:
            batch_op.add_column(sa.Column(name, sa.Integer(), server_default='0', nullable=False))
    counted_on = op.get_bind().scalar(sa.select(sa.func.max(ROLL.c.answered_on)))
    if counted_on is not None:
        _count(counted_on)


def downgrade() -> None:
    with op.batch_alter_table('report_answer', schema=None) as batch_op:
        for name in WITHIN:
            batch_op.drop_column(name)


def _count(counted_on) -> None:
    on_duty = ANSWER.c.question == 'on_course', ANSWER.c.kind == 'duty', ANSWER.c.left_on.is_(None), ANSWER.c.person_id.is_not(None)
    ahead, rows = _ahead(counted_on), []
    for row in op.get_bind().execute(sa.select(ANSWER.c.id, ANSWER.c.about, ANSWER.c.person_id).where(*on_duty)):
        if days := ahead.get((row.about, row.person_id)):
            rows.append({'b_id': row.id, **{f'b_{name}': int(min(days) <= within) for name, within in WITHIN.items()}})
    statement = sa.update(ANSWER).where(ANSWER.c.id == sa.bindparam('b_id')).values({name: sa.bindparam(f'b_{name}') for name in WITHIN})
    for start in range(0, len(rows), AT_ONCE):
        op.get_bind().execute(statement, rows[start : start + AT_ONCE])


def _ahead(counted_on):
    """Course and person -> how far ahead of that day the dates were that they had not met by then."""
    found = defaultdict(list)
    due = ENROLMENT.c.duty_id.is_not(None), ENROLMENT.c.due_on >= counted_on
    for row in op.get_bind().execute(sa.select(ENROLMENT).where(*due)):
        if all(moment is None or moment.date() >= counted_on for moment in (row.completed_at, row.left_at)):
            found[str(row.course_id), row.person_id].append(row.due_on - counted_on)
    return found
