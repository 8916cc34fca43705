"""Forms that were done, by a hash of what was sent from which page: the same sent twice is done once."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sent_form',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('led_to', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_form')),
    sa.UniqueConstraint('key', name=op.f('uq_sent_form_key'))
    )
    with op.batch_alter_table('sent_form', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_form_at'), ['at'], unique=False)


def downgrade() -> None:
    op.drop_table('sent_form')
