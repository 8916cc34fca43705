"""An enrolment knows which step was read last. Nobody knows it of those that are there: they go on with the first open step, as before."""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('enrolment', sa.Column('read_last', sa.String(length=120), nullable=True))


def downgrade() -> None:
    op.drop_column('enrolment', 'read_last')
