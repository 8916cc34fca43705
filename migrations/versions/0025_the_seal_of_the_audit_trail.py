"""How far the audit trail goes, sealed with the house's key; and PostgreSQL refuses to empty it."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from lms.audit.chain import START
from lms.audit.service import seal_of
from lms.audit.triggers import NO_TRUNCATE

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table('audit_seal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('singleton', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.CheckConstraint('singleton = 1', name=op.f('ck_audit_seal_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_seal')),
    sa.UniqueConstraint('singleton', name=op.f('uq_audit_seal_singleton'))
    )
    last = op.get_bind().execute(sa.text('SELECT number, hash FROM audit_entry ORDER BY number DESC LIMIT 1')).first()
    number, end = last or (0, START)
    op.bulk_insert(table, [{'id': uuid4(), 'singleton': 1, 'number': number, 'hash': end, 'seal': seal_of(number, end)}])
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(NO_TRUNCATE)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER audit_entry_no_truncate ON audit_entry')
    op.drop_table('audit_seal')
