"""The sums of a place are found by competence as well: a change of a level reads those it moves and no others."""

from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

BEFORE, NOW = 'ix_heat_entry_department_id_heat_entry_post_id', 'ix_heat_entry_of_place'


def upgrade() -> None:
    with op.batch_alter_table('heat_entry', schema=None) as batch_op:
        batch_op.drop_index(BEFORE)
        batch_op.create_index(NOW, ['department_id', 'post_id', 'competence_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('heat_entry', schema=None) as batch_op:
        batch_op.drop_index(NOW)
        batch_op.create_index(BEFORE, ['department_id', 'post_id'], unique=False)
