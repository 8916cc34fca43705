"""grades of posts."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('post', sa.Column('grade', sa.String(length=20), nullable=True))


def downgrade() -> None:
    # Not in a batch, which would make the table anew under the people whose posts are in it.
    op.drop_column('post', 'grade')
