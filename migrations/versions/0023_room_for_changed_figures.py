"""PostgreSQL leaves room in the pages of the heat map's figures: a changed row stays in its page, and no index has to learn of it."""

from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

FIGURES = ('heat_cell', 'heat_entry', 'heat_month')


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        for table in FIGURES:
            op.execute(f'ALTER TABLE {table} SET (fillfactor = 70)')


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        for table in FIGURES:
            op.execute(f'ALTER TABLE {table} RESET (fillfactor)')
