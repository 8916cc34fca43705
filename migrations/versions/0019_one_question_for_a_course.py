"""One question for each course, of all who began it and by whether it is their duty; and places remember who left.

Those who began a course stay counted as they were, with those who left, and take along how they stood in what was due. Who came or left
together is from now on who did so in both of the questions of before: their figures can be compared with those of either. No figure of
those on duty is told before the next counting has decided anew; where some were counted in one of the questions only, never while people
are in it, for the difference to its figure of before would be theirs.
"""

from collections import defaultdict
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

DUTY, OTHERWISE = 'duty', 'otherwise'
ANSWER = sa.table(
    'report_answer',
    *(sa.column(name, sa.Uuid()) for name in ('id', 'person_id', 'department_id', 'company')),
    *(sa.column(name, sa.String()) for name in ('question', 'about', 'kind')),
    sa.column('left_on', sa.Date()),
    *(sa.column(name, sa.Integer()) for name in ('first', 'second', 'third', 'fourth', 'fifth')),
)
ENTRY = sa.table(
    'report_question_entry',
    *(sa.column(name, sa.Uuid()) for name in ('id', 'department_id')),
    *(sa.column(name, sa.String()) for name in ('question', 'about', 'kind')),
    *(sa.column(name, sa.Boolean()) for name in ('published', 'visible')),
)
ABOVE = sa.table('report_department', sa.column('department_id', sa.Uuid()), sa.column('parent_id', sa.Uuid()))
AT_ONCE = 500


def upgrade() -> None:
    with op.batch_alter_table('report_answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('fifth', sa.Integer(), server_default='0', nullable=False))
    _let_go_of_people('SET NULL')
    with op.batch_alter_table('report_place', schema=None) as batch_op:
        batch_op.add_column(sa.Column('left_on', sa.Date(), nullable=True))
    with op.batch_alter_table('heat_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE heat_entry SET told = published")
    with op.batch_alter_table('report_requirement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('dropped_on', sa.Date(), nullable=True))
    _make_one_of_two()


def downgrade() -> None:
    _make_two_of_one()
    with op.batch_alter_table('heat_entry', schema=None) as batch_op:
        batch_op.drop_column('told')
    op.execute("DELETE FROM report_requirement WHERE dropped_on IS NOT NULL")
    with op.batch_alter_table('report_requirement', schema=None) as batch_op:
        batch_op.drop_column('dropped_on')
    op.execute("DELETE FROM heat_entry WHERE people = 0")
    op.execute("DELETE FROM report_place WHERE left_on IS NOT NULL OR person_id IS NULL")
    with op.batch_alter_table('report_place', schema=None) as batch_op:
        batch_op.drop_column('left_on')
    _let_go_of_people('CASCADE')
    with op.batch_alter_table('report_answer', schema=None) as batch_op:
        batch_op.drop_column('fifth')


def _let_go_of_people(ondelete) -> None:
    """What becomes of a place when its person goes."""
    name = op.f('fk_report_place_person_id_person')
    with op.batch_alter_table('report_place', schema=None) as batch_op:
        batch_op.drop_constraint(name, type_='foreignkey')
        batch_op.alter_column('person_id', existing_type=sa.Uuid(), nullable=ondelete == 'SET NULL')
        batch_op.create_foreign_key(name, 'person', ['person_id'], ['id'], ondelete=ondelete)


# ── the rows ──


def _rows(table, *where):
    return op.get_bind().execute(sa.select(table).where(*where).order_by(table.c.id)).mappings().all()


def _in_portions(statement, rows) -> None:
    for start in range(0, len(rows), AT_ONCE):
        op.get_bind().execute(statement, rows[start : start + AT_ONCE])


def _by_who(rows):
    """Rows by course and person; those of nobody, who are alike within a department, in an order."""
    found, nobody = {}, defaultdict(int)
    for row in rows:
        who = row['person_id']
        if who is None:
            at = row['about'], row['department_id'], row['left_on'] is None
            who, nobody[at] = (*at, nobody[at]), nobody[at] + 1
        found[row['about'], who] = row
    return found


def _seats(rows):
    """Where everybody is counted that is."""
    return {key: row['department_id'] for key, row in rows.items() if row['left_on'] is None}


def _make_one_of_two() -> None:
    began, due = (_by_who(_rows(ANSWER, ANSWER.c.question == name)) for name in ('began', 'due_in'))
    companies, changed, apart = defaultdict(uuid4), [], set()
    for key, row in began.items():
        duty = due.get(key)
        on_duty = duty is not None and duty['left_on'] is None
        stood = {name: duty[was] if on_duty else 0 for name, was in (('third', 'first'), ('fourth', 'second'), ('fifth', 'third'))}
        company = companies[row['company'], duty['company'] if duty else None]
        changed.append({'b_id': row['id'], 'b_kind': DUTY if on_duty else OTHERWISE, 'b_company': company, **{f'b_{n}': v for n, v in stood.items()}})
    everybody = _seats(began)
    for key, department in _seats(due).items():
        if everybody.get(key) != department:
            apart |= {(key[0], department), (key[0], began[key]['department_id'] if key in began else None)}
    names = ('kind', 'company', 'third', 'fourth', 'fifth')
    values = {'question': 'on_course', **{name: sa.bindparam(f'b_{name}') for name in names}}
    _in_portions(sa.update(ANSWER).where(ANSWER.c.id == sa.bindparam('b_id')).values(values), changed)
    op.get_bind().execute(sa.delete(ANSWER).where(ANSWER.c.question.in_(('due', 'due_in'))))
    _change_entries(apart)


def _change_entries(apart) -> None:
    """``apart``: courses and departments in which the people on duty are not those of before."""
    above = {row['department_id']: row['parent_id'] for row in op.get_bind().execute(sa.select(ABOVE)).mappings()}
    never = set()
    for course, department in apart:
        way = [None]
        while department is not None and department not in way:
            way.append(department)
            department = above.get(department)
        never |= {(course, node) for node in way}
    duties = _rows(ENTRY, ENTRY.c.question == 'due_in')
    op.get_bind().execute(sa.delete(ENTRY).where(ENTRY.c.question.in_(('due', 'due_in'))))
    op.get_bind().execute(sa.update(ENTRY).where(ENTRY.c.question == 'began').values(question='on_course'))
    told = {'question': 'on_course', 'kind': DUTY, 'visible': False}
    rows = [{**row, **told, 'published': row['published'] and (row['about'], row['department_id']) not in never} for row in duties]
    _in_portions(sa.insert(ENTRY), rows)


def _make_two_of_one() -> None:
    duties = _rows(ANSWER, ANSWER.c.question == 'on_course', ANSWER.c.kind == DUTY, ANSWER.c.left_on.is_(None))
    stood = (('first', 'third'), ('second', 'fourth'), ('third', 'fifth'))
    new = {'question': 'due_in', 'kind': '', 'fourth': 0, 'fifth': 0}
    _in_portions(sa.insert(ANSWER), [{**row, 'id': uuid4(), **{name: row[now] for name, now in stood}, **new} for row in duties])
    began = {'question': 'began', 'kind': '', 'third': 0, 'fourth': 0, 'fifth': 0}
    op.get_bind().execute(sa.update(ANSWER).where(ANSWER.c.question == 'on_course').values(began))
    of_courses = ENTRY.c.question == 'on_course'
    op.get_bind().execute(sa.update(ENTRY).where(of_courses, ENTRY.c.kind == DUTY).values(question='due_in', kind=None))
    op.get_bind().execute(sa.update(ENTRY).where(of_courses).values(question='began'))
